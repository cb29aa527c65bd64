import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Leases } from '../src/background/leases.js';
import { gitEnvironment, withoutSecrets } from '../src/git/git-process.js';
import { currentSnapshot } from '../src/git/snapshot.js';
import {
  intervalAfterFailures,
  intervalAfterFetch,
  markRemoved,
  mirrorOf,
} from '../src/modules/mirrors/mirror-state.js';
import { idOf, messageOf, numberIn } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';
import { repositoriesDirectory, type TestRepository } from './support/git.js';
import { addConnection, grant, repositoryNamed } from './support/repositories.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
let host: Awaited<ReturnType<typeof repositoriesDirectory>>;
let app: TestRepository;
let connection: { id: string };
let id: string;
let count = 0;

beforeAll(async () => {
  api = await startTestApi({ BACKGROUND_WORK: true });
  host = await repositoriesDirectory();
});
afterAll(async () => {
  await api.close();
  await host.remove();
});
beforeEach(async () => {
  count += 1;
  app = await host.create(`app-${count}`);
  await app.commit({ 'README.md': '# App\n' });
  connection = await addConnection(api, {
    url: host.url,
    repos: [`app-${count}`],
    repositoryPathPattern: '{repo}',
  });
  id = (await repositoryNamed(api, `app-${count}`)).id;
  await settled();
});
afterEach(async () => {
  await api.query(
    api.admin,
    `mutation { deleteExternalService(externalService: "${connection.id}") { alwaysNil } }`,
  );
  await settled();
});

const settled = () => api.services.background.idle();
const directory = () => mirrorOf(api.services, numberIn(id));
const info = async (repository = id) =>
  (
    await api.ask(
      api.admin,
      `{ node(id: "${repository}") { ... on Repository { cloneInProgress diskSizeBytes mirrorInfo {
        remoteURL cloneInProgress cloneProgress cloned isCorrupted corruptionLogs { timestamp reason } updatedAt nextSyncAt
        lastError lastSyncOutput byteSize shard } } } }`,
    )
  ).node.mirrorInfo;
const mutate = (field: string, argument = 'repository') =>
  api.query(api.admin, `mutation { ${field}(${argument}: "${id}") { __typename } }`);
const fetchNow = async () => {
  expect((await mutate('updateMirrorRepository')).errors).toBeUndefined();
  await settled();
};
const snapshot = async () => {
  const current = await currentSnapshot(directory());
  return current && { ...current, files: (await readdir(current.path, { recursive: true })).sort() };
};

