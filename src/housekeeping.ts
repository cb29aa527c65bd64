import { anonymous, serverItself } from './auth/caller.js';
import { secondsAfter } from './clock.js';
import type { Prisma } from './db/generated/prisma/client.js';
import { retryWindowSeconds } from './modules/access-tokens/rotate-access-token.js';
import { forgetOldDeliveries } from './modules/outbound-webhooks/deliver.js';
import { endExpiredGrants } from './modules/repository-permissions/grants.js';
import { answerKeptSeconds } from './modules/repository-permissions/replace-batch.js';
import { deleteOldSearchJobs } from './modules/search-jobs/search-jobs.js';
import { oldThrottles } from './modules/sessions/throttle.js';
import { sealAgain } from './seal-again.js';
import type { Services } from './services.js';

const everyMs = 3_600_000;

/**
 * Deletes, hourly and at start, what no request can use any more, and seals with the newest server key what another one
 * sealed. Of several processes one at a time deletes.
 */
export class Housekeeping {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly services: () => Services) {}

  /** Runs once, and then every hour. What fails is logged, and tried again in an hour. */
  async start(): Promise<void> {
    await this.#run();
    this.#timer = setInterval(() => void this.#run(), everyMs);
    this.#timer.unref();
  }

  /** Resolves when nothing is under way. */
  get finished(): Promise<void> {
    return this.#running;
  }

  /** Runs no more, and waits for what is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.finished;
  }

  #run(): Promise<void> {
    const services = this.services();
    const logged = (what: string) => (error: unknown) => services.log.warn({ err: error }, what);
    this.#running = purge(services)
      .catch(logged('cannot delete what has expired'))
      .then(() => sealAgain(services))
      .catch(logged('cannot seal with the newest server key'));
    return this.#running;
  }
}

/**
 * Deletes expired sessions, password links and grants of repositories, throttles too old to count, what repeats of
 * a request needed, what webhooks were told, and old search jobs.
 */
export async function purge(services: Services): Promise<void> {
  const now = services.clock.now();
  await services.db.prisma.$transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<{ held: boolean }[]>`SELECT pg_try_advisory_xact_lock(7310313) AS held`;
    if (!lock?.held) return;
    await tx.session.deleteMany({ where: endedSessions(services, now) });
    await tx.passwordReset.deleteMany({ where: { expiresAt: { lte: now } } });
    await tx.signInThrottle.deleteMany({ where: oldThrottles(services) });
    await tx.accessTokenRotation.deleteMany({
      where: { createdAt: { lte: secondsAfter(now, -retryWindowSeconds) } },
    });
    await forgetOldDeliveries(tx, now);
    await tx.permissionReplacement.deleteMany({
      where: { createdAt: { lte: secondsAfter(now, -answerKeptSeconds) } },
    });
  });
  await endExpiredGrants({ services, caller: anonymous, client: serverItself });
  await deleteOldSearchJobs(services);
}

function endedSessions({ siteConfiguration }: Services, now: Date): Prisma.SessionWhereInput {
  const idleSeconds = siteConfiguration.current.settings['auth.maxSessionIdleDuration'];
  if (idleSeconds === 0) return { expiresAt: { lte: now } };
  return { OR: [{ expiresAt: { lte: now } }, { lastSeenAt: { lte: secondsAfter(now, -idleSeconds) } }] };
}
