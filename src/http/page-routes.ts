import type { FastifyInstance } from 'fastify';
import { defaultCostLimits } from '../graphql/cost.js';
import { needsSiteInit } from '../modules/sessions/site-init.js';
import type { Services } from '../services.js';
import { pageVisitor } from './identify.js';
import { assetRoutes, assetsPath } from './pages/asset-routes.js';
import { consolePolicy, sendPage } from './pages/page.js';

const consolePath = '/debug/console';
const signInPath = '/sign-in';

/** The pages for people, until there is a web app. They have no rights of their own: forms post to the API. */
export function pageRoutes(app: FastifyInstance, services: Services): void {
  const open = { config: { access: 'anyone' } };

  // The mirrored product's front page is its search; signing out leads there.
  for (const path of ['/', '/search']) {
    app.get(path, open, async (request, reply) =>
      reply.redirect((await pageVisitor(services, request)) ? consolePath : signInPath, 302),
    );
  }

  app.get<{ Querystring: { returnTo?: unknown } }>(signInPath, open, async (request, reply) => {
    const returnTo = localPath(request.query.returnTo);
    if (await pageVisitor(services, request)) return reply.redirect(returnTo, 302);
    const template = (await needsSiteInit(services)) ? 'first-admin.html' : 'sign-in.html';
    return sendPage(services, reply, {
      template,
      values: { ...(await formValues(services)), returnTo },
    });
  });

  app.get('/password-reset', open, async (_request, reply) =>
    sendPage(services, reply, { template: 'password-reset.html', values: await formValues(services) }),
  );

  app.get(consolePath, { config: { access: 'people who are signed in' } }, async (request, reply) => {
    const visitor = await pageVisitor(services, request);
    if (!visitor || visitor.kind === 'ANONYMOUS') {
      return reply.redirect(`${signInPath}?returnTo=${consolePath}`, 302);
    }
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

const formValues = async ({ siteConfiguration }: Services) => ({
  assets: await assetsPath('pages'),
  minPasswordLength: siteConfiguration.current.settings['auth.minPasswordLength'],
});

/**
 * SECURITY: where to go after signing in: a path of this site, or the front page. Browsers read `//host` and `/\host`
 * as other hosts, and drop tabs and line ends before they look.
 */
function localPath(value: unknown): string {
  if (typeof value !== 'string' || !/^\/(?!\/)[^\\\p{Cc}]*$/u.test(value)) return '/';
  return value.replace(/[^\x21-\x7e]+/g, (text) => encodeURIComponent(text.toWellFormed()));
}
