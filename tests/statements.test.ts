import { PGlite } from '@electric-sql/pglite';
import { isObjectType } from 'graphql';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { schema } from '../src/graphql/schema.js';
import { startTestApi, type TestApi } from './support/api.js';
import { everythingIn, outputFields, typeOf } from './support/selection.js';
import { configure } from './support/site-configuration.js';

const few = 2;
const many = 40;

let api: TestApi;
let somebody: { user: string; account: string; role: string };

beforeAll(async () => {
  api = await startTestApi();
  await configure(api, {
    'auth.accessTokens': { maxTokensPerUser: 100 },
    rateLimits: { graphQLMaxFieldCount: 300_000_000, graphQLMaxDuplicateFieldCount: 5000 },
  });
  // It looks for new versions twice a second.
  api.services.siteConfiguration.stop();
  const { permissions } = await api.ask(api.admin, '{ permissions { nodes { id } } }');
  const all = permissions.nodes.map(({ id }: { id: string }) => id);
  const roles: string[] = [];
  const ids = { users: [] as string[], accounts: [] as string[] };
  const give = (user: string, roles: string[]) =>
    api.ask(
      api.admin,
      'mutation ($user: ID!, $roles: [ID!]!) { setRoles(user: $user, roles: $roles) { alwaysNil } }',
      {
        user,
        roles,
      },
    );
  for (let n = 0; n < many; n += 1) {
    const { createRole } = await api.ask(
      api.admin,
      'mutation ($name: String!, $all: [ID!]!) { createRole(name: $name, permissions: $all) { id } }',
      { name: `role ${n}`, all },
    );
    roles.push(createRole.id);
  }
  for (let n = 0; n < many; n += 1) {
    const { createUser } = await api.ask(
      api.admin,
      'mutation ($name: String!, $email: String) { createUser(username: $name, email: $email) { user { id } } }',
      { name: `person-${n}`, email: `person-${n}@example.com` },
    );
    const { createServiceAccount } = await api.ask(
      api.admin,
      'mutation ($name: String!, $owner: ID) { createServiceAccount(input: { name: $name, owner: $owner }) { id } }',
      { name: `account-${n}`, owner: createUser.user.id },
    );
    ids.users.push(createUser.user.id);
    ids.accounts.push(createServiceAccount.id);
    await give(createUser.user.id, roles.slice(0, 3));
    await give(createServiceAccount.id, roles.slice(0, 3));
    await api.createToken(createServiceAccount.id, { note: 'first' });
    await api.createToken(createServiceAccount.id, { note: 'second' });
  }
  somebody = { user: api.admin.id, account: ids.accounts[0] as string, role: roles[0] as string };
  for (const id of [somebody.user, somebody.account]) {
    await give(id, roles);
    for (let n = 0; n < many; n += 1) await api.createToken(id, { note: `token ${n}` });
  }
});
afterAll(() => api.close());

/** How many SQL statements of whatever origin reach the database during `work`. */
async function statements(work: () => Promise<unknown>): Promise<number> {
  await api.services.lastUsed.flush();
  let count = 0;
  const { execProtocolRaw } = PGlite.prototype;
  PGlite.prototype.execProtocolRaw = function (message, options) {
    // Parse and Query begin a statement; the other messages belong to one.
    if (message[0] === 0x50 || message[0] === 0x51) count += 1;
    return execProtocolRaw.call(this, message, options);
  };
  const client = pg.Client.prototype as unknown as { query(...args: unknown[]): unknown };
  const { query } = client;
  client.query = function (...args) {
    count += 1;
    return query.apply(this, args);
  };
  try {
    await work();
  } finally {
    PGlite.prototype.execProtocolRaw = execProtocolRaw;
    client.query = query;
  }
  return count;
}

/** One page of every connection, `size` long, with everything in each of its rows. */
const pages: Record<string, (size: number) => string> = {
  'Query.users': (size) => `{ users(first: ${size}, query: "person") ${below('Query.users', 3, size)} }`,
  'Query.serviceAccounts': (size) => root('serviceAccounts', 3, size),
  'Query.auditEvents': (size) => root('auditEvents', 3, size),
  'Query.roles': (size) => root('roles', 4, size),
  'Query.permissions': (size) => root('permissions', 3, size),
  'Site.accessTokens': (size) =>
    `{ site { accessTokens(first: ${size}) ${below('Site.accessTokens', 3, size)} } }`,
  'User.accessTokens': (size) => ofNode('User.accessTokens', somebody.user, size),
  'User.roles': (size) => ofNode('User.roles', somebody.user, size),
  'User.permissions': (size) => ofNode('User.permissions', somebody.user, size),
  'ServiceAccount.accessTokens': (size) => ofNode('ServiceAccount.accessTokens', somebody.account, size),
  'ServiceAccount.roles': (size) => ofNode('ServiceAccount.roles', somebody.account, size),
  'ServiceAccount.permissions': (size) => ofNode('ServiceAccount.permissions', somebody.account, size),
  'Role.permissions': (size) => ofNode('Role.permissions', somebody.role, size),
};

function below(path: string, depth: number, size: number): string {
  const [type, field] = path.split('.') as [string, string];
  return everythingIn(typeOf(schema, type, field), depth, size);
}
const root = (field: string, depth: number, size: number) =>
  `{ ${field}(first: ${size}) ${below(`Query.${field}`, depth, size)} }`;
const ofNode = (path: string, id: string, size: number) => {
  const [type, field] = path.split('.');
  return `{ node(id: "${id}") { ... on ${type} { ${field}(first: ${size}) ${below(path, 3, size)} } } }`;
};

test('every connection of the schema is looked at', () => {
  const connections = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      outputFields(type)
        .filter((field) => /Connection!?$/.test(field.type.toString()))
        .map((field) => `${type.name}.${field.name}`),
    );

  expect(connections.toSorted()).toEqual(Object.keys(pages).toSorted());
});

test.each(Object.keys(pages))(
  '%s takes as many statements for a long page as for a short one',
  async (name) => {
    const page = pages[name] as (size: number) => string;
    const rows = async (size: number) => JSON.stringify(await api.ask(api.admin, page(size))).length;
    // The second time, so that what a process reads once is read.
    await rows(few);

    const short = await statements(() => api.ask(api.admin, page(few)));
    const long = await statements(() => api.ask(api.admin, page(many)));

    expect(await rows(many)).toBeGreaterThan(2 * (await rows(few)));
    expect(long).toBe(short);
    expect(long).toBeLessThanOrEqual(20);
  },
);

test('asking who one is takes two statements: for the token with its account, and for the record of the request', async () => {
  const { token } = await api.createToken(somebody.account, { note: 'counted' });
  await api.ask({ token }, '{ currentUser { username } }');

  expect(await statements(() => api.ask({ token }, '{ currentUser { username } }'))).toBe(2);
});

test('deleting many accounts takes as many statements as deleting few', async () => {
  const deleted = async (count: number) => {
    const ids: string[] = [];
    for (let n = 0; n < count; n += 1) ids.push((await api.createServiceAccount(`doomed-${count}-${n}`)).id);
    return statements(() =>
      api.ask(api.admin, 'mutation ($ids: [ID!]!) { deleteUsers(users: $ids) { alwaysNil } }', { ids }),
    );
  };

  expect(await deleted(many)).toBe(await deleted(few));
});
