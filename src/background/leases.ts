import { randomUUID } from 'node:crypto';
import type { Database } from '../db/database.js';

/** How long a lease lasts when its holder is not heard of any more. */
const lifeSeconds = 15;
const renewEveryMs = 4000;

interface Held {
  abort: AbortController;
}

/**
 * Who works on what, across processes: one holder for a name. A process that dies holds its leases for a quarter of a
 * minute at most. Time is the database's, so that clocks of machines need not agree.
 */
export class Leases {
  readonly #holder = randomUUID();
  readonly #held = new Map<string, Held>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly db: Database) {}

  /** Where this process is the only one there can be: whatever is held was left behind by the one before. */
  async start(): Promise<void> {
    if (this.db.kind === 'embedded') await this.db.query('DELETE FROM leases');
  }

  /**
   * Runs `work` while nobody else can have the name, and answers whether it did. The signal says that the lease was
   * lost, or that the process ends.
   */
  async holding(name: string, work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    const abort = new AbortController();
    if (this.#held.has(name) || !(await this.#take(name))) return false;
    this.#held.set(name, { abort });
    this.#timer ??= setInterval(() => void this.#renew(), renewEveryMs).unref();
    try {
      await work(abort.signal);
    } finally {
      this.#held.delete(name);
      if (this.#held.size === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
      await this.db.query('DELETE FROM leases WHERE name = $1 AND holder = $2::uuid', [name, this.#holder]);
    }
    return true;
  }

  /** Tells the work under a name that it is to end; nothing where it runs elsewhere. */
  abort(name: string): void {
    this.#held.get(name)?.abort.abort();
  }

  /** Tells all work that it is to end. */
  abortAll(): void {
    for (const { abort } of this.#held.values()) abort.abort();
  }

  async #take(name: string): Promise<boolean> {
    const rows = await this.db.query(
      `INSERT INTO leases (name, holder, until) VALUES ($1, $2::uuid, clock_timestamp() + $3 * interval '1 second')
       ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
       WHERE leases.until < clock_timestamp() RETURNING name`,
      [name, this.#holder, lifeSeconds],
      'take a lease',
    );
    return rows.length > 0;
  }

  /** What somebody else has by now is lost. One that ran out while the database was away and that nobody took is not. */
  async #renew(): Promise<void> {
    const renewed = await this.db
      .query<{ name: string }>(
        `UPDATE leases SET until = clock_timestamp() + $2 * interval '1 second'
         WHERE holder = $1::uuid RETURNING name`,
        [this.#holder, lifeSeconds],
        'renew leases',
      )
      .catch(() => undefined);
    // A database that is away for a moment takes nothing from anybody.
    if (!renewed) return;
    const names = new Set(renewed.map(({ name }) => name));
    for (const [name, { abort }] of this.#held) if (!names.has(name)) abort.abort();
  }
}
