import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idOf, messageOf, numberIn } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { addConnection, grant, namesSeen, repositoryNamed } from './support/repositories.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
let machine: { id: string; token: string };
let ids: Record<string, string>;

const hidden = ['git.example.org/team/app', 'git.example.org/team/lib', 'git.example.org/team/tool'];
const open = 'git.example.org/open/docs';

beforeAll(async () => {
  api = await startTestApi();
  await addConnection(api, {
    url: 'https://git.example.org',
    repos: ['team/app', 'team/lib', 'team/tool.git'],
  });
  await addConnection(api, { url: 'https://git.example.org', repos: ['open/docs'], visibility: 'public' });
  const account = await api.createServiceAccount('reader');
  machine = { id: account.id, token: (await api.createToken(account.id)).token };
  const all = await Promise.all([...hidden, open].map((name) => repositoryNamed(api, name)));
  ids = Object.fromEntries(all.map(({ name, id }) => [name, id]));
});
afterAll(() => api.close());

const idsOf = (...names: string[]) => names.map((name) => ids[name] as string);

describe('who sees a repository', () => {
  /** By every way in which a repository can be asked for. */
  async function seenBy(as: Identity): Promise<string[][]> {
    const everything = Object.entries(ids);
    const by = async (call: (name: string, id: string) => string) => {
      const found = await Promise.all(
        everything.map(async ([name, id]) => {
          const { data } = await api.query(as, `{ it: ${call(name, id)} { ... on Repository { name } } }`);
          return data?.it?.name as string | undefined;
        }),
      );
      return found.filter((name) => name !== undefined).sort();
    };
    return [
      await namesSeen(api, as),
      await by((name) => `repository(name: "${name.toUpperCase()}")`),
      await by((name) => `repository(uri: "${name}")`),
      await by((name) => `repository(cloneURL: "git@${name.replace('/', ':')}.git")`),
      await by((_name, id) => `repository(databaseID: ${numberIn(id)})`),
      await by((_name, id) => `node(id: "${id}")`),
    ];
  }
  const everywhere = (...names: string[]) => Array.from({ length: 6 }, () => names.sort());

  test('a service account sees what is public and what it has a grant for, on every path', async () => {
    await grant(api, machine.id, idsOf('git.example.org/team/lib'));

    expect(await seenBy(machine)).toEqual(everywhere(open, 'git.example.org/team/lib'));
  });

  test('a site admin sees all, until the configuration says otherwise', async () => {
    expect(await seenBy(api.admin)).toEqual(everywhere(open, ...hidden));

    await configure(api, { 'authz.enforceForSiteAdmins': true });
    expect(await seenBy(api.admin)).toEqual(everywhere(open));
    await configure(api, {});
  });

  test('nobody who is not signed in sees more than what is open to all', async () => {
    await configure(api, { 'auth.public': true });

    expect(await seenBy(undefined)).toEqual(everywhere(open));
    await configure(api, {});
  });

  test('a grant that has ended lets nobody in', async () => {
    const account = await api.createServiceAccount('for-a-while');
    const token = await api.createToken(account.id);
    await grant(api, account.id, idsOf(...hidden));
    await api.database.db.query('UPDATE repository_grants SET expires_at = $1 WHERE user_id = $2', [
      new Date(api.clock.now().getTime() + 60_000),
      numberIn(account.id),
    ]);

    expect(await namesSeen(api, token)).toEqual([open, ...hidden]);
    api.clock.advance(60);
    expect(await seenBy(token)).toEqual(everywhere(open));
  });

  test('the grants of a deleted account are gone, also when it is brought back', async () => {
    const account = await api.createServiceAccount('comes-back');
    await grant(api, account.id, idsOf(...hidden));
    await api.database.db.query('UPDATE users SET unrestricted_repo_access = true WHERE id = $1', [
      numberIn(account.id),
    ]);
    await api.ask(
      api.admin,
      `mutation { deleteServiceAccount(serviceAccount: "${account.id}") { alwaysNil } }`,
    );
    await api.ask(api.admin, `mutation { recoverUsers(userIDs: ["${account.id}"]) { alwaysNil } }`);

    expect(await namesSeen(api, await api.createToken(account.id))).toEqual([open]);
  });

  test('repositories of a connection that was written while grants were off are seen by everybody', async () => {
    await configure(api, { 'permissions.userMapping': { enabled: false } });
    const { id } = await addConnection(api, { url: 'https://git.example.org', repos: ['for/all'] });
    await configure(api, {});

    const { node } = await api.ask(
      api.admin,
      `{ node(id: "${id}") { ... on ExternalService { unrestricted } } }`,
    );
    expect(node.unrestricted).toBe(true);
    expect(await namesSeen(api, machine)).toContain('git.example.org/for/all');
    await api.ask(api.admin, `mutation { deleteExternalService(externalService: "${id}") { alwaysNil } }`);
  });

  test('whatever is granted, opened and switched, lists and look-ups agree with the rules', async () => {
    const account = await api.createServiceAccount('modelled');
    const token = await api.createToken(account.id);
    const state = fc.record({
      granted: fc.subarray(hidden),
      unrestricted: fc.subarray(hidden),
      everything: fc.boolean(),
      connection: fc.boolean(),
    });
    const set = (sql: string, values: unknown[]) => api.database.db.query(sql, values);

    await fc.assert(
      fc.asyncProperty(state, async ({ granted, unrestricted, everything, connection }) => {
        await set('DELETE FROM repository_grants WHERE user_id = $1', [numberIn(account.id)]);
        await grant(api, account.id, idsOf(...granted));
        await set('UPDATE repositories SET unrestricted = (name = ANY($1))', [unrestricted]);
        await set('UPDATE users SET unrestricted_repo_access = $1 WHERE id = $2', [
          everything,
          numberIn(account.id),
        ]);
        await set('UPDATE external_services SET unrestricted = $1 WHERE id = 1', [connection]);

        const expected = hidden.filter(
          (name) => everything || connection || granted.includes(name) || unrestricted.includes(name),
        );
        expect(await seenBy(token)).toEqual(everywhere(open, ...expected));
        const { repositories } = await api.ask(token, '{ repositories { totalCount } }');
        expect(repositories.totalCount).toBe(expected.length + 1);
      }),
      { numRuns: 12 },
    );
    await set('UPDATE repositories SET unrestricted = false', []);
    await set('UPDATE external_services SET unrestricted = false', []);
  });

  test('hidden and missing are the same bytes', async () => {
    const account = await api.createServiceAccount('stranger');
    const token = await api.createToken(account.id);
    const missing = 2_000_000_000;
    const [hiddenName = ''] = hidden;
    const hiddenNumber = numberIn(ids[hiddenName] as string);
    const calls = (name: string, number: number, cloneUrl: string) => [
      `{ repository(name: "${name}") { id } }`,
      `{ repository(cloneURL: "${cloneUrl}") { id } }`,
      `{ repository(databaseID: ${number}) { id } }`,
      `{ node(id: "${idOf('Repository', number)}") { id } }`,
      `{ repositories(first: 10, names: ["${name}"]) { nodes { id } totalCount pageInfo { endCursor hasNextPage } } }`,
    ];
    const answers = (queries: string[]) => Promise.all(queries.map((query) => api.query(token, query)));

    const ofHidden = await answers(calls(hiddenName, hiddenNumber, `https://${hiddenName}.git`));
    const ofMissing = await answers(
      calls('git.example.org/no/such', missing, 'https://git.example.org/no/such.git'),
    );

    expect(JSON.stringify(ofHidden).replaceAll(`id=${hiddenNumber}`, 'id=N')).toBe(
      JSON.stringify(ofMissing).replaceAll(`id=${missing}`, 'id=N'),
    );
  });
});

