import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { messageOf } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';

// GitHub and GitLab, against a server that speaks as they do.

let api: TestApi;
let host: Server;
let url: string;
/** What the host has, and how it answers. */
let rows: Record<string, unknown>[];
let broken: { status: number; headers?: Record<string, string> } | undefined;
/** What a path is answered with instead. */
let instead: Record<string, { status?: number; headers?: Record<string, string>; body?: unknown }>;
/** Holds answers back for as long. */
let held: Promise<void> | undefined;
let asked: { path: string; headers: IncomingMessage['headers'] }[];

const secret = 'a-token-of-the-host-0123456789';

beforeAll(async () => {
  host = createServer(answer);
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  api = await startTestApi({ BACKGROUND_WORK: true });
});
afterAll(async () => {
  await api.close();
  host.close();
});
beforeEach(() => {
  rows = [];
  broken = undefined;
  instead = {};
  held = undefined;
  asked = [];
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', url);
  const json = (body: unknown, headers: Record<string, string> = {}, status = 200) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  if (!pathname.includes('/api/')) return void response.writeHead(404).end();
  asked.push({ path: request.url ?? '', headers: request.headers });
  const key = request.headers.authorization ?? request.headers['private-token'];
  if (key !== undefined && key !== `Bearer ${secret}` && key !== secret) return void json({}, {}, 401);
  if (broken)
    return void json(broken.status === 200 ? rows : { message: 'no' }, broken.headers, broken.status);
  await held;
  const other = instead[pathname];
  if (other) return void json(other.body ?? {}, other.headers, other.status);
  if (pathname === '/api/v3/meta') return void json({});
  const single = /^\/api\/v(?:3\/repos|4\/projects)\/(.+)$/.exec(pathname)?.[1];
  if (single) {
    const name = decodeURIComponent(single);
    const row = rows.find((one) =>
      [one['full_name'], one['path_with_namespace'], String(one['id'])].includes(name),
    );
    return void json(row ?? {}, {}, row ? 200 : 404);
  }
  const page = Number(searchParams.get('page') ?? 1);
  const part = rows.slice((page - 1) * 2, page * 2);
  searchParams.set('page', String(page + 1));
  const next = `<${url}${pathname}?${searchParams}>; rel="next", <${url}/>; rel="last"`;
  const link: Record<string, string> = rows.length > page * 2 ? { link: next } : {};
  json(pathname.endsWith('/search/repositories') ? { items: part } : part, link);
}

const github = (id: string, name: string, more: object = {}) => ({
  node_id: id,
  full_name: name,
  clone_url: `${url}/${name}.git`,
  private: false,
  visibility: 'public',
  ...more,
});
const gitlab = (id: number, path: string, more: object = {}) => ({
  id,
  path_with_namespace: path,
  http_url_to_repo: `${url}/${path}.git`,
  visibility: 'private',
  ...more,
});

async function connect(kind: 'GITHUB' | 'GITLAB', config: object): Promise<string> {
  const { addExternalService } = await api.ask(
    api.admin,
    'mutation ($input: AddExternalServiceInput!) { addExternalService(input: $input) { id } }',
    { input: { kind, displayName: kind, config: JSON.stringify({ url, token: secret, ...config }) } },
  );
  await api.services.background.idle();
  return addExternalService.id;
}
/** What is said of a configuration that is not taken. */
const refusal = async (kind: string, config: object): Promise<string | undefined> =>
  messageOf(
    await api.query(
      api.admin,
      'mutation ($input: AddExternalServiceInput!) { addExternalService(input: $input) { id } }',
      { input: { kind, displayName: 'wrong', config: JSON.stringify({ url, ...config }) } },
    ),
  );
const sync = async (id: string) => {
  await api.ask(api.admin, 'mutation ($id: ID!) { syncExternalService(id: $id) { alwaysNil } }', { id });
  await api.services.background.idle();
};
const remove = async (id: string) => {
  await api.ask(
    api.admin,
    'mutation ($id: ID!) { deleteExternalService(externalService: $id) { alwaysNil } }',
    { id },
  );
};
const service = async (id: string) =>
  (
    await api.ask(
      api.admin,
      `query ($id: ID!) { node(id: $id) { ... on ExternalService { url config warning lastSyncError nextSyncAt repoCount hasConnectionCheck
        checkConnection { __typename ... on ExternalServiceUnavailable { suspectedReason } ... on ExternalServiceAvailable { lastCheckedAt } } } } }`,
      { id },
    )
  ).node;
const jobs = async (id: string) =>
  (
    await api.ask(
      api.admin,
      `query ($id: ID!) { node(id: $id) { ... on ExternalService { syncJobs(first: 10) { nodes {
        state failureMessage reposModified reposDeleted reposUnmodified } } } } }`,
      { id },
    )
  ).node.syncJobs.nodes;
const lastJob = async (id: string) => (await jobs(id))[0];
const repositories = async (): Promise<Record<string, any>[]> =>
  (
    await api.ask(
      api.admin,
      '{ repositories(first: 100) { nodes { id name description isPrivate isFork isArchived stars topics externalURLs { url serviceKind serviceType } externalRepository { id serviceType serviceID } } } }',
    )
  ).repositories.nodes;
/** Names with the host in front of them left out. */
const names = async () => (await repositories()).map(({ name }) => name.slice(name.indexOf('/') + 1));

describe('GitHub', () => {
  test('lists are read to their last page, and repositories are as the host tells of them', async () => {
    rows = [
      github('R_1', 'team/app', { description: 'The app', stargazers_count: 7, topics: ['a', 'b'] }),
      github('R_2', 'team/secret', { private: true, visibility: 'private' }),
      github('R_3', 'team/inside', { visibility: 'internal' }),
      github('R_4', 'team/fork', { fork: true, archived: true }),
      github('R_5', 'elsewhere/x', { clone_url: 'https://evil.example/x.git' }),
    ];
    const id = await connect('GITHUB', { repositoryQuery: ['affiliated'], repos: ['team/app', 'team/gone'] });

    expect(await repositories()).toMatchObject([
      {
        name: expect.stringMatching(/^127\.0\.0\.1-\d+\/team\/app$/),
        description: 'The app',
        isPrivate: false,
        stars: 7,
        topics: ['a', 'b'],
        externalRepository: { id: 'R_1', serviceType: 'github', serviceID: `${url}/` },
        externalURLs: [{ url: `${url}/team/app`, serviceKind: 'GITHUB', serviceType: 'github' }],
      },
      { isFork: true, isArchived: true, isPrivate: false },
      { externalRepository: { id: 'R_3' }, isPrivate: true },
      { externalRepository: { id: 'R_2' }, isPrivate: true },
    ]);
    expect(asked.slice(0, 3).map(({ path }) => path)).toEqual([
      '/api/v3/user/repos?per_page=100',
      '/api/v3/user/repos?per_page=100&page=2',
      '/api/v3/user/repos?per_page=100&page=3',
    ]);
    expect(asked[0]?.headers.authorization).toBe(`Bearer ${secret}`);
    const { warning, config, repoCount } = await service(id);
    expect(warning).toBe(
      'left out "team/gone": the host does not know it, or does not show it with this token; left out "elsewhere/x": its clone URL leads elsewhere',
    );
    expect([repoCount, JSON.parse(config).token]).toEqual([4, 'REDACTED']);
    await remove(id);
  });

  test('a rename keeps the repository, what is gone goes, and what is to be left out stays out', async () => {
    rows = [
      github('R_10', 'team/old'),
      github('R_11', 'team/kept'),
      github('R_12', 'team/archived', { archived: true }),
      github('R_13', 'other/x'),
    ];
    const id = await connect('GITHUB', {
      orgs: ['team'],
      repositoryQuery: ['topic:x'],
      exclude: [{ archived: true }, { pattern: '^other/' }],
    });
    expect(await names()).toEqual(['team/kept', 'team/old']);
    const before = (await repositories()).find(({ name }) => name.endsWith('/old'));

    rows = [github('R_10', 'team/new'), github('R_11', 'team/kept')];
    await sync(id);
    expect((await repositories()).find(({ id }) => id === before?.['id'])?.['name']).toMatch(/team\/new$/);

    await api.ask(
      api.admin,
      'mutation ($services: [ID!]!, $repo: ID!) { excludeRepoFromExternalServices(externalServices: $services, repo: $repo) { alwaysNil } }',
      { services: [id, id], repo: before?.['id'] },
    );
    expect(await names()).toEqual(['team/kept']);
    await sync(id);
    expect(await names()).toEqual(['team/kept']);
    expect(JSON.parse((await service(id)).config).exclude).toEqual([
      { archived: true },
      { pattern: '^other/' },
      { id: 'R_10' },
    ]);
    expect(asked.map(({ path }) => path)).toContain('/api/v3/search/repositories?per_page=100&q=topic%3Ax');
    await remove(id);
  });

  test('a host that was asked too much is left alone as long as it says, and keeps its repositories', async () => {
    rows = [github('R_20', 'team/app')];
    const id = await connect('GITHUB', { orgs: ['team'] });
    broken = { status: 429, headers: { 'retry-after': '5000' } };
    await sync(id);

    const { lastSyncError, nextSyncAt } = await service(id);
    expect(lastSyncError).toBe(`${url}/api/v3/orgs/team/repos answered 429, and is to be asked again later`);
    expect(new Date(nextSyncAt).getTime() - api.clock.now().getTime()).toBeGreaterThan(4_990_000);
    expect(await names()).toEqual(['team/app']);
    await remove(id);
  });

  test('a quota that is soon as good as new is waited for', async () => {
    rows = [github('R_22', 'team/app')];
    let times = 0;
    Object.defineProperty(instead, '/api/v3/search/repositories', {
      get: () =>
        ++times === 1
          ? { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' } }
          : undefined,
    });
    const id = await connect('GITHUB', { repositoryQuery: ['topic:x'] });

    expect((await service(id)).lastSyncError).toBeNull();
    expect(await names()).toEqual(['team/app']);
    expect(times).toBe(2);
    await remove(id);
  });

  test('a connection can be checked, and what is wrong says no secret', async () => {
    const good = await connect('GITHUB', { orgs: ['team'] });
    expect(await service(good)).toMatchObject({
      hasConnectionCheck: true,
      checkConnection: { __typename: 'ExternalServiceAvailable' },
    });
    const wrong = await connect('GITHUB', { orgs: ['team'], token: 'a-wrong-token-0123456789' });
    expect(await service(wrong)).toMatchObject({
      lastSyncError: `${url}/api/v3/orgs/team/repos answered 401`,
      checkConnection: {
        __typename: 'ExternalServiceUnavailable',
        suspectedReason: `${url}/api/v3/meta answered 401`,
      },
    });
    expect(api.logged()).not.toContain('a-wrong-token');
    await remove(good);
    await remove(wrong);
  });

  test('a next page at another host is not asked for: the token would go there', async () => {
    broken = { status: 200, headers: { link: '<http://127.0.0.1:1/api/v3/x>; rel="next"' } };
    const id = await connect('GITHUB', { repositoryQuery: ['public'] });
    expect((await service(id)).lastSyncError).toBe(`${url} names a next page that is elsewhere`);
    await remove(id);
  });
});

describe('what a host does not tell well', () => {
  test('a list that fails takes nothing away, and what the others say counts at once', async () => {
    rows = [github('R_30', 'team/app'), github('R_31', 'team/lib')];
    const id = await connect('GITHUB', { orgs: ['team', 'lost'] });
    expect((await repositories()).map(({ isPrivate }) => isPrivate)).toEqual([false, false]);
    rows = [github('R_30', 'team/app', { private: true, visibility: 'private' })];
    instead['/api/v3/orgs/lost/repos'] = { status: 403 };
    await sync(id);

    expect(await names()).toEqual(['team/app', 'team/lib']);
    expect((await repositories()).map(({ isPrivate }) => isPrivate)).toEqual([true, false]);
    const error = `${url}/api/v3/orgs/lost/repos answered 403`;
    expect((await service(id)).lastSyncError).toBe(error);
    expect(await lastJob(id)).toMatchObject({
      state: 'FAILED',
      failureMessage: error,
      reposModified: 1,
      reposDeleted: 0,
      reposUnmodified: 0,
    });
    const [event] = (await api.events({})).filter(({ action }) => action === 'synced');
    expect(event?.details).toMatchObject({ repositories: { modified: 1, madePrivate: 1 } });

    instead = {};
    await sync(id);
    expect(await names()).toEqual(['team/app']);
    expect(await service(id)).toMatchObject({ lastSyncError: null });
    await remove(id);
  });

  test('a page that fails keeps what the pages before say, and a host that refuses the token is not asked on', async () => {
    rows = [github('R_35', 'team/a'), github('R_36', 'team/b'), github('R_37', 'team/c')];
    const id = await connect('GITHUB', { orgs: ['team', 'other'] });
    rows[0] = github('R_35', 'team/a', { private: true });
    const next = `<${url}/api/v3/next>; rel="next"`;
    instead['/api/v3/orgs/team/repos'] = { body: [rows[0]], headers: { link: next } };
    instead['/api/v3/next'] = { status: 401 };
    asked = [];
    await sync(id);

    expect(asked.map(({ path }) => path)).toEqual(['/api/v3/orgs/team/repos?per_page=100', '/api/v3/next']);
    expect((await repositories()).map(({ isPrivate }) => isPrivate)).toEqual([true, false, false]);
    await remove(id);
  });

  test('a search that was cut short takes nothing away', async () => {
    rows = [github('R_40', 'team/app'), github('R_41', 'team/lib')];
    const id = await connect('GITHUB', { repositoryQuery: ['topic:x'] });
    instead['/api/v3/search/repositories'] = { body: { items: [rows[0]], incomplete_results: true } };
    await sync(id);

    expect(await names()).toEqual(['team/app', 'team/lib']);
    expect((await service(id)).lastSyncError).toBe(
      `${url}/api/v3/search/repositories gave up before it had found all`,
    );
    instead['/api/v3/search/repositories'] = { body: { items: [rows[0]], total_count: 1234 } };
    await sync(id);
    expect(await names()).toEqual(['team/app', 'team/lib']);
    expect((await service(id)).lastSyncError).toBe(
      `${url}/api/v3/search/repositories finds 1234 repositories and tells of 1000`,
    );
    await remove(id);
  });

  test('a repository that was renamed is found where the API leads to, and the token goes nowhere else', async () => {
    rows = [github('R_50', 'team/new'), github('R_51', 'team/kept')];
    instead['/api/v3/repos/team/old'] = {
      status: 301,
      headers: { location: `${url}/api/v3/repos/team/new` },
    };
    instead['/api/v3/repos/team/away'] = { status: 301, headers: { location: `${url}/elsewhere/x` } };
    const id = await connect('GITHUB', { repos: ['team/old', 'team/away', 'team/kept'] });

    expect(await names()).toEqual(['team/kept', 'team/new']);
    expect((await service(id)).lastSyncError).toBe(
      `${url}/api/v3/repos/team/away answered 301 and leads to ${url}/elsewhere/x`,
    );
    await remove(id);
  });

  test('texts that the database has no place for keep no repository out', async () => {
    rows = [
      github('R_60', 'team/app', {
        description: 'a\0b\ud800',
        topics: ['\0x'],
        stargazers_count: 2 ** 40,
        archived: null,
      }),
      github('R_61', 'team/\ud800'),
      github('R_62\0', 'team/id'),
    ];
    const id = await connect('GITHUB', { orgs: ['team'] });

    expect(await repositories()).toMatchObject([
      { description: 'ab\ufffd', topics: ['x'], stars: 2 ** 31 - 1, isArchived: false },
    ]);
    expect(await service(id)).toMatchObject({
      warning: expect.stringContaining('it holds "@", a control character'),
      lastSyncError: `${url}/api/v3/orgs/team/repos told nothing usable of some repositories`,
    });
    await remove(id);
  });

  test.each([
    ['the same page', () => `<${url}/api/v3/orgs/team/repos?per_page=100>; rel="next"`],
    ['pages with nothing in them', () => `<${url}/api/v3/empty?page=0>; rel="next"`],
  ])('%s without end are an error', async (_what, link) => {
    instead['/api/v3/orgs/team/repos'] = { body: [], headers: { link: link() } };
    let page = 0;
    Object.defineProperty(instead, '/api/v3/empty', {
      get: () => ({ body: [], headers: { link: `<${url}/api/v3/empty?page=${++page}>; rel="next"` } }),
    });
    const id = await connect('GITHUB', { orgs: ['team'] });

    expect((await service(id)).lastSyncError).toBe(`${url}/api/v3/orgs/team/repos has pages without end`);
    expect(page).toBeLessThan(200);
    await remove(id);
  });

  test('what was looked up for a configuration that was changed meanwhile is not taken, and a sync that is asked for is done', async () => {
    rows = [github('R_70', 'team/app'), github('R_71', 'team/hidden')];
    const id = await connect('GITHUB', { orgs: ['team'] });
    const hidden = (await repositories()).find(({ name }) => name.endsWith('hidden'));
    let release = () => {};
    held = new Promise((resolve) => {
      release = resolve;
    });
    const before = asked.length;
    await api.ask(api.admin, 'mutation ($id: ID!) { syncExternalService(id: $id) { alwaysNil } }', { id });
    await expect.poll(() => asked.length).toBeGreaterThan(before);
    await api.ask(
      api.admin,
      'mutation ($id: ID!, $repo: ID!) { excludeRepoFromExternalServices(externalServices: [$id], repo: $repo) { alwaysNil } }',
      { id, repo: hidden?.['id'] },
    );
    release();
    await api.services.background.idle();

    expect(await names()).toEqual(['team/app']);
    expect(await jobs(id)).toMatchObject([
      { state: 'COMPLETED', failureMessage: null },
      { state: 'CANCELED', failureMessage: 'the connection was changed while it ran' },
      { state: 'COMPLETED' },
    ]);

    held = new Promise((resolve) => {
      release = resolve;
    });
    const asking = asked.length;
    await api.ask(api.admin, 'mutation ($id: ID!) { syncExternalService(id: $id) { alwaysNil } }', { id });
    await expect.poll(() => asked.length).toBeGreaterThan(asking);
    await api.ask(api.admin, 'mutation ($id: ID!) { syncExternalService(id: $id) { alwaysNil } }', { id });
    release();
    await api.services.background.idle();
    expect((await jobs(id)).slice(0, 2)).toMatchObject([{ state: 'COMPLETED' }, { state: 'COMPLETED' }]);
    await remove(id);
  });

  test('the list of all public repositories, which says little, is enough', async () => {
    const { clone_url: _, visibility: __, ...row } = github('R_80', 'team/app') as Record<string, unknown>;
    rows = [row];
    const id = await connect('GITHUB', {
      repositoryQuery: ['public'],
      exclude: [{ name: 'team/app', pattern: '^other/' }],
    });
    expect(await names()).toEqual(['team/app']);
    expect((await service(id)).lastSyncError).toBeNull();
    await remove(id);
  });

  test('a token that is no word is refused without being told, and one with a line end behind it is taken', async () => {
    expect(await refusal('GITHUB', { token: 'one-canary\ntwo-canary' })).toBe(
      'invalid configuration of GITHUB: line 1: token: must be one word, without line ends',
    );
    const id = await connect('GITHUB', { orgs: ['team'], token: `${secret}\n` });
    expect((await service(id)).lastSyncError).toBeNull();
    await remove(id);
  });
});

describe('GitLab', () => {
  test('what it does not call public is private, unless nobody is told of it', async () => {
    rows = [gitlab(1, 'group/app', { visibility: undefined })];
    const known = await connect('GITLAB', { projectQuery: ['?simple=true'] });
    expect((await repositories()).map(({ isPrivate }) => isPrivate)).toEqual([true]);
    await remove(known);
    const anonymous = await connect('GITLAB', { projectQuery: ['?simple=true'], token: undefined });
    expect((await repositories()).map(({ isPrivate }) => isPrivate)).toEqual([false]);
    await remove(anonymous);
  });

  test('two of them below one host are told apart, whatever numbers both give', async () => {
    const ids = [];
    for (const folder of ['one', 'two']) {
      const clone = `${url}/${folder}/group/app.git`;
      const body = [gitlab(1, 'group/app', { http_url_to_repo: clone })];
      instead[`/${folder}/api/v4/projects`] = { body };
      const repositoryPathPattern = `${folder}/{pathWithNamespace}`;
      ids.push(
        await connect('GITLAB', {
          url: `${url}/${folder}`,
          projectQuery: ['?membership=true'],
          repositoryPathPattern,
        }),
      );
    }

    expect(await repositories()).toMatchObject([
      { name: 'one/group/app', externalURLs: [{ url: `${url}/one/group/app` }] },
      { name: 'two/group/app', externalURLs: [{ url: `${url}/two/group/app` }] },
    ]);
    for (const id of ids) await remove(id);
  });

  test('projects are listed by queries and by name, with what is said of them', async () => {
    rows = [
      gitlab(1, 'group/sub/app', { visibility: 'public', star_count: 3, topics: ['x'], description: 'App' }),
      gitlab(2, 'group/private', { forked_from_project: { id: 1 }, archived: true }),
      gitlab(3, 'group/internal', { visibility: 'internal' }),
    ];
    const id = await connect('GITLAB', {
      projectQuery: ['?membership=true', 'groups/group/projects'],
      projects: [{ name: 'group/sub/app' }, { id: 99 }],
      exclude: [{ name: 'group/internal' }],
    });

    expect(await repositories()).toMatchObject([
      {
        isPrivate: true,
        isFork: true,
        isArchived: true,
        externalRepository: { id: '2', serviceType: 'gitlab' },
      },
      { isPrivate: false, stars: 3, topics: ['x'], description: 'App', externalRepository: { id: '1' } },
    ]);
    expect(asked[0]?.path).toBe(
      '/api/v4/projects?membership=true&per_page=100&pagination=keyset&order_by=id&sort=asc',
    );
    expect(asked[0]?.headers['private-token']).toBe(secret);
    const { warning, checkConnection } = await service(id);
    expect(warning).toBe('left out "99": the host does not know it, or does not show it with this token');
    expect(checkConnection.__typename).toBe('ExternalServiceAvailable');
    await remove(id);
  });

  test('what configurations of the mirrored product hold beside is taken, and a token is sent as what it is', async () => {
    const rateLimit = { enabled: true, requestsPerHour: 5000 };
    await remove(await connect('GITHUB', { orgs: ['acme'], rateLimit }));
    asked = [];
    await remove(
      await connect('GITLAB', { projectQuery: ['?membership=true'], rateLimit, 'token.type': 'oauth' }),
    );
    expect(asked[0]?.headers).toMatchObject({ authorization: `Bearer ${secret}` });
    expect(asked[0]?.headers['private-token']).toBeUndefined();
  });

  test.each([
    ['GITLAB', { projectQuery: ['../../admin'] }, /projectQuery\.0: must be none/],
    ['GITLAB', { projects: [{}] }, /projects\.0: must have a name or an id/],
    ['GITHUB', { repos: ['no-slash'] }, /repos\.0: must be owner\/name/],
    [
      'GITHUB',
      { url: 'https://user:pass@github.com' },
      /url: must be an http or https URL without credentials/,
    ],
    ['GITHUB', { unknown: true }, /Additional property unknown is not allowed/],
  ])('a configuration of %s that cannot be is refused: %j', async (kind, config, problem) => {
    expect(await refusal(kind, config)).toMatch(problem);
  });

  test.each([
    ['GITHUB', {}],
    ['GITHUB', null],
    ['GITLAB', { identityProvider: { type: 'oauth' } }],
  ])(
    'nobody is to believe that the host decides who sees what: authorization of %s is refused: %j',
    async (kind, authorization) => {
      expect(await refusal(kind, { authorization })).toBe(
        `invalid configuration of ${kind}: line 1: authorization: is not served: who may see what is not asked of the host; leave it out and grant repositories`,
      );
    },
  );
});
