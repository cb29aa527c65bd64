import { createHash } from 'node:crypto';
import { InvalidInputError } from '../../errors.js';
import { bodyOfHunk, type DiffHunk, type LineRange } from '../../git/diff-text.js';
import { inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { PageInfo, pageSize } from '../../graphql/paging.js';
import { escapeHtml } from '../../html.js';
import type { Repository as RepositoryRow } from '../repositories/repositories.js';
import { Repository } from '../repositories/repository-type.js';
import { GitCommitConnection, historyOf } from './commits.schema.js';
import {
  type ChangedSide,
  type ComparedRange,
  type ComparedRevision,
  emptyTree,
  FileComparison,
  type FilePatch,
  rangeOf,
} from './comparison.js';
import { File2 } from './files.schema.js';
import { type Entry, GitCommit } from './git-types.js';
import { GitObject } from './refs.schema.js';
import { GitRevSpec, GitRevSpecExpr, type RevisionExpression } from './revisions.schema.js';

/** Files in one page, and where the size is not said. */
const maxFiles = 1000;

interface Compared {
  repository: RepositoryRow;
  range: ComparedRange;
}

/** What the files of the head are compared with. */
const startOf = ({ base, mergeBase }: ComparedRange): string => mergeBase ?? base.oid;

const expressionOf = (
  repository: RepositoryRow,
  { expr, oid, type }: ComparedRevision,
): RevisionExpression => ({ expr, object: { repository, oid, type } });

const GitRevisionRange = builder.objectRef<Compared>('GitRevisionRange').implement({
  description: 'Two revisions.',
  fieldAccess: inherited,
  fields: (t) => {
    const end = (which: 'base' | 'head') => {
      const description = which === 'base' ? 'What is compared with.' : 'What is compared.';
      const resolve = ({ repository, range }: Compared) => expressionOf(repository, range[which]);
      return {
        either: t.field({ type: GitRevSpec, description, resolve }),
        expression: t.field({ type: GitRevSpecExpr, description, resolve }),
      };
    };
    const [base, head] = [end('base'), end('head')];
    return {
      expr: t.string({
        description:
          'Both as git writes it: `base...head`, or `base..head` where the base is the empty tree.',
        resolve: ({ range: { base, head } }) =>
          `${base.expr}${base.type === 'tree' ? '..' : '...'}${head.expr}`,
      }),
      base: base.either,
      baseRevSpec: base.expression,
      head: head.either,
      headRevSpec: head.expression,
      mergeBase: t.field({
        type: GitObject,
        nullable: true,
        description: 'The newest commit that both histories have; null when they have none in common.',
        resolve: ({ repository, range: { mergeBase: oid } }) =>
          oid === null ? null : { repository, oid, type: 'commit' as const },
      }),
    };
  },
});

const DiffStat = builder.objectRef<{ added: number; deleted: number }>('DiffStat').implement({
  description: 'How many lines changed. One that was changed counts as one deleted and one added.',
  fieldAccess: inherited,
  fields: (t) => ({
    added: t.exposeInt('added', { description: 'How many were added.' }),
    deleted: t.exposeInt('deleted', { description: 'How many were deleted.' }),
  }),
});

const FileDiffHunkRange = builder.objectRef<LineRange>('FileDiffHunkRange').implement({
  description: 'Lines of a file.',
  fieldAccess: inherited,
  fields: (t) => ({
    startLine: t.exposeInt('start', { description: 'The first line, counted from 1.' }),
    lines: t.exposeInt('lines', { description: 'How many lines they are.' }),
  }),
});

const DiffHunkLineType = builder.enumType('DiffHunkLineType', {
  description: 'What became of a line.',
  values: {
    ADDED: { description: 'It is new.' },
    UNCHANGED: { description: 'It is as it was.' },
    DELETED: { description: 'It is gone.' },
  },
});

const HighlightedDiffHunkLine = builder.objectRef<string>('HighlightedDiffHunkLine').implement({
  description: 'A line of a hunk as HTML.',
  fieldAccess: inherited,
  fields: (t) => ({
    html: t.string({
      description: 'The line as text: nothing in it is coloured.',
      resolve: (line) => escapeHtml(line.slice(1)),
    }),
    kind: t.field({
      type: DiffHunkLineType,
      description: 'What became of it.',
      resolve: (line) => (line[0] === '+' ? 'ADDED' : line[0] === '-' ? 'DELETED' : 'UNCHANGED'),
    }),
  }),
});

const HighlightedDiffHunkBody = builder.objectRef<string[]>('HighlightedDiffHunkBody').implement({
  description: 'The lines of a hunk as HTML.',
  fieldAccess: inherited,
  fields: (t) => ({
    aborted: t.boolean({
      description: 'Whether it took too long to colour them: it never does, they are plain.',
      resolve: () => false,
    }),
    lines: t.field({ type: [HighlightedDiffHunkLine], description: 'The lines.', resolve: (lines) => lines }),
  }),
});

const HighlightResponseFormat = builder.enumType('HighlightResponseFormat', {
  description: 'How text is wanted. It is plain in every form.',
  values: {
    HTML_PLAINTEXT: { description: 'As HTML, without colours.' },
    HTML_HIGHLIGHT: { description: 'As HTML.' },
    JSON_SCIP: { description: 'As data for colours: answered as HTML.' },
  },
});

const FileDiffHunk = builder.objectRef<DiffHunk>('FileDiffHunk').implement({
  description: 'Lines of a file that changed, with the lines around them.',
  fieldAccess: inherited,
  fields: (t) => ({
    oldRange: t.expose('old', { type: FileDiffHunkRange, description: 'Where they were.' }),
    oldNoNewlineAt: t.boolean({
      description: 'Whether the last of the old lines had no line end, and that changed.',
      resolve: (hunk) => bodyOfHunk(hunk).oldNoNewlineAt,
    }),
    newRange: t.expose('new', { type: FileDiffHunkRange, description: 'Where they are.' }),
    section: t.string({
      nullable: true,
      description: 'The line above them that says what they belong to, a function mostly; null without one.',
      resolve: ({ section }) => section || null,
    }),
    body: t.string({
      description:
        'The lines, each with a space, `+` or `-` in front. The last has no line end where it has none in the new file.',
      resolve: (hunk) => bodyOfHunk(hunk).body,
    }),
    highlight: t.field({
      type: HighlightedDiffHunkBody,
      description:
        'The lines as HTML. Gatehouse colours no code: they are plain, whatever the arguments say.',
      args: {
        disableTimeout: t.arg.boolean({ required: true, description: 'Without effect.' }),
        isLightTheme: t.arg.boolean({ description: 'Without effect.' }),
        highlightLongLines: t.arg.boolean({ defaultValue: false, description: 'Without effect.' }),
        format: t.arg({
          type: HighlightResponseFormat,
          defaultValue: 'HTML_HIGHLIGHT',
          description: 'Without effect.',
        }),
      },
      resolve: (hunk) => bodyOfHunk(hunk).body.replace(/\n$/, '').split('\n'),
    }),
  }),
});

/** What changed in one file of a comparison. */
interface FileDiffShape extends FilePatch {
  compared: Compared;
}

/** A file of one side. */
const entryOf = ({ repository }: Compared, oid: string, side: ChangedSide | null): Entry | null =>
  side && { ...side, commit: { repository, oid, revision: null } };

const oldFileOf = ({ compared, file }: FileDiffShape) => entryOf(compared, startOf(compared.range), file.old);
const newFileOf = ({ compared, file }: FileDiffShape) => entryOf(compared, compared.range.head.oid, file.new);

const FileDiff = builder.objectRef<FileDiffShape>('FileDiff').implement({
  description: 'What changed in one file.',
  fieldAccess: inherited,
  fields: (t) => ({
    oldPath: t.string({
      nullable: true,
      description: 'Its path before; null where it is new.',
      resolve: ({ file }) => file.old?.path ?? null,
    }),
    oldFile: t.field({
      type: File2,
      nullable: true,
      description: 'The file before; null where it is new.',
      resolve: oldFileOf,
    }),
    newPath: t.string({
      nullable: true,
      description: 'Its path now; null where it is gone.',
      resolve: ({ file }) => file.new?.path ?? null,
    }),
    newFile: t.field({
      type: File2,
      nullable: true,
      description: 'The file now; null where it is gone.',
      resolve: newFileOf,
    }),
    mostRelevantFile: t.field({
      type: File2,
      description: 'The file now; where it is gone, the file before.',
      resolve: (diff) => (newFileOf(diff) ?? oldFileOf(diff)) as Entry,
    }),
    hunks: t.field({
      type: [FileDiffHunk],
      description:
        'What changed; empty where that is no text, where only the name or mode changed, and for files of more than 4 MiB.',
      resolve: ({ text }) => text.hunks,
    }),
    stat: t.field({
      type: DiffStat,
      description: 'How many lines changed, by its hunks.',
      resolve: ({ text: { hunks } }) => ({
        added: hunks.reduce((sum, { added }) => sum + added, 0),
        deleted: hunks.reduce((sum, { deleted }) => sum + deleted, 0),
      }),
    }),
    internalID: t.string({
      description: 'Tells it from the other files of the comparison.',
      resolve: ({ file }) =>
        createHash('sha256')
          .update(JSON.stringify([file.old?.path ?? null, file.new?.path ?? null]))
          .digest('hex')
          .slice(0, 32),
    }),
  }),
});

/** What is not selected is not computed. */
interface FileDiffList {
  compared: Compared;
  files: FileComparison;
  page: () => ReturnType<FileComparison['page']>;
}

const FileDiffConnection = builder.objectRef<FileDiffList>('FileDiffConnection').implement({
  description: 'What changed, file by file, by path.',
  fieldAccess: inherited,
  fields: (t) => ({
    nodes: t.field({
      type: [FileDiff],
      description:
        'This page of files. One that holds much is shorter than `first`: `pageInfo` says whether more follow.',
      resolve: async ({ compared, page }) => (await page()).nodes.map((node) => ({ ...node, compared })),
    }),
    totalCount: t.int({
      nullable: true,
      description: 'How many files changed, whatever the page.',
      resolve: ({ files }) => files.count(),
    }),
    pageInfo: t.field({
      type: PageInfo,
      description: 'Where this page lies.',
      resolve: async ({ page }) => (await page()).pageInfo,
    }),
    diffStat: t.field({
      type: DiffStat,
      description: 'How many lines of all files changed, whatever the page.',
      resolve: ({ files }) => files.stat(),
    }),
    rawDiff: t.string({
      description:
        'What changed in all files, whatever the page, as git writes it, without `a/` and `b/` in front of paths (`git apply -p0`). More than 16 MiB are refused.',
      resolve: ({ files }) => files.text(),
    }),
  }),
});

interface FileDiffArgs {
  first?: number | null | undefined;
  after?: string | null | undefined;
  paths?: readonly string[] | null | undefined;
}

/** A cursor says how many files were passed. */
function fileDiffsOf(
  compared: Compared,
  { first, after, paths }: FileDiffArgs,
  { loaders }: GraphQLContext,
): FileDiffList {
  if (after && !/^\d{1,9}$/.test(after)) throw new InvalidInputError('`after` is no cursor of this list');
  const size = pageSize(first, { max: maxFiles, otherwise: maxFiles });
  const { repository, range } = compared;
  const files = new FileComparison(loaders.git(repository), startOf(range), range.head.oid, paths ?? []);
  let page: ReturnType<FileComparison['page']> | undefined;
  return {
    compared,
    files,
    page: () => {
      page ??= files.page(Number(after || 0), size);
      return page;
    },
  };
}

const RepositoryComparison = builder.objectRef<Compared>('RepositoryComparison').implement({
  description: 'What is different between two revisions of a repository.',
  fieldAccess: inherited,
  fields: (t) => ({
    baseRepository: t.field({
      type: Repository,
      description: 'The repository that the base is in: the same as that of the head.',
      resolve: ({ repository }) => repository,
    }),
    headRepository: t.field({
      type: Repository,
      description: 'The repository that the head is in.',
      resolve: ({ repository }) => repository,
    }),
    range: t.field({
      type: GitRevisionRange,
      description: 'The revisions.',
      resolve: (compared) => compared,
    }),
    commits: t.field({
      type: GitCommitConnection,
      description: 'The commits that the head has and the base has not, the newest first.',
      args: {
        first: t.arg.int({ description: 'How many at most: 100 if left out, no more than 1000.' }),
        path: t.arg.string({ description: 'Only those that changed what is at this path.' }),
      },
      resolve: ({ repository, range: { base, head } }, args, context) =>
        historyOf(repository, base.type === 'tree' ? head.oid : `${base.oid}..${head.oid}`, args, context),
    }),
    fileDiffs: t.field({
      type: FileDiffConnection,
      description:
        'What changed since the newest commit that both histories have, or since the base where there is none. Where rules hold paths back, what was renamed is told as gone and new.',
      args: {
        first: t.arg.int({ description: 'How many files at most, and no more than 1000.' }),
        after: t.arg.string({ description: 'The `endCursor` of the page before.' }),
        paths: t.arg.stringList({ description: 'Only what is at or below these paths.' }),
      },
      resolve: (compared, args, context) => fileDiffsOf(compared, args, context),
    }),
  }),
});

builder.objectField(Repository, 'comparison', (t) =>
  t.field({
    type: RepositoryComparison,
    description: 'What is different between two revisions. One that names no commit is an error.',
    args: {
      base: t.arg.string({
        description: `What to compare with: a branch, tag or id; the head of the default branch if left out. \`${emptyTree}\`, the empty tree, makes everything new.`,
      }),
      head: t.arg.string({
        description: 'What to compare: a branch, tag or id; the head of the default branch if left out.',
      }),
      fetchMissing: t.arg.boolean({
        defaultValue: true,
        description: 'Without effect: what is not on disk comes with the next fetch.',
      }),
    },
    resolve: async (repository, { base, head }, { loaders }) => ({
      repository,
      range: await rangeOf(loaders.git(repository), base ?? '', head ?? ''),
    }),
  }),
);

builder.objectField(GitCommit, 'diff', (t) =>
  t.field({
    type: RepositoryComparison,
    description: 'What is different between another revision and this commit.',
    args: {
      base: t.arg.string({
        description:
          'What to compare with; if left out the first of the commits that it follows, or the empty tree where it follows none.',
      }),
    },
    resolve: async ({ repository, oid }, { base }, { loaders }) => {
      const git = loaders.git(repository);
      const from = base ?? (await git.commit(oid)).parents[0] ?? emptyTree;
      return { repository, range: await rangeOf(git, from, oid) };
    },
  }),
);
