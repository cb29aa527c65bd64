import { type FilterNode, type PatternNode, type PatternType, patternTypes, type QueryNode } from './ast.js';
import { dateIn } from './dates.js';
import { type FieldName, fieldRule } from './fields.js';
import { joinParts } from './join-parts.js';
import { parseQuery } from './parse.js';
import { type FilePredicate, filePredicate, type RepoPredicate, repoPredicate } from './predicates.js';
import { QueryError, unsupported } from './query-error.js';
import { compilePattern, quotePattern, sizeWrittenOut } from './regexp.js';
import { defaultBranch, isDefaultBranch, type Revisions, revisionsIn } from './revisions.js';

/** What a file or commit must hold. */
export type Expression =
  | { kind: 'term'; source: string; contentOnly: boolean }
  | { kind: 'and' | 'or'; operands: Expression[] }
  | { kind: 'not'; operand: Expression };

export const resultTypes = ['file', 'path', 'repo', 'commit', 'diff'] as const;
export type ResultType = (typeof resultTypes)[number];

/** A pattern that names of repositories, paths, authors or messages must match, or must not. */
export interface Condition {
  source: string;
  negated: boolean;
}

export type YesNoOnly = 'yes' | 'no' | 'only';

/** One way to satisfy a query: what its filters say, and what is looked for. A query is the union of its parts. */
export interface QueryPart {
  repos: Condition[];
  repoPredicates: RepoPredicate[];
  revisions: Revisions;
  paths: Condition[];
  filePredicates: FilePredicate[];
  languages: { name: string; negated: boolean }[];
  types: Set<ResultType>;
  select: Selection | null;
  caseSensitive: boolean;
  fork: YesNoOnly;
  archived: YesNoOnly;
  visibility: 'any' | 'public' | 'private';
  authors: Condition[];
  committers: Condition[];
  messages: Condition[];
  before: Date | null;
  after: Date | null;
  pattern: Expression | null;
}

export const selections = [
  'repo',
  'file',
  'file.directory',
  'file.path',
  'content',
  'commit.diff.added',
  'commit.diff.removed',
] as const;
export type Selection = (typeof selections)[number];

export interface SearchPlan {
  patternType: PatternType;
  parts: QueryPart[];
  /** How many matches are wanted; null where the query does not say. */
  count: number | 'all' | null;
  timeoutMs: number | null;
}

export interface PlanOptions {
  /** Where the query does not say. */
  patternType: PatternType;
  now: Date;
  /** The name of a language, by a name or alias. */
  languageNamed: (name: string) => string | undefined;
}

/** Characters of a query at most, with its repetitions written out: compiling patterns takes time. */
const mostWrittenOut = 20_000;

/** Ways to satisfy a query at most. */
const mostParts = 50;

/**
 * Reads a query and says what it asks for. What cannot be answered is refused, never answered in part.
 *
 * @throws QueryError
 */
export function planQuery(text: string, options: PlanOptions): SearchPlan {
  const { node, patternType } = parseWithType(text, options.patternType);
  if (sizeWrittenOut(text) > mostWrittenOut) {
    throw new QueryError(
      `the query is longer than ${mostWrittenOut} characters with its repetitions written out: ask for less`,
    );
  }
  const split = node === null ? [{ filters: [], pattern: null }] : distribute(node, patternType);
  const plan: SearchPlan = { patternType, parts: [], count: null, timeoutMs: null };
  for (const { filters, pattern } of split) {
    const said = new Filters(filters);
    plan.count = larger(plan.count, said.count());
    const timeoutMs = said.timeoutMs();
    if (timeoutMs !== null) plan.timeoutMs = Math.max(plan.timeoutMs ?? 0, timeoutMs);
    plan.parts.push(partOf(said, pattern, options));
  }
  plan.parts = joinParts(plan.parts);
  return plan;
}

