import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idOf, messageOf, numberIn } from './support/access-tokens.js';
import { headersOf, type Identity, startTestApi, type TestApi } from './support/api.js';
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

describe('repositoryRedirect', () => {
  const find = async (as: Identity, args: string) =>
    (await api.ask(as, `{ repositoryRedirect${args} { __typename ... on Repository { name } } }`))
      .repositoryRedirect;
  const hash = (name: string) => createHash('sha256').update(name).digest('hex');

  test('finds a repository by name, clone URL, or the hash of its name', async () => {
    const found = { __typename: 'Repository', name: open };

    expect(await find(machine, `(name: "${open.toUpperCase()}")`)).toEqual(found);
    expect(await find(machine, `(cloneURL: "https://${open}.git")`)).toEqual(found);
    expect(await find(machine, `(hashedName: "${hash(open)}")`)).toEqual(found);
    expect(await find(machine, `(hashedName: "${hash(open).toUpperCase()}")`)).toEqual(found);
  });

  test('finds none where there is none that the caller may see', async () => {
    const [name = ''] = hidden;
    const stranger = await api.createToken((await api.createServiceAccount('sees-nothing')).id);

    for (const args of [
      `(name: "${name}")`,
      `(cloneURL: "https://${name}.git")`,
      `(hashedName: "${hash(name)}")`,
      '(name: "none")',
      `(hashedName: "${hash('none')}")`,
      '(hashedName: "no hash")',
    ]) {
      expect(await find(stranger, args), args).toBeNull();
    }
    expect(await find(api.admin, `(hashedName: "${hash(name)}")`)).toMatchObject({ name });
    expect(messageOf(await api.query(stranger, '{ repositoryRedirect { __typename } }'))).toBe(
      'give the name, cloneURL or hashedName of the repository',
    );
  });
});

describe('POST /.api/repos/<repository>/-/refresh', () => {
  const refresh = (path: string, as: Identity) =>
    api.fetch(`/.api/repos/${path}/-/refresh`, { method: 'POST', headers: headersOf(as) });
  const asked = () =>
    api.database.db.query<{ name: string }>(
      `SELECT r.name FROM repository_mirrors m JOIN repositories r ON r.id = m.repository_id
       WHERE m.next_fetch_at = 'epoch'`,
    );
  const requested = async () =>
    (await api.events({ entity: 'repository', action: 'fetchRequested' })).map(({ actor, target }: any) => [
      actor.name,
      target.name,
    ]);

  test('has a repository fetched for whoever sees it, and records it', async () => {
    const response = await refresh(open.toUpperCase().replace('DOCS', '%44ocs'), machine);

    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(await asked()).toEqual([{ name: open }]);
    expect(await requested()).toEqual([['reader', open]]);
    await api.database.db.query('UPDATE repository_mirrors SET next_fetch_at = NULL');
  });

  test('does nothing for anybody else, whom hidden and missing are the same to', async () => {
    const before = await requested();
    const [name = ''] = hidden;
    const stranger = await api.createToken((await api.createServiceAccount('may-not')).id);
    const answer = async (response: Response) => [response.status, await response.text()];

    expect(await answer(await refresh(name, stranger))).toEqual([404, 'repository not found\n']);
    expect(await answer(await refresh('none', stranger))).toEqual([404, 'repository not found\n']);
    expect(await answer(await refresh(open, undefined))).toEqual([
      401,
      'Private mode requires authentication.\n',
    ]);
    expect(await answer(await refresh(open, { token: 'wrong' }))).toEqual([401, 'Invalid access token.\n']);
    expect(
      await answer(
        await api.fetch(`/.api/repos/${open}/-/other`, { method: 'POST', headers: headersOf(api.admin) }),
      ),
    ).toEqual([404, 'no route\n']);
    // The cookie of a person, without what only a page of this origin can send.
    const cookie = headersOf(api.admin)['cookie'] as string;
    expect(
      (await api.fetch(`/.api/repos/${open}/-/refresh`, { method: 'POST', headers: { cookie } })).status,
    ).toBe(401);
    expect(await asked()).toEqual([]);
    expect(await requested()).toEqual(before);
  });
});

test.each(['/%zz', '/%', '/git.example.org/%e0%a4%a/-/raw', '/.api/repos/%ff/-/refresh', '/site-admin/%c0'])(
  'the malformed path %s is answered in one plain line, with the headers of every answer',
  async (path) => {
    const response = await api.fetch(path, { headers: headersOf(machine) });

    expect([response.status, await response.text()]).toEqual([
      400,
      'the path has a malformed percent escape\n',
    ]);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-request-id')).toMatch(/\w/);
  },
);

