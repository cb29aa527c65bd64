import { LimitExceededError } from '../../errors.js';

/** What git may do for one request, over all repositories. */
const most = { bytes: 64 * 1024 * 1024, programs: 500, objects: 200_000 };

/** Bytes that texts of repositories may have in one answer. */
const mostText = 20 * 1024 * 1024;

/** A request that holds more bytes than these waits for its turn. */
const heldByAnybody = 1024 * 1024;

/** What an object of an answer takes at least, with its fields. */
const bytesEach = 500;

/** Counts what git does for one request, and refuses what is too much. */
export class GitBudget {
  readonly #left = { ...most };
  #textLeft = mostText;
  #held = 0;

  constructor(
    /** As in `RequestContext`. */
    private readonly takeRoom: () => Promise<void> = async () => {},
  ) {}

  spend(what: keyof typeof most, amount: number): void {
    this.#left[what] -= amount;
    if (this.#left[what] >= 0) return;
    throw new LimitExceededError(
      `one request reads at most ${most.bytes} bytes and ${most.objects} objects of repositories, and lists, compares and follows history ${most.programs} times: ask for less at a time`,
    );
  }

  /** Before bytes are read. */
  async read(bytes: number): Promise<void> {
    this.spend('bytes', bytes);
    await this.#hold(bytes);
  }

  /** Before a text of so many bytes becomes part of the answer. */
  async answer(bytes: number): Promise<void> {
    this.#textLeft -= bytes;
    this.requireText(0);
    await this.#hold(bytes);
  }

  /** Before so many objects become part of the answer. */
  list(count: number): Promise<void> {
    return this.#hold(count * bytesEach);
  }

  /** Refuses so many bytes of text without counting them. */
  requireText(bytes: number): void {
    if (bytes <= this.#textLeft) return;
    throw new LimitExceededError(
      `one answer has at most ${mostText} bytes of repositories, those that JSON has to escape counted as it writes them: ask for less at a time`,
    );
  }

  async #hold(bytes: number): Promise<void> {
    this.#held += bytes;
    if (this.#held > heldByAnybody) await this.takeRoom();
  }
}
