import type { Repository } from '../repositories/repositories.js';
import type { Author } from './commit-log.js';
import type { MatchedLines } from './engine/search-engine.js';

/** A file that matches, by what is in it or by its path alone. */
export interface FileResult {
  kind: 'content' | 'path';
  repository: Repository;
  commit: string;
  /** As it was asked for; empty for the default branch. */
  revision: string;
  /** Of a directory where those are selected, and then it ends with a slash. */
  path: string;
  /** In characters of JavaScript. */
  pathRanges: [start: number, end: number][];
  lines: MatchedLines[];
  /** Where it is on disk, for a while. SECURITY: never told. */
  file: string;
  /** Whether more of it matches. */
  cut: boolean;
}

/** A repository that matches by its name. */
export interface RepositoryResult {
  kind: 'repo';
  repository: Repository;
  revision: string;
  nameRanges: [start: number, end: number][];
}

/** A commit that matches, by its message or by lines that it changed. */
export interface CommitResult {
  kind: 'commit' | 'diff';
  repository: Repository;
  revision: string;
  oid: string;
  author: Author;
  committer: Author;
  message: string;
  /** The message, or what of the diff matches. */
  content: string;
  /** What matches in it: the line from 1, the character in it from 0, and how many. */
  ranges: [line: number, character: number, length: number][];
}

export type SearchResult = FileResult | RepositoryResult | CommitResult;

/** Whether it is a commit, found by whatever. */
export const isCommit = (result: SearchResult): result is CommitResult =>
  result.kind === 'commit' || result.kind === 'diff';

/** As how many matches a result counts. */
export function countOf(result: SearchResult): number {
  if (isCommit(result)) return Math.max(1, result.ranges.length);
  if (result.kind !== 'content') return 1;
  return Math.max(
    1,
    result.lines.reduce((sum, { ranges }) => sum + ranges.length, 0),
  );
}

/** The first matches of a result, with the lines around them. */
export function firstOf(result: SearchResult, most: number): SearchResult {
  if (countOf(result) <= most) return result;
  if (isCommit(result)) return { ...result, ranges: result.ranges.slice(0, most) };
  if (result.kind !== 'content') return result;
  const lines: MatchedLines[] = [];
  let left = most;
  for (const line of result.lines) {
    if (left === 0 && line.ranges.length > 0) break;
    lines.push({ ...line, ranges: line.ranges.slice(0, left) });
    left -= Math.min(left, line.ranges.length);
  }
  return { ...result, lines, cut: true };
}

/** What names a result among all: two of the same name are one. */
export function nameOf(result: SearchResult): string {
  const { repository, revision } = result;
  switch (result.kind) {
    case 'repo':
      return `repo ${repository.id}@${revision}`;
    case 'commit':
    case 'diff':
      return `${result.kind} ${repository.id} ${result.oid}`;
    default:
      return `file ${repository.id} ${result.commit} ${result.path}`;
  }
}

/** Where something matches in a file, in bytes of it. In its order, and none inside another. */
export type Places = readonly (readonly [start: number, end: number])[];

export const placesIn = (lines: readonly MatchedLines[]): Places =>
  lines.flatMap(({ offset, ranges }) =>
    ranges.map(([start, end]) => [offset + start, offset + end] as const),
  );

/** Lines with what matches in them but at the places that are told of already. */
export function withoutPlaces(lines: readonly MatchedLines[], known: Places): MatchedLines[] {
  let at = 0;
  return lines.map((piece) => ({
    ...piece,
    ranges: piece.ranges.filter(([from, to]) => {
      const [start, end] = [piece.offset + from, piece.offset + to];
      let next = known[at];
      while (next && next[0] < start && next[1] <= start) {
        at += 1;
        next = known[at];
      }
      return !next || (next[0] >= end && next[0] !== start);
    }),
  }));
}