/** Reads a query by the pattern type that it names itself, or else by the given one. */
export function parseWithType(
  text: string,
  otherwise: PatternType,
): { node: QueryNode | null; patternType: PatternType } {
  let node: QueryNode | null;
  try {
    node = parseQuery(text, otherwise);
  } catch (error) {
    const patternType = typeNamedIn(text);
    if (patternType === undefined) throw error;
    return { node: parseQuery(text, patternType), patternType };
  }
  const named = namedTypeIn(node);
  if (named === undefined) return { node, patternType: otherwise };
  const patternType = patternTypeNamed(named);
  return { node: parseQuery(text, patternType), patternType };
}

/** The pattern type that a query names, read by that very type. */
export const typeNamedIn = (text: string): PatternType | undefined =>
  patternTypes.find((type) => namesItself(text, type));

const namedTypeIn = (node: QueryNode | null): string | undefined =>
  node ? filtersIn(node).find(({ field }) => field === 'patterntype')?.value : undefined;

/** Whether a query, read by a pattern type, names this very type. */
function namesItself(text: string, type: PatternType): boolean {
  try {
    const named = namedTypeIn(parseQuery(text, type));
    return named !== undefined && patternTypeNamed(named) === type;
  } catch (error) {
    if (error instanceof QueryError) return false;
    throw error;
  }
}

/** The pattern type of a name, as queries and requests give it. */
export function patternTypeNamed(name: string): PatternType {
  switch (name.toLowerCase()) {
    case 'keyword':
      return 'keyword';
    case 'standard':
    case 'lucky':
      return 'standard';
    case 'literal':
      return 'literal';
    case 'regexp':
    case 'regex':
      return 'regexp';
    case 'structural':
    case 'nls':
    case 'codycontext':
      throw unsupported(`patternType:${name.toLowerCase()}`);
    default:
      throw new QueryError(`unrecognized patternType "${name}"`);
  }
}

/** Every filter of a query, wherever it stands. */
export function filtersIn(node: QueryNode): FilterNode[] {
  if (node.kind === 'filter') return [node];
  if (node.kind === 'pattern') return [];
  return node.kind === 'not' ? filtersIn(node.operand) : node.operands.flatMap(filtersIn);
}

const larger = (one: SearchPlan['count'], other: SearchPlan['count']): SearchPlan['count'] => {
  if (one === 'all' || other === 'all') return 'all';
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
};

interface Split {
  filters: FilterNode[];
  pattern: Expression | null;
}

/** Parts with filters and one expression each: `or` splits where its sides have filters. */
function distribute(node: QueryNode, type: PatternType, negated = false): Split[] {
  switch (node.kind) {
    case 'filter':
      return [contentFilter(node, type, negated)];
    case 'pattern': {
      const term = termOf([node], type);
      return [{ filters: [], pattern: negated ? { kind: 'not', operand: term } : term }];
    }
    case 'not':
      return distribute(node.operand, type, !negated);
    case 'sequence':
      return product(joinWords(node.operands, type), type, negated);
    case 'and':
      return product(node.operands, type, negated);
    default:
      return negated ? inTurn(node.operands, type, true) : union(node.operands, type, false);
  }
}

/** Operands that must all hold; negated, one of them must not. */
const product = (operands: readonly (QueryNode | Expression)[], type: PatternType, negated: boolean) =>
  negated ? union(operands, type, true) : inTurn(operands, type, false);

const splitOf = (operand: QueryNode | Expression, type: PatternType, negated: boolean): Split[] =>
  operand.kind === 'term'
    ? [{ filters: [], pattern: negated ? { kind: 'not', operand } : operand }]
    : distribute(operand as QueryNode, type, negated);

function inTurn(operands: readonly (QueryNode | Expression)[], type: PatternType, negated: boolean): Split[] {
  let splits: Split[] = [{ filters: [], pattern: null }];
  for (const operand of operands) {
    const next = splitOf(operand, type, negated);
    if (splits.length * next.length > mostParts) throw tooManyParts();
    splits = splits.flatMap((one) =>
      next.map((other) => ({
        filters: [...one.filters, ...other.filters],
        pattern: both(one.pattern, other.pattern),
      })),
    );
  }
  return splits;
}

