import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pgliteAdapter } from '../src/db/embedded.js';
import { applyMigrations, type MigrationTarget, readMigrations } from '../src/db/migrations.js';
import { schemaDifference } from '../src/db/schema-engine.js';

/** An empty one; what is compared with a schema is made in others. */
let pglite: PGlite;
let target: MigrationTarget;
beforeAll(async () => {
  pglite = await PGlite.create();
  target = {
    adapter: pgliteAdapter(pglite),
    query: async (sql) => (await pglite.query<any>(sql)).rows,
    exclusively: (work) => work(),
  };
});
afterAll(() => pglite.close());

test('migrations make what the Prisma schema describes', async () => {
  const schema = await readFile('prisma/schema.prisma', 'utf8');

  const difference = await schemaDifference(target.adapter, await readMigrations(), schema);

  expect(difference).toBe('');
});

test('a schema that says more than its migrations is noticed', async () => {
  const schema = await readFile('prisma/schema.prisma', 'utf8');
  const grown = schema.replace('model Role {', 'model Role {\n  added String?');

  // The first makes the table: what the others do is not to the point, and takes as long as in the test above.
  const difference = await schemaDifference(target.adapter, (await readMigrations()).slice(0, 1), grown);

  expect(difference).toContain('ADD COLUMN     "added" TEXT');
});

test('migrations are each applied once', async () => {
  const names = (await readMigrations()).map(({ name }) => name);

  expect(await applyMigrations(target)).toEqual(names);
  expect(await applyMigrations(target)).toEqual([]);
});

test('a database of a newer version is not touched', async () => {
  await pglite.exec(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '29990101000000_future', now())`,
  );

  await expect(applyMigrations(target)).rejects.toThrow(
    'the database was migrated by a newer version of Gatehouse (it has 29990101000000_future); start that version',
  );
});
