import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { idOf, messageOf, numberIn } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';
import { onServer } from './support/database.js';
import { addConnection, grant, namesSeen, repositoryNamed } from './support/repositories.js';
import { configure } from './support/site-configuration.js';
import { statements } from './support/statements.js';

let api: TestApi;
let admin: { token: string };
/** Private repositories by their short names, and one that is public. */
let ids: Record<'app' | 'lib' | 'tool' | 'docs', string>;
let people = 0;

beforeAll(async () => {
  api = await startTestApi();
  admin = await api.createToken(api.admin.id, { durationSeconds: 30 * 86_400 });
  await addConnection(api, { url: 'https://git.example.org', repos: ['app', 'lib', 'tool'] });
  await addConnection(api, { url: 'https://git.example.org', repos: ['docs'], visibility: 'public' });
  const found = await Promise.all(
    (['app', 'lib', 'tool', 'docs'] as const).map(async (name) => [
      name,
      (await repositoryNamed(api, full(name))).id,
    ]),
  );
  ids = Object.fromEntries(found);
});
afterAll(() => api.close());
beforeEach(async () => {
  await configure(api, { 'permissions.userMapping': { enabled: true, bindID: 'username' } });
  await api.database.db.query('DELETE FROM repository_grants');
  await api.database.db.query('DELETE FROM pending_repository_grants');
  await api.database.db.query('DELETE FROM sub_repository_rules');
  await api.database.db.query('UPDATE repositories SET unrestricted = false');
});

const full = (name: string) => `git.example.org/${name}`;
const short = (name: string) => name.replace('git.example.org/', '');

async function machine() {
  people += 1;
  const account = await api.createServiceAccount(`machine-${people}`);
  const { token } = await api.createToken(account.id, { durationSeconds: 30 * 86_400 });
  return { ...account, userID: idOf('User', numberIn(account.id)), token };
}

const set = (repository: string, bindIDs: readonly string[], expiresAt?: string) =>
  api.query(
    admin,
    `mutation ($repository: ID!, $users: [UserPermissionInput!]!, $expiresAt: DateTime) {
       setRepositoryPermissionsForUsers(repository: $repository, userPermissions: $users, expiresAt: $expiresAt) { alwaysNil } }`,
    { repository, users: bindIDs.map((bindID) => ({ bindID, permission: 'READ' })), expiresAt },
  );
const add = (userID: string, permission: object, expiresAt?: string) =>
  api.query(
    admin,
    `mutation ($userID: ID!, $permission: RepositoryPermissionInput!, $expiresAt: DateTime) {
       addRepositoryPermissionForUser(userID: $userID, permission: $permission, expiresAt: $expiresAt) { alwaysNil } }`,
    { userID, permission, expiresAt },
  );
const remove = (userID: string, repository: string) =>
  api.query(
    admin,
    'mutation ($userID: ID!, $repository: ID!) { removeRepositoryPermissionForUser(userID: $userID, repository: $repository) { alwaysNil } }',
    { userID, repository },
  );
const unrestrict = (repositories: readonly string[], unrestricted: boolean) =>
  api.query(
    admin,
    'mutation ($ids: [ID!]!, $unrestricted: Boolean!) { setRepositoryPermissionsUnrestricted(repositories: $ids, unrestricted: $unrestricted) { alwaysNil } }',
    { ids: repositories, unrestricted },
  );
const seen = async (account: { token: string }) => (await namesSeen(api, account)).map(short);
const pending = async (): Promise<string[]> =>
  (await api.ask(admin, '{ usersWithPendingPermissions }')).usersWithPendingPermissions;
const authorized = async (username: string): Promise<string[]> =>
  (
    await api.ask(
      admin,
      'query ($username: String) { authorizedUserRepositories(username: $username, first: 100) { nodes { name } totalCount } }',
      { username },
    )
  ).authorizedUserRepositories.nodes.map(({ name }: { name: string }) => short(name));

const addFor = (bindID: string, repository: string, expiresAt?: string) =>
  api.query(
    admin,
    `mutation ($bindID: String!, $repository: ID!, $expiresAt: DateTime) {
       addRepositoryPermissionForBindID(bindID: $bindID, repository: $repository, expiresAt: $expiresAt) { alwaysNil } }`,
    { bindID, repository, expiresAt },
  );
const removeFor = (bindID: string, repository: string) =>
  api.query(
    admin,
    'mutation ($bindID: String!, $repository: ID!) { removePendingRepositoryPermission(bindID: $bindID, repository: $repository) { alwaysNil } }',
    { bindID, repository },
  );
const waiting = async (args = 'first: 10') => {
  const { it } = await api.ask(
    admin,
    `{ it: pendingRepositoryPermissions(${args}) { totalCount pageInfo { hasNextPage endCursor } nodes { bindID repositoryName createdAt expiresAt } } }`,
  );
  return {
    ...it,
    pairs: it.nodes.map(({ bindID, repositoryName }: any) => `${bindID} ${short(repositoryName)}`),
  };
};

