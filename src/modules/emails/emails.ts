import type { AuditedTransaction } from '../../audit/audit-log.js';
import { requireAdministers, requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import {
  ConflictError,
  InvalidInputError,
  isUniqueViolation,
  LimitExceededError,
  NotFoundError,
} from '../../errors.js';
import { type Account, accountTarget } from '../users/accounts.js';
import { lockPerson } from '../users/people-only.js';
import { isEmailAddress, isSameAddress } from './address.js';

export type UserEmail = Prisma.UserEmailModel;

/** An address of a person, found under the lock of the account. */
interface Found {
  person: Account;
  email: UserEmail;
}

/** More than anybody has; without a limit one account could have mail sent to the whole world. */
const maxEmails = 25;

/** Adds an address, which counts for nothing until it is verified. Rules and texts: identity reference, 1.3. */
export async function addUserEmail(context: RequestContext, userId: number, address: string): Promise<void> {
  requireAdministers(context.caller, userId);
  const email = address.trim();
  await changeEmails(context, async ({ tx, record }) => {
    const person = await lockPerson(tx, userId);
    if (!isEmailAddress(email)) throw new InvalidInputError(`"${email}" is no email address`);
    const own = await tx.userEmail.findMany({ where: { userId } });
    if (own.some((one) => isSameAddress(one.email, email))) {
      throw new ConflictError('email address already registered for the user');
    }
    if (own.length >= maxEmails) {
      throw new LimitExceededError(`a user has at most ${maxEmails} email addresses`);
    }
    if (await verifiedHolder(tx, email)) throw heldByAnother();
    await tx.userEmail.create({ data: { userId, email, createdAt: context.services.clock.now() } });
    record({
      entity: 'user.email',
      action: 'added',
      target: accountTarget(person),
      details: { email },
    });
  });
}

/** Removes an address, and with it a link to set a password, which may have been sent there. */
export async function removeUserEmail(
  context: RequestContext,
  userId: number,
  address: string,
): Promise<void> {
  requireAdministers(context.caller, userId);
  await changeEmails(context, async ({ tx, record }) => {
    const { person, email } = await findEmail(tx, userId, address);
    if (email.isPrimary) {
      throw new ConflictError("removing user e-mail: can't delete primary email address");
    }
    await tx.userEmail.delete({ where: keyOf(email) });
    await tx.passwordReset.deleteMany({ where: { userId } });
    record({
      entity: 'user.email',
      action: 'deleted',
      target: accountTarget(person),
      details: { email: email.email },
    });
  });
}

/** Says to which of the verified addresses mail goes. */
export async function setUserEmailPrimary(
  context: RequestContext,
  userId: number,
  address: string,
): Promise<void> {
  requireAdministers(context.caller, userId);
  await changeEmails(context, async ({ tx, record }) => {
    const { person, email } = await findEmail(tx, userId, address);
    if (!email.verifiedAt) throw new ConflictError('primary email must be verified');
    if (email.isPrimary) return;
    const before = await tx.userEmail.findFirst({ where: { userId, isPrimary: true } });
    await tx.userEmail.updateMany({ where: { userId }, data: { isPrimary: false } });
    await tx.userEmail.update({ where: keyOf(email), data: { isPrimary: true } });
    await tx.passwordReset.deleteMany({ where: { userId } });
    record({
      entity: 'user.email',
      action: 'changed',
      target: accountTarget(person),
      details: { before: before?.email ?? null, after: email.email },
    });
  });
}

/** Says, without a mail, whether an address belongs to its person. For site admins. Saying it twice changes nothing. */
export async function setUserEmailVerified(
  context: RequestContext,
  userId: number,
  address: string,
  verified: boolean,
): Promise<void> {
  requireSiteAdmin(context.caller);
  await changeEmails(context, async (transaction) => {
    const { tx, record } = transaction;
    const found = await findEmail(tx, userId, address);
    if ((found.email.verifiedAt !== null) === verified) return;
    if (verified) return verifyEmail(context, transaction, found);
    await tx.userEmail.update({
      where: keyOf(found.email),
      data: { verifiedAt: null, isPrimary: false },
    });
    record({
      entity: 'user.email',
      action: 'unverified',
      target: accountTarget(found.person),
      details: { email: found.email.email },
    });
  });
}

/**
 * Makes an address known to belong to its person: the primary one if there is none, and nobody else's any more.
 * SECURITY: decides by which address a person signs in and is mailed; call it only for a site admin, or with a proof
 * that whoever asks reads the mail of the address.
 */
export async function verifyEmail(
  context: RequestContext,
  { tx, record }: AuditedTransaction,
  { person, email }: Found,
): Promise<void> {
  if (await verifiedHolder(tx, email.email)) throw heldByAnother();
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
async function verifiedHolder(tx: Prisma.TransactionClient, email: string): Promise<boolean> {
  const holders = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM user_emails WHERE lower(email) = lower(${email}) AND verified_at IS NOT NULL`;
  return holders.length > 0;
}

const heldByAnother = () => new ConflictError('a user with this email already exists');

export const keyOf = ({ userId, email }: UserEmail) => ({ userId_email: { userId, email } });

/** Runs a change of addresses. Of two who verify the same one at once, the index lets one through. */
const changeEmails = (
  context: RequestContext,
  work: (transaction: AuditedTransaction) => Promise<void>,
): Promise<void> =>
  change(context, work).catch((error: unknown) => {
    throw isUniqueViolation(error) ? heldByAnother() : error;
  });
