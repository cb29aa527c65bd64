import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messageOf } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';

// admin, then alice (a site admin), bob, carol (deleted), erased (deleted for good) and the service account robot.

let api: TestApi;
let started: Date;

beforeAll(async () => {
  api = await startTestApi();
  started = api.clock.now();
  api.clock.advance(3600);
  await api.createUser('alice', { siteAdmin: true });
  await api.createUser('bob');
  const carol = await api.createUser('carol');
  const erased = await api.createUser('erased');
  const robot = await api.createServiceAccount('robot');
  const token = await api.createToken(robot.id, { durationSeconds: 86_400 });
  api.clock.advance(3600);
  await api.ask(token, '{ currentUser { id } }');
  await api.services.lastUsed.flush();
  await api.ask(api.admin, `mutation { deleteUser(user: "${carol.id}") { alwaysNil } }`);
  await api.ask(api.admin, `mutation { deleteUser(user: "${erased.id}", hard: true) { alwaysNil } }`);
});
afterAll(() => api.close());

const list = async (filter = '', page = '', fields = 'username') =>
  (await api.ask(api.admin, `{ site { users${filter} { totalCount nodes${page} { ${fields} } } } }`)).site
    .users;
const names = async (filter = '', page = '') =>
  (await list(filter, page)).nodes.map(({ username }: { username: string }) => username);

test('the list has everybody by id, also whom one can recover, and says what they are', async () => {
  const { totalCount, nodes } = await list(
    '',
    '',
    'username email displayName siteAdmin serviceAccount scimControlled locked eventsCount deletedAt',
  );

  expect(totalCount).toBe(5);
  const plain = {
    displayName: null,
    siteAdmin: false,
    serviceAccount: false,
    scimControlled: false,
    locked: false,
    eventsCount: 0,
    deletedAt: null,
  };
  expect(nodes).toEqual([
    { ...plain, username: 'admin', email: expect.any(String), siteAdmin: true },
    { ...plain, username: 'alice', email: 'alice@example.com', siteAdmin: true },
    { ...plain, username: 'bob', email: 'bob@example.com' },
    { ...plain, username: 'carol', email: null, deletedAt: expect.stringMatching(/^\d{4}-.*Z$/) },
    { ...plain, username: 'robot', email: null, serviceAccount: true },
  ]);
});

describe('the list is filtered', () => {
  test.each([
    ['(deletedAt: { empty: true })', ['admin', 'alice', 'bob', 'robot']],
    ['(deletedAt: { empty: true, not: true })', ['carol']],
    ['(deletedAt: { empty: false })', ['carol']],
    ['(siteAdmin: true)', ['admin', 'alice']],
    ['(siteAdmin: false, deletedAt: { empty: true })', ['bob', 'robot']],
    ['(serviceAccount: true)', ['robot']],
    ['(serviceAccount: false, query: "RO")', ['carol']],
    ['(query: "BOB@")', ['bob']],
    ['(query: "%")', []],
    ['(username: "li")', ['alice']],
    ['(email: "alice@")', ['alice']],
    ['(eventsCount: { gte: 1 })', []],
    ['(eventsCount: { lte: 1 }, query: "robot")', ['robot']],
  ])('%s', async (filter, expected) => {
    expect(await names(filter)).toEqual(expected);
    expect((await list(filter)).totalCount).toBe(expected.length);
  });

  test('by when somebody was created or last active', async () => {
    const soon = new Date(started.getTime() + 1800_000).toISOString();
    const later = new Date(started.getTime() + 5400_000).toISOString();

    expect(await names(`(createdAt: { lte: "${soon}" })`)).toEqual(['admin']);
    expect(await names(`(createdAt: { gte: "${soon}" }, deletedAt: { empty: true })`)).toEqual([
      'alice',
      'bob',
      'robot',
    ]);
    expect(await names(`(lastActiveAt: { gte: "${later}" }, serviceAccount: true)`)).toEqual(['robot']);
    expect(await names('(lastActiveAt: { empty: true })')).toEqual(['carol']);
  });
});

describe('the list is ordered and cut', () => {
  const living = '(deletedAt: { empty: true })';

  test.each([
    ['(orderBy: USERNAME, descending: true)', ['robot', 'bob', 'alice', 'admin']],
    ['(orderBy: EMAIL, descending: true)', ['bob', 'alice', 'admin', 'robot']],
    ['(orderBy: USER_TYPE)', ['admin', 'alice', 'robot', 'bob']],
    ['(orderBy: SITE_ADMIN, descending: true)', ['alice', 'admin', 'robot', 'bob']],
    ['(orderBy: CREATED_AT, limit: 1)', ['admin']],
    ['(orderBy: EVENTS_COUNT)', ['admin', 'alice', 'bob', 'robot']],
    ['(descending: true, limit: 2, offset: 1)', ['bob', 'alice']],
    ['(limit: 0)', []],
    ['(offset: 1000)', []],
  ])('%s', async (page, expected) => {
    expect(await names(living, page)).toEqual(expected);
  });

  test('with what has no value last in both directions', async () => {
    expect((await names('', '(orderBy: DELETED_AT)'))[0]).toBe('carol');
    expect((await names('', '(orderBy: DELETED_AT, descending: true)'))[0]).toBe('carol');
    expect((await names('', '(orderBy: LAST_ACTIVE_AT)')).at(-1)).toBe('carol');
  });

  test.each(['(limit: -1)', '(offset: -1)'])('%s is a clear error', async (page) => {
    const answer = await api.query(api.admin, `{ site { users { nodes${page} { id } } } }`);
    expect(messageOf(answer)).toBe('`limit` and `offset` must not be negative');
  });
});

test('whoever is locked out is shown as locked', async () => {
  for (let n = 0; n < 6; n += 1) {
    await api.fetch('/-/sign-in', { method: 'POST', body: '{"email":"bob","password":"wrong"}' });
  }

  const { nodes } = await list('(query: "bob")', '', 'locked');
  expect(nodes).toEqual([{ locked: true }]);
});
