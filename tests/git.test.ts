import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CatFile } from '../src/git/cat-file.js';
import { parseCommit } from '../src/git/objects.js';
import { GitReader } from '../src/git/read.js';
import { mirrorOf } from '../src/modules/mirrors/mirror-state.js';
import { Slots } from '../src/slots.js';
import { numberIn } from './support/access-tokens.js';
import { headersOf, type Identity, startTestApi, type TestApi } from './support/api.js';
import { repositoriesDirectory, type TestRepository } from './support/git.js';
import { addConnection, grant, repositoryNamed } from './support/repositories.js';
import { configure } from './support/site-configuration.js';

const submodule = '0123456789012345678901234567890123456789';
const oddName = '-a "quoted"\nname';

let api: TestApi;
let host: Awaited<ReturnType<typeof repositoriesDirectory>>;
let app: TestRepository;
let id: string;
let commits: { first: string; second: string; head: string };

beforeAll(async () => {
  api = await startTestApi({ BACKGROUND_WORK: true });
  host = await repositoriesDirectory();
  app = await host.create('app');
  const first = await app.commit(
    { 'README.md': '# App\n', 'src/a.ts': 'one\ntwo\nthree\n' },
    { message: 'begin\n\nwith a body\n' },
  );
  const tagger = { GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.com' };
  app.gitWith(tagger, 'tag', '-a', '-m', 'the first', 'v1');
  const second = await app.commit(
    { 'src/a.ts': 'one\ntwo\n3', 'src/deep/er/b.go': 'package b\n' },
    { author: 'Alice', email: 'Alice@Example.com', message: 'change a' },
  );
  app.git('branch', 'feature/x');
  app.git('branch', 'same');
  app.git('tag', 'same', first);
  const head = await app.commit(
    {
      'image.png': Buffer.from([0x89, 0x50, 0, 1]),
      'latin1.txt': Buffer.from('caf\xe9\n', 'latin1'),
      'big.lfs': 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5368709120\n',
      link: { link: '../etc/passwd' },
      '.gitmodules': '[submodule "x"]\n\tpath = lib/x\n\turl = https://example.com/x.git\n',
      'lib/x': { submodule },
      [oddName]: 'odd',
    },
    { message: 'odd things' },
  );
  commits = { first, second, head };
  const empty = await host.create('empty');
  expect(empty.path).toContain('empty');
  await addConnection(api, {
    url: host.url,
    repos: ['app', 'empty'],
    repositoryPathPattern: '{repo}',
  });
  await addConnection(api, {
    url: 'file:///nowhere',
    repos: ['gone'],
    repositoryPathPattern: '{repo}',
  });
  id = (await repositoryNamed(api, 'app')).id;
  await api.services.background.idle();
});
afterAll(async () => {
  await api.close();
  await host.remove();
});

const onApp = async (selection: string, variables?: Record<string, unknown>, as: Identity = api.admin) => {
  const declared = Object.keys(variables ?? {}).map((name) => `$${name}: String!`);
  const query = `query ${declared.length > 0 ? `(${declared.join(', ')})` : ''} { repository(name: "app") { ${selection} } }`;
  return (await api.ask(as, query, variables)).repository;
};
const refused = async (selection: string, name = 'app') =>
  (await api.query(api.admin, `{ repository(name: "${name}") { ${selection} } }`)).errors?.map(
    ({ message }) => message,
  );
const commitAt = async (rev: string) =>
  (await onApp('commit(rev: $rev) { oid }', { rev })).commit?.oid ?? null;

describe('a revision', () => {
  test('is a branch, a tag, an id or the beginning of one, and what stands before it', async () => {
    const { first, second, head } = commits;
    for (const [rev, oid] of [
      ['', head],
      ['HEAD', head],
      ['main', head],
      ['refs/heads/main', head],
      ['feature/x', second],
      ['v1', first],
      ['main~2', first],
      ['main^', second],
      [head, head],
      [second.slice(0, 9), second],
      // Of a branch and a tag of one name, git takes the tag.
      ['same', first],
      ['refs/heads/same', second],
    ] as const) {
      expect(await commitAt(rev), rev).toBe(oid);
    }
  });

  test('that names nothing is null, and none is an option, a search or a path', async () => {
    for (const rev of [
      'nope',
      '0'.repeat(40),
      '--help',
      '--batch-all-objects',
      ':/begin',
      'main^{/begin}',
      'main:README.md',
      'main@{1}',
      'main..same',
      `main\n${commits.first}`,
      'main^{tree}',
      'x'.repeat(5000),
    ]) {
      expect(await commitAt(rev), rev).toBeNull();
    }
  });

  test('of a repository that is not on disk is an error, and of an empty one null', async () => {
    expect(await refused('commit(rev: "HEAD") { oid }', 'gone')).toEqual([
      'repository gone is not cloned yet',
    ]);
    const { repository } = await api.ask(
      api.admin,
      `{ repository(name: "empty") { commit(rev: "HEAD") { oid } defaultBranch { name } firstEverCommit { oid }
        branches { totalCount nodes { name } pageInfo { hasNextPage endCursor } } } }`,
    );
    expect(repository).toEqual({
      commit: null,
      defaultBranch: null,
      firstEverCommit: null,
      branches: { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false, endCursor: null } },
    });
    await api.database.db.query(
      `UPDATE repository_mirrors SET status = 'CLONING' WHERE last_fetched_at IS NULL`,
    );
    expect(await refused('commit(rev: "HEAD") { oid }', 'gone')).toEqual([
      'repository gone is currently being cloned',
    ]);
    const { repository: gone } = await api.ask(
      api.admin,
      '{ repository(name: "gone") { defaultBranch { name } } }',
    );
    expect(gone).toEqual({ defaultBranch: null });
  });
});

