import { NotFoundError } from '../../errors.js';
import { anyone, inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { GitBlob } from '../git/files.schema.js';
import { type Entry, GitCommit, GitRef, type Ref } from '../git/git-types.js';
import { GitRevSpec } from '../git/revisions.schema.js';
import { Repository } from '../repositories/repository-type.js';
import type { ProposedQuery, SearchAlert as SearchAlertShape } from './alerts.js';
import type { SearchFilter as SearchFilterShape } from './filters.js';
import { type Found, searchWhole } from './found.js';
import { loadLanguages } from './languages.js';
import {
  type ChunkMatch as ChunkMatchShape,
  chunksOf,
  type LineMatch as LineMatchShape,
  lineMatchesOf,
  type Position as PositionShape,
  positionIn,
} from './positions.js';
import {
  GenericSearchResultInterface,
  Highlight,
  type HighlightShape,
  highlightsOf,
} from './result-types.js';
import { type CommitResult, type FileResult, isCommit, type SearchResult as Result } from './results.js';
import { patternTypeFor } from './search-version.js';

const Position = builder.objectRef<PositionShape>('Position').implement({
  description: 'A place in a text, counted from 0.',
  fieldAccess: inherited,
  fields: (t) => ({
    line: t.exposeInt('line', { description: 'The line.' }),
    character: t.exposeInt('column', { description: 'The character in the line.' }),
  }),
});

const Range = builder.objectRef<{ start: PositionShape; end: PositionShape }>('Range').implement({
  description: 'A stretch of a text.',
  fieldAccess: inherited,
  fields: (t) => ({
    start: t.expose('start', { type: Position, description: 'Where it begins.' }),
    end: t.expose('end', { type: Position, description: 'Where it ends: what is there is not part of it.' }),
  }),
});

const LineMatch = builder.objectRef<LineMatchShape>('LineMatch').implement({
  description: 'A line that matches.',
  fieldAccess: inherited,
  fields: (t) => ({
    preview: t.exposeString('line', { description: 'The line.' }),
    lineNumber: t.exposeInt('lineNumber', { description: 'Its number, counted from 0.' }),
    offsetAndLengths: t.field({
      type: t.listRef(t.listRef('Int')),
      description: 'What matches in it: where it begins, and how many characters it has.',
      resolve: ({ offsetAndLengths }) => offsetAndLengths,
    }),
    limitHit: t.boolean({
      deprecationReason: 'Always false.',
      description: 'Always false.',
      resolve: () => false,
    }),
  }),
});

const ChunkMatch = builder.objectRef<ChunkMatchShape>('ChunkMatch').implement({
  description: 'Lines of a file that match and follow each other.',
  fieldAccess: inherited,
  fields: (t) => ({
    content: t.exposeString('content', { description: 'The lines, without the last line end.' }),
    contentStart: t.expose('contentStart', { type: Position, description: 'Where in the file they begin.' }),
    ranges: t.expose('ranges', { type: [Range], description: 'What matches, by its place in the file.' }),
  }),
});

const HighlightedString = builder
  .objectRef<{ value: string; highlights: HighlightShape[] }>('HighlightedString')
  .implement({
    description: 'A text with what matches in it.',
    fieldAccess: inherited,
    fields: (t) => ({
      value: t.exposeString('value', { description: 'The text.' }),
      highlights: t.expose('highlights', { type: [Highlight], description: 'What matches.' }),
    }),
  });

const FileMatch = builder.objectRef<FileResult>('FileMatch').implement({
  description: 'A file that matches, by what is in it or by its path.',
  fieldAccess: inherited,
  fields: (t) => ({
    file: t.field({ type: GitBlob, description: 'The file.', resolve: fileOf }),
    repository: t.field({
      type: Repository,
      description: 'The repository that it is in.',
      resolve: ({ repository }) => repository,
    }),
    revSpec: t.field({
      type: GitRevSpec,
      nullable: true,
      description: 'The revision that was searched; null where that was the default branch.',
      resolve: ({ repository, revision, commit: oid }) =>
        revision === '' ? null : { expr: revision, object: { repository, oid, type: 'commit' as const } },
    }),
    lineMatches: t.field({
      type: [LineMatch],
      description: 'The lines that match; none where only the path does.',
      resolve: ({ lines }) => lineMatchesOf(lines),
    }),
    chunkMatches: t.field({
      type: [ChunkMatch],
      description: 'The lines that match, those that follow each other together.',
      resolve: ({ lines, file }) => chunksOf(lines, file),
    }),
    pathMatches: t.field({
      type: [Range],
      description: 'What matches in the path.',
      resolve: ({ path, pathRanges }) =>
        pathRanges.map(([start, end]) => ({ start: positionIn(path, start), end: positionIn(path, end) })),
    }),
    limitHit: t.exposeBoolean('cut', { description: 'Whether more of it matches than there is here.' }),
    languages: t.stringList({
      description: 'The languages that its name says it may be written in.',
      resolve: async ({ path }) => {
        const language = (await loadLanguages()).ofPath(path);
        return language === undefined ? [] : [language];
      },
    }),
  }),
});

/** SECURITY: read once more, by the rules for paths. */
async function fileOf(match: FileResult, _args: object, { loaders }: GraphQLContext): Promise<Entry> {
  const { repository, commit: oid, revision, path } = match;
  const found = await loaders.git(repository).find(oid, path);
  if (!found) throw new NotFoundError(`file not found: ${path}`);
  return { ...found, commit: { repository, oid, revision: revision === '' ? null : revision } };
}

const CommitSearchResult = builder.objectRef<CommitResult>('CommitSearchResult').implement({
  description: 'A commit that matches, by its message or by what it changed.',
  interfaces: [GenericSearchResultInterface],
  fieldAccess: inherited,
  fields: (t) => ({
    commit: t.field({
      type: GitCommit,
      description: 'The commit.',
      resolve: ({ repository, oid }) => ({ repository, oid, revision: null }),
    }),
    refs: t.field({
      type: [GitRef],
      description: 'The branches and tags that lead to it.',
      resolve: async ({ repository, oid }, _args, { loaders }) =>
        (await loaders.git(repository).refs())
          .filter(({ commit }) => commit === oid)
          .map((ref) => ({ ...ref, repository })),
    }),
    sourceRefs: t.field({
      type: [GitRef],
      description: 'The branch or tag in whose history it was found; empty where that was another revision.',
      resolve: sourceRefsOf,
    }),
    messagePreview: t.field({
      type: HighlightedString,
      nullable: true,
      description: 'The message; null where the commit was found by what it changed.',
      resolve: (result) => (result.kind === 'commit' ? previewOf(result) : null),
    }),
    diffPreview: t.field({
      type: HighlightedString,
      nullable: true,
      description: 'The changes that match; null where the commit was found by its message.',
      resolve: (result) => (result.kind === 'diff' ? previewOf(result) : null),
    }),
  }),
});

const previewOf = (result: CommitResult) => ({ value: result.content, highlights: highlightsOf(result) });

async function sourceRefsOf(
  { repository, revision }: CommitResult,
  _args: object,
  { loaders }: GraphQLContext,
): Promise<Ref[]> {
  const git = loaders.git(repository);
  const head = revision === '' ? await git.defaultBranch() : null;
  const names = head ? [head] : [revision, `refs/tags/${revision}`, `refs/heads/${revision}`];
  for (const name of names) {
    const ref = await git.ref(name);
    if (ref) return [{ ...ref, repository }];
  }
  return [];
}

/** A result as the API has it: a repository is itself. */
const shapeOf = (result: Result) => (result.kind === 'repo' ? result.repository : result);

const SearchResult = builder.unionType('SearchResult', {
  description: 'Something that matches.',
  types: [FileMatch, CommitSearchResult, Repository],
  resolveType: (value) => {
    if (!('kind' in value)) return 'Repository';
    return isCommit(value) ? 'CommitSearchResult' : 'FileMatch';
  },
});

const SearchFilter = builder.objectRef<SearchFilterShape>('SearchFilter').implement({
  description: 'What a query may be narrowed down with, or widened.',
  fieldAccess: inherited,
  fields: (t) => ({
    value: t.exposeString('value', { description: 'What to add to the query.' }),
    label: t.exposeString('label', { description: 'What to call it.' }),
    count: t.exposeInt('count', { description: 'How many matches it stands for.' }),
    limitHit: t.boolean({
      description: 'Whether there may be more.',
      resolve: ({ exhaustive }) => !exhaustive,
    }),
    kind: t.exposeString('kind', { description: '`repo`, `lang`, `file`, `type`, `utility` or `author`.' }),
  }),
});

const SearchQueryDescription = builder.objectRef<ProposedQuery>('SearchQueryDescription').implement({
  description: 'A query that is proposed.',
  fieldAccess: inherited,
  fields: (t) => ({
    description: t.exposeString('description', { nullable: true, description: 'What it does.' }),
    query: t.exposeString('query', { description: 'The query.' }),
  }),
});

const SearchAlert = builder.objectRef<SearchAlertShape>('SearchAlert').implement({
  description: 'What whoever searches should know.',
  fieldAccess: inherited,
  fields: (t) => ({
    title: t.exposeString('title', { description: 'What it is about.' }),
    description: t.string({
      nullable: true,
      description: 'What there is to know.',
      resolve: ({ description }) => description ?? null,
    }),
    kind: t.string({
      nullable: true,
      description: 'What kind of alert it is, where clients treat it apart.',
      resolve: ({ kind }) => kind ?? null,
    }),
    proposedQueries: t.expose('proposedQueries', {
      type: [SearchQueryDescription],
      nullable: true,
      description: 'Queries that would find more.',
    }),
  }),
});

const SearchResults = builder.objectRef<Found>('SearchResults').implement({
  description: 'What a search found.',
  fieldAccess: inherited,
  fields: (t) => {
    const repositories = (
      description: string,
      pick: (stats: Found['stats']) => ReadonlyMap<number, typeof Repository.$inferType>,
    ) => t.field({ type: [Repository], description, resolve: ({ stats }) => [...pick(stats).values()] });
    return {
      results: t.field({
        type: [SearchResult],
        description: 'The results.',
        resolve: ({ results }) => results.map(shapeOf),
      }),
      matchCount: t.int({
        description:
          'How many matches there are: each line or place of a file, each commit, each repository.',
        resolve: ({ stats }) => stats.matchCount,
      }),
      resultCount: t.int({
        deprecationReason: 'Use matchCount.',
        description: 'How many matches there are.',
        resolve: ({ stats }) => stats.matchCount,
      }),
      approximateResultCount: t.string({
        description: 'The same as a text, with a `+` where there may be more.',
        resolve: ({ stats }) => `${stats.matchCount}${stats.limitHit ? '+' : ''}`,
      }),
      limitHit: t.boolean({
        description: 'Whether the search ended at its limit (`count:`): there may be more.',
        resolve: ({ stats }) => stats.limitHit,
      }),
      repositories: repositories(
        'The repositories that anything was found in.',
        (stats) => stats.repositories,
      ),
      repositoriesCount: t.int({
        description: 'How many they are.',
        resolve: ({ stats }) => stats.repositories.size,
      }),
      cloning: repositories(
        'Those that were left out because they are being cloned.',
        (stats) => stats.cloning,
      ),
      missing: repositories(
        'Those that were left out because they are not on disk.',
        (stats) => stats.missing,
      ),
      timedout: repositories('Those that were not searched in time.', (stats) => stats.timedOut),
      indexUnavailable: t.boolean({
        description: 'Always false: there is no index.',
        resolve: () => false,
      }),
      alert: t.field({
        type: SearchAlert,
        nullable: true,
        description: 'What there is to know; also what is wrong with the query, where nothing was searched.',
        resolve: ({ alert }) => alert,
      }),
      elapsedMilliseconds: t.int({
        description: 'How long it took.',
        resolve: ({ elapsedMs }) => elapsedMs,
      }),
      dynamicFilters: t.field({
        type: [SearchFilter],
        description: 'What the query may be narrowed down with, most matches first.',
        resolve: ({ filters }) => filters,
      }),
    };
  },
});

const Search = builder.objectRef<{ found: () => Promise<Found> }>('Search').implement({
  description: 'A search.',
  fieldAccess: inherited,
  fields: (t) => ({
    results: t.field({
      type: SearchResults,
      description: 'What it found. The search is made when this is selected.',
      resolve: ({ found }) => found(),
    }),
  }),
});

const SearchVersion = builder.enumType('SearchVersion', {
  description: 'A version of the query language: how words are read where neither query nor request say.',
  values: {
    V1: { description: 'As regular expressions.' },
    V2: { description: 'As they are.' },
    V3: { description: 'As they are, and as a regular expression between slashes.' },
  },
});

const SearchPatternType = builder.enumType('SearchPatternType', {
  description: 'How the words of a query that are no filters are read.',
  values: {
    standard: { description: 'As they are, and as a regular expression between slashes.' },
    literal: { description: 'As they are.' },
    regexp: { description: 'As regular expressions.' },
    keyword: { description: 'Each must be there, in any order.' },
    structural: { description: 'Not served: answered with an alert.' },
    lucky: { description: 'The same as `standard`.' },
    codycontext: { description: 'Not served: answered with an alert.' },
    nls: { description: 'Not served: answered with an alert.' },
  },
});

builder.queryField('search', (t) =>
  t.field({
    type: Search,
    nullable: true,
    access: anyone,
    description:
      'Searches the repositories that the caller may see. A query that cannot be answered has an alert. Without `count:` in the query 30 matches are found, and 10000 at most: the stream finds more.',
    args: {
      version: t.arg({
        type: SearchVersion,
        defaultValue: 'V1',
        description: 'How words are read, where neither query nor `patternType` say.',
      }),
      patternType: t.arg({
        type: SearchPatternType,
        description: 'How words are read, where the query does not say.',
      }),
      query: t.arg.string({ defaultValue: '', description: 'The query.' }),
    },
    resolve: (_root, { version, patternType, query }, context) => {
      let found: Promise<Found> | undefined;
      return {
        found: () => {
          found ??= searchWhole(context, query ?? '', () =>
            patternTypeFor(query ?? '', patternType ?? '', version ?? 'V1'),
          );
          return found;
        },
      };
    },
  }),
);
