import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicAccountData } from '../src/modules/external-accounts/public-account-data.js';
import { forPeopleOnly } from '../src/modules/users/people-only.js';
import { messageOf, numberIn } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { everythingStored } from './support/world.js';

let api: TestApi;
let alice: { id: string; cookie: string; username: string };
let bob: { id: string; cookie: string; username: string };

beforeAll(async () => {
  api = await startTestApi();
  alice = await api.createUser('alice');
  bob = await api.createUser('bob');
});
afterAll(() => api.close());

interface Link {
  user: string;
  serviceType?: string;
  serviceID?: string;
  clientID?: string;
  accountID: string;
  accountData?: unknown;
}

const link = ({ serviceType = 'github', serviceID = 'https://github.com/', ...more }: Link) =>
  api.query(
    api.admin,
    `mutation ($user: ID!, $serviceType: String!, $serviceID: String!, $clientID: String, $accountID: String!, $accountData: JSONValue) {
       linkExternalAccount(user: $user, serviceType: $serviceType, serviceID: $serviceID, clientID: $clientID, accountID: $accountID, accountData: $accountData) {
         id user { username } serviceType serviceID clientID accountID createdAt updatedAt refreshURL accountData
         publicAccountData { displayName login url } } }`,
    { serviceType, serviceID, ...more },
  );
const linked = async (account: Link) => (await link(account)).data.linkExternalAccount;
const unlink = (externalAccount: string, as: Identity) =>
  api.query(
    as,
    'mutation ($externalAccount: ID!) { deleteExternalAccount(externalAccount: $externalAccount) { alwaysNil } }',
    { externalAccount },
  );
const accountsOf = async (username: string, args = '', as: Identity = api.admin) =>
  (
    await api.ask(
      as,
      `query ($username: String) { user(username: $username) { externalAccounts${args} { totalCount nodes { id accountID } pageInfo { hasNextPage endCursor } } } }`,
      { username },
    )
  ).user.externalAccounts;
const accountIds = ({ nodes }: { nodes: { accountID: string }[] }) => nodes.map(({ accountID }) => accountID);

describe('linking', () => {
  test('shows who a person is elsewhere, with what is public of it', async () => {
    const account = await linked({
      user: alice.id,
      clientID: 'client',
      accountID: '4711',
      accountData: { login: 'alice-gh', name: 'Alice', html_url: 'https://github.com/alice-gh', plan: 'pro' },
    });

    expect(account).toEqual({
      id: expect.any(String),
      user: { username: 'alice' },
      serviceType: 'github',
      serviceID: 'https://github.com/',
      clientID: 'client',
      accountID: '4711',
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      refreshURL: null,
      accountData: {
        login: 'alice-gh',
        name: 'Alice',
        html_url: 'https://github.com/alice-gh',
        plan: 'pro',
      },
      publicAccountData: { displayName: 'Alice', login: 'alice-gh', url: 'https://github.com/alice-gh' },
    });
    const { node } = await api.ask(
      alice,
      `{ node(id: "${account.id}") { __typename ... on ExternalAccount { accountID } } }`,
    );
    expect(node).toEqual({ __typename: 'ExternalAccount', accountID: '4711' });
    const [event] = await api.events({ entity: 'user.externalAccount' });
    expect(event).toMatchObject({
      action: 'added',
      target: { kind: 'User', name: 'alice' },
      details: { serviceType: 'github', serviceID: 'https://github.com/', accountID: '4711' },
    });
    expect(JSON.stringify(event)).not.toContain('alice-gh');
  });

  test('said again replaces what the service tells, and is the same external account', async () => {
    const first = await linked({ user: alice.id, accountID: 'again', accountData: { login: 'old' } });
    api.clock.advance(5);
    const second = await linked({ user: alice.id, accountID: 'again', accountData: { login: 'new' } });

    expect(second).toMatchObject({
      id: first.id,
      accountData: { login: 'new' },
      createdAt: first.createdAt,
    });
    expect(second.updatedAt).not.toBe(first.updatedAt);
    const [event] = await api.events({ entity: 'user.externalAccount' });
    expect(event.action).toBe('changed');
  });

  test('gives an identity to one person alone, also when two are linked at once', async () => {
    await linked({ user: alice.id, accountID: 'hers' });
    const taken = 'this external account belongs to another user';

    expect(messageOf(await link({ user: bob.id, accountID: 'hers' }))).toBe(taken);
    // Another client, another service: another identity.
    expect(messageOf(await link({ user: bob.id, accountID: 'hers', clientID: 'x' }))).toBeUndefined();
    const answers = await Promise.all([alice, bob].map(({ id }) => link({ user: id, accountID: 'race' })));
    expect(answers.map(messageOf).filter(Boolean)).toEqual([taken]);
  });

  test.each<[string, Partial<Link>, string]>([
    ['no type', { serviceType: '' }, '"" is no type of service: give one like "github" or "saml"'],
    [
      'a type with blanks',
      { serviceType: 'a b' },
      '"a b" is no type of service: give one like "github" or "saml"',
    ],
    ['no service', { serviceID: ' ' }, 'serviceID is empty'],
    ['nobody', { accountID: '' }, 'accountID is empty'],
    ['a long name', { accountID: 'ü'.repeat(501) }, 'accountID has at most 1000 bytes'],
    [
      'data that is no object',
      { accountData: [1] },
      'accountData is a JSON object of at most 50000 characters',
    ],
    [
      'too much data',
      { accountData: { text: 'x'.repeat(50_000) } },
      'accountData is a JSON object of at most 50000 characters',
    ],
  ])('with %s is refused, and nothing is written', async (_what, change, text) => {
    const before = await everythingStored(api);

    expect(messageOf(await link({ user: alice.id, accountID: 'bad', ...change }))).toBe(text);
    expect(await everythingStored(api)).toEqual(before);
  });

  test('takes the longest texts that it allows', async () => {
    const answer = await link({
      user: alice.id,
      serviceID: randomText(1000),
      clientID: randomText(500),
      accountID: randomText(1000),
    });

    expect(messageOf(answer)).toBeUndefined();
  });

  test('is not for service accounts, which the database refuses too', async () => {
    const machine = await api.createServiceAccount('machine');

    expect(messageOf(await link({ user: machine.id, accountID: 'machine' }))).toBe(forPeopleOnly);
    await expect(
      api.database.db.query(
        `INSERT INTO external_accounts (user_id, service_type, service_id, account_id, created_at, updated_at)
         VALUES ($1, 'github', 'https://github.com/', 'machine', now(), now())`,
        [numberIn(machine.id)],
      ),
    ).rejects.toThrow('a service account has no external_accounts');
  });
});

