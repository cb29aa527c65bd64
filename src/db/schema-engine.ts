import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';

/** The one call of it that is used; its types are otherwise only in the browser's library. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

type Engine = typeof import('@prisma/schema-engine-wasm/schema_engine_bg');

/** Once per process: the package keeps views of the first instance's memory. */
let loaded: Promise<Engine> | undefined;

async function load(): Promise<Engine> {
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const packageDir = dirname(
    createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'),
  );
  const wasm = await readFile(join(packageDir, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
  return glue;
}

/**
 * Prisma's schema engine, in this process, on the given database. The `prisma migrate` command would need a
 * binary that is downloaded at install time; this is the same engine as WebAssembly, from the npm package.
 */
export async function openSchemaEngine(
  adapter: SqlMigrationAwareDriverAdapterFactory,
): Promise<SchemaEngine> {
  loaded ??= load();
  const glue = await loaded;
  return glue.SchemaEngine.new(
    { datamodels: undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
}

/** One migration of `prisma/migrations`, ready to run. */
export interface Migration {
  name: string;
  sql: string;
}

/** The shape in which the engine takes migrations. */
export function migrationList(migrations: readonly Migration[]): MigrationList {
  return {
    baseDir: '/',
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}

export const noFilters = { externalTables: [], externalEnums: [] };

/** The SQL that takes the schema after `migrations` to the Prisma schema `target`; empty when they agree. */
export async function schemaDifference(
  adapter: SqlMigrationAwareDriverAdapterFactory,
  migrations: readonly Migration[],
  target: string,
): Promise<string> {
  const engine = await openSchemaEngine(adapter);
  const { stdout } = await engine.diff({
    from: { tag: 'migrations', ...migrationList(migrations) },
    to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: target }] },
    script: true,
    exitCode: null,
    filters: noFilters,
  });
  engine.free();
  const sql = stdout ?? '';
  const onlyComments = sql.split('\n').every((line) => line.trim() === '' || line.startsWith('--'));
  return onlyComments ? '' : sql;
}