test('a commit says who did what, when, and after what', async () => {
  await api.createUser('alice');
  await api.database.db.query(
    `UPDATE user_emails SET verified_at = now() WHERE lower(email) = 'alice@example.com'`,
  );
  const { commit } = await onApp(
    `commit(rev: "feature/x") { oid abbreviatedOID message subject body url canonicalURL parents { oid subject body }
      repository { name } author { date person { name email displayName avatarURL user { username } } }
      committer { person { name } } behindAhead(revspec: "v1") { behind ahead } }`,
  );

  const { first, second } = commits;
  expect(commit).toEqual({
    oid: second,
    abbreviatedOID: second.slice(0, 7),
    message: 'change a',
    subject: 'change a',
    body: null,
    url: '/app/-/commit/feature/x',
    canonicalURL: `/app/-/commit/${second}`,
    parents: [{ oid: first, subject: 'begin', body: 'with a body' }],
    repository: { name: 'app' },
    author: {
      date: '2024-01-01T00:02:00Z',
      person: {
        name: 'Alice',
        email: 'Alice@Example.com',
        displayName: 'Alice',
        avatarURL: null,
        user: { username: 'alice' },
      },
    },
    committer: { person: { name: 'Alice' } },
    behindAhead: { behind: 0, ahead: 1 },
  });
  expect(await refused('commit(rev: "main") { behindAhead(revspec: "nope") { ahead } }')).toEqual([
    'revision not found: nope',
  ]);
});

test('commits written by nobody in particular are read all the same', () => {
  const odd = parseCommit(
    Buffer.from(
      'tree 1\nauthor \xe9\0 <x> 99999999999999999 +9999\nencoding ISO-8859-1\n\nna\xefve',
      'latin1',
    ),
  );

  expect(odd).toMatchObject({ tree: '1', parents: [], message: 'naïve', author: { name: 'é', email: 'x' } });
  expect(odd.author.date.getUTCFullYear()).toBe(9999);
  expect(parseCommit(Buffer.from(''))).toMatchObject({ tree: '', author: { name: '', date: new Date(0) } });
});