/** Text that no compression makes shorter. */
const randomText = (length: number) =>
  Array.from({ length }, () => Math.random().toString(36).charAt(2) || '0').join('');

describe('lists', () => {
  test('of a person are in the order of linking, counted whole, and cut by `first`', async () => {
    const carol = await api.createUser('carol');
    for (const accountID of ['c1', 'c2', 'c3']) await linked({ user: carol.id, accountID });

    expect(await accountsOf('carol', '(first: 2)', carol)).toMatchObject({
      totalCount: 3,
      nodes: [{ accountID: 'c1' }, { accountID: 'c2' }],
      pageInfo: { hasNextPage: true, endCursor: null },
    });
    expect(accountIds(await accountsOf('carol'))).toEqual(['c1', 'c2', 'c3']);
    expect(await accountsOf('carol', '(first: 0)')).toMatchObject({ totalCount: 3, nodes: [] });
  });

  test('of the site are selected by person, service and client', async () => {
    const dora = await api.createUser('dora');
    await linked({ user: dora.id, accountID: 'd', serviceType: 'saml', serviceID: 'idp', clientID: 'one' });
    await linked({ user: dora.id, accountID: 'd', serviceType: 'saml', serviceID: 'idp', clientID: 'two' });
    const count = async (args: string) => {
      const { site } = await api.ask(
        api.admin,
        `{ site { externalAccounts(${args}) { totalCount nodes { id } } } }`,
      );
      expect(site.externalAccounts.nodes).toHaveLength(site.externalAccounts.totalCount);
      return site.externalAccounts.totalCount;
    };

    expect(await count(`user: "${dora.id}"`)).toBe(2);
    expect(await count(`user: "${dora.id}", clientID: "one"`)).toBe(1);
    expect(await count('serviceType: "saml"')).toBe(2);
    expect(await count('serviceID: "idp", serviceType: "github"')).toBe(0);
  });
});

