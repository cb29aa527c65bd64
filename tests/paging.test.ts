import { isLeafType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schema } from '../src/graphql/schema.js';
import { headersOf, startTestApi, type TestApi } from './support/api.js';
import { argumentsOf, type ConnectionField, connectionFields, queryAround } from './support/connections.js';
import { fillWithRows, type ManyRows } from './support/many-rows.js';
import { everythingIn, typeOf } from './support/selection.js';

// What is true of the pages of every list, whatever it lists.

let api: TestApi;
let rows: ManyRows;

beforeAll(async () => {
  api = await startTestApi();
  rows = await fillWithRows(api, 10);
});
afterAll(() => api.close());

const query = (connection: ConnectionField, given: string, selection: string) =>
  queryAround(
    connection,
    `it: ${connection.field.name}${argumentsOf(connection, given, rows)} ${selection}`,
    rows,
    rows.person,
  );

const has = ({ field }: ConnectionField, arg: string) => field.args.some(({ name }) => name === arg);

/** No cursor of any list: no base64, of another kind, without a kind, of what nothing can be. */
const impossible = [
  '!',
  '\u0000',
  Buffer.from('SavedSearch:1').toString('base64'),
  Buffer.from('no kind').toString('base64'),
  Buffer.from('User:99999999999999999999').toString('base64'),
  '-1',
  '9'.repeat(400),
].map((cursor) => JSON.stringify(cursor));

/** Of a cursor that is a number, the schema refuses what is none. */
const cursorsOf = ({ field }: ConnectionField, arg: string) =>
  String(field.args.find(({ name }) => name === arg)?.type) === 'Int' ? ['-1'] : impossible;

const paged = connectionFields.filter((connection) => has(connection, 'first'));

describe('a page that cannot be', () => {
  test.each(paged.map((connection) => [connection.name, connection] as const))(
    'of %s is refused with a clear error, as is one that costs too much',
    async (_name, connection) => {
      const { type, field } = connection;
      const nodes = typeOf(schema, typeOf(schema, type, field.name).name, 'nodes');
      const selection = isLeafType(nodes) ? '{ nodes }' : '{ nodes { __typename } }';
      const ask = (given: string) => api.query(api.admin, query(connection, given, selection));
      // Where `after` is a date, the cursor has another name.
      const after = ['afterCursor', 'after'].find((arg) => has(connection, arg));
      const refused = [
        'first: -1',
        'first: -2147483648',
        ...(has(connection, 'last') ? ['last: -1', 'first: 1, last: 1'] : []),
        ...(after ? cursorsOf(connection, after).map((cursor) => `first: 1, ${after}: ${cursor}`) : []),
        ...(has(connection, 'last') ? impossible.map((cursor) => `last: 1, before: ${cursor}`) : []),
      ];

      for (const given of refused) {
        const { errors } = await ask(given);
        expect(errors, given).toHaveLength(1);
        expect(errors?.[0]?.extensions, given).toEqual({ code: 'INVALID_INPUT' });
      }
      const large = await api.fetch('/.api/graphql', {
        method: 'POST',
        headers: headersOf(api.admin),
        body: JSON.stringify({ query: query(connection, 'first: 2147483647', selection) }),
      });
      const text = await large.text();
      // A client of the mirrored product asks for all connections to code hosts so; it gets a page of the largest size.
      if (field.name === 'externalServices') expect(found(JSON.parse(text)).nodes.length).toBeGreaterThan(0);
      else expect(text).toContain('ErrQueryComplexityLimitExceeded');
    },
  );
});

describe('a list that is read in both directions', () => {
  const both = paged.filter((connection) => has(connection, 'last'));

  test.each(both.map((connection) => [connection.name, connection] as const))(
    '%s has each row once, and says where it ends',
    async (_name, connection) => {
      const { type, field } = connection;
      const selection = everythingIn(typeOf(schema, type, field.name), 1, 1);
      const read = async (given: string) =>
        found(await api.ask(api.admin, query(connection, given, selection)));

      const whole = await read('first: 4');
      const start = await read('first: 2');
      const next = await read(`first: 2, after: ${JSON.stringify(start.pageInfo['endCursor'])}`);
      const back = await read(`last: 2, before: ${JSON.stringify(next.pageInfo['startCursor'])}`);
      const end = await read('last: 2');
      const beforeEnd = await read(`last: 2, before: ${JSON.stringify(end.pageInfo['startCursor'])}`);
      const again = await read(`first: 2, after: ${JSON.stringify(beforeEnd.pageInfo['endCursor'])}`);

      expect(whole.nodes).toHaveLength(4);
      expect([...start.nodes, ...next.nodes]).toEqual(whole.nodes);
      expect(back.nodes).toEqual(start.nodes);
      expect(again.nodes).toEqual(end.nodes);
      expect(start.pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: true });
      expect(next.pageInfo['hasPreviousPage']).toBe(true);
      expect(end.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
      expect(again.pageInfo['hasNextPage']).toBe(false);
    },
  );
});

/** The page called `it`, wherever it is in an answer. */
function found(answer: unknown): { nodes: unknown[]; pageInfo: Record<string, unknown> } {
  for (const [key, value] of Object.entries(answer ?? {})) {
    if (key === 'it') return value;
    if (value && typeof value === 'object') return found(value);
  }
  throw new Error('no page');
}
