import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { readablePaths } from '../../authz/readable-paths.js';
import type { ReadablePaths } from '../../authz/sub-repository-rules.js';
import { type RequestContext, turnOf } from '../../context.js';
import { LimitExceededError } from '../../errors.js';
import { mirrorOf } from '../mirrors/mirror-state.js';
import type { Repository } from '../repositories/repositories.js';
import { alertAfter, nothingConfigured, type SearchAlert } from './alerts.js';
import { withAddresses } from './author-accounts.js';
import { CommitSearch, type HistoryTarget } from './commit-search.js';
import { holds, TermFinder, termsOf } from './engine/expression.js';
import type { FileQuery } from './engine/search-engine.js';
import { FilterTally, type SearchFilter } from './filters.js';
import { findRepositories, seesAnyRepository } from './find-repositories.js';
import { fileTest, repositoriesHolding } from './holding.js';
import { type Languages, loadLanguages } from './languages.js';
import { openTargets, type RevisionTarget } from './open-targets.js';
import type { PatternType } from './query/ast.js';
import { planQuery, type QueryPart, type ResultType, type SearchPlan } from './query/plan.js';
import { unsupported } from './query/query-error.js';
import { textTest } from './query/regexp.js';
import { areSeveral, namesOf, type Revisions } from './query/revisions.js';
import { revisionsOf } from './repository-revisions.js';
import {
  countOf,
  type FileResult,
  firstOf,
  nameOf,
  type Places,
  placesIn,
  type RepositoryResult,
  type SearchResult,
  withoutPlaces,
} from './results.js';
import { SearchStats } from './stats.js';

export interface SearchRequest {
  text: string;
  /** Where the query does not say. */
  patternType: PatternType;
  /** Matches that are wanted where the query does not say. */
  count: number;
  /** Matches that are found at most, whatever the query says. */
  mostMatches: number;
  /** Lines around each match that come with it. */
  contextLines: number;
  /** Where one repository is looked through to the end, in the background. */
  exhaustive?: ExhaustiveSearch;
}

/** A part of a search that is made piece by piece, of everything that there is. */
export interface ExhaustiveSearch {
  repositoryId: number;
  /** One of those that the query names; empty for the default branch. */
  revision: string;
  /** From when dates that are said in words are counted: the same for all pieces. */
  askedAt: Date;
  timeoutMs: number;
}

const usualTimeoutMs = 20_000;
const longestTimeoutMs = 60_000;
/** Revisions of one repository whose histories are followed together. */
const mostHistories = 5000;
/** Repositories whose files are looked at together. */
const repositoriesAtOnce = 250;

/**
 * Reads a query and makes ready to answer it.
 *
 * @throws QueryError
 */
export async function prepareSearch(context: RequestContext, request: SearchRequest): Promise<SearchRun> {
  const languages = await loadLanguages();
  const plan = planQuery(request.text, {
    patternType: request.patternType,
    now: request.exhaustive?.askedAt ?? context.services.clock.now(),
    languageNamed: (name) => languages.nameOf(name),
  });
  return new SearchRun(context, request, await withAddresses(context, plan), languages);
}

/** One search: what it finds, and what there is to say of it. */
export class SearchRun {
  readonly stats: SearchStats;
  /** Known once everything was found. */
  alert: SearchAlert | null = null;
  readonly timeoutMs: number;
  readonly #startedAt: Date;
  readonly #filters: FilterTally;
  /** What was found, where it could be found again: the places in files that matched. */
  readonly #known = new Map<string, Places>();

  constructor(
    private readonly context: RequestContext,
    private readonly request: SearchRequest,
    readonly plan: SearchPlan,
    private readonly languages: Languages,
  ) {
    this.#startedAt = context.services.clock.now();
    const { exhaustive } = request;
    // What looks through everything counts and times by itself, whatever the query says.
    const count = exhaustive ? 'all' : plan.count;
    const wanted = count === 'all' ? request.mostMatches : (count ?? request.count);
    this.stats = new SearchStats(Math.min(wanted, request.mostMatches));
    this.timeoutMs =
      exhaustive?.timeoutMs ??
      Math.min(plan.timeoutMs ?? (count === 'all' ? longestTimeoutMs : usualTimeoutMs), longestTimeoutMs);
    this.#filters = new FilterTally(languages);
  }

  get elapsedMs(): number {
    return this.context.services.clock.now().getTime() - this.#startedAt.getTime();
  }

  filters(): SearchFilter[] {
    return this.#filters.list(this.stats);
  }

