/** So many at a time; whoever comes later waits in turn, or until it gives up. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Whether the next one must wait. */
  get isFull(): boolean {
    return this.#free === 0;
  }

  /** Whether somebody waits. */
  get isWaitedFor(): boolean {
    return this.#waiting.length > 0;
  }

  /** Runs `work` when it is its turn. */
  async holding<Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> {
    const release = await this.take(signal);
    try {
      return await work();
    } finally {
      release();
    }
  }

  /** Waits for a place; what it answers gives the place back, once. */
  async take(signal: AbortSignal | undefined): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(signal);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    };
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        reject(signal?.reason);
      };
      const go = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      this.#waiting.push(go);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }
}