test('history is read page by page, by text, path and date, and through renames', async () => {
  const log = async (args: string) =>
    (
      await onApp(
        `commit(rev: "main") { ancestors(${args}) { nodes { oid } totalCount pageInfo { hasNextPage endCursor } } }`,
      )
    ).commit.ancestors;
  const { first, second, head } = commits;
  const oids = (...list: string[]) => list.map((oid) => ({ oid }));

  const page = await log('first: 2');
  expect(page).toEqual({
    nodes: oids(head, second),
    totalCount: 3,
    pageInfo: { hasNextPage: true, endCursor: '2' },
  });
  expect(await log('first: 2, afterCursor: "2"')).toMatchObject({
    nodes: oids(first),
    pageInfo: { hasNextPage: false, endCursor: '3' },
  });
  expect((await log('query: "CHANGE"')).nodes).toEqual(oids(second));
  expect((await log('path: "src/a.ts"')).nodes).toEqual(oids(second, first));
  expect((await log('path: "src/a.ts", follow: true')).totalCount).toBeNull();
  expect((await log('path: ":(glob)**"')).nodes).toEqual([]);
  expect((await log('after: "2024-01-01T00:01:30Z", before: "2024-01-01T00:02:30Z"')).nodes).toEqual(
    oids(second),
  );
  expect((await log('path: "--all"')).nodes).toEqual([]);
  expect(await refused('commit(rev: "main") { ancestors(afterCursor: "x") { nodes { oid } } }')).toEqual([
    '`afterCursor` is no cursor of this list',
  ]);
  for (const args of ['after: "--all"', 'before: "no date at all"'])
    for (const field of ['nodes { oid }', 'totalCount'])
      expect((await refused(`commit(rev: "main") { ancestors(${args}) { ${field} } }`))?.[0]).toMatch(
        /^`(after|before)` is no date that git understands: "/,
      );
  expect((await log('after: "2.years.ago", before: "yesterday"')).totalCount).toEqual(expect.any(Number));
  expect((await onApp('firstEverCommit { oid }')).firstEverCommit).toEqual({ oid: first });
});

test('branches and tags are listed by name, and lead to commits', async () => {
  const { first, second, head } = commits;
  const refs = await onApp(
    `defaultBranch { name displayName abbrevName prefix type url target { oid abbreviatedOID type commit { oid } } }
     branches(first: 2, query: "A") { nodes { name target { oid } } totalCount pageInfo { hasNextPage } }
     tags { nodes { displayName type target { oid type } } }
     gitRefs { totalCount } other: gitRefs(type: GIT_REF_OTHER) { totalCount } ofTags: gitRefs(type: GIT_TAG) { totalCount }`,
  );

  expect(refs).toEqual({
    defaultBranch: {
      name: 'refs/heads/main',
      displayName: 'main',
      abbrevName: 'main',
      prefix: 'refs/heads/',
      type: 'GIT_BRANCH',
      url: '/app@main',
      target: { oid: head, abbreviatedOID: head.slice(0, 7), type: 'GIT_COMMIT', commit: { oid: head } },
    },
    branches: {
      nodes: [
        { name: 'refs/heads/feature/x', target: { oid: second } },
        { name: 'refs/heads/main', target: { oid: head } },
      ],
      totalCount: 3,
      pageInfo: { hasNextPage: true },
    },
    tags: {
      nodes: [
        { displayName: 'same', type: 'GIT_TAG', target: { oid: first, type: 'GIT_COMMIT' } },
        { displayName: 'v1', type: 'GIT_TAG', target: { oid: first, type: 'GIT_COMMIT' } },
      ],
    },
    gitRefs: { totalCount: 5 },
    other: { totalCount: 0 },
    ofTags: { totalCount: 2 },
  });
});

