import { LimitExceededError } from '../../errors.js';

/** What git may do for one request, over all repositories. */
const most = { bytes: 64 * 1024 * 1024, programs: 500, objects: 200_000 };

/** Counts what git does for one request, and refuses what is too much. */
export class GitBudget {
  readonly #left = { ...most };

  spend(what: keyof typeof most, amount: number): void {
    this.#left[what] -= amount;
    if (this.#left[what] >= 0) return;
    throw new LimitExceededError(
      `one request reads at most ${most.bytes} bytes and ${most.objects} objects of repositories, and lists, compares and follows history ${most.programs} times: ask for less at a time`,
    );
  }
}
