import type { IconName } from '../components/icons';

export interface Destination {
  to: string;
  name: string;
  icon: IconName;
  /** Not a page of this app. */
  outside?: boolean;
}

export interface Section {
  name: string;
  destinations: Destination[];
}

/** What the navigation offers to whom. */
export function sections({ username, siteAdmin }: { username: string; siteAdmin: boolean }): Section[] {
  const own: Section = {
    name: 'You',
    destinations: [],
  };
  const tools: Section = {
    name: 'Tools',
    destinations: [{ to: '/debug/console', name: 'API console', icon: 'terminal', outside: true }],
  };
  void username;
  return (siteAdmin ? [usersAndAuth, own, tools] : [own, tools]).filter(
    ({ destinations }) => destinations.length > 0,
  );
}

const usersAndAuth: Section = {
  name: 'Users & auth',
  destinations: [{ to: '/site-admin/service-accounts', name: 'Service accounts', icon: 'robot' }],
};
