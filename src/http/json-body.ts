import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { type BodyLimits, letGo, readBody } from './request-body.js';

/** A body that holds no JSON, or JSON that is more work than any client needs. */
export class InvalidJsonError extends Error {
  override readonly name = 'InvalidJsonError';
  readonly statusCode = 400;
}

/** One received byte may become this many. Text that repeats itself compresses well, but not like this. */
const maxRatio = 200;
const maxDepth = 100;
/** Values in a body at most: a decoded value takes far more memory than its few characters. */
const maxValues = 200_000;

/** The most that a body of the sign-in routes holds: anyone may send them. */
export const maxFormBytes = 16 * 1024;

/** Reads a request's body and decodes it as JSON. */
export const readJson = async (request: FastifyRequest, maxBytes: number): Promise<unknown> =>
  decodeJson(await readJsonBytes(request, { maxBytes }));

/** Reads a request's body, plain or gzip, whatever its Content-Type says, for `decodeJson`. */
export async function readJsonBytes(
  request: FastifyRequest,
  limits: Pick<BodyLimits, 'maxBytes' | 'large'>,
): Promise<Buffer> {
  // There is no stream where the request says that no body follows.
  const stream = request.body as Readable | null | undefined;
  if (!stream) throw new InvalidJsonError('Could not decode request body');
  return readBody(stream, request.headers['content-encoding'], { ...limits, maxRatio });
}

/**
 * Decodes a body, and lets go of it.
 * @throws InvalidJsonError.
 */
export function decodeJson(body: Buffer): unknown {
  const text = body.toString('utf8');
  letGo(body);
  const problem = problemIn(text);
  if (problem) throw new InvalidJsonError(problem);
  try {
    const value: unknown = JSON.parse(text);
    if (halfPairEscape.test(text)) requireWellFormed(value);
    return value;
  } catch (error) {
    if (error instanceof InvalidJsonError) throw error;
    throw new InvalidJsonError('Could not decode request body');
  }
}

/** May be half of a surrogate pair; a whole pair begins like it. */
const halfPairEscape = /\\ud[89a-f]/i;

/** Half a surrogate pair is no character: neither database stores it. */
function requireWellFormed(value: unknown): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new InvalidJsonError('text may not hold halves of surrogate pairs');
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      requireWellFormed(key);
      requireWellFormed(inner);
    }
  }
}

/**
 * What makes a JSON text unusable, found in one pass before anything is decoded: nesting that would overflow
 * the stack of whatever walks it, more values than memory should hold, and NUL, which the database cannot hold.
 */
function problemIn(text: string): string | undefined {
  let depth = 0;
  let values = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) {
        if (text.startsWith('u0000', index + 1)) return 'text may not hold NUL characters';
        index += 1;
      } else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return 'Request body is nested too deeply';
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
    else if (code === 0x2c) {
      values += 1;
      if (values > maxValues) return 'Request body holds too many values';
    }
  }
  return undefined;
}
