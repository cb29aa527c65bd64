import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Database } from '../../src/db/database.js';
import { openEmbeddedDatabase } from '../../src/db/embedded.js';
import { migrationsFingerprint } from '../../src/db/migrations.js';
import { openServerDatabase } from '../../src/db/server.js';
import { templateName } from './template-database.js';

/** A fresh, migrated database of one's own: embedded, or on the server that TEST_DATABASE_URL names. */
export interface TestDatabase {
  db: Database;
  /** Where other processes reach it; undefined for the embedded one, which has one process. */
  url: string | undefined;
  /** Ends it and throws it away. */
  drop(): Promise<void>;
}

export const onServer = process.env['TEST_DATABASE_URL'] !== undefined;

export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL'];
  if (!server) {
    const directory = await mkdtemp(join(tmpdir(), 'gatehouse-db-'));
    const db = await openEmbeddedDatabase(directory);
    return {
      db,
      url: undefined,
      drop: async () => {
        await db.close();
        await rm(directory, { recursive: true });
      },
    };
  }
  const name = `gatehouse_test_${randomBytes(6).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${name} TEMPLATE ${templateName(await migrationsFingerprint())}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const db = await openServerDatabase({ url: url.href, poolSize: 8 });
  return {
    db,
    url: url.href,
    drop: async () => {
      await db.close();
      await administer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function administer(server: string, sql: string): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
