import type { ReadablePaths } from '../../../authz/sub-repository-rules.js';
import type { Expression } from '../query/plan.js';

/** The files of one repository at one commit. */
export interface SearchTarget {
  repositoryId: number;
  commit: string;
  /** The directory of the snapshot. */
  path: string;
  /** SECURITY: whatever it holds back is not there, for whoever searches. */
  readable: ReadablePaths;
}

export interface FileQuery {
  /** Null: every file. */
  pattern: Expression | null;
  caseSensitive: boolean;
  /** Whether a file is looked at at all, by its path. */
  wanted: (path: string) => boolean;
  /** Names of files that hold every one that is wanted; empty is all. */
  globs: readonly string[];
  /** Whether to look into files. */
  contents: boolean;
  /** Whether a path alone may match. */
  paths: boolean;
  /** How many lines around each match come with it. */
  contextLines: number;
}

/** A piece of a file, of whole lines. */
export interface MatchedLines {
  /** Of the first line; from 0. */
  line: number;
  /** Of its first byte, in the file behind a mark of its encoding. */
  offset: number;
  /** Ends with a newline, except at the end of the file. */
  text: string;
  /** As it is in the file, where that is no UTF-8: what the text has for it has another length. */
  bytes?: Buffer;
  /** What matches in it, in bytes of the file; empty for lines around a match. */
  ranges: [start: number, end: number][];
}

export interface FileMatch {
  target: SearchTarget;
  path: string;
  /** Empty where only the path matches. In the order of the file. */
  lines: MatchedLines[];
  /** What matches in the path, in characters of JavaScript. */
  pathRanges: [start: number, end: number][];
  /** Whether more of the file match than there are here. */
  cut: boolean;
}

export interface SearchRunOptions {
  signal: AbortSignal;
  /** Told of a target whose files were removed while they were looked at: what was found in it may not be all. */
  onGone: (target: SearchTarget) => void;
  /** Nobody waits for it: it leaves processors to others. */
  inBackground?: boolean;
}

/** What looks into files. Whoever takes matches slowly slows it down; who stops taking them ends it. */
export interface SearchEngine {
  files(
    targets: readonly SearchTarget[],
    query: FileQuery,
    options: SearchRunOptions,
  ): AsyncIterable<FileMatch>;
}
