import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { DatabaseUnavailableError } from './database.js';
import { type Migration, migrationList, noFilters, openSchemaEngine } from './schema-engine.js';

const migrationsDir = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

/** The migrations that this version of Gatehouse brings, oldest first. */
export async function readMigrations(): Promise<Migration[]> {
  const entries = await readdir(migrationsDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => ({
      name,
      sql: await readFile(join(migrationsDir, name, 'migration.sql'), 'utf8'),
    })),
  );
}

/** A name for this set of migrations; changes when any of them does. */
export async function migrationsFingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const { name, sql } of await readMigrations()) hash.update(`${name}\0${sql}\0`);
  return hash.digest('hex').slice(0, 16);
}

/** What applying migrations needs of a database. */
export interface MigrationTarget {
  adapter: SqlMigrationAwareDriverAdapterFactory;
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Runs `work` while no other process can run its own. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
}

/**
 * Brings the database to this version's schema and returns the names of what was applied. Writes Prisma's own
 * `_prisma_migrations` table, so `prisma migrate deploy` and `prisma migrate status` agree with it.
 *
 * @throws when a migration fails, or the database was migrated by a newer version of Gatehouse.
 */
export async function applyMigrations(target: MigrationTarget): Promise<string[]> {
  const migrations = await readMigrations();
  return target.exclusively(async () => {
    const applied = await appliedMigrations(target);
    const known = new Set(migrations.map((migration) => migration.name));
    const foreign = applied.filter((name) => !known.has(name));
    if (foreign.length > 0) {
      throw new DatabaseUnavailableError(
        `the database was migrated by a newer version of Gatehouse (it has ${foreign.join(', ')}); start that version`,
      );
    }
    // The engine costs half a second; a start without pending migrations does not load it.
    if (applied.length === migrations.length) return [];
    const engine = await openSchemaEngine(target.adapter);
    try {
      const result = await engine.applyMigrations({
        migrationsList: migrationList(migrations),
        filters: noFilters,
      });
      return result.appliedMigrationNames;
    } finally {
      engine.free();
    }
  });
}

async function appliedMigrations(target: MigrationTarget): Promise<string[]> {
  const [table] = await target.query<{ found: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found`,
  );
  if (!table?.found) return [];
  const rows = await target.query<{ migration_name: string }>(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  return rows.map((row) => row.migration_name);
}
