export const organizationsPath = '/site-admin/organizations';

export const pathOfOrganization = (name: string): string => `/organizations/${encodeURIComponent(name)}`;