function union(operands: readonly (QueryNode | Expression)[], type: PatternType, negated: boolean): Split[] {
  const splits = operands.flatMap((operand) => splitOf(operand, type, negated));
  if (splits.length > 1 && splits.every(({ filters, pattern }) => filters.length === 0 && pattern !== null)) {
    return [
      { filters: [], pattern: { kind: 'or', operands: splits.map(({ pattern }) => pattern as Expression) } },
    ];
  }
  if (splits.length > mostParts) throw tooManyParts();
  return splits;
}

const tooManyParts = () =>
  new QueryError(`the query stands for more than ${mostParts} combinations of filters`);

const both = (one: Expression | null, other: Expression | null): Expression | null =>
  one && other ? { kind: 'and', operands: [one, other] } : (one ?? other);

/** `content:` gives a pattern, which is an expression where words are; every other filter stays one. */
function contentFilter(filter: FilterNode, type: PatternType, flipped: boolean): Split {
  const negated = filter.negated !== flipped;
  const { field, value } = filter;
  if (field !== 'content') return { filters: [{ ...filter, negated }], pattern: null };
  if (value === '') throw new QueryError('field "content" has no value: say what is to be looked for');
  const source = type === 'regexp' ? checked(value) : quotePattern(value);
  const term: Expression = { kind: 'term', source, contentOnly: true };
  return { filters: [], pattern: negated ? { kind: 'not', operand: term } : term };
}

/** Words that stand beside one another are one pattern, except as keywords, which must all be there in any order. */
function joinWords(operands: readonly QueryNode[], type: PatternType): (QueryNode | Expression)[] {
  const others = operands.filter(({ kind }) => kind !== 'pattern');
  const words = operands.filter((operand) => operand.kind === 'pattern');
  if (type === 'keyword') return [...others, ...words];
  // Filters may stand between words, other groups may not.
  const grouped = others.some(({ kind }) => kind !== 'filter');
  if (grouped || words.length < 2) return [...others, ...words];
  return [...others, termOf(words, type)];
}

function termOf(words: readonly PatternNode[], type: PatternType): Expression & { kind: 'term' } {
  const source = (word: PatternNode) => (word.isRegexp ? word.value : quotePattern(word.value));
  const anyRegexp = words.some(({ isRegexp }) => isRegexp);
  for (const word of words) compilePattern(source(word), true);
  const joined =
    words.length === 1
      ? source(words[0] as PatternNode)
      : anyRegexp || type === 'regexp'
        ? words.map((word) => `(?:${source(word)})`).join('.*?')
        : words.map(source).join(' ');
  compilePattern(joined, true);
  return { kind: 'term', source: joined, contentOnly: false };
}

/** The filters of one part, checked as they are read. */
class Filters {
  readonly #byField = new Map<FieldName, FilterNode[]>();

  constructor(filters: readonly FilterNode[]) {
    for (const filter of filters) {
      const field = filter.field as FieldName;
      const known = this.#byField.get(field) ?? [];
      known.push(filter);
      this.#byField.set(field, known);
      const { once, positive } = fieldRule(field);
      if (once && known.length > 1) throw new QueryError(`field "${field}" may not be used more than once`);
      if (positive && filter.negated) throw new QueryError(`field "${field}" does not support negation`);
    }
  }

  all(field: FieldName): FilterNode[] {
    return this.#byField.get(field) ?? [];
  }

  value(field: FieldName): string | undefined {
    return this.all(field)[0]?.value;
  }

  has(field: FieldName): boolean {
    return this.#byField.has(field);
  }

  count(): number | 'all' | null {
    const value = this.value('count');
    if (value === undefined) return null;
    if (value.toLowerCase() === 'all') return 'all';
    if (!/^[+-]?\d+$/.test(value))
      throw new QueryError(`field count has value ${value}, ${value} is not a number`);
    const count = Math.min(Number(value), Number.MAX_SAFE_INTEGER);
    if (count <= 0) throw new QueryError('field count requires a positive number');
    return count;
  }

