import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { serverKeys } from '../src/auth/server-keys.js';
import { systemClock } from '../src/clock.js';
import { readConfig } from '../src/config.js';
import type { Database } from '../src/db/database.js';
import { openEmbeddedDatabase } from '../src/db/embedded.js';
import { openServerDatabase } from '../src/db/server.js';
import { closeServices, createServices } from '../src/start.js';
import type { Bench } from './rounds.js';
import { insertAccounts, insertAdminToken, settle } from './rows.js';

/** A filled database that a Gatehouse can be started on. */
export interface BenchDatabase {
  kind: 'embedded' | 'server';
  /** Settings for the Gatehouse that is to serve it. */
  env: Record<string, string>;
  /** Eight hex digits in its tokens. */
  instance: string;
  /** Tokens of service accounts that it holds. */
  tokens: number;
}

/** What a database is filled with. */
export interface Contents {
  accounts: number;
  tokensPerAccount: number;
}

/** Where databases are made: embedded in temporary directories, or on a server. */
export type Place = { kind: 'embedded' } | { kind: 'server'; url: string };

/** Filling ends after this long, whatever is still missing: the tables say how much there is. */
const maxFillSeconds = 100;

const secretKey = 'a key for the bench only and for nothing else';

export async function createDatabase(
  { cleanUp }: Pick<Bench, 'cleanUp'>,
  place: Place,
  name: string,
  contents: Contents,
): Promise<BenchDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
  cleanUp.push(() => rm(directory, { recursive: true, force: true }));
  const env: Record<string, string> = {
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'error',
    DATA_DIR: directory,
    GATEHOUSE_SECRET_KEYS: secretKey,
    GATEHOUSE_ADMIN_USERNAME: 'admin',
    GATEHOUSE_ADMIN_EMAIL: 'admin@example.com',
    GATEHOUSE_ADMIN_PASSWORD: 'correct horse battery',
  };
  if (place.kind === 'embedded') {
    return { kind: 'embedded', env, ...(await fill(await openEmbeddedDatabase(directory), env, contents)) };
  }
  const url = await createOnServer(cleanUp, place.url, `gatehouse_bench_${name}`);
  env['DATABASE_URL'] = url;
  return {
    kind: 'server',
    env,
    ...(await fill(await openServerDatabase({ url, poolSize: 4 }), env, contents)),
  };
}

async function fill(db: Database, env: Record<string, string>, { accounts, tokensPerAccount }: Contents) {
  const services = await createServices({
    config: readConfig(env),
    db,
    clock: systemClock,
    keys: serverKeys([secretKey]),
    log: pino({ level: 'silent' }),
    writeAuditLine: () => {},
  });
  await insertAdminToken(db);
  const accountsPerStatement = 2_000;
  const start = performance.now();
  let made = 0;
  while (made < accounts && performance.now() - start < maxFillSeconds * 1000) {
    const count = Math.min(accountsPerStatement, accounts - made);
    await insertAccounts(db, made + 1, count, tokensPerAccount);
    made += count;
  }
  await settle(db);
  await closeServices(services);
  return { instance: services.instance.tokenInstance, tokens: made * tokensPerAccount };
}

async function createOnServer(cleanUp: Bench['cleanUp'], server: string, name: string): Promise<string> {
  await administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await administer(server, `CREATE DATABASE ${name}`);
  cleanUp.push(() => administer(server, `DROP DATABASE ${name} WITH (FORCE)`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
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
