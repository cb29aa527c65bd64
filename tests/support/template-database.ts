import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { embeddedDatabase } from '../../src/db/embedded.js';
import { migrationsFingerprint } from '../../src/db/migrations.js';
import { openServerDatabase } from '../../src/db/server.js';

/** Where the migrated, empty database lies that every test file starts from. */
export const templatePath = (fingerprint: string) => `tests/.cache/template-${fingerprint}.tar`;
export const templateName = (fingerprint: string) => `gatehouse_template_${fingerprint}`;

/** Makes the template once per set of migrations: a file for embedded Postgres, a database on a server. */
export default async function setup(): Promise<void> {
  const fingerprint = await migrationsFingerprint();
  const url = process.env['TEST_DATABASE_URL'];
  if (url) return prepareServer(url, templateName(fingerprint));
  const path = templatePath(fingerprint);
  if (await stat(path).catch(() => undefined)) return;
  const pglite = await PGlite.create();
  const db = await embeddedDatabase(pglite, 'template');
  await db.prisma.$disconnect();
  await mkdir('tests/.cache', { recursive: true });
  const dump = await pglite.dumpDataDir('none');
  await writeFile(`${path}.new`, Buffer.from(await dump.arrayBuffer()));
  await rename(`${path}.new`, path);
}

async function prepareServer(url: string, name: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [
    name,
  ]);
  if (rowCount === 0) {
    await client.query(`DROP DATABASE IF EXISTS ${name}`);
    await client.query(`CREATE DATABASE ${name}`);
    const template = new URL(url);
    template.pathname = `/${name}`;
    const db = await openServerDatabase({ url: template.href, poolSize: 2 });
    await db.close();
    await client.query(`ALTER DATABASE ${name} WITH is_template true`);
  }
  await client.end();
}
