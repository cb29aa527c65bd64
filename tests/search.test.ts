import { readdir, readFile, rm } from 'node:fs/promises';
import { type ClientRequest, request } from 'node:http';
import { join } from 'node:path';
import { ScriptTarget, transpile } from 'typescript';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  createGatehouseClient,
  GatehouseError,
  type SearchEvent,
  type SearchStreamOptions,
} from '../sdk/src/index.js';
import { numberIn } from './support/access-tokens.js';
import { headersOf, type Identity, startTestApi, type TestApi } from './support/api.js';
import { repositoriesDirectory } from './support/git.js';
import { asPattern, codeBlocks, quoted, readPage, tableRows } from './support/markdown.js';
import { addConnection, grant, repositoryNamed } from './support/repositories.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
let host: Awaited<ReturnType<typeof repositoriesDirectory>>;
const ids: Record<string, string> = {};
const commits: Record<string, string> = {};
let robot: { token: string };
let robotId: string;

const files = {
  app: {
    'README.md': '# App\n\nuses the widget\n',
    'src/main.ts': 'import { widget } from "./widget.js";\n\nwidget();\nüber widget ünd widget\n',
    'src/widget.ts': 'export function widget() {\n  return 1;\n}\n',
    'docs/a b.md': 'nothing here\n',
  },
  hidden: { 'plan.txt': 'the widget is secret\n' },
  granted: { 'deep/er/part.go': 'package part\n// widget\n', 'vault/key.txt': 'widget key\n' },
  old: {
    'old.txt': 'archived widget\n',
    // A line in which a pattern would be looked for too long.
    'code.min.js': `${'const one=function(a){return a+1};'.repeat(10_000)}zebra\u00fc\n`,
    'code.js': 'const one = function(a) {\n  return a + 1;\n};\n// zebra\n',
    // More than fits between the server and a client that does not read.
    ...Object.fromEntries(
      Array.from({ length: 16 }, (_, index) => [
        `big/${index}.txt`,
        `${'needle '.padEnd(999, '.')}\n`.repeat(1000),
      ]),
    ),
  },
};

beforeAll(async () => {
  api = await startTestApi({ BACKGROUND_WORK: true });
  host = await repositoriesDirectory();
  for (const [name, content] of Object.entries(files)) {
    const repository = await host.create(name);
    if (name === 'app') {
      commits['first'] = await repository.commit(
        { 'gone.txt': 'a gadget\n' },
        { message: 'begin with a gadget' },
      );
      repository.git('branch', 'old-branch');
      await repository.commit(
        { 'gone.txt': null },
        { author: 'Bob', email: 'bob@example.com', message: 'drop it' },
      );
    }
    commits[name] = await repository.commit(content, { message: `add the ${name} widget` });
  }
  await host.create('empty');
  await addConnection(api, {
    url: host.url,
    repos: [...Object.keys(files), 'empty'],
    repositoryPathPattern: '{repo}',
  });
  await addConnection(api, { url: 'file:///nowhere', repos: ['absent'], repositoryPathPattern: '{repo}' });
  for (const name of [...Object.keys(files), 'empty', 'absent'])
    ids[name] = (await repositoryNamed(api, name)).id;
  await api.services.background.idle();
  await api.database.db.query(
    `UPDATE repositories SET is_private = name IN ('hidden', 'granted'), is_archived = name = 'old'`,
  );
  const account = await api.createServiceAccount('robot');
  robotId = account.id;
  robot = await api.createToken(account.id);
  await grant(api, robotId, [ids['granted'] as string]);
});
afterAll(async () => {
  await api.close();
  await host.remove();
});

interface StreamEvent {
  event: string;
  data: any;
}

/** Asks the stream and reads its events as the official client does. */
async function stream(
  as: Identity,
  q: string | undefined,
  parameters: Record<string, string> = {},
): Promise<{ text: string; events: StreamEvent[] }> {
  const query = new URLSearchParams({ ...(q !== undefined && { q }), ...parameters });
  const response = await api.fetch(`/.api/search/stream?${query}`, { headers: headersOf(as) });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(text.endsWith('\n\n')).toBe(true);
  const events = text
    .slice(0, -2)
    .split('\n\n')
    .map((block): StreamEvent => {
      const [first = '', second = '', ...rest] = block.split('\n');
      expect([first.slice(0, 7), second.slice(0, 6), rest], block).toEqual(['event: ', 'data: ', []]);
      return { event: first.slice(7), data: JSON.parse(second.slice(6)) };
    });
  expect(events.at(-1)).toEqual({ event: 'done', data: {} });
  return { text, events };
}

const dataOf = (events: StreamEvent[], name: string) =>
  events.filter(({ event }) => event === name).map(({ data }) => data);
const matchesIn = (events: StreamEvent[]): any[] => dataOf(events, 'matches').flat();
/** What matched, in short and sorted. */
async function found(as: Identity, q: string, parameters?: Record<string, string>): Promise<string[]> {
  const { events } = await stream(as, q, parameters);
  return matchesIn(events)
    .map(({ type, repository, path = '' }) => [type, repository, path].join(' ').trim())
    .sort();
}
const alertOf = async (q: string, as: Identity = robot) => dataOf((await stream(as, q)).events, 'alert')[0];

