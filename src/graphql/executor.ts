import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  parse,
} from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { RequestContext } from '../context.js';
import type { Services } from '../services.js';
import { analyseCost, costErrors } from './cost.js';
import { denial, publicError } from './errors.js';
import { createLoaders } from './loaders.js';
import { schema } from './schema.js';

/** A GraphQL request as clients send it. Values are as they came. */
export interface GraphQLRequest {
  query: string;
  operationName: string | null;
  variables: Record<string, unknown> | null;
}

/** What goes back, and what the audit log says of it. */
export interface GraphQLAnswer {
  status: 200 | 400;
  body: { errors?: readonly GraphQLFormattedError[]; data?: unknown };
  outcome: 'SUCCESS' | 'FAILURE' | 'DENIED';
  /** Why it was denied or failed. */
  reason?: string;
  operation: { name: string | null; rootFields: readonly string[] };
}

/** Tokens in a document at most. The largest official clients send a tenth of it. */
const maxDocumentTokens = 50_000;
const maxDirectives = 100;

/**
 * Runs GraphQL requests on Yoga's engine: its plugins, and its caches of parsed and validated documents. The
 * HTTP handler around it is ours, because Yoga's own costs more than the whole request (docs/architecture.md).
 */
export function createExecutor(
  services: Services,
): (request: GraphQLRequest, context: RequestContext) => Promise<GraphQLAnswer> {
  const limits: Plugin = {
    onParse({ setParseFn }) {
      setParseFn((source: string) => parse(source, { maxTokens: maxDocumentTokens }));
    },
    onValidate({ addValidationRule }) {
      if (!services.config.INTROSPECTION) addValidationRule(NoSchemaIntrospectionCustomRule);
    },
  };
  const yoga = createYoga({
    schema,
    plugins: [limits],
    logging: false,
    maskedErrors: false,
    graphiql: false,
  });
  const rootFieldsOf = cachedRootFields();

  return async (request, requestContext) => {
    const unknown = { name: request.operationName, rootFields: [] };
    const engine = yoga.getEnveloped({ ...requestContext, loaders: createLoaders(services) } as never);
    const show = (errors: readonly GraphQLError[]) =>
      errors.map((error) =>
        publicError(error, requestContext.client.requestId, (cause) => {
          services.log.error({ err: cause, requestId: requestContext.client.requestId }, 'a resolver failed');
        }),
      );
    const failed = (
      errors: readonly GraphQLError[],
      operation: GraphQLAnswer['operation'],
    ): GraphQLAnswer => ({
      status: 200,
      body: { errors: show(errors) },
      outcome: 'FAILURE',
      reason: errors[0]?.message ?? 'invalid request',
      operation,
    });

    let document: DocumentNode;
    try {
      document = engine.parse(request.query);
    } catch (error) {
      return failed([error as GraphQLError], unknown);
    }
    const operation = rootFieldsOf(document, request.operationName);
    const exceeded = exceededLimits(services, document, request);
    if (exceeded.length > 0) {
      return {
        status: 400,
        body: { errors: exceeded },
        outcome: 'FAILURE',
        reason: exceeded.map((error) => error.message).join('; '),
        operation,
      };
    }
    const invalid = engine.validate(engine.schema, document) as readonly GraphQLError[];
    if (invalid.length > 0) return failed(invalid, operation);
    const contextValue = await engine.contextFactory();
    const result = (await engine.execute({
      schema: engine.schema,
      document,
      contextValue,
      variableValues: request.variables ?? {},
      operationName: request.operationName,
    })) as ExecutionResult;
    if (!result.errors?.length)
      return { status: 200, body: { data: result.data }, outcome: 'SUCCESS', operation };
    const refused = denial(result.errors);
    const errors = show(result.errors);
    return {
      status: 200,
      // A request that was never executed has no data, rather than data that is null.
      body: result.data === undefined ? { errors } : { errors, data: result.data },
      outcome: refused === undefined ? 'FAILURE' : 'DENIED',
      reason: refused ?? errors[0]?.message ?? '',
      operation,
    };
  };
}

function exceededLimits(services: Services, document: DocumentNode, request: GraphQLRequest) {
  const { rateLimits, externalURL } = services.siteConfiguration.current.settings;
  const base = externalURL || services.config.EXTERNAL_URL || `http://localhost:${services.config.PORT}`;
  return costErrors(
    analyseCost(document, request.operationName, request.variables),
    {
      maxAliases: rateLimits.graphQLMaxAliases,
      maxFieldCount: rateLimits.graphQLMaxFieldCount,
      maxDepth: rateLimits.graphQLMaxDepth,
      maxDuplicateFieldCount: rateLimits.graphQLMaxDuplicateFieldCount,
      maxUniqueFieldCount: rateLimits.graphQLMaxUniqueFieldCount,
      maxDirectives,
    },
    `${base}/help/api/graphql#cost-limits`,
  );
}

/** Name and root fields of the operation that runs, for the audit log; once per document and name. */
function cachedRootFields() {
  const cache = new WeakMap<DocumentNode, Map<string | null, GraphQLAnswer['operation']>>();
  return (document: DocumentNode, operationName: string | null): GraphQLAnswer['operation'] => {
    let byName = cache.get(document);
    if (!byName) {
      byName = new Map();
      cache.set(document, byName);
    }
    let found = byName.get(operationName);
    if (!found) {
      found = rootFields(document, operationName);
      // A client chooses the name, so only names that the document has are kept.
      if (found.rootFields.length > 0) byName.set(operationName, found);
    }
    return found;
  };
}

function rootFields(document: DocumentNode, operationName: string | null): GraphQLAnswer['operation'] {
  const operation = getOperationAST(document, operationName);
  if (!operation) return { name: operationName, rootFields: [] };
  const names = new Set<string>();
  const seen = new Set<string>();
  const visit = (selections: typeof operation.selectionSet.selections) => {
    for (const selection of selections) {
      if (selection.kind === 'Field') names.add(selection.name.value);
      else if (selection.kind === 'InlineFragment') visit(selection.selectionSet.selections);
      else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        const fragment = document.definitions.find(
          (definition) =>
            definition.kind === 'FragmentDefinition' && definition.name.value === selection.name.value,
        );
        if (fragment?.kind === 'FragmentDefinition') visit(fragment.selectionSet.selections);
      }
    }
  };
  visit(operation.selectionSet.selections);
  return { name: operation.name?.value ?? null, rootFields: [...names].slice(0, 100) };
}
