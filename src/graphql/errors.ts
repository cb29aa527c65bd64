import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { AuditTarget } from '../audit/events.js';
import { DomainError, ForbiddenError, UnauthenticatedError } from '../errors.js';

/** What a client hears of a failure that is a bug or an outage; the cause is in the server's log. */
export const unexpectedMessage = 'Unexpected error.';

/** The failure that a resolver threw, out of however many wrappings. */
function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error;
}

/** Why a request was refused, and because of whom, where that is the reason. */
export interface Denial {
  reason: string;
  target?: AuditTarget | undefined;
}

/** Why the request was refused, when it was. */
export function denial(errors: readonly GraphQLError[]): Denial | undefined {
  for (const error of errors) {
    const cause = causeOf(error);
    if (cause instanceof ForbiddenError) return { reason: cause.message, target: cause.target };
    if (cause instanceof UnauthenticatedError) return { reason: cause.message };
  }
  return undefined;
}

/**
 * The one place where a failure becomes something a client sees. Shapes are the mirrored product's: failures of
 * resolvers have `message` and `path`, failures of validation `message` and `locations` (identity reference,
 * 3.5). `extensions.code` is ours. Anything unexpected is masked and handed to `onUnexpected`.
 */
export function publicError(
  error: GraphQLError,
  requestId: string,
  onUnexpected: (cause: unknown) => void,
): GraphQLFormattedError {
  const cause = causeOf(error);
  if (cause instanceof DomainError) {
    return { message: cause.message, ...pathOf(error), extensions: { code: cause.code } };
  }
  if (cause instanceof GraphQLError) {
    return error.path
      ? { message: error.message, ...pathOf(error) }
      : { message: error.message, ...(error.locations && { locations: error.locations }) };
  }
  onUnexpected(cause);
  return {
    message: unexpectedMessage,
    ...pathOf(error),
    extensions: { code: 'INTERNAL', requestID: requestId },
  };
}

const pathOf = ({ path }: GraphQLError) => (path ? { path } : {});