  timeoutMs(): number | null {
    const value = this.value('timeout');
    if (value === undefined) return null;
    const ms = goDuration(value);
    if (ms === undefined)
      throw new QueryError(`invalid value for field 'timeout' (examples: "timeout:2s", "timeout:200ms")`);
    // No time at all finds nothing, and twice of it is none either.
    return Math.max(1, Math.round(ms));
  }

  conditions(field: FieldName): Condition[] {
    return this.all(field).map(({ value, negated }) => {
      compilePattern(value, true);
      return { source: value, negated };
    });
  }

  date(field: FieldName, now: Date): Date | null {
    const value = this.value(field);
    return value === undefined ? null : dateIn(value, now);
  }

  boolean(field: FieldName): boolean {
    const value = this.value(field);
    if (value === undefined) return false;
    const yes = booleanIn(value);
    if (yes === undefined) throw new QueryError(`invalid boolean "${value}"`);
    return yes;
  }

  yesNoOnly(field: FieldName): YesNoOnly | undefined {
    const value = this.value(field);
    if (value === undefined) return undefined;
    if (/^o(?:nly)?$/i.test(value)) return 'only';
    const yes = booleanIn(value);
    if (yes === undefined)
      throw new QueryError(`invalid value "${value}" for field "${field}". Valid values are: yes, only, no`);
    return yes ? 'yes' : 'no';
  }
}

function booleanIn(value: string): boolean | undefined {
  if (/^(?:y|yes|t|true|1)$/i.test(value)) return true;
  return /^(?:n|no|f|false|0)$/i.test(value) ? false : undefined;
}

/** Milliseconds of a duration like `1m30s`; undefined when it is none. */
function goDuration(text: string): number | undefined {
  const units: Record<string, number> = {
    ns: 1e-6,
    us: 1e-3,
    µs: 1e-3,
    ms: 1,
    s: 1000,
    m: 60_000,
    h: 3_600_000,
  };
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ns|us|µs|ms|s|m|h)){1,8}$/.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g))
    sum += Number(number) * (units[unit] ?? 0);
  return sum;
}

function partOf(said: Filters, pattern: Expression | null, { now, languageNamed }: PlanOptions): QueryPart {
  const { repos, repoPredicates, revisions, exact } = repositoriesOf(said);
  const files = said.all('file');
  const types = typesOf(said);
  const part: QueryPart = {
    repos,
    repoPredicates,
    revisions,
    paths: files
      .filter(({ value }) => filePredicate(value) === undefined)
      .map(({ value, negated }) => {
        compilePattern(value, true);
        return { source: value, negated };
      }),
    filePredicates: files.flatMap(({ value, negated }) => {
      const predicate = filePredicate(value);
      return predicate ? [{ ...predicate, negated }] : [];
    }),
    languages: said.all('lang').map(({ value, negated }) => {
      const name = languageNamed(value);
      if (name === undefined) throw new QueryError(`unknown language: "${value}"`);
      return { name, negated };
    }),
    types,
    select: selectionOf(said),
    caseSensitive: said.boolean('case'),
    // One that is named as a whole is meant, whatever it is.
    fork: said.yesNoOnly('fork') ?? (exact ? 'yes' : 'no'),
    archived: said.yesNoOnly('archived') ?? (exact ? 'yes' : 'no'),
    visibility: visibilityOf(said),
    authors: said.conditions('author'),
    committers: said.conditions('committer'),
    messages: said.conditions('message'),
    before: said.date('before', now),
    after: said.date('after', now),
    pattern,
  };
  checkCommitFields(said, types);
  if (revisions.without.length > 0 && !types.has('commit') && !types.has('diff'))
    throw new QueryError(
      'leaving out what a revision reaches (`^`) requires type:commit or type:diff in the query',
    );
  checkContext(said);
  if (said.has('rule')) throw unsupported('the filter rule: of structural search');
  said.yesNoOnly('index');
  return part;
}

