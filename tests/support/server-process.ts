import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/db/database.js';
import { openEmbeddedDatabase } from '../../src/db/embedded.js';
import { createTestDatabase, onServer } from './database.js';

/** What a server process of its own needs: a data directory, and a database that is empty or made by the first start. */
export interface Installation {
  directory: string;
  env: Record<string, string>;
  /** Runs SQL on its database while no server has it. */
  execute(sql: string): Promise<void>;
  /** Looks at its database while no server has it. */
  withDatabase<Result>(work: (db: Database) => Promise<Result>): Promise<Result>;
  remove(): Promise<void>;
}

export async function createInstallation(): Promise<Installation> {
  const directory = await mkdtemp(join(tmpdir(), 'gatehouse-test-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  if (onServer) {
    const database = await createTestDatabase();
    return {
      directory,
      env: { DATA_DIR: directory, DATABASE_URL: database.url ?? '' },
      execute: async (sql) => void (await database.db.query(sql)),
      withDatabase: (work) => work(database.db),
      remove: async () => {
        await database.drop();
        await remove();
      },
    };
  }
  const withDatabase: Installation['withDatabase'] = async (work) => {
    const db = await openEmbeddedDatabase(directory);
    try {
      return await work(db);
    } finally {
      await db.close();
    }
  };
  return {
    directory,
    env: { DATA_DIR: directory },
    execute: (sql) => withDatabase(async (db) => void (await db.query(sql))),
    withDatabase,
    remove,
  };
}

export interface ServerProcess {
  url: string;
  port: number;
  /** Everything it wrote so far, on stdout and stderr. */
  output(): string;
  /** Stops it as an operator does, and answers its exit status. */
  stop(): Promise<number | null>;
}

/** Starts the built server and waits until it listens. */
export async function startServer(env: Record<string, string>): Promise<ServerProcess> {
  const { child, output, ended } = spawnServer(env);
  const port = await new Promise<number>((listening, failed) => {
    child.stdout?.on('data', () => {
      const [, found] = /listens on http:\/\/localhost:(\d+)/.exec(output()) ?? [];
      if (found) listening(Number(found));
    });
    child.once('exit', (status) => failed(new Error(`the server ended with ${status}: ${output()}`)));
  });
  return {
    url: `http://localhost:${port}`,
    port,
    output,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** A start that fails: what it wrote, and its exit status. */
export async function failedStart(
  env: Record<string, string>,
): Promise<{ status: number | null; output: string }> {
  const { output, ended } = spawnServer(env);
  return { status: await ended, output: output() };
}

function spawnServer(env: Record<string, string>): {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
} {
  if (!existsSync('dist/main.js')) throw new Error('there is no dist/main.js: run npm run build');
  const child = spawn(process.execPath, ['dist/main.js'], {
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', ...env },
  });
  const chunks: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return {
    child,
    output: () => chunks.join(''),
    ended: new Promise((done) => child.once('close', done)),
  };
}