describe('the stream', () => {
  test('has matches with their places, filters, a final progress, and done', async () => {
    const { events: all } = await stream(robot, 'repo:^app$ widget file:main', { cm: 't', cl: '0' });
    // On a busy machine it also says how far it is.
    const events = all.filter(({ event, data }) => event !== 'progress' || data.done);

    expect(events.map(({ event }) => event)).toEqual(['filters', 'matches', 'filters', 'progress', 'done']);
    expect(matchesIn(events)).toEqual([
      {
        type: 'content',
        path: 'src/main.ts',
        repositoryID: numberIn(ids['app'] as string),
        repository: 'app',
        repoLastFetched: expect.stringMatching(/^20.*Z$/),
        branches: [''],
        commit: commits['app'],
        hunks: null,
        chunkMatches: [
          {
            content: 'import { widget } from "./widget.js";',
            contentStart: { offset: 0, line: 0, column: 0 },
            ranges: [
              { start: { offset: 9, line: 0, column: 9 }, end: { offset: 15, line: 0, column: 15 } },
              { start: { offset: 26, line: 0, column: 26 }, end: { offset: 32, line: 0, column: 32 } },
            ],
          },
          {
            content: 'widget();\nüber widget ünd widget',
            contentStart: { offset: 39, line: 2, column: 0 },
            ranges: [
              { start: { offset: 39, line: 2, column: 0 }, end: { offset: 45, line: 2, column: 6 } },
              { start: { offset: 55, line: 3, column: 5 }, end: { offset: 61, line: 3, column: 11 } },
              { start: { offset: 67, line: 3, column: 16 }, end: { offset: 73, line: 3, column: 22 } },
            ],
          },
        ],
        language: 'TypeScript',
      },
    ]);
    expect(dataOf(events, 'progress')).toEqual([
      { done: true, repositoriesCount: 1, matchCount: 5, durationMs: expect.any(Number), skipped: [] },
    ]);
    expect(dataOf(events, 'filters').at(-1)).toEqual([
      { value: 'repo:^app$', label: 'app', count: 5, exhaustive: true, kind: 'repo' },
      { value: 'type:file', label: 'Code', count: 5, exhaustive: true, kind: 'type' },
      { value: 'lang:typescript', label: 'TypeScript', count: 5, exhaustive: true, kind: 'lang' },
    ]);
  });

  test('tells lines without `cm`, and places in characters', async () => {
    const { events } = await stream(robot, 'r:app f:main.ts über case:yes OR (r:app f:plan)');
    const lines = await stream(robot, 'repo:app file:main.ts ünd');

    expect(matchesIn(events)[0].lineMatches).toEqual([
      { line: 'über widget ünd widget', lineNumber: 3, offsetAndLengths: [[0, 4]] },
    ]);
    expect(matchesIn(lines.events)[0].lineMatches[0].offsetAndLengths).toEqual([[12, 3]]);
  });

  test('finds contents, paths and names of repositories, and only what the caller may see', async () => {
    expect(await found(robot, 'widget')).toEqual([
      'content app README.md',
      'content app src/main.ts',
      'content app src/widget.ts',
      'content granted deep/er/part.go',
      'content granted vault/key.txt',
    ]);
    expect(await found(api.admin, 'widget -file:src')).toEqual([
      'content app README.md',
      'content granted deep/er/part.go',
      'content granted vault/key.txt',
      'content hidden plan.txt',
    ]);
    expect(await found(robot, 'grant')).toEqual(['repo granted']);
    expect(await found(robot, 'type:path main')).toEqual(['path app src/main.ts']);
    expect(await found(robot, 'repo:^app$ file:\\.md$')).toEqual([
      'path app README.md',
      'path app docs/a b.md',
    ]);
    expect(await found(robot, 'repo:a')).toEqual(['repo absent', 'repo app', 'repo granted']);
    expect(await found(robot, 'repo:has.commit.after(2024-01-01T00:02:30Z)')).toEqual(['repo app']);
    expect(await found(robot, 'repo:has.file(path:\\.ts$ content:return)')).toEqual(['repo app']);
    expect(await found(robot, 'file:has.content(import) widget')).toEqual(['content app src/main.ts']);
    expect(await found(robot, 'widget archived:only')).toEqual(['content old old.txt']);
  });

  test('answers for a hidden repository, byte for byte, what it answers for none', async () => {
    const byTime = (text: string) => text.replaceAll(/"durationMs":\d+/g, '');
    const [hidden, none] = [
      await stream(robot, 'repo:^hidden$ widget'),
      await stream(robot, 'repo:^nobody$ widget'),
    ];
    expect(byTime(hidden.text)).toBe(byTime(none.text));
    expect(dataOf(hidden.events, 'alert')).toEqual([
      {
        title: 'No repositories found',
        description: 'Try using a different `repo:<regexp>` filter to see results',
        proposedQueries: null,
      },
    ]);
    expect(byTime((await stream(robot, 'repo:hidden')).text)).toBe(
      byTime((await stream(robot, 'repo:nobody')).text),
    );
  });

  test('does not find what rules hold back', async () => {
    await configure(api, {
      experimentalFeatures: { subRepoPermissions: { enabled: true } },
      'permissions.userMapping': { enabled: true, bindID: 'username' },
    });
    await api.ask(
      api.admin,
      `mutation ($repository: ID!, $paths: [String!]!) { setSubRepositoryPermissionsForUsers(
        repository: $repository, userPermissions: [{ bindID: "robot", paths: $paths }]) { alwaysNil } }`,
      { repository: ids['granted'], paths: ['/**', '-/vault/**'] },
    );
    expect(await found(robot, 'repo:granted widget')).toEqual(['content granted deep/er/part.go']);
    expect(await found(robot, 'repo:granted file:.')).toEqual(['path granted deep/er/part.go']);
    expect(await found(robot, 'repo:has.path(^vault/)')).toEqual([]);
    expect(await found(robot, 'repo:has.content(key) repo:granted')).toEqual([]);
    expect(await found(api.admin, 'repo:has.path(^vault/)')).toEqual(['repo granted']);
    const [diff] = matchesIn((await stream(robot, 'repo:^granted$ type:diff widget')).events);
    expect(diff.content).toContain('part.go');
    expect(diff.content).not.toContain('vault');
    expect(await found(robot, 'repo:^granted$ type:diff key')).toEqual([]);
    await configure(api, {});
  });

  test('selects, counts and displays as asked', async () => {
    expect(await found(robot, 'widget select:repo')).toEqual(['repo app', 'repo granted']);
    expect(await found(robot, 'widget select:file.directory repo:app')).toEqual([
      'path app',
      'path app src/',
    ]);
    const limited = (await stream(robot, 'widget count:2 repo:app')).events;
    const displayed = (await stream(robot, 'widget repo:app', { display: '1' })).events;

    const last = (events: StreamEvent[]) => dataOf(events, 'progress').at(-1);
    expect(last(limited)).toMatchObject({
      matchCount: 2,
      skipped: [
        {
          reason: 'shard-match-limit',
          title: 'result limit hit',
          severity: 'info',
          suggested: { title: 'increase limit', queryExpression: 'count:1000' },
        },
      ],
    });
    expect(dataOf(limited, 'filters').at(-1)[0].exhaustive).toBe(false);
    expect(last(displayed)).toMatchObject({ matchCount: 7, skipped: [{ reason: 'display' }] });
    expect(matchesIn(displayed)).toHaveLength(1);
  });

  test('has each match once, however many parts of the query or revisions find it', async () => {
    const { events } = await stream(robot, '(f:main widget) OR (f:src über)');
    const lines = matchesIn(events).flatMap(({ path, lineMatches }) =>
      lineMatches.map(({ lineNumber }: any) => `${path} ${lineNumber}`),
    );
    expect(lines.sort()).toEqual(['src/main.ts 0', 'src/main.ts 2', 'src/main.ts 3', 'src/main.ts 3']);
    const q = 'r:^app$ f:main über or r:^app$ f:main widget or f:main /über widget/';
    const again = await stream(robot, q);
    const places = matchesIn(again.events).flatMap(({ lineMatches }) =>
      lineMatches.flatMap(({ lineNumber, offsetAndLengths }: any) =>
        offsetAndLengths.map(([at]: number[]) => `${lineNumber}:${at}`),
      ),
    );
    expect(places).toEqual(['0:9', '0:26', '2:0', '3:0', '3:5', '3:16']);
    // Parts that look into the same files for different things tell of each file once.
    expect(matchesIn(again.events)).toHaveLength(1);
    expect(dataOf(again.events, 'progress').at(-1)).toMatchObject({ matchCount: 6 });
    expect(await found(robot, 'repo:app@old-branch:main gone')).toEqual(['path app gone.txt']);
  });

  test('searches other revisions, and says which are not there', async () => {
    const { events } = await stream(robot, 'repo:^app$@old-branch:nope gadget');
    expect(matchesIn(events)).toMatchObject([
      { type: 'content', path: 'gone.txt', branches: ['old-branch'], commit: commits['first'] },
    ]);
    expect(dataOf(events, 'alert')).toEqual([
      {
        title: 'Some repositories could not be searched',
        description: 'These revisions were not found:\n\n* `app@nope`',
        proposedQueries: null,
      },
    ]);
  });

  test('searches all branches and tags that a pattern names, and tells of each by its shortest name', async () => {
    const branchesIn = async (q: string) =>
      matchesIn((await stream(robot, q)).events).map(({ type, branches }) => `${type} ${branches}`);
    expect(await branchesIn('repo:^app$@*refs/heads/* gadget')).toEqual(['content old-branch']);
    expect(await branchesIn('repo:^app$@*refs/heads/*:*!refs/heads/main type:repo')).toEqual([
      'repo old-branch',
    ]);
    expect(await branchesIn('repo:^app$@*refs/tags/* gadget')).toEqual([]);
    expect(await branchesIn('repo:^(app|empty)$@*refs/heads/* type:repo')).toHaveLength(2);
  });

  test('has the revision with a file that was found in another than the default branch', async () => {
    const { search } = await api.ask(
      robot,
      '{ search(query: "repo:^app$@old-branch gadget") { results { results { ... on FileMatch { revSpec { ... on GitRevSpecExpr { expr object { oid type } } } } } } } }',
    );
    expect(search.results.results).toEqual([
      { revSpec: { expr: 'old-branch', object: { oid: commits['first'], type: 'GIT_COMMIT' } } },
    ]);
  });

  test('finds commits in the history of several revisions once, without what another reaches', async () => {
    const subjects = async (revisions: string) =>
      matchesIn((await stream(robot, `repo:^app$@${revisions} type:commit`)).events).map(
        ({ message }) => message,
      );
    expect(await subjects('*refs/heads/*')).toEqual(['add the app widget', 'drop it', 'begin with a gadget']);
    expect(await subjects('^old-branch')).toEqual(['add the app widget', 'drop it']);
    expect(await subjects('main:^main')).toEqual([]);
    const { events } = await stream(robot, 'repo:^app$@main:^nope type:commit');
    expect(matchesIn(events)).toEqual([]);
    expect(dataOf(events, 'alert')[0].description).toContain('`app@^nope`');
  });

  test('finds commits by the account of their author, by its verified addresses', async () => {
    const { id } = await api.createUser('bobby');
    const found = async (q: string, as: Identity = robot) =>
      matchesIn((await stream(as, `repo:^app$ type:commit ${q}`)).events).map(({ message }) => message);
    expect(await found('author:@bobby')).toEqual([]);
    await api.database.db.query(
      `INSERT INTO user_emails (user_id, email, verified_at, is_primary, created_at)
       VALUES ($1, 'Bob@example.com', now(), false, now()), ($1, 'ada@example.com', NULL, false, now())`,
      [numberIn(id)],
    );
    expect(await found('author:@BOBBY')).toEqual(['drop it']);
    expect(await found('-author:@bobby')).toEqual(['add the app widget', 'begin with a gadget']);
    expect(await found('committer:@bobby')).toEqual(['drop it']);
    // Nobody is called so: it is a pattern.
    expect(await found('author:@example')).toHaveLength(3);
    expect(await found('author:@robot')).toEqual([]);
  });

  test('proposes what would find more, and tells what is not on disk', async () => {
    expect(await alertOf('repo:old widget')).toMatchObject({
      title: 'No repositories found',
      proposedQueries: [{ query: 'repo:old widget archived:yes patternType:standard' }],
    });
    for (const or of ['repo:old widget or repo:old gadget', 'widget repo:old or repo:older widget']) {
      expect((await alertOf(or)).proposedQueries).toMatchObject([
        { query: `(${or}) archived:yes patternType:standard` },
      ]);
    }
    const { events } = await stream(robot, 'widget');
    expect(dataOf(events, 'progress').at(-1).skipped).toMatchObject([
      { reason: 'repository-missing', title: '1 missing', message: expect.stringContaining('`absent`') },
      { reason: 'excluded-archive', title: '1 archived', suggested: { queryExpression: 'archived:yes' } },
    ]);
    const { token } = await api.createToken((await api.createServiceAccount('blind')).id);
    await api.database.db.query('UPDATE repositories SET is_private = true');
    expect(await alertOf('anything', { token })).toMatchObject({
      title: 'No repositories or code hosts configured',
    });
    await api.database.db.query(`UPDATE repositories SET is_private = name IN ('hidden', 'granted')`);
  });

  test('finds commits by their messages and who made them, and diffs by the lines that they change', async () => {
    const commitsFound = async (q: string, as: Identity = robot) =>
      matchesIn((await stream(as, `repo:^app$ ${q}`)).events).map(({ message }) => message);
    const [commit] = matchesIn((await stream(robot, 'repo:^app$ type:commit gadget')).events);

    expect(commit).toEqual({
      type: 'commit',
      label: `[app](/app) › [Ada](/app/-/commit/${commits['first']}): [begin with a gadget](/app/-/commit/${commits['first']})`,
      url: `/app/-/commit/${commits['first']}`,
      detail: expect.stringMatching(/^\[`[0-9a-f]{7}` \d years? ago\]\(\/app\/-\/commit\/[0-9a-f]{40}\)$/),
      repositoryID: numberIn(ids['app'] as string),
      repository: 'app',
      repoLastFetched: expect.any(String),
      oid: commits['first'],
      message: 'begin with a gadget',
      authorName: 'Ada',
      authorDate: expect.stringContaining('2024-01-01T00:01:00'),
      committerName: 'Ada',
      committerDate: expect.stringContaining('2024-01-01T00:01:00'),
      content: '```COMMIT_EDITMSG\nbegin with a gadget\n```',
      ranges: [[1, 13, 6]],
    });
    expect(await commitsFound('type:commit author:bob')).toEqual(['drop it']);
    expect(await commitsFound('type:commit -author:bob before:"2024-01-01T00:02:30Z"')).toEqual([
      'begin with a gadget',
    ]);
    expect(await commitsFound('type:commit file:^src/')).toEqual(['add the app widget']);
    expect(await commitsFound('type:diff gadget')).toEqual(['drop it', 'begin with a gadget']);
    expect(await commitsFound('type:diff gadget select:commit.diff.removed')).toEqual(['drop it']);
    const [diff] = matchesIn((await stream(robot, 'repo:^app$ type:diff gadget author:bob')).events);
    expect([diff.content, diff.ranges]).toEqual([
      '```diff\ngone.txt /dev/null\n@@ -1 +0,0 @@\n-a gadget\n```',
      [[3, 3, 6]],
    ]);
  });

  test('looks into lines of any length, for any pattern', async () => {
    const both = ['content old code.js', 'content old code.min.js'];
    const where = 'repo:^old$ archived:yes patternType:regexp';
    const pattern = '(function|return|class|interface|const|import|export|delete)\\W[a-zA-Z_]+';
    expect(await found(robot, `${where} ${pattern} AND zebra`)).toEqual(both);
    expect(await found(robot, `${where} ${pattern} AND zebra[^a-z\\n]`)).toEqual(['content old code.min.js']);
    expect(await found(robot, `${where} zebra NOT ${pattern}`)).toEqual([]);
    expect(await found(robot, `${where} type:diff ${pattern}`)).toEqual(['commit old']);
    expect(await found(robot, `${where} type:diff (lion|tiger|elephant|${'x'.repeat(60)})`)).toEqual([]);
  });

  test('reads queries by the version and the type that are asked for', async () => {
    const q = 'repo:^app$ widget.*ünd';
    expect(await found(robot, q)).toEqual([]);
    expect(await found(robot, q, { v: 'V1' })).toEqual(['content app src/main.ts']);
    expect(await found(robot, q, { t: 'regexp' })).toEqual(['content app src/main.ts']);
    expect(await found(robot, 'repo:^app$ function 1', { t: 'keyword' })).toEqual([
      'content app src/widget.ts',
    ]);
    expect(await found(robot, 'repo:^app$ patternType:keyword widget "1;" return', { v: 'V1' })).toEqual([
      'content app src/widget.ts',
    ]);
    for (const t of ['standard', 'structural'])
      expect(await found(robot, 'repo:^app$ patternType:literal widget() {', { t })).toEqual([
        'content app src/widget.ts',
      ]);
    expect(await found(robot, 'repo:^app$ patternType:literal import { widget } (')).toEqual([]);
    expect(await found(robot, 'repo:^app$ content:"\\x{fc}ber.*ünd"', { t: 'regexp' })).toEqual([
      'content app src/main.ts',
    ]);
  });
});

