import { Stack } from '@mantine/core';
import { useState } from 'react';
import { Outlet, useOutletContext, useParams } from 'react-router';
import { useAsk } from '../../api/queries';
import { Missing, NotYet } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { Tabs } from '../../components/tabs';
import { RepositoryPageDocument, type RepositoryPageQuery } from '../../generated/operations';
import { RepositoryMarks } from './marks';
import { repositoriesPath } from './paths';

export type Repository = Extract<NonNullable<RepositoryPageQuery['node']>, { mirrorInfo: object }>;

interface RepositoryContext {
  repository: Repository;
  /** Looks at it again and again until it was fetched. */
  awaitFetch: () => void;
}

/** The repository that the pages under it are about. */
export const useRepository = () => useOutletContext<RepositoryContext>();

/** Whether an id was that of a repository. */
const isRepository = (node: RepositoryPageQuery['node'] | undefined): node is Repository =>
  !!node && 'mirrorInfo' in node;

const lookEveryMs = 2_000;
const longestWaitMs = 300_000;

/** Whether a repository was fetched since, with whatever outcome. */
const isFetched = ({ mirrorInfo: now }: Repository, { mirrorInfo: before }: Repository): boolean =>
  now.updatedAt !== before.updatedAt || now.lastError !== before.lastError;

const tabs = [
  { to: '', name: 'Copy' },
  { to: 'access', name: 'Who sees it' },
];

/** One repository: what its pages have in common. */
export function Component() {
  const { id = '' } = useParams();
  const [awaited, setAwaited] = useState<{ before: Repository; until: number }>();
  const isUnderWay = (repository: Repository) =>
    repository.mirrorInfo.cloneInProgress ||
    (awaited !== undefined && Date.now() < awaited.until && !isFetched(repository, awaited.before));
  const answer = useAsk(
    RepositoryPageDocument,
    { id },
    {
      refetchInterval: (page) => (isRepository(page?.node) && isUnderWay(page.node) ? lookEveryMs : false),
    },
  );
  if (!answer.data) return <NotYet answer={answer} height={160} />;
  if (!isRepository(answer.data.node)) return <Missing what="There is no such repository" />;
  const repository = answer.data.node;
  const context: RepositoryContext = {
    repository,
    awaitFetch: () => setAwaited({ before: repository, until: Date.now() + longestWaitMs }),
  };
  return (
    <Stack>
      <PageHeader
        title={repository.name}
        mark={<RepositoryMarks repository={repository} />}
        lead={repository.description}
        trail={[{ to: repositoriesPath, name: 'Repositories' }]}
      />
      <Tabs label={`Of ${repository.name}`} tabs={tabs} />
      <Outlet context={context} />
    </Stack>
  );
}
