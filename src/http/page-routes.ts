import type { FastifyInstance } from 'fastify';
import type { AccountCaller } from '../auth/caller.js';
import { defaultCostLimits } from '../graphql/cost.js';
import { badVerificationLink, verifyByLink } from '../modules/emails/verification.js';
import type { Services } from '../services.js';
import { anonymousContext, pageVisitor } from './identify.js';
import { sendApp } from './pages/app-page.js';
import { assetRoutes, assetsPath } from './pages/asset-routes.js';
import { consolePolicy, sendPage } from './pages/page.js';

const consolePath = '/debug/console';
const signInPath = '/sign-in';

/** Where the web app is, for people who are signed in. What they may do there, the API decides. */
const appPaths = [
  '/site-admin',
  '/site-admin/*',
  '/users/*',
  '/organizations/*',
  '/search-jobs',
  '/search-jobs/*',
];

/** The pages for people. They have no rights of their own: they use the API like any client. */
export function pageRoutes(app: FastifyInstance, services: Services): void {
  const open = { config: { access: 'anyone' } };
  const people = { config: { access: 'people who are signed in' } };

  // The mirrored product's front page is its search; signing out leads there.
  for (const path of ['/', '/search']) {
    app.get(path, open, async (request, reply) => {
      const visitor = await pageVisitor(services, request);
      return reply.redirect(visitor ? startOf(visitor) : signInPath, 302);
    });
  }

  app.get<{ Querystring: { returnTo?: unknown } }>(signInPath, open, async (request, reply) => {
    const returnTo = localPath(request.query.returnTo);
    if (await pageVisitor(services, request)) return reply.redirect(returnTo, 302);
    return sendApp(services, reply, { returnTo });
  });

  for (const path of ['/sign-up', '/password-reset', '/unlock-account']) {
    app.get(path, open, async (_request, reply) => sendApp(services, reply, {}));
  }

  // A GET that changes something: what it changes is asked for by the mail that holds the link, of whom it is about.
  app.get<{ Querystring: { token?: unknown } }>(
    '/-/verify-email',
    { config: { access: 'the person whose address it is, signed in' } },
    async (request, reply) => {
      const caller = await pageVisitor(services, request);
      if (!caller) return reply.redirect(signInAndReturnTo(request.url), 302);
      const token = typeof request.query.token === 'string' ? request.query.token : '';
      const email = await verifyByLink({ ...anonymousContext(services, request), caller }, token);
      const [title, text] = email
        ? ['Address verified', `${email} is known to be yours now.`]
        : ['Not verified', badVerificationLink];
      return sendPage(services, reply.code(email ? 200 : 400), {
        template: 'notice.html',
        values: { assets: await assetsPath('pages'), title, text, next: '/', nextLabel: 'Go on' },
      });
    },
  );

  for (const path of appPaths) {
    app.get(path, people, async (request, reply) => {
      const visitor = await pageVisitor(services, request);
      return visitor
        ? sendApp(services, reply, { visitor })
        : reply.redirect(signInAndReturnTo(request.url), 302);
    });
  }

  app.get(consolePath, people, async (request, reply) => {
    const visitor = await pageVisitor(services, request);
    if (!visitor) return reply.redirect(signInAndReturnTo(consolePath), 302);
    const [assets, graphiql] = await Promise.all([assetsPath('pages'), assetsPath('graphiql')]);
    const { username, siteAdmin } = visitor;
    return sendPage(services, reply, {
      template: 'console.html',
      values: { assets, graphiql, username, siteAdmin, adminMark: siteAdmin ? ' (site admin)' : '' },
      policy: consolePolicy,
    });
  });

  // Where errors about costs point to, under the path of the mirrored product.
  app.get('/help/api/graphql', open, async (_request, reply) =>
    sendPage(services, reply, {
      template: 'cost-limits.html',
      values: {
        assets: await assetsPath('pages'),
        ...services.siteConfiguration.current.settings.rateLimits,
        maxDirectives: defaultCostLimits.maxDirectives,
      },
    }),
  );

  assetRoutes(app);
}

/** The page that somebody who has just signed in sees first. */
const startOf = ({ siteAdmin, username }: AccountCaller): string =>
  siteAdmin ? '/site-admin/service-accounts' : `/users/${username}/settings/tokens`;

const signInAndReturnTo = (path: string): string =>
  `${signInPath}?returnTo=${encodeURIComponent(path).replaceAll('%2F', '/')}`;

/**
 * SECURITY: where to go after signing in: a path of this site, or the front page. Browsers read `//host` and `/\host`
 * as other hosts, and drop tabs and line ends before they look.
 */
function localPath(value: unknown): string {
  if (typeof value !== 'string' || !/^\/(?!\/)[^\\\p{Cc}]*$/u.test(value)) return '/';
  return value.replace(/[^\x21-\x7e]+/g, (text) => encodeURIComponent(text.toWellFormed()));
}
