import type { AuditActor } from '../audit/events.js';
import { isLockedOut } from '../modules/site/seats.js';
import type { Services } from '../services.js';
import { type PresentedCredential, readAuthorizationHeader } from './authorization-header.js';
import { type AccountCaller, anonymous, type ClientInfo } from './caller.js';
import type { TokenRecord } from './token-lookup.js';
import { hashSecret, parseToken } from './token-secret.js';

/** Why a credential was refused, told only to the holder of the right secret. */
export type RefusalCause =
  | 'invalid_header'
  | 'unknown'
  | 'throttled'
  | 'expired'
  | 'revoked'
  | 'replaced'
  | 'account_disabled'
  | 'account_deleted'
  | 'missing_scope'
  | 'tokens_disabled'
  | 'license_ended'
  | 'not_site_admin'
  | 'sudo_user_unknown'
  | 'sudo_failed';

/** A request that goes no further: what to answer, in the mirrored product's words. */
export interface Refusal {
  status: 401 | 403 | 429;
  body: string;
  cause: RefusalCause;
  retryAfterSeconds?: number;
}

export type Authentication =
  | { caller: AccountCaller; refusal?: undefined }
  | { caller?: undefined; refusal?: Refusal };

const refuse = (status: 401 | 403, body: string, cause: RefusalCause): Authentication => ({
  refusal: { status, body, cause },
});

const bodies = {
  header: 'Invalid Authorization header.',
  token: 'Invalid access token.',
  disabled: 'Access token authorization is disabled.',
  throttled: 'Too many wrong access tokens from this address. Try again later.',
  sudoSubject: 'The subject user of a sudo access token must be a site admin.',
  sudoUser: 'Unable to sudo to nonexistent user.',
  sudoFailed: 'Unable to sudo to the specified user due to an unexpected error.',
};

/**
 * SECURITY: decides who a request with an Authorization header acts as. Passes a live token with the needed
 * scope of a live account, and a site admin's sudo token for a person. Neither caller nor refusal: the header
 * holds no credential of ours, and the request goes on without one.
 */
export async function authenticateHeader(
  services: Services,
  header: string | undefined,
  client: ClientInfo,
): Promise<Authentication> {
  const presented = readAuthorizationHeader(header);
  if (presented.scheme === 'none') return {};
  if (presented.scheme === 'invalid') {
    await refused(services, client, {
      entity: 'httpapi/auth',
      action: 'check_authorization_header',
      outcome: 'DENIED',
      reason: presented.reason,
    });
    return refuse(401, bodies.header, 'invalid_header');
  }
  const secret = parseToken(presented.token);
  const digest = secret && hashSecret(secret);
  const retryAfterSeconds = services.wrongTokens.secondsToWait(client.ip, digest);
  if (retryAfterSeconds > 0) return throttle(services, client, retryAfterSeconds);
  const token = digest && (await services.tokens.add(digest));
  if (services.siteConfiguration.current.settings['auth.accessTokens'].allow === 'none') {
    return refuseToken(services, client, token, 'tokens_disabled');
  }
  if (digest && token) services.wrongTokens.noteGood(digest);
  else services.wrongTokens.noteWrong(client.ip);
  const cause = causeToRefuse(token, presented.scheme === 'token-sudo' ? 'site-admin:sudo' : 'user:all');
  if (!token || cause) return refuseToken(services, client, token, cause ?? 'unknown');
  if (await isLockedOut(services, token.account)) {
    return refuseToken(services, client, token, 'license_ended');
  }
  services.lastUsed.note(token.id, client);
  return presented.scheme === 'token-sudo'
    ? sudo(services, client, token, presented)
    : { caller: callerOf(services, token) };
}

/** Answers an address that guesses. Only the first of these answers is recorded: an event each would be a flood. */
async function throttle(
  services: Services,
  client: ClientInfo,
  retryAfterSeconds: number,
): Promise<Authentication> {
  if (services.wrongTokens.isNews(client.ip)) {
    await refused(services, client, {
      entity: 'auth.accessToken',
      action: 'throttled',
      outcome: 'DENIED',
      reason: 'too many wrong access tokens from this address',
    });
  }
  return { refusal: { status: 429, body: bodies.throttled, cause: 'throttled', retryAfterSeconds } };
}

/** What stands against the token, most telling first; undefined when nothing does. */
function causeToRefuse(token: TokenRecord | undefined, scope: string): RefusalCause | undefined {
  if (!token) return 'unknown';
  if (token.account.deletedAt) return 'account_deleted';
  if (token.revoked) return 'revoked';
  if (token.expired) return token.replaced ? 'replaced' : 'expired';
  if (token.account.disabledAt) return 'account_disabled';
  if (!token.scopes.includes(scope)) return 'missing_scope';
  return undefined;
}

