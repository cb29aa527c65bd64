import { request } from 'node:http';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { headersOf, startTestApi, type TestApi } from './support/api.js';
import { onServer } from './support/database.js';
import { configure } from './support/site-configuration.js';

// A client that gives up and tries again must not pile up work: what it no longer waits for ends in the database, too.
// The embedded database runs in the process and answers one statement after the other: nothing there can be cancelled.

describe.skipIf(!onServer)('a client that hangs up', () => {
  let api: TestApi;
  let sql: pg.Client;
  /** A transaction sees who is busy as it was when it first looked. */
  let watcher: pg.Client;
  let repository: string;
  beforeAll(async () => {
    api = await startTestApi();
    await configure(api, { 'permissions.userMapping': { enabled: true, bindID: 'username' } });
    sql = new pg.Client(api.database.url);
    await sql.connect();
    watcher = new pg.Client(api.database.url);
    await watcher.connect();
    const { rows } = await sql.query(
      `WITH made AS (
         INSERT INTO repositories (name, name_key, is_private, service_type, service_id, external_id, created_at)
         VALUES ('git.example.com/app', 'git.example.com/app', true, 'other', 'https://git.example.com/', 'app', now())
         RETURNING id
       ) INSERT INTO repository_mirrors (repository_id) SELECT id FROM made RETURNING repository_id AS id`,
    );
    repository = Buffer.from(`Repository:${rows[0].id}`).toString('base64');
  });
  afterAll(async () => {
    await sql.end();
    await watcher.end();
    await api.close();
  });

  /** Sends a request whose answer nobody awaits; hang up with `destroy`. */
  function send(query: string): { destroy(): void } {
    const sent = request(`${api.url}/.api/graphql`, {
      method: 'POST',
      headers: { ...headersOf(api.admin), 'content-type': 'application/json' },
    });
    sent.on('error', () => {});
    sent.end(JSON.stringify({ query }));
    return sent;
  }

  const waiting = async () => {
    const { rows } = await watcher.query(
      `SELECT count(*)::int AS count FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows[0].count;
  };
  const until = (count: number) =>
    vi.waitFor(async () => expect(await waiting()).toBe(count), { timeout: 10_000, interval: 20 });

  /** Holds what keeps others waiting, for as long as `work` takes. */
  async function holding(lock: string, work: () => Promise<void>): Promise<void> {
    await sql.query('BEGIN');
    await sql.query(lock);
    try {
      await work();
    } finally {
      await sql.query('ROLLBACK');
    }
  }

  test('cancels what it was reading, also when all connections are busy with it', async () => {
    const many = 20;
    await holding('LOCK TABLE repositories', async () => {
      const clients = Array.from({ length: many }, () =>
        send('{ repositories(first: 1) { nodes { name } } }'),
      );
      await until(8);
      for (const client of clients) client.destroy();
      await until(0);
    });
    expect(await api.ask(api.admin, '{ repositories(first: 1) { totalCount } }')).toEqual({
      repositories: { totalCount: 1 },
    });
    expect(api.logged()).not.toContain('a resolver failed');
  });

  test('cancels its change, of which nothing stays', async () => {
    await holding('SELECT 1 FROM repositories FOR UPDATE', async () => {
      const client = send(
        `mutation { setRepositoryPermissionsForUsers(repository: "${repository}", userPermissions: [{ bindID: "somebody" }]) { alwaysNil } }`,
      );
      await until(1);
      client.destroy();
      await until(0);
    });
    expect(await api.ask(api.admin, '{ usersWithPendingPermissions }')).toEqual({
      usersWithPendingPermissions: [],
    });
    expect(await api.events({ entity: 'repository.permissions' })).toEqual([]);
  });

  test('ends nothing of others', async () => {
    await holding('LOCK TABLE repositories', async () => {
      const patient = api.ask(api.admin, '{ repositories(first: 1) { nodes { name } } }');
      await until(1);
      const client = send('{ repositories(first: 1) { nodes { name } } }');
      await until(2);
      client.destroy();
      await until(1);
      await sql.query('ROLLBACK');
      expect(await patient).toEqual({ repositories: { nodes: [{ name: 'git.example.com/app' }] } });
    });
  });
});
