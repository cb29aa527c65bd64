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

/**
 * Asks a code host for JSON. Redirections are not followed: they could carry the credential to another host.
 *
 * @throws HostError
 */
export async function askHost(
  url: URL,
  { headers = {}, signal }: { headers?: Record<string, string>; signal?: AbortSignal | undefined } = {},
): Promise<{ body: unknown; headers: Headers }> {
  const limit = AbortSignal.timeout(timeoutMs);
  const shown = `${url.origin}${url.pathname}`;
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', 'user-agent': 'Gatehouse', ...headers },
      redirect: 'manual',
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
    });
    if (!response.ok) {
      await response.body?.cancel();
      const retryAfter = retryAfterSeconds(response.headers);
      const limited = retryAfter === undefined ? '' : ', and is to be asked again later';
      throw new HostError(`${shown} answered ${response.status}${limited}`, response.status, retryAfter);
    }
    const text = await readLimited(response, shown);
    return { body: JSON.parse(text), headers: response.headers };
  } catch (error) {
    if (error instanceof HostError) throw error;
    if (error instanceof SyntaxError) throw new HostError(`${shown} answered something that is no JSON`);
    if (limit.aborted) throw new HostError(`${shown} did not answer in ${timeoutMs / 1000} seconds`);
    const { cause, message } = error as Error & { cause?: { message?: string; code?: string } };
    throw new HostError(`${shown} does not answer: ${cause?.message || cause?.code || message}`);
  }
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
