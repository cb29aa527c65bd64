import { EventSourceParserStream } from 'eventsource-parser/stream';
import { GatehouseError, refusal, unanswered } from './gatehouse-error.js';
import { publicError } from './transport.js';

/** What is looked for, and how it is told. */
export interface SearchStreamOptions {
  query: string;
  /** How the query is read: `V3` if left out. */
  version?: 'V1' | 'V2' | 'V3';
  /** The pattern type, where the query has no `patternType:`. */
  patternType?: 'keyword' | 'standard' | 'literal' | 'regexp';
  /** How many matches are sent at most; counting goes on. */
  display?: number;
  /** Whole lines around matches (`chunkMatches`), so many on each side, instead of single lines (`lineMatches`). */
  contextLines?: number;
  /** Ends the search. So does leaving the loop. */
  signal?: AbortSignal;
}

interface InRepository {
  /** The name of the repository. */
  repository: string;
  repositoryID: number;
}

interface InFile extends InRepository {
  path: string;
  /** The revisions that it was found at. */
  branches: string[];
  commit: string;
  language?: string;
}

/** A place in a text, counted from 0: `offset` in bytes, `column` in characters of the line. */
export interface SearchPosition {
  offset: number;
  line: number;
  column: number;
}

export interface SearchRange {
  start: SearchPosition;
  end: SearchPosition;
}

/** Lines of a file. */
export interface ContentMatch extends InFile {
  type: 'content';
  /** Without `contextLines`. The first line of a file is 0. */
  lineMatches?: { line: string; lineNumber: number; offsetAndLengths: [offset: number, length: number][] }[];
  /** With `contextLines`. */
  chunkMatches?: { content: string; contentStart: SearchPosition; ranges: SearchRange[] }[];
}

/** A file, by its path. */
export interface PathMatch extends InFile {
  type: 'path';
  pathMatches?: SearchRange[];
}

export interface RepositoryMatch extends InRepository {
  type: 'repo';
  description?: string;
  fork?: boolean;
  archived?: boolean;
  private?: boolean;
}

/** A commit, by its message or by what it changed. */
export interface CommitMatch extends InRepository {
  type: 'commit';
  oid: string;
  message: string;
  authorName: string;
  authorDate: string;
  url: string;
  /** Markdown: the message, or the changes. */
  content: string;
}

export type SearchMatch = ContentMatch | PathMatch | RepositoryMatch | CommitMatch;

/** How far a search is. */
export interface SearchProgress {
  done: boolean;
  matchCount: number;
  durationMs: number;
  repositoriesCount?: number;
  /** What was left out, and why. */
  skipped: { reason: string; title: string; message: string; severity: string }[];
}

/** What the query may be narrowed down with. */
export interface SearchFilter {
  value: string;
  label: string;
  count: number;
  kind: string;
}

/** Something to know, such as what is wrong with the query. */
export interface SearchAlert {
  title: string;
  description?: string;
  proposedQueries: { description?: string | null; query: string }[] | null;
}

/** What happens in a search. Newer servers may send more. */
export type SearchEvent =
  | { event: 'matches'; data: SearchMatch[] }
  | { event: 'filters'; data: SearchFilter[] }
  | { event: 'progress'; data: SearchProgress }
  | { event: 'alert'; data: SearchAlert };

/** How the instance is asked. */
interface Access {
  fetch: typeof globalThis.fetch;
  /** The address of the stream. */
  url: URL;
  token: string;
  headers: Headers;
}

/** The events of one search, as they happen. */
export async function* searchStream(
  { fetch, url, token, headers }: Access,
  { signal, ...options }: SearchStreamOptions,
): AsyncGenerator<SearchEvent, void, undefined> {
  try {
    const address = new URL(`?${parametersOf(options)}`, url);
    const sent = new Headers(headers);
    // SECURITY: as in transport.ts, the token is nowhere but here.
    sent.set('authorization', `Bearer ${token}`);
    const response = await fetch(address, {
      headers: sent,
      redirect: 'manual',
      signal: signal ?? null,
    }).catch((error: unknown) => {
      throw unanswered(error, url);
    });
    if (!response.body || !/^text\/event-stream\b/i.test(response.headers.get('content-type') ?? ''))
      throw refusal(response, await response.text(), url);
    const events = response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream());
    for await (const { event, data } of events) {
      if (event === 'done') return;
      const read = JSON.parse(data);
      if (event === 'error') throw new GatehouseError(read.message);
      yield { event, data: read } as SearchEvent;
    }
    throw new GatehouseError('the answer ended before the search was done');
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw publicError(error, token);
  }
}

function parametersOf({
  query,
  version,
  patternType,
  display,
  contextLines,
}: Omit<SearchStreamOptions, 'signal'>): URLSearchParams {
  return new URLSearchParams({
    q: query,
    ...(version && { v: version }),
    ...(patternType && { t: patternType }),
    ...(display !== undefined && { display: String(display) }),
    ...(contextLines !== undefined && { cm: 't', cl: String(contextLines) }),
  });
}