describe('grants that wait, one by one', () => {
  test('wait for who comes, leave the others, and are given at once where the bind ID names somebody', async () => {
    const one = await machine();
    await set(ids.app, [one.name, 'early']);

    await addFor(' late-comer ', ids.app, '2100-01-01T00:00:00Z');
    await addFor('late-comer', ids.lib);
    await addFor(one.name, ids.tool);

    const { nodes } = await waiting();
    expect(nodes.map(({ createdAt: _, ...node }: any) => node)).toEqual([
      { bindID: 'early', repositoryName: full('app'), expiresAt: null },
      { bindID: 'late-comer', repositoryName: full('app'), expiresAt: '2100-01-01T00:00:00Z' },
      { bindID: 'late-comer', repositoryName: full('lib'), expiresAt: null },
    ]);
    expect(await seen(one)).toEqual(['app', 'docs', 'tool']);
    expect(await api.events({ entity: 'repository.permissions' })).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({
          action: 'granted',
          details: { pending: true, bindID: 'late-comer', expiresAt: '2100-01-01T00:00:00.000Z' },
        }),
      ]),
    );
    await api.database.db.query(`DELETE FROM pending_repository_grants WHERE bind_id = 'early'`);
    const later = await api.createServiceAccount('late-comer');
    const { token } = await api.createToken(later.id, { durationSeconds: 30 * 86_400 });
    expect(await seen({ token })).toEqual(['app', 'docs', 'lib']);
    expect((await waiting()).nodes).toEqual([]);
  });

  test('are taken back one by one, and what changes nothing is not recorded', async () => {
    const one = await machine();
    await set(ids.app, [one.name, 'a', 'b']);
    const events = async () => (await api.events({ entity: 'repository.permissions' })).length;
    const before = await events();

    await removeFor('a', ids.app);
    await removeFor('a', ids.app);
    await removeFor(one.name, ids.app);
    await addFor('b', ids.app);
    await removeFor('b', ids.lib);

    expect((await waiting()).pairs).toEqual(['b app']);
    expect(await seen(one)).toEqual(['app', 'docs']);
    expect(await events()).toBe(before + 1);
  });

  test('are listed by who and what, page by page, found by either, and not once they have ended', async () => {
    await set(ids.app, ['zoe', 'anna_b'], '2100-01-01T00:00:00Z');
    await set(ids.lib, ['zoe', 'annaxb']);
    await api.database.db.query(
      `UPDATE pending_repository_grants SET expires_at = now() - interval '1 day' WHERE bind_id = 'zoe' AND repository_id = $1`,
      [numberIn(ids.lib)],
    );

    const first = await waiting('first: 2');
    const second = await waiting(`first: 2, after: "${first.pageInfo.endCursor}"`);
    const found = [await waiting('first: 9, query: "A_B"'), await waiting('first: 9, query: "org/APP"')];

    expect([first.pairs, first.totalCount, first.pageInfo.hasNextPage]).toEqual([
      ['anna_b app', 'annaxb lib'],
      3,
      true,
    ]);
    expect([second.pairs, second.totalCount, second.pageInfo.hasNextPage]).toEqual([['zoe app'], 3, false]);
    expect(found.map(({ pairs }) => pairs)).toEqual([['anna_b app'], ['anna_b app', 'zoe app']]);
  });

  test('are refused for nobody, for what is missing or over, and where permissions.userMapping is off', async () => {
    await set(ids.app, ['stays']);
    expect(messageOf(await addFor(' ', ids.app))).toBe('bindID must not be empty');
    expect(messageOf(await addFor('x'.repeat(321), ids.app))).toContain('longer than 320 characters');
    expect(messageOf(await addFor('x', idOf('Repository', 9999)))).toBe('repository not found: [9999]');
    expect(messageOf(await removeFor('x', idOf('Repository', 9999)))).toBe('repository not found: [9999]');
    expect(messageOf(await addFor('x', ids.app, '2020-01-01T00:00:00Z'))).toBe(
      'expiresAt must be in the future',
    );
    await configure(api, { 'permissions.userMapping': { enabled: false } });
    expect(messageOf(await addFor('x', ids.app))).toContain('permissions.userMapping.enabled is false');
    expect((await waiting()).pairs).toEqual(['stays app']);
    // What is there can be taken back all the same.
    await removeFor('stays', ids.app);
    expect((await waiting()).pairs).toEqual([]);
  });
});

describe('setRepositoryPermissionsForUsers', () => {
  test('replaces who has the repository, and who waits for it', async () => {
    const [one, two] = [await machine(), await machine()];

    await set(ids.app, [one.name, 'later', ' ', one.name, `${two.name.toUpperCase()}`]);
    expect(await seen(one)).toEqual(['app', 'docs']);
    // The name in another case is not hers: it waits.
    expect(await seen(two)).toEqual(['docs']);
    expect(await pending()).toEqual(['later', two.name.toUpperCase()]);

    await set(ids.app, [two.name, 'sooner']);
    expect(await seen(one)).toEqual(['docs']);
    expect(await seen(two)).toEqual(['app', 'docs']);
    expect(await pending()).toEqual(['sooner']);

    await set(ids.app, []);
    expect(await seen(two)).toEqual(['docs']);
    expect(await pending()).toEqual([]);
  });

  test('leaves grants of synchronisations, and an unchanged list writes nothing, not even an event', async () => {
    const one = await machine();
    await api.database.db.query(
      `INSERT INTO repository_grants (user_id, repository_id, source, updated_at) VALUES ($1, $2, 'USER_SYNC', now())`,
      [numberIn(one.id), numberIn(ids.app)],
    );
    await set(ids.app, [one.name, 'later']);
    const rows = () =>
      api.database.db.query(
        'SELECT xmin::text, * FROM repository_grants UNION ALL SELECT xmin::text, 0, repository_id, NULL, created_at, expires_at FROM pending_repository_grants ORDER BY 1, 2, 3, 4',
      );
    const [before, events] = [await rows(), (await api.events({ entity: 'repository.permissions' })).length];

    await set(ids.app, ['later', one.name]);
    expect(await rows()).toEqual(before);
    expect((await api.events({ entity: 'repository.permissions' })).length).toBe(events);

    await set(ids.app, []);
    expect(await seen(one)).toEqual(['app', 'docs']);
  });

  test('maps verified addresses exactly, where bindID is email', async () => {
    await configure(api, { 'permissions.userMapping': { bindID: 'email' } });
    const person = await api.createUser('mapped');
    await set(ids.app, ['mapped@example.com', 'MAPPED@example.com']);

    expect((await namesSeen(api, person)).map(short)).toEqual(['app', 'docs']);
    expect(await pending()).toEqual(['MAPPED@example.com']);
  });

  test('is refused where permissions.userMapping is off, for what is missing, and for who is no site admin', async () => {
    const account = await machine();
    expect(messageOf(await set(idOf('Repository', 9999), []))).toBe('repository not found: [9999]');
    expect(messageOf(await set(idOf('User', 1), []))).toBe('invalid Repository id of kind "User"');
    const refused = await api.query(
      account,
      'mutation ($id: ID!) { setRepositoryPermissionsForUsers(repository: $id, userPermissions: []) { alwaysNil } }',
      { id: ids.app },
    );
    expect(messageOf(refused)).toBe('must be site admin');
    await configure(api, { 'permissions.userMapping': { enabled: false } });
    expect(messageOf(await set(ids.app, []))).toMatch(/^permissions\.userMapping\.enabled is false/);
  });

  test('and whatever else lets somebody see is refused where permissions.userMapping is off, and can be taken back', async () => {
    const account = await machine();
    await add(account.userID, { repository: ids.app });
    await add(account.userID, { wildcard: true });
    await unrestrict([ids.lib], true);
    await configure(api, { 'permissions.userMapping': { enabled: false } });

    for (const refused of [
      await add(account.userID, { repository: ids.tool }),
      await add(account.userID, { wildcard: true }),
      await unrestrict([ids.tool], true),
    ])
      expect(messageOf(refused)).toMatch(/^permissions\.userMapping\.enabled is false/);
    for (const done of [
      await add(account.userID, { wildcard: false }),
      await unrestrict([ids.lib], false),
      await remove(account.userID, ids.app),
    ])
      expect(done.errors).toBeUndefined();
    expect(await seen(account)).toEqual(['docs']);
  });

  test('is recorded with how many gained and lost it, and who', async () => {
    const [one, two] = [await machine(), await machine()];
    await set(ids.app, [one.name]);
    await set(ids.app, [two.name, 'later']);

    const [event] = await api.events({ entity: 'repository.permissions', action: 'changed' });
    expect(event).toMatchObject({
      target: { kind: 'Repository', name: full('app') },
      details: {
        added: 1,
        removed: 1,
        found: 1,
        pendingAdded: 1,
        pendingRemoved: 0,
        pendingFound: 1,
        addedUserIDs: [numberIn(two.id)],
        removedUserIDs: [numberIn(one.id)],
      },
    });
  });
});