test('each text about searches that is explained is one that the server gives', async () => {
  const asked = [
    'repo:^nobody$',
    'widget count:1',
    'repo:^app$@nope x',
    'type:symbol x',
    `/${'x{1000}'.repeat(6)}/`,
    undefined,
    'widget timeout:1ns',
  ];
  const seen: string[] = ['No repositories or code hosts configured'];
  for (const q of asked) {
    for (const { data } of (await stream(robot, q)).events)
      seen.push(
        ...[
          data.title,
          data.description,
          data.message,
          ...(data.skipped ?? []).map(({ title }: any) => title),
        ],
      );
  }
  const page = readPage('docs/troubleshooting.md');
  const explained = tableRows(page, '## A search does not find what is there').map(
    ([text = '']) => quoted(text)[0] ?? '',
  );
  expect(explained).toHaveLength(9);
  expect(explained.filter((text) => !seen.some((one) => asPattern(text).test(one)))).toEqual([]);
});

describe('over GraphQL', () => {
  const selection = `results { results { __typename
    ... on FileMatch { revSpec { ... on GitRevSpecExpr { expr object { oid } } } repository { name url } file { name path url content commit { oid } }
      lineMatches { preview lineNumber offsetAndLengths limitHit } limitHit languages
      chunkMatches { content contentStart { line character } ranges { start { line character } end { line character } } }
      pathMatches { start { line character } end { line character } } }
    ... on CommitSearchResult { messagePreview { value highlights { line character length } }
      diffPreview { value highlights { line character length } } label { html text } url detail { html }
      refs { name } sourceRefs { name } matches { url body { html text } highlights { character line length } }
      commit { repository { name } oid url subject author { date person { displayName } } } }
    ... on Repository { name url label { html } matches { url } } }
    limitHit cloning { name } missing { name } timedout { name } resultCount matchCount approximateResultCount
    repositoriesCount repositories { name } indexUnavailable elapsedMilliseconds
    dynamicFilters { value label count limitHit kind }
    alert { title description kind proposedQueries { description query } } }`;
  const search = async (query: string, as: Identity = robot, args = '') =>
    (
      await api.ask(as, `query ($query: String!) { search(query: $query ${args}) { ${selection} } }`, {
        query,
      })
    ).search.results;

  test('a search finds files, with what is in them', async () => {
    const found = await search('repo:^app$ file:widget\\.ts function.*widget');
    expect(found).toEqual({
      results: [
        {
          __typename: 'FileMatch',
          repository: { name: 'app', url: '/app' },
          revSpec: null,
          file: {
            name: 'widget.ts',
            path: 'src/widget.ts',
            url: '/app/-/blob/src/widget.ts',
            content: files.app['src/widget.ts'],
            commit: { oid: commits['app'] },
          },
          lineMatches: [
            {
              preview: 'export function widget() {',
              lineNumber: 0,
              offsetAndLengths: [[7, 15]],
              limitHit: false,
            },
          ],
          limitHit: false,
          languages: ['TypeScript'],
          chunkMatches: [
            {
              content: 'export function widget() {',
              contentStart: { line: 0, character: 0 },
              ranges: [{ start: { line: 0, character: 7 }, end: { line: 0, character: 22 } }],
            },
          ],
          pathMatches: [],
        },
      ],
      limitHit: false,
      cloning: [],
      missing: [],
      timedout: [],
      resultCount: 1,
      matchCount: 1,
      approximateResultCount: '1',
      repositoriesCount: 1,
      repositories: [{ name: 'app' }],
      indexUnavailable: false,
      elapsedMilliseconds: expect.any(Number),
      dynamicFilters: [
        { value: 'repo:^app$', label: 'app', count: 1, limitHit: false, kind: 'repo' },
        { value: 'type:file', label: 'Code', count: 1, limitHit: false, kind: 'type' },
        { value: 'lang:typescript', label: 'TypeScript', count: 1, limitHit: false, kind: 'lang' },
      ],
      alert: null,
    });
  });

  test('a search finds commits and repositories, and no more than it is to', async () => {
    const [commit] = (await search('repo:^app$@old-branch type:commit gadget')).results;
    const [diff] = (await search('repo:^app$ type:diff author:bob gadget')).results;
    const repositories = await search('repo:app');
    const limited = await search('widget count:2');

    expect(commit).toMatchObject({
      __typename: 'CommitSearchResult',
      messagePreview: { value: 'begin with a gadget', highlights: [{ line: 1, character: 13, length: 6 }] },
      diffPreview: null,
      url: `/app/-/commit/${commits['first']}`,
      label: { html: expect.stringContaining('<a href="/app">app</a> › ') },
      detail: { html: expect.stringContaining(' ago</a></p>') },
      refs: [{ name: 'refs/heads/old-branch' }],
      sourceRefs: [{ name: 'refs/heads/old-branch' }],
      matches: [{ body: { html: expect.stringContaining('language-COMMIT_EDITMSG') } }],
      commit: { oid: commits['first'], subject: 'begin with a gadget' },
    });
    expect(diff).toMatchObject({
      messagePreview: null,
      diffPreview: { value: 'gone.txt /dev/null\n@@ -1 +0,0 @@\n-a gadget' },
      sourceRefs: [{ name: 'refs/heads/main' }],
    });
    expect(repositories.results).toEqual([
      {
        __typename: 'Repository',
        name: 'app',
        url: '/app',
        label: { html: '<p><a href="/app">app</a></p>' },
        matches: [],
      },
    ]);
    expect(limited).toMatchObject({ limitHit: true, matchCount: 2, approximateResultCount: '2+' });
  });

  test('a file that several parts of a query find is one result, with each place that matches', async () => {
    const found = await search('repo:^app$ file:main über or repo:^app$ file:main widget');
    expect(found).toMatchObject({ matchCount: 6, results: [{ __typename: 'FileMatch' }] });
    expect(found.results[0].lineMatches.map((one: any) => [one.lineNumber, one.offsetAndLengths])).toEqual([
      [
        0,
        [
          [9, 6],
          [26, 6],
        ],
      ],
      [2, [[0, 6]]],
      [
        3,
        [
          [0, 4],
          [5, 6],
          [16, 6],
        ],
      ],
    ]);
  });

  test('a search has the caller see what the stream does, in whatever order', async () => {
    const names = (found: any) => found.repositories.map(({ name }: any) => name).sort();
    expect(names(await search('widget'))).toEqual(['app', 'granted']);
    expect(names(await search('widget', api.admin))).toEqual(['app', 'granted', 'hidden']);
    const still = ({ elapsedMilliseconds, ...rest }: any) => rest;
    expect(still(await search('repo:^hidden$ widget'))).toEqual(still(await search('repo:^nobody$ widget')));
  });

  test('a query is read by version and type, and one that cannot be answered has an alert', async () => {
    const count = async (query: string, args: string) => (await search(query, robot, args)).matchCount;
    expect(await count('repo:^app$ widget.*ünd', '')).toBe(1);
    expect(await count('repo:^app$ widget.*ünd', ', version: V2')).toBe(0);
    expect(await count('repo:^app$ function 1', ', patternType: keyword')).toBe(2);
    expect((await search('(', robot)).alert).toMatchObject({ title: 'Unable To Process Query' });
    expect(await count('repo:^app$ patternType:literal widget() {', ', patternType: structural')).toBe(1);
    expect((await search('x', robot, ', patternType: structural')).alert.description).toBe(
      'PatternType:structural is not supported',
    );
    expect((await search('x'.repeat(10_000))).alert.description).toBe(
      'A pattern is longer than 8192 characters',
    );
    for (const long of ['x'.repeat(100_000), `${'x{1000} '.repeat(21)}`])
      expect((await search(long)).alert.description).toBe(
        'The query is longer than 20000 characters with its repetitions written out: ask for less',
      );
    expect((await search('x y '.repeat(50_000))).alert.description).toBe(
      'The query is longer than 131072 characters',
    );
  });
});

