import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { everyPath, pathsReadableBy, type ReadablePaths } from '../src/authz/sub-repository-rules.js';
import { FairGate } from '../src/fair-gate.js';
import { gitEnvironment } from '../src/git/git-process.js';
import { cloneMirror, mirrorIn } from '../src/git/mirror.js';
import { snapshotOf, takeSnapshot } from '../src/git/snapshot.js';
import { RipgrepEngine } from '../src/modules/search/engine/file-search.js';
import type { FileQuery, SearchTarget } from '../src/modules/search/engine/search-engine.js';
import { planQuery } from '../src/modules/search/query/plan.js';
import { QueryError } from '../src/modules/search/query/query-error.js';
import { makeBareRepository, repositoriesDirectory } from './support/git.js';

let root: string;
let host: Awaited<ReturnType<typeof repositoriesDirectory>>;
const targets: SearchTarget[] = [];
const never = new AbortController().signal;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'gatehouse-engine-'));
  host = await repositoriesDirectory();
  for (const [id, files] of [
    [
      1,
      {
        'src/alpha.ts': 'const one = 1;\nalpha beta\n',
        'src/beta.ts': 'two\nALPHA\n',
        'image.bin': 'alpha\0',
      },
    ],
    [2, { 'docs/alpha.md': 'gamma\n', 'docs/x.md': 'beta [0]\nünï alpha\n', '.hidden/y': 'alpha' }],
  ] as const) {
    const source = await host.create(`app-${id}`);
    const first = await source.commit(files);
    await source.commit({ 'later.txt': 'alpha later\n' });
    const mirror = mirrorIn(join(root, String(id)));
    const options = {
      url: `${host.url}/app-${id}`,
      env: gitEnvironment(),
      signal: never,
      onProgress: () => {},
    };
    await cloneMirror(mirror, options);
    await takeSnapshot(mirror, never);
    // The first commit, although the branch is further on.
    const { commit, path } = await snapshotOf(mirror, first, never);
    targets.push({ repositoryId: id, commit, path, readable: everyPath });
  }
});
afterAll(async () => {
  await host.remove();
  await rm(root, { recursive: true });
});

async function search(
  text: string,
  options: Partial<FileQuery> = {},
  readable: ReadablePaths = everyPath,
): Promise<string[]> {
  const [part] = planQuery(text, {
    patternType: 'keyword',
    now: new Date(),
    languageNamed: () => undefined,
  }).parts;
  const query: FileQuery = {
    pattern: part?.pattern ?? null,
    caseSensitive: part?.caseSensitive ?? false,
    wanted: () => true,
    globs: [],
    contents: true,
    paths: true,
    contextLines: 0,
    ...options,
  };
  const found: string[] = [];
  const searched = targets.map((target) => ({ ...target, readable }));
  for await (const { target, path, lines, pathRanges } of new RipgrepEngine(root).files(searched, query, {
    signal: never,
    onGone: () => {},
  })) {
    const matched = lines.map(({ line, ranges }) => `${line}:${ranges.map((range) => range.join('-'))}`);
    found.push(
      [target.repositoryId, path, ...matched, ...pathRanges.map((range) => `@${range.join('-')}`)].join(' '),
    );
  }
  return found.sort();
}

test('contents and paths match, in the commit that is searched and no other', async () => {
  expect(await search('alpha')).toEqual([
    '1 src/alpha.ts 1:0-5 @4-9',
    '1 src/beta.ts 1:0-5',
    '2 .hidden/y 0:0-5',
    '2 docs/alpha.md @5-10',
    '2 docs/x.md 1:6-11',
  ]);
  expect(await search('alpha case:yes', { paths: false })).toEqual([
    '1 src/alpha.ts 1:0-5',
    '2 .hidden/y 0:0-5',
    '2 docs/x.md 1:6-11',
  ]);
  expect(await search('later')).toEqual([]);
});

test('terms are all there, in the contents or the path, and what is negated is nowhere', async () => {
  expect(await search('alpha beta', { contextLines: 0 })).toEqual([
    '1 src/alpha.ts 1:0-5,6-10 @4-9',
    '1 src/beta.ts 1:0-5 @4-8',
    '2 docs/x.md 0:0-4 1:6-11',
  ]);
  expect(await search('alpha NOT beta')).toEqual(['2 .hidden/y 0:0-5', '2 docs/alpha.md @5-10']);
  expect(await search('NOT alpha', { paths: false })).toEqual(['1 image.bin', '2 docs/alpha.md']);
  expect(await search('gamma OR two')).toEqual(['1 src/beta.ts 0:0-3', '2 docs/alpha.md 0:0-5']);
});

