import type { Services } from '../services.js';
import type { TaskSource } from './worker.js';
import { Worker } from './worker.js';

/** Other processes may leave something to do at any time. */
const pollMs = 1000;

/** What this process does by itself, beside answering requests. */
export class Background {
  readonly #workers: Worker[];

  constructor(
    private readonly services: Services,
    sources: readonly TaskSource[],
  ) {
    const { clock, log, leases, db } = services;
    const options = { clock, log, leases, pollMs: db.kind === 'server' ? pollMs : undefined };
    this.#workers = sources.map((source) => new Worker(source, options));
  }

  /** Where this process is to work in the background at all. */
  start(): void {
    if (!this.services.config.BACKGROUND_WORK) return;
    for (const worker of this.#workers) worker.start();
  }

  /** Something may be due now. */
  wake(): void {
    for (const worker of this.#workers) worker.wake();
  }

  /** Resolves when nothing is due and nothing is running. */
  async idle(): Promise<void> {
    // What one does may leave something for another.
    for (const worker of [...this.#workers, ...this.#workers]) await worker.idle();
  }

  /** Ends what is running, and starts nothing more. What was not finished is due again. */
  async stop(): Promise<void> {
    this.services.leases.abortAll();
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }
}