/** Programs that look into files for this process. */
async function ripgreps(): Promise<string[]> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const states = await Promise.all(
    processes.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')),
  );
  return states.filter((state) => new RegExp(`^\\d+ \\(rg\\) [^Z] ${process.pid} `).test(state));
}

test('the programs that look for what nobody reads any more are ended', async () => {
  const query = encodeURIComponent('needle count:all archived:yes');
  const client = await new Promise<ClientRequest>((resolve, reject) => {
    const asked = request(`${api.url}/.api/search/stream?q=${query}`, { headers: headersOf(robot) });
    // Nothing of the answer is read, so it does not get on.
    asked.once('response', () => resolve(asked)).once('error', reject);
    asked.end();
  });
  await vi.waitFor(async () => expect(await ripgreps()).toHaveLength(1), 20_000);
  client.destroy();
  await vi.waitFor(async () => expect(await ripgreps()).toEqual([]), 20_000);
  expect(await found(robot, 'repo:^app$ type:path main')).toEqual(['path app src/main.ts']);
});

test('does not take a snapshot that vanishes for a repository without matches', async () => {
  const directory = join(
    api.services.config.DATA_DIR,
    'repositories',
    String(numberIn(ids['old'] as string)),
  );
  await rm(join(directory, 'snapshots'), { recursive: true });
  const { events } = await stream(robot, 'repo:^old$ widget');
  expect(matchesIn(events)).toEqual([]);
  expect(dataOf(events, 'progress').at(-1).skipped).toMatchObject([{ reason: 'repository-missing' }]);
});

