import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idOf, numberIn } from './support/access-tokens.js';
import { cookieOf, type GraphQLResult, startTestApi, type TestApi, testPassword } from './support/api.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';

// What the mirrored product's own integration tests do, as they send it: the session cookie, `X-Requested-With`, the
// name of the operation as the query string, and no Content-Type (identity reference, section 8).

let database: TestDatabase;
let first: TestApi;
let cookie: string;

beforeAll(async () => {
  database = await createTestDatabase();
  // Started as one more server on the database: nobody has made the first site admin.
  first = await startTestApi({}, { database });
});
afterAll(async () => {
  await first.close();
  await database.drop();
});

async function post(name: string, query: string, variables?: object, headers?: Record<string, string>) {
  const body = new TextEncoder().encode(JSON.stringify({ query, variables }));
  return first.fetch(`/.api/graphql?${name}`, {
    method: 'POST',
    headers: headers ?? { cookie, 'x-requested-with': 'gqltest' },
    // Bytes, so that no Content-Type goes with them.
    body,
  });
}

async function ask(name: string, query: string, variables?: object): Promise<any> {
  const response = await post(name, query, variables);
  expect(response.status).toBe(200);
  const { data, errors } = (await response.json()) as GraphQLResult;
  expect(errors).toBeUndefined();
  return data;
}

async function errorsOf(name: string, query: string, variables?: object) {
  const { data, errors } = (await (await post(name, query, variables)).json()) as GraphQLResult;
  return { data, messages: errors?.map(({ message }) => message), path: errors?.[0]?.path };
}

describe('setting up', () => {
  const signInPage = async () => (await first.fetch('/sign-in')).text();

  test('the sign-in page says that the site needs its first admin, until there is one', async () => {
    expect(await signInPage()).toContain('"needsSiteInit":true');

    const response = await first.fetch('/-/site-init', {
      method: 'POST',
      body: JSON.stringify({
        email: 'gqltest@example.com',
        username: 'gqltest-admin',
        password: testPassword,
      }),
    });

    expect(response.status).toBe(200);
    expect(cookieOf(response)).toMatch(/^sgs=.+/);
    expect(await signInPage()).not.toContain('"needsSiteInit":true');
  });

  test('from then on the admin signs in by address or name', async () => {
    for (const email of ['gqltest@example.com', 'gqltest-admin']) {
      const response = await first.fetch('/-/sign-in', {
        method: 'POST',
        body: JSON.stringify({ email, password: testPassword }),
      });
      expect(response.status).toBe(200);
      cookie = cookieOf(response);
    }

    const { currentUser } = await ask(
      'CurrentUser',
      'query CurrentUser { currentUser { username siteAdmin } }',
    );
    expect(currentUser).toEqual({ username: 'gqltest-admin', siteAdmin: true });
  });

  test('the site configuration is read and written', async () => {
    const read = () =>
      ask('SiteConfiguration', 'query SiteConfiguration { site { configuration { id effectiveContents } } }');
    const { site } = await read();

    const { updateSiteConfiguration } = await ask(
      'UpdateSiteConfiguration',
      'mutation UpdateSiteConfiguration($lastID: Int!, $input: String!) { updateSiteConfiguration(lastID: $lastID, input: $input) }',
      { lastID: site.configuration.id, input: '{ "auth.minPasswordLength": 13 } // tests' },
    );

    expect(updateSiteConfiguration).toBe(false);
    expect((await read()).site.configuration.effectiveContents).toContain('"auth.minPasswordLength": 13');
  });
});

describe('access tokens', () => {
  const create =
    'mutation CreateAccessToken($note: String!, $user: ID!, $scopes: [String!]!) { createAccessToken(note: $note, user: $user, scopes: $scopes, durationSeconds: 3600) { id token } }';
  const authorized = (token: string) =>
    post('CurrentUser', 'query CurrentUser { currentUser { id } }', undefined, {
      authorization: `token ${token}`,
    });

  test('are made in a session, act as their user, and end when they are deleted by their text', async () => {
    const { currentUser } = await ask('CurrentUser', 'query CurrentUser { currentUser { id } }');
    const { createAccessToken } = await ask('CreateAccessToken', create, {
      note: 'TestAccessToken',
      user: currentUser.id,
      scopes: ['user:all'],
    });
    const answer = await (await authorized(createAccessToken.token)).json();
    expect(answer).toEqual({ data: { currentUser: { id: currentUser.id } } });

    const { deleteAccessToken } = await ask(
      'DeleteAccessToken',
      'mutation DeleteAccessToken($token: String!) { deleteAccessToken(byToken: $token) { alwaysNil } }',
      { token: createAccessToken.token },
    );

    expect(deleteAccessToken).toEqual({ alwaysNil: null });
    expect((await authorized(createAccessToken.token)).status).toBe(401);
  });

  test('that are none get 401 and a line of text', async () => {
    const response = await authorized('a bad token');

    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toBe('Invalid access token.\n');
  });

  test('an error carries the path of the field, and leaves no data', async () => {
    const refused = await errorsOf('CreateAccessToken', create, {
      note: 'n',
      user: idOf('User', 999),
      scopes: [],
    });

    expect(refused).toMatchObject({ data: null, path: ['createAccessToken'] });
  });
});

describe('roles', () => {
  const createRole =
    'mutation CreateRole($name: String!, $permissions: [ID!]!) { createRole(name: $name, permissions: $permissions) { id permissions { nodes { id } } } }';
  const deleteRole = 'mutation DeleteRole($role: ID!) { deleteRole(role: $role) { alwaysNil } }';

  test('have names of their own, hold exactly what they were made with, and are deleted once', async () => {
    const { permissions } = await ask(
      'Permissions',
      'query Permissions { permissions(first: 2) { nodes { id } } }',
    );
    const ids = permissions.nodes.map(({ id }: { id: string }) => id);
    const { createRole: role } = await ask('CreateRole', createRole, { name: 'TEST-ROLE', permissions: ids });
    expect(role.permissions.nodes.map(({ id }: { id: string }) => id).sort()).toEqual([...ids].sort());

    const again = await errorsOf('CreateRole', createRole, { name: 'TEST-ROLE', permissions: [] });
    expect(again.messages).toEqual(['cannot create role: err_name_exists']);
    expect(await ask('DeleteRole', deleteRole, { role: role.id })).toEqual({
      deleteRole: { alwaysNil: null },
    });

    const twice = await errorsOf('DeleteRole', deleteRole, { role: role.id });
    expect(twice.messages).toEqual([`failed to delete role: role with ID ${numberIn(role.id)} not found`]);
  });
});

describe('users', () => {
  test('that are deleted for good are found no more', async () => {
    const { createUser } = await ask(
      'CreateUser',
      'mutation CreateUser($username: String!, $email: String) { createUser(username: $username, email: $email) { user { id } } }',
      { username: 'gqltest-user', email: 'user@example.com' },
    );
    const find =
      'query User($username: String!) { user(username: $username) { id roles { nodes { name } } } }';
    expect(await ask('User', find, { username: 'gqltest-user' })).toEqual({
      user: { id: createUser.user.id, roles: { nodes: [{ name: 'USER' }] } },
    });

    await ask(
      'DeleteUser',
      'mutation DeleteUser($user: ID!, $hard: Boolean) { deleteUser(user: $user, hard: $hard) { alwaysNil } }',
      { user: createUser.user.id, hard: true },
    );

    expect(await ask('User', find, { username: 'gqltest-user' })).toEqual({ user: null });
  });
});
