import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mirrorTasks } from '../src/modules/mirrors/mirror-worker.js';
import { numberIn } from './support/access-tokens.js';
import { headersOf, type Identity, startTestApi, type TestApi } from './support/api.js';
import { addConnection, repositoryNamed } from './support/repositories.js';
import { configure } from './support/site-configuration.js';

// Whoever asks for fetches without end. Nothing runs by itself here: what a free place would be given is looked at.

let api: TestApi;
let reader: { token: string };
let host: Server;
/** What the host waits for before it says that it has no such repository. */
let release: Promise<void> = Promise.resolve();
let reached = () => {};
const ids = new Map<string, number>();
const names = ['a', 'b', 'c', 'd', 'e'];

beforeAll(async () => {
  api = await startTestApi();
  host = createServer(async (_request, response) => {
    reached();
    await release;
    response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(host, 'listening');
  const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  await addConnection(api, { url, repos: names, repositoryPathPattern: '{repo}', visibility: 'public' });
  for (const name of names) ids.set(name, numberIn((await repositoryNamed(api, name)).id));
  reader = await api.createToken((await api.createServiceAccount('pusher')).id);
});
afterAll(async () => {
  await api.close();
  host.close();
});

const refresh = async (name: string, as: Identity = reader) => {
  const response = await api.fetch(`/.api/repos/${name}/-/refresh`, {
    method: 'POST',
    headers: headersOf(as),
  });
  expect([response.status, await response.text()]).toEqual([200, '']);
};
const askedEvents = async () =>
  (await api.events({ entity: 'repository', action: 'fetchRequested' })).map(
    ({ target }: any) => target.name,
  );
const { signal } = new AbortController();
const nameOf = (task: string) => names.find((name) => task === `repository:${ids.get(name)}`);
/** Whether it would be fetched now. */
const isDue = async (name: string) =>
  (await mirrorTasks(api.services).due(100)).some((task) => nameOf(task.name) === name);
const start = async (name: string) => {
  const tasks = await mirrorTasks(api.services).due(100);
  await tasks.find((task) => nameOf(task.name) === name)?.run(signal);
  // As if there were a copy, which without automatic updates is fetched only when somebody asks.
  await api.database.db.query(`UPDATE repository_mirrors SET status = 'CLONED'`);
};

test('many requests for one repository are one fetch, and are recorded as one', async () => {
  await start('a');
  api.clock.advance(10);
  expect(await isDue('a')).toBe(false);

  await Promise.all(Array.from({ length: 20 }, () => refresh('a')));

  expect(await isDue('a')).toBe(true);
  expect(await askedEvents()).toEqual(['a']);
  await start('a');
  expect(await isDue('a')).toBe(false);
});

test.each([false, true])(
  'a repository has ten seconds of rest, and no request is forgotten: by itself nothing is fetched: %s',
  async (disableAutoGitUpdates) => {
    await configure(api, { disableAutoGitUpdates });
    const before = await askedEvents();
    api.clock.advance(60);
    await refresh('a');
    const underWay = new Promise<void>((done) => {
      reached = done;
    });
    let end = () => {};
    release = new Promise<void>((done) => {
      end = done;
    });
    const fetching = start('a');
    await underWay;
    // What is pushed now may be missing from what is being fetched.
    await refresh('a');
    await refresh('a');
    end();
    await fetching;

    const due = async () =>
      (await api.ask(api.admin, '{ repository(name: "a") { mirrorInfo { nextSyncAt } } }')).repository
        .mirrorInfo.nextSyncAt;
    expect(await isDue('a')).toBe(false);
    expect(Math.ceil((new Date(await due()).getTime() - api.clock.now().getTime()) / 1000)).toBe(10);
    api.clock.advance(10);
    expect(await isDue('a')).toBe(true);
    await start('a');

    await refresh('a');
    expect(await isDue('a')).toBe(false);
    api.clock.advance(10);
    expect(await isDue('a')).toBe(true);
    await start('a');
    expect((await askedEvents()).slice(before.length)).toEqual(['a', 'a', 'a']);
    await configure(api, {});
  },
);

test('a site admin does not wait for that', async () => {
  await start('a');
  await api.ask(api.admin, 'mutation ($id: ID!) { updateMirrorRepository(repository: $id) { alwaysNil } }', {
    id: (await repositoryNamed(api, 'a')).id,
  });
  expect(await isDue('a')).toBe(true);
  await start('a');
});

test('what is due by itself has its turn while others ask without end, and whoever asked first goes first', async () => {
  await api.database.db.query(
    `UPDATE repository_mirrors SET asked_at = NULL, interval_seconds = 7200, failures = 0, next_fetch_at = CASE
       WHEN repository_id = ANY($1::int[]) THEN $2::timestamptz + (repository_id - 1000) * interval '1 second'
       ELSE $2::timestamptz + interval '1 hour' END`,
    [['b', 'c', 'd'].map((name) => ids.get(name)), api.clock.now()],
  );
  const source = mirrorTasks(api.services);
  const served: (string | undefined)[] = [];

  for (const _ of names.concat('a sixth time')) {
    for (const name of ['a', 'e']) {
      await refresh(name);
      api.clock.advance(5);
    }
    // One place, which is free again and again.
    const [task] = await source.due(1);
    await task?.run(signal);
    served.push(nameOf(task?.name ?? ''));
  }

  expect(served).toEqual(['a', 'b', 'e', 'c', 'a', 'd']);
});

test('accounts take turns, however much one of them asks for', async () => {
  const others = [await api.createServiceAccount('other'), await api.createServiceAccount('third')];
  const [other, third] = await Promise.all(others.map(({ id }) => api.createToken(id)));
  await api.database.db.query(
    `UPDATE repository_mirrors SET asked_at = NULL, asked_by = NULL, asked_turn = NULL, next_fetch_at = $1`,
    [new Date(api.clock.now().getTime() + 3_600_000)],
  );
  const ask = async (who: Identity | undefined, wanted: string) => {
    for (const name of wanted) {
      await refresh(name, who);
      api.clock.advance(20);
    }
  };
  const source = mirrorTasks(api.services);
  const waiting = async () => (await source.due(100)).map(({ name }) => nameOf(name)).join('');
  const serveNext = async () => (await source.due(1))[0]?.run(signal);
  const before = await askedEvents();

  await ask(reader, 'abcd');
  await ask(other, 'e');
  expect(await waiting()).toBe('aebcd');
  await serveNext();
  await serveNext();
  // What somebody else asked for comes in the turn of whoever has the earlier one, and is asked for once more.
  await ask(other, 'dd');
  expect(await waiting()).toBe('bdc');
  await serveNext();
  // A newcomer begins with those whose turn it is.
  await ask(third, 'e');
  expect(await waiting()).toBe('dec');
  await ask(reader, 'dca');
  expect(await waiting()).toBe('deca');
  await api.ask(api.admin, 'mutation ($id: ID!) { updateMirrorRepository(repository: $id) { alwaysNil } }', {
    id: (await repositoryNamed(api, 'a')).id,
  });
  expect(await waiting()).toBe('deac');
  expect((await askedEvents()).slice(0, -before.length)).toEqual([...'aaededcba']);
});