test('a stream is the last answer of a connection that is to be closed', async () => {
  const [connection, text] = await new Promise<[unknown, string]>((resolve, reject) => {
    const headers = { ...headersOf(robot), connection: 'close' };
    const asked = request(`${api.url}/.api/search/stream?q=repo:app`, { headers, agent: false }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.once('end', () => resolve([answer.headers.connection, text]));
    });
    asked.once('error', reject).end();
  });
  expect(connection).toBe('close');
  expect(text).toMatch(/event: done/);
});

test('what is known to be empty lacks every file, and what is not on disk is not known to', async () => {
  expect(await found(api.admin, 'repo:^(app|empty|absent)$ -repo:has.path(main) type:repo')).toEqual([
    'repo empty',
  ]);
});

describe('what cannot be answered', () => {
  test.each([
    ['no query', undefined, {}, 'no query found'],
    ['a number that is none', 'x', { display: 'x' }, 'display must be an integer, got "x"'],
    [
      'a boolean that is none',
      'x',
      { cm: 'maybe' },
      'chunk matches must be parseable as a boolean, got "maybe"',
    ],
    ['a version that is none', 'x', { v: 'V9' }, 'unrecognized version: want "V1", "V2", or "V3", got "V9"'],
    ['a type that is none', 'x', { t: 'odd' }, 'unrecognized patternType "odd"'],
  ])('is an error: %s', async (_what, q, parameters, message) => {
    const { events } = await stream(robot, q, parameters);
    expect(events).toEqual([
      { event: 'error', data: { message } },
      { event: 'done', data: {} },
    ]);
  });

  test.each([
    ['type:symbol x', 'Type:symbol is not supported'],
    ['a patternType:structural', 'PatternType:structural is not supported'],
    ['context:mine x', 'Context:mine: there is only context:global, and any other context is not supported'],
    ['count:no x', 'Field count has value no, no is not a number'],
    ['/(/', 'Error parsing regexp: missing closing ): `(`'],
    [`/${'x{1000}'.repeat(6)}/`, 'A pattern repeats too much: ask for fewer repetitions'],
    [`/${'(x{40}y{40}){12}'.repeat(12)}/`, 'A pattern repeats too much: ask for fewer repetitions'],
    ['x '.repeat(501), 'The query has more than 500 terms'],
    ['widget', 'PatternType:structural is not supported', { t: 'structural' }],
    ['widget', 'PatternType:nls is not supported', { t: 'nls' }],
    ['/[\\x{d800}-\\x{dfff}]/', 'A pattern asks for characters that cannot be looked for in files'],
  ])(
    'is an alert, and no progress: %.40s',
    async (q, description, parameters: Record<string, string> = {}) => {
      const { events } = await stream(robot, q, parameters);
      expect(events).toEqual([
        { event: 'alert', data: { title: 'Unable To Process Query', description, proposedQueries: null } },
        { event: 'done', data: {} },
      ]);
    },
  );

  test('is refused to whoever shows no credential, or a wrong one, and is recorded', async () => {
    const none = await api.fetch('/.api/search/stream?q=x');
    const wrong = await api.fetch('/.api/search/stream?q=x', {
      headers: { authorization: 'token nonsense' },
    });
    expect([none.status, await none.text()]).toEqual([401, 'Private mode requires authentication.\n']);
    expect([wrong.status, await wrong.text()]).toEqual([401, 'Invalid access token.\n']);
    const before = (await api.events({ entity: 'search' })).length;
    await stream(robot, 'a secret word');
    const events = await api.events({ entity: 'search' });
    expect(events).toHaveLength(before + 1);
    expect(events[0]).toMatchObject({ action: 'request', outcome: 'SUCCESS', actor: { name: 'robot' } });
    expect(JSON.stringify(events)).not.toContain('secret word');
  });

  test('is too much of what `api.ratelimit` grants', async () => {
    await configure(api, { 'api.ratelimit': { enabled: true, perUser: 150 } });
    const ask = () => api.fetch('/.api/search/stream?q=repo:app', { headers: headersOf(robot) });
    expect((await ask()).status).toBe(200);
    const second = await ask();
    expect([second.status, await second.text()]).toEqual([429, '']);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
    await configure(api, {});
  });
});

