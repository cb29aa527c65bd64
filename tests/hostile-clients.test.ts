import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { headersOf } from './support/api.js';
import { onServer } from './support/database.js';
import { repositoriesDirectory } from './support/git.js';
import {
  adminSettings,
  ask,
  killServers,
  type ServerProcess,
  signIn,
  startServer,
} from './support/process.js';
import { createInstallation, type Installation } from './support/server-process.js';

// A server of its own that is asked for too much, by clients that go away in the middle, stays small and lets go of
// everything. It is to hold with a file of 5 GB and 1000 clients of each kind, too: CONTRIBUTING.md.

const bigFileBytes = Number(process.env['HOSTILE_FILE_MB'] ?? 160) * 1024 * 1024;
/** What each git may take, of whatever size the file is: all that it finds on its path is git with this bound. */
const mostMegabytesOfGit = 128;
const clients = Number(process.env['HOSTILE_CLIENTS'] ?? 30);
const mostMegabytes = 512;
/** Of those who went away some are not noticed before it is their turn. */
const longestWorkMs = 15_000 + clients * 40;
/** How long a client may take nothing of its answer. */
const patienceSeconds = 5;

vi.setConfig({ testTimeout: 120_000 + clients * 500 + bigFileBytes / 10_000, hookTimeout: 600_000 });

let installation: Installation;
let host: Awaited<ReturnType<typeof repositoriesDirectory>>;
let server: ServerProcess;
let admin: { cookie: string };
let before: Awaited<ReturnType<typeof held>>;
/** What ten rounds of small requests take a server that has nothing else to do, in seconds of the processor. */
let workOfTenRounds: number;

/** Files in the repository, beside the big one. */
const files: Record<string, string> = {
  // As large as files are that are looked into, in one line, and everything in it matches something.
  'line.txt': 'a'.repeat(1_000_000),
  'blank.txt': '\n'.repeat(1_000_000),
  // As large as files are that are put into an answer, and JSON writes six characters for each of it.
  'marks.txt': '\u0001'.repeat(5_000_000),
  'large.txt': 'text of a large file\n'.repeat(700_000),
  ...Object.fromEntries(
    Array.from({ length: 300 }, (_, n) => [`src/${n}.ts`, `const x${n} = 1;\n`.repeat(200)]),
  ),
};

beforeAll(async () => {
  [installation, host] = await Promise.all([createInstallation(), repositoriesDirectory()]);
  const repository = await host.create('app');
  repository.git('config', 'core.compression', '1');
  // A file without any bytes on disk: git still reads and writes all of it, in pieces.
  repository.git('config', 'core.bigFileThreshold', '16m');
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(repository.path, name, '..'), { recursive: true });
    await writeFile(join(repository.path, name), text);
  }
  repository.git('add', '.');
  await repository.commit({ 'README.md': 'to be found\n' });
  await writeFile(join(repository.path, 'big'), '');
  await truncate(join(repository.path, 'big'), bigFileBytes);
  repository.git('add', '.');
  await repository.commit({ 'small.md': 'beside the big one\n' });

  const programs = join(installation.directory, 'bin');
  await mkdir(programs);
  await writeFile(
    join(programs, 'git'),
    `#!/bin/sh\nulimit -d ${mostMegabytesOfGit * 1024}\nPATH='${process.env['PATH']}' exec git "$@"\n`,
    { mode: 0o755 },
  );
  server = await startServer({
    ...installation.env,
    ...adminSettings,
    PATH: `${programs}:${process.env['PATH']}`,
    REQUEST_TIMEOUT_SECONDS: String(patienceSeconds),
  });
  admin = await signIn(server.url);
  await ask(
    server.url,
    admin,
    'mutation ($config: String!) { addExternalService(input: { kind: OTHER, displayName: "git", config: $config }) { id } }',
    { config: JSON.stringify({ url: host.url, repos: ['app'], repositoryPathPattern: '{repo}' }) },
  );
  await vi.waitFor(
    async () => {
      const { repository } = await ask(
        server.url,
        admin,
        '{ repository(name: "app") { mirrorInfo { cloned lastError } } }',
      );
      expect(repository.mirrorInfo).toEqual({ cloned: true, lastError: null });
    },
    { timeout: 600_000, interval: 100 },
  );
  // Warm: whatever is kept once is there.
  for (const path of ['/site-admin/service-accounts', '/debug/console'])
    expect((await read(path)).status).toBe(200);
  await answersSmallRequests();
  const begin = (await held()).workSeconds;
  for (let round = 0; round < 10; round += 1) await answersSmallRequests();
  workOfTenRounds = (await held()).workSeconds - begin;
  await vi.waitFor(async () => expect((await held()).programs).toEqual([]), {
    timeout: 15_000,
    interval: 100,
  });
  before = await held();
});
afterAll(async () => {
  await killServers();
  await installation.remove();
  await host.remove();
});

