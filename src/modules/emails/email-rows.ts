import type { AuditedTransaction } from '../../audit/audit-log.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { ConflictError, isUniqueViolation, NotFoundError } from '../../errors.js';
import { bindPendingGrants } from '../repository-permissions/pending-grants.js';
import { type Account, accountTarget } from '../users/accounts.js';
import { lockPerson } from '../users/people-only.js';
import { isSameAddress } from './address.js';

export type UserEmail = Prisma.UserEmailModel;

/** An address of a person, found under the lock of the account. */
interface Found {
  person: Account;
  email: UserEmail;
}

/**
 * Makes an address known to belong to its person: the primary one if there is none, and nobody else's any more.
 * SECURITY: decides by which address a person signs in and is mailed; call it only for a site admin, or with a proof
 * that whoever asks reads the mail of the address.
 */
export async function verifyEmail(
  context: RequestContext,
  transaction: AuditedTransaction,
  { person, email }: Found,
): Promise<void> {
  const { tx, record } = transaction;
  // Whoever verifies the same address waits: each would delete the row that the other has changed.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('verified address'), hashtext(lower(${email.email})))`;
  if (await holdsVerified(tx, email.email)) throw heldByAnother();
  const primary = await tx.userEmail.count({ where: { userId: person.id, isPrimary: true } });
  await tx.userEmail.update({
    where: keyOf(email),
    data: { verifiedAt: context.services.clock.now(), isPrimary: primary === 0 },
  });
  record({
    entity: 'user.email',
    action: 'verified',
    target: accountTarget(person),
    details: { email: email.email },
  });
  await bindPendingGrants(context, transaction, person, [email.email]);
  for (const { account, copy } of await copiesOfOthers(tx, email)) {
    await tx.userEmail.delete({ where: keyOf(copy) });
    record({
      entity: 'user.email',
      action: 'deleted',
      target: accountTarget(account),
      details: { email: copy.email },
    });
  }
}

/** Unverified claims of other accounts to an address. */
async function copiesOfOthers(
  tx: Prisma.TransactionClient,
  { userId, email }: UserEmail,
): Promise<{ account: Account; copy: UserEmail }[]> {
  const ids = await tx.$queryRaw<{ id: number }[]>`
    SELECT user_id AS id FROM user_emails WHERE lower(email) = lower(${email}) AND user_id <> ${userId}`;
  const holders = await tx.user.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    include: { emails: true },
    orderBy: { id: 'asc' },
  });
  return holders.flatMap(({ emails, ...account }) =>
    emails.filter((copy) => isSameAddress(copy.email, email)).map((copy) => ({ account, copy })),
  );
}

/** The address of a living person, whatever its case; the account is locked. */
export async function findEmail(
  tx: Prisma.TransactionClient,
  userId: number,
  address: string,
): Promise<Found> {
  const person = await lockPerson(tx, userId);
  const emails = await tx.userEmail.findMany({ where: { userId } });
  const email = emails.find((one) => isSameAddress(one.email, address.trim()));
  if (!email) throw new NotFoundError('user email not found');
  return { person, email };
}

/** Whether an address is verified for somebody. In SQL, which alone compares as the unique index does. */
export async function holdsVerified(tx: Prisma.TransactionClient, email: string): Promise<boolean> {
  const holders = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM user_emails WHERE lower(email) = lower(${email}) AND verified_at IS NOT NULL`;
  return holders.length > 0;
}

export const heldByAnother = () => new ConflictError('a user with this email already exists');

export const keyOf = ({ userId, email }: Pick<UserEmail, 'userId' | 'email'>) => ({
  userId_email: { userId, email },
});

/** Runs a change of addresses. Of two who verify the same one at once, the index lets one through. */
export const changeEmails = <Result>(
  context: RequestContext,
  work: (transaction: AuditedTransaction) => Promise<Result>,
): Promise<Result> =>
  change(context, work).catch((error: unknown) => {
    throw isUniqueViolation(error) ? heldByAnother() : error;
  });
