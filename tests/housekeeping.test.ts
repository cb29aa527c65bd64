import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Housekeeping, purge } from '../src/housekeeping.js';
import { messageOf } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';
import { onServer } from './support/database.js';
import { sessionOf, signIn } from './support/sign-in.js';

// What no request can use any more is deleted, and nothing else.

const day = 86_400;
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const count = async (table: string) =>
  (await api.database.db.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`))[0]?.count;
const countAll = () =>
  Promise.all(
    ['sessions', 'password_resets', 'sign_in_throttles', 'access_token_rotations'].map((table) =>
      count(table),
    ),
  );
const rotate = (id: string, overlapSeconds: number) =>
  api.query(
    api.admin,
    'mutation ($id: ID!, $overlap: Int!) { rotateAccessToken(token: $id, overlapSeconds: $overlap) { id token } }',
    { id, overlap: overlapSeconds },
  );

test('expired sessions, links, throttles and rotations go when their time is over, and not before', async () => {
  const alice = await signIn(api, (await api.createUser('alice')).username);
  await signIn(api, 'alice', 'wrong');
  await api.ask(api.admin, 'mutation { createUser(username: "bob") { resetPasswordURL } }');
  const account = await api.createServiceAccount('deploy');
  const token = await api.createToken(account.id, { durationSeconds: 30 * day });
  await rotate(token.id, 6 * day);
  const before = await countAll();

  await purge(api.services);
  expect(await countAll()).toEqual(before);
  expect(before.every((rows) => (rows ?? 0) > 0)).toBe(true);

  api.clock.advance(2 * day);
  await purge(api.services);
  expect(await sessionOf(api, alice.cookie)).toBe('alice');
  expect(await countAll()).toEqual([before[0], 0, 0, 0]);
  expect(messageOf(await rotate(token.id, 6 * day))).toBe(
    'the access token was already rotated: rotate its successor, or create a new one',
  );

  api.clock.advance(90 * day);
  await purge(api.services);
  expect(await countAll()).toEqual([0, 0, 0, 0]);
});

test('a server does it when it starts and every hour, until it is told to stop', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const expire = async () => {
    await signIn(api, 'admin');
    api.clock.advance(100 * day);
    expect(await count('sessions')).toBe(1);
  };
  const anHour = async (housekeeping: Housekeeping) => {
    vi.advanceTimersByTime(3_600_000);
    await housekeeping.finished;
  };
  await expire();

  const restarted = await startTestApi({}, api);
  const { housekeeping } = restarted.services;
  expect(await count('sessions')).toBe(0);
  await expire();
  await anHour(housekeeping);
  expect(await count('sessions')).toBe(0);
  await housekeeping.stop();
  await expire();
  await anHour(housekeeping);
  expect(await count('sessions')).toBe(1);

  await restarted.close();
  vi.useRealTimers();
  await purge(api.services);
});

test.skipIf(!onServer)('of several processes one does it at a time', async () => {
  await signIn(api, 'admin');
  api.clock.advance(100 * day);
  const { prisma } = api.database.db;

  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(7310313)::text`;
    await purge(api.services);
    expect(await count('sessions')).toBe(1);
  });

  await purge(api.services);
  expect(await count('sessions')).toBe(0);
});
