import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Command, operations } from './src-cli.data.js';
import { type GraphQLResult, startTestApi, type TestApi } from './support/api.js';
import { repositoriesDirectory } from './support/git.js';
import { addConnection, repositoryNamed } from './support/repositories.js';

let api: TestApi;
let admin: string;
let machine: string;
let machineId: string;

beforeAll(async () => {
  api = await startTestApi({ BACKGROUND_WORK: true });
  admin = (await api.createToken(api.admin.id)).token;
  const { id } = await api.createServiceAccount('machine');
  machineId = Buffer.from(`User:${Buffer.from(id, 'base64').toString().split(':')[1]}`).toString('base64');
  machine = (await api.createToken(id)).token;
});
afterAll(() => api.close());

/** As the client sends: always gzip, `variables: null` when there are none. */
async function src(
  command: Command,
  variables: Record<string, unknown> | null = null,
  headers: Record<string, string> = { authorization: `token ${admin}` },
): Promise<{ status: number; text: string; result: GraphQLResult }> {
  const response = await api.fetch('/.api/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'user-agent': 'src-cli/6.12.0 linux amd64',
      ...headers,
    },
    body: gzipSync(JSON.stringify({ query: operations[command], variables })),
  });
  const text = await response.text();
  return { status: response.status, text, result: response.status === 200 ? JSON.parse(text) : {} };
}

/** With `errors` the client throws `data` away. */
async function data(...args: Parameters<typeof src>) {
  const { status, text, result } = await src(...args);
  expect(status, text).toBe(200);
  expect(result.errors, text).toBeUndefined();
  return result.data;
}

const asMachine = () => ({ authorization: `token ${machine}` });
const refusal = async (command: Command, variables: Record<string, unknown> | null = null) => {
  const { status, result } = await src(command, variables, asMachine());
  expect(status).toBe(200);
  return result.errors?.map(({ message }) => message);
};

describe('src login', () => {
  test("says who a service account's token is", async () => {
    expect(await data('login', null, asMachine())).toEqual({ currentUser: { username: 'machine' } });
  });

  test('works with the token in SRC_HEADER_AUTHORIZATION', async () => {
    const headers = { authorization: `Bearer ${machine}` };
    expect(await data('login', null, headers)).toEqual({ currentUser: { username: 'machine' } });
  });

  test('recognises a token that is not valid by the status line', async () => {
    const { status, text } = await src('login', null, { authorization: `token ${'0'.repeat(40)}` });
    expect([status, text]).toEqual([401, 'Invalid access token.\n']);
  });
});

describe('src users', () => {
  test('create, get, list and delete a person', async () => {
    const { createUser } = await data('users create', { username: 'made', email: 'made@example.com' });
    expect(createUser.resetPasswordURL).toMatch(/^http:.*code=/);

    const { user } = await data('users get', { username: 'made', email: null });
    expect(user).toEqual({
      id: expect.any(String),
      username: 'made',
      displayName: null,
      siteAdmin: false,
      organizations: { nodes: [] },
      emails: [{ email: 'made@example.com', verified: true }],
      url: '/users/made',
    });
    expect((await data('users get', { username: null, email: 'made@example.com' })).user).toEqual(user);
    expect((await data('users list', { first: 1000, query: 'mad' })).users.nodes).toEqual([user]);
    expect((await data('users list', { first: null, query: null })).users.nodes).toHaveLength(3);
    expect((await data('users delete: count')).users.totalCount).toBe(3);
    expect(await data('users delete', { user: user.id })).toEqual({ deleteUser: { alwaysNil: null } });
    expect((await data('users get', { username: 'made', email: null })).user).toBeNull();
  });

  test('prune reads all accounts in pages, with numbers and nulls where it expects them', async () => {
    await data('login', null, asMachine());
    await api.services.lastUsed.flush();
    const { site: counted } = await data('users prune: count');
    const { site } = await data('users prune: page', { limit: 100, offset: 0 });

    expect(typeof counted.users.totalCount).toBe('number');
    expect(site.users.nodes).toHaveLength(counted.users.totalCount);
    expect(site.users.nodes.at(1)).toEqual({
      id: machineId,
      username: 'machine',
      email: null,
      siteAdmin: false,
      lastActiveAt: expect.stringMatching(/Z$/),
      deletedAt: null,
    });
    expect((await data('users prune: page', { limit: 100, offset: 100 })).site.users.nodes).toEqual([]);
  });

  test('are refused to a service account, but for looking', async () => {
    expect(await refusal('users create', { username: 'x', email: 'x@example.com' })).toEqual([
      'must be site admin',
    ]);
    expect(await refusal('users delete', { user: api.admin.id })).toEqual(['must be site admin']);
    expect(await refusal('users prune: count')).toEqual(['must be site admin']);
    // What it asks of others beside their names is for them and site admins.
    expect((await refusal('users get', { username: 'admin', email: null }))?.[0]).toBe(
      'must be authenticated as the authorized user or site admin',
    );
    expect((await data('users get', { username: 'machine', email: null }, asMachine())).user.id).toBe(
      machineId,
    );
  });
});