  /**
   * What is found, as it is found, until the limit or the time is reached. Ends the programs that look for it when
   * nobody takes any more.
   *
   * @throws QueryError where only the files tell that it cannot be answered.
   */
  async *results(): AsyncGenerator<SearchResult> {
    const { context } = this;
    const { exhaustive } = this.request;
    const hungUp = context.hungUp?.();
    const stop = new AbortController();
    setMaxListeners(0, stop.signal);
    const end = () => stop.abort(hungUp?.reason);
    if (hungUp?.aborted) end();
    hungUp?.addEventListener('abort', end, { once: true });
    const timer = setTimeout(() => {
      this.stats.isTimedOut = true;
      stop.abort(new Error('the time of a search is up'));
    }, this.timeoutMs);
    let leave: (() => void) | undefined;
    try {
      // What nobody waits for has places of its own.
      if (!exhaustive) {
        leave = await context.services.searches.gate.enter(turnOf(context), stop.signal);
        if (!leave) throw tooMany();
        // Whoever takes results slowly keeps nobody waiting once the time is up.
        stop.signal.addEventListener('abort', leave, { once: true });
      }
      for (const part of exhaustive ? partsFor(this.plan, exhaustive) : this.plan.parts) {
        yield* this.#ofPart(part, stop.signal);
        if (this.stats.limitHit) break;
      }
    } catch (error) {
      if (hungUp?.aborted || !this.stats.isTimedOut) throw error;
    } finally {
      clearTimeout(timer);
      hungUp?.removeEventListener('abort', end);
      stop.abort();
      leave?.();
    }
    this.stats.isOver = true;
    if (!exhaustive) this.alert = await this.#alert();
  }

