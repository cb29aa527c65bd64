import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { messageOf } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';
import { whoAmI } from './support/raw-request.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());
afterEach(() => configure(api, {}));

const works = async (token: string) =>
  (await whoAmI(api.url, { authorization: `Bearer ${token}` })).status === 200;
const deleteUser = (id: string, hard: boolean) =>
  api.ask(
    api.admin,
    'mutation ($id: ID!, $hard: Boolean!) { deleteUser(user: $id, hard: $hard) { alwaysNil } }',
    {
      id,
      hard,
    },
  );

describe.each([
  ['deleted', false],
  ['deleted for good', true],
])('after the admin who made them was %s', (how, hard) => {
  const slug = hard ? 'hard' : 'soft';

  test('a service account and its tokens work as before, and still name who made them', async () => {
    const maker = await api.createUser(`maker-${slug}`, { siteAdmin: true });
    const { createServiceAccount: account } = await api.ask(
      maker,
      'mutation ($name: String!) { createServiceAccount(input: { name: $name }) { id } }',
      { name: `robot-${slug}` },
    );
    const { id, token } = await api.createToken(account.id, { note: 'made by maker', as: maker });
    const rotated = await api.createToken(account.id, { note: 'rotated by maker', as: maker });
    const { rotateAccessToken: successor } = await api.ask(
      maker,
      'mutation ($id: ID!) { rotateAccessToken(token: $id, overlapSeconds: 600) { token } }',
      { id: rotated.id },
    );

    await deleteUser(maker.id, hard);

    expect([await works(token), await works(rotated.token), await works(successor.token)]).toEqual([
      true,
      true,
      true,
    ]);
    const { serviceAccount, node } = await api.ask(
      api.admin,
      `query ($account: ID!, $token: ID!) {
         serviceAccount(id: $account) { state createdBy { username } accessTokens { totalCount } }
         node(id: $token) { ... on AccessToken { creator { username } } }
       }`,
      { account: account.id, token: id },
    );
    expect(serviceAccount).toEqual({
      state: 'ACTIVE',
      createdBy: { username: maker.username },
      accessTokens: { totalCount: 3 },
    });
    expect(node).toEqual({ creator: { username: maker.username } });
  });

  test(`their own tokens end (${how})`, async () => {
    const person = await api.createUser(`person-${slug}`);
    const { token } = await api.createToken(person.id, { as: person });

    await deleteUser(person.id, hard);

    expect(await works(token)).toBe(false);
  });

  test(`tokens that they made for other people end, and the others stay (${how})`, async () => {
    await configure(api, { 'auth.accessTokens': { allow: 'site-admin-create' } });
    const maker = await api.createUser(`giver-${slug}`, { siteAdmin: true });
    const person = await api.createUser(`taker-${slug}`);
    const made = await api.createToken(person.id, { note: 'made by maker', as: maker });
    const other = await api.createToken(person.id, { note: 'made by admin' });
    const { rotateAccessToken: successor } = await api.ask(
      maker,
      'mutation ($id: ID!) { rotateAccessToken(token: $id, overlapSeconds: 600) { token } }',
      { id: other.id },
    );

    await deleteUser(maker.id, hard);

    expect([await works(made.token), await works(successor.token)]).toEqual([false, false]);
    expect(await works(other.token)).toBe(true);
  });
});

test.each([
  ['deleted', false],
  ['deleted for good', true],
])('no token of a service account that was %s reaches a new one with its name', async (_how, hard) => {
  const name = `reborn-${hard}`;
  const old = await api.createServiceAccount(name);
  const { token } = await api.createToken(old.id, { note: 'same' });

  await api.ask(
    api.admin,
    'mutation ($id: ID!, $hard: Boolean!) { deleteServiceAccount(serviceAccount: $id, hard: $hard) { alwaysNil } }',
    { id: old.id, hard },
  );
  const reborn = await api.createServiceAccount(name);
  const fresh = await api.createToken(reborn.id, { note: 'same' });

  expect(reborn.id).not.toBe(old.id);
  expect(await works(token)).toBe(false);
  expect(await works(fresh.token)).toBe(true);
});

test('a token follows its account when the account is renamed, and does not stay with the name', async () => {
  const account = await api.createServiceAccount('before');
  const { token } = await api.createToken(account.id);

  await api.ask(
    api.admin,
    'mutation ($id: ID!) { updateServiceAccount(serviceAccount: $id, input: { name: "after" }) { id } }',
    { id: account.id },
  );
  await api.createServiceAccount('before');

  expect(await api.ask({ token }, '{ currentUser { username } }')).toEqual({
    currentUser: { username: 'after' },
  });
});

test('a service account makes, rotates and revokes its own tokens with one of them, within the same rules', async () => {
  const account = await api.createServiceAccount('self-service');
  const { token } = await api.createToken(account.id, { note: 'first' });

  const second = await api.createToken(account.id, { note: 'second', as: { token } });
  const { rotateAccessToken: third } = await api.ask(
    { token },
    'mutation ($id: ID!) { rotateAccessToken(token: $id, overlapSeconds: 0) { id token } }',
    { id: second.id },
  );
  expect([await works(second.token), await works(third.token)]).toEqual([false, true]);
  await api.ask({ token }, 'mutation ($id: ID!) { deleteAccessToken(byID: $id) { alwaysNil } }', {
    id: third.id,
  });

  expect(await works(third.token)).toBe(false);
  const sudo = await api.query(
    { token },
    'mutation ($id: ID!) { createAccessToken(user: $id, note: "sudo", scopes: ["user:all", "site-admin:sudo"], durationSeconds: 60) { id } }',
    { id: account.id },
  );
  expect(messageOf(sudo)).toBe('must be site admin');
});
