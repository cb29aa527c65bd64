import { setImmediate, setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../src/db/database.js';
import { openServerDatabase } from '../src/db/server.js';
import { createTestDatabase, onServer, type TestDatabase } from './support/database.js';

// A connection to a Postgres server may go silent. The embedded database runs in the process.

const connections = 2;

describe.skipIf(!onServer)('a statement that every request waits for', () => {
  let database: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await createTestDatabase();
    db = await openServerDatabase({ url: database.url ?? '', poolSize: connections, hotStatementSeconds: 2 });
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  const neverAborts = () => new AbortController().signal;
  const countRoles = (of: Database) =>
    of.query<{ count: number }>('SELECT count(*)::int FROM roles', [], 'a');

  test.each([
    ['', () => db],
    [' of a request', () => db.until(neverAborts)],
  ])('that gets no answer%s fails, and its connection goes with it', async (_case, of) => {
    const holder = new pg.Client(database.url);
    await holder.connect();
    try {
      await holder.query('BEGIN; LOCK TABLE roles');

      const asked = Array.from({ length: connections }, () => countRoles(of()));
      for (const { status, reason } of (await Promise.allSettled(asked)) as PromiseRejectedResult[]) {
        expect(status).toBe('rejected');
        expect(reason.message).toBe('the database gave no answer in time');
      }
      expect(await of().query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      await holder.end();
    }
    expect(await countRoles(of())).toEqual([{ count: expect.any(Number) }]);
  });

  test('gets its answer however long this process was too busy to read it', async () => {
    const answer = db.query('SELECT 1 AS one FROM pg_sleep(1)', [], 'slow');
    await setTimeout(100);
    // From here timers come before what can be read.
    await setImmediate();
    const until = performance.now() + 3500;
    while (performance.now() < until);

    expect(await answer).toEqual([{ one: 1 }]);
  });
});
