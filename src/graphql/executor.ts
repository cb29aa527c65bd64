import {
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
} from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { AuditTarget } from '../audit/events.js';
import type { Caller, ClientInfo } from '../auth/caller.js';
import type { RequestContext } from '../context.js';
import { InvalidInputError, LimitExceededError } from '../errors.js';
import { externalUrl } from '../external-url.js';
import type { Services } from '../services.js';
import { isLargerThan } from './answer-size.js';
import type { GraphQLContext } from './context.js';
import { costErrors, type QueryCost } from './cost.js';
import { DocumentCache, maxNameLength, type Operation, type PreparedDocument } from './documents.js';
import { denial, publicError } from './errors.js';
import { createLoaders, type Loaders } from './loaders.js';
import { schema } from './schema.js';

/** A GraphQL request as clients send it. Values are as they came. */
export interface GraphQLRequest {
  query: string;
  operationName: string | null;
  variables: Record<string, unknown> | null;
}

/** What goes back, and what the audit log says of it. */
export interface GraphQLAnswer {
  status: 200 | 400 | 429;
  /** With 429: how long to wait. */
  retryAfterSeconds?: number;
  /** Whether to leave it out of the audit log: it repeats what was just recorded. */
  repeated?: boolean;
  body: { errors?: readonly GraphQLFormattedError[]; data?: unknown };
  outcome: 'SUCCESS' | 'FAILURE' | 'DENIED';
  /** Why it was denied or failed. */
  reason?: string;
  /** The account that it was denied because of, where it was. */
  target?: AuditTarget | undefined;
  operation: Operation;
}

/** Characters in an answer at most. */
const maxAnswerLength = 32 * 1024 * 1024;

/** Characters in a document at most: what is long belongs into variables. */
const maxDocumentLength = 256 * 1024;
const maxDirectives = 100;

/**
 * Runs GraphQL requests on Yoga's engine. Around it, its HTTP handler and its document caches are ours: the
 * handler costs more than the whole request, and the caches are bounded by count, while clients choose how long
 * documents are (docs/architecture.md).
 */
export function createExecutor(
  services: Services,
): (request: GraphQLRequest, context: RequestContext) => Promise<GraphQLAnswer> {
  // Whatever a body holds may be given to one field, and to many only what is short.
  const maxArgumentSize = services.config.MAX_BODY_BYTES;
  const tooLargeText = `the fields are given more than ${maxArgumentSize} characters as arguments, each counted as often as its list is long: send fewer of them at once`;
  const argumentsTooLarge = new GraphQLError(tooLargeText, {
    originalError: new LimitExceededError(tooLargeText),
  });
  const documents = new DocumentCache(
    services.config.INTROSPECTION ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule],
  );

  const yoga = createYoga({
    schema,
    parserAndValidationCache: false,
    maskedErrors: false,
    logging: false,
    graphiql: false,
  });

  return async (request, requestContext) => {
    const unknown = { name: request.operationName?.slice(0, maxNameLength) ?? null, rootFields: [] };
    const show = (errors: readonly GraphQLError[]) =>
      errors.map((error) => {
        const shown = publicError(error, requestContext.client.requestId, (cause) => {
          // What the hanging up of a client ends is no fault of the server.
          if (requestContext.hungUp?.().aborted) return;
          services.log.error({ err: cause, requestId: requestContext.client.requestId }, 'a resolver failed');
        });
        return services.config.INTROSPECTION ? shown : withoutSuggestion(shown);
      });
    const failed = (errors: readonly GraphQLError[], operation: Operation): GraphQLAnswer => ({
      status: 200,
      body: { errors: show(errors) },
      outcome: 'FAILURE',
      reason: errors[0]?.message ?? 'invalid request',
      operation,
    });

    const unusable = problemIn(request.query);
    if (unusable) return failed([unusable], unknown);
    let prepared: PreparedDocument;
    try {
      prepared = documents.get(request.query);
    } catch (error) {
      // The parser recurses, so what is nested without end exhausts its stack.
      const tooDeep = error instanceof RangeError && refusal('the query is nested too deeply');
      return failed([tooDeep || (error as GraphQLError)], unknown);
    }
    const operation = prepared.operation(request.operationName);
    if (!operation) return failed([noOperation(request.operationName)], unknown);
    const cost = prepared.cost(request.operationName, request.variables);
    const exceeded = exceededLimits(services, cost);
    if (exceeded.length > 0) {
      return {
        status: 400,
        body: { errors: exceeded },
        outcome: 'FAILURE',
        reason: exceeded.map((error) => error.message).join('; '),
        operation,
      };
    }
    if (cost.argumentSize > maxArgumentSize) return failed([argumentsTooLarge], operation);
    if (prepared.errors.length > 0) return failed(prepared.errors, operation);
    const { caller, client } = requestContext;
    const limit = services.siteConfiguration.current.settings['api.ratelimit'];
    const wait = services.fieldRateLimit.take(limit, caller, client, cost.fieldCount);
    if (wait) {
      return {
        status: 429,
        body: {},
        outcome: 'DENIED',
        reason: 'api.ratelimit is used up',
        retryAfterSeconds: wait.waitSeconds,
        repeated: !wait.isNews,
        operation,
      };
    }
    let result: ExecutionResult;
    try {
      const engine = yoga.getEnveloped(new ResolverContext(requestContext) as never);
      result = (await engine.execute({
        schema: engine.schema,
        document: prepared.document,
        contextValue: await engine.contextFactory(),
        variableValues: request.variables ?? {},
        operationName: request.operationName,
      })) as ExecutionResult;
    } catch (error) {
      return failed([new GraphQLError('', { originalError: error as Error })], operation);
    }
    if (isLargerThan(result.data, maxAnswerLength)) return failed([answerTooLarge], operation);
    if (!result.errors?.length)
      return { status: 200, body: { data: result.data }, outcome: 'SUCCESS', operation };
    const refused = denial(result.errors);
    const errors = show(result.errors);
    return {
      status: 200,
      // A request that was never executed has no data, rather than data that is null.
      body: result.data === undefined ? { errors } : { errors, data: result.data },
      outcome: refused === undefined ? 'FAILURE' : 'DENIED',
      reason: refused?.reason ?? errors[0]?.message ?? '',
      target: refused?.target,
      operation,
    };
  };
}