test('commits and branches are found by their ids, by whoever may see the repository', async () => {
  const { commit, branches } = await onApp(
    'commit(rev: "main") { id } branches(query: "main") { nodes { id } }',
  );
  const person = await api.createUser('bob');
  const find = async (as: Identity, node: string) =>
    api.query(
      as,
      'query ($id: ID!) { node(id: $id) { id ... on GitCommit { oid } ... on GitRef { name } } }',
      {
        id: node,
      },
    );

  expect(JSON.parse(Buffer.from(commit.id, 'base64').toString().slice('GitCommit:'.length))).toEqual({
    r: id,
    c: commits.head,
  });
  expect((await find(api.admin, commit.id)).data.node).toEqual({ id: commit.id, oid: commits.head });
  const [ref] = branches.nodes;
  expect((await find(api.admin, ref.id)).data.node).toEqual({ id: ref.id, name: 'refs/heads/main' });

  const hidden = async (node: string) => JSON.stringify(await find(person, node));
  const missing = (kind: string, rest: object) =>
    Buffer.from(
      `${kind}:${JSON.stringify({ r: Buffer.from('Repository:999').toString('base64'), ...rest })}`,
    ).toString('base64');
  const leveled = (text: string) => text.replaceAll(/id=\d+/g, 'id=N');
  expect(leveled(await hidden(commit.id))).toBe(
    leveled(await hidden(missing('GitCommit', { c: commits.head }))),
  );
  expect(leveled(await hidden(ref.id))).toBe(
    leveled(await hidden(missing('GitRef', { v: 'refs/heads/main' }))),
  );
  await grant(api, person.id, [id]);
  expect((await find(person, commit.id)).data.node.oid).toBe(commits.head);

  for (const bad of ['GitCommit:{}', 'GitCommit:x', 'GitRef:[]', `GitCommit:{"r":"${id}","c":"HEAD"}`]) {
    const answer = await find(api.admin, Buffer.from(bad).toString('base64'));
    expect(answer.errors?.[0]?.extensions?.['code']).toMatch(/INVALID_INPUT|NOT_FOUND/);
  }
});

describe('a file', () => {
  const file = async (path: string, selection: string) =>
    (await onApp(`commit(rev: "main") { blob(path: $path) { ${selection} } }`, { path })).commit.blob;

  test('is read whole or by lines, and says where it is', async () => {
    expect(
      await file(
        '/src/./a.ts',
        `path name isDirectory content lines: content(startLine: 2, endLine: 2) rest: content(startLine: 3) none: content(startLine: 9)
         byteSize totalLines binary languages url canonicalURL rawURL lfs { byteSize } submodule { url } isSingleChild`,
      ),
    ).toEqual({
      path: 'src/a.ts',
      name: 'a.ts',
      isDirectory: false,
      content: 'one\ntwo\n3',
      lines: 'two\n',
      rest: '3',
      none: '',
      byteSize: 9,
      totalLines: 3,
      binary: false,
      languages: ['TypeScript'],
      url: '/app@main/-/blob/src/a.ts',
      canonicalURL: `/app@${commits.head}/-/blob/src/a.ts`,
      rawURL: '/app@main/-/raw/src/a.ts',
      lfs: null,
      submodule: null,
      isSingleChild: false,
    });
  });

  test('of any kind is answered as what it is', async () => {
    expect(await file('image.png', 'binary byteSize totalLines content')).toEqual({
      binary: true,
      byteSize: 4,
      totalLines: 0,
      content: '\ufffdP\0\u0001',
    });
    expect(await file('latin1.txt', 'binary content')).toEqual({ binary: false, content: 'caf\ufffd\n' });
    expect(await file('link', 'content byteSize')).toEqual({ content: '../etc/passwd', byteSize: 13 });
    expect(await file('link/x', 'content')).toBeNull();
    expect(await file('big.lfs', 'lfs { byteSize }')).toEqual({ lfs: { byteSize: '5368709120' } });
    expect(await file(oddName, 'content rawURL')).toEqual({
      content: 'odd',
      rawURL: '/app@main/-/raw/-a%20%22quoted%22%0Aname',
    });
    expect(await file('lib/x', 'content byteSize isSingleChild submodule { url commit path }')).toEqual({
      content: '',
      byteSize: 0,
      isSingleChild: true,
      submodule: { url: 'https://example.com/x.git', commit: submodule, path: 'lib/x' },
    });
  });

  test('that is not there is null, and a directory is none, nor a file a directory', async () => {
    for (const path of ['nope', 'src/a.ts/x', '../app', 'x/'.repeat(5000)]) {
      expect(await file(path, 'content'), path).toBeNull();
    }
    expect(await refused('commit(rev: "main") { file(path: "src") { content } }')).toEqual([
      'not a blob: "src"',
    ]);
    expect(await refused('commit(rev: "main") { tree(path: "src/a.ts") { path } }')).toEqual([
      'not a directory: "src/a.ts"',
    ]);
  });
});

