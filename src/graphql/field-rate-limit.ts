import { LRUCache } from 'lru-cache';
import type { Caller, ClientInfo } from '../auth/caller.js';
import type { Clock } from '../clock.js';
import type { SiteSettings } from '../modules/site/site-settings.js';

const secondsPerHour = 3600;

interface Bucket {
  /** Fields that may still be asked for; below 0 after a request larger than what was left of a full bucket. */
  left: number;
  at: number;
  /** Whether the present refusals were recorded. */
  told: boolean;
}

/**
 * Limits how many fields a caller may ask for in an hour (`api.ratelimit`): each account by itself, whoever has no
 * account by address. A bucket that fills steadily. Each process counts by itself, so several of them let through
 * as many times as much. Source of the manner: identity reference, 3.6.
 */
export class FieldRateLimit {
  readonly #buckets = new LRUCache<string, Bucket>({ max: 50_000 });

  constructor(private readonly clock: Clock) {}

  /** Takes the cost of a request. Answers how many seconds to wait when there is not enough left, and then takes nothing. */
  take(
    settings: SiteSettings['api.ratelimit'],
    caller: Caller,
    client: ClientInfo,
    fields: number,
  ): { waitSeconds: number; isNews: boolean } | undefined {
    if (!settings.enabled) return undefined;
    const [key, perHour] =
      caller.kind === 'ANONYMOUS'
        ? [`ip ${client.ip}`, settings.perIP]
        : [`account ${caller.id}`, settings.perUser];
    const now = this.clock.now().getTime();
    const bucket = this.#buckets.get(key) ?? { left: perHour, at: now, told: false };
    const perSecond = perHour / secondsPerHour;
    bucket.left = Math.min(perHour, bucket.left + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    this.#buckets.set(key, bucket);
    // A request larger than a whole hour's worth passes once the bucket is full, and is paid for afterwards.
    const needed = Math.min(fields, perHour);
    if (bucket.left >= needed) {
      bucket.left -= fields;
      bucket.told = false;
      return undefined;
    }
    const isNews = !bucket.told;
    bucket.told = true;
    return { waitSeconds: Math.max(1, Math.ceil((needed - bucket.left) / perSecond)), isNews };
  }
}
