import { LRUCache } from 'lru-cache';
import { type Clock, secondsAfter } from '../clock.js';

/** Wrong tokens that one address may send within a period before it has to wait for its end. */
export const maxWrongTokens = 300;
export const periodSeconds = 60;

/**
 * Limits guessing by address, before the database is asked. Many clients can share an address, so tokens that have
 * worked here keep working while it waits; the database decides about them as ever. Each process counts by itself.
 */
export class WrongTokenLimit {
  readonly #addresses = new LRUCache<string, { count: number; until: Date; told: boolean }>({ max: 10_000 });
  /** Digests of tokens that have worked. */
  readonly #good = new LRUCache<string, true>({ max: 50_000 });

  constructor(private readonly clock: Clock) {}

  /** How many seconds the address has to wait before it may try this token; 0 when it need not. */
  secondsToWait(ip: string, digest: Buffer | undefined): number {
    const address = this.#addresses.get(ip);
    if (!address || address.count < maxWrongTokens) return 0;
    if (digest && this.#good.has(keyOf(digest))) return 0;
    return Math.max(0, Math.ceil((address.until.getTime() - this.clock.now().getTime()) / 1000));
  }

  /** Counts a token that no account has. */
  noteWrong(ip: string): void {
    const now = this.clock.now();
    const address = this.#addresses.get(ip);
    if (address && address.until > now) address.count += 1;
    else this.#addresses.set(ip, { count: 1, until: secondsAfter(now, periodSeconds), told: false });
  }

  noteGood(digest: Buffer): void {
    this.#good.set(keyOf(digest), true);
  }

  /** True the first time that it is asked in a wait of the address: one event says it. */
  isNews(ip: string): boolean {
    const address = this.#addresses.get(ip);
    if (!address || address.told) return false;
    address.told = true;
    return true;
  }
}

const keyOf = (digest: Buffer) => digest.toString('latin1');
