import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RequestContext } from '../context.js';
import { createExecutor, type GraphQLAnswer, type GraphQLRequest } from '../graphql/executor.js';
import type { Services } from '../services.js';
import { admit, callerHeaders, sendText, sendTooMany } from './identify.js';
import { decodeJson, readJsonBytes } from './json-body.js';
import { type LargeRequestPlace, largeFromBytes, TooManyLargeRequestsError } from './large-requests.js';
import { recordRequest } from './record-request.js';

/** Answers below this size are not worth compressing. */
const compressFromBytes = 1024;

/** `POST /.api/graphql`. Source: identity reference, 3.5. */
export function graphqlRoute(app: FastifyInstance, services: Services): void {
  const execute = createExecutor(services);

  app.post(
    '/.api/graphql',
    { config: { access: 'any credential; each field names its rule' } },
    async (request, reply) => {
      reply.header('Vary', callerHeaders);
      const context = await admit(services, request, reply, 'auth.public');
      if (!context) return reply;
      const answer = await answerTo(request, context, execute);
      await recordAnswer(context, answer);
      services.metrics.graphqlRequests.inc({ actor: context.caller.kind, outcome: answer.outcome });
      if (answer.retryAfterSeconds !== undefined) return sendTooMany(reply, answer.retryAfterSeconds);
      const text = JSON.stringify(answer.body);
      reply.code(answer.status).type('application/json; charset=utf-8');
      return text.length < compressFromBytes ? reply.send(text) : reply.compress(text);
    },
  );

  app.get('/.api/graphql', { config: { access: 'anyone' } }, (_request, reply) =>
    sendText(reply.header('Allow', 'POST'), 405, 'no route: send GraphQL requests with POST'),
  );
}

/** Reads a request and carries it out. A body that is refused while it is read or decoded is recorded here. */
async function answerTo(
  request: FastifyRequest,
  context: RequestContext,
  execute: (request: GraphQLRequest, context: RequestContext) => Promise<GraphQLAnswer>,
): Promise<GraphQLAnswer> {
  const { largeRequests, config } = context.services;
  const place = largeRequests.place(context);
  try {
    const body = await bodyOf(request, place, config.MAX_BODY_BYTES).catch(async (error: Error) => {
      const outcome = error instanceof TooManyLargeRequestsError ? 'DENIED' : 'FAILURE';
      await recordAnswer(context, { ...unreadable(error.message), outcome });
      throw error;
    });
    const graphqlRequest = requestIn(body);
    if (typeof graphqlRequest === 'string') return unreadable(graphqlRequest);
    // Checking what was decoded takes longer than decoding it.
    await place.alone();
    return await execute(graphqlRequest, context);
  } finally {
    place.leave();
  }
}

async function bodyOf(request: FastifyRequest, place: LargeRequestPlace, maxBytes: number): Promise<unknown> {
  const large = { fromBytes: largeFromBytes, room: place.take };
  const body = await readJsonBytes(request, { maxBytes, large });
  await place.alone();
  return decodeJson(body);
}

const unreadable = (reason: string): GraphQLAnswer => ({
  status: 400,
  body: { errors: [{ message: reason }] },
  outcome: 'FAILURE',
  reason,
  operation: { name: null, rootFields: [] },
});

/** The request in a decoded body, or what is wrong with it. */
function requestIn(body: unknown): GraphQLRequest | string {
  if (Array.isArray(body)) return 'batched requests are not supported: send one object {"query": …}';
  if (typeof body !== 'object' || body === null) return 'the body must be a JSON object {"query": …}';
  const { query, operationName, variables } = body as Record<string, unknown>;
  if (typeof query !== 'string') return '"query" must be a string';
  if (operationName != null && typeof operationName !== 'string') return '"operationName" must be a string';
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) {
    return '"variables" must be an object';
  }
  return {
    query,
    operationName: operationName || null,
    variables: (variables ?? null) as Record<string, unknown> | null,
  };
}

async function recordAnswer(context: RequestContext, answer: GraphQLAnswer): Promise<void> {
  if (answer.repeated) return;
  await recordRequest(context, {
    entity: 'GraphQL',
    action: 'request',
    outcome: answer.outcome,
    reason: answer.reason?.slice(0, 1000),
    ...(answer.target && { target: answer.target }),
    operation: answer.operation,
  });
}