describe('who may', () => {
  test('a holder of the permission reads the accounts of others, but neither their data nor takes them away', async () => {
    const reader = await api.createServiceAccount('reader');
    const { token } = await api.createToken(reader.id);
    const { permissions } = await api.ask(api.admin, '{ permissions { nodes { id displayName } } }');
    const permission = permissions.nodes.find(
      ({ displayName }: { displayName: string }) => displayName === 'USER_EXTERNAL_ACCOUNTS#READ_ALL_USERS',
    );
    const { id } = await linked({ user: bob.id, accountID: 'read', accountData: { login: 'bob' } });
    const read = () =>
      api.query(
        { token },
        '{ site { externalAccounts { nodes { id } } } user(username: "bob") { externalAccounts { totalCount } } }',
      );
    expect(messageOf(await read())).toBe('must be site admin');

    const { createRole } = await api.ask(
      api.admin,
      'mutation ($permission: ID!) { createRole(name: "reads identities", permissions: [$permission]) { id } }',
      { permission: permission.id },
    );
    await api.ask(
      api.admin,
      'mutation ($user: ID!, $role: ID!) { setRoles(user: $user, roles: [$role]) { alwaysNil } }',
      { user: reader.id, role: createRole.id },
    );

    expect((await read()).errors).toBeUndefined();
    const { data, errors } = await api.query(
      { token },
      `{ node(id: "${id}") { ... on ExternalAccount { accountData publicAccountData { login } } } }`,
    );
    expect(data.node).toEqual({ accountData: null, publicAccountData: { login: 'bob' } });
    expect(errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
    expect(messageOf(await unlink(id, { token }))).toBe(
      'must be authenticated as the authorized user or site admin',
    );
    expect(accountIds(await accountsOf('bob'))).toContain('read');
  });

  test('people see what a code host tells about them, and not what an identity provider does', async () => {
    const erin = await api.createUser('erin');
    for (const serviceType of ['github', 'gitlab', 'saml', 'openidconnect']) {
      await linked({ user: erin.id, serviceType, accountID: serviceType, accountData: { name: 'Erin' } });
    }

    const { data } = await api.query(
      erin,
      '{ currentUser { externalAccounts { nodes { serviceType accountData } } } }',
    );

    expect(data.currentUser.externalAccounts.nodes).toEqual([
      { serviceType: 'github', accountData: { name: 'Erin' } },
      { serviceType: 'gitlab', accountData: { name: 'Erin' } },
      { serviceType: 'saml', accountData: null },
      { serviceType: 'openidconnect', accountData: null },
    ]);
  });

  test('a link is taken away once, by the person; to others it is not there', async () => {
    const { id } = await linked({ user: alice.id, accountID: 'gone' });

    expect(messageOf(await unlink(id, bob))).toBe('external account not found');
    expect((await unlink(id, alice)).data).toEqual({ deleteExternalAccount: { alwaysNil: null } });
    expect(messageOf(await unlink(id, alice))).toBe('external account not found');
    expect(messageOf(await api.query(alice, `{ node(id: "${id}") { id } }`))).toBe(
      'external account not found',
    );
    expect(messageOf(await link({ user: bob.id, accountID: 'gone' }))).toBeUndefined();
  });
});

describe('with its person', () => {
  const remove = (id: string, hard = false) =>
    api.ask(
      api.admin,
      'mutation ($id: ID!, $hard: Boolean) { deleteUser(user: $id, hard: $hard) { alwaysNil } }',
      { id, hard },
    );
  const recover = (id: string) =>
    api.ask(api.admin, 'mutation ($id: ID!) { recoverUsers(userIDs: [$id]) { alwaysNil } }', { id });

  test('it goes and comes back; not what was taken away before, nor what somebody else is meanwhile', async () => {
    const fay = await api.createUser('fay');
    const before = await linked({ user: fay.id, accountID: 'taken away before' });
    await unlink(before.id, fay);
    await linked({ user: fay.id, accountID: 'comes back' });
    await linked({ user: fay.id, accountID: 'of another now' });
    api.clock.advance(60);
    await remove(fay.id);
    const { site } = await api.ask(api.admin, '{ site { externalAccounts { nodes { accountID } } } }');
    expect(accountIds(site.externalAccounts)).not.toContain('comes back');
    await linked({ user: bob.id, accountID: 'of another now' });
    api.clock.advance(3600);

    await recover(fay.id);

    expect(accountIds(await accountsOf('fay'))).toEqual(['comes back']);
  });

  test('it comes back once when it was unlinked and linked again just before', async () => {
    const gil = await api.createUser('gil');
    const first = await linked({ user: gil.id, accountID: 'twice' });
    await unlink(first.id, gil);
    const second = await linked({ user: gil.id, accountID: 'twice' });
    await remove(gil.id);

    await recover(gil.id);

    expect((await accountsOf('gil')).nodes).toEqual([{ id: second.id, accountID: 'twice' }]);
  });

  test('nothing of it stays when the person is deleted for good', async () => {
    const hal = await api.createUser('hal');
    await linked({ user: hal.id, accountID: 'personal' });
    await remove(hal.id, true);

    expect(
      await api.database.db.query('SELECT 1 FROM external_accounts WHERE user_id = $1', [numberIn(hal.id)]),
    ).toEqual([]);
  });
});

describe('what is public of an account', () => {
  test.each([
    [
      'gitlab',
      { username: 'g', web_url: 'https://gitlab.com/g' },
      { displayName: null, login: 'g', url: 'https://gitlab.com/g' },
    ],
    ['bitbucketCloud', { nickname: 'b' }, { displayName: null, login: 'b', url: null }],
    ['openidconnect', { name: 'O', nickname: 'o' }, { displayName: 'O', login: null, url: null }],
    ['github', { login: 'l', html_url: 'javascript:alert(1)' }, { displayName: null, login: 'l', url: null }],
    ['github', { login: 7 }, null],
    ['github', {}, null],
    ['github', null, null],
    ['unheard-of', { login: 'x' }, null],
  ])('at %s, of %j: %j', (serviceType, data, shown) => {
    expect(publicAccountData(serviceType, data)).toEqual(shown);
  });
});