test('an expression is looked for over lines wherever it may match their ends', async () => {
  for (const source of [
    'one = 1;\\nalpha',
    'one = 1;\\s+alpha',
    'one[^b]*alpha',
    '(?s)one.*?alpha',
    'one\\D+1\\W+alpha',
  ])
    expect(await search(`/${source}/`, { paths: false }), source).toEqual(['1 src/alpha.ts 0:6-20']);
  expect(await search('/one.*alpha/', { paths: false })).toEqual([]);
  // Where one term ends another is still looked for.
  const [both] = await search('one /one = 1;\\s+alpha/', { paths: false });
  expect(both).toMatch(/^1 src\/alpha\.ts /);
  expect(await search('one /1;\\s+alpha/ NOT /one = 1;\\s+alpha/', { paths: false })).toEqual([]);
  expect(await search('one NOT /one\\s+beta/', { paths: false })).toEqual(['1 src/alpha.ts 0:6-9']);
  expect(await search('/\\Aalpha/', { paths: false })).toEqual(['2 .hidden/y 0:0-5']);
  expect(await search('/[a-z]\\.md\\z/', { contents: false })).toEqual([
    '2 docs/alpha.md @9-13',
    '2 docs/x.md @5-9',
  ]);
});

test('letters are found by what they are, and a pattern that cannot be looked for is refused with words', async () => {
  for (const source of ['\\p{L}\\x{ef} ', 'n\\xef\\x20', '[\\x{e0}-\\x{ff}]\\P{L}'])
    expect(
      (await search(`/${source}/`, { paths: false })).map((found) => found.split(':')[0]),
      source,
    ).toEqual(['2 docs/x.md 1']);
  expect(await search('/\\x00/')).toEqual([]);
  const refused = search('/[\\x{d800}-\\x{dfff}]secret/');
  await expect(refused).rejects.toBeInstanceOf(QueryError);
  await expect(refused).rejects.not.toThrow(/secret/);
});

test('without a pattern there are the files that are wanted', async () => {
  expect(await search('', { wanted: (path) => path.endsWith('.md') })).toEqual([
    '2 docs/alpha.md',
    '2 docs/x.md',
  ]);
  expect(await search('alpha', { globs: ['*.ts'], paths: false })).toEqual([
    '1 src/alpha.ts 1:0-5',
    '1 src/beta.ts 1:0-5',
  ]);
});

test('what rules hold back is found neither by its contents nor by its path', async () => {
  const rules = pathsReadableBy(['/**', '-/src/**', '-/docs/alpha.md']);
  expect(await search('alpha', {}, rules)).toEqual(['2 .hidden/y 0:0-5', '2 docs/x.md 1:6-11']);
  expect(await search('', {}, rules)).toEqual(['1 image.bin', '2 .hidden/y', '2 docs/x.md']);
});

test('of commits that are searched only the latest stay on disk', async () => {
  const mirror = mirrorIn(join(root, '3'));
  await makeBareRepository(mirror.gitDir, { commits: 23, refs: 0 });
  const git = (...args: string[]) =>
    execFileSync('git', [`--git-dir=${mirror.gitDir}`, ...args], { encoding: 'utf8' })
      .trim()
      .split('\n');
  const [newest, ...others] = git('rev-list', '--reverse', 'main').reverse();
  await takeSnapshot(mirror, never);

  for (const commit of others) await snapshotOf(mirror, commit, never);

  const left = await readdir(join(mirror.directory, 'snapshots'));
  expect(left.sort()).toEqual(
    [newest, ...others.slice(-20)].flatMap((commit) => [commit, `${commit}.paths`]).sort(),
  );
});

test('a caller with many searches does not keep another one waiting', async () => {
  const gate = new FairGate(2, 1, 2);
  const order: string[] = [];
  const enter = async (caller: string, name: string) => {
    const leave = await gate.enter(caller, never);
    order.push(leave ? name : `${name} refused`);
    return leave;
  };
  const first = await enter('greedy', 'g1');
  const rest = ['g2', 'g3', 'g4'].map((name) => enter('greedy', name));
  const other = await enter('other', 'o1');
  expect(order).toEqual(['g1', 'g4 refused', 'o1']);
  first?.();
  (await rest[0])?.();
  (await rest[1])?.();
  other?.();
  expect(order.slice(3)).toEqual(['g2', 'g3']);
});
