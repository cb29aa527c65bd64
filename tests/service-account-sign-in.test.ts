import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPassword } from '../src/auth/passwords.js';
import { hashSessionId, newSessionId, sealSessionId } from '../src/auth/session-cookie.js';
import { forPeopleOnly } from '../src/modules/users/people-only.js';
import { messageOf, numberIn } from './support/access-tokens.js';
import { startTestApi, type TestApi, testPassword } from './support/api.js';
import { comparable, rawRequest, whoAmI } from './support/raw-request.js';
import { sessionOf, signIn } from './support/sign-in.js';

// A service account acts through its access tokens and in no other way. Every other way in is tried here: it is
// refused as for a person who gives the wrong secret, and the record says that it was a service account.

let api: TestApi;
let robot: { id: string; name: string; number: number };
let token: string;
let jo: { id: string; cookie: string };

beforeAll(async () => {
  api = await startTestApi();
  const account = await api.createServiceAccount('robot');
  robot = { ...account, number: numberIn(account.id) };
  ({ token } = await api.createToken(account.id));
  jo = await api.createUser('jo');
});
afterAll(() => api.close());

const target = () => ({ kind: 'ServiceAccount', name: 'robot', databaseID: robot.number });

test('signing in with a password', async () => {
  const asPerson = await rawRequest(api.url, '/-/sign-in', { body: '{"email":"jo","password":"wrong"}' });
  const asMachine = await rawRequest(api.url, '/-/sign-in', { body: '{"email":"robot","password":"wrong"}' });

  expect(comparable(asMachine)).toEqual(comparable(asPerson));
  const [event] = await api.events({ entity: 'auth.password' });
  expect(event).toMatchObject({
    action: 'failed',
    outcome: 'DENIED',
    reason: 'it is a service account, which cannot sign in',
    target: target(),
  });
});

test('signing in with its access token for a password', async () => {
  expect(await signIn(api, 'robot', token)).toMatchObject({ status: 401, cookie: '' });
});

test('a link to set a password', async () => {
  const reset = (userID: number) =>
    rawRequest(api.url, '/-/reset-password-code', {
      body: JSON.stringify({ userID, code: randomBytes(24).toString('base64url'), password: testPassword }),
    });

  const asMachine = await reset(robot.number);

  expect(comparable(asMachine)).toEqual(comparable(await reset(numberIn(jo.id))));
  expect(asMachine).toMatchObject({ status: 401, body: 'Password reset code was invalid or expired.\n' });
  const event = (await api.events({ entity: 'user.password' })).find(
    ({ requestID }) => requestID === asMachine.headers['x-request-id'],
  );
  expect(event).toMatchObject({
    action: 'reset',
    outcome: 'DENIED',
    reason: 'it is a service account, which cannot sign in',
    target: target(),
  });
});

test('no such link is made when it is created', async () => {
  const { createUser } = await api.ask(
    api.admin,
    'mutation { createUser(username: "second-robot", isServiceAccount: true) { resetPasswordURL user { serviceAccount builtinAuth } } }',
  );

  expect(createUser).toEqual({ resetPasswordURL: null, user: { serviceAccount: true, builtinAuth: false } });
});

test('no such link is made by a site admin', async () => {
  const result = await api.query(
    api.admin,
    'mutation ($id: ID!) { randomizeUserPassword(user: $id) { resetPasswordURL } }',
    { id: robot.id },
  );

  expect(messageOf(result)).toBe(forPeopleOnly);
  const [event] = await api.events({ entity: 'GraphQL' });
  expect(event).toMatchObject({
    outcome: 'DENIED',
    reason: forPeopleOnly,
    actor: { name: 'admin' },
    target: target(),
  });
});

test.each([
  [
    'createPassword',
    'createPassword(newPassword: "a long enough password")',
    'only allowed from user session',
  ],
  [
    'updatePassword',
    'updatePassword(oldPassword: "x", newPassword: "a long enough password")',
    forPeopleOnly,
  ],
])('%s with its token', async (field, mutation, message) => {
  const result = await api.query({ token }, `mutation { ${mutation} { alwaysNil } }`);

  expect(messageOf(result)).toBe(message);
  const [event] = await api.events({ entity: 'GraphQL' });
  expect(event).toMatchObject({
    outcome: 'DENIED',
    reason: message,
    rootFields: [field],
    actor: { kind: 'SERVICE_ACCOUNT', name: 'robot', accessTokenNote: 'test' },
  });
});

