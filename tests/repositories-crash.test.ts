import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Database } from '../src/db/database.js';
import { numberIn } from './support/access-tokens.js';
import { onServer } from './support/database.js';
import { adminSettings, ask, killServers, send, signIn, startServer } from './support/process.js';
import { createInstallation, type Installation } from './support/server-process.js';

// A server that is killed while it changes who sees which repositories, or which there are, has changed each of them
// whole or not at all, and says afterwards what it did.

/** How often a server is killed. */
const rounds = Number(process.env['CRASH_ROUNDS'] ?? 2);
/** It is killed at a random moment after so many answers at most. */
const mostAnswers = 30;

vi.setConfig({ testTimeout: 240_000 + rounds * 60_000, hookTimeout: 120_000 });

let installation: Installation;
beforeAll(async () => {
  installation = await createInstallation();
});
// What a failed test leaves running would fail those after it.
afterEach(killServers);
afterAll(async () => {
  await killServers();
  await installation.remove();
});

const start = (settings: Record<string, string> = {}) =>
  startServer({ ...installation.env, ...adminSettings, ...settings });

/** Nobody else is in the middle of a change, or holds what others wait for. */
const nothingIsHeld = (db: Database) =>
  vi.waitFor(async () => {
    if (!onServer) return;
    const held = await db.query(
      `SELECT a.pid, a.state, a.query FROM pg_stat_activity a WHERE a.datname = current_database()
       AND a.pid <> pg_backend_pid() AND (a.state LIKE 'idle in transaction%'
         OR EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = a.pid AND l.locktype IN ('advisory', 'transactionid')))`,
    );
    expect(held).toEqual([]);
  }, 10_000);

/** Repositories that are changed by one request. */
interface Group {
  /** Numbers of repositories; the first has the id 1. */
  repositories: number[];
  /** How often their lists were replaced, by what was answered. */
  version: number;
  /** Whether one more was asked for. */
  isTrying: boolean;
}

const people = 120;
const waiting = 30;

/** Who is listed in a version: people, and addresses of nobody. */
function listOf(repository: number, version: number): { people: Set<string>; waiting: Set<string> } {
  if (version === 0) return { people: new Set(), waiting: new Set() };
  const range = (count: number, of: number, name: (n: number) => string) =>
    new Set(Array.from({ length: count }, (_, n) => name((version * 13 + repository * 7 + n) % of)));
  return {
    people: range(80, people, (n) => `person-${n}@example.com`),
    waiting: range(20, waiting, (n) => `nobody-${n}@example.com`),
  };
}

/** What the replacement of a version by the next one is to answer. */
function answerOf(repository: number, version: number) {
  const [before, after] = [listOf(repository, version), listOf(repository, version + 1)];
  const without = (one: Set<string>, other: Set<string>) =>
    [...one].filter((name) => !other.has(name)).length;
  return {
    repositoryID: idOf(repository),
    added: without(after.people, before.people),
    removed: without(before.people, after.people),
    found: after.people.size,
    pendingAdded: without(after.waiting, before.waiting),
    pendingRemoved: without(before.waiting, after.waiting),
    pendingFound: after.waiting.size,
    error: null,
  };
}

const idOf = (repository: number) => Buffer.from(`Repository:${repository}`).toString('base64');
const bindIdsOf = (repository: number, version: number) => {
  const { people, waiting } = listOf(repository, version);
  return [...people, ...waiting];
};

