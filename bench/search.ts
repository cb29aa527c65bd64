import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readlink, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rgPath } from '@vscode/ripgrep';
import { largestFileBytes } from '../src/git/snapshot.js';
import { ApiClient } from './api-client.js';
import { type BenchDatabase, createDatabase, type Place } from './databases.js';
import { watchMemory } from './memory.js';
import { type Contender, startGatehouse } from './processes.js';
import { type Bench, median } from './rounds.js';
import { buildCorpus, type Corpus } from './search-corpus.js';
import { number, table, times } from './tables.js';
import { tokenText } from './tokens.js';

// How long a search takes against the program that does the looking, over the same files, and against git.

export interface SearchSizes {
  repositories: number;
  /** Of the caller who sees few. */
  few: number;
  /** A package that is larger is left out: a program for one kind of machine, or generated. */
  largestPackage: number;
}

export const searchSizes = (quick: boolean): SearchSizes =>
  quick
    ? { repositories: 6, few: 2, largestPackage: 1_000_000 }
    : { repositories: 200, few: 10, largestPackage: 15_000_000 };

const questions = [
  { name: 'a rare word', pattern: 'MODULE_NOT_FOUND' },
  { name: 'a common regular expression', pattern: 'Object\\.(keys|entries)\\(' },
  { name: 'what is nowhere', pattern: 'zqx[0-9]+vjk' },
];

interface Took {
  firstMs: number;
  allMs: number;
  matches: number;
}

interface Caller {
  name: string;
  token: string;
  /** Numbers of the repositories that it sees. */
  repositories: number[];
}

/** Measures and answers the table as Markdown. */
export async function searchTable(bench: Bench, place: Place, sizes: SearchSizes): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'gatehouse-bench-corpus-'));
  bench.cleanUp.push(() => rm(directory, { recursive: true, force: true }));
  const corpus = await buildCorpus(directory, sizes);
  const database = await createDatabase(bench, place, 'search', { accounts: 2, tokensPerAccount: 1 });
  const server = await startGatehouse(bench, database.env);
  const callers = await letIn(server, database, corpus, sizes);
  const memory = watchMemory(server.pid);
  const rows: string[][] = [];
  for (const caller of callers) {
    const trees = await treesOf(database, caller.repositories);
    const mirrors = caller.repositories.map((id) => join(trees.root, String(id), 'mirror.git'));
    for (const { name, pattern } of questions) {
      const ours = () => search(server, caller.token, pattern);
      const ripgrep = () => runRipgrep(trees, pattern);
      const git = () => runGitGrep(mirrors, pattern);
      const [mine, floor, grep] = await inTurns(bench.rounds, [ours, ripgrep, git]);
      if (!mine || !floor || !grep) throw new Error('nobody had a turn');
      rows.push([
        `${name}, ${caller.name}`,
        `${number(mine.matches)} / ${number(floor.matches)} / ${number(grep.matches)}`,
        mine.matches === 0 ? 'n/a' : `${number(mine.firstMs)} ms`,
        `${number(mine.allMs)} ms`,
        `${number(floor.allMs)} ms`,
        `${number(grep.allMs)} ms`,
        times(mine.allMs / floor.allMs),
      ]);
    }
  }
  const most = await memory.stop();
  return [
    `## (search) ${number(corpus.names.length)} repositories, ${number(Math.round(corpus.bytes / 1e6))} MB`,
    '',
    table(['', 'lines found by each', 'first match', 'Gatehouse', '`rg`', '`git grep`', 'times `rg`'], rows),
    '',
    'Aims: the first match within 100 ms, the whole at most 1.30 × `rg`.',
    `The server used ${number(most)} MB at most.`,
  ].join('\n');
}

