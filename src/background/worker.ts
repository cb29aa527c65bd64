import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { Leases } from './leases.js';

/** One piece of work that is due. */
export interface Task {
  /** Names what it works on: two tasks of a name never run at once, in whatever processes. */
  name: string;
  run: (signal: AbortSignal) => Promise<void>;
}

/** Where tasks come from. */
export interface TaskSource {
  /** How many may run at once in this process. */
  concurrency: () => number;
  /** Tasks that are due and that nobody works on. */
  due: (limit: number) => Promise<Task[]>;
  /** When the next one will be; null when none will be by itself. */
  nextDueAt: () => Promise<Date | null>;
}

interface WorkerOptions {
  clock: Clock;
  log: Logger;
  leases: Leases;
  /** How often to look for what other processes left to do; undefined where there are none. */
  pollMs?: number | undefined;
}

/** The longest wait before it is looked again, whatever the source says. */
const maxWaitMs = 60_000;
/** Before it is looked again for what is due and cannot be had: another process has it, or the database is away. */
const retryMs = 1000;

/** Runs the tasks of a source as they become due, so many at once. */
export class Worker {
  readonly #running = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  #state: 'new' | 'started' | 'stopped' = 'new';

  constructor(
    private readonly source: TaskSource,
    private readonly options: WorkerOptions,
  ) {}

  start(): void {
    this.#state = 'started';
    this.wake();
  }

  /** Something may be due now. */
  wake(): void {
    if (this.#state !== 'started') return;
    clearTimeout(this.#timer);
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = this.#look().finally(() => {
      this.#looking = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.wake();
    });
  }

  /** Resolves when nothing is due and nothing is running. */
  async idle(): Promise<void> {
    while (this.#looking || this.#running.size > 0) {
      await this.#looking;
      await Promise.all(this.#running.values());
    }
  }

  /** Starts nothing more, and waits for what is running; whoever stops it has told it to end. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    clearTimeout(this.#timer);
    await this.idle();
  }

  async #look(): Promise<void> {
    let waitMs = retryMs;
    try {
      const free = this.source.concurrency() - this.#running.size;
      const tasks = free > 0 ? await this.source.due(free + this.#running.size) : [];
      for (const task of tasks.filter(({ name }) => !this.#running.has(name)).slice(0, free)) this.#run(task);
      waitMs = await this.#wait();
    } catch (error) {
      this.options.log.warn({ err: error }, 'cannot look for work in the background');
    }
    if (this.#state === 'started') this.#timer = setTimeout(() => this.wake(), waitMs).unref();
  }

  async #wait(): Promise<number> {
    // The end of a task wakes too.
    if (this.#running.size >= this.source.concurrency()) return maxWaitMs;
    const { clock, pollMs = maxWaitMs } = this.options;
    const next = await this.source.nextDueAt();
    const dueMs = next ? Math.max(next.getTime() - clock.now().getTime(), retryMs) : maxWaitMs;
    return Math.min(dueMs, pollMs, maxWaitMs);
  }

  #run({ name, run }: Task): void {
    const { leases, log } = this.options;
    const done = leases
      .holding(name, run)
      .then(
        (held) => held,
        (error: unknown) => {
          log.error({ err: error, task: name }, 'work in the background failed');
          return false;
        },
      )
      .then((held) => {
        this.#running.delete(name);
        // What somebody else has is not asked for again at once.
        if (held) this.wake();
      });
    this.#running.set(name, done);
  }
}