test('a directory lists directories first, alone or with everything below or above', async () => {
  const { commit } = await onApp(
    `commit(rev: "main") { fileNames path(path: "src") { __typename }
      root: tree { path name isRoot url canonicalURL rawZipArchiveURL entries { path isDirectory __typename } }
      src: tree(path: "src/") { isRoot url entries(recursive: true) { path } two: entries(recursive: true, first: 2) { path }
        directories { path } files { name url repository { name } } withAbove: entries(ancestors: true) { path } } }`,
  );

  const root = [
    'lib',
    'src',
    oddName,
    '.gitmodules',
    'README.md',
    'big.lfs',
    'image.png',
    'latin1.txt',
    'link',
  ];
  expect(commit.root).toMatchObject({
    path: '',
    name: '',
    isRoot: true,
    url: '/app@main',
    canonicalURL: `/app@${commits.head}`,
    rawZipArchiveURL: expect.stringMatching(/^http.*\/app@main\/-\/raw\?format=zip$/),
  });
  expect(commit.root.entries.map(({ path }: { path: string }) => path)).toEqual(root);
  expect(commit.root.entries[0]).toEqual({ path: 'lib', isDirectory: true, __typename: 'GitTree' });
  const below = ['src/deep', 'src/deep/er', 'src/a.ts', 'src/deep/er/b.go'];
  expect(commit.src).toEqual({
    isRoot: false,
    url: '/app@main/-/tree/src',
    entries: below.map((path) => ({ path })),
    two: below.slice(0, 2).map((path) => ({ path })),
    directories: [{ path: 'src/deep' }],
    files: [{ name: 'a.ts', url: '/app@main/-/blob/src/a.ts', repository: { name: 'app' } }],
    withAbove: [...root, 'src/deep', 'src/a.ts'].map((path) => ({ path })),
  });
  expect(commit.path).toEqual({ __typename: 'GitTree' });
  expect(commit.fileNames).toHaveLength(10);
});