const reasons: Partial<Record<RefusalCause, string>> = {
  unknown: 'no such access token',
  expired: 'the access token has expired',
  revoked: 'the access token was revoked',
  replaced: 'the access token was rotated and its overlap is over; somebody still uses the old one',
  account_disabled: 'the account is disabled',
  account_deleted: 'the account was deleted',
  missing_scope: 'the access token lacks the scope that this use needs',
  license_ended: 'the licence has ended, and the account is no site admin',
  tokens_disabled: 'the site configuration allows no access tokens (auth.accessTokens.allow is "none")',
};

async function refuseToken(
  services: Services,
  client: ClientInfo,
  token: TokenRecord | undefined,
  cause: RefusalCause,
): Promise<Authentication> {
  await refused(services, client, {
    entity: 'auth.accessToken',
    action: cause === 'replaced' ? 'token_reuse_detected' : token ? 'failed' : 'invalid',
    outcome: 'DENIED',
    reason: reasons[cause] ?? cause,
    ...(token && { actor: actorOf(token), accessToken: { id: token.id, note: token.note } }),
  });
  return refuse(401, cause === 'tokens_disabled' ? bodies.disabled : bodies.token, cause);
}

/**
 * SECURITY: impersonation. Passes a site admin's token with the sudo scope, for a live person. Service accounts
 * are answered like names that do not exist: whoever could act as one could act as it without its tokens.
 */
async function sudo(
  services: Services,
  client: ClientInfo,
  token: TokenRecord,
  presented: Extract<PresentedCredential, { scheme: 'token-sudo' }>,
): Promise<Authentication> {
  const admin = callerOf(services, token);
  const event = { actor: actorOf(token), accessToken: { id: token.id, note: token.note } };
  if (!token.account.siteAdmin) {
    await refused(services, client, {
      ...event,
      entity: 'auth.accessToken',
      action: 'failed',
      outcome: 'DENIED',
      reason: bodies.sudoSubject,
    });
    return refuse(403, bodies.sudoSubject, 'not_site_admin');
  }
  const user = await findByName(services, presented.user).catch((error: unknown) => {
    services.log.error({ err: error, requestId: client.requestId }, 'cannot look up the user to sudo to');
    return 'failed' as const;
  });
  if (user === 'failed') {
    await refused(services, client, {
      ...event,
      entity: 'httpapi/auth',
      action: 'check_sudo_access',
      outcome: 'FAILURE',
      reason: bodies.sudoFailed,
      target: { kind: 'User', name: presented.user },
    });
    return refuse(403, bodies.sudoFailed, 'sudo_failed');
  }
  if (user?.kind !== 'USER' || user.disabledAt) {
    await refused(services, client, {
      ...event,
      entity: 'httpapi/auth',
      action: 'check_sudo_access',
      outcome: 'DENIED',
      reason:
        user?.kind === 'SERVICE_ACCOUNT'
          ? 'the target is a service account, which cannot be impersonated'
          : 'no such user',
      target: { kind: user?.kind === 'SERVICE_ACCOUNT' ? 'ServiceAccount' : 'User', name: presented.user },
    });
    return refuse(403, bodies.sudoUser, 'sudo_user_unknown');
  }
  const permissionIds = user.roles.flatMap(({ role }) => role.permissions.map((link) => link.permissionId));
  const caller: AccountCaller = {
    ...admin,
    kind: user.kind,
    id: user.id,
    username: user.username,
    siteAdmin: user.siteAdmin,
    account: user,
    permissions: namesOf(services, permissionIds),
    impersonator: { id: admin.id, username: admin.username },
  };
  await services.audit.append(
    { caller: admin, client },
    {
      entity: 'auth.accessToken',
      action: 'impersonated',
      target: { kind: 'User', id: user.id, name: user.username },
      details: {
        sudo_user_id: user.id,
        sudo_user: user.username,
        token_subject_user_id: admin.id,
        token_subject_user_name: admin.username,
      },
    },
  );
  return { caller };
}

const findByName = (services: Services, name: string) =>
  services.db.prisma.user.findFirst({
    where: { name: { name: name.toLowerCase() }, deletedAt: null },
    include: { roles: { include: { role: { include: { permissions: true } } } } },
  });

function callerOf(services: Services, token: TokenRecord): AccountCaller {
  return {
    kind: token.account.kind,
    id: token.account.id,
    username: token.account.username,
    siteAdmin: token.account.siteAdmin,
    account: token.account,
    permissions: namesOf(services, token.permissionIds),
    credential: { via: 'token', tokenId: token.id, note: token.note, scopes: token.scopes },
  };
}

const actorOf = ({ account: { id, username, kind } }: TokenRecord): AuditActor => ({ id, username, kind });

/** A permission that this process does not know (a newer one inserted it) grants nothing here. */
export function namesOf(
  services: Pick<Services, 'permissionNames'>,
  ids: readonly number[],
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const id of ids) {
    const name = services.permissionNames.get(id);
    if (name) names.add(name);
  }
  return names;
}

/** A refused credential is always recorded, and the answer waits for it. */
function refused(
  services: Services,
  client: ClientInfo,
  event: Parameters<Services['audit']['append']>[1],
): Promise<void> {
  return services.audit.append({ caller: anonymous, client }, event);
}
