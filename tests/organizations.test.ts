import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messageOf } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
let alice: { id: string; cookie: string; username: string };
let bob: { id: string; cookie: string; username: string };

beforeAll(async () => {
  api = await startTestApi();
  alice = await api.createUser('alice');
  bob = await api.createUser('bob');
});
afterAll(() => api.close());

const create = (name: string, as: Identity = alice, displayName: string | null = null) =>
  api.query(
    as,
    'mutation ($name: String!, $displayName: String) { createOrganization(name: $name, displayName: $displayName) { id name displayName url } }',
    { name, displayName },
  );
const created = async (name: string, as: Identity = alice): Promise<string> =>
  (await create(name, as)).data.createOrganization.id;
const add = (organization: string, username: string) =>
  api.query(
    api.admin,
    'mutation ($organization: ID!, $username: String!) { addUserToOrganization(organization: $organization, username: $username) { alwaysNil } }',
    { organization, username },
  );
const remove = (organization: string, user: string, as: Identity) =>
  api.query(
    as,
    'mutation ($organization: ID!, $user: ID!) { removeUserFromOrganization(organization: $organization, user: $user) { alwaysNil } }',
    { organization, user },
  );
const removeOrganization = (organization: string) =>
  api.ask(
    api.admin,
    'mutation ($organization: ID!) { deleteOrganization(organization: $organization) { alwaysNil } }',
    { organization },
  );
const members = async (name: string, args = '', as: Identity = bob) =>
  (
    await api.ask(
      as,
      `query ($name: String!) { organization(name: $name) { members${args} { totalCount nodes { username } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`,
      { name },
    )
  ).organization.members;
const names = ({ nodes }: { nodes: { username: string }[] }) => nodes.map(({ username }) => username);

describe('an organization', () => {
  test('belongs to whoever creates it, person or service account', async () => {
    const account = await api.createServiceAccount('builder');
    const token = await api.createToken(account.id);

    expect((await create('by-a-person', alice, 'By a person')).data.createOrganization).toEqual({
      id: expect.any(String),
      name: 'by-a-person',
      displayName: 'By a person',
      url: '/organizations/by-a-person',
    });
    await created('by-a-machine', token);

    expect(names(await members('by-a-person'))).toEqual(['alice']);
    expect(names(await members('by-a-machine'))).toEqual(['builder']);
  });

  test('is found by its name in any case, and by its id', async () => {
    const id = await created('Findable');

    expect((await api.ask(bob, '{ organization(name: "findABLE") { id } }')).organization.id).toBe(id);
    expect(await api.ask(bob, `{ node(id: "${id}") { __typename id } }`)).toEqual({
      node: { __typename: 'Org', id },
    });
    expect(await api.ask(bob, `{ namespace(id: "${id}") { id namespaceName url } }`)).toEqual({
      namespace: { id, namespaceName: 'Findable', url: '/organizations/Findable' },
    });
    expect((await api.ask(bob, '{ namespaceByName(name: "findable") { id } }')).namespaceByName.id).toBe(id);
    expect(messageOf(await api.query(bob, '{ organization(name: "none") { id } }'))).toBe(
      'org not found: name "none"',
    );
    expect((await api.ask(bob, '{ namespaceByName(name: "none") { id } }')).namespaceByName).toBeNull();
  });

  test('has a name that no account and no organization has, whatever its case', async () => {
    await created('taken');
    const text = 'organization name is already taken: a user, service account or organization has it';

    for (const name of ['taken', 'TAKEN', 'alice', 'Builder']) {
      expect(messageOf(await create(name)), name).toBe(text);
    }
    expect(
      messageOf(await api.query(api.admin, 'mutation { createUser(username: "Taken") { user { id } } }')),
    ).toBe('failed to create user: cannot create user: err_username_exists');
  });

  test.each(['', 'two words', '-begins', 'a--b', 'a/b'])('cannot be called %j', async (name) => {
    expect(messageOf(await create(name))).toBe('org name invalid: orgs_name_valid_chars');
  });

  test('has a name of 255 characters at most', async () => {
    expect(messageOf(await create('a'.repeat(256)))).toBe('org name invalid: orgs_name_max_length');
  });

  test('frees its name when it is deleted, and is gone for everybody', async () => {
    const id = await created('short-lived');
    await removeOrganization(id);

    expect(messageOf(await api.query(alice, `{ node(id: "${id}") { id } }`))).toMatch(/^org not found/);
    const { user } = await api.ask(alice, '{ user(username: "alice") { organizations { nodes { name } } } }');
    expect(user.organizations.nodes.map(({ name }: { name: string }) => name)).not.toContain('short-lived');
    expect(await created('short-lived', bob)).not.toBe(id);
  });

  test('shows its display name as a member or site admin last set it', async () => {
    const id = await created('renamed');
    const update = (displayName: string, as: Identity) =>
      api.query(
        as,
        'mutation ($id: ID!, $displayName: String) { updateOrganization(id: $id, displayName: $displayName) { displayName } }',
        { id, displayName },
      );

    expect((await update('One', alice)).data.updateOrganization).toEqual({ displayName: 'One' });
    expect((await update('', api.admin)).data.updateOrganization).toEqual({ displayName: null });
    expect(messageOf(await update('Two', bob))).toBe('current user is not an org member');
  });
});

