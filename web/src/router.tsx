import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import { RouteError } from './layout/route-error';
import { site } from './site';

type Page = () => Promise<{ Component: React.ComponentType }>;

/** The page of a file's `Component`, loaded when it is first opened. */
const page = (path: string, lazy: Page, children?: RouteObject[]): RouteObject => ({ path, lazy, children });
const first = (lazy: Page): RouteObject => ({ index: true, lazy });
const leadTo = (to: string): RouteObject => ({ index: true, element: <Navigate to={to} replace /> });

const siteAdmin: RouteObject[] = [
  leadTo('service-accounts'),
  page('service-accounts', () => import('./pages/service-accounts/list')),
  page('service-accounts/new', () => import('./pages/service-accounts/create')),
  page('service-accounts/:name', () => import('./pages/service-accounts/account'), [
    first(() => import('./pages/service-accounts/tokens')),
    page('roles', () => import('./pages/service-accounts/roles')),
    page('repositories', () => import('./pages/service-accounts/repositories')),
    page('activity', () => import('./pages/service-accounts/activity')),
    page('settings', () => import('./pages/service-accounts/settings')),
  ]),
  page('service-accounts/:name/tokens/new', () => import('./pages/service-accounts/new-token')),
  page('service-accounts/:name/tokens/:token/rotate', () => import('./pages/service-accounts/rotate-token')),
  page('users', () => import('./pages/users/list')),
  page('users/new', () => import('./pages/users/create')),
  page('access-requests', () => import('./pages/access-requests/list')),
  page('roles', () => import('./pages/roles/list')),
  page('roles/new', () => import('./pages/roles/create')),
  page('roles/:id', () => import('./pages/roles/role')),
  page('access-tokens', () => import('./pages/access-tokens/site-tokens')),
  page('organizations', () => import('./pages/organizations/list')),
  page('organizations/new', () => import('./pages/organizations/create')),
  page('repositories', () => import('./pages/repositories/list')),
  page('repositories/:id', () => import('./pages/repositories/repository'), [
    first(() => import('./pages/repositories/mirror')),
    page('access', () => import('./pages/repositories/access')),
  ]),
  page('pending-grants', () => import('./pages/pending-grants/list')),
  page('permission-syncs', () => import('./pages/permission-syncs/list')),
  page('external-services', () => import('./pages/code-hosts/list')),
  page('external-services/new', () => import('./pages/code-hosts/create')),
  page('external-services/:id', () => import('./pages/code-hosts/code-host'), [
    first(() => import('./pages/code-hosts/progress')),
    page('configuration', () => import('./pages/code-hosts/configuration')),
  ]),
  page('audit-log', () => import('./pages/audit-log/page')),
  page('configuration', () => import('./pages/configuration/page'), [
    first(() => import('./pages/configuration/edit')),
    page('history', () => import('./pages/configuration/history')),
  ]),
];

const settings: RouteObject[] = [
  leadTo('profile'),
  page('profile', () => import('./pages/account/profile')),
  page('emails', () => import('./pages/account/emails')),
  page('password', () => import('./pages/account/password')),
  page('tokens', () => import('./pages/account/tokens')),
  page('organizations', () => import('./pages/account/organizations')),
  page('repositories', () => import('./pages/account/repositories')),
];

export const router = createBrowserRouter([
  {
    errorElement: <RouteError />,
    hydrateFallbackElement: <div />,
    children: [
      page('/sign-in', () =>
        site.needsSiteInit ? import('./pages/sign-in/first-admin') : import('./pages/sign-in/sign-in'),
      ),
      page('/sign-up', () => import('./pages/sign-in/sign-up')),
      page('/password-reset', () => import('./pages/sign-in/password-reset')),
      page('/unlock-account', () => import('./pages/sign-in/unlock-account')),
      {
        lazy: () => import('./layout/shell'),
        children: [
          {
            errorElement: <RouteError />,
            children: [
              page('/site-admin', () => import('./layout/site-admin'), siteAdmin),
              { path: '/users/:username', children: [leadTo('settings/profile')] },
              page('/users/:username/settings', () => import('./pages/account/account'), settings),
              page('/users/:username/settings/tokens/new', () => import('./pages/account/new-token')),
              page(
                '/users/:username/settings/tokens/:token/rotate',
                () => import('./pages/account/rotate-token'),
              ),
              page('/search-jobs', () => import('./pages/search-jobs/list')),
              page('/search-jobs/new', () => import('./pages/search-jobs/create')),
              page('/organizations/invitation/:token', () => import('./pages/organizations/invitation')),
              page('/organizations/:name', () => import('./pages/organizations/organization')),
              page('*', () => import('./layout/not-found')),
            ],
          },
        ],
      },
    ],
  },
]);