describe('src orgs', () => {
  test('create, members, list and delete an organization', async () => {
    const { createOrganization } = await data('orgs create', { name: 'crew', displayName: '' });
    const organization = createOrganization.id;

    expect(await data('orgs members add', { organization, username: 'machine' })).toEqual({
      addUserToOrganization: { alwaysNil: null },
    });
    const found = {
      id: organization,
      name: 'crew',
      displayName: null,
      members: {
        nodes: [
          { id: machineId, username: 'machine' },
          { id: api.admin.id, username: 'admin' },
        ],
      },
    };
    expect(await data('orgs get', { name: 'crew' })).toEqual({ organization: found });
    expect(await data('orgs list', { first: 1000, query: '' })).toEqual({
      organizations: { nodes: [found] },
    });
    expect(await data('orgs members remove', { orgID: organization, userID: machineId })).toEqual({
      removeUserFromOrg: { alwaysNil: null },
    });
    expect(await data('orgs delete', { organization })).toEqual({ deleteOrganization: { alwaysNil: null } });
  });

  test('are refused to a service account where they are for site admins', async () => {
    const { createOrganization } = await data('orgs create', { name: 'closed', displayName: '' });
    const organization = createOrganization.id;

    expect(await refusal('orgs list', { first: 1000, query: '' })).toEqual(['must be site admin']);
    expect(await refusal('orgs delete', { organization })).toEqual(['must be site admin']);
    expect(await refusal('orgs members add', { organization, username: 'machine' })).toEqual([
      'must be site admin',
    ]);
    expect(await refusal('orgs members remove', { orgID: organization, userID: api.admin.id })).toEqual([
      'current user is not an org member',
    ]);
  });
});

describe('src config', () => {
  test.each([
    ['an admin', () => ({ authorization: `token ${admin}` })],
    ['a service account', asMachine],
  ])('edits and reads the settings of %s', async (_who, headers) => {
    const { currentUser } = await data('config edit: whose', null, headers());
    const subject = currentUser.id;
    const { settingsSubject } = await data('config edit: version', { subject }, headers());
    expect(settingsSubject.latestSettings).toBeNull();

    const edited = await data(
      'config edit',
      {
        input: { subject, lastID: null },
        edit: { keyPath: [{ property: 'greeting' }], value: '"hello"', valueIsJSONCEncodedString: true },
      },
      headers(),
    );
    expect(edited).toEqual({ settingsMutation: { editSettings: { empty: { alwaysNil: null } } } });

    const { viewerSettings } = await data('config get', null, headers());
    expect(JSON.parse(viewerSettings.final)).toEqual({ greeting: 'hello' });
    const own = viewerSettings.subjects.at(-1);
    expect(own).toMatchObject({ id: subject, viewerCanAdminister: true });
    expect(typeof own.latestSettings.id).toBe('number');
    const { settingsSubject: cascade } = await data('config get -subject', { subject }, headers());
    expect(cascade.settingsCascade).toEqual(viewerSettings);
  });

  test('of another account is refused to a service account', async () => {
    expect(await refusal('config get -subject', { subject: api.admin.id })).toEqual([
      'must be authenticated as the authorized user or site admin',
    ]);
  });
});

