import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** What one request may ask for. The names and numbers are Sourcegraph's, except for the directives. */
export interface CostLimits {
  maxAliases: number;
  maxFieldCount: number;
  maxDepth: number;
  maxDuplicateFieldCount: number;
  maxUniqueFieldCount: number;
  maxDirectives: number;
}

export const defaultCostLimits: Readonly<CostLimits> = {
  maxAliases: 500,
  maxFieldCount: 500_000,
  maxDepth: 30,
  maxDuplicateFieldCount: 500,
  maxUniqueFieldCount: 500,
  maxDirectives: 100,
};

/**
 * How many rows lists are taken to have when the query names no size, by field name: their default page, or what
 * an account commonly has of them.
 */
const unlimitedListSizes: Readonly<Record<string, number>> = {
  accessTokens: 25,
  ancestors: 100,
  auditEvents: 50,
  blame: 100,
  branches: 100,
  codeownersIngestedFiles: 100,
  commits: 100,
  emails: 5,
  entries: 100,
  // Of changes; a page without a size has a thousand files, and few changes are so many.
  fileDiffs: 100,
  gitRefs: 100,
  hunks: 5,
  lines: 10,
  permissions: 25,
  // One list of that name is in another one: thirty results together.
  results: 6,
  roles: 25,
  serviceAccounts: 50,
  tags: 100,
  users: 10_000,
};

/**
 * Lists whose pages never have more rows, whatever `first` says, by field name: `src extsvc edit` asks for the first
 * 99999 connections, to find one of them by its name.
 */
const largestPages: Readonly<Record<string, number>> = { externalServices: 10_000 };

/** How large an operation is once its fragments are expanded. Every number stops at MAX_SAFE_INTEGER. */
export interface QueryCost {
  aliasCount: number;
  /** Fields, each counted as often as the `first` and `last` around it allow. */
  fieldCount: number;
  depth: number;
  /** How often the most frequent field name occurs. */
  duplicateFieldCount: number;
  uniqueFieldCount: number;
  directiveCount: number;
  /**
   * Characters that fields are given as arguments, those of each counted as often as the field: a long value that many
   * fields name is read, compared and repeated in errors by each of them.
   */
  argumentSize: number;
}

/** How a part is reached: how often, with which sum of multipliers, and below how many fields at most. */
interface Reach {
  times: number;
  weight: number;
  depth: number;
}

/** What an operation or a fragment selects itself, with the fragments it spreads left closed. */
interface Part {
  aliases: number;
  directives: number;
  /** Its fields, each counted as often as the `first` and `last` inside this part allow. */
  weight: number;
  /** Of the arguments of its fields, counted like them. */
  argumentSize: number;
  depth: number;
  names: Map<string, number>;
  spreads: Map<string, Reach>;
}

type Variables = Readonly<Record<string, unknown>>;
type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;
/** What the arguments of fields amount to. */
interface ArgumentReader {
  multiplierOf: (value: ValueNode) => number;
  sizeOf: (value: ValueNode) => number;
}

/**
 * Only a request that names no operation of several makes us look at more than one, and such a request
 * cannot be executed. Past this many selections the rest is not looked at, so that a thousand operations
 * sharing one large fragment do not cost a thousand walks.
 */
const maxSelectionsOverAllOperations = 100_000;

const plus = (a: number, b: number): number => Math.min(a + b, Number.MAX_SAFE_INTEGER);
const times = (a: number, b: number): number => Math.min(a * b, Number.MAX_SAFE_INTEGER);

/**
 * Sizes the operation that would be executed, before the document is validated.
 *
 * SECURITY: runs on documents nobody has checked. Nothing here recurses, and every fragment is walked once
 * however often it is spread, so the work is linear in the document (tests/graphql-cost.test.ts, "hostile").
 */
export function analyseCost(
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Variables | null | undefined,
): QueryCost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  }
  const named = operations.filter((operation) => operation.name?.value === operationName);
  const candidates = operationName != null && named.length > 0 ? named : operations;

  const cost: QueryCost = {
    aliasCount: 0,
    fieldCount: 0,
    depth: 0,
    duplicateFieldCount: 0,
    uniqueFieldCount: 0,
    directiveCount: 0,
    argumentSize: 0,
  };
  const visited = { selections: 0 };
  const sent = new SentVariables(variables ?? {});
  for (const operation of candidates) {
    if (visited.selections > maxSelectionsOverAllOperations) break;
    const one = operationCost(operation, fragments, sent, visited);
    for (const key of Object.keys(cost) as (keyof QueryCost)[]) cost[key] = Math.max(cost[key], one[key]);
  }
  return cost;
}

/**
 * Visits parts before the fragments they spread and carries along how each is reached. Every count is a sum
 * over the parts, so there is no need to merge one fragment's field names into another's, which would be
 * quadratic for many spreads of a wide fragment.
 */
