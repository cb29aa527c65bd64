import { afterAll, beforeAll, expect, test } from 'vitest';
import { messageOf, numberIn } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';

// Wednesday, 11 March 2026, noon.
const now = '2026-03-11T12:00:00Z';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  const { query } = api.database.db;
  api.clock.advance((Date.parse(now) - api.clock.now().getTime()) / 1000);
  const lastActive = {
    'this-morning': '2026-03-11T00:00:00Z',
    'last-night': '2026-03-10T23:59:59Z',
    'last-sunday': '2026-03-08T00:00:00Z',
    'last-saturday': '2026-03-07T23:59:59Z',
    'first-of-month': '2026-03-01T00:00:00Z',
    'last-month': '2026-02-28T23:59:59Z',
  };
  for (const [name, time] of Object.entries(lastActive)) {
    const { id } = await api.createUser(name);
    await query('UPDATE sessions SET last_seen_at = $2 WHERE user_id = $1', [numberIn(id), time]);
  }
  const machine = await api.createServiceAccount('machine-this-morning');
  await api.createToken(machine.id);
  await query('UPDATE access_tokens SET last_used_at = $1', ['2026-03-11T08:00:00Z']);
  await api.createServiceAccount('never');
  const admin = numberIn(api.admin.id);
  await query('UPDATE sessions SET last_seen_at = $2, expires_at = $3 WHERE user_id = $1', [
    admin,
    now,
    '2027-01-01T00:00:00Z',
  ]);
});
afterAll(() => api.close());

async function names(args: string): Promise<string[]> {
  const { users } = await api.ask(api.admin, `{ users(${args}) { nodes { username } totalCount } }`);
  expect(users.totalCount).toBe(users.nodes.length);
  return users.nodes.map(({ username }: { username: string }) => username);
}

test('who was active in a period: by a session or by a token', async () => {
  const today = ['admin', 'this-morning', 'machine-this-morning'];
  const thisWeek = ['admin', 'this-morning', 'last-night', 'last-sunday', 'machine-this-morning'];

  expect((await names('activePeriod: TODAY')).sort()).toEqual(today.sort());
  expect((await names('activePeriod: THIS_WEEK')).sort()).toEqual(thisWeek.sort());
  expect((await names('activePeriod: THIS_MONTH')).sort()).toEqual(
    [...thisWeek, 'last-saturday', 'first-of-month'].sort(),
  );
  expect(await names('activePeriod: ALL_TIME')).toHaveLength(9);
});

test('who was not active since a time, or never', async () => {
  expect((await names('inactiveSince: "2026-03-01T00:00:00Z"')).sort()).toEqual(['last-month', 'never']);
  expect(await names(`inactiveSince: "${now}"`)).toHaveLength(8);
});

test('conditions hold together, and with a query', async () => {
  expect(await names('activePeriod: THIS_MONTH, inactiveSince: "2026-03-08T00:00:00Z"')).toEqual([
    'last-saturday',
    'first-of-month',
  ]);
  expect(await names('activePeriod: TODAY, query: "machine"')).toEqual(['machine-this-morning']);
});

test('when others were active is told to site admins only', async () => {
  const { cookie } = await api.createUser('curious');

  for (const args of ['activePeriod: ALL_TIME', `inactiveSince: "${now}"`]) {
    expect(messageOf(await api.query({ cookie }, `{ users(${args}) { totalCount } }`))).toBe(
      'must be site admin',
    );
  }
});
