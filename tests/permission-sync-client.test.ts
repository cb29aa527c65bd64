import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { headersOf, startTestApi, type TestApi } from './support/api.js';
import { addConnection } from './support/repositories.js';
import { configure } from './support/site-configuration.js';

// What a tool asks that keeps the permissions of the mirrored product in step with a directory: with the token of a site
// admin, in the order in which it asks.

let api: TestApi;
let admin: { token: string };
let connection: { id: string };
const people: Record<string, { id: string; cookie: string }> = {};

beforeAll(async () => {
  api = await startTestApi();
  admin = await api.createToken(api.admin.id, { durationSeconds: 30 * 86_400 });
  await configure(api, { 'permissions.userMapping': { enabled: true, bindID: 'username' } });
  connection = await addConnection(api, { url: 'https://git.example.org', repos: ['app', 'lib', 'tool'] });
  for (const name of ['ada', 'bob', 'cyd']) people[name] = await api.createUser(name);
});
afterAll(() => api.close());

const repositoryQuery = `query Repositories($first: Int!, $after: String, $names: [String!], $service: ID, $orderBy: RepositoryOrderBy, $descending: Boolean) {
  repositories(first: $first, after: $after, names: $names, externalService: $service, orderBy: $orderBy, descending: $descending, cloned: true, notCloned: true) {
    nodes { id name createdAt externalServices(first: 50) { nodes { id } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

const repositories = async (variables: object = {}) =>
  (await api.ask(admin, repositoryQuery, { first: 100, ...variables })).repositories;
const idsByName = async (): Promise<Record<string, string>> => {
  const { nodes } = await repositories();
  return Object.fromEntries(nodes.map(({ id, name }: any) => [name.replace('git.example.org/', ''), id]));
};

describe('at its start', () => {
  test('it learns how accounts are mapped, and that they keep their names', async () => {
    const { site } = await api.ask(
      admin,
      'query { site { permissionsUserMappingBindID configuration { effectiveContents } } }',
    );

    expect(site.permissionsUserMappingBindID).toBe('USERNAME');
    const configuration = JSON.parse(site.configuration.effectiveContents);
    expect(configuration['permissions.userMapping']).toEqual({ enabled: true, bindID: 'username' });
    expect(configuration['auth.enableUsernameChanges']).toBeFalsy();
  });

  test('a token that is not of a site admin gets an error that says so', async () => {
    const machine = await api.createServiceAccount('machine');
    const token = await api.createToken(machine.id);

    const { errors } = await api.query(token, '{ site { permissionsUserMappingBindID } }');

    expect(errors?.map(({ message }) => message)).toEqual(['must be site admin']);
  });

  test('it reads the auth providers and code hosts', async () => {
    const { site } = await api.ask(
      admin,
      '{ site { authProviders { nodes { serviceType serviceID clientID displayName isBuiltin configID } } } }',
    );
    const { externalServices } = await api.ask(
      admin,
      `query ($first: Int!, $after: String) { externalServices(first: $first, after: $after) {
         totalCount pageInfo { hasNextPage endCursor }
         nodes { id kind displayName url config unrestricted suspended repoCount createdAt updatedAt lastSyncAt lastSyncError
                 creator { id username } lastUpdater { id username } } } }`,
      { first: 100 },
    );

    expect(site.authProviders.nodes).toEqual([expect.objectContaining({ isBuiltin: true })]);
    expect(externalServices).toMatchObject({
      totalCount: 1,
      pageInfo: { hasNextPage: false },
      nodes: [
        {
          id: connection.id,
          kind: 'OTHER',
          unrestricted: false,
          suspended: false,
          creator: { username: 'admin' },
        },
      ],
    });
  });
});

describe('accounts', () => {
  test('are read page by page, with all that tells who they are', async () => {
    const query = `query Users($first: Int!, $after: String) { users(first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes { id username displayName siteAdmin builtinAuth createdAt
        externalAccounts(first: 50) { nodes { serviceType serviceID clientID accountData } }
        emails { email verified }
        organizations { nodes { id name } } } } }`;
    const found: string[] = [];
    let after: string | null = null;
    do {
      const { users }: any = await api.ask(admin, query, { first: 2, after });
      found.push(...users.nodes.map(({ username }: any) => username));
      expect(users.totalCount).toBeGreaterThanOrEqual(5);
      after = users.pageInfo.hasNextPage ? users.pageInfo.endCursor : null;
    } while (after !== null);

    expect(found.sort()).toEqual(['ada', 'admin', 'bob', 'cyd', 'machine']);
  });

  test('that are new since a day are found, by steps as wide as the first page', async () => {
    const query = `query ($since: DateTime!, $limit: Int!, $offset: Int!) {
      site { users(createdAt: { gte: $since }, deletedAt: { empty: true }) { totalCount
        nodes(limit: $limit, offset: $offset, orderBy: CREATED_AT) { id username email createdAt deletedAt } } } }`;
    const since = new Date(api.clock.now().getTime() - 86_400_000).toISOString();

    const { site } = await api.ask(admin, query, { since, limit: 1000, offset: 0 });
    const width = site.users.nodes.length;
    const { site: beyond } = await api.ask(admin, query, { since, limit: 1000, offset: width });

    expect(width).toBe(site.users.totalCount);
    expect(site.users.nodes[0]).toMatchObject({ deletedAt: null, email: expect.any(String) });
    expect(beyond.users.nodes).toEqual([]);
  });

  test('that are gone are nothing in a batch, and do not spoil it', async () => {
    const gone = await api.createUser('gone');
    await api.ask(api.admin, 'mutation ($id: ID!) { deleteUser(user: $id, hard: true) { alwaysNil } }', {
      id: gone.id,
    });
    const ids = [people['ada']?.id, gone.id, people['bob']?.id];
    const aliases = ids.map(
      (_id, n) => `user${n}: node(id: $user${n}) { ... on User { id username permissionsInfo {
        repositories(source: API, first: 100) { nodes { repository { name } } pageInfo { hasNextPage endCursor } } } } }`,
    );

    const { data } = await api.query(
      admin,
      `query (${ids.map((_id, n) => `$user${n}: ID!`).join(', ')}) { ${aliases.join(' ')} }`,
      Object.fromEntries(ids.map((id, n) => [`user${n}`, id])),
    );

    expect(data).toMatchObject({ user0: { username: 'ada' }, user1: null, user2: { username: 'bob' } });
  });
});

describe('repositories', () => {
  test('are read by name, by code host, and in both orders', async () => {
    const byName = await repositories({ names: ['git.example.org/lib'] });
    const ofHost = await repositories({ service: connection.id, orderBy: 'REPOSITORY_NAME' });
    const newest = await repositories({ orderBy: 'REPO_CREATED_AT', descending: true });

    expect(byName.nodes).toEqual([
      {
        id: expect.any(String),
        name: 'git.example.org/lib',
        createdAt: expect.any(String),
        externalServices: { nodes: [{ id: connection.id }] },
      },
    ]);
    expect(ofHost.nodes.map(({ name }: any) => name)).toEqual(
      ['app', 'lib', 'tool'].map((name) => `git.example.org/${name}`),
    );
    expect(newest.nodes).toHaveLength(3);
    expect(newest.pageInfo.hasNextPage).toBe(false);
  });

  test('are granted to known and unknown names at once, and what was not named stays', async () => {
    const ids = await idsByName();
    const set = (repository: string | undefined, bindIDs: string[]) =>
      api.ask(
        admin,
        `mutation ($repository: ID!, $users: [UserPermissionInput!]!) {
           setRepositoryPermissionsForUsers(repository: $repository, userPermissions: $users) { alwaysNil } }`,
        { repository, users: bindIDs.map((bindID) => ({ bindID, permission: 'READ' })) },
      );
    const waiting = async () =>
      (await api.ask(admin, '{ usersWithPendingPermissions }')).usersWithPendingPermissions;

    await set(ids['lib'], ['later']);
    await set(ids['app'], ['ada', 'stranger']);

    expect((await waiting()).sort()).toEqual(['later', 'stranger']);
    await set(ids['app'], ['bob']);
    expect(await waiting()).toEqual(['later']);
    const { authorizedUserRepositories } = await api.ask(
      admin,
      'query ($username: String!) { authorizedUserRepositories(username: $username, first: 10) { nodes { name } } }',
      { username: 'later' },
    );
    expect(authorizedUserRepositories.nodes).toEqual([{ name: 'git.example.org/lib' }]);
    await api.createUser('later');
    expect(await waiting()).toEqual([]);
  });

  test('tell who sees them and why, and change by one grant at a time', async () => {
    const ids = await idsByName();
    const who = async () => {
      const { repository } = await api.ask(
        admin,
        `query ($name: String!) { repository(name: $name) { id permissionsInfo { users(first: 100) {
           nodes { reasons user { username } } pageInfo { hasNextPage endCursor } } } } }`,
        { name: 'git.example.org/tool' },
      );
      return Object.fromEntries(
        repository.permissionsInfo.users.nodes.map(({ reasons, user }: any) => [user.username, reasons]),
      );
    };
    const change = (mutation: string, argument: string, user: string) =>
      api.ask(
        admin,
        `mutation ($user: ID!, $repository: ID!) { ${mutation}(userID: $user, ${argument}) { alwaysNil } }`,
        { user: people[user]?.id, repository: ids['tool'] },
      );
    const add = (user: string) =>
      change('addRepositoryPermissionForUser', 'permission: { repository: $repository }', user);

    await add('ada');
    await add('bob');
    expect(await who()).toEqual({
      ada: ['Explicit API'],
      bob: ['Explicit API'],
      admin: ['Site Admin'],
    });
    await change('removeRepositoryPermissionForUser', 'repository: $repository', 'ada');
    expect(Object.keys(await who()).sort()).toEqual(['admin', 'bob']);
  });

  test('are lost by who is deleted for good, and not found again by who takes the name', async () => {
    const ids = await idsByName();
    const { createUser } = await api.ask(admin, 'mutation { createUser(username: "brief") { user { id } } }');
    await api.ask(
      admin,
      `mutation ($user: ID!, $repository: ID!) {
         addRepositoryPermissionForUser(userID: $user, permission: { repository: $repository }) { alwaysNil } }`,
      { user: createUser.user.id, repository: ids['app'] },
    );

    await api.ask(admin, 'mutation ($id: ID!) { deleteUser(user: $id, hard: true) { alwaysNil } }', {
      id: createUser.user.id,
    });

    const again = await api.createUser('brief');
    const { node } = await api.ask(
      admin,
      `query ($id: ID!) { node(id: $id) { ... on User { permissionsInfo {
         repositories(source: API, first: 100) { nodes { repository { name } } } } } } }`,
      { id: again.id },
    );
    expect(node.permissionsInfo?.repositories.nodes ?? []).toEqual([]);
  });

  test('and accounts that are not there give errors that the tool passes over, never a status of 5xx', async () => {
    const ids = await idsByName();
    const ask = async (user: string | undefined, repository: string | undefined) => {
      const response = await api.fetch('/.api/graphql', {
        method: 'POST',
        headers: { ...headersOf(admin), 'x-sourcegraph-request-trace': '1' },
        body: JSON.stringify({
          query: `mutation ($user: ID!, $repository: ID!) {
            addRepositoryPermissionForUser(userID: $user, permission: { repository: $repository }) { alwaysNil } }`,
          variables: { user, repository },
        }),
      });
      expect(response.status).toBe(200);
      return JSON.parse(await response.text()).errors[0].message;
    };
    const missing = (kind: string) => Buffer.from(`${kind}:999999`).toString('base64');

    expect(await ask(missing('User'), ids['app'])).toMatch(/user.*not found/i);
    expect(await ask(people['ada']?.id, missing('Repository'))).toMatch(/repo.*not found/i);
  });
});

test('organizations are made, filled, read and emptied', async () => {
  const { currentUser } = await api.ask(admin, '{ currentUser { id username } }');
  const { createOrganization } = await api.ask(
    admin,
    'mutation { createOrganization(name: "platform", displayName: "Platform") { id name } }',
  );
  const organization = createOrganization.id;
  const add = (username: string) =>
    api.query(
      admin,
      'mutation ($organization: ID!, $username: String!) { addUserToOrganization(organization: $organization, username: $username) { alwaysNil } }',
      { organization, username },
    );
  const remove = (user: string | undefined) =>
    api.query(
      admin,
      'mutation ($organization: ID!, $user: ID!) { removeUserFromOrganization(organization: $organization, user: $user) { alwaysNil } }',
      { organization, user },
    );
  const members = async () => {
    const { node } = await api.ask(
      admin,
      `query ($id: ID!) { node(id: $id) { ... on Org { members(first: 100) {
         totalCount nodes { id username } pageInfo { hasNextPage endCursor } } } } }`,
      { id: organization },
    );
    return node.members.nodes.map(({ username }: any) => username).sort();
  };

  expect(await members()).toEqual(['admin']);
  await add('ada');
  await remove(currentUser.id);
  expect(await members()).toEqual(['ada']);
  const { organizations } = await api.ask(
    admin,
    '{ organizations(first: 100, query: "platform") { totalCount nodes { id name } } }',
  );
  expect(organizations).toEqual({ totalCount: 1, nodes: [{ id: organization, name: 'platform' }] });
  // The last member stays, so the tool joins, takes the others out, and leaves the organization to itself.
  await add('admin');
  expect((await remove(people['ada']?.id)).errors).toBeUndefined();
  expect(await members()).toEqual(['admin']);
});