describe('over HTTP', () => {
  const raw = async (path: string, init: RequestInit = {}, as: Identity | null = api.admin) =>
    api.fetch(path, {
      ...init,
      headers: { ...headersOf(as ?? undefined), ...(init.headers as Record<string, string>) },
    });
  /** Names of files in a tar file. */
  const names = async (response: Response): Promise<string[]> => {
    const archive = join(host.path, 'archive.tar');
    await writeFile(archive, Buffer.from(await response.arrayBuffer()));
    return execFileSync('tar', ['tf', archive], { encoding: 'utf8' }).trim().split('\n');
  };

  test('a file comes as its bytes, and a browser runs nothing of it', async () => {
    const response = await raw('/app@main/-/raw/image.png');
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([0x89, 0x50, 0, 1]));
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '4',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(await (await raw(`/app@${commits.first}/-/raw/src/a.ts`)).text()).toBe('one\ntwo\nthree\n');
    expect(await (await raw('/APP@feature/x/-/raw/src/a.ts')).text()).toBe('one\ntwo\n3');
    expect(await (await raw('/app/-/raw/-a%20%22quoted%22%0Aname')).text()).toBe('odd');
    const head = await raw('/app/-/raw/README.md', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '6']);
  });

  test('every link of a repository leads to it, whatever its name holds, and so does the filter of a search', async () => {
    const name = 'My Project/100%2F?#(c++) ünï';
    const odd = await host.create(name);
    const oid = await odd.commit({ 'a b.txt': 'needle\n' });
    const escaped = 'My%20Project/100%252F%3F%23%28c++%29%20%C3%BCn%C3%AF';
    await addConnection(api, { url: host.url, repos: [escaped], repositoryPathPattern: '{repo}' });
    await api.services.background.idle();
    const { repository, search } = await api.ask(
      api.admin,
      `query ($name: String!, $query: String!) {
        repository(name: $name) {
          url
          commit(rev: "HEAD") { url canonicalURL blob(path: "a b.txt") { url rawURL } tree { rawZipArchiveURL } }
          branches { nodes { url } }
        }
        search(query: $query) { results { dynamicFilters { kind value } results { ... on CommitSearchResult { url label { text } } } } }
      }`,
      { name, query: 'repo:"My Project/100%" type:commit change' },
    );

    expect(repository).toEqual({
      url: `/${escaped}`,
      commit: {
        url: `/${escaped}/-/commit/HEAD`,
        canonicalURL: `/${escaped}/-/commit/${oid}`,
        blob: {
          url: `/${escaped}@HEAD/-/blob/a%20b.txt`,
          rawURL: `/${escaped}@HEAD/-/raw/a%20b.txt`,
        },
        tree: { rawZipArchiveURL: expect.stringMatching(/^http:\/\/[^/]+\/My%20Project\//) },
      },
      branches: { nodes: [{ url: `/${escaped}@main` }] },
    });
    expect(await (await raw(repository.commit.blob.rawURL)).text()).toBe('needle\n');
    const { pathname, search: format } = new URL(repository.commit.tree.rawZipArchiveURL);
    expect((await raw(`${pathname}${format}`)).headers.get('content-type')).toBe('application/zip');
    expect((await raw(`/.api/repos${repository.url}/-/refresh`, { method: 'POST' })).status).toBe(200);

    const { dynamicFilters, results } = search.results;
    expect(results).toEqual([
      { url: `/${escaped}/-/commit/${oid}`, label: { text: expect.stringContaining(`](/${escaped})`) } },
    ]);
    const { value } = dynamicFilters.find(({ kind }: { kind: string }) => kind === 'repo');
    const again = await api.ask(
      api.admin,
      'query ($query: String!) { search(query: $query) { results { repositories { name } } } }',
      { query: `${value} needle` },
    );
    expect(again.search.results.repositories).toEqual([{ name }]);
  });

  test('a directory comes as a list, and as an archive with paths from the root', async () => {
    expect(await (await raw('/app/-/raw/src/')).text()).toBe('deep/\na.ts\n');
    const zip = await raw('/app@main/-/raw', { headers: { accept: 'application/zip' } });
    expect(zip.headers.get('content-type')).toBe('application/zip');
    expect(zip.headers.get('content-disposition')).toBe('Attachment; filename=app.zip');
    expect(
      Buffer.from(await zip.arrayBuffer())
        .subarray(0, 4)
        .toString('latin1'),
    ).toBe('PK\x03\x04');
    const tar = await raw('/app@main/-/raw/src/deep?format=tar');
    expect(tar.headers.get('content-disposition')).toBe('Attachment; filename=deep.tar');
    expect(await names(tar)).toEqual(['src/', 'src/deep/', 'src/deep/er/', 'src/deep/er/b.go']);
    expect((await raw('/app/-/raw?format=rar')).status).toBe(400);
  });

  test('what is hidden is answered as what is not there, and each use by a machine is recorded', async () => {
    const { id: machine } = await api.createServiceAccount('fetcher');
    const token = await api.createToken(machine);
    const answer = async (path: string, as: Identity | null) => {
      const response = await raw(path, {}, as);
      return `${response.status} ${await response.text()}`;
    };
    expect(await answer('/app/-/raw/README.md', token)).toBe('404 repository not found\n');
    expect(await answer('/missing/-/raw/README.md', token)).toBe('404 repository not found\n');
    expect(await answer('/app/-/raw/README.md', null)).toBe('401 Private mode requires authentication.\n');
    expect(await answer('/app/-/raw/README.md', { token: 'nonsense' })).toBe('401 Invalid access token.\n');
    await grant(api, machine, [id]);
    expect(await answer('/app/-/raw/README.md', token)).toBe('200 # App\n');
    expect(
      (await api.events({ entity: 'repository', action: 'accessed' })).map(({ target, outcome }) => [
        target?.name,
        outcome,
      ]),
    ).toEqual([
      ['app', 'SUCCESS'],
      [undefined, 'FAILURE'],
      [undefined, 'FAILURE'],
    ]);
    for (const [path, text] of [
      ['/app@nope/-/raw/README.md', 'revision not found'],
      ['/app/-/raw/nope', 'path not found'],
      ['/gone/-/raw', 'Repository unavailable while cloning.'],
      ['/app/-/blob/x', 'no route'],
    ] as const) {
      expect(await answer(path, api.admin), path).toBe(`404 ${text}\n`);
    }
    expect((await raw('/gone/-/raw', { method: 'HEAD' })).status).toBe(200);
    expect((await raw('/missing/-/raw', { method: 'HEAD' })).status).toBe(404);
  });

  test('rules hold paths back from archives, lists and files', async () => {
    await configure(api, { experimentalFeatures: { subRepoPermissions: { enabled: true } } });
    const person = await api.createUser('dave');
    await grant(api, person.id, [id]);
    await api.database.db.query(
      `INSERT INTO sub_repository_rules (user_id, repository_id, rules, updated_at) VALUES ($1, $2, $3, now())`,
      [numberIn(person.id), numberIn(id), ['/README.md', '/src/deep/**']],
    );

    expect(
      (await names(await raw('/app/-/raw?format=tar', {}, person))).filter((name) => !name.endsWith('/')),
    ).toEqual(['README.md', 'src/deep/er/b.go']);
    expect(await (await raw('/app/-/raw/src', {}, person)).text()).toBe('deep/\n');
    expect((await raw('/app/-/raw/src/a.ts', {}, person)).status).toBe(404);
  });

  test('a name that is not UTF-8 is in a whole archive, and elsewhere said to be in the way', async () => {
    await configure(api, { experimentalFeatures: { subRepoPermissions: { enabled: true } } });
    const odd = await host.create('odd-names');
    odd.git('-c', String.raw`alias.odd=!touch "$(printf 'bad\377name.txt')" && git add .`, 'odd');
    await odd.commit({ 'README.md': '# Odd\n', 'open/a.txt': 'a\n' });
    await addConnection(api, { url: host.url, repos: ['odd-names'], repositoryPathPattern: '{repo}' });
    await api.services.background.idle();
    const [person, repository] = [await api.createUser('erin'), await repositoryNamed(api, 'odd-names')];
    await grant(api, person.id, [repository.id]);
    await api.database.db.query(
      `INSERT INTO sub_repository_rules (user_id, repository_id, rules, updated_at) VALUES ($1, $2, '{/**,-/secret/**}', now())`,
      [numberIn(person.id), numberIn(repository.id)],
    );

    expect(await names(await raw('/odd-names/-/raw?format=tar'))).toContainEqual(
      expect.stringMatching(/^bad.+name.txt$/),
    );
    for (const [path, as] of [
      ['/odd-names/-/raw?format=tar', person],
      ['/odd-names/-/raw/bad%EF%BF%BDname.txt?format=zip', api.admin],
    ] as const) {
      const refused = await raw(path, {}, as);
      expect([refused.status, await refused.text()]).toEqual([
        413,
        'it has file names that are not UTF-8, which only a whole archive can hold\n',
      ]);
    }
    expect((await names(await raw('/odd-names/-/raw/open?format=tar', {}, person))).at(-1)).toBe(
      'open/a.txt',
    );
  });
});

