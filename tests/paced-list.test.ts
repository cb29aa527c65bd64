import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { pacedList } from '../src/graphql/paced-list.js';
import { GitBudget } from '../src/modules/git/git-budget.js';

// Long lists leave others their turn, and their memory.

const numbers = Array.from({ length: 20 }, (_, index) => index);

/** Takes a while, as the fields of an item do. */
function beBusy(): void {
  const end = performance.now() + 2;
  while (performance.now() < end);
}

test('others have their turn while a long list resolves, and every item comes in order', async () => {
  let turns = 0;
  let isDone = false;
  const others = (async () => {
    for (; !isDone; turns += 1) await setImmediate();
  })();
  const taken: number[] = [];
  for await (const item of pacedList(numbers, {})) {
    beBusy();
    taken.push(item);
  }
  isDone = true;
  await others;
  expect(taken).toEqual(numbers);
  // 40 ms of work, in pieces of little more than ten.
  expect(turns).toBeGreaterThanOrEqual(3);
});

test('a long list ends when nobody waits for it any more', async () => {
  const hangUp = new AbortController();
  const taken: number[] = [];
  const taking = (async () => {
    for await (const item of pacedList(numbers, { hungUp: () => hangUp.signal })) {
      beBusy();
      taken.push(item);
      hangUp.abort(new Error('hung up'));
    }
  })();
  await expect(taking).rejects.toThrow('hung up');
  expect(taken.length).toBeLessThan(numbers.length);
});

test('a list of thousands waits for room as a text of a megabyte does', async () => {
  let taken = 0;
  const budget = new GitBudget(async () => {
    taken += 1;
  });
  await budget.list(1000);
  expect(taken).toBe(0);
  await budget.list(2000);
  expect(taken).toBe(1);
});
