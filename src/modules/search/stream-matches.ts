import type { Languages } from './languages.js';
import { chunksOf, lineMatchesOf, positionIn } from './positions.js';
import type { FileResult, RepositoryResult, SearchResult } from './results.js';

/** How matches are written. */
export interface MatchFormat {
  /** Chunks with their surroundings, instead of lines. */
  chunks: boolean;
  /** Characters of a line in a chunk; negative is all. */
  longestLine: number;
}

/** A result as the stream has it. Source: repositories and search reference, 4.4. */
export function streamMatch(result: SearchResult, format: MatchFormat, languages: Languages): object {
  return result.kind === 'repo' ? repositoryMatch(result) : fileMatch(result, format, languages);
}

function fileMatch(result: FileResult, { chunks, longestLine }: MatchFormat, languages: Languages): object {
  const { kind, path, pathRanges, lines, commit } = result;
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
            chunkMatches: chunksOf(lines, longestLine).map(
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
