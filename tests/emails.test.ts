import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isEmailAddress } from '../src/modules/emails/address.js';
import { idOf, messageOf } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { signIn } from './support/sign-in.js';
import { everythingStored } from './support/world.js';

let api: TestApi;
let people = 0;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

type Act = 'addUserEmail' | 'removeUserEmail' | 'setUserEmailPrimary';

/** A person with one verified address, `<username>@example.com`. */
function newPerson() {
  people += 1;
  // Addresses are listed in the order in which they were added.
  api.clock.advance(1);
  return api.createUser(`person-${people}`);
}
const act = (as: Identity, field: Act, user: string, email: string) =>
  api.query(
    as,
    `mutation ($user: ID!, $email: String!) { ${field}(user: $user, email: $email) { alwaysNil } }`,
    { user, email },
  );
const verify = (user: string, email: string, verified = true, as: Identity = api.admin) =>
  api.query(
    as,
    'mutation ($user: ID!, $email: String!, $verified: Boolean!) { setUserEmailVerified(user: $user, email: $email, verified: $verified) { alwaysNil } }',
    { user, email, verified },
  );
async function done(result: Promise<{ errors?: unknown }>): Promise<void> {
  expect((await result).errors).toBeUndefined();
}
/** Addresses of a person in short: `*` is the primary one, `?` is not verified. */
async function emailsOf(id: string): Promise<string[]> {
  const { node } = await api.ask(
    api.admin,
    'query ($id: ID!) { node(id: $id) { ... on User { emails { email verified isPrimary user { id } } } } }',
    { id },
  );
  for (const { user } of node.emails) expect(user.id).toBe(id);
  return node.emails.map(
    ({ email, verified, isPrimary }: { email: string; verified: boolean; isPrimary: boolean }) =>
      `${email}${isPrimary ? '*' : ''}${verified ? '' : '?'}`,
  );
}
const holderOf = async (email: string) =>
  (await api.ask(api.admin, 'query ($email: String) { user(email: $email) { username } }', { email })).user
    ?.username;
const lastEvent = async (action: string) => (await api.events({ entity: 'user.email', action }))[0];

test('an address is added unverified, and verified by a site admin it finds and signs in its person', async () => {
  const { id, cookie, username } = await newPerson();
  const first = `${username}@example.com`;

  api.clock.advance(1);

  await done(act({ cookie }, 'addUserEmail', id, ' Second@Example.com '));

  expect(await emailsOf(id)).toEqual([`${first}*`, 'Second@Example.com?']);
  expect(await holderOf('second@example.com')).toBeUndefined();
  expect(await lastEvent('added')).toMatchObject({
    actor: { name: username },
    target: { kind: 'User', name: username },
    details: { email: 'Second@Example.com' },
  });

  await done(verify(id, 'second@EXAMPLE.com'));

  expect(await emailsOf(id)).toEqual([`${first}*`, 'Second@Example.com']);
  expect(await holderOf('SECOND@example.com')).toBe(username);
  expect((await signIn(api, 'second@example.com')).status).toBe(200);
  expect(await lastEvent('verified')).toMatchObject({
    actor: { name: 'admin' },
    target: { name: username },
    details: { email: 'Second@Example.com' },
  });
});

test('a verified address becomes the primary one when its person or a site admin says so', async () => {
  const { id, cookie, username } = await newPerson();
  const [first, second] = [`${username}@example.com`, `${username}@example.org`];
  api.clock.advance(1);
  await done(act({ cookie }, 'addUserEmail', id, second));

  expect(messageOf(await act({ cookie }, 'setUserEmailPrimary', id, second))).toBe(
    'primary email must be verified',
  );
  await done(verify(id, second));
  await done(act({ cookie }, 'setUserEmailPrimary', id, second.toUpperCase()));

  expect(await emailsOf(id)).toEqual([first, `${second}*`]);
  expect(await lastEvent('changed')).toMatchObject({
    actor: { name: username },
    details: { before: first, after: second },
  });
  await done(act(api.admin, 'setUserEmailPrimary', id, first));
  expect(await emailsOf(id)).toEqual([`${first}*`, second]);
});

