import bcrypt from 'bcrypt';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { headersOf, type Identity, startTestApi, type TestApi, testPassword } from './support/api.js';
import { comparable, rawRequest } from './support/raw-request.js';
import { signIn } from './support/sign-in.js';
import { configure } from './support/site-configuration.js';

// Five failures within an hour lock an account for half an hour.

let api: TestApi;
let people = 0;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

/** A person of whom no try was counted yet. */
async function newPerson(): Promise<string> {
  people += 1;
  return (await api.createUser(`person-${people}`)).username;
}
const attempt = async (login: string, password = 'wrong', server = api) =>
  (await signIn(server, login, password)).status;
async function fail(login: string, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) expect(await attempt(login)).toBe(401);
}
const locked = {
  status: 422,
  body: 'Account has been locked out due to "too many failed attempts"\n',
  cookie: '',
};

test('the fifth failure locks, also against the right password', async () => {
  const login = await newPerson();

  await fail(login, 5);

  expect(await signIn(api, login)).toEqual(locked);
});

test('the lock ends after half an hour, and counting begins anew', async () => {
  const login = await newPerson();
  await fail(login, 5);

  api.clock.advance(1799);
  expect(await attempt(login, testPassword)).toBe(422);
  api.clock.advance(1);
  await fail(login, 4);
  expect(await attempt(login, testPassword)).toBe(200);
});

test('tries while locked do not make the lock longer, so a stranger cannot lock somebody out for good', async () => {
  const login = await newPerson();
  await fail(login, 5);

  for (let minute = 0; minute < 30; minute += 1) {
    expect(await attempt(login)).toBe(422);
    api.clock.advance(60);
  }

  expect(await attempt(login, testPassword)).toBe(200);
});

test('a success clears the counter', async () => {
  const login = await newPerson();

  await fail(login, 4);
  expect(await attempt(login, testPassword)).toBe(200);
  await fail(login, 4);

  expect(await attempt(login, testPassword)).toBe(200);
});

test('failures more than an hour apart do not add up', async () => {
  const login = await newPerson();

  await fail(login, 4);
  api.clock.advance(3600);
  await fail(login, 4);

  expect(await attempt(login, testPassword)).toBe(200);
});

test('failures within the hour do', async () => {
  const login = await newPerson();

  await fail(login, 4);
  api.clock.advance(3599);
  await fail(login, 1);

  expect(await attempt(login, testPassword)).toBe(422);
});

test('failures by name, in any case, and by address add up', async () => {
  const login = await newPerson();

  await fail(login, 2);
  await fail(login.toUpperCase(), 2);
  await fail(`${login}@example.com`, 1);

  expect(await attempt(login, testPassword)).toBe(422);
});

test('one account locked leaves the others alone', async () => {
  const [login, other] = [await newPerson(), await newPerson()];

  await fail(login, 5);

  expect(await attempt(other, testPassword)).toBe(200);
});

test('fifty tries at once are five tries', async () => {
  const login = await newPerson();
  // No password is compared before all fifty are either at that point or answered.
  let arrived = 0;
  let release = () => {};
  const all = new Promise<void>((resolve) => {
    release = resolve;
  });
  const arrive = () => {
    arrived += 1;
    if (arrived === 50) release();
  };
  const compare = vi.spyOn(bcrypt, 'compare').mockImplementation(async () => {
    arrive();
    await all;
    return false;
  });

  const statuses = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const status = await attempt(login);
      if (status === 422) arrive();
      return status;
    }),
  );
  compare.mockRestore();

  expect(statuses.filter((status) => status === 401)).toHaveLength(5);
  expect(statuses.filter((status) => status === 422)).toHaveLength(45);
  expect(await attempt(login, testPassword)).toBe(422);
});

test('a restart, or another server, forgets nothing', async () => {
  const login = await newPerson();
  await fail(login, 3);

  const restarted = await startTestApi({}, api);
  expect([await attempt(login, 'wrong', restarted), await attempt(login, 'wrong', restarted)]).toEqual([
    401, 401,
  ]);

  expect(await attempt(login, testPassword, restarted)).toBe(422);
  expect(await attempt(login, testPassword)).toBe(422);
  await restarted.close();
});

test('guessing one password a minute gets at most ten looked at in an hour', async () => {
  const login = await newPerson();
  const hours = 3;
  let lookedAt = 0;

  for (let minute = 0; minute < hours * 60; minute += 1) {
    if ((await attempt(login)) === 401) lookedAt += 1;
    api.clock.advance(60);
  }

  expect(lookedAt).toBeLessThanOrEqual(hours * 10);
});

