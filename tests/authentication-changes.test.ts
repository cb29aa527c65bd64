import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestApi, type TestApi } from './support/api.js';
import { whoAmI } from './support/raw-request.js';
import { configure } from './support/site-configuration.js';

// What changes about a token or its account counts from the very next request, in every server. Here one server
// makes the changes and another one is asked.
let api: TestApi;
let other: TestApi;

beforeAll(async () => {
  api = await startTestApi();
  other = await startTestApi({}, api);
});
afterAll(async () => {
  await other.close();
  await api.close();
});

const status = async (token: string) =>
  (await whoAmI(other.url, { authorization: `Bearer ${token}` })).status;
const change = (mutation: string, id: string) =>
  api.ask(api.admin, `mutation ($id: ID!) { ${mutation} }`, { id });

async function tokenOf(name: string) {
  const account = await api.createServiceAccount(name);
  return { account, ...(await api.createToken(account.id)) };
}

test('a token works until the second in which it expires, and not in it', async () => {
  const account = await api.createServiceAccount('short-lived');
  const { token } = await api.createToken(account.id, { durationSeconds: 60 });

  api.clock.advance(59);
  expect(await status(token)).toBe(200);
  api.clock.advance(0.999);
  expect(await status(token)).toBe(200);
  api.clock.advance(0.001);
  expect(await status(token)).toBe(401);
  api.clock.advance(1);
  expect(await status(token)).toBe(401);
});

test('revoking a token counts at once', async () => {
  const { id, token } = await tokenOf('revoked');
  expect(await status(token)).toBe(200);

  await change('deleteAccessToken(byID: $id) { alwaysNil }', id);

  expect(await status(token)).toBe(401);
});

test('disabling an account stops all its tokens at once, and enabling it lets them work again', async () => {
  const { account, token } = await tokenOf('disabled');
  const second = await api.createToken(account.id, { note: 'second' });

  await change('disableServiceAccount(serviceAccount: $id) { id }', account.id);
  expect([await status(token), await status(second.token)]).toEqual([401, 401]);

  await change('enableServiceAccount(serviceAccount: $id) { id }', account.id);
  expect([await status(token), await status(second.token)]).toEqual([200, 200]);
});

test.each([
  ['deleteServiceAccount(serviceAccount: $id)', 'the account of the access token was deleted'],
  ['deleteUser(user: $id)', 'the account of the access token was deleted'],
  ['deleteServiceAccount(serviceAccount: $id, hard: true)', undefined],
])('%s ends the tokens at once', async (mutation, description) => {
  const { account, token } = await tokenOf('deleted');
  expect(await status(token)).toBe(200);

  await change(`${mutation} { alwaysNil }`, account.id);

  const { status: after, headers } = await whoAmI(other.url, { authorization: `Bearer ${token}` });
  expect(after).toBe(401);
  // Of an account deleted for good nothing is left that could tell its token from an invented one.
  expect(headers['www-authenticate']).toBe(
    `Bearer error="invalid_token"${description ? `, error_description="${description}"` : ''}`,
  );
});

test('losing site admin counts at once', async () => {
  const user = await api.createUser('demoted', { siteAdmin: true });
  const { token } = await api.createToken(user.id, { as: user });
  const ask = () => other.query({ token }, '{ serviceAccounts(first: 1) { totalCount } }');
  expect((await ask()).errors).toBeUndefined();

  await change('setUserIsSiteAdmin(userID: $id, siteAdmin: false) { alwaysNil }', user.id);
  expect((await ask()).errors?.[0]?.message).toBe('must be site admin');

  await change('setUserIsSiteAdmin(userID: $id, siteAdmin: true) { alwaysNil }', user.id);
  expect((await ask()).errors).toBeUndefined();
});

test('a change of roles counts at once', async () => {
  const { account, token } = await tokenOf('with-roles');
  const permissions = async () => {
    const { currentUser } = await other.ask(
      { token },
      '{ currentUser { permissions { nodes { displayName } } } }',
    );
    return currentUser.permissions.nodes.map((node: { displayName: string }) => node.displayName);
  };
  const catalogue = await api.ask(api.admin, '{ permissions { nodes { id displayName } } }');
  const write = catalogue.permissions.nodes.find(
    (node: { displayName: string }) => node.displayName === 'BATCH_CHANGES#WRITE',
  );
  const { createRole } = await api.ask(
    api.admin,
    'mutation ($permissions: [ID!]!) { createRole(name: "writer", permissions: $permissions) { id } }',
    { permissions: [write.id] },
  );
  const setRoles = (roles: string[]) =>
    api.ask(
      api.admin,
      'mutation ($user: ID!, $roles: [ID!]!) { setRoles(user: $user, roles: $roles) { alwaysNil } }',
      { user: account.id, roles },
    );

  await setRoles([createRole.id]);
  expect(await permissions()).toEqual(['BATCH_CHANGES#WRITE']);

  await setRoles([]);
  expect(await permissions()).toEqual([]);
});

test('switching access tokens off counts at once where it is done', async () => {
  const { token } = await tokenOf('switched-off');

  await configure(api, { 'auth.accessTokens': { allow: 'none' } });
  expect((await whoAmI(api.url, { authorization: `Bearer ${token}` })).status).toBe(401);

  await configure(api, {});
  expect((await whoAmI(api.url, { authorization: `Bearer ${token}` })).status).toBe(200);
});

test('a revoked token is never accepted after the answer to its revocation, however busy the servers are', async () => {
  const { token: busy } = await tokenOf('busy');
  const account = await api.createServiceAccount('rounds');
  const late: number[] = [];

  for (let round = 0; round < 50; round += 1) {
    const { id, token } = await api.createToken(account.id, { note: `round ${round}` });
    const load = Array.from({ length: 10 }, (_, index) => status(index % 2 === 0 ? busy : token));
    await change('deleteAccessToken(byID: $id) { alwaysNil }', id);
    if ((await status(token)) !== 401) late.push(round);
    await Promise.all(load);
  }

  expect(late).toEqual([]);
});

test('while the database does not answer nobody gets in, and afterwards everybody as before', async () => {
  const { token } = await tokenOf('outage');
  const { query } = api.services.db;
  const outage = vi
    .spyOn(api.services.db, 'query')
    .mockImplementation((text, values, name) =>
      name === 'token lookup' ? Promise.reject(new Error('connection lost')) : query(text, values, name),
    );

  const { status: during, body } = await whoAmI(api.url, { authorization: `Bearer ${token}` });
  expect(during).toBe(500);
  expect(body).toMatch(/^Unexpected error \(request [\w-]+\)\.\n$/);

  outage.mockRestore();
  expect(await status(token)).toBe(200);
});
