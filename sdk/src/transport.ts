import { ClientError } from 'graphql-request';
import { failedAnswer, GatehouseError, refusal, unanswered } from './gatehouse-error.js';
import type { SdkFunctionWrapper } from './generated/operations.js';

/** The caller's own abort, on its way through graphql-request unchanged. */
class Aborted {
  constructor(readonly reason: unknown) {}
}

/**
 * `fetch` with the token, for one address. It answers only JSON; anything else is thrown as GatehouseError.
 *
 * SECURITY: the token is added here and nowhere else, so nothing that graphql-request keeps or throws has it.
 */
export function authenticatedFetch(
  fetch: typeof globalThis.fetch,
  url: URL,
  token: string,
): typeof globalThis.fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${token}`);
    let response: Response;
    let text: string;
    try {
      response = await fetch(input, { ...init, headers, redirect: 'manual' });
      text = await response.text();
    } catch (error) {
      if (init?.signal?.aborted) throw new Aborted(init.signal.reason);
      throw unanswered(error, url);
    }
    if (!isJson(response.headers.get('content-type'))) throw refusal(response, text, url);
    return new Response(text, { status: response.status, headers: response.headers });
  };
}

const isJson = (contentType: string | null) =>
  /^application\/(json|graphql-response\+json)\b/i.test(contentType ?? '');

/** Turns every failure into a GatehouseError. */
export function throwingGatehouseErrors(token: string): SdkFunctionWrapper {
  return async (action) => {
    try {
      return await action();
    } catch (error) {
      if (error instanceof Aborted) throw error.reason;
      throw publicError(error, token);
    }
  };
}

/**
 * A failure as it is thrown.
 *
 * SECURITY: an error of graphql-request holds variables and answer, and an error of `Headers` the header's
 * value; so neither is passed on. What the server says is, without tokens that it may have repeated.
 */
export function publicError(error: unknown, token: string): GatehouseError {
  const failure = failureOf(error);
  const message = failure.message.replaceAll(token, '…').replaceAll(/sgph?_\w+/gi, 'sgp_…');
  return new GatehouseError(message, failure);
}

function failureOf(error: unknown): GatehouseError {
  if (error instanceof GatehouseError) return error;
  if (error instanceof ClientError) return failedAnswer(error.response as Parameters<typeof failedAnswer>[0]);
  const name = error instanceof Error ? error.name : typeof error;
  return new GatehouseError(`the request could not be made, or its answer could not be read (${name})`);
}
