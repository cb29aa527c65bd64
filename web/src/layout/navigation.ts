import type { IconName } from '../components/icons';

export interface Destination {
  to: string;
  name: string;
  icon: IconName;
  /** How many things wait there for somebody, where that is asked for. */
  waiting?: 'accessRequests';
  /** Not a page of this app. */
  outside?: boolean;
}

export interface Section {
  name: string;
  destinations: Destination[];
}

const siteAdminSections: Section[] = [
  {
    name: 'Users & auth',
    destinations: [
      { to: '/site-admin/service-accounts', name: 'Service accounts', icon: 'robot' },
      { to: '/site-admin/users', name: 'Users', icon: 'people' },
      {
        to: '/site-admin/access-requests',
        name: 'Access requests',
        icon: 'personPlus',
        waiting: 'accessRequests',
      },
      { to: '/site-admin/roles', name: 'Roles', icon: 'shield' },
      { to: '/site-admin/access-tokens', name: 'Access tokens', icon: 'key' },
      { to: '/site-admin/organizations', name: 'Organizations', icon: 'building' },
    ],
  },
  {
    name: 'Repositories',
    destinations: [
      { to: '/site-admin/repositories', name: 'Repositories', icon: 'repository' },
      { to: '/site-admin/external-services', name: 'Code host connections', icon: 'plug' },
      { to: '/site-admin/pending-grants', name: 'Pending grants', icon: 'hourglass' },
      { to: '/site-admin/permission-syncs', name: 'Permission syncs', icon: 'refresh' },
    ],
  },
  {
    name: 'Site',
    destinations: [
      { to: '/site-admin/audit-log', name: 'Audit log', icon: 'list' },
      { to: '/site-admin/configuration', name: 'Site configuration', icon: 'sliders' },
    ],
  },
];

/** What the navigation offers to whom. */
export const sections = ({ username, siteAdmin }: { username: string; siteAdmin: boolean }): Section[] => [
  ...(siteAdmin ? siteAdminSections : []),
  {
    name: 'You',
    destinations: [
      { to: '/search-jobs', name: 'Search jobs', icon: 'search' },
      { to: `/users/${encodeURIComponent(username)}/settings`, name: 'Your settings', icon: 'person' },
      { to: '/debug/console', name: 'API console', icon: 'terminal', outside: true },
    ],
  },
];