function repositoriesOf(said: Filters) {
  const repos: Condition[] = [];
  const repoPredicates: RepoPredicate[] = [];
  let revisions = defaultBranch;
  const filters = said.all('repo');
  for (const { value, negated } of filters) {
    const predicate = repoPredicate(value);
    if (predicate) {
      repoPredicates.push({ ...predicate, negated });
      continue;
    }
    const at = value.indexOf('@');
    const source = at < 0 ? value : value.slice(0, at);
    if (at >= 0 && !negated) revisions = joined(revisions, revisionsIn(value.slice(at + 1)));
    compilePattern(source, false);
    repos.push({ source, negated });
  }
  for (const { value, negated } of said.all('repohasfile'))
    repoPredicates.push({ kind: 'path', source: checked(value), negated });
  for (const { value, negated } of said.all('repohascommitafter'))
    repoPredicates.push({ kind: 'commitAfter', date: value, negated });
  const rev = said.value('rev');
  if (rev !== undefined) {
    const plain = repos.filter(({ negated }) => !negated);
    if (plain.length === 0)
      throw new QueryError(
        'invalid syntax. The query contains `rev:` without `repo:`. Add a `repo:` filter and try again',
      );
    if (!isDefaultBranch(revisions))
      throw new QueryError(
        'invalid syntax. You specified both @ and `rev:` for a `repo:` filter. Use one of them',
      );
    if (plain.some(({ source }) => source === ''))
      throw new QueryError(
        'invalid syntax. The query contains `rev:` and an empty `repo:`. Add a pattern to `repo:` and try again',
      );
    revisions = revisionsIn(rev);
  }
  const [only] = repos;
  const exact = repos.length === 1 && only?.negated === false && /^\^.+\$$/.test(only.source);
  return { repos, repoPredicates, revisions, exact };
}

function checked(source: string): string {
  compilePattern(source, true);
  return source;
}

/** Those of two filters: each names some. */
const joined = (one: Revisions, other: Revisions): Revisions => ({
  names: [...new Set([...one.names, ...other.names])],
  globs: [...one.globs, ...other.globs],
  without: [...one.without, ...other.without],
});

function typesOf(said: Filters): Set<ResultType> {
  return new Set(
    said.all('type').map(({ value }) => {
      const type = value.toLowerCase();
      if (type === 'symbol') throw unsupported('type:symbol');
      const known = resultTypes.find((one) => one === type);
      if (!known)
        throw new QueryError(
          `invalid value "${value}" for field "type". Valid values are: ${resultTypes.join(', ')}`,
        );
      return known;
    }),
  );
}

function selectionOf(said: Filters): Selection | null {
  const value = said.value('select');
  if (value === undefined) return null;
  if (/^(?:symbol(?:\..*)?|file\.owners)$/.test(value)) throw unsupported(`select:${value}`);
  const known = selections.find((one) => one === value);
  if (!known)
    throw new QueryError(
      `invalid value "${value}" for field "select". Valid values are: ${selections.join(', ')}`,
    );
  return known;
}

function visibilityOf(said: Filters): QueryPart['visibility'] {
  const value = said.value('visibility')?.toLowerCase() ?? 'any';
  if (value === 'any' || value === 'public' || value === 'private') return value;
  throw new QueryError(
    `invalid value "${value}" for field "visibility". Valid values are: any, private, public`,
  );
}

function checkCommitFields(said: Filters, types: ReadonlySet<ResultType>): void {
  if (types.has('commit') || types.has('diff')) return;
  for (const field of ['author', 'before', 'after', 'committer', 'message'] as const) {
    if (!said.has(field)) continue;
    throw new QueryError(
      `your query contains the field '${field}', which requires type:commit or type:diff in the query`,
    );
  }
}

function checkContext(said: Filters): void {
  const context = said.value('context');
  if (context === undefined || context === '' || context === 'global') return;
  throw unsupported(`context:${context}: there is only context:global, and any other context`);
}
