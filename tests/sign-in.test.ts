import bcrypt from 'bcrypt';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cookieOf, startTestApi, type TestApi, testPassword } from './support/api.js';
import { comparable, rawRequest } from './support/raw-request.js';
import { sessionOf, signIn } from './support/sign-in.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.createUser('jo');
});
afterAll(() => api.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  rawRequest(api.url, path, { headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
const withoutPassword = (username: string) =>
  api.ask(api.admin, 'mutation ($username: String!) { createUser(username: $username) { user { id } } }', {
    username,
  });

describe('signing in', () => {
  test.each(['jo', 'JO', 'jo@example.com', 'Jo@Example.com'])(
    'as %s answers 200 without a body and sets the session cookie',
    async (login) => {
      const answer = await signIn(api, login);

      expect(answer).toEqual({ status: 200, body: '', cookie: expect.stringMatching(/^sgs=./) });
      expect(await sessionOf(api, answer.cookie)).toBe('jo');
    },
  );

  test.each([
    ['http://gatehouse.example.com', 'HttpOnly; SameSite=Lax'],
    ['https://gatehouse.example.com', 'HttpOnly; Secure; SameSite=None'],
    ['', 'HttpOnly; SameSite=Lax'],
  ])('with externalURL %j sets a cookie with %s, for thirty days', async (externalURL, attributes) => {
    await configure(api, { externalURL });

    const response = await api.fetch('/-/sign-in', {
      method: 'POST',
      body: JSON.stringify({ email: 'jo', password: testPassword }),
    });

    const [, ...rest] = response.headers.getSetCookie()[0]?.split('; ') ?? [];
    expect(rest.join('; ')).toBe(`Max-Age=2592000; Path=/; ${attributes}`);
    await configure(api, {});
  });

  test('sets a cookie that ends with the session, when that is sooner', async () => {
    await configure(api, { 'auth.sessionExpiry': '2h' });

    const response = await api.fetch('/-/sign-in', {
      method: 'POST',
      body: JSON.stringify({ email: 'jo', password: testPassword }),
    });

    expect(response.headers.getSetCookie()[0]).toContain('Max-Age=7200;');
    await configure(api, {});
  });

  test('is recorded with who did it, whether it worked or not', async () => {
    await signIn(api, 'jo');
    await signIn(api, 'jo', 'wrong');
    await signIn(api, 'nobody', 'wrong');

    const [unknown, wrong, right] = await api.events({ entity: 'auth.password' });
    expect(right).toMatchObject({
      action: 'succeeded',
      outcome: 'SUCCESS',
      actor: { kind: 'USER', name: 'jo' },
    });
    expect(wrong).toMatchObject({
      action: 'failed',
      outcome: 'DENIED',
      reason: 'wrong password',
      target: { kind: 'User', name: 'jo' },
      actor: { kind: 'ANONYMOUS', ip: '127.0.0.1' },
    });
    expect(unknown).toMatchObject({ reason: 'no such user', target: { name: 'nobody', databaseID: null } });
  });

  test('with an address that nobody has verified fails', async () => {
    const { createUser } = await api.ask(
      api.admin,
      'mutation { createUser(username: "unverified") { user { id } } }',
    );
    await api.ask(
      api.admin,
      'mutation ($id: ID!) { addUserEmail(user: $id, email: "maybe@example.com") { alwaysNil } }',
      createUser.user,
    );

    expect(await signIn(api, 'maybe@example.com')).toMatchObject({ status: 401 });
    const [event] = await api.events({ entity: 'auth.password' });
    expect(event.reason).toBe('no such user');
  });
});

describe('a failed sign-in', () => {
  const cases = ['jo', 'nobody', 'nobody@example.com', 'robot', 'no-password'];
  beforeAll(async () => {
    await api.createServiceAccount('robot');
    await withoutPassword('no-password');
  });

  test('is answered alike, byte for byte, for a wrong password, an unknown name, a service account and a person without a password', async () => {
    const answers = await Promise.all(cases.map((email) => post('/-/sign-in', { email, password: 'wrong' })));

    for (const answer of answers) expect(comparable(answer)).toEqual(comparable(answers[0] as never));
    expect(answers[0]).toMatchObject({
      status: 401,
      body: 'Authentication failed\n',
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    });
    expect(answers[0]?.headers['set-cookie']).toBeUndefined();
  });

  test.each(cases)('for %s costs one comparison of a password, whatever the cause', async (email) => {
    const compare = vi.spyOn(bcrypt, 'compare');

    await signIn(api, email, 'wrong');

    expect(compare).toHaveBeenCalledOnce();
    expect(compare.mock.calls[0]?.[1]).toMatch(/^\$2b\$04\$/);
    compare.mockRestore();
  });
});

const paths = [
  ['/-/sign-in', { email: 'jo', password: testPassword }],
  ['/-/site-init', { email: 'a@example.com', username: 'a', password: testPassword }],
] as const;

describe.each(paths)('%s', (path, good) => {
  const undecodable = { status: 400, body: 'Could not decode request body\n' };

  test.each(['', 'x', '{', '[]', 'null', '"jo"', '{}'])('answers 400 to the body %j', async (body) => {
    expect(await post(path, body)).toMatchObject(undecodable);
  });

  test.each(Object.keys(good))(
    'answers 400 to a body in which %s is missing, no string or too long',
    async (key) => {
      for (const value of [undefined, null, 1, ['x'], 'x'.repeat(1001)]) {
        expect(await post(path, { ...good, [key]: value })).toMatchObject(undecodable);
      }
    },
  );

  test.each([
    ['a\0b', 'text may not hold NUL characters'],
    ['\ud800', 'text may not hold halves of surrogate pairs'],
  ])('answers 400 to text that a database cannot store: %j', async (email, text) => {
    expect(await post(path, { ...good, email })).toMatchObject({ status: 400, body: `${text}\n` });
  });

  test.each(['GET', 'PUT', 'PATCH', 'DELETE'])('answers 400 to %s', async (method) => {
    expect(await rawRequest(api.url, path, { method })).toMatchObject({
      status: 400,
      body: `Unsupported method ${method}\n`,
    });
  });

  test.each(['https://evil.example', 'null', 'http://localhost.evil.example', ''])(
    'is closed to pages of %j',
    async (origin) => {
      expect(await post(path, good, { origin })).toMatchObject({
        status: 403,
        body: 'Cross-origin requests are not allowed here.\n',
      });
    },
  );
});

test('the pages of the server itself, and of the sites that corsOrigin names, may sign people in', async () => {
  await configure(api, { corsOrigin: 'https://app.example.com' });
  const body = JSON.stringify({ email: 'jo', password: testPassword });

  for (const origin of [new URL(api.url).origin, 'https://app.example.com']) {
    const response = await api.fetch('/-/sign-in', { method: 'POST', headers: { origin }, body });
    expect(response.status).toBe(200);
  }
  await configure(api, {});
});

describe('signing out', () => {
  const signOut = (cookie?: string) =>
    api.fetch('/-/sign-out', { headers: cookie === undefined ? {} : { cookie } });

  test('ends the session on the server, clears the cookie and leads to the start page', async () => {
    const { cookie } = await signIn(api, 'jo');

    const response = await signOut(cookie);

    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/search');
    expect(response.headers.getSetCookie()[0]).toMatch(/^sgs=; .*Expires=Thu, 01 Jan 1970/);
    expect(cookieOf(response)).toBe('sgs=');
    expect(await sessionOf(api, cookie)).toBeUndefined();
  });

  test('ends this session and no other', async () => {
    const here = await signIn(api, 'jo');
    const there = await signIn(api, 'jo');

    await signOut(here.cookie);

    expect([await sessionOf(api, here.cookie), await sessionOf(api, there.cookie)]).toEqual([
      undefined,
      'jo',
    ]);
  });

  test('is recorded once, however often the old cookie is sent', async () => {
    const { cookie } = await signIn(api, 'jo');
    const ended = async () => (await api.events({ entity: 'auth.session', action: 'ended' })).length;
    const before = await ended();

    await signOut(cookie);
    await signOut(cookie);

    expect(await ended()).toBe(before + 1);
  });

  test('without a session does nothing, and leads to the start page as well', async () => {
    for (const cookie of [undefined, 'sgs=nonsense']) expect((await signOut(cookie)).status).toBe(303);
  });
});
