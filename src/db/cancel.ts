import pg from 'pg';
import { createBatcher } from './batcher.js';
import type { Prisma } from './generated/prisma/client.js';

/** Nobody waits for the outcome of a statement any more. */
export class AbandonedError extends Error {
  constructor() {
    super('the client hung up');
  }
}

/** A cancellation that comes between two statements is lost, so it is sent again until the work has ended. */
const againMs = 100;

/** Cancels what connections to a Postgres server are doing, over a connection of its own: others may all be busy. */
export class Canceller {
  readonly #pool: pg.Pool;
  readonly #cancels = createBatcher<number, undefined>(
    async (pids) => {
      await this.#pool.query('SELECT pg_cancel_backend(pid) FROM unnest($1::int[]) AS pid', [pids]);
      return pids.map(() => undefined);
    },
    { size: 1000, running: 1 },
  );

  constructor(config: pg.PoolConfig) {
    this.#pool = new pg.Pool({ ...config, max: 1 });
    this.#pool.on('error', () => {});
  }

  /**
   * Does something with the connection of the process `pid`, whose statements are cancelled from when the signal
   * aborts. Ends when no cancellation is on its way any more: a late one would hit whoever has the connection next.
   *
   * @throws AbandonedError when the signal aborted before the end.
   */
  async watch<Result>(pid: number, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    if (signal.aborted) throw new AbandonedError();
    let cancelling: Promise<unknown> | undefined;
    let timer: NodeJS.Timeout | undefined;
    let ended = false;
    const cancel = () => {
      cancelling = this.#cancels
        .add(pid)
        .catch(() => {})
        .then(() => {
          if (!ended) timer = setTimeout(cancel, againMs);
        });
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await work();
    } catch (error) {
      throw signal.aborted ? new AbandonedError() : error;
    } finally {
      ended = true;
      signal.removeEventListener('abort', cancel);
      clearTimeout(timer);
      await cancelling;
    }
  }

  /** As `watch`, for a transaction. One that nobody waits for is not committed. */
  async watchTransaction<Result>(
    tx: Prisma.TransactionClient,
    signal: AbortSignal,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const [backend] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
    const result = await this.watch(backend?.pid ?? 0, signal, work);
    if (signal.aborted) throw new AbandonedError();
    return result;
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}
