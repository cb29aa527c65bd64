import { ConflictError, ForbiddenError, InvalidInputError, LimitExceededError } from '../../errors.js';
import type { SiteSettings } from '../site/site-settings.js';

// What a token may be, free of database and GraphQL. Rules and texts: identity reference, section 2.

type Policy = SiteSettings['auth.accessTokens'];

export const scopes = { userAll: 'user:all', siteAdminSudo: 'site-admin:sudo' } as const;
const validScopes: readonly string[] = Object.values(scopes);

const secondsPerDay = 86_400;
const maxNoteLength = 255;

/** How long a rotated token may keep working beside its successor. */
export const maxOverlapSeconds = 7 * secondsPerDay;
/** Long enough to ask again when the answer was lost, with the token that is being replaced. */
export const defaultOverlapSeconds = 300;

/** The scopes, checked and sorted. */
export function checkedScopes(given: readonly string[]): string[] {
  const seen = new Set<string>();
  for (const scope of given) {
    if (!validScopes.includes(scope)) {
      const valid = validScopes.map((name) => `"${name}"`).join(' ');
      throw new InvalidInputError(`unknown access token scope "${scope}" (valid scopes: [${valid}])`);
    }
    if (seen.has(scope)) {
      throw new InvalidInputError(`access token scope "${scope}" may not be specified multiple times`);
    }
    seen.add(scope);
  }
  if (!seen.has(scopes.userAll)) throw new InvalidInputError('all access tokens must have scope "user:all"');
  return [...seen].sort();
}

/** The note, without blanks around it: the name by which people know the token. */
export function checkedNote(note: string): string {
  const trimmed = note.trim();
  if (trimmed === '') {
    throw new InvalidInputError(
      'access token note is missing: say what the token is used for, for example "ci-nightly"',
    );
  }
  if (trimmed.length > maxNoteLength) {
    throw new InvalidInputError(`access token note is too long: at most ${maxNoteLength} characters`);
  }
  return trimmed;
}

/** The longest life that the site configuration allows. */
export const maxLifeSeconds = (policy: Policy): number =>
  Math.max(policy.defaultExpirationDays, ...policy.expirationOptionDays) * secondsPerDay;

/** The life of a new token in seconds; null for one that does not expire. */
export function checkedLifeSeconds(
  durationSeconds: number | null | undefined,
  policy: Policy,
): number | null {
  if (durationSeconds == null) {
    if (policy.allowNoExpiration) return null;
    throw new InvalidInputError('Access token creation requires a valid expiration.');
  }
  if (durationSeconds <= 0) throw new InvalidInputError('expiry must be in the future');
  if (durationSeconds > maxLifeSeconds(policy)) throw new InvalidInputError('expiry exceeds maximum allowed');
  return durationSeconds;
}

/**
 * The life of a rotated token's successor: as long as the first one's was meant to be, within today's policy.
 * A token without expiry gets the default life where the policy no longer allows it.
 */
export function successorLifeSeconds(lifeSeconds: number | null, policy: Policy): number | null {
  if (lifeSeconds !== null) return Math.min(lifeSeconds, maxLifeSeconds(policy));
  return policy.allowNoExpiration ? null : policy.defaultExpirationDays * secondsPerDay;
}

export function checkedOverlapSeconds(overlapSeconds: number): number {
  if (overlapSeconds < 0 || overlapSeconds > maxOverlapSeconds) {
    throw new InvalidInputError(`overlapSeconds must be from 0 to ${maxOverlapSeconds}`);
  }
  return overlapSeconds;
}

/**
 * SECURITY: who may give a token to whom. People make their own tokens, or only site admins make any, as
 * `auth.accessTokens.allow` says; for a service account a site admin may in both.
 */
export function requireMayCreate(
  policy: Policy,
  creator: { id: number; siteAdmin: boolean },
  subject: { id: number; isServiceAccount: boolean },
): void {
  if (policy.allow === 'none') {
    throw new ForbiddenError('Access token creation is disabled. Contact an admin user to enable.');
  }
  if (creator.siteAdmin && (policy.allow === 'site-admin-create' || subject.isServiceAccount)) return;
  if (policy.allow === 'site-admin-create') {
    throw new ForbiddenError(
      'Access token creation has been restricted to admin users. Contact an admin user to create a new access token.',
    );
  }
  if (creator.id !== subject.id) {
    throw new ForbiddenError(`must be authenticated as user with id ${subject.id}`);
  }
}

/** SECURITY: the scope that lets a token act as anyone: made by site admins, never for a service account. */
export function requireMayHoldSudo(
  creator: { siteAdmin: boolean },
  subject: { isServiceAccount: boolean },
): void {
  if (!creator.siteAdmin) throw new ForbiddenError('must be site admin');
  if (subject.isServiceAccount) {
    throw new ConflictError(
      'a service account cannot have a token with scope "site-admin:sudo": it is no site admin',
    );
  }
}

/**
 * SECURITY: a service account cannot make its access last longer by itself: a token that it makes ends with the one it
 * uses, or before. Whoever gets hold of a short-lived token gets nothing longer out of it.
 */
export function requireNotToOutlive(
  used: { expiresAt: Date | null } | undefined,
  expiresAt: Date | null,
): void {
  if (!used?.expiresAt || (expiresAt && expiresAt <= used.expiresAt)) return;
  throw new ForbiddenError(
    `a service account cannot make a token that outlives the one it uses, which works until ${used.expiresAt.toISOString().slice(0, 19)}Z`,
  );
}

/** Limits among the tokens of one account that are alive. */
export function requireRoom(liveNotes: readonly string[], note: string, policy: Policy): void {
  if (liveNotes.includes(note)) {
    throw new ConflictError(
      `conflicting token name: a live access token of this account has the note "${note}"; choose another note, or revoke or rotate that token`,
    );
  }
  if (liveNotes.length >= policy.maxTokensPerUser) {
    throw new LimitExceededError('number of active access tokens exceeds limit');
  }
}
