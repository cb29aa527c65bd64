import type { AccountCaller } from '../../auth/caller.js';
import { formatToken, hashSecret, newSecret, parseToken, secretTail } from '../../auth/token-secret.js';
import { mayAdminister, requireSignedIn } from '../../authz/policy.js';
import { secondsAfter } from '../../clock.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../../errors.js';
import { accountTarget, lockAccount } from '../users/accounts.js';
import { mailAboutToken } from './token-mail.js';
import {
  checkedLifeSeconds,
  checkedNote,
  checkedScopes,
  requireMayCreate,
  requireMayHoldSudo,
  requireNotToOutlive,
  requireRoom,
  scopes,
} from './token-rules.js';

export type AccessToken = Prisma.AccessTokenModel;

/** A token just made. `token` is its text: this is the only time it can be read. */
export interface IssuedToken {
  accessToken: AccessToken;
  token: string;
}

export interface NewAccessToken {
  subjectId: number;
  scopes: readonly string[];
  note: string;
  durationSeconds?: number | null | undefined;
}

/** Makes a token for an account. Rules and texts: identity reference, section 2. */
export async function createAccessToken(
  context: RequestContext,
  input: NewAccessToken,
): Promise<IssuedToken> {
  const creator = requireSignedIn(context.caller);
  const { services } = context;
  const policy = services.siteConfiguration.current.settings['auth.accessTokens'];
  const issued = await change(context, async ({ tx, record }) => {
    const subject = await lockAccount(tx, input.subjectId);
    const isServiceAccount = subject?.kind === 'SERVICE_ACCOUNT';
    // Site admins may know which accounts there are; anyone else hears the same for missing and foreign ones.
    if (!subject && creator.siteAdmin && policy.allow !== 'none') throw accountNotFound(input.subjectId);
    requireMayCreate(policy, creator, { id: input.subjectId, isServiceAccount });
    if (!subject) throw accountNotFound(input.subjectId);
    if (subject.disabledAt) {
      throw new ConflictError(
        `the service account "${subject.username}" is disabled: enable it before making tokens`,
      );
    }
    const tokenScopes = checkedScopes(input.scopes);
    if (tokenScopes.includes(scopes.siteAdminSudo)) requireMayHoldSudo(creator, { isServiceAccount });
    const note = checkedNote(input.note);
    const lifeSeconds = checkedLifeSeconds(input.durationSeconds, policy);
    const now = services.clock.now();
    const expiresAt = lifeSeconds === null ? null : secondsAfter(now, lifeSeconds);
    requireNotToOutlive(await tokenInUse(tx, creator), expiresAt);
    requireRoom(await liveNotes(tx, subject.id, now), note, policy);
    const secret = newSecret();
    const accessToken = await tx.accessToken.create({
      data: {
        subjectId: subject.id,
        creatorId: creator.id,
        secretHash: digest(secret),
        secretTail: secretTail(secret),
        note,
        scopes: tokenScopes,
        createdAt: now,
        expiresAt,
      },
    });
    record({
      entity: 'user.accessToken',
      action: 'created',
      target: tokenTarget(accessToken),
      details: { ...tokenDetails(accessToken), subject: accountTarget(subject) },
    });
    return { accessToken, subject, token: formatToken(services.instance.tokenInstance, secret) };
  });
  mailAboutToken(context, 'created', issued.accessToken, issued.subject);
  return issued;
}

/** The token with which a service account calls; undefined for people, whose tokens bound nothing. */
async function tokenInUse(
  tx: Prisma.TransactionClient,
  caller: AccountCaller,
): Promise<AccessToken | undefined> {
  if (caller.kind !== 'SERVICE_ACCOUNT' || caller.credential.via !== 'token') return undefined;
  return tx.accessToken.findUniqueOrThrow({ where: { id: caller.credential.tokenId } });
}

/** Revokes a token by id, for its account or a site admin. A hidden token is answered like a missing one. */
export async function deleteAccessToken(context: RequestContext, id: number): Promise<void> {
  requireSignedIn(context.caller);
  await revoke(context, { id }, (token) => mayAdminister(context.caller, token.subjectId));
}

/** Revokes the token whose text is given: whoever holds the secret may. */
export async function deleteAccessTokenByText(context: RequestContext, text: string): Promise<void> {
  requireSignedIn(context.caller);
  const secret = parseToken(text);
  if (!secret) throw new InvalidInputError('AccessTokens.GetByToken: invalid token: invalid token format');
  await revoke(context, { secretHash: digest(secret) }, () => true);
}

async function revoke(
  context: RequestContext,
  which: { id: number } | { secretHash: Uint8Array<ArrayBuffer> },
  mayRevoke: (token: AccessToken) => boolean,
): Promise<void> {
  const revoked = await change(context, async ({ tx, record }) => {
    const token = await tx.accessToken.findUnique({ where: which, include: { subject: true } });
    if (!token || token.deletedAt || !mayRevoke(token)) throw notFound();
    // The condition sits in the UPDATE, so of two racing revocations only one counts a row.
    const { count } = await tx.accessToken.updateMany({
      where: { id: token.id, deletedAt: null },
      data: { deletedAt: context.services.clock.now() },
    });
    if (count === 0) throw notFound();
    record({
      entity: 'user.accessToken',
      action: 'deleted',
      target: tokenTarget(token),
      details: { subject: accountTarget(token.subject) },
    });
    return token;
  });
  mailAboutToken(context, 'deleted', revoked, revoked.subject);
}

/** Notes of the tokens that are alive. A rotated token in its overlap has handed its note and place on. */
async function liveNotes(tx: Prisma.TransactionClient, subjectId: number, now: Date): Promise<string[]> {
  const live = await tx.accessToken.findMany({
    where: {
      subjectId,
      deletedAt: null,
      replacedById: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
    },
    select: { note: true },
  });
  return live.map((token) => token.note);
}

const accountNotFound = (id: number) => new NotFoundError(`user not found: [${id}]`);
/** A hidden token and a missing one are the same to the caller. */
export const notFound = () => new NotFoundError('access token not found');

/** Prisma takes bytes over plain ArrayBuffers only. */
export const digest = (secret: Buffer) => new Uint8Array(hashSecret(secret));

export const tokenTarget = (token: Pick<AccessToken, 'id' | 'note'>) => ({
  kind: 'AccessToken' as const,
  id: token.id,
  name: token.note,
});

export const tokenDetails = (token: AccessToken) => ({
  note: token.note,
  scopes: token.scopes,
  expiresAt: token.expiresAt?.toISOString() ?? null,
});