test('an address is removed unless it is the primary one, and a link that was mailed to it works no more', async () => {
  const { id, cookie, username } = await newPerson();
  await done(act({ cookie }, 'addUserEmail', id, `${username}@example.org`));
  const { randomizeUserPassword } = await api.ask(
    api.admin,
    'mutation ($id: ID!) { randomizeUserPassword(user: $id) { resetPasswordURL } }',
    { id },
  );
  const link = new URL(randomizeUserPassword.resetPasswordURL).searchParams;

  expect(messageOf(await act(api.admin, 'removeUserEmail', id, `${username}@example.com`))).toBe(
    "removing user e-mail: can't delete primary email address",
  );
  await done(act(api.admin, 'removeUserEmail', id, `${username}@EXAMPLE.org`));

  expect(await emailsOf(id)).toEqual([`${username}@example.com*`]);
  expect(await lastEvent('deleted')).toMatchObject({ details: { email: `${username}@example.org` } });
  const response = await api.fetch('/-/reset-password-code', {
    method: 'POST',
    body: JSON.stringify({
      userID: Number(link.get('userID')),
      code: link.get('code'),
      password: 'another good password',
    }),
  });
  expect(response.status).toBe(401);
});

test('verifying an address takes away the unverified claims of others', async () => {
  const [one, other] = [await newPerson(), await newPerson()];
  api.clock.advance(1);
  await done(act(one, 'addUserEmail', one.id, 'shared@example.com'));
  await done(act(other, 'addUserEmail', other.id, 'SHARED@example.com'));

  await done(verify(one.id, 'shared@example.com'));

  expect(await emailsOf(one.id)).toEqual([`${one.username}@example.com*`, 'shared@example.com']);
  expect(await emailsOf(other.id)).toEqual([`${other.username}@example.com*`]);
  expect(await lastEvent('deleted')).toMatchObject({
    target: { name: other.username },
    details: { email: 'SHARED@example.com' },
  });
});

test('of ten people who get one address verified at once, one does', async () => {
  const all = await Promise.all(Array.from({ length: 10 }, newPerson));
  for (const { id, cookie } of all) await done(act({ cookie }, 'addUserEmail', id, 'raced@example.com'));

  const results = await Promise.all(all.map(({ id }) => verify(id, 'raced@example.com')));

  const messages = results.map(messageOf);
  expect(messages.filter((message) => message === undefined)).toHaveLength(1);
  for (const message of messages.filter((message) => message !== undefined)) {
    expect(['a user with this email already exists', 'user email not found']).toContain(message);
  }
  const held = await api.database.db.query(
    `SELECT verified_at FROM user_emails WHERE lower(email) = 'raced@example.com'`,
  );
  expect(held).toEqual([{ verified_at: expect.any(Date) }]);
});

test('an address that is not verified any more is primary no more, and finds nobody', async () => {
  const { id, username } = await newPerson();

  await done(verify(id, `${username}@example.com`, false));

  expect(await emailsOf(id)).toEqual([`${username}@example.com?`]);
  expect(await holderOf(`${username}@example.com`)).toBeUndefined();
  expect((await signIn(api, `${username}@example.com`)).status).toBe(401);
  expect(await lastEvent('unverified')).toMatchObject({ target: { name: username } });
  await done(verify(id, `${username}@example.com`));
  expect(await emailsOf(id)).toEqual([`${username}@example.com*`]);
});

test('saying again what is so changes nothing and is not recorded', async () => {
  const { id, username } = await newPerson();
  const before = (await api.events({ entity: 'user.email' })).length;

  await done(verify(id, `${username}@example.com`));
  await done(act(api.admin, 'setUserEmailPrimary', id, `${username}@example.com`));

  expect((await api.events({ entity: 'user.email' })).length).toBe(before);
});