  async #alert(): Promise<SearchAlert | null> {
    const { request, plan, stats, timeoutMs, context } = this;
    const alert = alertAfter({ text: request.text, plan, stats, timeoutMs, longestTimeoutMs });
    const foundNone = alert && !stats.isTimedOut && !stats.searchedAny && stats.missingRevisions.length === 0;
    return foundNone && !(await seesAnyRepository(context)) ? nothingConfigured : alert;
  }

  async *#ofPart(part: QueryPart, signal: AbortSignal): AsyncGenerator<SearchResult> {
    const { exhaustive } = this.request;
    const found = await findRepositories(this.context, part, signal, exhaustive?.repositoryId);
    for (const [list, known] of [
      [found.forks, this.stats.forks],
      [found.archived, this.stats.archived],
    ] as const)
      for (const repository of list) known.set(repository.id, repository);
    const repositories = await repositoriesHolding(this.context, found.repositories, part, signal);
    if (repositories.length > 0) this.stats.searchedAny = true;
    const types = typesOf(part);
    if (types.has('repo') && !exhaustive) {
      for await (const result of matchingRepositories(this.context, part, repositories, signal)) {
        yield* this.#admit(part, result);
        if (this.stats.limitHit) return;
      }
    }
    if (types.has('file') || types.has('path')) yield* this.#files(part, types, repositories, signal);
    for (const kind of ['commit', 'diff'] as const)
      if (types.has(kind) && !this.stats.limitHit) yield* this.#commits(part, kind, repositories, signal);
  }

  async *#commits(
    part: QueryPart,
    kind: 'commit' | 'diff',
    repositories: readonly Repository[],
    signal: AbortSignal,
  ): AsyncGenerator<SearchResult> {
    if (part.filePredicates.length > 0)
      throw unsupported('file:has.content() together with type:commit or type:diff');
    const tests = this.#pathTests(part);
    const wanted = (path: string) => tests.every((test) => test(path));
    const search = new CommitSearch(this.context, part, wanted, tests.length > 0);
    const left = this.#noteTimeouts(repositories, signal);
    for (let from = 0; from < repositories.length; from += repositoriesAtOnce) {
      const group = repositories.slice(from, from + repositoriesAtOnce);
      const rules = await readablePaths(
        this.context,
        group.map(({ id }) => id),
      );
      for (const [index, repository] of group.entries()) {
        const readable = rules[index];
        if (!readable) throw new Error('no rules were read');
        const target = await this.#history(part, repository, readable, signal);
        for await (const result of target ? search.in(target, kind, signal) : []) {
          yield* this.#admit(part, result);
          if (this.stats.limitHit) return;
        }
        left.delete(repository.id);
      }
    }
  }

  /** Where the histories of a repository begin that are asked for; undefined where there are none. */
  async #history(
    { revisions }: QueryPart,
    repository: Repository,
    readable: ReadablePaths,
    signal: AbortSignal,
  ): Promise<HistoryTarget | undefined> {
    const { status } = repository.mirror;
    if (status !== 'CLONED') {
      this.stats[status === 'CLONING' ? 'cloning' : 'missing'].set(repository.id, repository);
      return undefined;
    }
    const { gitDir } = mirrorOf(this.context.services, repository.id);
    const { git } = this.context.services;
    const from = new Map<string, string>();
    const limits = { most: mostHistories, signal };
    for (const revision of await revisionsOf(this.context, repository, revisions, limits)) {
      const commit = await git.describe(gitDir, `${revision === '' ? 'HEAD' : revision}^{commit}`, signal);
      if (commit && !from.has(commit.oid)) from.set(commit.oid, revision);
      else if (!commit && revision !== '') this.stats.missingRevisions.push({ repository, revision });
    }
    const without: string[] = [];
    for (const revision of revisions.without) {
      const commit = await git.describe(gitDir, `${revision}^{commit}`, signal);
      if (commit) without.push(commit.oid);
      else {
        this.stats.missingRevisions.push({ repository, revision: `^${revision}` });
        return undefined;
      }
    }
    return from.size === 0 ? undefined : { repository, gitDir, from, without, readable };
  }

  /** Those that are not done when the time is up are told of. Whoever is done with one takes it out. */
  #noteTimeouts(repositories: readonly Repository[], signal: AbortSignal): Map<number, Repository> {
    const left = new Map(repositories.map((repository) => [repository.id, repository]));
    const note = () => {
      if (this.stats.isTimedOut) for (const [id, one] of left) this.stats.timedOut.set(id, one);
    };
    signal.addEventListener('abort', note, { once: true });
    return left;
  }

  async *#files(
    part: QueryPart,
    types: ReadonlySet<ResultType>,
    repositories: readonly Repository[],
    signal: AbortSignal,
  ): AsyncGenerator<SearchResult> {
    const query = this.#fileQuery(part, types);
    const { engine } = this.context.services.searches;
    const left = this.#noteTimeouts(repositories, signal);
    for (let from = 0; from < repositories.length; from += repositoriesAtOnce) {
      const group = repositories.slice(from, from + repositoriesAtOnce);
      const targets = await this.#open(group, part.revisions, signal);
      const { wanted } = query;
      const holding = await fileTest(this.context, part.filePredicates, targets, { wanted, signal });
      const onGone = ({ repositoryId }: { repositoryId: number }) => {
        const gone = left.get(repositoryId);
        if (gone) this.stats.missing.set(repositoryId, gone);
      };
      const inBackground = this.request.exhaustive !== undefined;
      for await (const match of engine.files(targets, query, { signal, onGone, inBackground })) {
        if (!holding(match.target, match.path)) continue;
        const { repository, revision, commit } = match.target as RevisionTarget;
        const { path, pathRanges, lines, cut } = match;
        const file = join(match.target.path, path);
        const kind = lines.some(({ ranges }) => ranges.length > 0) ? 'content' : 'path';
        yield* this.#admit(part, { kind, repository, revision, commit, path, pathRanges, lines, cut, file });
        if (this.stats.limitHit) return;
      }
      for (const { id } of group) left.delete(id);
    }
  }

  async #open(
    group: readonly Repository[],
    revisions: Revisions,
    signal: AbortSignal,
  ): Promise<RevisionTarget[]> {
    const opened = await openTargets(this.context, group, revisions, signal);
    for (const repository of opened.cloning) this.stats.cloning.set(repository.id, repository);
    for (const repository of opened.missing) this.stats.missing.set(repository.id, repository);
    this.stats.missingRevisions.push(...opened.missingRevisions);
    return opened.targets;
  }

  #fileQuery(part: QueryPart, types: ReadonlySet<ResultType>): FileQuery {
    const tests = this.#pathTests(part);
    const language = part.languages.find(({ negated }) => !negated);
    return {
      pattern: part.pattern,
      caseSensitive: part.caseSensitive,
      wanted: (path) => tests.every((test) => test(path)),
      globs: language ? this.languages.globsOf(language.name) : [],
      contents: part.pattern !== null && types.has('file'),
      // Without a pattern there is nothing to find but the files themselves.
      paths: types.has('path') || part.pattern === null,
      contextLines: this.request.contextLines,
    };
  }

  #pathTests(part: QueryPart): ((path: string) => boolean)[] {
    const paths = part.paths.map(({ source, negated }) => {
      const test = textTest(source, part.caseSensitive);
      return (path: string) => test(path) !== negated;
    });
    const languages = part.languages.map(
      ({ name, negated }) =>
        (path: string) =>
          this.languages.mayBe(path, name) !== negated,
    );
    return [...paths, ...languages];
  }

  /** What of a result is told: what is selected, what was not told before, and no more than is wanted. */
  *#admit(part: QueryPart, found: SearchResult): Generator<SearchResult> {
    const selected = selectedOf(part, found);
    const result = selected && this.#news(part, selected);
    if (!result) return;
    const { stats } = this;
    const left = stats.limit - stats.matchCount;
    if (left <= 0) {
      stats.limitHit = true;
      return;
    }
    const admitted = firstOf(result, left);
    if (countOf(result) > left) stats.limitHit = true;
    stats.matchCount += countOf(admitted);
    stats.repositories.set(admitted.repository.id, admitted.repository);
    this.#filters.add(admitted);
    yield admitted;
  }

  /** What of a result was not told before; it may be found again by another part, revision or file. */
  #news(part: QueryPart, result: SearchResult): SearchResult | undefined {
    const mayRepeat = this.plan.parts.length > 1 || part.select !== null || areSeveral(part.revisions);
    if (!mayRepeat) return result;
    const name = nameOf(result);
    const known = this.#known.get(name);
    const lines = result.kind === 'content' ? withoutPlaces(result.lines, known ?? []) : [];
    const places = placesIn(lines);
    if (known && places.length === 0) return undefined;
    this.#known.set(
      name,
      [...(known ?? []), ...places].sort(([one], [other]) => one - other),
    );
    return result.kind === 'content' ? { ...result, lines } : result;
  }
}

