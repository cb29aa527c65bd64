import { cpSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { claimDataDirectory } from './data-directory.js';
import { type Database, DatabaseUnavailableError } from './database.js';
import { PrismaClient } from './generated/prisma/client.js';
import { applyMigrations } from './migrations.js';
import { preparedDatabase } from './prepared-database.js';

/** Opens the embedded Postgres under `dataDirectory`, creating and migrating it as needed. */
export async function openEmbeddedDatabase(dataDirectory: string): Promise<Database> {
  const release = await claimDataDirectory(dataDirectory);
  try {
    const location = join(dataDirectory, 'postgres');
    const pglite = await create(location).catch((cause: Error) => {
      throw new DatabaseUnavailableError(
        `cannot open the embedded database in ${location}: ${cause.message}`,
      );
    });
    return await embeddedDatabase(pglite, `embedded Postgres in ${location}`, release);
  } catch (error) {
    await release();
    throw error;
  }
}

/**
 * Opens what lies at `location`; where there is nothing, a copy of the prepared database is put there first, in one
 * step, so that a process that dies over it leaves nothing half made.
 */
async function create(location: string): Promise<PGlite> {
  const prepared = await stat(location).then(() => undefined, preparedDatabase);
  if (prepared) {
    const unfinished = `${location}.new`;
    await rm(unfinished, { recursive: true, force: true });
    // Nothing else happens at a start, and file by file it takes several times as long.
    cpSync(prepared, unfinished, { recursive: true });
    await rename(unfinished, location);
  }
  return PGlite.create(location, {
    startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${sharedBuffers}`],
  });
}

/**
 * Of this process's own memory. Postgres' usual 128 MB are a quarter of what the whole process should take, and what it
 * does not hold it finds in the system's cache of files.
 */
const sharedBuffers = '16MB';

/** An embedded database around a PGlite that is already running, migrated to this version's schema. */
export async function embeddedDatabase(
  pglite: PGlite,
  description: string,
  release: () => Promise<void> = async () => {},
): Promise<Database> {
  const adapter = pgliteAdapter(pglite);
  await pglite.exec(`SET timezone = 'UTC'`);
  const named = new Map<string, string>();
  const query = async <Row>(text: string, values: unknown[] = [], name?: string) => {
    // A server refuses it, so that it is not noticed there for the first time.
    if (name !== undefined) {
      if ((named.get(name) ?? text) !== text) throw new Error(`two statements are named ${name}`);
      named.set(name, text);
    }
    const { rows } = await pglite.query<Row>(text, values);
    return rows;
  };
  // The data directory is claimed, so nobody else migrates it.
  await applyMigrations({ adapter, query, exclusively: (work) => work() });
  const prisma = new PrismaClient({ adapter });
  const database: Database = {
    kind: 'embedded',
    description,
    prisma,
    query,
    until: () => database,
    transactionUntil: (_tx, _signal, work) => work(),
    close: async () => {
      await prisma.$disconnect();
      await pglite.close();
      await release();
    },
  };
  return database;
}

/**
 * Prisma's adapter for PGlite, made whole: the package starts a migration script without waiting for it, so
 * its failure would be lost.
 */
export function pgliteAdapter(pglite: PGlite): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPGlite(pglite);
  const awaitingScripts = (
    adapter: Awaited<ReturnType<typeof factory.connect>>,
    client: Pick<PGlite, 'exec'>,
  ) =>
    Object.assign(adapter, {
      executeScript: async (script: string) => {
        await client.exec(script);
      },
    });
  return {
    provider: 'postgres',
    adapterName: factory.adapterName,
    connect: async () => awaitingScripts(await factory.connect(), pglite),
    connectToShadowDb: async () => {
      const shadow = new PGlite();
      return awaitingScripts(await new PrismaPGlite(shadow).connect(), shadow);
    },
  };
}
