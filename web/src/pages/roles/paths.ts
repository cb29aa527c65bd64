export const rolesPath = '/site-admin/roles';

export const pathOfRole = (id: string): string => `${rolesPath}/${encodeURIComponent(id)}`;
