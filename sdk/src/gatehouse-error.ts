/** What programs may branch on. Newer servers may know more. */
export type GatehouseErrorCode =
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'UNAUTHENTICATED'
  | 'INVALID_INPUT'
  | 'CONFLICT'
  | 'LIMIT_EXCEEDED'
  | 'INTERNAL'
  | 'ErrQueryComplexityLimitExceeded'
  | (string & {});

export interface FailureDetails {
  status?: number | undefined;
  code?: GatehouseErrorCode | undefined;
  reason?: string | undefined;
  requestId?: string | undefined;
}

/**
 * A request that failed: refused by the server, answered with GraphQL errors, or not answered at all.
 *
 * SECURITY: holds nothing of the request, and no `cause`: both would carry tokens into logs.
 */
export class GatehouseError extends Error {
  override readonly name = 'GatehouseError';
  /** The HTTP status; undefined when no answer came. GraphQL errors come with 200. */
  readonly status: number | undefined;
  /** What kind of failure it is, where the server says so. */
  readonly code: GatehouseErrorCode | undefined;
  /** Why a token was refused, in the server's words; told only to whoever holds the right secret. */
  readonly reason: string | undefined;
  /** Names the request in the server's audit log and logs. */
  readonly requestId: string | undefined;

  constructor(message: string, { status, code, reason, requestId }: FailureDetails = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.reason = reason;
    this.requestId = requestId;
  }
}

/** Longer bodies are not texts for people. */
const maxTextLength = 500;

/** A refusal that is no GraphQL: the text of the body, and the cause in WWW-Authenticate (RFC 6750). */
export function refusal(response: Response, text: string, url: URL): GatehouseError {
  const { status, headers } = response;
  const [, reason] = /error_description="([^"]*)"/.exec(headers.get('www-authenticate') ?? '') ?? [];
  return new GatehouseError(
    `${status} ${refusalText(response, text.trim(), url)}${reason ? ` (${reason})` : ''}`,
    {
      status,
      code: status === 401 ? 'UNAUTHENTICATED' : status === 403 ? 'FORBIDDEN' : undefined,
      reason,
      requestId: requestIdOf(headers),
    },
  );
}

function refusalText({ status, statusText, headers }: Response, text: string, url: URL): string {
  const location = headers.get('location');
  if (status >= 300 && status < 400 && location && URL.canParse(location, url.href)) {
    return `${url.origin} redirects to ${new URL(location, url).origin}: give that address`;
  }
  const isText = headers.get('content-type')?.startsWith('text/plain') ?? false;
  if (isText && text !== '' && text.length <= maxTextLength) return text;
  return `${statusText || 'answer'}: this is no GraphQL; is ${url.href} the address of the instance?`;
}

/** An answer that holds GraphQL errors, or JSON that is no GraphQL answer. */
export function failedAnswer(response: {
  status: number;
  headers: Headers;
  errors?: readonly { message: string; extensions?: { code?: unknown } }[];
}): GatehouseError {
  const { status, headers } = response;
  const errors = Array.isArray(response.errors) ? response.errors : [];
  const requestId = requestIdOf(headers);
  const code = errors.map(({ extensions }) => extensions?.code).find((value) => typeof value === 'string');
  const messages = [...new Set(errors.map(({ message }) => message))].join('; ');
  const text = messages || `${status} the server gave no GraphQL answer`;
  return new GatehouseError(code === 'INTERNAL' && requestId ? `${text} (request ${requestId})` : text, {
    status,
    code,
    requestId,
  });
}

const requestIdOf = (headers: Headers) => headers.get('x-request-id') ?? undefined;

/** Why nothing was answered. `fetch` itself says only "fetch failed"; its cause knows more. */
export function unanswered(error: unknown, url: URL): GatehouseError {
  const { message, cause } = error instanceof Error ? error : new Error('the request failed');
  const { message: detail, code } = (cause ?? {}) as { message?: unknown; code?: unknown };
  return new GatehouseError(`no answer from ${url.origin}: ${detail || code || message}`);
}