/** Adds the corpus, waits until it is on disk, and lets one account see all of it and one some. */
async function letIn(
  server: Contender,
  database: BenchDatabase,
  { directory, names }: Corpus,
  { few }: SearchSizes,
): Promise<Caller[]> {
  const admin = new ApiClient(server, database);
  await admin.ask(
    `mutation ($config: String!) { addExternalService(input: { kind: OTHER, displayName: "packages", config: $config }) { id } }`,
    {
      config: JSON.stringify({
        url: `file://${directory}`,
        repos: names,
        repositoryPathPattern: 'packages/{repo}',
      }),
    },
  );
  for (let done = false; !done; ) {
    await sleep(200);
    const { repositories } = await admin.ask<{ repositories: { totalCount: number } }>(
      '{ repositories(notCloned: false) { totalCount } }',
    );
    done = repositories.totalCount === names.length;
  }
  const { repositories, serviceAccounts } = await admin.ask<{
    repositories: { nodes: { id: string }[] };
    serviceAccounts: { nodes: { id: string }[] };
  }>('{ repositories(first: 1000) { nodes { id } } serviceAccounts(first: 2) { nodes { id } } }');
  const ids = repositories.nodes.map(({ id }) => id);
  const [all, some] = serviceAccounts.nodes.map(({ id }) => id);
  const grant = (userID: string | undefined, permission: object) =>
    admin.ask(
      `mutation ($userID: ID!, $permission: RepositoryPermissionInput!) {
        addRepositoryPermissionForUser(userID: $userID, permission: $permission) { alwaysNil } }`,
      { userID, permission },
    );
  await grant(all, { wildcard: true });
  // Every twentieth by name, large ones and small ones.
  const seen = ids.filter((_, index) => index % Math.floor(ids.length / few) === 0).slice(0, few);
  for (const repository of seen) await grant(some, { repository });
  admin.close();
  const numberOf = (id: string) => Number(Buffer.from(id, 'base64').toString().split(':')[1]);
  return [
    {
      name: `seeing all ${number(ids.length)}`,
      token: tokenText(database.instance, 1),
      repositories: ids.map(numberOf),
    },
    {
      name: `seeing ${number(seen.length)}`,
      token: tokenText(database.instance, 2),
      repositories: seen.map(numberOf),
    },
  ];
}

/** Gives each its turn in every round, once more at first, and answers the medians. */
async function inTurns(rounds: number, contenders: readonly (() => Promise<Took>)[]): Promise<Took[]> {
  const took: Took[][] = contenders.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      const one = await contender();
      if (round > 0) took[index]?.push(one);
    }
  }
  return took.map((turns) => ({
    firstMs: median(turns.map(({ firstMs }) => firstMs)),
    allMs: median(turns.map(({ allMs }) => allMs)),
    matches: turns[0]?.matches ?? 0,
  }));
}

/** A search as a client of the stream makes it. */
async function search({ port }: Contender, token: string, pattern: string): Promise<Took> {
  const query = `patternType:regexp type:file count:all ${pattern}`;
  const start = performance.now();
  let firstMs = 0;
  const [response] = await once(
    request({
      port,
      path: `/.api/search/stream?q=${encodeURIComponent(query)}`,
      headers: { authorization: `Bearer ${token}` },
    }).end(),
    'response',
  );
  let tail = '';
  let matches = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    firstMs ||= chunk.includes('event: matches') ? performance.now() - start : 0;
    matches += occurrences(chunk, '"lineNumber":');
    tail = (tail + chunk.toString('latin1')).slice(-1000);
  }
  if (!/event: progress\n.*"skipped":\[\].*\n\nevent: done/.test(tail))
    throw new Error(`not all was found: ${tail}`);
  return { firstMs, allMs: performance.now() - start, matches };
}

/** How often a text is in a chunk: the client does no more, so that it takes no time from those who are measured. */
function occurrences(chunk: Buffer, text: string): number {
  let count = 0;
  for (let at = chunk.indexOf(text); at >= 0; at = chunk.indexOf(text, at + 1)) count += 1;
  return count;
}

interface Trees {
  root: string;
  paths: string[];
}

/** The files that are searched: what the server has checked out. */
async function treesOf({ env }: BenchDatabase, repositories: readonly number[]): Promise<Trees> {
  const root = join(env['DATA_DIR'] ?? '', 'repositories');
  const paths = await Promise.all(
    repositories.map(async (id) =>
      join(root, String(id), await readlink(join(root, String(id), 'snapshot'))),
    ),
  );
  return { root, paths };
}

/** The same program, told what the server tells it of files, writing lines as it does for people. */
const runRipgrep = ({ paths }: Trees, pattern: string): Promise<Took> =>
  lines(rgPath, [
    '--no-config',
    '--no-ignore',
    '--hidden',
    `--max-filesize=${largestFileBytes}`,
    '--ignore-case',
    '--line-number',
    '-e',
    pattern,
    '--',
    ...paths,
  ]);

/** git over one mirror after the other; it uses all processors itself. */
async function runGitGrep(mirrors: readonly string[], pattern: string): Promise<Took> {
  const start = performance.now();
  let matches = 0;
  for (const mirror of mirrors) {
    const args = [
      `--git-dir=${mirror}`,
      'grep',
      '-I',
      '--ignore-case',
      '--perl-regexp',
      '-e',
      pattern,
      'HEAD',
    ];
    matches += (await lines('git', args)).matches;
  }
  return { firstMs: 0, allMs: performance.now() - start, matches };
}

/** Runs a program and counts the lines that it writes. */
async function lines(program: string, args: readonly string[]): Promise<Took> {
  const start = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let firstMs = 0;
  let matches = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    firstMs ||= performance.now() - start;
    matches += occurrences(chunk, '\n');
  });
  await once(child, 'close');
  return { firstMs, allMs: performance.now() - start, matches };
}