function operationCost(
  operation: OperationDefinitionNode,
  fragments: Fragments,
  sent: SentVariables,
  visited: { selections: number },
): QueryCost {
  const parts = partsInSpreadOrder(operation, fragments, argumentsOf(operation, sent), visited);
  const reaches = new Map<string | null, Reach>([[null, { times: 1, weight: 1, depth: 0 }]]);
  const names = new Map<string, number>();
  let aliasCount = 0;
  let fieldCount = 0;
  let depth = 0;
  let directiveCount = 0;
  let argumentSize = 0;

  for (const [name, part] of parts) {
    const reach = reaches.get(name) ?? { times: 0, weight: 0, depth: 0 };
    aliasCount = plus(aliasCount, times(reach.times, part.aliases));
    fieldCount = plus(fieldCount, times(reach.weight, part.weight));
    argumentSize = plus(argumentSize, times(reach.weight, part.argumentSize));
    depth = Math.max(depth, reach.depth + part.depth);
    directiveCount = plus(directiveCount, times(reach.times, part.directives));
    for (const [field, count] of part.names) {
      names.set(field, plus(names.get(field) ?? 0, times(reach.times, count)));
    }
    for (const [fragment, spread] of part.spreads) {
      addReach(reaches, fragment, {
        times: times(reach.times, spread.times),
        weight: times(reach.weight, spread.weight),
        depth: reach.depth + spread.depth,
      });
    }
  }

  let duplicateFieldCount = 0;
  for (const count of names.values()) duplicateFieldCount = Math.max(duplicateFieldCount, count);
  const uniqueFieldCount = names.size;
  return {
    aliasCount,
    fieldCount,
    depth,
    duplicateFieldCount,
    uniqueFieldCount,
    directiveCount,
    argumentSize,
  };
}

/**
 * The operation (under the key null) and the fragments it reaches, each ahead of those it spreads: depth
 * first, reversed. A spread that closes a cycle is the exception: it leads back to a part that is counted
 * by then, and so adds nothing. Validation refuses such a document later.
 */
function partsInSpreadOrder(
  operation: OperationDefinitionNode,
  fragments: Fragments,
  given: ArgumentReader,
  visited: { selections: number },
): [string | null, Part][] {
  const finished: [string | null, Part][] = [];
  const entered = new Set<string | null>();
  const open: { name: string | null; part: Part; spreads: Iterator<string> }[] = [];
  const enter = (name: string | null, definition: OperationDefinitionNode | FragmentDefinitionNode): void => {
    const part = readPart(definition, given, visited);
    entered.add(name);
    open.push({ name, part, spreads: part.spreads.keys() });
  };

  enter(null, operation);
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const next = top.spreads.next();
    if (next.done) {
      open.pop();
      finished.push([top.name, top.part]);
      continue;
    }
    const fragment = fragments.get(next.value);
    if (fragment !== undefined && !entered.has(next.value)) enter(next.value, fragment);
  }
  return finished.reverse();
}

function readPart(
  definition: OperationDefinitionNode | FragmentDefinitionNode,
  given: ArgumentReader,
  visited: { selections: number },
): Part {
  const part: Part = {
    aliases: 0,
    directives: definition.directives?.length ?? 0,
    weight: 0,
    argumentSize: 0,
    depth: 0,
    names: new Map(),
    spreads: new Map(),
  };
  for (const variable of definition.variableDefinitions ?? []) {
    part.directives += variable.directives?.length ?? 0;
  }

  const pending: { set: SelectionSetNode; weight: number; depth: number }[] = [
    { set: definition.selectionSet, weight: 1, depth: 0 },
  ];
  for (let level = pending.pop(); level !== undefined; level = pending.pop()) {
    const { weight, depth } = level;
    for (const selection of level.set.selections) {
      visited.selections += 1;
      part.directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        addReach(part.spreads, selection.name.value, { times: 1, weight, depth });
        continue;
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        pending.push({ set: selection.selectionSet, weight, depth });
        continue;
      }
      const field = selection.name.value;
      if (selection.alias !== undefined) part.aliases += 1;
      part.weight = plus(part.weight, weight);
      part.depth = Math.max(part.depth, depth + 1);
      part.names.set(field, (part.names.get(field) ?? 0) + 1);
      for (const argument of selection.arguments ?? []) {
        part.argumentSize = plus(part.argumentSize, times(weight, given.sizeOf(argument.value)));
      }
      if (selection.selectionSet === undefined) continue;

      let multiplier = 0;
      for (const argument of selection.arguments ?? []) {
        if (argument.name.value !== 'first' && argument.name.value !== 'last') continue;
        multiplier = Math.max(multiplier, given.multiplierOf(argument.value));
      }
      // SECURITY: a list that names no size is as dear as the page that it will get.
      if (multiplier === 0) multiplier = unlimitedListSizes[field] ?? 1;
      multiplier = Math.min(multiplier, largestPages[field] ?? multiplier);
      pending.push({ set: selection.selectionSet, weight: times(weight, multiplier), depth: depth + 1 });
    }
  }
  return part;
}

