import { setImmediate } from 'node:timers/promises';

/** Lets others have their turn in long loops, and ends them when nobody waits any more. */
export class Pace {
  #since = performance.now();

  constructor(
    private readonly signal: AbortSignal | undefined,
    /** How long the loop runs without a rest. */
    private readonly longestMs = 20,
  ) {}

  /** Whether the loop has run for long enough. */
  get isDue(): boolean {
    return performance.now() - this.#since > this.longestMs;
  }

  async rest(): Promise<void> {
    await setImmediate();
    this.signal?.throwIfAborted();
    this.#since = performance.now();
  }
}