describe('the list of repositories', () => {
  const page = async (args: string) =>
    (
      await api.ask(
        api.admin,
        `{ repositories(${args}) { nodes { name } totalCount pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }`,
      )
    ).repositories;
  const names = ({ nodes }: { nodes: { name: string }[] }) => nodes.map(({ name }) => name);
  const all = [open, ...hidden];

  test.each(['REPOSITORY_NAME', 'REPOSITORY_CREATED_AT', 'SIZE', 'STARS', 'LAST_CHANGED'])(
    'is read in pages, both ways, sorted by %s',
    async (orderBy) => {
      await api.database.db.query(`UPDATE repositories SET stars = 7 WHERE name LIKE '%lib'`);
      const order = `orderBy: ${orderBy}`;
      const whole = names(await page(`first: 100, ${order}`));
      expect([...whole].sort()).toEqual(all);

      const forward: string[] = [];
      for (let after = ''; ; ) {
        const part = await page(`first: 3, ${order} ${after}`);
        forward.push(...names(part));
        if (!part.pageInfo.hasNextPage) break;
        after = `after: "${part.pageInfo.endCursor}"`;
      }
      const backward: string[] = [];
      for (let before = ''; ; ) {
        const part = await page(`last: 3, ${order} ${before}`);
        backward.unshift(...names(part));
        if (!part.pageInfo.hasPreviousPage) break;
        before = `before: "${part.pageInfo.startCursor}"`;
      }

      expect(forward).toEqual(whole);
      expect(backward).toEqual(whole);
      expect(names(await page(`first: 100, ${order}, descending: true`))).toEqual([...whole].reverse());
    },
  );

  test.each([
    ['query: "team LI"', ['git.example.org/team/lib']],
    ['query: "%"', []],
    ['names: ["GIT.example.org/open/docs", "none"]', [open]],
    ['names: []', []],
    ['cloned: false', all],
    ['notCloned: false', []],
    ['cloneStatus: CLONED', []],
    ['cloneStatus: NOT_CLONED', all],
    ['failedFetch: true', []],
    ['corrupted: true', []],
    ['indexed: false', all],
    ['notIndexed: false', []],
    ['embedded: false', all],
    [`externalService: "${idOf('ExternalService', 2)}"`, [open]],
  ])('with %s', async (args, expected) => {
    expect(names(await page(`first: 100, ${args}`))).toEqual(expected);
    expect((await page(`first: 1, ${args}`)).totalCount).toBe(expected.length);
  });

  test.each([
    ['', 'you must provide a `first` or `last` value to properly paginate'],
    ['(first: 1, last: 1)', 'give `first` or `last`, not both'],
    ['(first: -1)', '`first` and `last` must not be negative'],
    [
      '(first: 1, cloned: false, notCloned: false)',
      'excluding cloned and not cloned repos leaves an empty set',
    ],
    [
      '(first: 1, indexed: false, notIndexed: false)',
      'excluding indexed and not indexed repos leaves an empty set',
    ],
    ['(first: 1, after: "bm9wZQ==")', '`after` or `before` is no cursor of this list'],
    [
      `(first: 1, orderBy: SIZE, after: "${Buffer.from('name:x@1').toString('base64')}")`,
      'Invalid cursor. Expected: size Actual: name',
    ],
    [
      `(first: 1, orderBy: SIZE, after: "${Buffer.from('size:x@1').toString('base64')}")`,
      '`after` or `before` is no cursor of this list',
    ],
  ])('with %s: a clear error', async (args, text) => {
    expect(messageOf(await api.query(api.admin, `{ repositories${args} { nodes { name } } }`))).toBe(text);
  });

  test('tells of a code host connection to site admins only', async () => {
    const answer = await api.query(
      machine,
      `{ repositories(first: 1, externalService: "${idOf('ExternalService', 2)}") { totalCount } }`,
    );
    expect(messageOf(answer)).toBe('must be site admin');
  });
});

