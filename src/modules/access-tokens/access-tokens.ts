import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { formatToken, hashSecret, newSecret, parseToken, secretTail } from '../../auth/token-secret.js';
import { mayAdminister, requireSignedIn } from '../../authz/policy.js';
import { secondsAfter } from '../../clock.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../../errors.js';
import { accountTarget, lockAccount } from '../users/accounts.js';
import {
  checkedLifeSeconds,
  checkedNote,
  checkedOverlapSeconds,
  checkedScopes,
  requireMayCreate,
  requireMayHoldSudo,
  requireRoom,
  scopes,
  successorLifeSeconds,
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

/** How long a rotation can be repeated with its idempotency key. */
const retryWindowSeconds = 24 * 3600;

/** Makes a token for an account. Rules and texts: identity reference, section 2. */
export async function createAccessToken(
  context: RequestContext,
  input: NewAccessToken,
): Promise<IssuedToken> {
  const creator = requireSignedIn(context.caller);
  const { services } = context;
  const policy = services.siteConfiguration.current.settings['auth.accessTokens'];
  return change(context, async ({ tx, record }) => {
    const subject = await lockAccount(tx, input.subjectId);
    const isServiceAccount = subject?.kind === 'SERVICE_ACCOUNT';
    requireMayCreate(policy, creator, { id: input.subjectId, isServiceAccount });
    if (!subject) throw new NotFoundError(`user not found: [${input.subjectId}]`);
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
        expiresAt: lifeSeconds === null ? null : secondsAfter(now, lifeSeconds),
      },
    });
    record({
      entity: 'user.accessToken',
      action: 'created',
      target: tokenTarget(accessToken),
      details: { ...tokenDetails(accessToken), subject: accountTarget(subject) },
    });
    return { accessToken, token: formatToken(services.instance.tokenInstance, secret) };
  });
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
  await change(context, async ({ tx, record }) => {
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
  });
}

export interface Rotation {
  tokenId: number;
  /** How long the old token keeps working beside its successor. */
  overlapSeconds: number;
  /** Chosen by the client: a repeat with the same key gets the same answer, however often it is sent. */
  idempotencyKey?: string | null | undefined;
}

/**
 * Replaces a token by a successor with the same subject, note, scopes and length of life. The successor's
 * secret is derived from a random salt and the server key, so that a client whose answer was lost can ask again
 * with its idempotency key, although no secret is stored.
 */