test('whom rules hold back from paths sees neither the files nor what was said of them', async () => {
  await configure(api, { experimentalFeatures: { subRepoPermissions: { enabled: true } } });
  const person = await api.createUser('carol');
  await grant(api, person.id, [id]);
  await api.database.db.query(
    `INSERT INTO sub_repository_rules (user_id, repository_id, rules, updated_at) VALUES ($1, $2, $3, now())`,
    [numberIn(person.id), numberIn(id), ['/README.md', '/src/deep/**']],
  );

  const { commit } = await onApp(
    `commit(rev: "main") { message fileNames hidden: blob(path: "src/a.ts") { content } blob(path: "README.md") { content }
      ancestors { nodes { message } totalCount } ofHidden: ancestors(path: "src/a.ts") { nodes { oid } } }`,
    undefined,
    person,
  );

  expect(commit).toEqual({
    message: '',
    fileNames: ['README.md', 'src/deep/er/b.go'],
    hidden: null,
    blob: { content: '# App\n' },
    ancestors: { nodes: [{ message: 'change a' }, { message: 'begin\n\nwith a body' }], totalCount: null },
    ofHidden: { nodes: [] },
  });
});

describe('git is run within bounds', () => {
  test('a hundred questions about one repository are one program, and what is too much is refused', async () => {
    const started = api.services.git.started;
    const aliases = Array.from(
      { length: 100 },
      (_, index) => `c${index}: commit(rev: "main") { blob(path: "README.md") { content } }`,
    );
    await onApp(aliases.join(' '));
    expect(api.services.git.started - started).toBeLessThanOrEqual(2);
  });

  test('more programs than allowed wait for each other, whichever repositories they read', async () => {
    const reader = new GitReader({ catFiles: 1, programs: 1 });
    const { gitDir } = mirrorOf(api.services, numberIn(id));
    const other = mirrorOf(api.services, numberIn((await repositoryNamed(api, 'empty')).id)).gitDir;

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => reader.describe(index % 2 === 0 ? gitDir : other, 'HEAD')),
    );
    expect(answers.filter(Boolean)).toHaveLength(10);
    expect((await reader.read(gitDir, commits.head, 10_000)).toString()).toContain('odd things');
    await expect(reader.read(gitDir, commits.head, 3)).rejects.toThrow('bytes');
    await expect(reader.read(gitDir, commits.head, 10_000)).resolves.toBeInstanceOf(Buffer);
    reader.stop();
  });

  test('a program ends when who was about to ask it has hung up', async () => {
    const reader = new GitReader({ idleSeconds: 0.05 });
    const { gitDir } = mirrorOf(api.services, numberIn((await repositoryNamed(api, 'empty')).id));
    const hangUpBeforeAsking = async () => {
      const hangUp = new AbortController();
      const answer = reader.describe(gitDir, 'HEAD', hangUp.signal);
      hangUp.abort(new Error('gone'));
      await expect(answer).rejects.toThrow('gone');
    };
    const noneIsLeft = () =>
      vi.waitFor(() => {
        const all = execFileSync('ps', ['-o', 'args', '--ppid', String(process.pid)], { encoding: 'utf8' });
        expect(all.split('\n').filter((args) => args.includes(`${gitDir} cat-file`))).toEqual([]);
      }, 5000);
    // One that is started for it, and one that is there.
    await hangUpBeforeAsking();
    await noneIsLeft();
    await reader.describe(gitDir, 'HEAD');
    await hangUpBeforeAsking();
    await noneIsLeft();
  });

  test('what nobody waits for is ended', async () => {
    const { gitDir } = mirrorOf(api.services, numberIn(id));
    const ended = new Promise<void>((resolve) => {
      const catFile = new CatFile(gitDir, 'describe', () => catFile.hasEnded && resolve());
      const hangUp = new AbortController();
      const answer = catFile.ask('HEAD', 0, hangUp.signal);
      answer.catch(() => {});
      hangUp.abort();
    });
    await ended;

    const slots = new Slots(1);
    const release = await slots.take(undefined);
    const hangUp = new AbortController();
    const waits = slots.take(hangUp.signal);
    hangUp.abort(new Error('gone'));
    await expect(waits).rejects.toThrow('gone');
    release();
    expect(slots.isFull).toBe(false);
  });
});
