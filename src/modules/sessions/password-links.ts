import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { hashPassword, type PasswordRules, passwordProblem } from '../../auth/passwords.js';
import { requireSiteAdmin } from '../../authz/policy.js';
import { secondsAfter } from '../../clock.js';
import { change, type RequestContext, report } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { InvalidInputError } from '../../errors.js';
import { externalUrl } from '../../external-url.js';
import { newUserLetter, passwordTakenLetter } from '../emails/letters.js';
import { prepareVerification, verificationCode, verifyIfProven } from '../emails/verification.js';
import { hasPasswords } from '../site/sign-in-providers.js';
import type { SiteSettings } from '../site/site-settings.js';
import { type Account, accountTarget } from '../users/accounts.js';
import { lockPerson } from '../users/people-only.js';
import { startSession } from './sessions.js';
import { throttleSubject } from './throttle.js';

const codeHash = (code: string) => new Uint8Array(createHash('sha256').update(code).digest());

/** Where a person sets a password: the code in it works once and for a while. */
export async function newPasswordLink(
  context: RequestContext,
  tx: Prisma.TransactionClient,
  user: Pick<Account, 'id'>,
): Promise<string> {
  const { services } = context;
  const code = randomBytes(24).toString('base64url');
  const now = services.clock.now();
  const { settings } = services.siteConfiguration.current;
  const data = {
    codeHash: codeHash(code),
    createdAt: now,
    expiresAt: secondsAfter(now, settings['auth.passwordResetLinkExpiry']),
  };
  await tx.passwordReset.upsert({
    where: { userId: user.id },
    create: { userId: user.id, ...data },
    update: data,
  });
  return `${externalUrl(services)}/password-reset?userID=${user.id}&code=${code}`;
}

/** What making a link for a person gives. */
export interface PasswordLink {
  url: string;
  /** Whether it is also mailed to them. */
  emailSent: boolean;
}

/** How long after one link to set a password is made no further one is mailed. */
const pauseSeconds = 60;

/** Whether a link was just made for the person: who asks again and again does not fill their mailbox. */
export async function wasJustMade(
  { services: { clock } }: RequestContext,
  tx: Prisma.TransactionClient,
  userId: number,
): Promise<boolean> {
  const reset = await tx.passwordReset.findUnique({ where: { userId } });
  return reset !== null && secondsAfter(reset.createdAt, pauseSeconds) > clock.now();
}

/**
 * A set-password link for a person whom a site admin has just created; null for a service account. It is mailed to
 * them too, where mail can be sent; the mailed one also verifies the address that it went to.
 */
export async function linkForNewUser(context: RequestContext, user: Account): Promise<string | null> {
  requireSiteAdmin(context.caller);
  if (user.kind === 'SERVICE_ACCOUNT') return null;
  if (!hasPasswords(context.services.siteConfiguration.current.settings)) return null;
  const { url, mail } = await change(context, async (transaction) => {
    const { tx, record } = transaction;
    const email = await tx.userEmail.findFirst({
      where: { userId: user.id },
      orderBy: [{ isPrimary: 'desc' }, { createdAt: 'asc' }],
    });
    const mail = email && !(await wasJustMade(context, tx, user.id));
    const sentAt =
      mail && !email.verifiedAt ? await prepareVerification(context, transaction, user, email) : undefined;
    record({ entity: 'user.password', action: 'linkCreated', target: accountTarget(user) });
    return { url: await newPasswordLink(context, tx, user), mail: mail && { email, sentAt } };
  });
  if (mail) {
    const { email, sentAt } = mail;
    context.services.mailer.later({ kind: 'new user', accountId: user.id }, async () => {
      const proof = sentAt ? `&emailVerifyCode=${await verificationCode(context, email, sentAt)}` : '';
      return { to: email.email, letter: newUserLetter(aboutMail(context, user), `${url}${proof}`) };
    });
  }
  return url;
}