export async function rotateAccessToken(context: RequestContext, rotation: Rotation): Promise<IssuedToken> {
  const caller = requireSignedIn(context.caller);
  const { services } = context;
  const overlapSeconds = checkedOverlapSeconds(rotation.overlapSeconds);
  const idempotencyKey = rotation.idempotencyKey ?? randomBytes(16).toString('hex');
  if (idempotencyKey === '' || idempotencyKey.length > 255) {
    throw new InvalidInputError('idempotencyKey has 1 to 255 characters');
  }
  const policy = services.siteConfiguration.current.settings['auth.accessTokens'];
  return change(context, async ({ tx, record }) => {
    const known = await tx.accessToken.findUnique({
      where: { id: rotation.tokenId },
      select: { subjectId: true },
    });
    if (!known || !mayAdminister(caller, known.subjectId)) throw notFound();
    const subject = await lockAccount(tx, known.subjectId);
    // Read again: another rotation may have held the lock.
    const old = await tx.accessToken.findUnique({
      where: { id: rotation.tokenId },
      include: { rotation: true, replacedBy: true },
    });
    if (!old || !subject) throw notFound();
    if (old.rotation && old.replacedBy) {
      return repeated(
        context,
        { ...old.rotation, successor: old.replacedBy },
        idempotencyKey,
        overlapSeconds,
      );
    }
    const now = services.clock.now();
    if (old.deletedAt) throw notFound();
    requireMayCreate(policy, caller, {
      id: subject.id,
      isServiceAccount: subject.kind === 'SERVICE_ACCOUNT',
    });
    if (old.scopes.includes(scopes.siteAdminSudo)) requireMayHoldSudo(caller, { isServiceAccount: false });
    if (old.expiresAt && old.expiresAt <= now)
      throw new ConflictError('the access token has expired: create a new one');
    const oldLife = old.expiresAt ? (old.expiresAt.getTime() - old.createdAt.getTime()) / 1000 : null;
    const life = successorLifeSeconds(oldLife, policy);
    const salt = randomBytes(32);
    const secret = derivedSecret(services.keys.current, salt, old.id, idempotencyKey);
    const successor = await tx.accessToken.create({
      data: {
        subjectId: old.subjectId,
        creatorId: caller.id,
        secretHash: digest(secret),
        secretTail: secretTail(secret),
        note: old.note,
        scopes: old.scopes,
        createdAt: now,
        expiresAt: life === null ? null : secondsAfter(now, life),
      },
    });
    const overlapEnds = secondsAfter(now, overlapSeconds);
    const expiresAt = old.expiresAt && old.expiresAt < overlapEnds ? old.expiresAt : overlapEnds;
    await tx.accessToken.update({ where: { id: old.id }, data: { replacedById: successor.id, expiresAt } });
    await tx.accessTokenRotation.create({
      data: {
        tokenId: old.id,
        idempotencyKeyHash: keyHash(idempotencyKey),
        overlapSeconds,
        salt,
        serverKeyId: services.keys.current.id,
        createdAt: now,
      },
    });
    record({
      entity: 'user.accessToken',
      action: 'rotated',
      target: tokenTarget(old),
      details: {
        subject: accountTarget(subject),
        successor: { id: successor.id, ...tokenDetails(successor) },
        overlapSeconds,
      },
    });
    return { accessToken: successor, token: formatToken(services.instance.tokenInstance, secret) };
  });
}

/** The answer of a rotation that was already done, for the client that sent the same key. */
function repeated(
  { services }: RequestContext,
  done: Prisma.AccessTokenRotationModel & { successor: AccessToken },
  idempotencyKey: string,
  overlapSeconds: number,
): IssuedToken {
  const now = services.clock.now();
  const sameKey = timingSafeEqual(done.idempotencyKeyHash, keyHash(idempotencyKey));
  const inTime = secondsAfter(done.createdAt, retryWindowSeconds) > now;
  const key = services.keys.find(done.serverKeyId);
  if (!sameKey || !inTime || !key || done.successor.deletedAt) {
    throw new ConflictError(
      'the access token was already rotated: rotate its successor, or create a new one',
    );
  }
  if (done.overlapSeconds !== overlapSeconds) {
    throw new ConflictError('the idempotency key was used with another overlapSeconds');
  }
  const secret = derivedSecret(key, done.salt, done.tokenId, idempotencyKey);
  return { accessToken: done.successor, token: formatToken(services.instance.tokenInstance, secret) };
}

/** 160 bits that only the holder of the server key can compute. */
function derivedSecret(
  key: { derive(purpose: string): Buffer },
  salt: Uint8Array,
  tokenId: number,
  idempotencyKey: string,
): Buffer {
  return createHmac('sha256', key.derive('access token rotation'))
    .update(salt)
    .update(`${tokenId}:${idempotencyKey}`)
    .digest()
    .subarray(0, 20);
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

const notFound = () => new NotFoundError('access token not found');

/** Prisma takes bytes over plain ArrayBuffers only. */
const digest = (secret: Buffer) => new Uint8Array(hashSecret(secret));
const keyHash = (key: string) => new Uint8Array(createHash('sha256').update(key).digest());

const tokenTarget = (token: Pick<AccessToken, 'id' | 'note'>) => ({
  kind: 'AccessToken' as const,
  id: token.id,
  name: token.note,
});

const tokenDetails = (token: AccessToken) => ({
  note: token.note,
  scopes: token.scopes,
  expiresAt: token.expiresAt?.toISOString() ?? null,
});
