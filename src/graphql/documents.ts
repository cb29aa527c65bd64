import {
  type DocumentNode,
  type GraphQLError,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type ValidationRule,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { analyseCost, type QueryCost } from './cost.js';
import { schema } from './schema.js';

/** What runs, as the audit log names it. */
export interface Operation {
  name: string | null;
  rootFields: readonly string[];
}

/** Characters of a name that a client chose, in the audit log. */
export const maxNameLength = 255;
/** Tokens in a document at most. The largest official clients send a tenth of it. */
const maxDocumentTokens = 50_000;

/**
 * Parsed documents by their text: clients send the same few over and over. The cache is bounded by how much text
 * it holds: a parsed document takes some hundred times the memory of its text, and clients choose the texts.
 */
export class DocumentCache {
  readonly #documents = new LRUCache<string, PreparedDocument>({
    maxSize: 500_000,
    maxEntrySize: 20_000,
    sizeCalculation: (_document, text) => text.length + 1,
  });

  constructor(private readonly rules: readonly ValidationRule[]) {}

  /** @throws GraphQLError when the text is no document. */
  get(text: string): PreparedDocument {
    const known = this.#documents.get(text);
    if (known) return known;
    const prepared = new PreparedDocument(parse(text, { maxTokens: maxDocumentTokens }), this.rules);
    this.#documents.set(text, prepared);
    return prepared;
  }
}

/** A parsed document, and what is found out about it once for all requests that send it. */
export class PreparedDocument {
  #errors: readonly GraphQLError[] | undefined;
  readonly #operations = new Map<string | null, Operation>();
  readonly #costs = new Map<string | null, QueryCost>();
  readonly #hasVariables: boolean;

  constructor(
    readonly document: DocumentNode,
    private readonly rules: readonly ValidationRule[],
  ) {
    this.#hasVariables = document.definitions.some(
      (definition) =>
        definition.kind === Kind.OPERATION_DEFINITION && (definition.variableDefinitions?.length ?? 0) > 0,
    );
  }

  /** What validation finds. It is not bounded by the document's length: ask once the cost is known to be within limits. */
  get errors(): readonly GraphQLError[] {
    this.#errors ??= validate(schema, this.document, this.rules);
    return this.#errors;
  }

  /** The operation that a request with this operation name runs; undefined when none can be told. */
  operation(name: string | null): Operation | undefined {
    const known = this.#operations.get(name);
    if (known) return known;
    const definition = getOperationAST(this.document, name);
    if (!definition) return undefined;
    const operation = {
      name: definition.name?.value.slice(0, maxNameLength) ?? null,
      rootFields: rootFields(this.document, definition),
    };
    this.#operations.set(name, operation);
    return operation;
  }

  /** How large the operation is: for every request the same, unless variables say how long its lists are. */
  cost(operationName: string | null, variables: Record<string, unknown> | null): QueryCost {
    if (this.#hasVariables) return analyseCost(this.document, operationName, variables);
    const known = this.#costs.get(operationName);
    if (known) return known;
    const cost = analyseCost(this.document, operationName, null);
    // A client chooses the name, so only names that the document has are kept.
    if (this.#operations.has(operationName)) this.#costs.set(operationName, cost);
    return cost;
  }
}

function rootFields(document: DocumentNode, operation: OperationDefinitionNode): string[] {
  const names = new Set<string>();
  const seen = new Set<string>();
  const visit = (selections: readonly SelectionNode[]) => {
    for (const selection of selections) {
      if (selection.kind === 'Field') {
        // `Query.root` is Query once more: what is asked for is what is in it.
        if (selection.name.value === 'root' && selection.selectionSet)
          visit(selection.selectionSet.selections);
        else names.add(selection.name.value);
      } else if (selection.kind === 'InlineFragment') visit(selection.selectionSet.selections);
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
  return [...names].slice(0, 100).map((name) => name.slice(0, maxNameLength));
}