describe('a repository', () => {
  test('is cloned as soon as it is there, and says so', async () => {
    expect(await info()).toEqual({
      remoteURL: `${host.url}/app-${count}`,
      cloneInProgress: false,
      cloneProgress: null,
      cloned: true,
      isCorrupted: false,
      corruptionLogs: [],
      updatedAt: expect.any(String),
      nextSyncAt: expect.any(String),
      lastError: null,
      lastSyncOutput: expect.stringContaining('main'),
      byteSize: expect.stringMatching(/^[1-9]\d*$/),
      shard: null,
    });
    const names = async (args: string) =>
      (await api.ask(api.admin, `{ repositories(first: 10, ${args}) { nodes { name } } }`)).repositories
        .nodes;
    expect(await names('notCloned: false')).toEqual([{ name: `app-${count}` }]);
    expect(await names('cloned: false')).toEqual([]);
  });

  test('that comes back while its copy is being removed is copied again', async () => {
    await rm(directory().directory, { recursive: true });
    await markRemoved(api.database.db, numberIn(id));
    expect(await info()).toMatchObject({ cloned: false, byteSize: '0', nextSyncAt: expect.any(String) });
    api.services.background.wake();
    await settled();

    expect(await info()).toMatchObject({ cloned: true, lastError: null });
  });

  test('is checked out beside its copy, and the check-out is switched as a whole', async () => {
    const before = await snapshot();
    expect(before).toMatchObject({ commit: app.git('rev-parse', 'HEAD'), files: ['README.md'] });

    const commit = await app.commit({ 'src/a.ts': 'a', 'README.md': null });
    await fetchNow();

    expect(await snapshot()).toMatchObject({ commit, files: ['src', 'src/a.ts'] });
    // Whoever still reads the one before can finish.
    expect(await readdir(before?.path ?? '')).toEqual(['README.md']);
  });

  test('is checked out as it is committed: no link leads out, nothing is converted, no submodule is followed', async () => {
    await app.commit({
      '.gitattributes': '*.txt text eol=crlf ident\n*.bin filter=run export-ignore\n',
      'a.txt': 'one\n$Id$\n',
      'b.bin': Buffer.from([0, 1, 2, 255]),
      out: { link: '/etc/passwd' },
      lib: { submodule: '0123456789012345678901234567890123456789' },
    });
    await fetchNow();

    const { path = '' } = (await snapshot()) ?? {};
    expect(await readFile(join(path, 'a.txt'), 'utf8')).toBe('one\n$Id$\n');
    expect(await readFile(join(path, 'b.bin'))).toEqual(Buffer.from([0, 1, 2, 255]));
    expect(await readFile(join(path, 'out'), 'utf8')).toBe('/etc/passwd');
    expect(await readdir(path)).not.toContain('lib');
  });

  test('follows its default branch, and loses branches that are gone', async () => {
    app.git('branch', 'old');
    app.git('tag', 'v1');
    await fetchNow();
    app.git('checkout', '--quiet', '-b', 'trunk');
    const commit = await app.commit({ new: 'x' });
    app.git('branch', '-D', 'old', 'main');
    await fetchNow();

    expect(await snapshot()).toMatchObject({ commit });
    expect(await readFile(join(directory().gitDir, 'HEAD'), 'utf8')).toBe('ref: refs/heads/trunk\n');
    await api.ask(
      api.admin,
      `mutation { optimizeMirrorRepository(repository: "${id}", strategy: EAGER) { alwaysNil } }`,
    );
    const packed = await readFile(join(directory().gitDir, 'packed-refs'), 'utf8');
    expect(packed.match(/refs\/\S+/g)).toEqual(['refs/heads/trunk', 'refs/tags/v1']);
  });

  test('without a commit is cloned too, and has nothing checked out until there is one', async () => {
    const empty = await host.create('empty');
    await addConnection(api, { url: host.url, repos: ['empty'], repositoryPathPattern: '{repo}' });
    const repository = await repositoryNamed(api, 'empty');
    await settled();

    expect(await info(repository.id)).toMatchObject({ cloned: true, lastError: null });
    const mirror = mirrorOf(api.services, numberIn(repository.id));
    expect(await currentSnapshot(mirror)).toBeNull();
    const commit = await empty.commit({ a: 'a' });
    await api.ask(
      api.admin,
      `mutation { updateMirrorRepository(repository: "${repository.id}") { alwaysNil } }`,
    );
    await settled();
    expect(await currentSnapshot(mirror)).toMatchObject({ commit });
  });

  test('whose commits have dates that are out of bounds is cloned and read', async () => {
    const tree = app.git('rev-parse', 'HEAD^{tree}');
    const commit = ['tree', tree, '\nauthor A <a@b> -5 +9999\ncommitter A <a@b> -5 +9999\n\nodd\n'];
    await writeFile(join(app.path, 'commit'), commit.join(' ').replace(' \n', '\n'));
    app.git('update-ref', 'HEAD', app.git('hash-object', '-t', 'commit', '-w', '--literally', 'commit'));
    expect((await mutate('recloneRepository', 'repo')).errors).toBeUndefined();
    await api.database.db.query('UPDATE repository_mirrors SET last_changed_at = NULL');
    await settled();
    await fetchNow();

    expect(await info()).toMatchObject({ cloned: true, lastError: null });
    const { node } = await api.ask(
      api.admin,
      `{ node(id: "${id}") { ... on Repository { commit(rev: "HEAD") { subject author { date } } } } }`,
    );
    expect(node.commit.subject).toBe('odd');
  });

  test('is fetched when it is due: often where much happens, and with longer waits while it fails', async () => {
    await fetchNow();
    const commit = await app.commit({ a: 'a' });
    const due = async () =>
      Math.ceil((new Date((await info()).nextSyncAt).getTime() - api.clock.now().getTime()) / 1000);
    expect(await due()).toBe(8 * 3600);

    api.clock.advance(8 * 3600);
    api.services.background.wake();
    await settled();
    expect((await snapshot())?.commit).toBe(commit);
    expect(await due()).toBe(45);

    await rm(app.path, { recursive: true });
    const waits: number[] = [];
    for (let failure = 0; failure < 3; failure += 1) {
      api.clock.advance(failure === 0 ? 45 : (waits[failure - 1] ?? 0));
      api.services.background.wake();
      await settled();
      waits.push(await due());
    }
    expect(waits).toEqual([60, 120, 240]);
    expect(await info()).toMatchObject({
      cloned: true,
      lastError: expect.stringContaining('does not appear to be a git'),
    });
    const failed = await api.ask(
      api.admin,
      '{ repositories(first: 10, failedFetch: true) { nodes { name } } }',
    );
    expect(failed.repositories.nodes).toEqual([{ name: `app-${count}` }]);
  });

  test('with automatic updates switched off is fetched only when somebody asks', async () => {
    await configure(api, { disableAutoGitUpdates: true });
    const before = (await snapshot())?.commit;
    await app.commit({ a: 'a' });

    expect((await info()).nextSyncAt).toBeNull();
    api.clock.advance(9 * 3600);
    api.services.background.wake();
    await settled();
    expect((await snapshot())?.commit).toBe(before);
    await fetchNow();
    expect((await snapshot())?.commit).not.toBe(before);
    await configure(api, {});
  });

  test('is cloned anew when its copy is broken', async () => {
    await rm(join(directory().gitDir, 'objects'), { recursive: true });
    await mkdir(join(directory().gitDir, 'objects'));
    const commit = await app.commit({ a: 'a' });
    await fetchNow();

    expect(await info()).toMatchObject({ cloned: true, isCorrupted: false, lastError: null });
    expect(await snapshot()).toMatchObject({ commit, files: ['README.md', 'a'] });
  });

  test('is cloned anew, deleted from disk, and packed when somebody says so', async () => {
    const mark = join(directory().gitDir, 'mark');
    await writeFile(mark, '');
    expect((await mutate('recloneRepository', 'repo')).errors).toBeUndefined();
    await settled();
    await expect(readFile(mark)).rejects.toThrow('ENOENT');
    expect(await info()).toMatchObject({ cloned: true });

    await writeFile(mark, '');
    expect((await mutate('deleteRepositoryFromDisk', 'repo')).errors).toBeUndefined();
    // It is copied again without waiting for its turn in the schedule.
    await settled();
    await expect(readFile(mark)).rejects.toThrow('ENOENT');
    expect(await info()).toMatchObject({ cloned: true });
    expect((await snapshot())?.files).toEqual(['README.md']);
    expect((await mutate('optimizeMirrorRepository')).errors).toBeUndefined();
  });

  test('tells site admins why it could not be fetched, and others only that it could not', async () => {
    const account = await api.createServiceAccount(`reader-${count}`);
    const token = await api.createToken(account.id);
    await grant(api, account.id, [id]);
    const told = async () =>
      (
        await api.ask(
          token,
          `{ node(id: "${id}") { ... on Repository { mirrorInfo { lastError cloneProgress corruptionLogs { reason } } } } }`,
        )
      ).node.mirrorInfo;
    const write = (columns: string) =>
      api.database.db.query(`UPDATE repository_mirrors SET ${columns} WHERE repository_id = $1`, [
        numberIn(id),
      ]);
    expect(await told()).toEqual({ lastError: null, cloneProgress: null, corruptionLogs: [] });

    await write(`progress = 'From https://inner.example.org/app', corrupted_at = now(),
      last_error = 'fatal: unable to access https://inner.example.org/app'`);
    expect(await told()).toEqual({
      lastError: 'the last fetch failed; site admins are told why',
      cloneProgress: null,
      corruptionLogs: [{ reason: 'the copy is broken; site admins are told what git said' }],
    });
    expect(await info()).toMatchObject({
      lastError: expect.stringContaining('inner.example.org'),
      cloneProgress: expect.stringContaining('inner.example.org'),
      corruptionLogs: [{ reason: expect.stringContaining('inner.example.org') }],
    });
    await write(`progress = 'remote: Counting objects:  50% (1/2) by inner.example.org'`);
    expect((await told()).cloneProgress).toBe('remote: Counting objects:  50% (1/2)');
    await write('progress = NULL, corrupted_at = NULL, last_error = NULL');
  });

  test('says whether it can be reached', async () => {
    const check = async () =>
      (
        await api.ask(
          api.admin,
          `mutation { checkMirrorRepositoryConnection(repository: "${id}") { error } }`,
        )
      ).checkMirrorRepositoryConnection.error;

    expect(await check()).toBeNull();
    await rm(app.path, { recursive: true });
    expect(await check()).toContain('does not appear to be a git repository');
  });

  test('leaves no copy behind when it is gone, and gets one when it comes back', async () => {
    const path = directory().directory;
    await api.ask(
      api.admin,
      `mutation { deleteExternalService(externalService: "${connection.id}") { alwaysNil } }`,
    );
    await settled();
    await expect(readdir(path)).rejects.toThrow('ENOENT');

    connection = await addConnection(api, {
      url: host.url,
      repos: [`app-${count}`],
      repositoryPathPattern: '{repo}',
    });
    await settled();
    expect(await info()).toMatchObject({ cloned: true });
  });
});

