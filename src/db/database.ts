import type { Prisma, PrismaClient } from './generated/prisma/client.js';

/** An open database: embedded under a data directory, or a Postgres server. One SQL dialect for both. */
export interface Database {
  readonly kind: 'embedded' | 'server';
  /** For people: which database this is, without credentials. */
  readonly description: string;
  readonly prisma: PrismaClient;
  /**
   * Runs one SQL statement outside Prisma, for the few statements that are hot or that Prisma cannot say.
   * A `name` has a server prepare the statement once per connection: give one to fixed texts only.
   * Never call it inside `prisma.$transaction`: the embedded database has one connection, which the
   * transaction holds.
   */
  query<Row>(text: string, values?: unknown[], name?: string): Promise<Row[]>;
  /**
   * This database for one request. On a server, what `query` is running when the signal aborts is cancelled there
   * and rejects with AbandonedError. The embedded database runs in this process and cannot be interrupted.
   */
  until(signal: () => AbortSignal): Database;
  /** Runs `work` of a transaction. On a server it is cancelled and rolled back when the signal aborts before its end. */
  transactionUntil<Result>(
    tx: Prisma.TransactionClient,
    signal: () => AbortSignal,
    work: () => Promise<Result>,
  ): Promise<Result>;
  close(): Promise<void>;
}

/** Why a database could not be opened, in one line for the operator. */
export class DatabaseUnavailableError extends Error {}