/** What resolvers get. The loaders are made when the first is asked for: many requests need none. */
class ResolverContext implements GraphQLContext {
  readonly services: Services;
  readonly caller: Caller;
  readonly client: ClientInfo;
  readonly hungUp: RequestContext['hungUp'];
  readonly takeRoom: RequestContext['takeRoom'];
  #loaders: Loaders | undefined;

  constructor({ services, caller, client, hungUp, takeRoom }: RequestContext) {
    this.services = services;
    this.caller = caller;
    this.client = client;
    this.hungUp = hungUp;
    this.takeRoom = takeRoom;
  }

  get loaders(): Loaders {
    this.#loaders ??= createLoaders(this);
    return this.#loaders;
  }
}

/** What keeps a document from being looked at. Postgres text cannot hold NUL, so none can be asked for or stored. */
function problemIn(query: string): GraphQLError | undefined {
  if (query.length > maxDocumentLength) {
    return refusal(
      `the query is longer than ${maxDocumentLength} characters: put long values into variables`,
    );
  }
  return /\0|\\u(?:0000|\{0+\})/.test(query) ? refusal('text may not hold NUL characters') : undefined;
}

/** Where the schema is not shown, no error may tell its names one by one. */
const withoutSuggestion = (error: GraphQLFormattedError): GraphQLFormattedError => ({
  ...error,
  message: error.message.replace(/ Did you mean .*$/s, ''),
});

const noOperation = (name: string | null): GraphQLError =>
  refusal(
    name === null
      ? 'Must provide operation name if query contains multiple operations.'
      : `Unknown operation named "${name.slice(0, maxNameLength)}".`,
  );

const refusal = (message: string): GraphQLError =>
  new GraphQLError(message, { originalError: new InvalidInputError(message) });

const answerTooLargeText = `the answer is longer than ${maxAnswerLength} characters: ask for less at a time`;
const answerTooLarge = new GraphQLError(answerTooLargeText, {
  originalError: new LimitExceededError(answerTooLargeText),
});

function exceededLimits(services: Services, cost: QueryCost) {
  const { rateLimits } = services.siteConfiguration.current.settings;
  return costErrors(
    cost,
    {
      maxAliases: rateLimits.graphQLMaxAliases,
      maxFieldCount: rateLimits.graphQLMaxFieldCount,
      maxDepth: rateLimits.graphQLMaxDepth,
      maxDuplicateFieldCount: rateLimits.graphQLMaxDuplicateFieldCount,
      maxUniqueFieldCount: rateLimits.graphQLMaxUniqueFieldCount,
      maxDirectives,
    },
    `${externalUrl(services)}/help/api/graphql#cost-limits`,
  );
}
