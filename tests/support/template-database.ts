import pg from 'pg';
import { migrationsFingerprint } from '../../src/db/migrations.js';
import { prepareDatabase } from '../../src/db/prepare-database.js';
import { openServerDatabase } from '../../src/db/server.js';

/** The migrated, empty database on a server that every test file starts from. */
export const templateName = (fingerprint: string) => `gatehouse_template_${fingerprint}`;

/** Makes what tests start from once per set of migrations: a directory for embedded Postgres, a database on a server. */
export default async function setup(): Promise<void> {
  const url = process.env['TEST_DATABASE_URL'];
  // Processes that tests start on a directory of their own use it too, whatever the tests' own database is.
  await prepareDatabase();
  if (url) await prepareServer(url, templateName(await migrationsFingerprint()));
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
