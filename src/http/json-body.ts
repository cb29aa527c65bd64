import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { Services } from '../services.js';
import { readBody } from './request-body.js';

/** A body that holds no JSON, or JSON nested deeper than any client needs. */
export class InvalidJsonError extends Error {
  override readonly name = 'InvalidJsonError';
  readonly statusCode = 400;
}

/** One received byte may become this many. Text that repeats itself compresses well, but not like this. */
const maxRatio = 200;
const maxDepth = 100;

/** Reads a request's body, plain or gzip, whatever its Content-Type says, and decodes it as JSON. */
export async function readJson(services: Services, request: FastifyRequest): Promise<unknown> {
  const limits = { maxBytes: services.config.MAX_BODY_BYTES, maxRatio };
  const body = await readBody(request.body as Readable, request.headers['content-encoding'], limits);
  const text = body.toString('utf8');
  if (isDeep(text)) throw new InvalidJsonError('Request body is nested too deeply');
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidJsonError('Could not decode request body');
  }
}

/** Counts brackets outside strings: deep nesting would overflow the stack of whatever walks it later. */
function isDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return false;
}