test('a repository says what it is, and what somebody put on it', async () => {
  const [id = ''] = idsOf(open);
  await api.database.db.query(
    `INSERT INTO repository_metadata VALUES ($1, 'team', 'docs'), ($1, 'old', NULL)`,
    [numberIn(id)],
  );

  const { repository } = await api.ask(
    machine,
    `{ repository(name: "${open}") { id databaseID name uri url sourceType description createdAt updatedAt
      externalRepository { id serviceType serviceID } isFork isArchived isPrivate stars topics viewerCanAdminister
      metadata { key value } keyValuePairs { key value } } }`,
  );

  const metadata = [
    { key: 'old', value: null },
    { key: 'team', value: 'docs' },
  ];
  expect(repository).toEqual({
    id,
    databaseID: numberIn(id),
    name: open,
    uri: open,
    url: `/${open}`,
    sourceType: 'GIT_REPOSITORY',
    description: '',
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
    externalRepository: { id: 'open/docs', serviceType: 'other', serviceID: 'https://git.example.org/' },
    isFork: false,
    isArchived: false,
    isPrivate: false,
    stars: 0,
    topics: [],
    viewerCanAdminister: false,
    metadata,
    keyValuePairs: metadata,
  });
});

test('a repository is asked for by something', async () => {
  expect(messageOf(await api.query(machine, '{ repository { id } }'))).toBe(
    'give the name, cloneURL or databaseID of the repository',
  );
});
