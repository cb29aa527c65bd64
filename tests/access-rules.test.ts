import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import {
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../src/app.js';
import { schema } from '../src/graphql/schema.js';
import { startTestApi, type TestApi } from './support/api.js';
import { addConnection } from './support/repositories.js';
import { access, everythingIn, outputFields, typeOf } from './support/selection.js';

interface Route {
  method: string | string[];
  url: string;
  config?: { access?: string };
}

const routes: Route[] = [];
let api: TestApi;

beforeAll(async () => {
  const watch = (message: unknown) => {
    (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', (route) => {
      routes.push(route as Route);
    });
  };
  subscribe('fastify.initialization', watch);
  api = await startTestApi();
  unsubscribe('fastify.initialization', watch);
});
afterAll(() => api.close());

const types: GraphQLNamedType[] = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

test('every field names its rule', () => {
  const rules = [
    'inherited',
    'anyone',
    'signed in',
    'site admin',
    'session',
    'self or site admin',
    'self',
    'reader of external accounts',
    'reader of all external accounts',
    'reader of account data',
    'holder of REPO_METADATA#WRITE',
  ];

  const unnamed = types.flatMap((type) =>
    outputFields(type)
      .filter((field) => !rules.includes(String(access(field))))
      .map((field) => `${type.name}.${field.name}: ${String(access(field))}`),
  );

  expect(unnamed).toEqual([]);
});

test('a field of Query or Mutation inherits no rule, and one that asks nothing of its caller is open to anyone', () => {
  const roots = [schema.getQueryType(), schema.getMutationType()];
  const fields = roots.flatMap((root) => Object.values(root?.getFields() ?? {}));

  expect(fields.filter((field) => access(field) === 'inherited').map(({ name }) => name)).toEqual([]);
  expect(fields.filter((field) => access(field) === 'anyone').map(({ name }) => name)).toEqual([
    'clientConfiguration',
    'currentUser',
    'enterpriseLicenseHasFeature',
    'evaluateFeatureFlag',
    'evaluateFeatureFlags',
    'evaluatedFeatureFlags',
    'node',
    'repoMeta',
    'repositories',
    'repository',
    'repositoryRedirect',
    'root',
    'search',
    'site',
    'temporarySettings',
    'viewer',
    'viewerConfiguration',
    'viewerSettings',
  ]);
});

test('a rule is printed where clients read it', () => {
  const silent = types.flatMap((type) =>
    outputFields(type)
      .filter((field) => access(field) !== 'inherited' && !field.description?.includes('\n\nWho may: '))
      .map((field) => `${type.name}.${field.name}`),
  );

  expect(silent).toEqual([]);
});

/** Routes by what they say of who may call them. HEAD comes with GET by itself. */
const routesBy = (select: (rule: string | undefined) => boolean) =>
  routes
    .filter((route) => select(route.config?.access))
    .flatMap(({ method, url }) => [method].flat().map((one) => `${one} ${url}`))
    .filter((route) => !route.startsWith('HEAD '))
    .sort();

test('every HTTP route names its rule', () => {
  expect(routes.length).toBeGreaterThan(10);

  expect(routesBy((rule) => !rule)).toEqual([]);
});

test('the HTTP routes are these, and no more of them are open to anyone', () => {
  expect(routesBy((rule) => rule === 'anyone')).toEqual(
    [
      'DELETE /-/sign-in',
      'DELETE /-/site-init',
      'GET /',
      'GET /-/sign-in',
      'GET /-/sign-out',
      'GET /-/site-init',
      'GET /.api/graphql',
      'GET /.api/site-configuration.schema.json',
      'GET /.api/src-cli/version',
      'GET /__version',
      'GET /healthz',
      'GET /help/api/graphql',
      'GET /password-reset',
      'GET /readyz',
      'GET /search',
      'GET /sign-in',
      'GET /sign-up',
      'GET /unlock-account',
      'OPTIONS /.api/*',
      'PATCH /-/sign-in',
      'PATCH /-/site-init',
      'POST /-/request-access',
      'POST /-/reset-password-code',
      'POST /-/reset-password-init',
      'POST /-/sign-in',
      'POST /-/sign-up',
      'POST /-/site-init',
      'POST /-/unlock-account',
      'PUT /-/sign-in',
      'PUT /-/site-init',
      ...routesBy((rule) => rule === 'anyone').filter((route) => route.startsWith('GET /.assets/')),
    ].sort(),
  );
  expect(routesBy((rule) => rule !== 'anyone')).toEqual([
    'GET /*',
    'GET /-/check-username-taken/:name',
    'GET /-/verify-email',
    'GET /.api/audit-log',
    'GET /.api/search/export/:file',
    'GET /.api/search/stream',
    'GET /debug/console',
    'GET /metrics',
    'GET /organizations/*',
    'GET /search-jobs',
    'GET /search-jobs/*',
    'GET /site-admin',
    'GET /site-admin/*',
    'GET /users/*',
    'POST /-/unlock-user-account',
    'POST /.api/graphql',
    'POST /.api/repos/*',
  ]);
});

