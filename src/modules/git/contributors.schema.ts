import { inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import type { GraphQLContext } from '../../graphql/context.js';
import {
  type BidirectionalArgs,
  BidirectionalPageInfo,
  type Page,
  pageOf,
  requireSize,
} from '../../graphql/paging.js';
import { bidirectionalArgs } from '../../graphql/paging-args.js';
import type { Repository as RepositoryRow } from '../repositories/repositories.js';
import { Repository } from '../repositories/repository-type.js';
import { GitCommitConnection, historyOf } from './commits.schema.js';
import { type ContributionSearch, type Contributor, contributorsOf, revisionsOf } from './contributors.js';
import { Person } from './people.schema.js';

interface ContributorShape extends Contributor {
  repository: RepositoryRow;
  of: ContributionSearch;
  /** Its place in the whole list, from 1. */
  place: number;
}

const RepositoryContributor = builder.objectRef<ContributorShape>('RepositoryContributor').implement({
  description: 'Somebody who wrote commits.',
  fieldAccess: inherited,
  fields: (t) => ({
    person: t.field({
      type: Person,
      description: 'Who: by name and address, as the commits have them.',
      resolve: (contributor) => contributor,
    }),
    count: t.exposeInt('count', { description: 'How many commits they are, without merges.' }),
    repository: t.field({
      type: Repository,
      description: 'The repository.',
      resolve: ({ repository }) => repository,
    }),
    commits: t.field({
      type: GitCommitConnection,
      description: 'The commits, the newest first.',
      args: { first: t.arg.int({ description: 'How many at most: 100 if left out, no more than 1000.' }) },
      resolve: ({ repository, of, name, email }, { first }, context) =>
        historyOf(repository, of.revisions, { ...of.search, first, author: { name, email } }, context),
    }),
  }),
});

/** What is not selected is not computed. */
interface ContributorList {
  all: () => Promise<ContributorShape[]>;
  page: () => Promise<Page<ContributorShape>>;
}

const RepositoryContributorConnection = builder
  .objectRef<ContributorList>('RepositoryContributorConnection')
  .implement({
    description: 'A list of those who wrote commits, most commits first.',
    fieldAccess: inherited,
    fields: (t) => ({
      nodes: t.field({
        type: [RepositoryContributor],
        description: 'This page of them.',
        resolve: async ({ page }) => (await page()).nodes,
      }),
      totalCount: t.int({
        description: 'How many they are in all, whatever the page.',
        resolve: async ({ all }) => (await all()).length,
      }),
      pageInfo: t.field({
        type: BidirectionalPageInfo,
        description: 'Where this page lies.',
        resolve: async ({ page }) => (await page()).pageInfo,
      }),
    }),
  });

interface ContributorArgs extends BidirectionalArgs {
  revisionRange?: string | null | undefined;
  afterDate?: string | null | undefined;
  path?: string | null | undefined;
}

function contributorsIn(
  repository: RepositoryRow,
  { revisionRange, afterDate, path, ...paging }: ContributorArgs,
  { loaders }: GraphQLContext,
): ContributorList {
  const git = loaders.git(repository);
  let found: Promise<ContributorShape[]> | undefined;
  const read = async () => {
    const revisions = await revisionsOf(git, revisionRange ?? '');
    if (revisions === null) return [];
    const of = { revisions, search: { path, after: afterDate, withoutMerges: true } };
    const contributors = await contributorsOf(git, of);
    return contributors.map((contributor, index) => ({ ...contributor, repository, of, place: index + 1 }));
  };
  const all = () => {
    found ??= read();
    return found;
  };
  return {
    all,
    page: async () => {
      requireSize(paging);
      return pageOf(await all(), paging, ({ place }) => String(place));
    },
  };
}

builder.objectField(Repository, 'contributors', (t) =>
  t.field({
    type: RepositoryContributorConnection,
    description:
      'Who wrote commits, most commits first. `nodes` and `pageInfo` need `first` or `last`. Commits that changed nothing that the caller may read do not count.',
    args: {
      revisionRange: t.arg.string({
        description:
          'Which commits count: those of a revision, or of a range like `v1..main`; the history of the default branch if left out.',
      }),
      afterDate: t.arg.string({
        description:
          'Only those of after this date, in any form that git takes: `2024-06-01`, `2 weeks ago`.',
      }),
      path: t.arg.string({ description: 'Only those that changed what is at this path.' }),
      ...bidirectionalArgs(t),
    },
    resolve: (repository, args, context) => contributorsIn(repository, args, context),
  }),
);
