import type { RequestContext } from '../../context.js';
import { queryAlert, type SearchAlert } from './alerts.js';
import type { MatchedLines } from './engine/search-engine.js';
import type { SearchFilter } from './filters.js';
import type { PatternType } from './query/ast.js';
import { QueryError } from './query/query-error.js';
import { nameOf, type SearchResult } from './results.js';
import { prepareSearch } from './search.js';
import { SearchStats } from './stats.js';

/** Everything that a search found. */
export interface Found {
  results: SearchResult[];
  stats: SearchStats;
  alert: SearchAlert | null;
  filters: SearchFilter[];
  elapsedMs: number;
}

/** Matches that are found where the query does not say, and at most: an answer is held in memory as a whole. */
const usualMatches = 30;
const mostMatches = 10_000;
const mostCharacters = 8 * 1024 * 1024;
/** Whoever holds more than these waits for its turn. */
const heldByAnybody = 1024 * 1024;

/** Searches to the end. A query that cannot be answered is an alert. */
export async function searchWhole(
  context: RequestContext,
  text: string,
  typeOf: () => PatternType,
): Promise<Found> {
  try {
    const patternType = typeOf();
    const request = { text, patternType, count: usualMatches, mostMatches, contextLines: 0 };
    const run = await prepareSearch(context, request);
    const results = new Map<string, SearchResult>();
    let characters = 0;
    for await (const result of run.results()) {
      const known = results.get(nameOf(result));
      results.set(nameOf(result), known ? together(known, result) : result);
      characters += sizeOf(result);
      if (characters > heldByAnybody) await context.takeRoom?.();
      if (characters <= mostCharacters) continue;
      run.stats.limitHit = true;
      break;
    }
    const { stats, alert, elapsedMs } = run;
    return { results: [...results.values()], stats, alert, filters: run.filters(), elapsedMs };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const stats = new SearchStats(usualMatches);
    return { results: [], stats, alert: queryAlert(error), filters: [], elapsedMs: 0 };
  }
}

/** In an answer, in characters. */
const sizeOfRange = 20;

function sizeOf(result: SearchResult): number {
  if ('content' in result) return result.content.length + result.message.length;
  if (result.kind === 'repo') return 0;
  return result.lines.reduce((sum, { text, ranges }) => sum + text.length + ranges.length * sizeOfRange, 0);
}

/** A file that was found twice, by parts of the query that match different places in it. */
function together(one: SearchResult, other: SearchResult): SearchResult {
  if (one.kind !== 'content' || other.kind !== 'content') return one.kind === 'path' ? other : one;
  const byLine = new Map(one.lines.map((piece) => [piece.line, piece]));
  for (const piece of other.lines) {
    const known = byLine.get(piece.line);
    byLine.set(piece.line, known ? samePiece(known, piece) : piece);
  }
  const lines = [...byLine.values()].sort((a, b) => a.line - b.line);
  return { ...one, lines, cut: one.cut || other.cut };
}

/** Two pieces that begin with the same line. */
function samePiece(one: MatchedLines, other: MatchedLines): MatchedLines {
  const ranges = [...one.ranges, ...other.ranges].sort(([a], [b]) => a - b);
  return { ...(one.text.length < other.text.length ? other : one), ranges };
}