test('names lock alike, byte for byte, whether a person, a service account or nobody has them', async () => {
  await api.createServiceAccount('robot');
  await api.ask(api.admin, 'mutation { createUser(username: "no-password") { user { id } } }');
  const history = async (email: string) => {
    const answers = [];
    for (let count = 0; count < 7; count += 1) {
      answers.push(
        await rawRequest(api.url, '/-/sign-in', { body: JSON.stringify({ email, password: 'wrong' }) }),
      );
    }
    return answers.map(comparable);
  };

  const known = await history(await newPerson());

  expect(known.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 422, 422]);
  for (const login of ['nobody', 'nobody@example.com', 'no such name', 'robot', 'no-password']) {
    expect(await history(login)).toEqual(known);
  }
});

test('a refused try is recorded with its target', async () => {
  const login = await newPerson();
  await fail(login, 5);

  await attempt(login, testPassword);

  const [event] = await api.events({ entity: 'auth.password' });
  expect(event).toMatchObject({
    action: 'locked',
    outcome: 'DENIED',
    reason: 'too many failed attempts',
    target: { kind: 'User', name: login },
    actor: { kind: 'ANONYMOUS', ip: '127.0.0.1' },
  });
});

test('the numbers are those of auth.lockout', async () => {
  await configure(api, {
    'auth.lockout': { failedAttemptThreshold: 2, consecutivePeriod: 10, lockoutPeriod: 20 },
  });
  const login = await newPerson();

  await fail(login, 1);
  api.clock.advance(10);
  await fail(login, 2);
  expect(await attempt(login, testPassword)).toBe(422);
  api.clock.advance(20);
  expect(await attempt(login, testPassword)).toBe(200);

  await configure(api, {});
});

describe('unlocking an account', () => {
  const unlock = (as: Identity, body: unknown) =>
    rawRequest(api.url, '/-/unlock-user-account', { headers: headersOf(as), body: JSON.stringify(body) });

  test('is done by a site admin, at once, and recorded', async () => {
    const login = await newPerson();
    await fail(login, 5);

    expect(await unlock(api.admin, { username: login })).toMatchObject({ status: 200, body: '' });

    expect(await attempt(login, testPassword)).toBe(200);
    const [event] = await api.events({ entity: 'user', action: 'modified' });
    expect(event).toMatchObject({
      actor: { name: 'admin' },
      target: { kind: 'User', name: login },
      details: { unlocked: true },
    });
  });

  test('is closed to everybody else, and the try is recorded', async () => {
    const login = await newPerson();
    const stranger = await api.createUser(`stranger-${people}`);
    const robot = await api.createServiceAccount(`robot-${people}`);
    const { token } = await api.createToken(robot.id);
    await fail(login, 5);

    for (const as of [undefined, stranger, { token }]) {
      expect(await unlock(as, { username: login })).toMatchObject({
        status: 401,
        body: 'Only site admins can unlock user accounts\n',
      });
    }

    expect(await attempt(login, testPassword)).toBe(422);
    const denied = await api.events({ entity: 'user', action: 'modified', outcome: 'DENIED' });
    expect(denied.map(({ actor }) => actor.name)).toEqual([robot.name, stranger.username, '']);
  });

  test('with a refused token is answered as everywhere', async () => {
    expect(await unlock({ token: 'nonsense' }, { username: 'admin' })).toMatchObject({
      status: 401,
      body: 'Invalid access token.\n',
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    });
  });

  test.each([
    [{}, 400, 'Bad request: missing username'],
    [{ username: '' }, 400, 'Bad request: missing username'],
    [{ username: 'nobody-here' }, 404, 'Not found: could not find user with username "nobody-here"'],
    [{ username: 'admin' }, 400, 'User with username "admin" is not locked'],
  ])('%j is answered %d', async (body, status, text) => {
    expect(await unlock(api.admin, body)).toMatchObject({ status, body: `${text}\n` });
  });
});

test('a program that signs in with the right password twenty times at once is let in each time', async () => {
  const login = await newPerson();

  const answers = await Promise.all(Array.from({ length: 20 }, () => attempt(login, testPassword)));

  expect(answers).toEqual(Array.from({ length: 20 }, () => 200));
});
