import { afterAll, beforeAll, expect, test } from 'vitest';
import { schema } from '../src/graphql/schema.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import {
  argumentsOf,
  type ConnectionField,
  connectionFields,
  isBidirectional,
  queryAround,
} from './support/connections.js';
import { fillWithRows, type ManyRows } from './support/many-rows.js';
import { everythingIn, typeOf } from './support/selection.js';
import { configure } from './support/site-configuration.js';
import { statements } from './support/statements.js';

// However long a list is, it takes the same number of SQL statements, with everything that its rows refer to.

const few = 10;
const many = 300;
/** Rows of the lists in each row. */
const nested = 2;

let api: TestApi;
let rows: ManyRows;

beforeAll(async () => {
  api = await startTestApi();
  await configure(api, {
    rateLimits: { graphQLMaxFieldCount: 300_000_000, graphQLMaxDuplicateFieldCount: 5000 },
  });
  // It looks for new versions twice a second.
  api.services.siteConfiguration.stop();
  rows = await fillWithRows(api, many);
});
afterAll(() => api.close());

/** Lists that are never read without a size. */
const alwaysSized = new Set([
  'SiteConfiguration.history',
  'Query.accessRequests',
  'Query.repositories',
  'Query.permissionsSyncJobs',
  'Repository.contributors',
  'Query.searchJobs',
  'RepoMetadata.keys',
  'RepoMetadataKeyResult.values',
  'PermissionsInfo.repositories',
  'PermissionsInfo.users',
]);

/** Asks for a list of so many rows; where no size can be asked for, of whoever has so many. */
function ask(connection: ConnectionField, size: number): Promise<object> {
  const { name, type, field } = connection;
  const sized = field.args.some(({ name }) => name === 'first');
  // A page of these has more than a hundred rows only when its size is left out.
  const all = isBidirectional(connection) && size > 100 && !alwaysSized.has(name);
  const selection = everythingIn(typeOf(schema, type, field.name), 3, nested);
  const somebody: { id: string; identity: Identity } =
    sized || size === many
      ? { id: rows.person, identity: api.admin }
      : { id: rows.inFew.id, identity: rows.inFew };
  const given = argumentsOf(connection, sized && !all ? `first: ${size}` : '', rows);
  const list = `${field.name}${given} ${selection}`;
  return api.ask(somebody.identity, queryAround(connection, list, rows, somebody.id));
}

test.each(connectionFields.map((connection) => [connection.name, connection] as const))(
  '%s takes as many statements for hundreds of rows as for ten',
  async (_name, connection) => {
    const length = async (size: number) => JSON.stringify(await ask(connection, size)).length;
    // The second time, so that what a process reads once is read.
    const shortLength = await length(few);

    const short = await statements(api, () => ask(connection, few));
    let longLength = 0;
    const long = await statements(api, async () => {
      longLength = await length(many);
    });

    expect(longLength).toBeGreaterThan(1.5 * shortLength);
    expect(long).toBe(short);
    expect(long).toBeLessThanOrEqual(40);
  },
);

test('Site.users takes as many statements for hundreds of rows as for ten', async () => {
  const page = (limit: number) =>
    api.ask(
      api.admin,
      `{ site { users { totalCount nodes(limit: ${limit}, orderBy: LAST_ACTIVE_AT) { id email lastActiveAt locked } } } }`,
    );
  expect((await page(many)).site.users.nodes).toHaveLength(many);

  expect(await statements(api, () => page(many))).toBe(await statements(api, () => page(few)));
});

test('asking who one is takes two statements: for the token with its account, and for the record of the request', async () => {
  const { id } = await api.createServiceAccount('counted');
  const { token } = await api.createToken(id);
  await api.ask({ token }, '{ currentUser { username } }');

  expect(await statements(api, () => api.ask({ token }, '{ currentUser { username } }'))).toBe(2);
});

test('deleting many accounts takes as many statements as deleting few', async () => {
  const deleted = async (name: string, count: number) => {
    const { users } = await api.ask(
      api.admin,
      'query ($name: String, $count: Int) { users(first: $count, query: $name) { nodes { id } } }',
      { name, count },
    );
    const ids = users.nodes.map(({ id }: { id: string }) => id);
    expect(ids).toHaveLength(count);
    return statements(api, () =>
      api.ask(api.admin, 'mutation ($ids: [ID!]!) { deleteUsers(users: $ids) { alwaysNil } }', { ids }),
    );
  };

  expect(await deleted('account-2', 100)).toBe(await deleted('account-3', few));
});