describe('whoever ended in the middle', () => {
  test('of a clone or a fetch leaves nothing that is in the way', async () => {
    const { directory: path, gitDir } = directory();
    await mkdir(join(path, 'half.tmp'));
    await symlink('snapshots/none', join(path, 'link.tmp'));
    const lock = join(gitDir, 'packed-refs.lock');
    await writeFile(lock, '');
    await utimes(lock, new Date(0), new Date(0));
    await api.database.db.query(`UPDATE repository_mirrors SET status = 'CLONING' WHERE repository_id = $1`, [
      numberIn(id),
    ]);
    const commit = await app.commit({ a: 'a' });
    app.git('branch', 'side');
    await fetchNow();

    expect((await readdir(path)).sort()).toEqual(['mirror.git', 'snapshot', 'snapshots']);
    expect(await snapshot()).toMatchObject({ commit });
    expect(await info()).toMatchObject({ cloned: true, lastError: null });
  });

  test('holds its lease no longer than a minute, and nobody else has it before', async () => {
    const { db } = api.database;
    const [dead, alive] = [new Leases(db), new Leases(db)];
    let finish = () => {};
    const working = dead.holding('x', () => new Promise((done) => (finish = done as () => void)));
    await new Promise((done) => setTimeout(done, 20));

    expect(await alive.holding('x', async () => {})).toBe(false);
    await db.query(`UPDATE leases SET until = clock_timestamp() - interval '1 second' WHERE name = 'x'`);
    let ran = false;
    expect(
      await alive.holding('x', async () => {
        ran = true;
        // The first one ending late takes nothing away from the second.
        finish();
        await working;
        expect(await db.query(`SELECT 1 FROM leases WHERE name = 'x'`)).toHaveLength(1);
      }),
    ).toBe(true);
    expect(ran).toBe(true);
    expect(await db.query('SELECT 1 FROM leases')).toEqual([]);
  });

  test('is not waited for while a repository is worked on elsewhere', async () => {
    await api.database.db.query(
      `INSERT INTO leases VALUES ($1, gen_random_uuid(), clock_timestamp() + interval '1 minute')`,
      [`repository:${numberIn(id)}`],
    );
    expect(messageOf(await mutate('deleteRepositoryFromDisk', 'repo'))).toBe(
      'the repository is being fetched; try again later',
    );
    await api.database.db.query('DELETE FROM leases');
  });
});