describe('setSubRepositoryPermissionsForUsers', () => {
  const rules = async () =>
    (
      await api.database.db.query<{ username: string; rules: string[] }>(
        'SELECT u.username, s.rules FROM sub_repository_rules s JOIN users u ON u.id = s.user_id ORDER BY u.id',
      )
    ).map(({ username, rules }) => [username, ...rules]);
  const setRules = (repository: string, userPermissions: readonly object[]) =>
    api.query(
      admin,
      'mutation ($id: ID!, $users: [UserSubRepoPermission!]!) { setSubRepositoryPermissionsForUsers(repository: $id, userPermissions: $users) { alwaysNil } }',
      { id: repository, users: userPermissions },
    );

  test('replaces the rules of those it names, each form as the list that it stands for', async () => {
    const [one, two] = [await machine(), await machine()];
    await setRules(ids.app, [
      { bindID: one.name, paths: ['-/**', 'README.md', '-**/x'] },
      { bindID: ` ${two.name} `, pathIncludes: ['src/**'], pathExcludes: ['/src/secret'] },
    ]);
    expect(await rules()).toEqual([
      [one.name, '-/**', '/README.md', '-/**/x'],
      [two.name, '/src/**', '-/src/secret'],
    ]);

    await setRules(ids.app, [{ bindID: one.name, paths: [] }]);
    expect(await rules()).toEqual([
      [one.name, '-/**'],
      [two.name, '/src/**', '-/src/secret'],
    ]);

    // Where nothing is held back nothing is kept, and a deleted account keeps none.
    await setRules(ids.app, [{ bindID: one.name, paths: ['-/a', '/**'], pathIncludes: ['b'] }]);
    await api.ask(api.admin, 'mutation ($id: ID!) { deleteUser(user: $id) { alwaysNil } }', {
      id: two.userID,
    });
    expect(await rules()).toEqual([]);
  });

  test('records what changed, once, and nothing when nothing does', async () => {
    const one = await machine();
    await setRules(ids.lib, [{ bindID: one.name, paths: ['/a'] }]);
    await setRules(ids.lib, [{ bindID: one.name, paths: ['a'] }]);
    const events = await api.events({ entity: 'repository.permissions' });
    const written = events.filter(
      ({ target, details }) => target.name === full('lib') && 'pathRules' in details,
    );
    expect(written.map(({ details }) => details)).toEqual([{ pathRules: 1, userIDs: [numberIn(one.id)] }]);
  });

  test('is refused whole for a bind ID that names nobody, for what is no pattern, and without either form', async () => {
    const one = await machine();
    const good = { bindID: one.name, paths: ['/a'] };
    const before = await rules();
    expect(messageOf(await setRules(ids.app, [good, { bindID: 'nobody-yet', paths: ['/a'] }]))).toBe(
      'user not found: [nobody-yet]',
    );
    expect(messageOf(await setRules(ids.app, [{ ...good, paths: ['/a', '/[b'] }]))).toBe(
      'invalid path pattern "/[b": "[" without "]" behind it',
    );
    expect(messageOf(await setRules(ids.app, [{ bindID: one.name, pathIncludes: ['/a'] }]))).toBe(
      'either both pathIncludes and pathExcludes need to be set, or paths needs to be set',
    );
    expect(messageOf(await setRules(idOf('Repository', 9999), [good]))).toBe('repository not found: [9999]');
    expect(await rules()).toEqual(before);
  });
});

