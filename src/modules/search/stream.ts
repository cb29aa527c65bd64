import type { RequestContext } from '../../context.js';
import { DomainError } from '../../errors.js';
import { queryAlert, type SearchAlert } from './alerts.js';
import { loadLanguages } from './languages.js';
import type { PatternType } from './query/ast.js';
import { QueryError } from './query/query-error.js';
import { countOf, firstOf, type SearchResult } from './results.js';
import { prepareSearch, type SearchRun } from './search.js';
import { skippedIn } from './stats.js';
import { type MatchFormat, streamMatch } from './stream-matches.js';

export interface StreamRequest extends MatchFormat {
  text: string;
  patternType: PatternType;
  /** Matches that are sent; negative is all. */
  display: number;
  contextLines: number;
}

/** Matches that are found where the query does not say, and at most. */
const usualMatches = 10_000;
const mostMatches = 1_000_000;
/** Results wait for others until there are so many characters, or for so long. */
const flushCharacters = 32 * 1024;
const flushMs = 100;
const firstProgressMs = 500;
const progressMs = 5000;

/** An event as clients of the mirrored product read it: two lines, and an empty one. */
const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

export const doneEvent = event('done', {});
export const errorEvent = (message: string): string => event('error', { message });

/**
 * A search as a stream of events, of which `done` is the last. Source: repositories and search reference, 4.3.
 */
export async function* searchEvents(context: RequestContext, request: StreamRequest): AsyncGenerator<string> {
  try {
    const run = await prepareSearch(context, {
      ...request,
      count: usualMatches,
      mostMatches,
      contextLines: request.chunks ? request.contextLines : 0,
    });
    yield* eventsOf(context, run, request);
  } catch (error) {
    if (context.hungUp?.().aborted) return;
    if (error instanceof QueryError) yield refusalEvent(error);
    else if (error instanceof DomainError) yield errorEvent(error.message);
    else {
      const { requestId } = context.client;
      context.services.log.error({ err: error, requestId }, 'a search failed');
      yield errorEvent(`Unexpected error (request ${requestId}).`);
    }
  }
  yield doneEvent;
}

const alertEvent = ({ title, description, kind, proposedQueries }: SearchAlert): string =>
  event('alert', { title, ...(description && { description }), ...(kind && { kind }), proposedQueries });

/** What a query that cannot be answered is told. */
export const refusalEvent = (error: QueryError): string => alertEvent(queryAlert(error));

async function* eventsOf(
  context: RequestContext,
  run: SearchRun,
  request: StreamRequest,
): AsyncGenerator<string> {
  const batch = new Batch(run, request, {
    languages: await loadLanguages(),
    now: context.services.clock.now(),
  });
  const results = run.results();
  try {
    let flushAt = Date.now();
    let progressAt = flushAt + firstProgressMs;
    const take = () => {
      const next = results.next();
      // It may fail while nobody waits for it, which whoever waits next will learn.
      next.catch(() => {});
      return next;
    };
    let next = take();
    for (;;) {
      const waitMs = Math.max(0, Math.min(batch.isEmpty ? progressAt : flushAt, progressAt) - Date.now());
      const taken = await within(next, waitMs);
      if (taken?.done) break;
      if (taken) {
        if (batch.isEmpty && batch.wasSent) flushAt = Date.now() + flushMs;
        batch.add(taken.value);
        next = take();
      }
      const now = Date.now();
      if (!batch.isEmpty && (!batch.wasSent || now >= flushAt || batch.isFull)) yield* batch.take();
      if (now >= progressAt) {
        progressAt = now + progressMs;
        yield* batch.progress();
      }
    }
  } finally {
    await results.return(undefined);
  }
  yield* batch.end();
}

/** What a promise gives, if it does within so long. */
function within<Value>(promise: Promise<Value>, ms: number): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Results that wait to be sent, and what was sent so far. */
class Batch {
  #matches: string[] = [];
  #characters = 0;
  #displayed = 0;
  #filters = '';
  #progress = '';
  wasSent = false;

  constructor(
    private readonly run: SearchRun,
    private readonly request: StreamRequest,
    private readonly known: Parameters<typeof streamMatch>[2],
  ) {}

  get isEmpty(): boolean {
    return this.#matches.length === 0;
  }

  get isFull(): boolean {
    return this.#characters >= flushCharacters;
  }

  add(result: SearchResult): void {
    const { display } = this.request;
    const left = display < 0 ? Number.POSITIVE_INFINITY : display - this.#displayed;
    if (countOf(result) > left) this.run.stats.displayLimitHit = true;
    if (left <= 0) return;
    const shown = firstOf(result, left);
    this.#displayed += countOf(shown);
    const text = JSON.stringify(streamMatch(shown, this.request, this.known));
    this.#matches.push(text);
    this.#characters += text.length;
  }

  *take(): Generator<string> {
    yield* this.#newFilters();
    if (this.isEmpty) return;
    yield `event: matches\ndata: [${this.#matches.join(',')}]\n\n`;
    this.#matches = [];
    this.#characters = 0;
    this.wasSent = true;
  }

  /** How far it is, where that is another than it was. */
  *progress(): Generator<string> {
    const { matchCount } = this.run.stats;
    const skipped = skippedIn(this.run.stats);
    const state = JSON.stringify([matchCount, skipped]);
    if (state === this.#progress) return;
    this.#progress = state;
    yield event('progress', { done: false, matchCount, durationMs: this.run.elapsedMs, skipped });
  }

  *end(): Generator<string> {
    const { stats, alert, elapsedMs } = this.run;
    yield* this.take();
    const repositoriesCount = stats.repositories.size;
    yield event('progress', {
      done: true,
      ...(repositoriesCount > 0 && { repositoriesCount }),
      matchCount: stats.matchCount,
      durationMs: elapsedMs,
      skipped: skippedIn(stats),
    });
    if (alert) yield alertEvent(alert);
  }

  *#newFilters(): Generator<string> {
    const filters = this.run.filters();
    const text = JSON.stringify(filters);
    if (filters.length === 0 || text === this.#filters) return;
    this.#filters = text;
    yield event('filters', filters);
  }
}
