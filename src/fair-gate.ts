interface Waiting {
  start: () => void;
  cancel: (reason: unknown) => void;
}

/**
 * Lets so much of something go on at once, and of one caller only some of it. Callers take turns: one who asks for much
 * waits for himself.
 */
export class FairGate {
  #running = 0;
  readonly #runningOf = new Map<string, number>();
  /** Callers in the order of their turns. */
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(
    private readonly most: number,
    private readonly mostOfOne: number,
    private readonly mostWaitingOfOne: number,
  ) {}

  /** Resolves when it is the caller's turn, with what ends it; undefined when too many of the caller's wait already. */
  async enter(caller: string, signal: AbortSignal | undefined): Promise<(() => void) | undefined> {
    signal?.throwIfAborted();
    if (!this.#mayRun(caller)) {
      const queue = this.#waiting.get(caller) ?? [];
      if (queue.length >= this.mostWaitingOfOne) return undefined;
      this.#waiting.set(caller, queue);
      await new Promise<void>((start, cancel) => {
        const entry = { start, cancel };
        queue.push(entry);
        signal?.addEventListener(
          'abort',
          () => {
            const at = queue.indexOf(entry);
            if (at < 0) return;
            queue.splice(at, 1);
            if (queue.length === 0 && this.#waiting.get(caller) === queue) this.#waiting.delete(caller);
            cancel(signal?.reason);
          },
          { once: true },
        );
      });
    } else this.#count(caller, 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#count(caller, -1);
      this.#next();
    };
  }

  #mayRun = (caller: string): boolean =>
    this.#running < this.most && (this.#runningOf.get(caller) ?? 0) < this.mostOfOne;

  #next(): void {
    for (const [caller, queue] of this.#waiting) {
      if (!this.#mayRun(caller)) continue;
      const entry = queue.shift();
      this.#waiting.delete(caller);
      // To the end of the line.
      if (queue.length > 0) this.#waiting.set(caller, queue);
      if (!entry) continue;
      this.#count(caller, 1);
      entry.start();
      return;
    }
  }

  #count(caller: string, change: 1 | -1): void {
    this.#running += change;
    const count = (this.#runningOf.get(caller) ?? 0) + change;
    if (count === 0) this.#runningOf.delete(caller);
    else this.#runningOf.set(caller, count);
  }
}