function addReach<Key>(reaches: Map<Key, Reach>, key: Key, more: Reach): void {
  const known = reaches.get(key) ?? { times: 0, weight: 0, depth: 0 };
  reaches.set(key, {
    times: plus(known.times, more.times),
    weight: plus(known.weight, more.weight),
    depth: Math.max(known.depth, more.depth),
  });
}

/** What a request sends. Each value is sized once, however many fields and operations of its document name it. */
class SentVariables {
  readonly #sizes = new Map<string, number>();

  constructor(private readonly variables: Variables) {}

  valueOf(name: string): unknown {
    return Object.hasOwn(this.variables, name) ? this.variables[name] : undefined;
  }

  sizeOf(name: string): number {
    let size = this.#sizes.get(name);
    if (size === undefined) {
      size = valueSize(this.valueOf(name));
      this.#sizes.set(name, size);
    }
    return size;
  }
}

/** Reads arguments as the executor will: a variable that is sent, even as null, beats a default. */
function argumentsOf(operation: OperationDefinitionNode, sent: SentVariables): ArgumentReader {
  const defaults = new Map<string, ValueNode>();
  const defaultSizes = new Map<string, number>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (defaultValue === undefined) continue;
    defaults.set(variable.name.value, defaultValue);
    defaultSizes.set(
      variable.name.value,
      literalSize(defaultValue, () => 0),
    );
  }
  const sizeOfVariable = (name: string): number =>
    (sent.valueOf(name) === undefined ? defaultSizes.get(name) : undefined) ?? sent.sizeOf(name);
  return {
    sizeOf: (value) => literalSize(value, sizeOfVariable),
    multiplierOf: (value) => {
      if (value.kind !== Kind.VARIABLE) return literalMultiplier(value);
      const given = sent.valueOf(value.name.value);
      if (given === null) return noSize;
      if (given === undefined) return literalMultiplier(defaults.get(value.name.value));
      return typeof given === 'number' && Number.isInteger(given) ? clampMultiplier(given) : 1;
    },
  };
}

/** Characters of a value in a document, with those of the variables in it. */
function literalSize(value: ValueNode, sizeOfVariable: (name: string) => number): number {
  let size = 0;
  const pending: ValueNode[] = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === Kind.VARIABLE) size = plus(size, sizeOfVariable(next.name.value));
    else if (next.kind === Kind.LIST) for (const item of next.values) pending.push(item);
    else if (next.kind === Kind.OBJECT) for (const field of next.fields) pending.push(field.value);
    else if ('value' in next) size += String(next.value).length;
  }
  return size;
}

/** Characters of a value as JSON has it, nearly. */
function valueSize(value: unknown): number {
  let size = 0;
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next === 'string') size += next.length;
    else if (typeof next !== 'object' || next === null) size += 1;
    else if (Array.isArray(next)) for (const item of next) pending.push(item);
    else for (const key in next) pending.push((next as Variables)[key]);
  }
  return size;
}

/** As if the argument were not there: the list gets its usual page. */
const noSize = 0;

function literalMultiplier(value: ValueNode | undefined): number {
  if (value === undefined || value.kind === Kind.NULL) return noSize;
  return value.kind === Kind.INT ? clampMultiplier(Number(value.value)) : 1;
}

/** A page of none still counts as one, so that `first: 0` does not hide what is selected below it. */
const clampMultiplier = (value: number): number => Math.min(Math.max(value, 1), Number.MAX_SAFE_INTEGER);

type LimitName =
  | 'alias count'
  | 'field count'
  | 'query depth'
  | 'duplicate field count'
  | 'unique field count'
  | 'directive count';

/** The shape Sourcegraph's clients know, sent with status 400. */
export interface CostError {
  message: string;
  extensions: {
    code: 'ErrQueryComplexityLimitExceeded';
    type: LimitName;
    limit: number;
    actual: number;
    docs_url: string;
  };
}

/** Every limit the operation exceeds, not only the first, so that a client can fix its query in one go. */
export function costErrors(cost: QueryCost, limits: CostLimits, docsUrl: string): CostError[] {
  const checks: [type: LimitName, actual: number, limit: number][] = [
    ['alias count', cost.aliasCount, limits.maxAliases],
    ['field count', cost.fieldCount, limits.maxFieldCount],
    ['query depth', cost.depth, limits.maxDepth],
    ['duplicate field count', cost.duplicateFieldCount, limits.maxDuplicateFieldCount],
    ['unique field count', cost.uniqueFieldCount, limits.maxUniqueFieldCount],
    ['directive count', cost.directiveCount, limits.maxDirectives],
  ];
  return checks
    .filter(([, actual, limit]) => actual > limit)
    .map(([type, actual, limit]) => ({
      message: `Query exceeds maximum ${type} limit`,
      extensions: { code: 'ErrQueryComplexityLimitExceeded', type, limit, actual, docs_url: docsUrl },
    }));
}
