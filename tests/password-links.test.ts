import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idOf, messageOf, numberIn } from './support/access-tokens.js';
import { cookieOf, startTestApi, type TestApi, testPassword } from './support/api.js';
import { rawRequest } from './support/raw-request.js';
import { sessionOf, signIn } from './support/sign-in.js';
import { configure } from './support/site-configuration.js';

// There is no mail server: a site admin makes the link and gives it to the person.

let api: TestApi;
let people = 0;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const newPassword = 'a new password of theirs';
const refused = { status: 401, body: 'Password reset code was invalid or expired.\n' };

async function newPerson() {
  people += 1;
  return api.createUser(`person-${people}`);
}
/** The code in the link that an admin makes for a person. */
async function newCode(id: string): Promise<string> {
  const { randomizeUserPassword } = await api.ask(
    api.admin,
    'mutation ($id: ID!) { randomizeUserPassword(user: $id) { resetPasswordURL emailSent } }',
    { id },
  );
  expect(randomizeUserPassword.emailSent).toBe(false);
  return new URL(randomizeUserPassword.resetPasswordURL).searchParams.get('code') ?? '';
}
async function use(id: string, code: string, password = newPassword) {
  const response = await api.fetch('/-/reset-password-code', {
    method: 'POST',
    body: JSON.stringify({ userID: numberIn(id), code, password }),
  });
  return { status: response.status, body: await response.text(), cookie: cookieOf(response) };
}

test('a link sets a password and signs the person in', async () => {
  const { id, username } = await newPerson();

  const answer = await use(id, await newCode(id));

  expect(answer).toMatchObject({ status: 200, body: '' });
  expect(await sessionOf(api, answer.cookie)).toBe(username);
  expect((await signIn(api, username, newPassword)).status).toBe(200);
  const [signedIn, changed] = await api.events({ actor: username });
  expect(signedIn).toMatchObject({ entity: 'auth.password', action: 'succeeded' });
  expect(changed).toMatchObject({ entity: 'user.password', action: 'changed', target: { name: username } });
});

test('making one takes the password away and ends the sessions', async () => {
  const { id, username, cookie } = await newPerson();

  await newCode(id);

  expect((await signIn(api, username)).status).toBe(401);
  expect(await sessionOf(api, cookie)).toBeUndefined();
  const [event] = await api.events({ entity: 'user.password', action: 'reset', outcome: 'SUCCESS' });
  expect(event).toMatchObject({ actor: { name: 'admin' }, target: { kind: 'User', name: username } });
});

test('making one for a new person is recorded', async () => {
  const { username } = await newPerson();

  const [event] = await api.events({ entity: 'user.password', action: 'linkCreated' });
  expect(event).toMatchObject({ actor: { name: 'admin' }, target: { kind: 'User', name: username } });
});

test('it leads to where the site configuration says that the server is', async () => {
  const { id } = await newPerson();
  await configure(api, { externalURL: 'https://gatehouse.example.com/' });

  const { randomizeUserPassword } = await api.ask(
    api.admin,
    'mutation ($id: ID!) { randomizeUserPassword(user: $id) { resetPasswordURL } }',
    { id },
  );

  expect(randomizeUserPassword.resetPasswordURL).toMatch(
    new RegExp(`^https://gatehouse\\.example\\.com/password-reset\\?userID=${numberIn(id)}&code=[\\w-]{32}$`),
  );
  await configure(api, {});
});

test('it works once', async () => {
  const { id } = await newPerson();
  const code = await newCode(id);

  await use(id, code);

  expect(await use(id, code, 'yet another password')).toEqual({ ...refused, cookie: '' });
});

test('used by ten at once it works for one', async () => {
  const { id } = await newPerson();
  const code = await newCode(id);

  const answers = await Promise.all(Array.from({ length: 10 }, () => use(id, code)));

  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(9);
});

test('it works for four hours, and not in the last second of them', async () => {
  const [early, late] = [await newPerson(), await newPerson()];
  const codes = [await newCode(early.id), await newCode(late.id)];

  api.clock.advance(14_399);
  expect((await use(early.id, codes[0] ?? '')).status).toBe(200);
  api.clock.advance(1);
  expect(await use(late.id, codes[1] ?? '')).toMatchObject(refused);
});