describe('one grant', () => {
  test('is added and taken back, each as often as one likes', async () => {
    const account = await machine();

    for (let times = 0; times < 2; times += 1) {
      expect((await add(account.userID, { repository: ids.lib })).errors).toBeUndefined();
      expect(await seen(account)).toEqual(['docs', 'lib']);
    }
    for (let times = 0; times < 2; times += 1) {
      expect((await remove(account.userID, ids.lib)).errors).toBeUndefined();
      expect(await seen(account)).toEqual(['docs']);
    }
    const actions = (await api.events({ entity: 'repository.permissions' }))
      .filter(({ target }) => target.name === account.name)
      .map(({ action }) => action);
    expect(actions).toEqual(['revoked', 'granted']);
  });

  test('ends by itself at its time, and the end is recorded', async () => {
    const account = await machine();
    const end = new Date(api.clock.now().getTime() + 3600_000).toISOString().replace(/\.\d+/, '');
    await add(account.userID, { repository: ids.tool }, end);
    expect(await seen(account)).toEqual(['docs', 'tool']);
    api.clock.advance(3600);

    expect(await seen(account)).toEqual(['docs']);

    const { purge } = await import('../src/housekeeping.js');
    await purge(api.services);
    expect(await api.database.db.query('SELECT 1 FROM repository_grants')).toEqual([]);
    expect(await api.events({ entity: 'repository.permissions', action: 'expired' })).toMatchObject([
      { target: { name: full('tool') }, details: { removed: 1, removedUserIDs: [numberIn(account.id)] } },
    ]);
    expect(messageOf(await add(account.userID, { repository: ids.tool }, end))).toBe(
      'expiresAt must be in the future',
    );
  });

  test('wildcard lets an account see every repository, now and later, and can be taken back', async () => {
    const account = await machine();
    const flag = async () =>
      (
        await api.ask(
          admin,
          'query ($id: ID!) { node(id: $id) { ... on User { unrestrictedRepoAccess } } }',
          {
            id: account.userID,
          },
        )
      ).node.unrestrictedRepoAccess;

    await add(account.userID, { wildcard: true });
    expect([await flag(), await seen(account)]).toEqual([true, ['app', 'docs', 'lib', 'tool']]);

    await add(account.userID, { wildcard: false });
    expect([await flag(), await seen(account)]).toEqual([false, ['docs']]);
  });

  test.each([
    [{}, 'exactly one of repository or wildcard must be specified'],
    [
      { repository: idOf('Repository', 1), wildcard: true },
      'exactly one of repository or wildcard must be specified',
    ],
    [{ repository: idOf('Repository', 9999) }, 'repository not found: [9999]'],
  ])('%j is refused', async (permission, message) => {
    expect(messageOf(await add((await machine()).userID, permission))).toBe(message);
  });

  test('for an account that is not there is refused', async () => {
    expect(messageOf(await add(idOf('User', 9999), { repository: ids.app }))).toBe('user not found: [9999]');
    expect(messageOf(await remove(idOf('User', 9999), ids.app))).toBe('user not found: [9999]');
  });
});

test('an unrestricted mark shows repositories to everybody until it is taken away, all of them or none', async () => {
  const account = await machine();

  expect((await unrestrict([], true)).errors).toBeUndefined();
  expect(messageOf(await unrestrict([ids.app, idOf('Repository', 9999)], true))).toBe(
    'repository not found: [9999]',
  );
  expect(await seen(account)).toEqual(['docs']);
  await unrestrict([ids.app, ids.lib, ids.app], true);
  expect(await seen(account)).toEqual(['app', 'docs', 'lib']);
  await unrestrict([ids.app], false);
  expect(await seen(account)).toEqual(['docs', 'lib']);
});

describe('pending grants', () => {
  test('go to the service account that takes the name, and to nobody after it', async () => {
    await set(ids.app, ['coming']);
    await set(ids.lib, ['coming']);
    expect(await authorized('coming')).toEqual(['app', 'lib']);

    const { id } = await api.createServiceAccount('coming');
    const { token } = await api.createToken(id);

    expect(await pending()).toEqual([]);
    expect(await seen({ token })).toEqual(['app', 'docs', 'lib']);
    expect(await authorized('coming')).toEqual(['app', 'lib']);
    await api.ask(
      api.admin,
      'mutation ($id: ID!) { deleteServiceAccount(serviceAccount: $id) { alwaysNil } }',
      { id },
    );
    const again = await api.createServiceAccount('coming');
    expect(await seen(await api.createToken(again.id))).toEqual(['docs']);
    expect(await authorized('coming')).toEqual([]);
  });

  test('go to a person whose address is verified, and not before', async () => {
    await configure(api, { 'permissions.userMapping': { bindID: 'email' } });
    await set(ids.tool, ['new@example.com']);
    const person = await api.createUser('verified-later');
    const mutate = (field: string) =>
      api.ask(api.admin, `mutation ($user: ID!) { ${field} { alwaysNil } }`, { user: person.id });

    await mutate('addUserEmail(user: $user, email: "new@example.com")');
    expect((await namesSeen(api, person)).map(short)).toEqual(['docs']);
    await mutate('setUserEmailVerified(user: $user, email: "new@example.com", verified: true)');

    expect((await namesSeen(api, person)).map(short)).toEqual(['docs', 'tool']);
    expect(await pending()).toEqual([]);
  });
});

