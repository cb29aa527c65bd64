import { setImmediate } from 'node:timers/promises';

const longestMs = 10;

/**
 * A list that may be long, as a resolver answers it: others have their turn while the fields of its items resolve. Ends
 * when nobody waits for it any more.
 */
export async function* pacedList<Item>(
  items: readonly Item[],
  { hungUp }: { hungUp?: (() => AbortSignal) | undefined },
): AsyncGenerator<Item> {
  let since = performance.now();
  for (const item of items) {
    if (performance.now() - since > longestMs) {
      await setImmediate();
      hungUp?.().throwIfAborted();
      since = performance.now();
    }
    yield item;
  }
}
