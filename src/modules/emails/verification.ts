import type { AuditedTransaction } from '../../audit/audit-log.js';
import { openLink, sealLink } from '../../auth/signed-link.js';
import { isAccount, requireAdministers } from '../../authz/policy.js';
import { secondsAfter } from '../../clock.js';
import { type RequestContext, report } from '../../context.js';
import { ConflictError, LimitExceededError } from '../../errors.js';
import { externalUrl } from '../../external-url.js';
import { cannotMail } from '../../mail/mailer.js';
import { countWithin } from '../sessions/throttle.js';
import { type Account, accountTarget } from '../users/accounts.js';
import { changeEmails, findEmail, holdsVerified, keyOf, type UserEmail, verifyEmail } from './email-rows.js';
import { verificationLetter } from './letters.js';

const lifeSeconds = 86_400;
const pauseSeconds = 60;
const periodSeconds = 3600;
/** Mails to verify addresses of one account within the period: they go to whomever somebody names. */
const maxMails = 30;

/**
 * Notes that a mail with a link to verify the address goes out, so that the links before it work no more. Undefined
 * where no mail can be sent.
 */
export async function prepareVerification(
  context: RequestContext,
  { tx }: AuditedTransaction,
  person: Account,
  email: UserEmail,
): Promise<Date | undefined> {
  const { mailer, clock } = context.services;
  if (!mailer.isConfigured) return undefined;
  const now = clock.now();
  const mails = await countWithin(tx, `verification:${person.id}`, now, periodSeconds);
  if (mails > maxMails) {
    throw new LimitExceededError(
      'too many verification emails were sent for this user; try again in an hour',
    );
  }
  await tx.userEmail.update({ where: keyOf(email), data: { verificationSentAt: now } });
  return now;
}

/** The text that proves, with a session of the person, that they read the mail of the address. */
export const verificationCode = (
  { services: { keys, clock } }: RequestContext,
  { userId, email }: Pick<UserEmail, 'userId' | 'email'>,
  sentAt: Date,
): Promise<string> =>
  sealLink(
    keys,
    'email verification',
    { userId, email, sentAt: sentAt.getTime() },
    secondsAfter(clock.now(), lifeSeconds),
  );

/** Mails the link that `prepareVerification` noted. Call it when the change is committed. */
export function mailVerification(
  context: RequestContext,
  person: Account,
  email: Pick<UserEmail, 'userId' | 'email'>,
  sentAt: Date | undefined,
): void {
  if (!sentAt) return;
  const { services } = context;
  services.mailer.later({ kind: 'verification', accountId: person.id }, async () => {
    const base = externalUrl(services);
    const url = `${base}/-/verify-email?token=${await verificationCode(context, email, sentAt)}`;
    const about = { username: person.username, host: new URL(base).host };
    return { to: email.email, letter: verificationLetter(about, email.email, url) };
  });
}

/** Mails another link to verify an address; nothing when it is verified. Texts: identity reference, 1.3. */
export async function resendVerificationEmail(
  context: RequestContext,
  userId: number,
  address: string,
): Promise<void> {
  requireAdministers(context.caller, userId);
  const { mailer, clock } = context.services;
  const sent = await changeEmails(context, async (transaction) => {
    const { person, email } = await findEmail(transaction.tx, userId, address);
    if (email.verifiedAt) return undefined;
    if (!mailer.isConfigured) throw new ConflictError(cannotMail);
    const { verificationSentAt } = email;
    if (verificationSentAt && secondsAfter(verificationSentAt, pauseSeconds) > clock.now()) {
      throw new LimitExceededError('Last verification email sent too recently');
    }
    const sentAt = await prepareVerification(context, transaction, person, email);
    transaction.record({
      entity: 'user.email',
      action: 'verificationSent',
      target: accountTarget(person),
      details: { email: email.email },
    });
    return { person, email, sentAt };
  });
  if (sent) mailVerification(context, sent.person, sent.email, sent.sentAt);
}

/** Why a link does not verify an address, in words for whoever opened it. */
export const badVerificationLink =
  'This link was used, has expired, or is not for the account that you are signed in as. Ask for a new one.';

/**
 * SECURITY: verifies an address for whoever opens the mailed link signed in as its person. The session is needed
 * because programs open links in mails before people do: otherwise a stranger could name an address and have the mail
 * program of its owner verify it for them.
 *
 * @returns the address; undefined when the link is not good.
 */
export async function verifyByLink(context: RequestContext, code: string): Promise<string | undefined> {
  const { caller } = context;
  const userId = caller.kind === 'USER' ? caller.id : 0;
  const email = await changeEmails(context, (transaction) =>
    verifyIfProven(context, transaction, userId, code),
  );
  if (email) return email;
  await report(context, {
    entity: 'user.email',
    action: 'verified',
    outcome: 'DENIED',
    reason: 'the link is invalid or expired, or is for another account',
    ...(isAccount(caller, userId) && { target: accountTarget(caller) }),
  });
  return undefined;
}

/** Verifies the address that a code of a mail to the account proves. The address; undefined when it proves none. */
export async function verifyIfProven(
  context: RequestContext,
  transaction: AuditedTransaction,
  userId: number,
  code: string,
): Promise<string | undefined> {
  const { keys, clock } = context.services;
  const claims = await openLink(keys, 'email verification', code, clock.now());
  if (claims?.['userId'] !== userId || typeof claims['email'] !== 'string') return undefined;
  const { tx } = transaction;
  const own = await tx.userEmail.findUnique({ where: keyOf({ userId, email: claims['email'] }) });
  if (own?.verificationSentAt?.getTime() !== claims['sentAt']) return undefined;
  const found = await findEmail(tx, userId, claims['email']);
  if (!found.email.verifiedAt) {
    if (await holdsVerified(tx, found.email.email)) return undefined;
    await verifyEmail(context, transaction, found);
  }
  return found.email.email;
}