// The embedded database runs one transaction after the other: nothing there happens at the same moment.
describe.skipIf(!onServer)('grants and the account that they are for, at the same moment', () => {
  /** Statements of this database that wait for a lock of another. */
  const waiters = async (): Promise<number> => {
    const [row] = await api.database.db.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return row?.count ?? 0;
  };

  /** Lets the first get as far as it comes without committing, then the second, and then both commit. */
  async function interleaved(...changes: (() => Promise<unknown>)[]) {
    const running: Promise<unknown>[] = [];
    await api.database.db.prisma.$transaction(async (tx) => {
      // An event is the last that a change writes.
      await tx.$executeRaw`LOCK TABLE audit_events IN EXCLUSIVE MODE`;
      for (const start of changes) {
        running.push(start());
        await vi.waitFor(async () => expect(await waiters()).toBe(running.length), { timeout: 20_000 });
      }
    });
    await Promise.all(running);
  }

  const next = () => {
    people += 1;
    return people;
  };
  const coming = async (name: string, verified = false) => {
    if (!verified) return () => api.createServiceAccount(name);
    const person = await api.createUser(`person-${next()}`);
    await api.ask(
      api.admin,
      'mutation ($user: ID!, $email: String!) { addUserEmail(user: $user, email: $email) { alwaysNil } }',
      { user: person.id, email: name },
    );
    return () =>
      api.ask(
        api.admin,
        'mutation ($user: ID!, $email: String!) { setUserEmailVerified(user: $user, email: $email, verified: true) { alwaysNil } }',
        { user: person.id, email: name },
      );
  };
  const holders = async () => (await api.database.db.query('SELECT 1 FROM repository_grants')).length;

  test.each([
    ['a list of a repository', 'name', set],
    ['a list of a repository', 'address', set],
    ['a single grant', 'name', (repository: string, [bindID = '']: string[]) => addFor(bindID, repository)],
  ] as const)('%s and a new %s find each other, whichever comes first', async (_what, kind, give) => {
    const isAddress = kind === 'address';
    if (isAddress) await configure(api, { 'permissions.userMapping': { bindID: 'email' } });
    for (const [index, repository] of [ids.app, ids.lib].entries()) {
      const bindID = `same-moment-${next()}${isAddress ? '@example.com' : ''}`;
      const come = await coming(bindID, isAddress);
      const both = [come, () => give(repository, [bindID])];

      await interleaved(...(index === 0 ? both : both.reverse()));

      expect({ pending: await pending(), holders: await holders() }).toEqual({
        pending: [],
        holders: index + 1,
      });
    }
  });

  test('a list that leaves out an account which is claiming what waited for it takes that back', async () => {
    for (const index of [0, 1]) {
      const bindID = `unwanted-${next()}`;
      await set(ids.app, [bindID]);
      const both = [await coming(bindID), () => set(ids.app, [])];

      await interleaved(...(index === 0 ? both : both.reverse()));

      expect({ pending: await pending(), holders: await holders() }).toEqual({ pending: [], holders: 0 });
    }
  });
});

