import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Canceller } from './cancel.js';
import { type Database, DatabaseUnavailableError } from './database.js';
import { PrismaClient } from './generated/prisma/client.js';
import { applyMigrations } from './migrations.js';

/** Any constant: names our migration lock among the advisory locks of the database. */
const migrationLock = 0x6761_7465;

/** Limits on a statement, so that a lost client or a bad plan cannot hold a connection for ever. */
const statementTimeoutMs = 60_000;

export interface ServerDatabaseOptions {
  url: string;
  /** Connections of this process, all uses together. */
  poolSize: number;
  /** For the statements that every request waits for: on a dead connection they are to fail, and be tried anew. */
  hotStatementSeconds?: number;
}

/** Opens a Postgres server, waiting for other processes that migrate it, and migrates it. */
export async function openServerDatabase({
  url,
  poolSize,
  hotStatementSeconds = 10,
}: ServerDatabaseOptions): Promise<Database> {
  const description = describe(url);
  const config: pg.PoolConfig = {
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    // A connection that silently went away must not hold its caller: first the server gives up, then we do.
    query_timeout: statementTimeoutMs + 5_000,
    keepAlive: true,
    options: `-c timezone=UTC -c statement_timeout=${statementTimeoutMs}`,
    application_name: 'gatehouse',
    types: { getTypeParser },
  };
  const pool = new pg.Pool({ ...config, max: poolSize });
  // A connection that dies while idle is replaced on the next use; without a listener it would end the process.
  pool.on('error', () => {});
  const query = queryOver(pool, hotStatementSeconds, (_client, work) => work());
  const adapter = serverAdapter(pool);
  try {
    await query('SELECT 1').catch((cause: Error) => {
      throw new DatabaseUnavailableError(`cannot reach the database ${description}: ${reason(cause)}`);
    });
    await applyMigrations({ adapter, query, exclusively: (work) => holdingLock(pool, work) });
  } catch (error) {
    await pool.end();
    throw error;
  }
  const prisma = new PrismaClient({ adapter });
  const canceller = new Canceller(config);
  const database: Database = {
    kind: 'server',
    description,
    prisma,
    query,
    until: (signal) => ({
      ...database,
      query: queryOver(pool, hotStatementSeconds, (client, work) =>
        canceller.watch(processOf(client), signal(), work),
      ),
    }),
    transactionUntil: (tx, signal, work) => canceller.watchTransaction(tx, signal(), work),
    close: async () => {
      await prisma.$disconnect();
      await canceller.close();
      await pool.end();
    },
  };
  return database;
}

/** `Database.query` over the connections of a pool, with something around the work of each. */
function queryOver(
  pool: pg.Pool,
  hotSeconds: number,
  around: (
    client: pg.PoolClient,
    work: () => Promise<pg.QueryResult<never>>,
  ) => Promise<pg.QueryResult<never>>,
): Database['query'] {
  return async (text, values, name) => {
    const client = await pool.connect();
    let silent = false;
    const ask = () => client.query<never>({ text, values, name });
    const askInTime = () =>
      answered(ask(), hotSeconds).catch((error) => {
        silent = error instanceof NoAnswerError;
        throw error;
      });
    try {
      return (await around(client, name === undefined ? ask : askInTime)).rows;
    } finally {
      // Whoever had a connection next on which an answer is outstanding would wait for that answer too.
      client.release(silent);
    }
  };
}

class NoAnswerError extends Error {
  constructor() {
    super('the database gave no answer in time');
  }
}

/**
 * An answer, or NoAnswerError after so many seconds. Counted second by second: when this process was too busy to read
 * the answer, however long, that counts as one.
 */
async function answered<Answer>(answer: Promise<Answer>, seconds: number): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    let left = seconds;
    timer = setInterval(() => {
      left -= 1;
      if (left === 0) reject(new NoAnswerError());
    }, 1000);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearInterval(timer);
  }
}

/** The process of the server that serves a connection; the types do not know. */
const processOf = (client: pg.PoolClient): number => (client as unknown as { processID: number }).processID;

/** As `pg` reads values, but faster for points in time, of which lists have many. */
const getTypeParser: typeof pg.types.getTypeParser = (type: number, format?: 'text' | 'binary') => {
  const parser = pg.types.getTypeParser(type, format as 'text');
  return type === pg.types.builtins.TIMESTAMPTZ && format !== 'binary'
    ? (text: string) => dateInUtc(text) ?? parser(text)
    : parser;
};

/** `2006-01-02 15:04:05.123+00`, which may have fewer digits behind the point; undefined for anything else. */
function dateInUtc(text: string): Date | undefined {
  const usual = text.length <= 26 && text[4] === '-' && text[10] === ' ' && text.endsWith('+00');
  if (!usual) return undefined;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  // `Date.UTC` takes these for years of the last century.
  if (year < 100) return undefined;
  const milliseconds = text[19] === '.' ? Math.round(Number(text.slice(19, -3)) * 1000) : 0;
  return new Date(
    Date.UTC(
      year,
      twoDigits(text, 5) - 1,
      twoDigits(text, 8),
      twoDigits(text, 11),
      twoDigits(text, 14),
      twoDigits(text, 17),
      milliseconds,
    ),
  );
}

const twoDigits = (text: string, at: number): number =>
  (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;

/**
 * Prisma's adapter for `pg`, with scripts sent whole: the package cuts them at every semicolon, also inside
 * functions and comments. Sent whole, a script is one transaction too.
 */
function serverAdapter(pool: pg.Pool): PrismaPg {
  const factory = new PrismaPg(pool, { disposeExternalPool: false });
  const connect = factory.connect.bind(factory);
  return Object.assign(factory, {
    connect: async () =>
      Object.assign(await connect(), {
        executeScript: async (script: string) => {
          await pool.query(`SET LOCAL statement_timeout = 0;\n${script}`);
        },
      }),
  });
}

async function holdingLock<Result>(pool: pg.Pool, work: () => Promise<Result>): Promise<Result> {
  const holder = await pool.connect();
  try {
    await holder.query('SET statement_timeout = 0');
    await holder.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    return await work();
  } finally {
    // Ending the connection gives the lock back, whatever state the work left it in.
    holder.release(true);
  }
}

/** `postgresql://host:port/name`, without user and password. */
function describe(url: string): string {
  try {
    const { hostname, port, pathname, searchParams } = new URL(url);
    const host = searchParams.get('host') ?? hostname;
    return `postgresql://${host}${port ? `:${port}` : ''}${pathname}`;
  } catch {
    throw new DatabaseUnavailableError(
      'DATABASE_URL is not a URL like postgresql://user:password@host:5432/name',
    );
  }
}

/** Node reports a refused connection to several addresses as an AggregateError without a message. */
function reason(error: Error): string {
  if (error.message) return error.message;
  return error instanceof AggregateError ? String(error.errors[0]?.message) : error.name;
}
