import { change, type RequestContext, report } from '../../context.js';
import { isSameAddress } from '../emails/address.js';
import { passwordResetLetter } from '../emails/letters.js';
import { accountTarget } from '../users/accounts.js';
import { findByVerifiedEmail } from '../users/find-users.js';
import { lockPerson } from '../users/people-only.js';
import { aboutMail, newPasswordLink, requirePasswords, wasJustMade } from './password-links.js';
import { countWithin } from './throttle.js';

/** Requests of one network address within an hour. */
const maxRequests = 20;
const periodSeconds = 3600;

/**
 * Mails whoever has the verified address a link that sets a password. SECURITY: everything that depends on whether
 * there is such a person happens after the answer, so that nothing about the answer, nor its time, tells.
 *
 * @returns false when too many were asked for from this network address.
 */
export async function requestPasswordReset(context: RequestContext, address: string): Promise<boolean> {
  requirePasswords(context);
  const { db, clock, mailer } = context.services;
  const requests = await countWithin(db.prisma, `reset:${context.client.ip}`, clock.now(), periodSeconds);
  const email = address.trim().slice(0, 320);
  const target = { kind: 'User' as const, name: email };
  if (requests > maxRequests) {
    await report(context, {
      entity: 'user.password',
      action: 'resetRequested',
      outcome: 'DENIED',
      reason: 'too many requests from this address',
      target,
    });
    return false;
  }
  mailer.later({ kind: 'password reset' }, async () => {
    const account = await findByVerifiedEmail(db, email);
    if (account?.kind !== 'USER') {
      await report(context, {
        entity: 'user.password',
        action: 'resetRequested',
        outcome: 'FAILURE',
        reason: 'nobody has the address',
        target,
      });
      return undefined;
    }
    return change(context, async ({ tx, record }) => {
      const person = await lockPerson(tx, account.id);
      const emails = await tx.userEmail.findMany({ where: { userId: person.id, verifiedAt: { not: null } } });
      const to = emails.find((one) => isSameAddress(one.email, email))?.email;
      if (!to || (await wasJustMade(context, tx, person.id))) return undefined;
      record({ entity: 'user.password', action: 'resetRequested', target: accountTarget(person) });
      const url = await newPasswordLink(context, tx, person);
      return { to, letter: passwordResetLetter(aboutMail(context, person), url) };
    });
  });
  return true;
}