test('a route that names no rule is not taken', async () => {
  const late = { name: 'late', url: '/late' };

  expect(() => lateRoute(late.url)).toThrow('the route GET /late does not say who may call it');
});

/** The check of `createApp`, met by an app that is being made. */
function lateRoute(url: string): void {
  let app: FastifyInstance | undefined;
  const watch = (message: unknown) => {
    app = (message as { fastify: FastifyInstance }).fastify;
  };
  subscribe('fastify.initialization', watch);
  try {
    void createApp(api.services);
    app?.get(url, () => '');
  } finally {
    unsubscribe('fastify.initialization', watch);
  }
}

test('every type, field, argument, enum value and input field is described', () => {
  const undescribed = types.flatMap((type) => [
    ...(type.description ? [] : [type.name]),
    ...(isEnumType(type)
      ? type
          .getValues()
          .filter((value) => !value.description)
          .map((value) => `${type.name}.${value.name}`)
      : []),
    ...(isInputObjectType(type)
      ? Object.values(type.getFields())
          .filter((field) => !field.description)
          .map((field) => `${type.name}.${field.name}`)
      : []),
    ...outputFields(type).flatMap((field) => [
      ...(field.description ? [] : [`${type.name}.${field.name}`]),
      ...field.args
        .filter((arg) => !arg.description)
        .map((arg) => `${type.name}.${field.name}(${arg.name}:)`),
    ]),
  ]);

  expect(undescribed).toEqual([]);
});

/** Everything that can be reached from a root type. */
function reachableFrom(root: GraphQLNamedType | null | undefined): Set<GraphQLNamedType> {
  const reached = new Set<GraphQLNamedType>();
  const open = root ? [root] : [];
  for (let type = open.pop(); type; type = open.pop()) {
    if (reached.has(type)) continue;
    reached.add(type);
    open.push(...outputFields(type).map((field) => getNamedType(field.type)));
    if (isInterfaceType(type)) open.push(...schema.getPossibleTypes(type));
  }
  return reached;
}

test('what carries a secret can be reached from mutations only', () => {
  const fromQuery = reachableFrom(schema.getQueryType());
  const onlyFromMutation = [...reachableFrom(schema.getMutationType())].filter(
    (type) => !fromQuery.has(type) && isObjectType(type),
  );

  expect(onlyFromMutation.map(({ name }) => name).sort()).toEqual([
    'CheckMirrorRepositoryConnectionResult',
    'CreateAccessTokenResult',
    'CreateUserResult',
    // Its link is of use to whoever was invited alone.
    'InviteUserToOrganizationResult',
    'Mutation',
    'RandomizeUserPasswordResult',
    'ReplaceRepositoryPermissionsResult',
    'RotateAccessTokenResult',
    // They carry none; a mutation is nested in another there.
    'SettingsMutation',
    'UpdateSettingsPayload',
  ]);
});

test('a site admin who asks for every field of every object reads no secret', async () => {
  const account = await api.createServiceAccount('deploy');
  const token = await api.createToken(account.id);
  await api.createToken(api.admin.id, { note: 'sudo', scopes: ['user:all', 'site-admin:sudo'] });
  await api.createUser('alice');
  await api.ask(
    api.admin,
    'mutation ($token: ID!) { rotateAccessToken(token: $token, overlapSeconds: 60) { id } }',
    { token: token.id },
  );
  await addConnection(api, {
    url: `https://robot:${token.token}@git.example.org`,
    repos: ['app'],
    gitSSHCredential: `-----BEGIN PRIVATE KEY-----${token.token}-----END PRIVATE KEY-----`,
  });
  const depths = {
    site: 4,
    users: 3,
    serviceAccounts: 3,
    auditEvents: 3,
    roles: 4,
    permissions: 2,
    externalServices: 3,
    repositories: 4,
  };
  const answers: string[] = [];

  for (const [field, depth] of Object.entries(depths)) {
    const page = field === 'site' ? '' : '(first: 50)';
    const selection = everythingIn(typeOf(schema, 'Query', field), depth, 10);
    answers.push(JSON.stringify(await api.ask(api.admin, `{ ${field}${page} ${selection} }`)));
  }

  expect(answers.join().length).toBeGreaterThan(10_000);
  expect(api.secrets.foundIn(answers.join())).toEqual([]);
});
