import type { TypedDocumentString } from '../generated/operations';

/** A refusal or failure, in words for people. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** `extensions.code` of the answer; `UNREACHABLE` when there was none. */
    readonly code: string,
    /** Names the request in the server's records. */
    readonly requestId?: string,
  ) {
    super(message);
  }
}

/** Sends one operation with the session of this browser, and answers its data. Any error fails the whole. */
export async function ask<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const response = await send(JSON.stringify({ query: document.toString(), variables }), signal);
  const requestId = response.headers.get('X-Request-Id') ?? undefined;
  if (response.status === 401) return endSession();
  if (!response.headers.get('Content-Type')?.startsWith('application/json')) {
    throw new ApiError((await response.text()).trim() || `status ${response.status}`, 'HTTP', requestId);
  }
  const { data, errors } = await response.json();
  const [error] = errors ?? [];
  if (!error) return data;
  const code = error.extensions?.code ?? 'UNKNOWN';
  if (code === 'UNAUTHENTICATED') return endSession();
  throw new ApiError(error.message, code, requestId);
}

/** Loads a file with the session of this browser, and hands it to the browser to be saved. */
export async function saveFile(path: string, signal: AbortSignal): Promise<void> {
  try {
    const response = await fetch(path, { headers: { 'X-Requested-With': 'Gatehouse' }, signal });
    if (response.status === 401) return endSession();
    if (!response.ok) throw new ApiError((await response.text()).trim(), 'HTTP');
    const link = document.createElement('a');
    // Browsers put what is large on disk.
    link.href = URL.createObjectURL(await response.blob());
    link.download = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? '';
    link.click();
    URL.revokeObjectURL(link.href);
  } catch (error) {
    if (error instanceof ApiError || signal.aborted) throw error;
    throw new ApiError('The connection broke before the file was whole. Try again.', 'UNREACHABLE');
  }
}

async function send(body: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch('/.api/graphql', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'Gatehouse' },
      body,
      signal: signal ?? null,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('Gatehouse does not answer. Check the connection and try again.', 'UNREACHABLE');
  }
}

/**
 * Leaves for the sign-in page, which leads back here. A new page, so that nothing of the session stays in memory;
 * what waits for an answer goes on waiting until then.
 */
function endSession(): Promise<never> {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?ended&returnTo=${encodeURIComponent(here)}`);
  return new Promise(() => {});
}
