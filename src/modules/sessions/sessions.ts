import { namesOf } from '../../auth/authenticate.js';
import type { AccountCaller, ClientInfo } from '../../auth/caller.js';
import { hashSessionId, newSessionId, openSessionCookie, sealSessionId } from '../../auth/session-cookie.js';
import { requireSiteAdmin } from '../../authz/policy.js';
import { secondsAfter } from '../../clock.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { InvalidInputError } from '../../errors.js';
import type { Services } from '../../services.js';
import { isLockedOut } from '../site/seats.js';
import { type Account, accountTarget } from '../users/accounts.js';
import { requirePerson } from '../users/people-only.js';

/** How old the note of a session's last use may get before it is renewed. */
const renewAfterSeconds = 60;

/** Starts a session for a person within the transaction that signs them in; returns the cookie's value. */
export async function startSession(
  services: Services,
  tx: Prisma.TransactionClient,
  user: Pick<Account, 'id'>,
  client: ClientInfo,
): Promise<string> {
  const id = newSessionId();
  const now = services.clock.now();
  const lifeSeconds = services.siteConfiguration.current.settings['auth.sessionExpiry'];
  await tx.session.create({
    data: {
      idHash: hashSessionId(id),
      userId: user.id,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: secondsAfter(now, lifeSeconds),
      ip: client.ip,
      userAgent: client.userAgent,
    },
  });
  return sealSessionId(id, services.keys);
}

/**
 * SECURITY: decides whose browser a session cookie belongs to. Passes a session that exists, is inside its
 * absolute and idle limits, and belongs to a living person. A service account never has one.
 */
export async function authenticateCookie(
  services: Services,
  cookie: string,
): Promise<AccountCaller | undefined> {
  const id = await openSessionCookie(cookie, services.keys);
  if (!id) return undefined;
  const session = await services.db.prisma.session.findUnique({
    where: { idHash: hashSessionId(id) },
    include: { user: { include: { roles: { include: { role: { include: { permissions: true } } } } } } },
  });
  const now = services.clock.now();
  if (!session || session.expiresAt <= now) return undefined;
  const idleSeconds = services.siteConfiguration.current.settings['auth.maxSessionIdleDuration'];
  if (idleSeconds > 0 && secondsAfter(session.lastSeenAt, idleSeconds) <= now) return undefined;
  const { user } = session;
  if (user.kind !== 'USER' || user.deletedAt || user.disabledAt) return undefined;
  if (await isLockedOut(services, user)) return undefined;
  if (secondsAfter(session.lastSeenAt, renewAfterSeconds) <= now) {
    await services.db.prisma.session.updateMany({
      where: { id: session.id, lastSeenAt: { lt: now } },
      data: { lastSeenAt: now },
    });
  }
  const permissionIds = user.roles.flatMap(({ role }) => role.permissions.map((link) => link.permissionId));
  return {
    kind: user.kind,
    id: user.id,
    username: user.username,
    siteAdmin: user.siteAdmin,
    account: user,
    permissions: namesOf(services, permissionIds),
    credential: { via: 'session', sessionId: session.id },
  };
}

/** Ends the caller's own session; the cookie is worth nothing afterwards. */
export async function endSession(context: RequestContext): Promise<void> {
  const { caller } = context;
  if (caller.kind === 'ANONYMOUS' || caller.credential.via !== 'session') return;
  const { sessionId } = caller.credential;
  await change(context, async ({ tx, record }) => {
    await tx.session.deleteMany({ where: { id: sessionId } });
    record({ entity: 'auth.session', action: 'ended', target: accountTarget(caller) });
  });
}

/** Ends every session of the given people, all of them or none, for site admins. Access tokens are not touched. */
export async function invalidateSessions(context: RequestContext, userIds: readonly number[]): Promise<void> {
  requireSiteAdmin(context.caller);
  if (userIds.length === 0) throw new InvalidInputError('must specify at least one user ID');
  await change(context, async ({ tx, record }) => {
    const users = await tx.user.findMany({ where: { id: { in: [...userIds] }, deletedAt: null } });
    for (const user of users) requirePerson(user);
    await tx.session.deleteMany({ where: { userId: { in: [...userIds] } } });
    for (const user of users) {
      record({ entity: 'auth.session', action: 'ended', target: accountTarget(user) });
    }
  });
}