/** What the server's process holds. */
async function held() {
  const proc = `/proc/${server.pid}`;
  const status = await readFile(`${proc}/status`, 'utf8');
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
  const programs: string[] = [];
  const parents = [server.pid];
  const lines = execFileSync('ps', ['-eo', 'pid,ppid,args', '--sort', 'start_time'], { encoding: 'utf8' });
  for (const [, pid, parent, args = ''] of lines.matchAll(/^ *(\d+) +(\d+) (.*)$/gm)) {
    if (!parents.includes(Number(parent))) continue;
    // What starts the others stays.
    if (args.includes('launcher-process')) parents.push(Number(pid));
    else programs.push(args);
  }
  const stat = await readFile(`${proc}/stat`, 'utf8');
  // Behind the name, which may hold blanks: the times are counted in hundredths of a second.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    workSeconds: (Number(fields[11]) + Number(fields[12])) / 100,
    mostMegabytes: kilobytes('VmHWM') / 1024,
    megabytes: kilobytes('VmRSS') / 1024,
    files: (await readdir(`${proc}/fd`)).length,
    programs,
  };
}

/** Sends a request, and gives the answer as soon as it begins. */
function open(path: string, body?: unknown): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const sent = request(
      { hostname, port, path, agent: false, method: body ? 'POST' : 'GET', headers: headersOf(admin) },
      resolve,
    );
    sent.on('error', reject);
    sent.end(body && JSON.stringify(body));
  });
}

async function read(path: string, body?: unknown): Promise<{ status: number; size: number; text: string }> {
  const response = await open(path, body);
  let size = 0;
  let text = '';
  for await (const chunk of response) {
    size += chunk.length;
    if (text.length < 20_000) text += chunk;
  }
  return { status: response.statusCode ?? 0, size, text };
}

const graphql = (query: string, variables: Record<string, unknown> = {}) =>
  read('/.api/graphql', { query, variables });
const search = async (query: string, parameters = ''): Promise<string> =>
  (await read(`/.api/search/stream?q=${encodeURIComponent(query)}${parameters}`)).text;

/** A client that goes away after the first bytes, or before them. */
function hangUp(path: string, body?: unknown): Promise<void> {
  return new Promise((done) => {
    const { hostname, port } = new URL(server.url);
    const sent = request(
      { hostname, port, path, agent: false, method: body ? 'POST' : 'GET', headers: headersOf(admin) },
      (response) => response.once('data', () => sent.destroy()),
    );
    sent.on('error', () => {});
    sent.once('close', done);
    sent.end(body && JSON.stringify(body));
    void setTimeout(Math.random() * 1000).then(() => sent.destroy());
  });
}

async function answersSmallRequests(): Promise<void> {
  expect((await graphql('{ currentUser { username } }')).text).toContain('"admin"');
  expect(await search('README')).toContain('"type":"path"');
  expect((await read('/app/-/raw/README.md')).text).toBe('to be found\n');
}

