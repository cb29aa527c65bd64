import { requireAdministers, requireSiteAdmin } from '../../authz/policy.js';
import type { RequestContext } from '../../context.js';
import { ConflictError, InvalidInputError, LimitExceededError } from '../../errors.js';
import { accountTarget } from '../users/accounts.js';
import { lockPerson } from '../users/people-only.js';
import { isEmailAddress, isSameAddress } from './address.js';
import { changeEmails, findEmail, heldByAnother, holdsVerified, keyOf, verifyEmail } from './email-rows.js';
import { mailVerification, prepareVerification } from './verification.js';

/** More than anybody has; without a limit one account could have mail sent to the whole world. */
const maxEmails = 25;

/**
 * Adds an address, which counts for nothing until it is verified: a mail with a link goes there. Rules and texts: identity reference, 1.3.
 */
export async function addUserEmail(context: RequestContext, userId: number, address: string): Promise<void> {
  requireAdministers(context.caller, userId);
  const email = address.trim();
  const added = await changeEmails(context, async (transaction) => {
    const { tx, record } = transaction;
    const person = await lockPerson(tx, userId);
    if (!isEmailAddress(email)) throw new InvalidInputError(`"${email}" is no email address`);
    const own = await tx.userEmail.findMany({ where: { userId } });
    if (own.some((one) => isSameAddress(one.email, email))) {
      throw new ConflictError('email address already registered for the user');
    }
    if (own.length >= maxEmails) {
      throw new LimitExceededError(`a user has at most ${maxEmails} email addresses`);
    }
    if (await holdsVerified(tx, email)) throw heldByAnother();
    const created = await tx.userEmail.create({
      data: { userId, email, createdAt: context.services.clock.now() },
    });
    const sentAt = await prepareVerification(context, transaction, person, created);
    record({
      entity: 'user.email',
      action: 'added',
      target: accountTarget(person),
      details: { email },
    });
    return { person, sentAt };
  });
  mailVerification(context, added.person, { userId, email }, added.sentAt);
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
      data: { verifiedAt: null, isPrimary: false, verificationSentAt: null },
    });
    record({
      entity: 'user.email',
      action: 'unverified',
      target: accountTarget(found.person),
      details: { email: found.email.email },
    });
  });
}