describe('refused, with nothing written', () => {
  const unchanged = async (tries: () => Promise<unknown>) => {
    const before = await everythingStored(api);
    await tries();
    expect(await everythingStored(api)).toEqual(before);
  };

  test('an address that its person has already, in any case', async () => {
    const { id, username } = await newPerson();

    await unchanged(async () => {
      expect(messageOf(await act(api.admin, 'addUserEmail', id, `${username}@EXAMPLE.com`))).toBe(
        'email address already registered for the user',
      );
    });
  });

  test('an address that is verified for somebody else', async () => {
    const { id } = await newPerson();

    await unchanged(async () => {
      expect(messageOf(await act(api.admin, 'addUserEmail', id, 'Admin@example.com'))).toBe(
        'a user with this email already exists',
      );
    });
  });

  test('what is no address', async () => {
    const { id } = await newPerson();

    await unchanged(async () => {
      expect(messageOf(await act(api.admin, 'addUserEmail', id, 'two@example.com, three@example.com'))).toBe(
        '"two@example.com, three@example.com" is no email address',
      );
    });
  });

  test('an address that the person does not have', async () => {
    const { id } = await newPerson();

    await unchanged(async () => {
      for (const result of [
        await act(api.admin, 'removeUserEmail', id, 'nowhere@example.com'),
        await act(api.admin, 'setUserEmailPrimary', id, 'nowhere@example.com'),
        await verify(id, 'nowhere@example.com'),
      ]) {
        expect(result.errors).toMatchObject([
          { message: 'user email not found', extensions: { code: 'NOT_FOUND' } },
        ]);
      }
    });
  });

  test('somebody who is not there', async () => {
    const nobody = idOf('User', 999_999);

    for (const field of ['addUserEmail', 'removeUserEmail', 'setUserEmailPrimary'] as const) {
      expect(messageOf(await act(api.admin, field, nobody, 'x@example.com'))).toBe(
        'user not found: [999999]',
      );
    }
    expect(messageOf(await verify(nobody, 'x@example.com'))).toBe('user not found: [999999]');
  });

  test('one address more than anybody has', async () => {
    const { id } = await newPerson();
    for (let n = 2; n <= 25; n += 1) await done(act(api.admin, 'addUserEmail', id, `many-${n}@example.com`));

    expect((await act(api.admin, 'addUserEmail', id, 'many-26@example.com')).errors).toMatchObject([
      { message: 'a user has at most 25 email addresses', extensions: { code: 'LIMIT_EXCEEDED' } },
    ]);
  });

  test('verifying by the person itself', async () => {
    const { id, cookie, username } = await newPerson();

    await unchanged(async () => {
      expect(messageOf(await verify(id, `${username}@example.com`, false, { cookie }))).toBe(
        'must be site admin',
      );
    });
  });
});

test('who may choose the primary address, and who may verify', async () => {
  const person = await newPerson();
  const machine = await api.createServiceAccount('has-no-address');
  const ask = async (as: Identity, id: string) =>
    (
      await api.ask(
        as,
        'query ($id: ID!) { node(id: $id) { ... on User { viewerCanChangePrimaryEmail emails { viewerCanManuallyVerify } } } }',
        { id },
      )
    ).node;

  expect(await ask(person, person.id)).toEqual({
    viewerCanChangePrimaryEmail: true,
    emails: [{ viewerCanManuallyVerify: false }],
  });
  expect(await ask(api.admin, person.id)).toEqual({
    viewerCanChangePrimaryEmail: true,
    emails: [{ viewerCanManuallyVerify: true }],
  });
  expect((await ask(person, api.admin.id)).viewerCanChangePrimaryEmail).toBe(false);
  const asUser = idOf('User', Number(Buffer.from(machine.id, 'base64').toString().split(':')[1]));
  expect(await ask(api.admin, asUser)).toEqual({ viewerCanChangePrimaryEmail: false, emails: [] });
});

test.each([
  ['jo@example.com', true],
  ['jo+tag@mail.example.com', true],
  ['jö@exämple.com', true],
  [`${'x'.repeat(308)}@example.com`, true],
  [`${'x'.repeat(309)}@example.com`, false],
  ['', false],
  ['jo', false],
  ['jo@', false],
  ['@example.com', false],
  ['a@b@c', false],
  ['a,b@c', false],
  ['a;b@c', false],
  ['Jo <jo@example.com>', false],
  ['jo(comment)@example.com', false],
  ['"jo"@example.com', false],
  ['group:jo@example.com', false],
  ['jo@example.com\r\nBcc: all@example.com', false],
  ['jo\u0000@example.com', false],
])('%j is an address: %s', (text, is) => {
  expect(isEmailAddress(text)).toBe(is);
});