describe('deleteRepository', () => {
  const remove = (as: Identity, id: string) =>
    api.query(as, 'mutation ($id: ID!) { deleteRepository(repository: $id) { alwaysNil } }', { id });

  test('removes a repository, leaves it out of every connection that names it, and records all of it', async () => {
    const name = 'git.example.org/twice/named';
    const config = { url: 'https://git.example.org', repos: ['twice/named', 'twice/kept'] };
    const services = [await addConnection(api, config, 'one'), await addConnection(api, config, 'two')];
    const { id } = await repositoryNamed(api, name);

    expect(await remove(api.admin, id)).toEqual({ data: { deleteRepository: { alwaysNil: null } } });

    expect(await namesSeen(api, api.admin, 'first: 10, query: "twice"')).toEqual([
      'git.example.org/twice/kept',
    ]);
    for (const service of services) {
      const { node } = await api.ask(
        api.admin,
        `{ node(id: "${service.id}") { ... on ExternalService { config } } }`,
      );
      expect(JSON.parse(node.config)).toEqual({ ...config, exclude: [{ name }] });
    }
    const recorded = async (entity: string, action: string) =>
      (await api.events({ entity, action })).map(({ target }: any) => target.name);
    expect(await recorded('repository', 'deleted')).toEqual([name]);
    expect((await recorded('codehosts', 'changed')).sort()).toEqual(['one', 'two']);
    expect(messageOf(await remove(api.admin, id))).toBe(`repo not found: id=${numberIn(id)}`);
  });

  test('is for site admins only', async () => {
    expect(messageOf(await remove(machine, ids[open] as string))).toBe('must be site admin');
    expect(await namesSeen(api, machine)).toContain(open);
  });
});

describe('a caller with more grants than are read before a list', () => {
  const many = 1100;

  test('sees in lists, counts and searches what was granted and nothing else, whatever else is open', async () => {
    const account = await api.createServiceAccount('sees-many');
    const { token } = await api.createToken(account.id);
    await api.services.db.query(
      `WITH made AS (
         INSERT INTO repositories (name, name_key, is_private, service_type, service_id, external_id, created_at)
         SELECT 'many/' || n, 'many/' || n, true, 'other', 'https://many.example.org/', n::text, now()
         FROM generate_series(1, $1::int + 2) n RETURNING id
       ) INSERT INTO repository_mirrors (repository_id) SELECT id FROM made`,
      [many],
    );
    const grants = (upTo: number) =>
      api.services.db.query(
        `INSERT INTO repository_grants (repository_id, user_id, source, updated_at)
         SELECT id, $1, 'API', now() FROM repositories WHERE name LIKE 'many/%' AND external_id::int <= $2::int
         ON CONFLICT DO NOTHING`,
        [numberIn(account.id), upTo],
      );
    const seen = async () => {
      const names: string[] = [];
      let after = '';
      do {
        const { repositories } = await api.ask(
          { token },
          `{ repositories(first: 700, query: "many/"${after}) { totalCount nodes { name } pageInfo { hasNextPage endCursor } } }`,
        );
        names.push(...repositories.nodes.map(({ name }: { name: string }) => name));
        after = repositories.pageInfo.hasNextPage ? `, after: "${repositories.pageInfo.endCursor}"` : '';
        if (after === '') expect(repositories.totalCount).toBe(names.length);
      } while (after);
      const found = await api.ask(
        { token },
        '{ search(query: "repo:^many/ type:repo count:all", version: V3) { results { matchCount } } }',
      );
      expect(found.search.results.matchCount).toBe(names.length);
      return names.sort();
    };
    const expected = (upTo: number) => Array.from({ length: upTo }, (_, n) => `many/${n + 1}`).sort();

    for (const upTo of [0, 3, many]) {
      await grants(upTo);
      expect(await seen()).toEqual(expected(upTo));
    }
    const open = await repositoryNamed(api, `many/${many + 2}`);
    await api.ask(
      api.admin,
      'mutation ($ids: [ID!]!) { setRepositoryPermissionsUnrestricted(repositories: $ids, unrestricted: true) { alwaysNil } }',
      { ids: [open.id] },
    );
    expect(await seen()).toEqual([...expected(many), `many/${many + 2}`].sort());
    await api.services.db.query(
      `WITH opened AS (UPDATE external_services SET unrestricted = true WHERE id = (SELECT min(id) FROM external_services) RETURNING id)
       INSERT INTO external_service_repositories (external_service_id, repository_id, clone_url, remote_key, is_private)
       SELECT opened.id, r.id, 'https://many.example.org/x', 'many.example.org/x', true FROM opened, repositories r WHERE r.name = $1`,
      [`many/${many + 1}`],
    );
    expect(await seen()).toEqual(expected(many + 2));
    await api.services.db.query('DELETE FROM repository_grants WHERE user_id = $1', [numberIn(account.id)]);
    expect(await seen()).toEqual([`many/${many + 1}`, `many/${many + 2}`]);
  });
});
