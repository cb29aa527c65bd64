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
      const retryAfter = Number(response.headers.get('retry-after')) || undefined;
      throw new HostError(`${shown} answered ${response.status}`, response.status, retryAfter);
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