describe('the typed client', () => {
  const client = (token: string) => createGatehouseClient({ endpoint: api.url, token });
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;

  test('does what its page says of searching', async () => {
    const [, section = ''] = readPage('sdk/README.md').split('\n## Searching\n');
    const blocks = codeBlocks(section.split('\n## ')[0] ?? '');
    expect(blocks.map(({ language, answer }) => [language, answer?.language])).toEqual([
      ['ts', 'text'],
      ['ts', 'text'],
    ]);
    for (const { text, answer } of blocks) {
      const printed: string[] = [];
      const program = new AsyncFunction(
        'gatehouse',
        'console',
        transpile(text, { target: ScriptTarget.ES2022 }),
      );
      const consoleOf = { log: (...values: unknown[]) => printed.push(values.join(' ')) };
      await program(client(robot.token), consoleOf);
      expect(printed.join('\n')).toBe(answer?.text);
    }
  });

  test('gives the events of the stream, with lines around matches where they are asked for', async () => {
    const query = 'repo:^app$ file:README widget';
    const { events } = await stream(robot, query, { cm: 't', cl: '2', display: '1', v: 'V1' });
    const given: SearchEvent[] = [];
    const options = { query, contextLines: 2, display: 1, version: 'V1' } as const;
    for await (const event of client(robot.token).searchStream(options)) given.push(event);

    // How they are cut into events, and how often progress is told, depends on the time that it takes.
    const gist = (list: readonly { event: string; data: any }[]) => {
      const of = (name: string) => list.filter(({ event }) => event === name).map(({ data }) => data);
      return {
        matches: of('matches').flat(),
        filters: of('filters').at(-1),
        progress: { ...of('progress').at(-1), durationMs: 0 },
        others: list.filter(({ event }) => !['matches', 'filters', 'progress'].includes(event)),
      };
    };
    expect(gist(given)).toEqual(gist(events.slice(0, -1)));
    expect(gist(given)).toMatchObject({ progress: { done: true }, others: [] });
    expect(given).toContainEqual({
      event: 'matches',
      data: [expect.objectContaining({ chunkMatches: expect.any(Array) })],
    });
  });

  test('throws what went wrong, and holds no token', async () => {
    const failureOf = async (token: string, options: SearchStreamOptions) => {
      const all = async () => {
        for await (const _ of client(token).searchStream(options));
      };
      return all().then(
        () => expect.fail('it ended well'),
        (error: unknown) => error,
      );
    };

    const unknown = `sgp_${'0'.repeat(40)}`;
    const refused = await failureOf(unknown, { query: 'widget' });
    expect(refused).toBeInstanceOf(GatehouseError);
    expect(refused).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining('401'),
    });
    expect(JSON.stringify([refused, String(refused)])).not.toContain(unknown);
    expect(await failureOf(robot.token, { query: '' })).toMatchObject({ message: 'no query found' });
    expect(await failureOf(robot.token, { query: 'widget', signal: AbortSignal.abort() })).toMatchObject({
      name: 'AbortError',
    });
  });
});

