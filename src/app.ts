import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import fastify, { type FastifyInstance } from 'fastify';
import { accessRequestRoutes } from './http/access-request-routes.js';
import { addressAllowList } from './http/address-allow-list.js';
import { auditLogRoute } from './http/audit-log-route.js';
import { refuseForeignPages } from './http/foreign-pages.js';
import { graphqlRoute } from './http/graphql-route.js';
import { healthRoutes } from './http/health-routes.js';
import { sendText, sendTooMany } from './http/identify.js';
import { pageRoutes } from './http/page-routes.js';
import { rawRoute } from './http/raw-route.js';
import { refreshRoute } from './http/refresh-route.js';
import { responseHeaders, standardHeaders } from './http/response-headers.js';
import { searchExportRoute } from './http/search-export-route.js';
import { searchRoute } from './http/search-route.js';
import { signInRoutes } from './http/sign-in-routes.js';
import { signUpRoutes } from './http/sign-up-routes.js';
import { siteConfigurationSchemaRoute } from './http/site-configuration-schema-route.js';
import { endStalledAnswers } from './http/stalled-answers.js';
import type { Services } from './services.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route, in words; the route itself enforces it. */
    access?: string;
  }
}

/** What is thrown for the client to be told: how it is answered, and with 429 when to try again. */
type HttpError = Error & { statusCode?: number; retryAfterSeconds?: number };

/** The whole HTTP surface, without a port: tests call it directly. */
export async function createApp(services: Services): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    requestTimeout: services.config.REQUEST_TIMEOUT_SECONDS * 1000,
    genReqId: requestIds(),
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 1000 },
    // A path that cannot be read reaches no route and no hook, so it is answered here.
    frameworkErrors: (error, request, reply) => {
      const text =
        error.code === 'FST_ERR_BAD_URL' ? 'the path has a malformed percent escape' : error.message;
      sendText(reply.headers(standardHeaders(request.id)), 400, text);
    },
  });

  /** SECURITY: default deny: a route that does not say who may call it does not start. */
  app.addHook('onRoute', ({ method, url, config }) => {
    if (!config?.access) throw new Error(`the route ${String(method)} ${url} does not say who may call it`);
  });
  app.addHook('onResponse', (request, reply, done) => {
    services.metrics.requestSeconds.observe(
      { route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
    done();
  });

  // Routes read their bodies themselves, with their own limits, whatever the Content-Type says.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.setNotFoundHandler((_request, reply) => sendText(reply, 404, 'no route'));
  // Before any `await`: a route takes the error handler that is set when it is loaded.
  app.setErrorHandler((error: HttpError, request, reply) => {
    const status = error.statusCode ?? 500;
    // What is left of a refused body is not read, so the connection cannot be used again.
    if ([400, 413, 415, 429].includes(status)) reply.header('Connection', 'close');
    if (error.retryAfterSeconds) return sendTooMany(reply, error.retryAfterSeconds, error.message);
    if (status < 500) return sendText(reply, status, error.message);
    // Whoever hung up made it fail.
    const level = reply.raw.destroyed ? 'debug' : 'error';
    services.log[level]({ err: error, requestId: request.id }, 'a request failed');
    return sendText(reply, 500, `Unexpected error (request ${request.id}).`);
  });

  addressAllowList(app, services);
  endStalledAnswers(app, services);
  await app.register(cookie);
  await app.register(compress, { global: false });
  responseHeaders(app, services);
  healthRoutes(app, services);
  graphqlRoute(app, services);
  searchRoute(app, services);
  searchExportRoute(app, services);
  siteConfigurationSchemaRoute(app);
  auditLogRoute(app, services);
  pageRoutes(app, services);
  rawRoute(app, services);
  refreshRoute(app, services);
  await app.register(async (scope) => {
    refuseForeignPages(scope, services);
    signInRoutes(scope, services);
    signUpRoutes(scope, services);
    accessRequestRoutes(scope, services);
  });
  return app;
}

/** Short ids, unique across processes and restarts. */
function requestIds(): () => string {
  const prefix = `${Date.now().toString(36)}${Math.trunc(Math.random() * 36 ** 4).toString(36)}`;
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}-${count.toString(36)}`;
  };
}
