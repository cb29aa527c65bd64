import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import { RouteError } from './layout/route-error';
import { site } from './site';

/** The page of a file's `Component`, loaded when it is first opened. */
const page = (path: string, load: () => Promise<{ Component: React.ComponentType }>): RouteObject => ({
  path,
  lazy: load,
});

const siteAdmin: RouteObject[] = [
  { index: true, element: <Navigate to="/site-admin/service-accounts" replace /> },
  page('service-accounts', () => import('./pages/service-accounts/list')),
  page('service-accounts/new', () => import('./pages/service-accounts/create')),
  {
    path: 'service-accounts/:name',
    lazy: () => import('./pages/service-accounts/account'),
    children: [
      { index: true, lazy: () => import('./pages/service-accounts/tokens') },
      page('roles', () => import('./pages/service-accounts/roles')),
      page('settings', () => import('./pages/service-accounts/settings')),
    ],
  },
  page('service-accounts/:name/tokens/new', () => import('./pages/service-accounts/new-token')),
  page('service-accounts/:name/tokens/:token/rotate', () => import('./pages/service-accounts/rotate-token')),
];

export const router = createBrowserRouter([
  {
    errorElement: <RouteError />,
    hydrateFallbackElement: <div />,
    children: [
      page('/sign-in', () =>
        site.needsSiteInit ? import('./pages/sign-in/first-admin') : import('./pages/sign-in/sign-in'),
      ),
      page('/password-reset', () => import('./pages/sign-in/password-reset')),
      page('/unlock-account', () => import('./pages/sign-in/unlock-account')),
      {
        lazy: () => import('./layout/shell'),
        children: [
          {
            errorElement: <RouteError />,
            children: [
              { path: '/site-admin', lazy: () => import('./layout/site-admin'), children: siteAdmin },
              page('*', () => import('./layout/not-found')),
            ],
          },
        ],
      },
    ],
  },
]);