describe('src repos', () => {
  const list = {
    first: 1000,
    query: '',
    cloned: true,
    notCloned: true,
    indexed: true,
    notIndexed: true,
    orderBy: 'REPOSITORY_NAME',
    descending: false,
  };
  const named = (name: string) => ({ name: `nowhere/${name}` });

  test('list and get what the account may see, in the types that the client reads', async () => {
    const open = await connect('listed', 'public');
    await connect('unlisted');
    const found = {
      id: open,
      name: 'nowhere/listed',
      url: '/nowhere/listed',
      description: '',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      updatedAt: expect.stringMatching(/Z$/),
      externalRepository: { id: 'nowhere/listed', serviceType: 'other', serviceID: 'file:///' },
      defaultBranch: null,
      viewerCanAdminister: false,
      keyValuePairs: [],
    };

    expect((await data('repos list', { ...list, query: 'listed' }, asMachine())).repositories.nodes).toEqual([
      found,
    ]);
    expect(await data('repos get', named('listed'), asMachine())).toEqual({ repository: found });
    // The client prints an empty line.
    expect(await data('repos get', named('unlisted'), asMachine())).toEqual({ repository: null });
    const all = { ...list, query: 'listed', orderBy: 'REPO_CREATED_AT', descending: true };
    expect((await data('repos list', all)).repositories.nodes.map(({ name }: any) => name)).toEqual([
      'nowhere/unlisted',
      'nowhere/listed',
    ]);
  });

  test('metadata is put on, changed and taken off, by those with the right', async () => {
    const repo = await connect('described', 'public');
    const pairs = async () => (await data('repos get', named('described'))).repository.keyValuePairs;

    await data('repos add-metadata', { repo, key: 'team', value: 'core' });
    await data('repos add-metadata', { repo, key: 'tag', value: null });
    await data('repos update-metadata', { repo, key: 'team', value: '' });
    expect(await pairs()).toEqual([
      { key: 'tag', value: null },
      { key: 'team', value: '' },
    ]);
    await data('repos delete-metadata', { repo, key: 'tag' });
    expect(await refusal('repos delete-metadata', { repo, key: 'team' })).toEqual([
      'user is missing permission REPO_METADATA#WRITE',
    ]);
    expect(await pairs()).toEqual([{ key: 'team', value: '' }]);
  });

  test('delete finds it by name, and then deletes it', async () => {
    await connect('deleted', 'public');
    const { repository } = await data('repos id', named('deleted'));

    expect(await refusal('repos delete', { repository: repository.id })).toEqual(['must be site admin']);
    expect(await data('repos delete', { repository: repository.id })).toEqual({
      deleteRepository: { alwaysNil: null },
    });
    expect(await data('repos id', named('deleted'))).toEqual({ repository: null });
  });
});