test('impersonation by a site admin', async () => {
  const { token: sudo } = await api.createToken(api.admin.id, {
    note: 'sudo',
    scopes: ['user:all', 'site-admin:sudo'],
  });
  const as = (user: string) =>
    whoAmI(api.url, { authorization: `token-sudo token="${sudo}",user="${user}"` });

  const asMachine = await as('robot');

  expect(comparable(asMachine)).toEqual(comparable(await as('nobody')));
  const event = (await api.events({ entity: 'httpapi/auth' })).find(
    ({ requestID }) => requestID === asMachine.headers['x-request-id'],
  );
  expect(event).toMatchObject({
    action: 'check_sudo_access',
    outcome: 'DENIED',
    reason: 'the target is a service account, which cannot be impersonated',
    actor: { name: 'admin', accessTokenNote: 'sudo' },
    target: { kind: 'ServiceAccount', name: 'robot' },
  });
});

describe('the database itself refuses', () => {
  const run = (sql: string, values: unknown[] = []) => api.services.db.query(sql, values);
  const digest = () => randomBytes(32);
  const insertSession = (userId: number, hash: Uint8Array = digest()) =>
    run(
      `INSERT INTO sessions (id_hash, user_id, created_at, last_seen_at, expires_at)
       VALUES ($1, $2, now(), now(), now() + interval '1 day')`,
      [hash, userId],
    );

  test('a session', async () => {
    await expect(insertSession(robot.number)).rejects.toThrow('a service account has no sessions');
  });

  test('the session of somebody else', async () => {
    await insertSession(numberIn(jo.id));

    await expect(
      run('UPDATE sessions SET user_id = $1 WHERE user_id = $2', [robot.number, numberIn(jo.id)]),
    ).rejects.toThrow('a service account has no sessions');
  });

  test('a password', async () => {
    const hash = await hashPassword(testPassword, 4);

    await expect(
      run('UPDATE users SET password_hash = $1 WHERE id = $2', [hash, robot.number]),
    ).rejects.toThrow('users_service_account_has_no_password');
  });

  test('a link to set one', async () => {
    await expect(
      run(
        `INSERT INTO password_resets (user_id, code_hash, created_at, expires_at)
         VALUES ($1, $2, now(), now() + interval '1 day')`,
        [robot.number, digest()],
      ),
    ).rejects.toThrow('a service account has no password_resets');
  });

  test('an address, by which it could sign in or be found', async () => {
    await expect(
      run(`INSERT INTO user_emails (user_id, email, created_at) VALUES ($1, 'robot@example.com', now())`, [
        robot.number,
      ]),
    ).rejects.toThrow('a service account has no user_emails');
  });

  test('turning it into a person, and a person into it', async () => {
    const message = 'the kind of an account cannot change';

    await expect(run(`UPDATE users SET kind = 'USER' WHERE id = $1`, [robot.number])).rejects.toThrow(
      message,
    );
    await expect(
      run(`UPDATE users SET kind = 'SERVICE_ACCOUNT' WHERE id = $1`, [numberIn(jo.id)]),
    ).rejects.toThrow(message);
  });

  test('and were there a session all the same, it would not count', async () => {
    const id = newSessionId();
    const cookie = `sgs=${await sealSessionId(id, api.services.keys)}`;
    await insertSession(numberIn(jo.id), hashSessionId(id));
    expect(await sessionOf(api, cookie)).toBe('jo');

    await run('ALTER TABLE sessions DISABLE TRIGGER sessions_of_people');
    await run('UPDATE sessions SET user_id = $1 WHERE id_hash = $2', [robot.number, hashSessionId(id)]);
    await run('ALTER TABLE sessions ENABLE TRIGGER sessions_of_people');

    expect(await sessionOf(api, cookie)).toBeUndefined();
  });
});
