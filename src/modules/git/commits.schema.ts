import { InvalidInputError, NotFoundError } from '../../errors.js';
import type { CommitData } from '../../git/objects.js';
import { inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { findableNode } from '../../graphql/node.js';
import { PageInfo, type PageInfoShape, pageSize } from '../../graphql/paging.js';
import type { Repository as RepositoryRow } from '../repositories/repositories.js';
import { Repository } from '../repositories/repository-type.js';
import { gitKeyIn } from './git-ids.js';
import { type Commit, GitCommit } from './git-types.js';
import { canonicalCommitUrl, commitUrl } from './git-urls.js';
import { Signature } from './people.schema.js';
import { type LogSearch, revisionNotFound } from './repository-git.js';

/** No page is longer. */
const maxCommits = 1000;
const defaultCommits = 100;

const dataOf = ({ repository, oid }: Commit, { loaders }: GraphQLContext): Promise<CommitData> =>
  loaders.git(repository).commit(oid);

/** The first line of a message, and what comes behind it. */
function messageParts(message: string): { subject: string; body: string | null } {
  const [subject = '', ...rest] = message.trimStart().split('\n');
  return { subject: subject.trim(), body: rest.join('\n').trim() || null };
}

const BehindAheadCounts = builder
  .objectRef<{ behind: number; ahead: number }>('BehindAheadCounts')
  .implement({
    description:
      'How far two commits are apart. Commits that changed nothing that the caller may read do not count.',
    fieldAccess: inherited,
    fields: (t) => ({
      behind: t.exposeInt('behind', { description: 'How many commits the other has that this one has not.' }),
      ahead: t.exposeInt('ahead', { description: 'How many commits this one has that the other has not.' }),
    }),
  });

/** What is not selected is not computed. */
export interface CommitList {
  page: () => Promise<{ nodes: Commit[]; pageInfo: PageInfoShape }>;
  totalCount: () => Promise<number | null>;
}

export const GitCommitConnection = builder.objectRef<CommitList>('GitCommitConnection').implement({
  description: 'A list of commits.',
  fieldAccess: inherited,
  fields: (t) => ({
    nodes: t.field({
      type: [GitCommit],
      description: 'This page of commits.',
      resolve: async ({ page }) => (await page()).nodes,
    }),
    totalCount: t.int({
      nullable: true,
      description:
        'How many there are in all; null where a file is followed through renames, or rules hold paths back.',
      resolve: ({ totalCount }) => totalCount(),
    }),
    pageInfo: t.field({
      type: PageInfo,
      description: 'Where this page lies.',
      resolve: async ({ page }) => (await page()).pageInfo,
    }),
  }),
});

export interface CommitListArgs extends Omit<LogSearch, 'first' | 'from' | 'follow'> {
  first?: number | null | undefined;
  afterCursor?: string | null | undefined;
  follow?: boolean | null | undefined;
}

/**
 * The history of a commit, or what a range of git holds, page by page. A cursor says how many were passed; SECURITY: to
 * whom rules hold paths back it names the last commit of the page, so that the next page needs not look through all
 * before. Either is taken from everybody, and a number counts those that the caller sees.
 */
export function historyOf(
  repository: RepositoryRow,
  revisions: string,
  args: CommitListArgs,
  { loaders }: GraphQLContext,
): CommitList {
  const { first, afterCursor, ...search } = args;
  const git = loaders.git(repository);
  const size = pageSize(first, { max: maxCommits, otherwise: defaultCommits });
  if (afterCursor && !/^(\d{1,9}|[0-9a-f]{40})$/.test(afterCursor)) throw noCursor();
  const from = afterCursor?.length === 40 ? afterCursor : Number(afterCursor || 0);
  const wanted: LogSearch = { ...search, first: size, from, follow: search.follow ?? false };
  let page: ReturnType<CommitList['page']> | undefined;
  const read = async () => {
    const found = await git.log(revisions, wanted);
    if (found === null) throw noCursor();
    const oids = found.slice(0, size);
    const { isEverything } = await git.readable();
    const isCounted = isEverything && typeof from === 'number';
    const endCursor = isCounted && oids.length > 0 ? String(from + oids.length) : (oids.at(-1) ?? null);
    return {
      nodes: oids.map((oid) => ({ repository, oid, revision: null })),
      pageInfo: {
        startCursor: null,
        endCursor,
        hasNextPage: found.length > size,
        hasPreviousPage: from !== 0,
      },
    };
  };
  return {
    page: () => {
      page ??= read();
      return page;
    },
    totalCount: () => git.countLog(revisions, wanted),
  };
}

const noCursor = () => new InvalidInputError('`afterCursor` is no cursor of this list');

builder.objectFields(GitCommit, (t) => ({
  repository: t.field({
    type: Repository,
    description: 'The repository.',
    resolve: ({ repository }) => repository,
  }),
  oid: t.expose('oid', { type: 'GitObjectID', description: 'Its id in git.' }),
  abbreviatedOID: t.string({
    description: 'The first seven digits of its id in git.',
    resolve: ({ oid }) => oid.slice(0, 7),
  }),
  author: t.field({
    type: Signature,
    description: 'Who wrote it.',
    resolve: async (commit, _args, context) => (await dataOf(commit, context)).author,
  }),
  committer: t.field({
    type: Signature,
    nullable: true,
    description: 'Who committed it.',
    resolve: async (commit, _args, context) => (await dataOf(commit, context)).committer,
  }),
  message: t.string({
    description: 'The whole message.',
    resolve: async (commit, _args, context) => (await dataOf(commit, context)).message,
  }),
  subject: t.string({
    description: 'The first line of the message.',
    resolve: async (commit, _args, context) => messageParts((await dataOf(commit, context)).message).subject,
  }),
  body: t.string({
    nullable: true,
    description: 'The message without its first line; null when there is no more.',
    resolve: async (commit, _args, context) => messageParts((await dataOf(commit, context)).message).body,
  }),
  parents: t.field({
    type: [GitCommit],
    description: 'The commits that it follows.',
    resolve: async (commit, _args, context) =>
      (await dataOf(commit, context)).parents.map((oid) => ({
        repository: commit.repository,
        oid,
        revision: null,
      })),
  }),
  url: t.string({ description: 'The path of its page.', resolve: commitUrl }),
  canonicalURL: t.string({
    description: 'The path of its page, with its id in git.',
    resolve: canonicalCommitUrl,
  }),
  ancestors: t.field({
    type: GitCommitConnection,
    description: 'The commit and its history, the newest first.',
    args: {
      first: t.arg.int({ description: 'How many at most: 100 if left out, no more than 1000.' }),
      query: t.arg.string({ description: 'Only those whose message holds this text, in any case.' }),
      path: t.arg.string({ description: 'Only those that changed what is at this path.' }),
      follow: t.arg.boolean({
        defaultValue: false,
        description: 'Whether to follow the file at `path` through renames.',
      }),
      after: t.arg.string({
        description:
          'Only those of after this date, in any form that git takes: `2024-06-01`, `2 weeks ago`.',
      }),
      afterCursor: t.arg.string({ description: 'The `endCursor` of the page before.' }),
      before: t.arg.string({ description: 'Only those of before this date.' }),
    },
    resolve: ({ repository, oid }, args, context) => historyOf(repository, oid, args, context),
  }),
  behindAhead: t.field({
    type: BehindAheadCounts,
    description: 'How far it is from another.',
    args: { revspec: t.arg.string({ required: true, description: 'The other: a branch, tag or id.' }) },
    resolve: async ({ repository, oid }, { revspec }, { loaders }) => {
      const git = loaders.git(repository);
      const base = await git.resolve(revspec);
      if (base === null) throw revisionNotFound(revspec);
      return git.behindAhead(base, oid);
    },
  }),
}));

/** SECURITY: through the loader of repositories, which finds for the caller only. */
findableNode('GitCommit', async (id, { loaders }: GraphQLContext): Promise<Commit> => {
  const { repositoryId, rest: oid } = gitKeyIn(id, 'GitCommit');
  const repository = await loaders.repositories.load(repositoryId);
  if (!repository) throw new NotFoundError(`repo not found: id=${repositoryId}`);
  const git = loaders.git(repository);
  const found = /^[0-9a-f]{40}$/.test(oid) ? await git.resolve(oid) : null;
  const [open] = found === null ? [] : await git.readableCommits([found]);
  if (open !== oid) throw new NotFoundError('commit not found');
  return { repository, oid, revision: null };
});

builder.objectFields(Repository, (t) => ({
  commit: t.field({
    type: GitCommit,
    nullable: true,
    description:
      'The commit that a revision names; null when it names none. A repository that is not on disk yet is an error, and so is the id of a commit that changed only what the caller may not read.',
    args: {
      rev: t.arg.string({
        required: true,
        description:
          'A branch, a tag, an id or the beginning of one, `HEAD`, or any of them with `~` and `^`.',
      }),
      inputRevspec: t.arg.string({
        description: 'How to write the revision in URLs, where that is another than `rev`.',
      }),
    },
    resolve: async (repository, { rev, inputRevspec }, { loaders }) => {
      const oid = await loaders.git(repository).resolveCommit(rev);
      return oid === null ? null : { repository, oid, revision: inputRevspec ?? rev };
    },
  }),
  firstEverCommit: t.field({
    type: GitCommit,
    nullable: true,
    description: 'The oldest commit without parents, in the history of the default branch; null without any.',
    resolve: async (repository, _args, { loaders }) => {
      const oid = await loaders.git(repository).firstEver();
      return oid === null ? null : { repository, oid, revision: null };
    },
  }),
}));
