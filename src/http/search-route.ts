import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { RequestContext } from '../context.js';
import { QueryError, UnsupportedError } from '../modules/search/query/query-error.js';
import { patternTypeFor } from '../modules/search/search-version.js';
import {
  doneEvent,
  errorEvent,
  refusalEvent,
  type StreamRequest,
  searchEvents,
} from '../modules/search/stream.js';
import type { Services } from '../services.js';
import { admit, callerHeaders, sendTooMany } from './identify.js';
import { recordRequest } from './record-request.js';

/** What a search costs of `api.ratelimit`, in fields. */
const searchFields = 100;
const mostContextLines = 100;

/** `GET /.api/search/stream`. Source: repositories and search reference, section 4. */
export function searchRoute(app: FastifyInstance, services: Services): void {
  app.get(
    '/.api/search/stream',
    { config: { access: 'any credential; what is found is in repositories that it may read' } },
    async (request, reply) => {
      reply.header('Vary', callerHeaders);
      const context = await admit(services, request, reply, 'auth.public');
      if (!context) return reply;
      const { settings } = services.siteConfiguration.current;
      const { caller, client } = context;
      const wait = services.fieldRateLimit.take(settings['api.ratelimit'], caller, client, searchFields);
      if (wait) {
        if (wait.isNews) await recordRequest(context, { ...requested, ...usedUp });
        return sendTooMany(reply, wait.waitSeconds);
      }
      // What was looked for is not recorded: it may be a secret.
      await recordRequest(context, requested);
      return reply
        .type('text/event-stream')
        .headers({ 'Cache-Control': 'no-cache', 'X-Accel-Buffering': 'no' })
        .send(Readable.from(eventsFor(context, request.query as Parameters), { objectMode: false }));
    },
  );
}

type Parameters = Readonly<Record<string, string | string[] | undefined>>;

async function* eventsFor(context: RequestContext, parameters: Parameters): AsyncGenerator<string> {
  let request: StreamRequest;
  try {
    request = requestIn(parameters);
  } catch (error) {
    if (!(error instanceof ParameterError) && !(error instanceof QueryError)) throw error;
    // A type that there is and that is not served is told as where the query names it.
    yield error instanceof UnsupportedError ? refusalEvent(error) : errorEvent(error.message);
    yield doneEvent;
    return;
  }
  yield* searchEvents(context, request);
}

/** A parameter that cannot be read. */
class ParameterError extends Error {}

function requestIn(parameters: Parameters): StreamRequest {
  const value = (name: string): string => [parameters[name] ?? ''].flat()[0] ?? '';
  const text = value('q');
  if (text === '') throw new ParameterError('no query found');
  const integer = (name: string, otherwise: number): number => {
    const given = value(name);
    if (given === '') return otherwise;
    if (!/^[+-]?\d{1,9}$/.test(given))
      throw new ParameterError(`${name} must be an integer, got ${JSON.stringify(given.slice(0, 100))}`);
    return Number(given);
  };
  const contextLines = integer('cl', 1);
  if (contextLines < 0) throw new ParameterError(`cl must not be negative, got "${contextLines}"`);
  return {
    text,
    patternType: patternTypeFor(text, value('t'), value('v') || 'V3'),
    display: integer('display', -1),
    chunks: chunksIn(value('cm')),
    contextLines: Math.min(contextLines, mostContextLines),
    longestLine: integer('max-line-len', -1),
  };
}

function chunksIn(given: string): boolean {
  if (given === '' || /^(?:0|f|F|false|FALSE|False)$/.test(given)) return false;
  if (/^(?:1|t|T|true|TRUE|True)$/.test(given)) return true;
  throw new ParameterError(
    `chunk matches must be parseable as a boolean, got ${JSON.stringify(given.slice(0, 100))}`,
  );
}

const requested = { entity: 'search', action: 'request' } as const;
const usedUp = { outcome: 'DENIED', reason: 'api.ratelimit is used up' } as const;
