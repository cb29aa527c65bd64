import type { AuditTarget } from './audit/events.js';

/** What a client may branch on; the message is for people. */
export type ErrorCode =
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'UNAUTHENTICATED'
  | 'INVALID_INPUT'
  | 'CONFLICT'
  | 'LIMIT_EXCEEDED';

/** Characters of a message at most: it may repeat what was given, once for every field that was given it. */
const longestMessage = 4000;

/** A failure that the caller can act on. Anything else that is thrown is a bug, and is masked. */
export abstract class DomainError extends Error {
  abstract readonly code: ErrorCode;

  constructor(message: string) {
    super(message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message);
  }
}

/** The thing named in the request is not there, or the caller may not know of it. */
export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND';
}

/** The caller is known and may not do this. Recorded in the audit log. */
export class ForbiddenError extends DomainError {
  readonly code = 'FORBIDDEN';

  constructor(
    message: string,
    /** What it was to be done to, where that alone is the reason. For the audit log. */
    readonly target?: AuditTarget,
  ) {
    super(message);
  }
}

/** Nobody is signed in, and this needs somebody. Recorded in the audit log. */
export class UnauthenticatedError extends DomainError {
  readonly code = 'UNAUTHENTICATED';
}

/** The request says something that cannot be. */
export class InvalidInputError extends DomainError {
  readonly code = 'INVALID_INPUT';
}

/** The request is fine, but something in the way already exists or has changed. */
export class ConflictError extends DomainError {
  readonly code = 'CONFLICT';
}

/** A limit of the licence or the site configuration is reached, or there is too much to do just now. */
export class LimitExceededError extends DomainError {
  readonly code = 'LIMIT_EXCEEDED';

  constructor(
    message: string,
    /** Where it passes by itself. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

/** True for a violated unique constraint, whichever database and driver report it. */
export function isUniqueViolation(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'P2002';
}
