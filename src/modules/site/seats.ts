import type { RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { LimitExceededError } from '../../errors.js';
import type { Services } from '../../services.js';

const seatsFull =
  "Unable to create user account: the Sourcegraph subscription's maximum user count has been reached. A site admin must upgrade the Sourcegraph subscription to allow for more users. Contact Sourcegraph at https://sourcegraph.com/contact/sales.";
const licenseExpired =
  'Unable to create user account: Sourcegraph license expired! No new users can be created.';

/** Whether there is a licence, and it has ended. One that cannot be verified stops nobody who has an account. */
export async function licenseEnded({ license, siteConfiguration, clock }: Services): Promise<boolean> {
  const { licenseKey } = siteConfiguration.current.settings;
  if (licenseKey === '') return false;
  const read = await license.read(licenseKey).catch(() => undefined);
  return read !== undefined && read.expiresAt <= clock.now();
}

/**
 * Whether an ended licence keeps an account out: people who are no site admins. Service accounts take no seat and
 * go on. Source: identity reference, 5.4.
 */
export const isLockedOut = async (
  services: Services,
  account: { kind: string; siteAdmin: boolean },
): Promise<boolean> => account.kind === 'USER' && !account.siteAdmin && (await licenseEnded(services));

/** Who takes a seat: living people. Service accounts never do. */
export const seatHolders = { kind: 'USER', deletedAt: null } as const;

/**
 * Takes one seat of the licence for a person about to be created, within the transaction that creates them: of
 * two who race for the last seat one gets it. Texts are the mirrored product's (identity reference, 5.4).
 *
 * @throws LimitExceededError when no seat is left or the licence has expired.
 */
export async function takeSeat(context: RequestContext, tx: Prisma.TransactionClient): Promise<void> {
  const { services } = context;
  const license = await services.license.read(services.siteConfiguration.current.settings.licenseKey);
  const now = services.clock.now();
  await tx.$queryRaw`SELECT 1 FROM instance FOR UPDATE`;
  const taken = await tx.user.count({ where: seatHolders });
  if (license) {
    const hook = 'failed to create user: pre create user hook:';
    if (license.expiresAt <= now) throw new LimitExceededError(`${hook} ${licenseExpired}`);
    const limited = license.userCount > 0 && !license.tags.includes('true-up');
    if (limited && taken >= license.userCount) throw new LimitExceededError(`${hook} ${seatsFull}`);
  }
  await tx.instance.updateMany({
    where: { peakUserCount: { lt: taken + 1 } },
    data: { peakUserCount: taken + 1, peakUserCountAt: now },
  });
}