/** Takes a person's password away and returns the link that sets a new one, which is mailed where that can be done. */
export async function randomizePassword(context: RequestContext, userId: number): Promise<PasswordLink> {
  requireSiteAdmin(context.caller);
  requirePasswords(context);
  const { services } = context;
  // A password that nobody knows, rather than none: whoever is still signed in could set a first one.
  const cost = services.config.PASSWORD_HASH_COST;
  const passwordHash = await hashPassword(randomBytes(32).toString('base64'), cost);
  const { user, url, to } = await change(context, async ({ tx, record }) => {
    const user = await lockPerson(tx, userId);
    await tx.user.update({
      where: { id: userId },
      data: { passwordHash, updatedAt: services.clock.now() },
    });
    await tx.session.deleteMany({ where: { userId } });
    record({ entity: 'user.password', action: 'reset', target: accountTarget(user) });
    const primary = await tx.userEmail.findFirst({ where: { userId, isPrimary: true } });
    return { user, url: await newPasswordLink(context, tx, user), to: primary?.email };
  });
  const emailSent = to !== undefined && services.mailer.isConfigured;
  if (emailSent) {
    services.mailer.later({ kind: 'password taken', accountId: userId }, async () => ({
      to,
      letter: passwordTakenLetter(aboutMail(context, user), url),
    }));
  }
  return { url, emailSent };
}

/** @throws InvalidInputError where people do not sign in by password. */
export function requirePasswords({ services }: RequestContext): void {
  if (!hasPasswords(services.siteConfiguration.current.settings)) {
    throw new InvalidInputError('resetting passwords is not enabled');
  }
}

/** Of whom and from which instance a mail speaks. */
export const aboutMail = ({ services }: RequestContext, { username }: Pick<Account, 'username'>) => ({
  username,
  host: new URL(externalUrl(services)).host,
});

/**
 * Sets the password that a link's code allows, and signs the person in. Undefined when the code is not good. A link that
 * was mailed also proves that the person reads the mail of an address.
 */
export async function resetPassword(
  context: RequestContext,
  userId: number,
  code: string,
  password: string,
  emailVerifyCode?: string,
): Promise<string | undefined> {
  const { services } = context;
  requirePasswords(context);
  requireGoodPassword(context, password);
  const now = services.clock.now();
  const account = await services.db.prisma.user.findFirst({
    where: { id: userId, deletedAt: null },
    include: { passwordReset: true },
  });
  const reset = account?.passwordReset;
  const good = reset && reset.expiresAt > now && timingSafeEqual(reset.codeHash, codeHash(code));
  // SECURITY: no link can exist for a service account (a trigger refuses it); checked again all the same.
  if (!account || !good || account.kind === 'SERVICE_ACCOUNT') {
    await report(context, {
      entity: 'user.password',
      action: 'reset',
      outcome: 'DENIED',
      reason:
        account?.kind === 'SERVICE_ACCOUNT'
          ? 'it is a service account, which cannot sign in'
          : 'the code is invalid or expired',
      ...(account && { target: accountTarget(account) }),
    });
    return undefined;
  }
  const passwordHash = await hashPassword(password, services.config.PASSWORD_HASH_COST);
  return change(context, async (transaction) => {
    const { tx, record } = transaction;
    // The condition sits in the DELETE, so a code works once however often it is sent.
    const { count } = await tx.passwordReset.deleteMany({ where: { userId, codeHash: reset.codeHash } });
    if (count === 0) return undefined;
    await tx.user.update({ where: { id: userId }, data: { passwordHash, updatedAt: now } });
    await tx.session.deleteMany({ where: { userId } });
    await tx.signInThrottle.deleteMany({ where: { subject: throttleSubject(account, '') } });
    record({
      entity: 'user.password',
      action: 'changed',
      target: accountTarget(account),
      actor: { id: account.id, username: account.username, kind: account.kind },
    });
    if (emailVerifyCode) await verifyIfProven(context, transaction, userId, emailVerifyCode);
    return startSession(services, tx, account, context.client);
  });
}

/** @throws InvalidInputError with the rule that a new password breaks. */
export function requireGoodPassword({ services }: RequestContext, password: string): void {
  const problem = passwordProblem(password, passwordRules(services.siteConfiguration.current.settings));
  if (problem) throw new InvalidInputError(problem);
}

function passwordRules(settings: SiteSettings): PasswordRules {
  const policy = settings['auth.passwordPolicy'];
  return {
    minLength: settings['auth.minPasswordLength'],
    specialCharacters: policy.enabled ? policy.numberOfSpecialCharacters : 0,
    number: policy.enabled && policy.requireAtLeastOneNumber,
    bothCases: policy.enabled && policy.requireUpperandLowerCase,
  };
}