describe('killed in the middle of changes', () => {
  const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);
  const group = (repositories: number[]): Group => ({ repositories, version: 0, isTrying: false });
  const batches = [group(numbers(1, 11)), group(numbers(11, 17))];
  const singles = numbers(17, 21).map((repository) => group([repository]));
  /** Steps of each code host connection that were answered. */
  const connections: number[] = [];
  const connectionSteps = ['created', 'changed', 'changed', 'deleted'];

  let admin: { cookie: string };
  /** Answers until the next kill, and what is then done. */
  let answersLeft = 0;
  let onEnough = () => {};

  /** What a mutation answers, or undefined when the server is gone. */
  async function mutate(url: string, mutation: string, variables: Record<string, unknown>): Promise<any> {
    const answer = await send(url, admin, mutation, variables);
    if (!answer) return undefined;
    expect(answer, mutation).toMatchObject({ status: 200 });
    expect(answer.result.errors, mutation).toBeUndefined();
    answersLeft -= 1;
    if (answersLeft === 0) onEnough();
    return answer.result.data.it;
  }

  const replace = (url: string, { repositories, version }: Group, dryRun = false) =>
    mutate(
      url,
      `mutation ($batch: [RepositoryPermissionsInput!]!, $key: String, $dryRun: Boolean) {
         it: replaceRepositoryPermissions(batch: $batch, idempotencyKey: $key, dryRun: $dryRun) {
           repositoryID added removed found pendingAdded pendingRemoved pendingFound error } }`,
      {
        batch: repositories.map((repository) => ({
          repository: idOf(repository),
          bindIDs: bindIdsOf(repository, version + 1),
        })),
        key: `${repositories[0]} ${version + 1}`,
        dryRun,
      },
    );

  const answersOf = ({ repositories, version }: Group) =>
    repositories.map((repository) => answerOf(repository, version));

  /** Replaces lists until the server is gone. */
  async function replaceBatches(url: string, batch: Group): Promise<void> {
    for (;;) {
      const dry = await replace(url, batch, true);
      if (!dry) return;
      expect(dry).toEqual(answersOf(batch));
      batch.isTrying = true;
      const answer = await replace(url, batch);
      if (!answer) return;
      expect(answer).toEqual(answersOf(batch));
      batch.version += 1;
      batch.isTrying = false;
    }
  }

  async function replaceSingles(url: string): Promise<void> {
    for (let at = 0; ; at = (at + 1) % singles.length) {
      const single = singles[at] as Group;
      const [repository = 0] = single.repositories;
      // One that was tried before the last kill may be done: then this changes nothing.
      single.isTrying = true;
      const answer = await mutate(
        url,
        `mutation ($repository: ID!, $who: [UserPermissionInput!]!) {
           it: setRepositoryPermissionsForUsers(repository: $repository, userPermissions: $who) { alwaysNil } }`,
        {
          repository: idOf(repository),
          who: bindIdsOf(repository, single.version + 1).map((bindID) => ({ bindID })),
        },
      );
      if (!answer) return;
      single.version += 1;
      single.isTrying = false;
    }
  }

  /** Adds a connection, renames it, takes half of its repositories away, and deletes it. */
  async function changeConnections(url: string): Promise<void> {
    for (;;) {
      const n = connections.push(0) - 1;
      const config = (count: number) =>
        JSON.stringify({
          url: 'file:///nowhere',
          repos: numbers(0, count).map((at) => `${n}-${at}`),
          repositoryPathPattern: 'connection/{repo}',
        });
      const added = await mutate(
        url,
        `mutation ($name: String!, $config: String!) {
           it: addExternalService(input: { kind: OTHER, displayName: $name, config: $config }) { id } }`,
        { name: `connection ${n}`, config: config(12) },
      );
      if (!added) return;
      connections[n] = 1;
      for (const [mutation, variables] of [
        [
          'mutation ($id: ID!, $name: String) { it: updateExternalService(input: { id: $id, displayName: $name }) { id } }',
          { id: added.id, name: `connection ${n} renamed` },
        ],
        [
          'mutation ($id: ID!, $config: String) { it: updateExternalService(input: { id: $id, config: $config }) { id } }',
          { id: added.id, config: config(6) },
        ],
        ['mutation ($id: ID!) { it: deleteExternalService(externalService: $id) { alwaysNil } }', added],
      ] as const) {
        if (!(await mutate(url, mutation, variables))) return;
        connections[n] = (connections[n] ?? 0) + 1;
      }
    }
  }

  async function expectWholeLists(db: Database): Promise<void> {
    const rows = await db.query<{ id: number; people: string[]; waiting: string[]; events: number }>(
      `SELECT r.id,
         ARRAY(SELECT u.username || '@example.com' FROM repository_grants g JOIN users u ON u.id = g.user_id
               WHERE g.repository_id = r.id) AS people,
         ARRAY(SELECT p.bind_id FROM pending_repository_grants p WHERE p.repository_id = r.id) AS waiting,
         (SELECT count(*)::int FROM audit_events e WHERE e.entity = 'repository.permissions' AND e.action = 'changed'
          AND e.target_kind = 'Repository' AND e.target_id = r.id) AS events
       FROM repositories r WHERE r.id <= 20`,
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const { repositories, version, isTrying } of [...batches, ...singles]) {
      for (const repository of repositories) {
        const row = byId.get(repository);
        const isNext = isTrying && row?.events === version + 1;
        const expected = listOf(repository, isNext ? version + 1 : version);
        expect({
          people: row?.people.toSorted(),
          waiting: row?.waiting.toSorted(),
          events: row?.events,
        }).toEqual({
          people: [...expected.people].toSorted(),
          waiting: [...expected.waiting].toSorted(),
          events: isNext ? version + 1 : version,
        });
      }
    }
  }

  async function expectWholeConnections(db: Database): Promise<void> {
    const events = await db.query<{ id: number; name: string; actions: string[] }>(
      `SELECT target_id AS id, min(target_name) AS name, array_agg(action ORDER BY id) AS actions FROM audit_events
       WHERE entity = 'codehosts' AND target_name LIKE 'connection %' GROUP BY target_id`,
    );
    const there = await db.query<{ id: number; name: string; links: number }>(
      `SELECT s.id, s.display_name AS name, count(l.repository_id)::int AS links FROM external_services s
       LEFT JOIN external_service_repositories l ON l.external_service_id = s.id
       WHERE s.display_name LIKE 'connection %' GROUP BY s.id ORDER BY s.id`,
    );
    const expected = events.flatMap(({ id, name, actions }) => {
      const n = Number(name.split(' ')[1]);
      const answered = connections[n] ?? -1;
      expect(actions).toEqual(connectionSteps.slice(0, actions.length));
      expect([answered, answered + 1], name).toContain(actions.length);
      if (actions.length === connectionSteps.length) return [];
      const isRenamed = actions.length > 1;
      return [
        { id, name: `connection ${n}${isRenamed ? ' renamed' : ''}`, links: actions.length === 3 ? 6 : 12 },
      ];
    });
    expect(there).toEqual(expected.toSorted((one, other) => one.id - other.id));
    // Each that was answered is among them.
    expect(events.length).toBeGreaterThanOrEqual(connections.filter((steps) => steps > 0).length);
    const torn = await db.query(
      `SELECT r.id, r.name FROM repositories r
       WHERE (r.deleted_at IS NULL) <> EXISTS (SELECT 1 FROM external_service_repositories l WHERE l.repository_id = r.id)
       OR NOT EXISTS (SELECT 1 FROM repository_mirrors m WHERE m.repository_id = r.id)`,
    );
    expect(torn).toEqual([]);
  }

  async function check(): Promise<void> {
    await installation.withDatabase(async (db) => {
      await nothingIsHeld(db);
      await expectWholeLists(db);
      await expectWholeConnections(db);
    });
  }

  test(`${rounds} times, every repository has its old list or its new one, with its event, and a repeated request answers what was done`, async () => {
    const settings = { BACKGROUND_WORK: 'false' };
    const first = await start(settings);
    admin = await signIn(first.url);
    await ask(
      first.url,
      admin,
      'mutation ($config: String!) { addExternalService(input: { kind: OTHER, displayName: "git", config: $config }) { id } }',
      {
        config: JSON.stringify({
          url: 'file:///nowhere',
          repos: numbers(1, 21).map(String),
          repositoryPathPattern: '{repo}',
        }),
      },
    );
    first.kill('SIGTERM');
    await first.exited;
    await installation.execute(
      `WITH people AS (
         INSERT INTO users (kind, username, created_at, updated_at)
         SELECT 'USER', 'person-' || n, now(), now() FROM generate_series(0, ${people - 1}) n RETURNING id, username
       ), named AS (INSERT INTO names (name, user_id) SELECT username, id FROM people)
       INSERT INTO user_emails (user_id, email, verified_at, is_primary, created_at)
       SELECT id, username || '@example.com', now(), true, now() FROM people`,
    );

    for (let round = 0; round < rounds; round += 1) {
      const server = await start(settings);
      for (const batch of batches) {
        if (!batch.isTrying) continue;
        expect(await replace(server.url, batch)).toEqual(answersOf(batch));
        expect(await replace(server.url, batch)).toEqual(answersOf(batch));
        batch.version += 1;
        batch.isTrying = false;
      }
      answersLeft = 1 + Math.floor(Math.random() * mostAnswers);
      const enough = new Promise<void>((resolve) => {
        onEnough = resolve;
      });
      const changes = Promise.all([
        ...batches.map((batch) => replaceBatches(server.url, batch)),
        replaceSingles(server.url),
        changeConnections(server.url),
      ]);
      await Promise.race([enough, changes]);
      await setTimeout(Math.random() * 20);
      server.kill('SIGKILL');
      await Promise.all([server.exited, changes]);

      await check();
    }

    const last = await start(settings);
    for (const batch of batches) {
      expect(await replace(last.url, batch)).toEqual(answersOf(batch));
      batch.version += 1;
      batch.isTrying = false;
    }
    last.kill('SIGTERM');
    expect(await last.exited).toMatchObject({ code: 0, stderr: expect.not.stringContaining('Error') });
    await check();
  });
});