describe('members', () => {
  test('come and go, and each change is an event that names them', async () => {
    const id = await created('busy');

    expect((await add(id, 'bob')).errors).toBeUndefined();
    expect(messageOf(await add(id, 'BOB'))).toBe('user is already a member of the organization');
    expect(messageOf(await add(id, 'nobody'))).toBe('user not found: "nobody"');
    const { currentUser } = await api.ask(
      bob,
      '{ currentUser { organizations { totalCount nodes { name viewerIsMember viewerCanAdminister } } affiliatedNamespaces { nodes { namespaceName } } } }',
    );
    expect(currentUser.organizations).toEqual({
      totalCount: 2,
      nodes: [
        { name: 'busy', viewerIsMember: true, viewerCanAdminister: true },
        { name: 'short-lived', viewerIsMember: true, viewerCanAdminister: true },
      ],
    });
    expect(currentUser.affiliatedNamespaces.nodes[0]).toEqual({ namespaceName: 'bob' });
    expect((await remove(id, bob.id, alice)).data).toEqual({ removeUserFromOrganization: null });

    const [removed, added] = await api.events({ entity: 'organizations' });
    expect(added).toMatchObject({ action: 'memberAdded', target: { kind: 'Org', name: 'busy' } });
    expect(removed).toMatchObject({
      action: 'memberRemoved',
      actor: { name: 'alice' },
      details: { member: { name: 'bob' } },
    });
  });

  test('cannot be removed by strangers, nor the last of them, unless a site admin leaves', async () => {
    const id = await created('guarded');
    const last = 'you can’t remove the only member of an organization';

    expect(messageOf(await remove(id, alice.id, bob))).toBe('current user is not an org member');
    expect(messageOf(await remove(id, alice.id, alice))).toBe(last);
    expect(messageOf(await remove(id, alice.id, api.admin))).toBe(last);
    expect(messageOf(await remove(id, bob.id, alice))).toBe('user is not a member of the organization');
    await add(id, 'admin');
    await remove(id, alice.id, api.admin);
    expect((await remove(id, api.admin.id, api.admin)).errors).toBeUndefined();
    expect(names(await members('guarded'))).toEqual([]);
  });

  test('two who leave at once do not leave nobody behind', async () => {
    const id = await created('pair');
    await add(id, 'bob');

    const answers = await Promise.all([remove(id, alice.id, alice), remove(id, bob.id, bob)]);

    expect(answers.filter(({ errors }) => errors)).toHaveLength(1);
    expect(names(await members('pair'))).toHaveLength(1);
  });

  test('are listed in pages of both directions, searched, and without the deleted', async () => {
    const id = await created('crowd');
    for (const name of ['m1', 'm2', 'm3', 'm4']) {
      await api.createUser(name);
      await add(id, name);
    }
    const gone = await api.createUser('gone');
    await add(id, 'gone');
    await api.ask(api.admin, `mutation { deleteUser(user: "${gone.id}") { alwaysNil } }`);

    const all = await members('crowd');
    expect(names(all)).toEqual(['m4', 'm3', 'm2', 'm1', 'alice']);
    const first = await members('crowd', '(first: 2)');
    expect(first).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    const second = await members('crowd', `(first: 2, after: "${first.pageInfo.endCursor}")`);
    expect(names(second)).toEqual(['m2', 'm1']);
    const last = await members('crowd', '(last: 2)');
    expect(names(last)).toEqual(['m1', 'alice']);
    const before = await members('crowd', `(last: 2, before: "${last.pageInfo.startCursor}")`);
    expect(names(before)).toEqual(['m3', 'm2']);
    expect(before.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    expect(await members('crowd', '(query: "M1")')).toMatchObject({
      totalCount: 1,
      nodes: [{ username: 'm1' }],
    });
  });

  test.each([
    ['(first: -1)', '`first` and `last` must not be negative'],
    ['(first: 1, last: 1)', 'give `first` or `last`, not both'],
    ['(first: 1, after: "x")', '`after` is no cursor of this list'],
    ['(first: 1, after: "T3JnOjE=")', '`after` is no cursor of this list'],
    ['(last: 1, before: "VXNlcjo5OTk5OTk5OTk5OQ==")', '`before` is no cursor of this list'],
  ])('with %s: a clear error', async (args, text) => {
    const answer = await api.query(bob, `{ organization(name: "crowd") { members${args} { totalCount } } }`);
    expect(messageOf(answer)).toBe(text);
  });

  test('every new person joins the organizations of auth.userOrgMap; a service account joins none', async () => {
    await created('everybody');
    await configure(api, { 'auth.userOrgMap': { '*': ['Everybody', 'no-such-organization'] } });

    const person = await api.createUser('newcomer');
    await api.createServiceAccount('new-machine');

    expect(names(await members('everybody'))).toEqual(['newcomer', 'alice']);
    const { node } = await api.ask(
      api.admin,
      `{ node(id: "${person.id}") { ... on User { organizations { nodes { name } } } } }`,
    );
    expect(node.organizations.nodes).toEqual([{ name: 'everybody' }]);
  });
});

test('the list of all organizations is searched and counted, for site admins', async () => {
  const { organizations } = await api.ask(
    api.admin,
    '{ organizations(first: 1, query: "BY-A") { totalCount nodes { name members { nodes { username } } } } }',
  );

  expect(organizations).toEqual({
    totalCount: 2,
    nodes: [{ name: 'by-a-person', members: { nodes: [{ username: 'alice' }] } }],
  });
  expect(messageOf(await api.query(alice, '{ organizations { totalCount } }'))).toBe('must be site admin');
});

test('a viewer who is not signed in is a visitor without namespaces', async () => {
  await configure(api, { 'auth.public': true });
  const carol = await api.createUser('carol');
  await created('carols', carol);

  expect(await api.ask(undefined, '{ viewer { __typename affiliatedNamespaces { totalCount } } }')).toEqual({
    viewer: { __typename: 'Visitor', affiliatedNamespaces: { totalCount: 0 } },
  });
  expect(
    await api.ask(
      carol,
      '{ viewer { __typename affiliatedNamespaces { nodes { __typename namespaceName } } } }',
    ),
  ).toMatchObject({
    viewer: {
      __typename: 'User',
      affiliatedNamespaces: {
        nodes: [
          { __typename: 'User', namespaceName: 'carol' },
          { __typename: 'Org', namespaceName: 'carols' },
        ],
      },
    },
  });
});