test('it lasts as long as the configuration says that was in force when it was made', async () => {
  const { id } = await newPerson();
  await configure(api, { 'auth.passwordResetLinkExpiry': 60 });
  const short = await newCode(id);
  await configure(api, {});
  api.clock.advance(60);
  expect(await use(id, short)).toMatchObject(refused);

  await configure(api, { 'auth.passwordResetLinkExpiry': 20_000 });
  const long = await newCode(id);
  await configure(api, {});
  api.clock.advance(19_999);
  expect((await use(id, long)).status).toBe(200);
});

test('a newer one puts an older one out of use', async () => {
  const { id } = await newPerson();
  const older = await newCode(id);
  const newer = await newCode(id);

  expect(await use(id, older)).toMatchObject(refused);
  expect((await use(id, newer)).status).toBe(200);
});

test('a password that is refused does not use it up', async () => {
  const { id } = await newPerson();
  const code = await newCode(id);

  expect(await use(id, code, 'short')).toMatchObject({
    status: 400,
    body: 'Your password may not be less than 12 or be more than 256 characters.\n',
  });
  expect((await use(id, code)).status).toBe(200);
});

test('it ends the sessions of whoever may have known the old password, and a lock', async () => {
  const person = await newPerson();
  for (let count = 0; count < 5; count += 1) await signIn(api, person.username, 'wrong');
  expect((await signIn(api, person.username)).status).toBe(422);

  await use(person.id, await newCode(person.id));

  expect(await sessionOf(api, person.cookie)).toBeUndefined();
  expect((await signIn(api, person.username, newPassword)).status).toBe(200);
});

test('a wrong code, the code of somebody else, and a code for nobody are answered alike', async () => {
  const [one, other] = [await newPerson(), await newPerson()];
  const code = await newCode(other.id);

  for (const answer of [
    await use(one.id, code),
    await use(one.id, ''),
    await use(idOf('User', 999_999), code),
  ]) {
    expect(answer).toEqual({ ...refused, cookie: '' });
  }
  await api.ask(api.admin, 'mutation ($id: ID!) { deleteUser(user: $id) { alwaysNil } }', { id: other.id });
  expect(await use(other.id, code)).toEqual({ ...refused, cookie: '' });
});

test.each([
  '',
  '{}',
  '{"userID":"1","code":"x","password":"x"}',
  '{"userID":1.5,"code":"x","password":"x"}',
  '{"userID":99999999999,"code":"x","password":"x"}',
])('the body %j is answered 400', async (body) => {
  expect(await rawRequest(api.url, '/-/reset-password-code', { body })).toMatchObject({
    status: 400,
    body: 'Could not decode request body\n',
  });
});

describe('a person who is signed in', () => {
  const create = (cookie: string) =>
    api.query(
      { cookie },
      'mutation ($password: String!) { createPassword(newPassword: $password) { alwaysNil } }',
      {
        password: newPassword,
      },
    );

  test('and has no password sets one', async () => {
    const { username, cookie } = await newPerson();
    await api.services.db.query('UPDATE users SET password_hash = NULL WHERE username = $1', [username]);

    expect((await create(cookie)).errors).toBeUndefined();

    expect((await signIn(api, username, newPassword)).status).toBe(200);
  });

  test('and has a password cannot set one without it', async () => {
    const { cookie } = await newPerson();

    expect(messageOf(await create(cookie))).toBe('password not created');
  });

  test('and changes the password stays signed in here, and nowhere else', async () => {
    const { username, cookie } = await newPerson();
    const elsewhere = await signIn(api, username);

    await api.ask(
      { cookie },
      'mutation ($old: String!, $new: String!) { updatePassword(oldPassword: $old, newPassword: $new) { alwaysNil } }',
      { old: testPassword, new: newPassword },
    );

    expect(await sessionOf(api, cookie)).toBe(username);
    expect(await sessionOf(api, elsewhere.cookie)).toBeUndefined();
    expect((await signIn(api, username)).status).toBe(401);
  });
});
