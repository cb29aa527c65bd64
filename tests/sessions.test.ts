import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { serverKeys } from '../src/auth/server-keys.js';
import { sealSessionId } from '../src/auth/session-cookie.js';
import { cookieOf, startTestApi, type TestApi, testKey, testPassword } from './support/api.js';
import { whoAmI } from './support/raw-request.js';
import { sessionOf, signIn } from './support/sign-in.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.createUser('jo');
  await api.createUser('kim');
});
afterAll(() => api.close());
afterEach(() => configure(api, {}));

describe('signing in', () => {
  test('always gives a new session: a cookie that was there before is not made into one', async () => {
    const planted = (await signIn(api, 'kim')).cookie;

    const response = await api.fetch('/-/sign-in', {
      method: 'POST',
      headers: { cookie: planted },
      body: JSON.stringify({ email: 'jo', password: testPassword }),
    });

    expect(cookieOf(response)).not.toBe(planted);
    expect(await sessionOf(api, cookieOf(response))).toBe('jo');
    expect(await sessionOf(api, planted)).toBe('kim');
  });

  test('never gives the same cookie twice', async () => {
    const cookies = new Set<string>();
    for (let count = 0; count < 10; count += 1) cookies.add((await signIn(api, 'jo')).cookie);

    expect(cookies.size).toBe(10);
  });

  test('keeps only the digest of the session id', async () => {
    await signIn(api, 'jo');

    const rows = await api.services.db.query<{ bytes: number }>(
      'SELECT octet_length(id_hash) AS bytes FROM sessions',
    );
    expect(new Set(rows.map(({ bytes }) => bytes))).toEqual(new Set([32]));
  });
});

describe('a session ends', () => {
  test('when it is as old as auth.sessionExpiry, however much it is used', async () => {
    await configure(api, { 'auth.sessionExpiry': '2h' });
    const { cookie } = await signIn(api, 'jo');

    for (let quarter = 0; quarter < 7; quarter += 1) {
      api.clock.advance(900);
      expect(await sessionOf(api, cookie)).toBe('jo');
    }
    api.clock.advance(899);
    expect(await sessionOf(api, cookie)).toBe('jo');
    api.clock.advance(1);
    expect(await sessionOf(api, cookie)).toBeUndefined();
  });

  test('when it was not used for auth.maxSessionIdleDuration', async () => {
    await configure(api, { 'auth.maxSessionIdleDuration': '30m' });
    const [used, idle] = [await signIn(api, 'jo'), await signIn(api, 'jo')];
    // The admin's own session has to stay in use meanwhile.
    for (let step = 0; step < 3; step += 1) {
      api.clock.advance(step === 2 ? 599 : 600);
      expect(await sessionOf(api, api.admin.cookie)).toBe('admin');
      expect(await sessionOf(api, used.cookie)).toBe('jo');
    }

    api.clock.advance(1);

    expect(await sessionOf(api, used.cookie)).toBe('jo');
    expect(await sessionOf(api, idle.cookie)).toBeUndefined();
  });

  test('when its owner signs out, and a copy of the cookie is worth nothing', async () => {
    const { cookie } = await signIn(api, 'jo');
    await api.fetch('/-/sign-out', { headers: { cookie } });

    expect(await sessionOf(api, cookie)).toBeUndefined();
  });

  test('with all others of a person when a site admin says so, and their tokens stay', async () => {
    const jo = await api.ask(api.admin, '{ user(username: "jo") { id } }');
    const [first, second] = [await signIn(api, 'jo'), await signIn(api, 'jo')];
    const { token } = await api.createToken(jo.user.id, { as: first });

    await api.ask(api.admin, 'mutation ($id: ID!) { invalidateSessionsByID(userID: $id) { alwaysNil } }', {
      id: jo.user.id,
    });

    expect([await sessionOf(api, first.cookie), await sessionOf(api, second.cookie)]).toEqual([
      undefined,
      undefined,
    ]);
    expect((await whoAmI(api.url, { authorization: `Bearer ${token}` })).status).toBe(200);
  });

  test('when its person is deleted', async () => {
    const gone = await api.createUser('gone');

    await api.ask(api.admin, 'mutation ($id: ID!) { deleteUser(user: $id) { alwaysNil } }', { id: gone.id });

    expect(await sessionOf(api, gone.cookie)).toBeUndefined();
  });
});

test('a demoted admin is none from the next request of the session on', async () => {
  const former = await api.createUser('former', { siteAdmin: true });
  const ask = () => api.query(former, '{ roles { totalCount } }');
  expect((await ask()).errors).toBeUndefined();

  await api.ask(
    api.admin,
    'mutation ($id: ID!) { setUserIsSiteAdmin(userID: $id, siteAdmin: false) { alwaysNil } }',
    {
      id: former.id,
    },
  );

  expect((await ask()).errors?.[0]?.message).toBe('must be site admin');
});

test('a cookie that this installation did not sign is nobody’s', async () => {
  const { cookie } = await signIn(api, 'jo');
  const value = cookie.slice('sgs='.length);
  const [header, payload = '', signature] = value.split('.');
  const { sid } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sid: string };
  const foreign = serverKeys(['another key, also forty characters long, or more']);
  const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
  const { current } = serverKeys([testKey]);
  const otherPurpose = await new SignJWT({ sid })
    .setProtectedHeader({ alg: 'HS256', kid: current.id })
    .sign(current.derive('access token rotation'));

  const forged = [
    '',
    'nonsense',
    sid,
    `${header}.${payload}.`,
    `${header}.${payload}.${signature?.slice(1)}`,
    `${unsigned}.${payload}.`,
    await sealSessionId(sid, foreign),
    await sealSessionId('an id that no session has', serverKeys([testKey])),
    otherPurpose,
  ];
  for (const one of forged) expect(await sessionOf(api, `sgs=${one}`)).toBeUndefined();
  expect(await sessionOf(api, cookie)).toBe('jo');
});
