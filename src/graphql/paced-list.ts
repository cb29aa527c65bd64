import { Pace } from '../pace.js';

const longestMs = 10;

/**
 * A list that may be long, as a resolver answers it: others have their turn while the fields of its items resolve. Ends
 * when nobody waits for it any more.
 */
export async function* pacedList<Item>(
  items: readonly Item[],
  { hungUp }: { hungUp?: (() => AbortSignal) | undefined },
): AsyncGenerator<Item> {
  const pace = new Pace(hungUp?.(), longestMs);
  for (const item of items) {
    if (pace.isDue) await pace.rest();
    yield item;
  }
}
