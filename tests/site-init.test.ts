import { afterEach, beforeEach, expect, test } from 'vitest';
import { cookieOf, startTestApi, type TestApi, testPassword } from './support/api.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';
import { sessionOf } from './support/sign-in.js';

// An instance on which nobody has an account yet.
let database: TestDatabase;
let api: TestApi;
beforeEach(async () => {
  database = await createTestDatabase();
  api = await startTestApi({}, { database });
});
afterEach(async () => {
  await api.close();
  await database.drop();
});

const admin = { username: 'root', email: 'root@example.com', password: testPassword };
const init = (body: Partial<typeof admin> = {}) =>
  api.fetch('/-/site-init', { method: 'POST', body: JSON.stringify({ ...admin, ...body }) });
const count = async () =>
  (await database.db.query<{ n: number }>('SELECT count(*)::int AS n FROM users'))[0]?.n;

test('the first request makes a site admin with a verified address and signs them in', async () => {
  const response = await init();

  expect({ status: response.status, body: await response.text() }).toEqual({ status: 200, body: '' });
  api.admin.cookie = cookieOf(response);
  const { currentUser } = await api.ask(
    api.admin,
    '{ currentUser { username siteAdmin emails { email verified isPrimary } roles { nodes { name } } } }',
  );
  expect(currentUser).toEqual({
    username: 'root',
    siteAdmin: true,
    emails: [{ email: 'root@example.com', verified: true, isPrimary: true }],
    roles: { nodes: expect.arrayContaining([{ name: 'SITE_ADMINISTRATOR' }, { name: 'USER' }]) },
  });
  expect(await api.events({ entity: 'auth.site' })).toMatchObject([
    { action: 'initialized', actor: { kind: 'USER', name: 'root' }, target: { name: 'root' } },
  ]);
});

test('a second request is refused, also after every account was deleted', async () => {
  const first = await init();
  const refused = { status: 403, body: 'site_already_initialized\n' };
  const second = await init({ username: 'second', email: 'second@example.com' });
  expect({ status: second.status, body: await second.text() }).toEqual(refused);

  await database.db.query('DELETE FROM names');
  await database.db.query('UPDATE users SET deleted_at = now()');
  const third = await init({ username: 'third', email: 'third@example.com' });

  expect({ status: third.status, body: await third.text() }).toEqual(refused);
  expect(cookieOf(second) + cookieOf(third)).toBe('');
  expect(await sessionOf(api, cookieOf(first))).toBeUndefined();
  expect(await count()).toBe(1);
});

test('of twenty requests at once one makes an admin', async () => {
  const responses = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      init({ username: `racer-${index}`, email: `racer-${index}@example.com` }),
    ),
  );

  const statuses = responses.map(({ status }) => status).toSorted();
  expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 403)]);
  expect(await count()).toBe(1);
});

test.each([
  [{ username: 'not a name' }, '"not a name" cannot be a user name'],
  [{ username: '' }, '"" cannot be a user name'],
  [{ email: 'nowhere' }, '"nowhere" is no email address'],
  [{ password: '' }, 'Your password may not be empty.'],
  [{ password: 'short' }, 'Your password may not be less than 12 or be more than 256 characters.'],
])('%j is refused, and the instance stays empty', async (wrong, text) => {
  const response = await init(wrong);

  expect({ status: response.status, body: await response.text() }).toEqual({
    status: 400,
    body: `${text}\n`,
  });
  expect(await count()).toBe(0);
});