describe('src extsvc', () => {
  test('create, list and edit a connection, whose config keeps its comments', async () => {
    const config = '{ "url": "file:///nowhere", "repos": ["connected"] } // ours';
    const { addExternalService } = await data('extsvc create', {
      input: { kind: 'OTHER', displayName: 'Created', config },
    });
    expect(addExternalService).toEqual({ id: expect.any(String), warning: null });
    const { id } = addExternalService;
    await data('extsvc edit', { input: { id, displayName: 'Edited' } });

    const { externalServices } = await data('extsvc list', { first: 99_999 });
    expect(externalServices.nodes).toContainEqual({
      id,
      kind: 'OTHER',
      displayName: 'Edited',
      config,
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect(externalServices.totalCount).toBe(externalServices.nodes.length);
    expect(externalServices.pageInfo).toEqual({ hasNextPage: false });
    expect(await refusal('extsvc list', { first: 10 })).toEqual(['must be site admin']);
  });
});

describe('src search', () => {
  let host: Awaited<ReturnType<typeof repositoriesDirectory>>;
  let commit: string;

  beforeAll(async () => {
    host = await repositoriesDirectory();
    const shop = await host.create('shop');
    await shop.commit({ 'tax.ts': 'const vat = 0.19;\n' }, { message: 'begin with vat' });
    commit = await shop.commit({ 'tax.ts': 'export const vat = 0.19;\n' }, { message: 'export vat' });
    await addConnection(api, {
      url: host.url,
      repos: ['shop'],
      repositoryPathPattern: '{repo}',
      visibility: 'public',
    });
    await api.services.background.idle();
  });
  afterAll(() => host.remove());

  test('answers what it shows: files, commits and repositories, with lists where it reads lists', async () => {
    const results = async (query: string) =>
      (await data('search', { query }, asMachine())).search.results.results;

    // Without a version, words are regular expressions.
    expect(await results('repo:^shop$ vat.*=')).toEqual([
      {
        __typename: 'FileMatch',
        repository: { name: 'shop', url: '/shop' },
        file: {
          name: 'tax.ts',
          path: 'tax.ts',
          url: expect.stringMatching(/^\/shop.*\/-\/blob\/tax\.ts$/),
          content: 'export const vat = 0.19;\n',
          commit: { oid: commit },
        },
        lineMatches: [
          {
            preview: 'export const vat = 0.19;',
            lineNumber: 0,
            offsetAndLengths: [[13, 5]],
            limitHit: false,
          },
        ],
      },
    ]);
    const [byMessage] = await results('repo:^shop$ type:commit export');
    expect(byMessage).toMatchObject({
      __typename: 'CommitSearchResult',
      messagePreview: { highlights: [{ line: 1, character: 0, length: 6 }] },
      diffPreview: null,
      matches: [{ highlights: [{ line: 1, character: 0, length: 6 }] }],
      commit: { repository: { name: 'shop' }, oid: commit, subject: 'export vat' },
    });
    const [byChange] = await results('repo:^shop$ type:diff author:ada export');
    expect(byChange.diffPreview.highlights.length).toBeGreaterThan(0);
    // Nothing of it matches a pattern: there is none. A null ends the client.
    const [byAuthor] = await results('repo:^shop$ type:commit author:ada count:1');
    expect([byAuthor.messagePreview.highlights, byAuthor.matches[0].highlights]).toEqual([[], []]);
    expect(await results('repo:^shop$')).toEqual([
      { __typename: 'Repository', name: 'shop', url: '/shop', externalURLs: [], label: expect.any(Object) },
    ]);
    expect((await data('search', { query: 'repo:none x' }, asMachine())).search.results).toMatchObject({
      results: [],
      resultCount: 0,
      limitHit: false,
      alert: { title: 'No repositories found' },
    });
  });

  /** As it reads a stream: blocks between empty lines, of exactly two lines, up to `done`. */
  async function stream(parameters: Record<string, string>): Promise<[event: string, data: any][]> {
    const response = await api.fetch(
      `/.api/search/stream?${new URLSearchParams({ ...parameters, cm: 't' })}`,
      {
        headers: { ...asMachine(), accept: 'text/event-stream' },
      },
    );
    const events: [string, any][] = [];
    for (const block of (await response.text()).split('\n\n')) {
      const [, name = '', json = ''] = /^event: ([a-z]+)\ndata: (.*)$/.exec(block) ?? [];
      expect(name, block).not.toBe('');
      expect(json.length).toBeLessThan(10 * 1024 * 1024);
      if (name === 'done') return events;
      events.push([name, JSON.parse(json)]);
    }
    throw new Error('the stream has no end');
  }

  test('-stream reads matches, how many there are, and whether there are more', async () => {
    const events = await stream({ q: 'repo:^shop$ vat count:1', display: '10' });

    expect(events.filter(([name]) => name === 'matches').flatMap(([, list]) => list)).toMatchObject([
      {
        type: 'content',
        path: 'tax.ts',
        repository: 'shop',
        branches: [''],
        commit,
        chunkMatches: [{ content: 'export const vat = 0.19;', contentStart: { offset: 0 }, ranges: [{}] }],
      },
    ]);
    const [last] = events.filter(([name, progress]) => name === 'progress' && progress.done);
    expect(last?.[1]).toMatchObject({
      matchCount: 1,
      durationMs: expect.any(Number),
      repositoriesCount: 1,
      skipped: expect.any(Array),
    });
    expect(await stream({ q: 'repo:^shop$ (' })).toMatchObject([
      ['alert', { title: 'Unable To Process Query' }],
    ]);
  });

  test('search-jobs: create, get, list, results, logs, cancel and delete', async () => {
    const query = 'repo:^shop$ vat';
    expect(await data('search-jobs validate', { query }, asMachine())).toEqual({
      validateSearchJob: { alwaysNil: null },
    });
    const { createSearchJob: created } = await data('search-jobs create', { query }, asMachine());
    await api.services.background.idle();

    const { node: job } = await data('search-jobs get', { id: created.id }, asMachine());
    expect(job).toEqual({
      id: created.id,
      query,
      state: 'COMPLETED',
      creator: { username: 'machine' },
      createdAt: expect.stringMatching(/Z$/),
      startedAt: expect.stringMatching(/Z$/),
      finishedAt: expect.stringMatching(/Z$/),
      URL: expect.stringMatching(/^https?:/),
      logURL: expect.stringMatching(/^https?:/),
      repoStats: { total: 1, completed: 1, failed: 0, inProgress: 0 },
    });
    const list = { first: 10, orderBy: 'CREATED_AT', descending: true };
    expect((await data('search-jobs list', list, asMachine())).searchJobs.nodes).toEqual([job]);
    // The client asks for these addresses as they are.
    const get = async (url: string) =>
      (await api.fetch(new URL(url).pathname, { headers: asMachine() })).text();
    expect(JSON.parse(await get(job.URL))).toMatchObject({ path: 'tax.ts', branches: ['HEAD'], commit });
    expect(await get(job.logURL)).toMatch(
      /^repository,revision,started_at,finished_at,status,failure_message\nshop,HEAD,[^,]+Z,[^,]+Z,completed,\n$/,
    );

    expect(await data('search-jobs cancel', { id: job.id }, asMachine())).toEqual({
      cancelSearchJob: { alwaysNil: null },
    });
    expect(await data('search-jobs delete', { id: job.id }, asMachine())).toEqual({
      deleteSearchJob: { alwaysNil: null },
    });
    expect((await data('search-jobs list', list, asMachine())).searchJobs.nodes).toEqual([]);
    expect(await refusal('search-jobs create', { query: 'select:repo vat' })).toEqual([
      'select: is not supported in search jobs',
    ]);
  });
});

/** A repository of a connection of its own. */
async function connect(name: string, visibility: 'public' | 'private' = 'private'): Promise<string> {
  await addConnection(api, { url: 'file:///nowhere', repos: [name], visibility });
  return (await repositoryNamed(api, `nowhere/${name}`)).id;
}

describe('every operation', () => {
  /** Fresh things for one call, as an admin made them, each of which the service account is a member of. */
  async function variablesOf(command: Command): Promise<Record<string, unknown> | null> {
    count += 1;
    const name = `name-${count}`;
    const organization = async () => {
      const { createOrganization } = await data('orgs create', { name, displayName: 'Crew' });
      return createOrganization.id as string;
    };
    const user = async () => {
      await data('users create', { username: name, email: '' });
      return (await data('users get', { username: name, email: null })).user.id as string;
    };
    switch (command) {
      case 'users list':
      case 'orgs list':
        return { first: null, query: null };
      case 'users list -tag':
        return { first: 10, query: '', tag: 'any' };
      case 'users get':
        return { username: 'machine', email: null };
      case 'users create':
        return { username: name, email: '' };
      case 'users delete':
        return { user: await user() };
      case 'users tag':
        return { user: machineId, tag: 'any', present: true };
      case 'users prune: page':
        return { limit: 100, offset: 0 };
      case 'orgs get':
        await organization();
        return { name };
      case 'orgs create':
        return { name, displayName: '' };
      case 'orgs delete':
        return { organization: await organization() };
      case 'orgs members add':
        await user();
        return {
          organization: (await data('orgs create', { name: `${name}-org`, displayName: '' }))
            .createOrganization.id,
          username: name,
        };
      case 'orgs members remove': {
        const orgID = await organization();
        await data('orgs members add', { organization: orgID, username: 'machine' });
        return { orgID, userID: machineId };
      }
      case 'config get -subject':
      case 'config edit: version':
        return { subject: machineId };
      case 'config edit': {
        const { settingsSubject } = await data('config edit: version', { subject: machineId });
        return {
          input: { subject: machineId, lastID: settingsSubject.latestSettings?.id ?? null },
          edit: { keyPath: [{ property: 'a' }], value: `${count}`, valueIsJSONCEncodedString: false },
        };
      }
      case 'repos list':
        return { first: 1000, query: null, cloned: null, orderBy: null, descending: null };
      case 'repos get':
      case 'repos id':
        await connect(name, 'public');
        return { name: `nowhere/${name}` };
      case 'repos delete':
        return { repository: await connect(name, 'public') };
      case 'repos add-metadata':
      case 'repos update-metadata':
      case 'repos delete-metadata': {
        const repo = await connect(name, 'public');
        if (command !== 'repos add-metadata')
          await data('repos add-metadata', { repo, key: 'key', value: null });
        return { repo, key: 'key', value: 'value' };
      }
      case 'extsvc list':
        return { first: 1000 };
      case 'extsvc create':
        return {
          input: { kind: 'OTHER', displayName: name, config: `{"url": "file:///x", "repos": ["${name}"]}` },
        };
      case 'extsvc edit': {
        const { id } = await addConnection(api, { url: 'file:///nowhere', repos: [name] });
        return { input: { id, displayName: 'Edited' } };
      }
      case 'search':
      case 'search-jobs validate':
      case 'search-jobs create':
        return { query: 'vat' };
      case 'search-jobs get':
      case 'search-jobs cancel':
      case 'search-jobs delete':
        return { id: (await data('search-jobs create', { query: 'vat' }, asMachine())).createSearchJob.id };
      case 'search-jobs list':
        return { first: 10, orderBy: 'CREATED_AT', descending: true };
      case 'codeowners get':
      case 'codeowners create':
      case 'codeowners update':
      case 'codeowners delete': {
        await connect(name, 'public');
        const file = { repoName: `nowhere/${name}`, content: '* @team' };
        if (command !== 'codeowners create') await data('codeowners create', file);
        return command === 'codeowners get' || command === 'codeowners delete'
          ? { repoName: file.repoName }
          : file;
      }
      default:
        return null;
    }
  }
  let count = 0;

  /** What everybody is refused: the product took it away, or Gatehouse leaves it out. */
  const gone: Partial<Record<Command, RegExp>> = {
    'users list -tag': /^Unknown argument "tag" on field "Query.users"/,
    'users tag': /^Cannot query field "setTag" on type "Mutation"/,
  };
  const forAdmins = /^must be site admin$/;
  const forDescribers = /^user is missing permission REPO_METADATA#WRITE$/;
  /** What a service account without any right is refused. */
  const refused: Partial<Record<Command, RegExp>> = {
    ...gone,
    // It asks of others what is for them and site admins.
    'users list': /^must be authenticated as the authorized user or site admin$/,
    'users create': forAdmins,
    'users delete': forAdmins,
    'users prune: count': forAdmins,
    'users prune: page': forAdmins,
    'orgs list': forAdmins,
    'orgs delete': forAdmins,
    'orgs members add': forAdmins,
    'repos delete': forAdmins,
    'repos add-metadata': forDescribers,
    'repos update-metadata': forDescribers,
    'repos delete-metadata': forDescribers,
    'extsvc list': forAdmins,
    'extsvc create': forAdmins,
    'extsvc edit': forAdmins,
    'codeowners create': forAdmins,
    'codeowners update': forAdmins,
    'codeowners delete': forAdmins,
    'snapshot summary': forAdmins,
    'snapshot test': forAdmins,
  };

  test.each(Object.keys(operations) as Command[])(
    '%s is answered, to an admin and to a service account',
    async (command) => {
      for (const [headers, refusals] of [
        [{ authorization: `token ${admin}` }, gone],
        [asMachine(), refused],
      ] as const) {
        const variables = await variablesOf(command);

        const { status, text, result } = await src(command, variables, headers);

        expect(status, text).toBe(200);
        const refusal = refusals[command];
        if (!refusal) expect(result.errors, text).toBeUndefined();
        else for (const { message } of result.errors ?? []) expect(message).toMatch(refusal);
        if (refusal) expect(result.errors?.length).toBeGreaterThan(0);
        // A text there ends the client.
        for (const [, value] of text.matchAll(/"alwaysNil":([^,}]*)/g)) expect(value).toBe('null');
      }
    },
  );

  test('with unset flags is sent with nulls, and takes them as absent', async () => {
    const { users } = await data('users list', { first: null, query: null });
    expect(users.nodes.length).toBeGreaterThan(1);
    expect((await data('orgs list', { first: null, query: null })).organizations.nodes.length).toBe(
      (await data('orgs list', { first: 1000, query: '' })).organizations.nodes.length,
    );
    expect((await data('users prune: page', { limit: null, offset: null })).site.users.nodes.length).toBe(
      (await data('users prune: page', { limit: 100, offset: 0 })).site.users.nodes.length,
    );
  });

  test('says in the words of the client that teams are no more', async () => {
    const { site } = await data('teams: version', null, asMachine());

    expect(Number(site.productVersion.split('.')[0])).toBeGreaterThanOrEqual(7);
  });
});

describe('src codeowners', () => {
  const repoName = 'nowhere/owned';
  const file = { contents: '*.go @team', repository: { name: repoName } };

  test('creates, gets, updates and deletes a file, and is told what is in the way', async () => {
    await connect('owned', 'public');
    expect(await data('codeowners get', { repoName })).toEqual({ repository: { ingestedCodeowners: null } });
    expect(await data('codeowners create', { repoName, content: '*.go @team' })).toEqual({
      addCodeownersFile: file,
    });
    expect(await data('codeowners get', { repoName }, asMachine())).toEqual({
      repository: { ingestedCodeowners: file },
    });
    const changed = { ...file, contents: '*.ts @team' };
    expect(await data('codeowners update', { repoName, content: '*.ts @team' })).toEqual({
      updateCodeownersFile: changed,
    });
    expect(await data('codeowners get', { repoName })).toEqual({
      repository: { ingestedCodeowners: changed },
    });

    // The client looks for these.
    const refused = async (command: Command, variables: object) =>
      (await src(command, { content: '', ...variables }, { authorization: `token ${admin}` })).result
        .errors?.[0]?.message;
    expect(await refused('codeowners create', { repoName })).toContain(
      'codeowners file has already been ingested for this repository',
    );
    expect(await data('codeowners delete', { repoName })).toEqual({
      deleteCodeownersFiles: { alwaysNil: null },
    });
    expect(await refused('codeowners update', { repoName })).toContain(
      'could not update codeowners file: codeowners file not found:',
    );
    expect(await refused('codeowners delete', { repoName })).toContain('codeowners file not found:');
    for (const command of ['create', 'update', 'delete'] as const) {
      expect(await refused(`codeowners ${command}`, { repoName: 'nowhere/none' })).toContain(
        'repo not found:',
      );
    }
  });
});

test('variables that an operation does not declare are passed over', async () => {
  expect(await data('login', { parentTeamName: 'extra', another: null })).toEqual({
    currentUser: { username: 'admin' },
  });
});

test('the state of the site is read by an admin, and refused to a service account', async () => {
  const state = await data('snapshot test');

  expect(state).toEqual({
    site: {
      configuration: { validationMessages: [] },
      alerts: [],
      monitoringStatistics: { alerts: [] },
    },
    externalServices: { nodes: expect.any(Array) },
    permissionsSyncJobs: { nodes: [] },
  });
  expect(await refusal('snapshot test')).toEqual(['must be site admin']);
});