describe('over http', () => {
  let requests: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const password = 'canary-of-the-git-server';

  /** `git http-backend` behind a password, and what `src serve-git` answers. */
  async function serve(listener?: RequestListener) {
    const own: string[] = [];
    requests = own;
    const wanted = `Basic ${Buffer.from(`robot:${password}`).toString('base64')}`;
    const server = createServer((request, response) => {
      authorizations.push(request.headers.authorization);
      own.push(`${request.url} ${request.headers.authorization === wanted}`);
      if (listener) return listener(request, response);
      if (request.url?.startsWith('/old/'))
        return response.writeHead(301, { location: request.url.replace('/old/', '/repos/') }).end();
      if (request.headers.authorization !== wanted) return response.writeHead(401).end();
      if (request.url === '/v1/list-repos') {
        const items = ['a/one', 'My Project/two', '../up', 'evil'].map((name) => ({
          Name: name,
          URI: `/repos/${name}`,
          ClonePath: name === 'evil' ? '@evil.example.org/x' : `/repos/${name}/.git`,
        }));
        return response.end(JSON.stringify({ Items: items }));
      }
      const [path = '', query = ''] = (request.url ?? '').split('?');
      const backend = spawn('git', ['http-backend'], {
        env: {
          PATH: process.env['PATH'],
          GIT_PROJECT_ROOT: host.path,
          GIT_HTTP_EXPORT_ALL: '1',
          PATH_INFO: decodeURIComponent(path).replace('/repos', ''),
          QUERY_STRING: query,
          REQUEST_METHOD: request.method,
          CONTENT_TYPE: request.headers['content-type'] ?? '',
          HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
          GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        },
      });
      request.pipe(backend.stdin);
      const chunks: Buffer[] = [];
      backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
      backend.on('close', () => {
        const all = Buffer.concat(chunks);
        const end = all.indexOf('\r\n\r\n');
        for (const line of all.subarray(0, end).toString().split('\r\n')) {
          const [key = '', value = ''] = line.split(': ');
          if (key === 'Status') response.statusCode = Number.parseInt(value, 10);
          else if (key) response.setHeader(key, value);
        }
        response.end(all.subarray(end + 4));
      });
      return undefined;
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      port: (server.address() as AddressInfo).port,
      close: () => new Promise((done) => server.close(done)),
    };
  }
  const remove = async (service: string) => {
    await api.ask(
      api.admin,
      `mutation { deleteExternalService(externalService: "${service}") { alwaysNil } }`,
    );
    await settled();
  };

  test('what src serve-git lists is looked up, cloned with the password, and looked up again', async () => {
    await (await host.create('a/one')).commit({ a: 'a' });
    await (await host.create('My Project/two')).commit({ a: 'a' });
    const server = await serve();
    const service = await addConnection(api, {
      url: `http://robot:${password}@127.0.0.1:${server.port}`,
      repos: ['src-serve'],
    });
    await settled();

    const ask = async () =>
      (
        await api.ask(
          api.admin,
          `{ node(id: "${service.id}") { ... on ExternalService { warning lastSyncError lastSyncAt nextSyncAt repoCount
            syncJobs(first: 5) { totalCount nodes { id state queuedAt startedAt finishedAt failureMessage reposSynced
              repoSyncErrors reposAdded reposDeleted reposModified reposUnmodified } pageInfo { hasNextPage } } } } }`,
        )
      ).node;
    expect(await ask()).toMatchObject({
      warning: 'left out "../up": it has a part ".."; left out "evil": its clone path leads elsewhere',
      lastSyncError: null,
      repoCount: 2,
      syncJobs: {
        totalCount: 1,
        nodes: [
          { state: 'COMPLETED', reposSynced: 2, reposAdded: 2, repoSyncErrors: 2, failureMessage: null },
        ],
        pageInfo: { hasNextPage: false },
      },
    });
    for (const name of ['a/one', 'My Project/two']) {
      const repository = await repositoryNamed(api, name);
      expect(await info(repository.id)).toMatchObject({
        cloned: true,
        lastError: null,
        remoteURL: `http://127.0.0.1:${server.port}/repos/${encodeURI(name)}/.git`,
      });
      const config = await readFile(
        join(mirrorOf(api.services, numberIn(repository.id)).gitDir, 'config'),
        'utf8',
      );
      expect(config).not.toContain(password);
    }
    expect(requests.filter((line) => line.endsWith('false'))).toEqual([]);

    await api.ask(api.admin, `mutation { syncExternalService(id: "${service.id}") { alwaysNil } }`);
    await settled();
    expect((await ask()).syncJobs.nodes[0]).toMatchObject({
      state: 'COMPLETED',
      reposUnmodified: 2,
      reposAdded: 0,
    });

    await server.close();
    await api.ask(api.admin, `mutation { syncExternalService(id: "${service.id}") { alwaysNil } }`);
    await settled();
    const failed = await ask();
    expect(failed.syncJobs.nodes[0]).toMatchObject({ state: 'FAILED', failureMessage: failed.lastSyncError });
    expect(failed.lastSyncError).toMatch(/^http:\/\/127.0.0.1:\d+\/v1\/list-repos does not answer: /);
    expect(failed.repoCount).toBe(2);
    const cancel = await api.query(
      api.admin,
      `mutation { cancelExternalServiceSync(id: "${failed.syncJobs.nodes[0].id}") { alwaysNil } }`,
    );
    expect(messageOf(cancel)).toBe('the sync job has ended already');
    await remove(service.id);
    expect(api.logged()).not.toContain(password);
  });

  test('a path with a space is asked for once escaped, whether the configuration escapes it or not', async () => {
    for (const name of ['one', 'two', 'three'])
      await (await host.create(`Our Project/_git/${name}`)).commit({ a: 'a' });
    const server = await serve();
    const url = `http://robot:${password}@127.0.0.1:${server.port}/repos`;
    const below = await addConnection(api, {
      url,
      repos: ['Our%20Project/_git/one', 'Our Project/_git/two'],
    });
    const whole = await addConnection(api, { repos: [`${url}/Our%20Project/_git/three`] });
    await settled();

    for (const name of ['one', 'two', 'three']) {
      const repository = await repositoryNamed(
        api,
        `127.0.0.1-${server.port}/repos/Our Project/_git/${name}`,
      );
      expect(await info(repository.id)).toMatchObject({
        cloned: true,
        lastError: null,
        remoteURL: `http://127.0.0.1:${server.port}/repos/Our%20Project/_git/${name}`,
      });
    }
    await server.close();
    for (const { id } of [below, whole]) await remove(id);
  });

  test('a password that is wrong is said without being told, and nothing is asked at the terminal', async () => {
    const server = await serve();
    const service = await addConnection(api, {
      url: `http://robot:wrong-canary@127.0.0.1:${server.port}/repos`,
      repos: ['two'],
      repositoryPathPattern: 'wrong/{repo}',
    });
    await settled();

    const { lastError } = await info((await repositoryNamed(api, 'wrong/two')).id);
    expect(lastError).toMatch(/Authentication failed|terminal prompts disabled/);
    expect(lastError).not.toContain('wrong-canary');
    await remove(service.id);
    await server.close();
  });

  test('a password goes to no other host, wherever the first one leads', async () => {
    const other = await serve((request, response) => {
      if (request.method === 'POST') return response.writeHead(403).end();
      response.setHeader('content-type', 'application/x-git-upload-pack-advertisement');
      return response.end('001e# service=git-upload-pack\n0000000eversion 2\n000cls-refs\n0000');
    });
    const seen = requests;
    const first = await serve((request, response) => {
      response.writeHead(302, { location: `http://localhost:${other.port}${request.url}` }).end();
    });
    const service = await addConnection(api, {
      url: `http://robot:${password}@127.0.0.1:${first.port}/repos`,
      repos: ['two'],
      repositoryPathPattern: 'led/{repo}',
    });
    await settled();

    expect(requests.some((line) => line.endsWith('true'))).toBe(true);
    expect(seen).toEqual([]);
    expect((await info((await repositoryNamed(api, 'led/two')).id)).lastError).toBe(
      `the host leads to http://localhost:${other.port}, which does not get its credential`,
    );
    await remove(service.id);
    await first.close();
    await other.close();
  });

  test('a repository that the host has at another path by now is copied from there', async () => {
    await (await host.create('moved')).commit({ a: 'a' });
    const server = await serve();
    const service = await addConnection(api, {
      url: `http://robot:${password}@127.0.0.1:${server.port}/old`,
      repos: ['moved', 'gone'],
      repositoryPathPattern: 'old/{repo}',
    });
    await settled();

    const url = `http://127.0.0.1:${server.port}`;
    const moved = await info((await repositoryNamed(api, 'old/moved')).id);
    expect(moved).toMatchObject({ cloned: true, lastError: null, remoteURL: `${url}/old/moved` });
    const { lastError } = await info((await repositoryNamed(api, 'old/gone')).id);
    expect(lastError).toBe(`fatal: repository '${url}/repos/gone/' not found`);
    await remove(service.id);
    await server.close();
  });

  test('what was listed at one host is not fetched with the password of the next', async () => {
    await (await host.create('a/one')).commit({ a: 'a' });
    const server = await serve();
    const service = await addConnection(api, {
      url: `http://robot:${password}@127.0.0.1:${server.port}`,
      repos: ['src-serve'],
    });
    await settled();
    const { id } = await repositoryNamed(api, 'a/one');
    const config = JSON.stringify({ url: 'http://robot:of-the-next@127.0.0.1:1', repos: ['src-serve'] });
    await api.ask(
      api.admin,
      'mutation ($id: ID!, $config: String!) { updateExternalService(input: { id: $id, config: $config }) { id } }',
      { id: service.id, config },
    );
    await settled();
    requests.length = 0;
    await api.ask(
      api.admin,
      'mutation ($id: ID!) { updateMirrorRepository(repository: $id) { alwaysNil } }',
      { id },
    );
    await settled();

    expect(authorizations.at(-1)).toBeUndefined();
    expect(requests.length).toBeGreaterThan(0);
    await remove(service.id);
    await server.close();
  });

  test('a sync that runs can be stopped, and one that waits', async () => {
    let arrived = () => {};
    const asked = new Promise<void>((done) => {
      arrived = done;
    });
    const server = await serve(() => arrived());
    const service = await addConnection(api, {
      url: `http://127.0.0.1:${server.port}`,
      repos: ['src-serve'],
    });
    await asked;
    const jobs = async () =>
      (
        await api.ask(
          api.admin,
          `{ node(id: "${service.id}") { ... on ExternalService { lastSyncError syncJobs { nodes { id state } } } } }`,
        )
      ).node;
    const cancel = async (job: string) =>
      api.ask(api.admin, `mutation { cancelExternalServiceSync(id: "${job}") { alwaysNil } }`);

    await cancel((await jobs()).syncJobs.nodes[0].id);
    await settled();
    expect(await jobs()).toMatchObject({ lastSyncError: null, syncJobs: { nodes: [{ state: 'CANCELED' }] } });
    await remove(service.id);
    await server.close();
  });
});

describe('git is run so that', () => {
  test('credentials are in its environment only, for the host that they are meant for', () => {
    const env = gitEnvironment({
      url: 'https://git.example.org/a',
      use: { basic: { user: 'robot', password: 'secret' } },
      knownHosts: '/known',
    });
    const index = Object.values(env).indexOf('http.https://git.example.org/.extraHeader');
    const key = Object.keys(env)[index] ?? '';

    expect(env[key.replace('KEY', 'VALUE')]).toBe('Authorization: Basic cm9ib3Q6c2VjcmV0');
    expect(env).toMatchObject({
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ALLOW_PROTOCOL: 'https:http:ssh:git:file',
    });
  });

  test.each([
    ['https://robot:secret@h/x failed', 'https://h/x failed'],
    ['Authorization: Basic abc', 'Authorization: …'],
    ["fatal: 'ssh://git:pw@h/x'", "fatal: 'ssh://h/x'"],
  ])('no error gives a credential away: %s', (text, shown) => {
    expect(withoutSecrets(text)).toBe(shown);
  });

  test.each([
    [0, 45],
    [600, 300],
    [1e9, 8 * 3600],
  ])('a repository that is quiet for %i seconds is fetched after %i', (quiet, wait) => {
    expect(intervalAfterFetch(new Date(0), new Date(quiet * 1000))).toBe(wait);
  });

  test('no wait is longer than eight hours, however much fails', () => {
    expect([1, 2, 3, 100].map(intervalAfterFailures)).toEqual([60, 120, 240, 8 * 3600]);
  });
});

test('only the protocols that the operator allows are used', async () => {
  const strict = await startTestApi({ BACKGROUND_WORK: true, GIT_PROTOCOLS: ['https'] });
  await addConnection(strict, { url: host.url, repos: ['app-1'], repositoryPathPattern: '{repo}' });
  await strict.services.background.idle();

  const { repository } = await strict.ask(
    strict.admin,
    '{ repository(name: "app-1") { mirrorInfo { cloned lastError } } }',
  );
  expect(repository.mirrorInfo).toEqual({ cloned: false, lastError: "fatal: transport 'file' not allowed" });
  await strict.close();
});

test('a repository that is not there is said so', async () => {
  const missing = idOf('Repository', 2_000_000_000);
  for (const field of [
    'updateMirrorRepository(repository',
    'recloneRepository(repo',
    'deleteRepositoryFromDisk(repo',
  ]) {
    const answer = await api.query(api.admin, `mutation { ${field}: "${missing}") { alwaysNil } }`);
    expect(messageOf(answer)).toBe('repo not found: id=2000000000');
  }
});