test('killed while it looks up what a code host has, the next start finishes it', async () => {
  let listed = 0;
  let held: ServerResponse | undefined;
  let onAsked = () => {};
  const namesListed = () => Array.from({ length: listed }, (_, n) => `served/${n}`);
  const answer = (response: ServerResponse) =>
    response.end(JSON.stringify({ Items: namesListed().map((Name) => ({ Name, ClonePath: `/${Name}` })) }));
  const host = createServer((_request, response) => {
    held = response;
    onAsked();
  });
  await new Promise<void>((done) => host.listen(0, '127.0.0.1', done));
  // Nothing can be fetched, so that only the list is looked up.
  const settings = { GIT_PROTOCOLS: 'file' };
  let id = '';
  let admin: { cookie: string };
  const list = `query ($id: ID!) { node(id: $id) { ... on ExternalService { lastSyncError
    syncJobs(first: 20) { nodes { state failureMessage } } } }
    repositories(first: 100, query: "served") { nodes { name } } }`;

  // On a server it takes a while until what the process before held is free.
  for (const wait of onServer ? [3] : [0, 8]) {
    const asked = new Promise<void>((resolve) => {
      onAsked = resolve;
    });
    const server = await start(settings);
    admin = await signIn(server.url);
    if (id === '') {
      const { addExternalService } = await ask(
        server.url,
        admin,
        'mutation ($config: String!) { addExternalService(input: { kind: OTHER, displayName: "served", config: $config }) { id } }',
        {
          config: JSON.stringify({
            url: `http://127.0.0.1:${(host.address() as AddressInfo).port}`,
            repos: ['src-serve'],
          }),
        },
      );
      id = addExternalService.id;
    }
    const before = namesListed();
    listed += 4;
    await ask(server.url, admin, 'mutation ($id: ID!) { syncExternalService(id: $id) { alwaysNil } }', {
      id,
    });
    await asked;
    if (wait > 0 && held) answer(held);
    await setTimeout(wait);
    server.kill('SIGKILL');
    await server.exited;
    await installation.withDatabase(async (db) => {
      await nothingIsHeld(db);
      const rows = await db.query<{ name: string }>(
        `SELECT r.name FROM repositories r JOIN external_service_repositories l ON l.repository_id = r.id
         WHERE l.external_service_id = $1 AND r.deleted_at IS NULL ORDER BY r.id`,
        [numberIn(id)],
      );
      const names = rows.map(({ name }) => name).toSorted();
      expect([before.toSorted(), namesListed().toSorted()]).toContainEqual(names);
      if (names.length !== listed) listed -= 4;
    });
  }

  listed += 4;
  onAsked = () => held && answer(held);
  const server = await start(settings);
  admin = await signIn(server.url);
  await ask(server.url, admin, 'mutation ($id: ID!) { syncExternalService(id: $id) { alwaysNil } }', { id });
  await vi.waitFor(
    async () => {
      const state = await ask(server.url, admin, list, { id });
      expect(state.node.syncJobs.nodes[0]).toEqual({ state: 'COMPLETED', failureMessage: null });
    },
    { timeout: 40_000, interval: 100 },
  );
  // Asked anew: in one answer the repositories may be from just before the end and the job from just after it.
  const { node, repositories } = await ask(server.url, admin, list, { id });
  expect(node.lastSyncError).toBeNull();
  expect(node.syncJobs.nodes.filter(({ state }: any) => !/^(COMPLETED|FAILED)$/.test(state))).toEqual([]);
  expect(node.syncJobs.nodes).toContainEqual({
    state: 'FAILED',
    failureMessage: 'the server ended while it ran',
  });
  expect(repositories.nodes.map(({ name }: any) => name).toSorted()).toEqual(namesListed().toSorted());
  server.kill('SIGTERM');
  expect((await server.exited).code).toBe(0);
  host.closeAllConnections();
  await new Promise((done) => host.close(done));
});