/** It answers without doing anything else meanwhile, and everything that was opened or started is gone. */
async function expectNothingIsHeld(): Promise<void> {
  await vi.waitFor(
    async () => {
      const now = await held();
      expect(now.programs).toEqual([]);
      expect(now.files).toBeLessThan(before.files + 25);
    },
    { timeout: longestWorkMs, interval: 200 },
  );
  // Time of the processor, not of the clock: what else the machine does is not to the point.
  const { workSeconds } = await held();
  await answersSmallRequests();
  const work = (await held()).workSeconds - workSeconds;
  expect(work).toBeLessThan(workOfTenRounds);
  if (onServer) {
    await installation.withDatabase((db) =>
      vi.waitFor(async () => {
        const busy = await db.query(
          `SELECT state, query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
           AND application_name = 'gatehouse' AND state <> 'idle'`,
        );
        expect(busy).toEqual([]);
      }, 5000),
    );
  }
}

const many = <Result>(count: number, make: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

describe.skipIf(!existsSync('/proc/self/clear_refs'))('one server', () => {
  test('passes a big file on in full, as it is and in archives, and refuses to put it into an answer', async () => {
    expect((await read('/app/-/raw/big')).size).toBe(bigFileBytes);
    expect((await read('/app/-/raw?format=tar')).size).toBeGreaterThan(bigFileBytes);
    expect((await read('/app/-/raw/big?format=zip')).status).toBe(200);
    const { text } = await graphql(
      '{ repository(name: "app") { commit(rev: "HEAD") { blob(path: "big") { binary content } } } }',
    );
    expect(text).toContain(`the file has ${bigFileBytes} bytes, and at most 16777216 are read`);
    // It is not looked into, and not on disk a second time.
    expect(await search('file:^big$')).toContain('"path":"big"');
    expect(await search('type:diff to be found')).toContain('"type":"commit"');
    const compared = await graphql(
      '{ repository(name: "app") { comparison(base: "HEAD~1", head: "HEAD") { fileDiffs { nodes { newPath newFile { binary } hunks { body } } } } } }',
    );
    expect(JSON.parse(compared.text).data.repository.comparison.fileDiffs.nodes).toEqual([
      { newPath: 'big', newFile: { binary: true }, hunks: [] },
      { newPath: 'small.md', newFile: { binary: false }, hunks: [{ body: '+beside the big one\n' }] },
    ]);
    const [folder = ''] = await readdir(join(installation.directory, 'repositories'));
    const snapshots = join(installation.directory, 'repositories', folder, 'snapshots');
    const names = await readdir(snapshots, { recursive: true });
    expect(names.filter((name) => /\/(big|README\.md)$/.test(name))).toEqual([
      expect.stringMatching(/README\.md$/),
    ]);
    await expectNothingIsHeld();
  });

  test('refuses answers that are made large by asking for the same often', async () => {
    const aliased = (count: number, path: string) =>
      `{ repository(name: "app") { commit(rev: "HEAD") { ${Array.from(
        { length: count },
        (_, n) => `a${n}: blob(path: "${path}") { content }`,
      ).join(' ')} } } }`;
    const answers = await many(6, (n) => graphql(aliased(200, n % 2 === 0 ? 'large.txt' : 'marks.txt')));
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect(text).toContain('one answer has at most 20971520 bytes');
    }
    // One alone is not too much.
    expect((await graphql(aliased(1, 'large.txt'))).size).toBeGreaterThan(14_000_000);
    await expectNothingIsHeld();
  });

  test('answers every search within bounds, whatever it matches and however it is written', async () => {
    const bombs = [
      'a',
      'file:line a count:all',
      '(a|a)*$ patternType:regexp',
      '(((a{1,30}){1,30}){1,30}) patternType:regexp',
      `${'x{1000}'.repeat(4)} patternType:regexp`,
      '(?s).* patternType:regexp count:all',
      `(${'a?'.repeat(300)}${'a'.repeat(300)} AND NOT b) patternType:regexp`,
      `file:${'(a|b|ab)*'.repeat(50)}c patternType:regexp`,
      `type:diff ${'(a|aa)+'.repeat(20)}$ patternType:regexp`,
      Array.from({ length: 100 }, (_, n) => `/a{${n + 1}}.*b/`).join(' OR '),
      `${'('.repeat(2000)}a${')'.repeat(2000)}`,
    ];
    for (const bomb of bombs) {
      const answer = await search(bomb, '&v=V3');
      expect(answer, bomb.slice(0, 60)).toMatch(/event: (matches|progress|alert)/);
      const { status, text } = await graphql(
        'query ($q: String!) { search(query: $q, version: V3) { results { matchCount limitHit alert { title } results { ... on FileMatch { path: file { path } lineMatches { preview offsetAndLengths } } } } } }',
        { q: `${bomb} count:10000` },
      );
      expect([status, text.slice(0, 9)], bomb.slice(0, 60)).toEqual([200, '{"data":{']);
    }
    await expectNothingIsHeld();
  });

  test('tells what is too long or too deep', async () => {
    const long = 'word'.repeat(25_000);
    expect(await read(`/.api/search/stream?q=${encodeURIComponent(long)}`)).toMatchObject({ status: 431 });
    const found = await graphql(
      'query ($q: String!) { search(query: $q) { results { matchCount alert { title description } } } }',
      { q: long },
    );
    expect(found.text).toContain('The query is longer than 20000 characters');
    for (const query of [
      `{ ${'repository(name: "app") { commit(rev: "HEAD") { repository { '.repeat(400)} id ${'} } }'.repeat(400)} }`,
      `{ ${'a'.repeat(100_000)} }`,
      `query { ${'{'.repeat(100_000)}`,
      `{ ${Array.from({ length: 5000 }, (_, n) => `a${n}: currentUser { id }`).join(' ')} }`,
    ]) {
      const { status, text } = await graphql(query);
      expect([200, 400], text.slice(0, 200)).toContain(status);
      expect(text).toContain('"errors":[{"message":');
    }
    await expectNothingIsHeld();
  });

  test(`lets go of everything when ${clients} clients of each kind hang up in the middle`, async () => {
    const list = {
      query:
        '{ repositories(first: 1000) { nodes { name commit(rev: "HEAD") { tree { entries { path } } } } } }',
    };
    const large = {
      query: '{ repository(name: "app") { commit(rev: "HEAD") { blob(path: "large.txt") { content } } } }',
    };
    await many(clients, () =>
      Promise.all([
        hangUp('/.api/search/stream?q=a+count:all'),
        hangUp('/.api/search/stream?q=type:diff+const'),
        hangUp('/app/-/raw/big'),
        hangUp('/app/-/raw?format=zip'),
        hangUp('/.api/graphql', list),
        hangUp('/.api/graphql', large),
        hangUp('/.api/audit-log'),
      ]),
    );
    await expectNothingIsHeld();
  });

  test('has room for others when many send as much as a request may hold', async () => {
    const body = Buffer.from(
      JSON.stringify({ query: '{ __typename }', variables: { unused: 'x'.repeat(7_500_000) } }),
    );
    const { hostname, port } = new URL(server.url);
    const answers = many(Math.min(clients, 200), async () => {
      const sent = request({
        hostname,
        port,
        path: '/.api/graphql',
        method: 'POST',
        headers: headersOf(admin),
      });
      const answered = new Promise<number>((resolve, reject) => {
        sent.on('response', (response) => resolve(response.resume().statusCode ?? 0));
        sent.on('error', reject);
      });
      sent.end(body);
      return answered.catch(() => 0);
    });
    // 0 is who was told to come again, and went on sending.
    for (const status of await answers) expect([200, 408, 429, 0]).toContain(status);
    await expectNothingIsHeld();
  });

  test('has a place for others when clients take nothing of what they asked for', async () => {
    const stalled = await many(8, () => open('/app/-/raw/big'));
    const closed = stalled.map((response) => new Promise((done) => response.once('close', done)));

    expect((await read('/app/-/raw/README.md')).text).toBe('to be found\n');
    for (const response of stalled) response.resume();
    await Promise.all(closed);
    expect(stalled.some(({ complete }) => !complete)).toBe(true);
    await expectNothingIsHeld();
  });

  test(`has used less than ${mostMegabytes} MB`, async () => {
    const now = await held();
    const said = `${Math.round(before.mostMegabytes)} MB at most before, ${Math.round(now.mostMegabytes)} after`;
    expect(now.mostMegabytes, said).toBeLessThan(mostMegabytes);
    server.kill('SIGTERM');
    expect(await server.exited).toMatchObject({ code: 0, stdout: expect.not.stringContaining('"level":50') });
  });
});
