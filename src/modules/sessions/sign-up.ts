import { hashPassword } from '../../auth/passwords.js';
import { change, type RequestContext, report } from '../../context.js';
import { ConflictError, InvalidInputError } from '../../errors.js';
import { isEmailAddress, maxAddressLength } from '../emails/address.js';
import { holdsVerified } from '../emails/email-rows.js';
import { mailVerification, prepareVerification } from '../emails/verification.js';
import { announceUser } from '../outbound-webhooks/announce.js';
import { takeSeat } from '../site/seats.js';
import { allowsSignUp } from '../site/sign-in-providers.js';
import { accountTarget, insertAccount, NameTakenError } from '../users/accounts.js';
import { requireValidName } from '../users/names.js';
import { organizationsOfNewUsers } from '../users/users.js';
import { requireGoodPassword } from './password-links.js';
import { startSession } from './sessions.js';
import { needsSiteInit } from './site-init.js';
import { countWithin } from './throttle.js';

export interface SignUp {
  username: string;
  email: string;
  password: string;
}

export type SignUpResult =
  | { outcome: 'signed up'; cookie: string }
  | { outcome: 'not enabled' }
  | { outcome: 'throttled'; retryAfterSeconds: number };

/** Tries from one network address within an hour: each that works makes an account. */
const maxTries = 20;
const periodSeconds = 3600;

/**
 * Makes an account for whoever asks, where the site configuration allows it, and signs them in. Texts: identity
 * reference, 4.1. SECURITY: the address stays unverified until its owner opens the mailed link, also where no mail can
 * be sent: what a stranger says of themselves proves nothing. A service account is never made so.
 */
export async function signUp(context: RequestContext, input: SignUp): Promise<SignUpResult> {
  const { services, client } = context;
  const { clock, config, siteConfiguration, db } = services;
  if (!allowsSignUp(siteConfiguration.current.settings)) return { outcome: 'not enabled' };
  // The first account is a site admin: an ordinary one in its place would leave the instance without any.
  if (await needsSiteInit(services)) return { outcome: 'not enabled' };
  const tries = await countWithin(db.prisma, `sign-up:${client.ip}`, clock.now(), periodSeconds);
  if (tries > maxTries) {
    await report(context, {
      entity: 'user',
      action: 'created',
      outcome: 'DENIED',
      reason: 'too many sign-ups from this address',
      target: { kind: 'User', name: input.username.slice(0, 255) },
    });
    return { outcome: 'throttled', retryAfterSeconds: periodSeconds };
  }
  const email = input.email.trim();
  if (email.length > maxAddressLength) {
    throw new InvalidInputError(`maximum email length is ${maxAddressLength}, got ${email.length}`);
  }
  if (!isEmailAddress(email)) throw new InvalidInputError(`"${email}" is no email address`);
  requireValidName(input.username);
  requireGoodPassword(context, input.password);
  const passwordHash = await hashPassword(input.password, config.PASSWORD_HASH_COST);
  const { account, cookie, sentAt } = await change(context, async (transaction) => {
    const { tx, record } = transaction;
    if (await holdsVerified(tx, email)) {
      throw new ConflictError(
        'Email address is already in use. Try signing into that account instead, or use a different email address.',
      );
    }
    await takeSeat(context, tx);
    const account = await insertAccount(
      tx,
      {
        kind: 'USER',
        username: input.username,
        email: { address: email, verified: false },
        passwordHash,
        organizations: organizationsOfNewUsers(context),
        createdById: null,
      },
      clock.now(),
    );
    const row = await tx.userEmail.findFirstOrThrow({ where: { userId: account.id } });
    const sentAt = await prepareVerification(context, transaction, account, row);
    record({
      entity: 'user',
      action: 'created',
      target: accountTarget(account),
      actor: { id: account.id, username: account.username, kind: account.kind },
    });
    await announceUser(context, transaction, account);
    return { account, sentAt, cookie: await startSession(services, tx, account, client) };
  }).catch((error: unknown) => {
    if (error instanceof NameTakenError) {
      throw new ConflictError('Username is already in use. Try a different username.');
    }
    throw error;
  });
  mailVerification(context, account, { userId: account.id, email }, sentAt);
  return { outcome: 'signed up', cookie };
}