/** What of a plan is about one revision, with no other. */
const partsFor = ({ parts }: SearchPlan, { revision }: ExhaustiveSearch): QueryPart[] =>
  parts
    .filter(({ revisions }) => namesOf(revisions).includes(revision))
    .map((part) => ({ ...part, revisions: { ...part.revisions, names: [revision] } }));

const tooMany = () =>
  new LimitExceededError('too many of your searches wait for their turn: try again when some have ended');

/** What is looked for where the query does not say. Source: repositories and search reference, 3.4. */
export function typesOf(part: QueryPart): ReadonlySet<ResultType> {
  if (part.types.size > 0) return part.types;
  const ofFiles = part.paths.length + part.filePredicates.length + part.languages.length > 0;
  if (part.pattern === null) return new Set([ofFiles ? 'path' : 'repo']);
  const ofRepositories = part.repos.length + part.repoPredicates.length > 0;
  const types: ResultType[] = ['file', 'path'];
  // What is absent is said of files.
  if (!ofFiles && !ofRepositories && !holds(part.pattern, () => false)) types.push('repo');
  return new Set(types);
}

/** Repositories by name. */
async function* matchingRepositories(
  viewer: RequestContext,
  { pattern, caseSensitive, revisions }: QueryPart,
  repositories: readonly Repository[],
  signal: AbortSignal,
): AsyncGenerator<RepositoryResult> {
  const terms = pattern ? termsOf(pattern).filter(({ contentOnly }) => !contentOnly) : [];
  const finder = new TermFinder(terms, caseSensitive);
  for (const repository of repositories) {
    const { name } = repository;
    if (pattern && !holds(pattern, (term) => !term.contentOnly && finder.has(term, name))) continue;
    const nameRanges = finder.allRanges(terms, name);
    if (revisions.globs.length > 0 && repository.mirror.status !== 'CLONED') continue;
    for (const revision of await revisionsOf(viewer, repository, revisions, { most: mostHistories, signal }))
      yield { kind: 'repo', repository, revision, nameRanges };
  }
}

/** A result as `select:` has it; undefined where it has none of that. */
function selectedOf({ select }: QueryPart, result: SearchResult): SearchResult | undefined {
  switch (select) {
    case null:
      return result;
    case 'repo': {
      const { repository, revision } = result;
      return result.kind === 'repo' ? result : { kind: 'repo', repository, revision, nameRanges: [] };
    }
    case 'content':
      return result.kind === 'content' ? { ...result, pathRanges: [] } : undefined;
    case 'file':
    case 'file.path':
      return isFile(result) ? pathOf(result, result.path) : undefined;
    case 'commit.diff.added':
    case 'commit.diff.removed':
      return result.kind === 'diff' ? result : undefined;
    default: {
      if (!isFile(result)) return undefined;
      return { ...pathOf(result, result.path.slice(0, result.path.lastIndexOf('/') + 1)), pathRanges: [] };
    }
  }
}

const isFile = (result: SearchResult): result is FileResult =>
  result.kind === 'content' || result.kind === 'path';

const pathOf = (result: FileResult, path: string): FileResult => ({
  ...result,
  kind: 'path',
  path,
  lines: [],
});