describe('permissionsInfo', () => {
  const ofUser = async (id: string, args: string) =>
    (
      await api.ask(
        admin,
        `query ($id: ID!) { node(id: $id) { ... on User { permissionsInfo { permissions updatedAt source unrestricted syncedAt users(first: 1) { totalCount }
           repositories(${args}) { totalCount nodes { id reason reasons updatedAt repository { name } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } } } } }`,
        { id },
      )
    ).node.permissionsInfo;

  test('of an account tells every repository that it sees and why, or only the explicit grants', async () => {
    const account = await machine();
    await add(account.userID, { repository: ids.app });
    await unrestrict([ids.lib], true);

    const all = await ofUser(account.userID, 'first: 10');
    expect(all).toMatchObject({ permissions: ['READ'], source: 'API', unrestricted: false, users: null });
    expect(all.updatedAt).not.toBeNull();
    expect(all.repositories.totalCount).toBe(3);
    expect(
      all.repositories.nodes.map(({ repository, reason, reasons }: any) => [
        short(repository.name),
        reason,
        reasons,
      ]),
    ).toEqual([
      ['app', 'Explicit API', ['Explicit API']],
      ['lib', 'Unrestricted', ['Unrestricted']],
      ['docs', 'Public', ['Public']],
    ]);
    const explicit = await ofUser(account.userID, 'first: 10, source: API');
    expect(explicit.repositories.nodes.map(({ id }: any) => id)).toEqual([ids.app]);
    expect(await ofUser(account.userID, 'first: 10, query: "DOC"')).toMatchObject({
      repositories: { totalCount: 1, nodes: [{ id: ids.docs }] },
    });
  });

  test('tells when a grant over the API ends, from either side, and not once it has ended', async () => {
    const account = await machine();
    const end = new Date(api.clock.now().getTime() + 3_600_000).toISOString();
    await add(account.userID, { repository: ids.app }, end);
    await add(account.userID, { repository: ids.lib });
    const ends = async () => {
      const { account: user, repository } = await api.ask(
        admin,
        `query ($id: ID!, $name: String, $query: String) {
           account: node(id: $id) { ... on User { permissionsInfo { repositories(first: 10) { nodes { id expiresAt } } } } }
           repository(name: $name) { permissionsInfo { users(first: 10, query: $query) { nodes { reasons expiresAt } } } } }`,
        { id: account.userID, name: full('app'), query: account.name },
      );
      const seen = user.permissionsInfo.repositories.nodes.map(({ id, expiresAt }: any) => [id, expiresAt]);
      return { seen: Object.fromEntries(seen), by: repository.permissionsInfo.users.nodes };
    };

    const before = await ends();
    api.clock.advance(3601);
    const after = await ends();

    expect(new Date(before.seen[ids.app]).getTime()).toBe(Math.floor(Date.parse(end) / 1000) * 1000);
    expect(before.seen[ids.lib]).toBeNull();
    expect(before.by).toEqual([{ reasons: ['Explicit API'], expiresAt: before.seen[ids.app] }]);
    expect(ids.app in after.seen).toBe(false);
    expect(after.by).toEqual([]);
  });

  test('of an account whose only grant has ended tells of no grant', async () => {
    const account = await machine();
    await add(
      account.userID,
      { repository: ids.app },
      new Date(api.clock.now().getTime() + 60_000).toISOString(),
    );
    const times = async () => {
      const { updatedAt, source } = await ofUser(account.userID, 'first: 1');
      return { updatedAt, source };
    };

    expect(await times()).toEqual({ updatedAt: expect.any(String), source: 'API' });
    api.clock.advance(61);
    expect(await times()).toEqual({ updatedAt: null, source: null });
  });

  test('tells how many there are without a page', async () => {
    const account = await machine();
    await add(account.userID, { repository: ids.app });
    const ask = (field: string) =>
      api.query(
        admin,
        `query ($id: ID!, $name: String) {
           node(id: $id) { ... on User { permissionsInfo { repositories(source: API) { ${field} } } } }
           repository(name: $name) { permissionsInfo { users(source: API) { ${field} } } } }`,
        { id: account.userID, name: full('app') },
      );

    expect((await ask('totalCount')).data).toEqual({
      node: { permissionsInfo: { repositories: { totalCount: 1 } } },
      repository: { permissionsInfo: { users: { totalCount: 1 } } },
    });
    for (const field of ['nodes { id }', 'pageInfo { hasNextPage }']) {
      const { errors } = await ask(field);
      const text = 'you must provide a `first` or `last` value to properly paginate';
      expect(errors?.map(({ message }) => message)).toEqual([text, text]);
    }
  });

  test('of an account is read in both directions, by cursors that are ids of repositories', async () => {
    const account = await machine();
    await grant(api, account.id, Object.values(ids));
    const idsIn = (info: any) => info.repositories.nodes.map(({ id }: any) => id);
    const all = idsIn(await ofUser(account.userID, 'first: 10, source: API'));
    expect(all).toHaveLength(4);

    const one = await ofUser(account.userID, 'first: 2, source: API, after: null');
    const two = await ofUser(
      account.userID,
      `first: 2, source: API, after: "${one.repositories.pageInfo.endCursor}"`,
    );
    const back = await ofUser(
      account.userID,
      `last: 1, source: API, before: "${two.repositories.pageInfo.startCursor}"`,
    );

    expect([...idsIn(one), ...idsIn(two)]).toEqual(all);
    expect(one.repositories.pageInfo).toEqual({
      startCursor: all[0],
      endCursor: all[1],
      hasNextPage: true,
      hasPreviousPage: false,
    });
    expect(two.repositories.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(idsIn(back)).toEqual([all[1]]);
  });

  test('is not read from a cursor that is none', async () => {
    const account = await machine();
    const bad = async (parent: string, args: string) =>
      messageOf(
        await api.query(
          admin,
          `{ ${parent} { permissionsInfo { ${args} { totalCount pageInfo { endCursor } } } } }`,
        ),
      );
    const user = `user(username: "${account.name}")`;
    const repository = `repository(name: "${full('app')}")`;

    for (const cursor of ['none', 'Repository:1', account.userID]) {
      for (const name of ['after', 'before']) {
        expect(await bad(user, `repositories(first: 1, ${name}: "${cursor}")`)).toBe(
          `\`${name}\` is no cursor of this list`,
        );
      }
    }
    expect(await bad(repository, 'users(first: 1, after: "not a name")')).toBe(
      '`after` is no cursor of this list',
    );
    expect(await bad(repository, 'users(last: 1, before: "@")')).toBe('`before` is no cursor of this list');
  });

  test('of a repository tells every account that sees it, or only those with a grant', async () => {
    const account = await machine();
    await add(account.userID, { repository: ids.app });
    const ofRepository = async (args: string) =>
      (
        await api.ask(
          admin,
          `query ($name: String) { repository(name: $name) { authorizedUsers(first: 10) { totalCount nodes { username } }
             permissionsInfo { unrestricted source users(${args}) { totalCount nodes { reasons user { username } } } } } }`,
          { name: full('app') },
        )
      ).repository;

    const { permissionsInfo, authorizedUsers } = await ofRepository('first: 100, source: API');
    expect(permissionsInfo).toEqual({
      unrestricted: false,
      source: null,
      users: { totalCount: 1, nodes: [{ reasons: ['Explicit API'], user: { username: account.name } }] },
    });
    expect(authorizedUsers).toEqual({ totalCount: 1, nodes: [{ username: account.name }] });
    const all = (await ofRepository('first: 100')).permissionsInfo.users.nodes;
    expect(all).toContainEqual({ reasons: ['Site Admin'], user: { username: 'admin' } });
    expect(all).toContainEqual({ reasons: ['Explicit API'], user: { username: account.name } });
    await configure(api, {
      'authz.enforceForSiteAdmins': true,
      'permissions.userMapping': { bindID: 'username' },
    });
    // Then the site admin does not see it either, and so hears of no repository.
    expect(await ofRepository('first: 100').catch(() => null)).toBeNull();
  });

  test('of many accounts at once takes as many statements as of one', async () => {
    const accounts = await Promise.all(Array.from({ length: 25 }, machine));
    for (const { id } of accounts) await grant(api, id, [ids.app, ids.lib]);
    const ask = (some: typeof accounts) => {
      const aliases = some.map(
        (_account, n) =>
          `user${n}: node(id: $user${n}) { ... on User { permissionsInfo { repositories(source: API, first: 100, after: $after${n}) { totalCount nodes { id reasons repository { name } } pageInfo { hasNextPage endCursor } } } } }`,
      );
      const declared = some.map((_account, n) => `$user${n}: ID!, $after${n}: String`).join(', ');
      return api.ask(admin, `query (${declared}) { ${aliases.join(' ')} }`, {
        ...Object.fromEntries(
          some.flatMap(({ userID }, n) => [
            [`user${n}`, userID],
            [`after${n}`, n % 2 ? null : ''],
          ]),
        ),
      });
    };

    const count = await statements(api, () => ask(accounts));
    expect(count).toBe(await statements(api, () => ask(accounts.slice(0, 1))));
    expect(count).toBeLessThanOrEqual(6);
    const { user24 } = await ask(accounts);
    expect(user24.permissionsInfo.repositories.nodes.map(({ id }: any) => id)).toEqual([ids.app, ids.lib]);
  });
});

describe('what keeps permissions in step', () => {
  const edges = async (args: string, variables: Record<string, unknown>) =>
    (
      await api.ask(
        admin,
        `query ($ids: [ID!]!, $after: String) { it: ${args} { totalCount nodes { userID repositoryID repositoryName updatedAt expiresAt } pageInfo { hasNextPage endCursor } } }`,
        variables,
      )
    ).it;

  test('reads grants of many accounts or repositories page by page, in order', async () => {
    const accounts = [await machine(), await machine(), await machine()];
    for (const { id } of accounts) await grant(api, id, [ids.tool, ids.app, ids.lib]);
    const wanted = accounts.flatMap(({ userID }) => [ids.app, ids.lib, ids.tool].map((id) => [userID, id]));
    const readAll = async (field: string, argument: string, given: string[]) => {
      const found: string[][] = [];
      let after: string | null = null;
      for (;;) {
        const page = await edges(`${field}(${argument}: $ids, first: 2, after: $after)`, {
          ids: given,
          after,
        });
        expect(page.totalCount).toBe(9);
        found.push(...page.nodes.map((edge: any) => [edge.userID, edge.repositoryID]));
        if (!page.pageInfo.hasNextPage) return found;
        after = page.pageInfo.endCursor;
      }
    };

    const byUser = await readAll('explicitRepositoryPermissionsForUsers', 'userIDs', [
      ...accounts.map(({ userID }) => userID).reverse(),
      accounts[0]?.userID ?? '',
    ]);
    expect(byUser).toEqual(wanted);
    const byRepository = await readAll(
      'explicitRepositoryPermissionsForRepositories',
      'repositoryIDs',
      Object.values(ids),
    );
    expect(byRepository).toEqual(
      [ids.app, ids.lib, ids.tool].flatMap((id) => accounts.map(({ userID }) => [userID, id])),
    );
  });

  test('hears the ids of what it may not see, and no names', async () => {
    const account = await machine();
    await grant(api, account.id, [ids.app, ids.lib, ids.docs]);
    await grant(api, api.admin.id, [ids.lib]);
    const names = async () => {
      const lists = [
        await edges('explicitRepositoryPermissionsForUsers(userIDs: $ids, first: 9, after: $after)', {
          ids: [account.userID],
        }),
        await edges(
          'explicitRepositoryPermissionsForRepositories(repositoryIDs: $ids, first: 9, after: $after)',
          {
            ids: [ids.app, ids.docs],
          },
        ),
      ];
      return lists.map(({ nodes }) => nodes.map((edge: any) => [edge.repositoryID, edge.repositoryName]));
    };
    const [app, lib, docs] = [
      [ids.app, full('app')],
      [ids.lib, full('lib')],
      [ids.docs, full('docs')],
    ];

    expect(await names()).toEqual([
      [app, lib, docs],
      [app, docs],
    ]);
    await configure(api, { 'authz.enforceForSiteAdmins': true });
    expect(await names()).toEqual([
      [[ids.app, null], lib, docs],
      [[ids.app, null], docs],
    ]);
    // Nor is it found by its name, which could be guessed letter by letter.
    for (const source of ['', ', source: API']) {
      const { node } = await api.ask(
        admin,
        `query ($id: ID!) { node(id: $id) { ... on User { permissionsInfo {
           app: repositories(first: 100, query: "app"${source}) { totalCount nodes { id } }
           lib: repositories(first: 100, query: "lib"${source}) { totalCount nodes { id } } } } } }`,
        { id: account.userID },
      );
      expect(node.permissionsInfo).toEqual({
        app: { totalCount: 0, nodes: [] },
        lib: { totalCount: 1, nodes: [{ id: ids.lib }] },
      });
    }
    expect(await statements(api, names)).toBe(
      2 *
        (await statements(api, () =>
          edges('explicitRepositoryPermissionsForUsers(userIDs: $ids, first: 1, after: $after)', {
            ids: [account.userID],
          }),
        )),
    );
  });

  test('tells which accounts have grants, and which have none', async () => {
    const [one, two] = [await machine(), await machine()];
    await grant(api, two.id, [ids.app]);

    const { presence } = await api.ask(
      admin,
      'query ($ids: [ID!]!) { presence: explicitRepositoryPermissionPresenceForUsers(userIDs: $ids) { userID present } }',
      { ids: [two.userID, one.userID] },
    );
    expect(presence).toEqual([
      { userID: two.userID, present: true },
      { userID: one.userID, present: false },
    ]);
    const without = async (createdAt: object) => {
      const { list } = await api.ask(
        admin,
        'query ($createdAt: CreatedAtRangeInput) { list: usersWithoutExplicitRepositoryPermissions(first: 1000, createdAt: $createdAt) { nodes { id } totalCount } }',
        { createdAt },
      );
      expect(list.totalCount).toBe(list.nodes.length);
      return list.nodes.map(({ id }: any) => id);
    };
    expect(await without({})).toContain(one.userID);
    expect(await without({})).not.toContain(two.userID);
    expect(await without({ gte: '2100-01-01T00:00:00Z' })).toEqual([]);
  });

  const replace = (variables: Record<string, unknown>, as: { token: string } = admin) =>
    api.query(
      as,
      `mutation ($batch: [RepositoryPermissionsInput!]!, $key: String, $dryRun: Boolean) {
         replaceRepositoryPermissions(batch: $batch, idempotencyKey: $key, dryRun: $dryRun) {
           repositoryID added removed found pendingAdded pendingRemoved pendingFound error } }`,
      variables,
    );

  test('replaces many repositories at once, says what it did, and repeats an answer instead of an act', async () => {
    const account = await machine();
    const batch = [
      { repository: ids.app, bindIDs: [account.name, 'later'] },
      { repository: idOf('Repository', 9999), bindIDs: [account.name] },
      { repository: ids.lib, bindIDs: [account.name] },
    ];
    const nothing = {
      added: 0,
      removed: 0,
      found: 0,
      pendingAdded: 0,
      pendingRemoved: 0,
      pendingFound: 0,
      error: null,
    };
    const expected = [
      { ...nothing, repositoryID: ids.app, added: 1, found: 1, pendingAdded: 1, pendingFound: 1 },
      { ...nothing, repositoryID: idOf('Repository', 9999), error: 'repository not found: [9999]' },
      { ...nothing, repositoryID: ids.lib, added: 1, found: 1 },
    ];

    const dry = await replace({ batch, dryRun: true });
    expect(dry.data?.replaceRepositoryPermissions).toEqual(expected);
    expect(await seen(account)).toEqual(['docs']);

    expect((await replace({ batch, key: 'k' })).data?.replaceRepositoryPermissions).toEqual(expected);
    expect(await seen(account)).toEqual(['app', 'docs', 'lib']);
    await remove(account.userID, ids.lib);
    expect((await replace({ batch, key: 'k' })).data?.replaceRepositoryPermissions).toEqual(expected);
    expect(await seen(account)).toEqual(['app', 'docs']);
    expect(messageOf(await replace({ batch: batch.slice(1), key: 'k' }))).toBe(
      'the idempotency key was used with another batch',
    );
    expect(messageOf(await replace({ batch: [batch[0], batch[0]] }))).toMatch(/is listed twice$/);
  });

  test('finishes with the same key what was cut off, and does once what is asked for twice at once', async () => {
    const account = await machine();
    const batch = [ids.app, ids.lib, ids.tool].map((repository) => ({ repository, bindIDs: [account.name] }));
    const { query } = api.database.db;
    await query(`CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF NEW.repository_id = ${numberIn(ids.lib)} THEN RAISE EXCEPTION 'cut off'; END IF; RETURN NEW; END $$`);
    await query(
      'CREATE TRIGGER cut_off BEFORE INSERT ON repository_grants FOR EACH ROW EXECUTE FUNCTION cut_off()',
    );
    const cutOff = await replace({ batch, key: 'cut off' });
    await query('DROP FUNCTION cut_off CASCADE');
    expect(messageOf(cutOff)).toMatch(/^Unexpected error/);
    expect(await seen(account)).toEqual(['app', 'docs']);

    const answers = await Promise.all([
      replace({ batch, key: 'cut off' }),
      replace({ batch, key: 'cut off' }),
    ]);

    for (const { data } of answers)
      expect(data?.replaceRepositoryPermissions).toMatchObject(
        batch.map(({ repository }) => ({ repositoryID: repository, found: 1, error: null })),
      );
    for (const { data } of answers) expect(data).toEqual(answers[0]?.data);
    expect(await seen(account)).toEqual(['app', 'docs', 'lib', 'tool']);
    const events = await api.events({ entity: 'repository.permissions', action: 'changed' });
    const added = events.slice(0, 3).map(({ target, details }) => [target.name, details.addedUserIDs]);
    expect(added).toEqual(['tool', 'lib', 'app'].map((name) => [full(name), [numberIn(account.userID)]]));
  });
});

test('whatever is granted, marked and taken back, who sees what is what a model says', async () => {
  const accounts = [await machine(), await machine()];
  const names = ['app', 'lib', 'tool'] as const;
  const account = fc.nat({ max: 1 });
  const repository = fc.constantFrom(...names);
  const step = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), account, repository }),
    fc.record({ kind: fc.constant('remove' as const), account, repository }),
    fc.record({ kind: fc.constant('wildcard' as const), account, on: fc.boolean() }),
    fc.record({ kind: fc.constant('unrestrict' as const), repository, on: fc.boolean() }),
    fc.record({ kind: fc.constant('set' as const), repository, who: fc.subarray([0, 1]) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const granted = new Set<string>();
      const [wildcard, marked] = [new Set<number>(), new Set<string>()];
      for (const it of steps) {
        if (it.kind === 'add') {
          await add(accounts[it.account]?.userID ?? '', { repository: ids[it.repository] });
          granted.add(`${it.account} ${it.repository}`);
        } else if (it.kind === 'remove') {
          await remove(accounts[it.account]?.userID ?? '', ids[it.repository]);
          granted.delete(`${it.account} ${it.repository}`);
        } else if (it.kind === 'wildcard') {
          await add(accounts[it.account]?.userID ?? '', { wildcard: it.on });
          if (it.on) wildcard.add(it.account);
          else wildcard.delete(it.account);
        } else if (it.kind === 'unrestrict') {
          await unrestrict([ids[it.repository]], it.on);
          if (it.on) marked.add(it.repository);
          else marked.delete(it.repository);
        } else {
          await set(
            ids[it.repository],
            it.who.map((index) => accounts[index]?.name ?? ''),
          );
          for (const index of [0, 1]) {
            if (it.who.includes(index)) granted.add(`${index} ${it.repository}`);
            else granted.delete(`${index} ${it.repository}`);
          }
        }
      }

      for (const [index, who] of accounts.entries()) {
        const expected = names.filter(
          (name) => wildcard.has(index) || marked.has(name) || granted.has(`${index} ${name}`),
        );
        expect(await seen(who)).toEqual([...expected, 'docs'].sort());
        const { me } = await api.ask(
          who,
          '{ me: currentUser { permissionsInfo { repositories(first: 100) { totalCount } } } }',
        );
        expect(me.permissionsInfo.repositories.totalCount).toBe(expected.length + 1);
      }
      for (const who of accounts) await add(who.userID, { wildcard: false });
      await unrestrict(Object.values(ids), false);
      for (const name of names) await set(ids[name], []);
    }),
    { numRuns: 15 },
  );
});
