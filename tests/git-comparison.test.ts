import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { numberIn } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { repositoriesDirectory, type TestRepository } from './support/git.js';
import { addConnection, grant, repositoryNamed } from './support/repositories.js';
import { configure } from './support/site-configuration.js';

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const oddName = 'odd "name"\t-\n';
const [oldModule, newModule] = ['1'.repeat(40), '2'.repeat(40)];
const lines = (count: number, changed: Record<number, string> = {}) =>
  Array.from({ length: count }, (_, index) => `${changed[index + 1] ?? `line ${index + 1}`}\n`).join('');

let api: TestApi;
let host: Awaited<ReturnType<typeof repositoriesDirectory>>;
let app: TestRepository;
let id: string;
let commits: { base: string; head: string; main: string; merge: string; alone: string };
/** Sees everything but what is in `secret`. */
let heldBack: Identity & { id: string };

beforeAll(async () => {
  api = await startTestApi({ BACKGROUND_WORK: true });
  host = await repositoriesDirectory();
  app = await host.create('app');
  const base = await app.commit(
    {
      'README.md': '# App\n',
      'src/a.ts': `function f() {\n${lines(30)}}\n`,
      'gone.txt': 'gone\n',
      'moved/old.txt': lines(12),
      'mode.sh': 'echo\n',
      'image.png': Buffer.from([0x89, 0x50, 0, 1]),
      kind: 'text\n',
      [oddName]: 'odd\n',
      'lib/x': { submodule: oldModule },
      'ends.txt': 'a\nb',
      'big.txt': 'x\n'.repeat(2_200_000),
      'secret/changed.txt': 'hidden one\n',
      'secret/comes.txt': `hidden line\n${lines(12)}`,
      'open/goes.txt': lines(14),
    },
    { message: 'begin' },
  );
  app.git('branch', 'feature');
  const main = await app.commit({ 'README.md': '# App\nmore\n' }, { message: 'go on', author: 'Bea' });
  app.git('checkout', '--quiet', 'feature');
  await app.commit({ 'secret/changed.txt': 'hidden two\n' }, { message: 'only secret', author: 'Sue' });
  app.git('mv', 'moved/old.txt', 'moved/new.txt');
  app.git('mv', 'secret/comes.txt', 'open/comes.txt');
  app.git('mv', 'open/goes.txt', 'secret/goes.txt');
  app.git('rm', '--quiet', 'kind');
  const head = await app.commit(
    {
      'src/a.ts': `function f() {\n${lines(30, { 20: '<changed> & "quoted"' })}}\n`,
      'gone.txt': null,
      'moved/new.txt': lines(12, { 3: 'three' }),
      'mode.sh': { executable: 'echo\n' },
      'image.png': Buffer.from([0x89, 0x50, 0, 2]),
      kind: { link: 'README.md' },
      [oddName]: '--- even\n+++ odder\n',
      'lib/x': { submodule: newModule },
      'ends.txt': 'a\nc\n',
      'big.txt': 'y\n'.repeat(2_200_000),
      'new.txt': 'new',
      'empty.txt': '',
    },
    { message: 'change much', author: 'Bea' },
  );
  app.git('checkout', '--quiet', '-b', 'merged', main);
  const person = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com' };
  app.gitWith(
    { ...person, GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.com' },
    'merge',
    '--quiet',
    '--no-ff',
    '-m',
    'merge',
    'feature',
  );
  const merge = app.git('rev-parse', 'HEAD');
  app.git('checkout', '--quiet', '--orphan', 'alone');
  app.git('rm', '-r', '-f', '--quiet', '.');
  const alone = await app.commit({ 'alone.txt': 'alone\n' }, { message: 'alone' });
  app.git('checkout', '--quiet', '-b', 'indented');
  await app.commit({ 'alone.txt': '  alone\n' }, { message: 'indent', author: 'Bea' });
  app.git('checkout', '--quiet', 'main');
  commits = { base, head, main, merge, alone };
  await host.create('empty');
  for (const name of ['plain', 'mixed']) {
    const repository = await host.create(name);
    const hidden = async (count: number) => {
      for (let at = 0; name === 'mixed' && at < count; at += 1)
        await repository.commit({ 'secret/x': `${count} ${at}\n` }, { message: `quiet ${count}` });
    };
    for (let at = 1; at <= 5; at += 1) {
      await hidden(at === 3 ? 5 : at % 2);
      await repository.commit({ a: `${at}\n` }, { message: `open ${at}` });
      if (at === 2) repository.git('branch', 'early');
    }
    await hidden(2);
  }
  await addConnection(api, {
    url: host.url,
    repos: ['app', 'empty', 'plain', 'mixed'],
    repositoryPathPattern: '{repo}',
  });
  const idOf = async (name: string) => (await repositoryNamed(api, name)).id;
  id = await idOf('app');
  const ids = [id, await idOf('plain'), await idOf('mixed')];
  await api.services.background.idle();
  await configure(api, { experimentalFeatures: { subRepoPermissions: { enabled: true } } });
  heldBack = await api.createUser('held-back');
  await grant(api, heldBack.id, ids);
  await api.database.db.query(
    `INSERT INTO sub_repository_rules (user_id, repository_id, rules, updated_at)
     SELECT $1, repository, $3, now() FROM unnest($2::int[]) AS repository`,
    [numberIn(heldBack.id), ids.map(numberIn), ['/**', '-/secret/**']],
  );
});
afterAll(async () => {
  await api.close();
  await host.remove();
});

const onApp = async (selection: string, as: Identity = api.admin) =>
  (await api.ask(as, `{ repository(name: "app") { ${selection} } }`)).repository;
const refused = async (selection: string, name = 'app') =>
  (await api.query(api.admin, `{ repository(name: "${name}") { ${selection} } }`)).errors?.map(
    ({ message }) => message,
  );
const compared = async (selection: string, as: Identity = api.admin, base = 'main', head = 'feature') =>
  (await onApp(`comparison(base: "${base}", head: "${head}") { ${selection} }`, as)).comparison;
const file = `oldPath newPath stat { added deleted }
  hunks { oldRange { startLine lines } newRange { startLine lines } section body oldNoNewlineAt }`;
const fileDiffs = async (args: string, selection: string, as: Identity = api.admin) =>
  (await compared(`fileDiffs${args} { ${selection} }`, as)).fileDiffs;
const only = async (path: string, selection = file, as: Identity = api.admin) =>
  (await fileDiffs(`(paths: [${JSON.stringify(path)}])`, `nodes { ${selection} }`, as)).nodes;

describe('a comparison', () => {
  test('names its revisions, what they have in common, and the commits between them', async () => {
    const { base, head, main } = commits;
    const found = await compared(
      `baseRepository { name } headRepository { name }
       range { expr base { __typename ... on GitRevSpecExpr { expr object { oid type } } } baseRevSpec { expr }
         head { ... on GitRevSpecExpr { object { oid commit { subject } } } } headRevSpec { expr } mergeBase { oid } }
       commits { nodes { subject } totalCount } first: commits(first: 1) { nodes { oid } pageInfo { hasNextPage } }
       ofPath: commits(path: "README.md") { nodes { oid } }`,
    );

    expect(found).toEqual({
      baseRepository: { name: 'app' },
      headRepository: { name: 'app' },
      range: {
        expr: 'main...feature',
        base: { __typename: 'GitRevSpecExpr', expr: 'main', object: { oid: main, type: 'GIT_COMMIT' } },
        baseRevSpec: { expr: 'main' },
        head: { object: { oid: head, commit: { subject: 'change much' } } },
        headRevSpec: { expr: 'feature' },
        mergeBase: { oid: base },
      },
      commits: { nodes: [{ subject: 'change much' }, { subject: 'only secret' }], totalCount: 2 },
      first: { nodes: [{ oid: head }], pageInfo: { hasNextPage: true } },
      ofPath: { nodes: [] },
    });
  });

  test('lists every file that changed since then, by path, each with what became of it', async () => {
    const { nodes, totalCount, diffStat, pageInfo } = await fileDiffs(
      '(first: 100)',
      'nodes { oldPath newPath stat { added deleted } hunks { body } } totalCount diffStat { added deleted } pageInfo { hasNextPage endCursor }',
    );

    const renamed = { 'moved/new.txt': 'moved/old.txt', 'secret/goes.txt': 'open/goes.txt' };
    expect(nodes.map(({ oldPath, newPath }: Record<string, string>) => [oldPath, newPath])).toEqual([
      ['big.txt', 'big.txt'],
      [null, 'empty.txt'],
      ['ends.txt', 'ends.txt'],
      ['gone.txt', null],
      ['image.png', 'image.png'],
      ['kind', null],
      [null, 'kind'],
      ['lib/x', 'lib/x'],
      ['mode.sh', 'mode.sh'],
      [renamed['moved/new.txt'], 'moved/new.txt'],
      [null, 'new.txt'],
      [oddName, oddName],
      ['secret/comes.txt', 'open/comes.txt'],
      ['secret/changed.txt', 'secret/changed.txt'],
      [renamed['secret/goes.txt'], 'secret/goes.txt'],
      ['src/a.ts', 'src/a.ts'],
    ]);
    expect(totalCount).toBe(nodes.length);
    expect(pageInfo).toEqual({ hasNextPage: false, endCursor: null });
    const sum = (of: 'added' | 'deleted') =>
      nodes.reduce((total: number, { stat }: { stat: Record<string, number> }) => total + (stat[of] ?? 0), 0);
    expect(diffStat).toEqual({ added: sum('added'), deleted: sum('deleted') });
    const without = nodes.filter(({ hunks }: { hunks: object[] }) => hunks.length === 0);
    expect(without.map(({ newPath }: { newPath: string }) => newPath)).toEqual([
      'big.txt',
      'empty.txt',
      'image.png',
      'mode.sh',
      'open/comes.txt',
      'secret/goes.txt',
    ]);
  });

  test('says where lines were and are, what they belong to, and whether they end', async () => {
    const [changed] = await only('src/a.ts');
    expect(changed).toEqual({
      oldPath: 'src/a.ts',
      newPath: 'src/a.ts',
      stat: { added: 1, deleted: 1 },
      hunks: [
        {
          oldRange: { startLine: 18, lines: 7 },
          newRange: { startLine: 18, lines: 7 },
          section: 'line 16',
          body: ' line 17\n line 18\n line 19\n-line 20\n+<changed> & "quoted"\n line 21\n line 22\n line 23\n',
          oldNoNewlineAt: false,
        },
      ],
    });
    const [ends] = await only('ends.txt');
    expect(ends.hunks).toMatchObject([{ body: ' a\n-b\n+c\n', oldNoNewlineAt: true, section: null }]);
    const [made] = await only('new.txt');
    expect(made).toMatchObject({
      oldPath: null,
      stat: { added: 1, deleted: 0 },
      hunks: [{ oldRange: { startLine: 0, lines: 0 }, body: '+new', oldNoNewlineAt: false }],
    });
    const [odd] = await only(oddName);
    expect(odd.hunks).toMatchObject([{ body: '-odd\n+--- even\n++++ odder\n' }]);
    const [module] = await only('lib/x', 'hunks { body } newFile { path content byteSize }');
    expect(module).toEqual({
      hunks: [{ body: `-Subproject commit ${oldModule}\n+Subproject commit ${newModule}\n` }],
      newFile: { path: 'lib/x', content: '', byteSize: 0 },
    });
    const [{ hunks }] = await only(
      'src/a.ts',
      'hunks { highlight(disableTimeout: false) { aborted lines { html kind } } }',
    );
    expect(hunks[0].highlight.aborted).toBe(false);
    expect(hunks[0].highlight.lines.slice(2, 5)).toEqual([
      { html: 'line 19', kind: 'UNCHANGED' },
      { html: 'line 20', kind: 'DELETED' },
      { html: '&lt;changed&gt; &amp; &quot;quoted&quot;', kind: 'ADDED' },
    ]);
  });

  test('has the files of both sides', async () => {
    const { base, head } = commits;
    const sides =
      'oldFile { path content canonicalURL } newFile { path canonicalURL } mostRelevantFile { path }';
    expect((await fileDiffs('(paths: ["moved"])', `nodes { ${sides} internalID }`)).nodes).toEqual([
      {
        oldFile: {
          path: 'moved/old.txt',
          content: lines(12),
          canonicalURL: `/app@${base}/-/blob/moved/old.txt`,
        },
        newFile: { path: 'moved/new.txt', canonicalURL: `/app@${head}/-/blob/moved/new.txt` },
        mostRelevantFile: { path: 'moved/new.txt' },
        internalID: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
    expect(await only('gone.txt', 'newFile { path } mostRelevantFile { content }')).toEqual([
      { newFile: null, mostRelevantFile: { content: 'gone\n' } },
    ]);
  });

  test('is read page by page, and every file is on one page', async () => {
    const all = (await fileDiffs('(first: 100)', 'nodes { internalID hunks { body } }')).nodes;
    const read = [];
    let after = '';
    do {
      const { nodes, pageInfo } = await fileDiffs(
        `(first: 3${after && `, after: "${after}"`})`,
        'nodes { internalID hunks { body } } pageInfo { hasNextPage endCursor }',
      );
      read.push(...nodes);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : '';
    } while (after);
    expect(read).toEqual(all);
    // The second half of a file that became a link begins a page.
    const [half] = (await fileDiffs('(first: 1, after: "6")', 'nodes { oldPath newPath }')).nodes;
    expect(half).toEqual({ oldPath: null, newPath: 'kind' });
    expect(await refused('comparison { fileDiffs(after: "x") { nodes { oldPath } } }')).toEqual([
      '`after` is no cursor of this list',
    ]);
    expect((await fileDiffs('(first: 3, after: "999")', 'nodes { oldPath }')).nodes).toEqual([]);
  });

  test('has a text that git can apply', async () => {
    const { rawDiff } = await fileDiffs('(paths: ["src", "gone.txt", "moved", "ends.txt"])', 'rawDiff');
    const patch = join(host.path, 'patch');
    await writeFile(patch, rawDiff);
    const work = join(host.path, 'work');
    const git = (...args: string[]) => execFileSync('git', args, { cwd: work, encoding: 'utf8' });
    app.git('worktree', 'add', '--quiet', '--detach', work, commits.base);
    git('apply', '-p0', '--index', patch);
    expect(git('diff', '--stat', commits.head, '--', 'src', 'gone.txt', 'moved', 'ends.txt')).toBe('');
    app.git('worktree', 'remove', '--force', work);
  });

  test('with the empty tree makes everything new, and one with a stranger compares the two themselves', async () => {
    const all = await compared(
      'range { expr mergeBase { oid } baseRevSpec { object { oid type } } } commits { totalCount } fileDiffs { totalCount nodes { oldPath oldFile { path } } }',
      api.admin,
      emptyTree,
      commits.base,
    );
    expect(all.range).toEqual({
      expr: `${emptyTree}..${commits.base}`,
      mergeBase: null,
      baseRevSpec: { object: { oid: emptyTree, type: 'GIT_TREE' } },
    });
    expect(all.commits.totalCount).toBe(1);
    expect(all.fileDiffs.totalCount).toBe(14);
    expect(all.fileDiffs.nodes[0]).toEqual({ oldPath: null, oldFile: null });

    const strangers = await compared(
      'range { mergeBase { oid } } fileDiffs(paths: ["alone.txt", "gone.txt"]) { nodes { oldPath newPath } }',
      api.admin,
      'main',
      'alone',
    );
    expect(strangers).toEqual({
      range: { mergeBase: null },
      fileDiffs: {
        nodes: [
          { oldPath: null, newPath: 'alone.txt' },
          { oldPath: 'gone.txt', newPath: null },
        ],
      },
    });
  });

  test('of a commit is with the first that it follows, or with nothing, or with what is said', async () => {
    const diff = async (rev: string, args = '') =>
      (
        await onApp(
          `commit(rev: "${rev}") { diff${args} { range { expr } fileDiffs { nodes { newPath oldPath } } } }`,
        )
      ).commit.diff;
    expect((await diff(commits.main)).fileDiffs.nodes).toEqual([
      { newPath: 'README.md', oldPath: 'README.md' },
    ]);
    expect((await diff('alone')).range.expr).toBe(`${emptyTree}..${commits.alone}`);
    expect((await diff('merged')).fileDiffs.nodes).toHaveLength(16);
    expect((await diff('merged', '(base: "feature")')).fileDiffs.nodes).toEqual([
      { newPath: 'README.md', oldPath: 'README.md' },
    ]);
  });

  test('with what is no revision, or is too much, is refused', async () => {
    for (const rev of ['nope', '--output=/tmp/x', 'main..feature', 'main:README.md', `main\n${emptyTree}`])
      expect(await refused(`comparison(base: ${JSON.stringify(rev)}) { range { expr } }`), rev).toEqual([
        `revision not found: ${rev}`,
      ]);
    expect(await refused(`comparison(head: "${emptyTree}") { range { expr } }`)).toEqual([
      `revision not found: ${emptyTree}`,
    ]);
    expect(await refused('comparison { range { expr } }', 'empty')).toEqual(['revision not found: HEAD']);
    const paths = JSON.stringify(Array.from({ length: 1001 }, (_, index) => `p${index}`));
    expect(await refused(`comparison { fileDiffs(paths: ${paths}) { totalCount } }`)).toEqual([
      '`paths` may name 1000 paths at most',
    ]);
    expect((await fileDiffs('(paths: ["--stat", ":(glob)**", "../.."])', 'totalCount')).totalCount).toBe(16);
    expect((await fileDiffs('(paths: ["--stat", ":(glob)**"])', 'totalCount')).totalCount).toBe(0);
  });
});

describe('blame', () => {
  const blamed = async (rev: string, path: string, args = '', as: Identity = api.admin) =>
    (
      await onApp(
        `commit(rev: "${rev}") { blob(path: "${path}") { content blame${args} {
          startLine endLine startByte endByte rev filename message author { person { name } } commit { oid } } } }`,
        as,
      )
    ).commit.blob;

  test('says which commit wrote which lines, and what the file was called then', async () => {
    const { base, head } = commits;
    const { content, blame } = await blamed('feature', 'moved/new.txt');
    const byBase = {
      rev: base,
      filename: 'moved/old.txt',
      message: 'begin',
      author: { person: { name: 'Ada' } },
    };
    expect(blame).toMatchObject([
      { startLine: 1, endLine: 3, ...byBase },
      { startLine: 3, endLine: 4, rev: head, filename: 'moved/new.txt', author: { person: { name: 'Bea' } } },
      { startLine: 4, endLine: 13, ...byBase, commit: { oid: base } },
    ]);
    const [, second, third] = blame;
    expect(content.slice(second.startByte, second.endByte)).toBe('three\n');
    expect(third.endByte).toBe(content.length);
  });

  test('is of some lines where they are asked for, and of none where there are none', async () => {
    const range = async (args: string, path = 'src/a.ts') =>
      (await blamed('feature', path, args)).blame.map(({ startLine, endLine }: Record<string, number>) => [
        startLine,
        endLine,
      ]);
    expect(await range('(startLine: 20, endLine: 22)')).toEqual([
      [20, 21],
      [21, 22],
      [22, 23],
    ]);
    expect(await range('(startLine: 30)')).toEqual([[30, 33]]);
    expect(await range('(endLine: 0)')).toEqual([]);
    expect(await range('(startLine: 99)')).toEqual([]);
    expect(await range('', 'empty.txt')).toEqual([]);
    expect(await range('', 'lib/x')).toEqual([]);
    expect(await range('', 'kind')).toEqual([[1, 2]]);
  });

  test('passes over white space where that is asked for', async () => {
    const by = async (args: string) => (await blamed('indented', 'alone.txt', args)).blame[0].message;
    expect(await by('')).toBe('indent');
    expect(await by('(ignoreWhitespace: true)')).toBe('alone');
  });
});

describe('contributors', () => {
  const contributors = async (
    args: string,
    selection = 'nodes { person { name } count }',
    as: Identity = api.admin,
  ) => (await onApp(`contributors(${args}) { ${selection} }`, as)).contributors;
  const names = async (args: string, as?: Identity) =>
    (await contributors(args, undefined, as)).nodes.map(
      ({ person, count }: { person: { name: string }; count: number }) => `${person.name} ${count}`,
    );

  test('are counted by their commits without merges, in a range, since a date, or of a path', async () => {
    expect(await names('first: 10')).toEqual(['Ada 1', 'Bea 1']);
    const all = 'revisionRange: "merged", first: 10';
    expect(await names(all)).toEqual(['Bea 2', 'Ada 1', 'Sue 1']);
    expect(await names('revisionRange: "main..feature", first: 10')).toEqual(['Bea 1', 'Sue 1']);
    expect(await names('revisionRange: "main...feature", first: 10')).toEqual(['Bea 2', 'Sue 1']);
    expect(await names(`${all}, afterDate: "2024-01-01T00:02:30Z"`)).toEqual(['Bea 1', 'Sue 1']);
    expect(await names(`${all}, path: "README.md"`)).toEqual(['Ada 1', 'Bea 1']);
    expect(await names('first: 10, path: "nope"')).toEqual([]);
  });

  test('are read page by page from both ends, each with the commits that were counted', async () => {
    const all = 'revisionRange: "merged"';
    const page =
      'nodes { person { name } } totalCount pageInfo { hasNextPage hasPreviousPage endCursor startCursor }';
    const first = await contributors(`${all}, first: 1`, page);
    expect(first).toMatchObject({
      nodes: [{ person: { name: 'Bea' } }],
      totalCount: 3,
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    expect(await names(`${all}, first: 5, after: "${first.pageInfo.endCursor}"`)).toEqual(['Ada 1', 'Sue 1']);
    expect(await names(`${all}, last: 1`)).toEqual(['Sue 1']);
    expect((await contributors(all, 'totalCount')).totalCount).toBe(3);
    expect(await refused('contributors { nodes { count } }')).toEqual([
      'you must provide a `first` or `last` value to properly paginate',
    ]);
    expect(await refused('contributors(revisionRange: "main..nope") { totalCount }')).toEqual([
      'revision not found: nope',
    ]);
    expect(await refused('contributors(revisionRange: "--all") { totalCount }')).toEqual([
      'revision not found: --all',
    ]);
    expect(await refused('contributors(first: 1) { totalCount nodes { count } }', 'empty')).toBeUndefined();

    const { nodes } = await contributors(
      `${all}, first: 1`,
      'nodes { repository { name } commits(first: 1) { nodes { subject } totalCount pageInfo { hasNextPage } } }',
    );
    expect(nodes).toEqual([
      {
        repository: { name: 'app' },
        commits: { nodes: [{ subject: 'change much' }], totalCount: 2, pageInfo: { hasNextPage: true } },
      },
    ]);
  });
});

describe('whom rules hold back from paths', () => {
  const hidden = /secret|hidden/;

  test('sees nothing of them in a comparison: what came from there is new, what went there is gone', async () => {
    const found = await fileDiffs(
      '(first: 100)',
      `nodes { ${file} oldFile { path } } totalCount diffStat { added deleted } rawDiff`,
      heldBack,
    );
    const text = JSON.stringify(found).replaceAll('hidden line', '');
    expect(text).not.toMatch(hidden);
    expect(found.totalCount).toBe(16);
    const by = (path: string) =>
      found.nodes.filter((node: Record<string, string>) => [node['oldPath'], node['newPath']].includes(path));
    expect(by('open/comes.txt')).toMatchObject([{ oldPath: null, stat: { added: 13, deleted: 0 } }]);
    expect(by('open/goes.txt')).toMatchObject([{ newPath: null, stat: { added: 0, deleted: 14 } }]);
    const sum = (of: string) =>
      found.nodes.reduce(
        (total: number, { stat }: { stat: Record<string, number> }) => total + (stat[of] ?? 0),
        0,
      );
    expect(found.diffStat).toEqual({ added: sum('added'), deleted: sum('deleted') });

    expect(await only('secret', file, heldBack)).toEqual([]);
    const pages = await fileDiffs('(first: 11, after: "10")', 'nodes { oldPath newPath }', heldBack);
    expect(pages.nodes).toHaveLength(6);
    expect((await compared('commits { nodes { subject } }', heldBack)).commits.nodes).toEqual([
      { subject: 'change much' },
    ]);
  });

  test('finds a commit that touched nothing else only as what a branch leads to', async () => {
    const log = await api.ask(
      api.admin,
      '{ repository(name: "mixed") { commit(rev: "main") { oid node: id ancestors(first: 3) { nodes { oid } } } } }',
    );
    const { oid, node, ancestors } = log.repository.commit;
    const [, before, open] = ancestors.nodes.map((commit: { oid: string }) => commit.oid);
    const ask = (rev: string, as: Identity = heldBack) =>
      api.query(
        as,
        '{ repository(name: "mixed") { commit(rev: "$rev") { oid subject parents { oid } ancestors(first: 1) { nodes { oid } } } } }'.replace(
          '$rev',
          rev,
        ),
      );
    const found = async (rev: string, as?: Identity) => (await ask(rev, as)).data?.repository.commit;

    for (const rev of [oid, oid.toUpperCase(), before]) {
      expect(await found(rev)).toBeNull();
      expect((await ask(rev)).errors?.map(({ message }) => message)).toEqual([`revision not found: ${rev}`]);
    }
    const short = oid.slice(0, 12);
    for (const rev of [
      short,
      `${short}^0`,
      `main-1-g${short}`,
      `refs/heads/main-1-g${short}`,
      'main~0',
      'main~1',
    ]) {
      expect(await ask(rev)).toEqual({ data: { repository: { commit: null } } });
      expect((await found(rev, api.admin)).oid, rev).toBe(rev === 'main~1' ? before : oid);
    }
    const asked = 'query ($id: ID!) { node(id: $id) { id } }';
    expect((await api.query(heldBack, asked, { id: node })).errors?.[0]?.message).toBe('commit not found');
    expect((await api.ask(api.admin, asked, { id: node })).node.id).toBe(node);
    // What leads through it goes on.
    const tip = { oid, subject: '', parents: [{ oid: before }], ancestors: { nodes: [{ oid: open }] } };
    for (const rev of ['main', 'HEAD', '', 'refs/heads/main', 'heads/main'])
      expect(await found(rev)).toEqual(tip);
    expect((await found(open)).subject).toBe('open 5');
    const between = `comparison(base: "${before}", head: "${oid}") { fileDiffs { totalCount } }`;
    const { repository } = await api.ask(heldBack, `{ repository(name: "mixed") { ${between} } }`);
    expect(repository.comparison.fileDiffs.totalCount).toBe(0);
  });

  test('is not told by blame what a file was called there', async () => {
    const ask = async (as: Identity) =>
      (
        await onApp(
          'commit(rev: "feature") { blob(path: "open/comes.txt") { blame { startLine endLine rev filename } } }',
          as,
        )
      ).commit.blob.blame;
    expect(await ask(api.admin)).toMatchObject([{ rev: commits.base, filename: 'secret/comes.txt' }]);
    expect(await ask(heldBack)).toEqual([
      { startLine: 1, endLine: 14, rev: commits.head, filename: 'open/comes.txt' },
    ]);
  });

  test('does not see who contributed nothing else', async () => {
    const { contributors } = await onApp(
      'contributors(revisionRange: "merged", first: 10) { nodes { person { name } count commits { nodes { subject } } } totalCount }',
      heldBack,
    );
    expect(contributors).toEqual({
      nodes: [
        {
          person: { name: 'Bea' },
          count: 2,
          commits: { nodes: [{ subject: 'change much' }, { subject: 'go on' }] },
        },
        { person: { name: 'Ada' }, count: 1, commits: { nodes: [{ subject: 'begin' }] } },
      ],
      totalCount: 2,
    });
    const hidden = await onApp('contributors(first: 10, path: "secret") { totalCount }', heldBack);
    expect(hidden.contributors.totalCount).toBe(0);
  });

  test('cannot tell a history with hidden commits from one that has none', async () => {
    type Log = {
      nodes: { oid: string; subject: string }[];
      totalCount: null;
      pageInfo: { endCursor: string | null; hasNextPage: boolean };
    };
    const list = '{ nodes { oid subject } totalCount pageInfo { endCursor hasNextPage } }';
    /** Ids are not the same in both. */
    const seenOf = ({ nodes, totalCount, pageInfo: { endCursor, hasNextPage } }: Log) => ({
      subjects: nodes.map(({ subject }) => subject),
      totalCount,
      hasNextPage,
      cursor: endCursor === nodes.at(-1)?.oid ? 'of the last' : endCursor,
    });
    const historyOf = async (name: string) => {
      const commit = async (selection: string) =>
        (await api.ask(heldBack, `{ repository(name: "${name}") { commit(rev: "HEAD") { ${selection} } } }`))
          .repository.commit;
      const pages: Log[] = [];
      do {
        const after = pages.at(-1)?.pageInfo.endCursor ?? '';
        pages.push((await commit(`ancestors(first: 2, afterCursor: "${after}") ${list}`)).ancestors);
      } while (pages.at(-1)?.pageInfo.hasNextPage);
      const { behindAhead, ...others } = await commit(
        [
          ...[1, 2, 4, 5, 9].map((number) => `first: 2, afterCursor: "${number}"`),
          ...['query: "open"', 'query: "quiet"', 'path: "a"', 'path: "secret"', 'first: 5'],
        ]
          .map((args, index) => `log${index}: ancestors(${args}) ${list}`)
          .concat('behindAhead(revspec: "early") { behind ahead }')
          .join(' '),
      );
      return [...pages, ...Object.values(others as Record<string, Log>)].map(seenOf).concat(behindAhead);
    };

    const mixed = await historyOf('mixed');
    expect(mixed).toEqual(await historyOf('plain'));
    expect(mixed[0]).toEqual({
      subjects: ['open 5', 'open 4'],
      totalCount: null,
      hasNextPage: true,
      cursor: 'of the last',
    });
    expect(mixed.at(-1)).toEqual({ behind: 0, ahead: 3 });
  });

  test('cannot find out what hidden commits say by going on behind them', async () => {
    const [hidden = ''] = (
      await api.ask(
        api.admin,
        '{ repository(name: "mixed") { commit(rev: "HEAD") { ancestors(query: "quiet 5") { nodes { oid } } } } }',
      )
    ).repository.commit.ancestors.nodes.map(({ oid }: { oid: string }) => oid);
    const ask = (query: string, cursor: string) =>
      api.query(
        heldBack,
        `{ repository(name: "mixed") { commit(rev: "HEAD") { ancestors(query: "${query}", afterCursor: "${cursor}") { nodes { oid } } } } }`,
      );

    const answers = await Promise.all([
      ask('quiet 5', hidden),
      ask('quiet 1', hidden),
      ask('quiet 5', '0'.repeat(40)),
    ]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.errors?.[0]?.message).toBe('`afterCursor` is no cursor of this list');
  });

  test('goes on with a cursor of whom nothing holds back, and the other way round', async () => {
    const log = async (as: Identity, cursor: string) =>
      (
        await api.ask(
          as,
          `{ repository(name: "mixed") { commit(rev: "HEAD") { ancestors(first: 2, afterCursor: "${cursor}") { nodes { subject } pageInfo { endCursor hasNextPage } } } } }`,
        )
      ).repository.commit.ancestors;

    const theirs = await log(heldBack, '');
    const mine = await log(api.admin, theirs.pageInfo.endCursor);
    expect(mine).toMatchObject({
      nodes: [{ subject: 'open 3' }, { subject: 'quiet 5' }],
      pageInfo: {
        endCursor: expect.stringMatching(/^[0-9a-f]{40}$/),

        hasNextPage: true,
      },
    });
    expect((await log(api.admin, mine.pageInfo.endCursor)).nodes).toEqual([
      { subject: 'quiet 5' },
      { subject: 'quiet 5' },
    ]);
  });
});
