const timeoutMs = 30_000;
const maxBytes = 32 * 1024 * 1024;

/** A code host did not answer, or not as it should. Says why, without what it was asked with. */
export class HostError extends Error {
  constructor(
    message: string,
    readonly status?: number,
    /** Seconds after which the host is willing again. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

/** It said nothing at all, so there is no use in asking it something else. */
export class HostUnreachableError extends HostError {}

/** Redirections behind each other that are followed. */
const maxMoves = 3;

interface Question {
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** The API: a redirection that stays in it is followed, as of a repository that was renamed. */
  base?: URL;
}

/**
 * Asks a code host for JSON. SECURITY: a redirection to anywhere else is not followed, since it could carry the credential
 * to another host.
 *
 * @throws HostError
 */
export async function askHost(
  url: URL,
  { headers = {}, signal, base }: Question = {},
): Promise<{ body: unknown; headers: Headers }> {
  const limit = AbortSignal.timeout(timeoutMs);
  const shown = `${url.origin}${url.pathname}`;
  const ask = (at: URL) =>
    fetch(at, {
      headers: { accept: 'application/json', 'user-agent': 'Gatehouse', ...headers },
      redirect: 'manual',
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
    });
  try {
    let response = await ask(url);
    let target = targetOf(response, url);
    for (let moves = 0; moves < maxMoves && target && base && isBelow(base, target); moves += 1) {
      await response.body?.cancel();
      response = await ask(target);
      target = targetOf(response, target);
    }
    if (!response.ok) {
      await response.body?.cancel();
      if (target) {
        const where = `${target.origin}${target.pathname}`;
        throw new HostError(`${shown} answered ${response.status} and leads to ${where}`, response.status);
      }
      const retryAfter = retryAfterSeconds(response.headers);
      const limited = retryAfter === undefined ? '' : ', and is to be asked again later';
      throw new HostError(`${shown} answered ${response.status}${limited}`, response.status, retryAfter);
    }
    const text = await readLimited(response, shown);
    return { body: JSON.parse(text), headers: response.headers };
  } catch (error) {
    if (error instanceof HostError) throw error;
    if (error instanceof SyntaxError) throw new HostError(`${shown} answered something that is no JSON`);
    if (limit.aborted)
      throw new HostUnreachableError(`${shown} did not answer in ${timeoutMs / 1000} seconds`);
    const { cause, message } = error as Error & { cause?: { message?: string; code?: string } };
    throw new HostUnreachableError(`${shown} does not answer: ${cause?.message || cause?.code || message}`);
  }
}

/** Whether a URL is one of an API. */
export const isBelow = (base: URL, url: URL): boolean =>
  url.origin === base.origin && `${url.pathname}/`.startsWith(`${base.pathname.replace(/\/+$/, '')}/`);

/** Where a redirection leads. */
function targetOf({ status, headers }: Response, from: URL): URL | undefined {
  const location = headers.get('location');
  if (status < 300 || status >= 400 || location === null || !URL.canParse(location, from)) return undefined;
  return new URL(location, from);
}

/** When a host that was asked too much is willing again: by `Retry-After`, or by what hosts tell of a used-up quota. */
function retryAfterSeconds(headers: Headers): number | undefined {
  const after = headers.get('retry-after');
  if (after !== null) {
    const seconds = /^\d+$/.test(after) ? Number(after) : (Date.parse(after) - Date.now()) / 1000;
    return seconds > 0 ? Math.ceil(seconds) : undefined;
  }
  const remaining = headers.get('x-ratelimit-remaining') ?? headers.get('ratelimit-remaining');
  const reset = Number(headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset'));
  if (remaining !== '0' || !reset) return undefined;
  return Math.max(1, Math.ceil(reset - Date.now() / 1000));
}

async function readLimited(response: Response, shown: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new HostError(`${shown} answered more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