// The last: with another connection nothing is open to all any more.
test('places are those in the file, whatever its encoding', async () => {
  const odd = await host.create('encodings');
  await odd.commit({
    'latin1.txt': Buffer.from('one\ncaf\xe9 needle \xe9 needle\n', 'latin1'),
    'mark.txt': '\ufefffirst needle\nn\u00e9 needle\n',
    'plain.txt': 'a needle\n',
    'headers/a.h': 'class needle;\n',
  });
  await addConnection(api, { url: host.url, repos: ['encodings'], repositoryPathPattern: '{repo}' });
  await api.services.background.idle();
  const matches = async (q: string, parameters: Record<string, string>) =>
    Object.fromEntries(
      matchesIn((await stream(api.admin, `repo:^encodings$ ${q}`, parameters)).events).map((match) => [
        match.path,
        match,
      ]),
    );
  const lines = await matches('needle', {});
  const chunks = await matches('needle', { cm: 't', cl: '0' });
  const multiline = await matches('(needle OR /one\\ncaf/)', { cm: 't', cl: '0' });
  const rangesOf = (match: any) =>
    match.chunkMatches.flatMap(({ ranges }: any) =>
      ranges.map(({ start, end }: any) => [start.offset, start.line, start.column, end.offset, end.column]),
    );

  expect(lines['latin1.txt'].lineMatches).toEqual([
    {
      line: 'caf\ufffd needle \ufffd needle',
      lineNumber: 1,
      offsetAndLengths: [
        [5, 6],
        [14, 6],
      ],
    },
  ]);
  expect(rangesOf(chunks['latin1.txt'])).toEqual([
    [9, 1, 5, 15, 11],
    [18, 1, 14, 24, 20],
  ]);
  expect(rangesOf(multiline['latin1.txt'])).toEqual([
    [0, 0, 0, 7, 3],
    [9, 1, 5, 15, 11],
    [18, 1, 14, 24, 20],
  ]);
  for (const found of [chunks, multiline]) {
    expect(found['mark.txt'].chunkMatches[0].contentStart).toEqual({ offset: 3, line: 0, column: 0 });
    expect(rangesOf(found['mark.txt'])).toEqual([
      [9, 0, 6, 15, 12],
      [20, 1, 3, 26, 9],
    ]);
    expect(rangesOf(found['plain.txt'])).toEqual([[2, 0, 2, 8, 8]]);
  }
  expect(Object.keys(await matches('needle lang:text', {})).sort()).toEqual([
    'latin1.txt',
    'mark.txt',
    'plain.txt',
  ]);
  expect(Object.keys(await matches('needle lang:c++', {}))).toEqual(['headers/a.h']);
});
