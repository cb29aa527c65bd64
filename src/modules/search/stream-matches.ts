import { commitBody, commitDetail, commitLabel, commitUrlOf } from './commit-text.js';
import type { Languages } from './languages.js';
import { chunksOf, lineMatchesOf, positionIn } from './positions.js';
import {
  type CommitResult,
  type FileResult,
  isCommit,
  type RepositoryResult,
  type SearchResult,
} from './results.js';

/** How matches are written. */
export interface MatchFormat {
  /** Chunks with their surroundings, instead of lines. */
  chunks: boolean;
  /** Characters of a line in a chunk; negative is all. */
  longestLine: number;
}

/** A result as the stream has it. Source: repositories and search reference, 4.4. */
export function streamMatch(
  result: SearchResult,
  format: MatchFormat,
  { languages, now }: { languages: Languages; now: Date },
): object {
  if (result.kind === 'repo') return repositoryMatch(result);
  if (isCommit(result)) return commitMatch(result, now);
  return fileMatch(result, format, languages);
}

function commitMatch(result: CommitResult, now: Date): object {
  const { oid, message, author, committer, ranges } = result;
  return {
    type: 'commit',
    label: commitLabel(result).text,
    url: commitUrlOf(result),
    detail: commitDetail(result, now).text,
    ...repositoryOf(result),
    oid,
    message,
    authorName: author.name,
    authorDate: author.date,
    committerName: committer.name,
    committerDate: committer.date,
    content: commitBody(result).text,
    ranges,
  };
}

function fileMatch(result: FileResult, { chunks, longestLine }: MatchFormat, languages: Languages): object {
  const { kind, path, pathRanges, lines, file, commit } = result;
  const language = languages.ofPath(path);
  return {
    type: kind,
    path,
    ...(pathRanges.length > 0 && { pathMatches: rangesIn(path, pathRanges) }),
    ...repositoryOf(result),
    branches: [result.revision],
    commit,
    ...(kind === 'content' && {
      hunks: null,
      ...(chunks
        ? {
            chunkMatches: chunksOf(lines, file, longestLine).map(
              ({ content, contentStart, ranges, contentTruncated }) => ({
                content,
                contentStart,
                ranges,
                ...(contentTruncated && { contentTruncated }),
              }),
            ),
          }
        : { lineMatches: lineMatchesOf(lines) }),
    }),
    ...(language !== undefined && { language }),
  };
}

function repositoryMatch(result: RepositoryResult): object {
  const { repository, revision, nameRanges } = result;
  const { name, description, isFork, isArchived, isPrivate, topics } = repository;
  return {
    type: 'repo',
    ...repositoryOf(result),
    ...(nameRanges.length > 0 && { repositoryMatches: rangesIn(name, nameRanges) }),
    ...(revision !== '' && { branches: [revision] }),
    ...(description !== '' && { description }),
    ...(isFork && { fork: true }),
    ...(isArchived && { archived: true }),
    ...(isPrivate && { private: true }),
    ...(topics.length > 0 && { topics }),
  };
}

function repositoryOf({ repository: { id, name, stars, mirror } }: SearchResult) {
  return {
    repositoryID: id,
    repository: name,
    ...(stars > 0 && { repoStars: stars }),
    ...(mirror.lastFetchedAt && { repoLastFetched: mirror.lastFetchedAt.toISOString() }),
  };
}

const rangesIn = (text: string, ranges: readonly (readonly [number, number])[]) =>
  ranges.map(([start, end]) => ({ start: positionIn(text, start), end: positionIn(text, end) }));
