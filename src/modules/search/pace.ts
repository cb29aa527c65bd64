import { setImmediate } from 'node:timers/promises';

const longestMs = 20;

/** Lets others have their turn in long loops, and ends them when nobody waits any more. */
export class Pace {
  #since = performance.now();

  constructor(private readonly signal: AbortSignal) {}

  /** Whether the loop has run for long enough. */
  get isDue(): boolean {
    return performance.now() - this.#since > longestMs;
  }

  async rest(): Promise<void> {
    await setImmediate();
    this.signal.throwIfAborted();
    this.#since = performance.now();
  }
}
