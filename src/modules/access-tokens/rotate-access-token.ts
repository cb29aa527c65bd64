import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { formatToken, secretTail } from '../../auth/token-secret.js';
import { mayAdminister, requireSignedIn } from '../../authz/policy.js';
import { secondsAfter } from '../../clock.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { ConflictError, InvalidInputError } from '../../errors.js';
import { accountTarget, lockAccount } from '../users/accounts.js';
import {
  type AccessToken,
  digest,
  type IssuedToken,
  notFound,
  tokenDetails,
  tokenTarget,
} from './access-tokens.js';
import { mailAboutToken } from './token-mail.js';
import {
  checkedOverlapSeconds,
  requireMayCreate,
  requireMayHoldSudo,
  scopes,
  successorLifeSeconds,
} from './token-rules.js';

/** How long a rotation can be repeated with its idempotency key. */
export const retryWindowSeconds = 24 * 3600;

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
  const { issued, rotated } = await change(context, async ({ tx, record }) => {
    const known = await tx.accessToken.findUnique({
      where: { id: rotation.tokenId },
      select: { subjectId: true },
    });
    if (!known || !mayAdminister(caller, known.subjectId)) throw notFound();
    const subject = await lockAccount(tx, known.subjectId);
    await tx.$queryRaw`SELECT 1 FROM access_tokens WHERE id = ${rotation.tokenId} FOR NO KEY UPDATE`;
    // Read again: a revocation or another rotation may have held the locks.
    const old = await tx.accessToken.findUnique({
      where: { id: rotation.tokenId },
      include: { rotation: true, replacedBy: true },
    });
    if (!old || !subject) throw notFound();
    requireMayCreate(policy, caller, {
      id: subject.id,
      isServiceAccount: subject.kind === 'SERVICE_ACCOUNT',
    });
    if (subject.disabledAt) {
      throw new ConflictError(
        `the service account "${subject.username}" is disabled: enable it before rotating its tokens`,
      );
    }
    if (old.replacedBy) {
      // After the time for repeats, housekeeping deletes how the successor was made.
      if (!old.rotation) throw alreadyRotated();
      const done = { ...old.rotation, successor: old.replacedBy };
      const issued = repeated(context, caller.id, done, idempotencyKey, overlapSeconds);
      record({
        entity: 'user.accessToken',
        action: 'rotated',
        target: tokenTarget(old),
        details: { subject: accountTarget(subject), successor: { id: done.successor.id }, repeated: true },
      });
      return { issued };
    }
    const now = services.clock.now();
    if (old.deletedAt) throw notFound();
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
    // At most two of a line work at once: rotating again ends the overlap before.
    await tx.accessToken.updateMany({
      where: { replacedById: old.id, expiresAt: { gt: now } },
      data: { expiresAt: now },
    });
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
    const token = formatToken(services.instance.tokenInstance, secret);
    return { issued: { accessToken: successor, token }, rotated: subject };
  });
  if (rotated) mailAboutToken(context, 'rotated', issued.accessToken, rotated);
  return issued;
}

/**
 * SECURITY: the answer of a rotation that was already done, once more. Passes the account that did it, with the
 * key that it sent then, for a day.
 */
function repeated(
  { services }: RequestContext,
  callerId: number,
  done: Prisma.AccessTokenRotationModel & { successor: AccessToken },
  idempotencyKey: string,
  overlapSeconds: number,
): IssuedToken {
  const now = services.clock.now();
  const sameKey = timingSafeEqual(done.idempotencyKeyHash, keyHash(idempotencyKey));
  const inTime = secondsAfter(done.createdAt, retryWindowSeconds) > now;
  const key = services.keys.find(done.serverKeyId);
  if (!sameKey || !inTime || !key || done.successor.deletedAt || done.successor.creatorId !== callerId) {
    throw alreadyRotated();
  }
  if (done.overlapSeconds !== overlapSeconds) {
    throw new ConflictError('the idempotency key was used with another overlapSeconds');
  }
  const secret = derivedSecret(key, done.salt, done.tokenId, idempotencyKey);
  return { accessToken: done.successor, token: formatToken(services.instance.tokenInstance, secret) };
}

const alreadyRotated = () =>
  new ConflictError('the access token was already rotated: rotate its successor, or create a new one');

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

const keyHash = (key: string) => new Uint8Array(createHash('sha256').update(key).digest());
