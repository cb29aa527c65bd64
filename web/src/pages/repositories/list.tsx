import { Stack } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { Cause } from '../../components/cause';
import type { Column } from '../../components/data-table';
import { ChoiceFilter, Filters, SearchFilter } from '../../components/filters';
import { List, NothingMatches } from '../../components/list';
import { Empty } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { useCursorPages } from '../../components/paging';
import { RowName } from '../../components/row-name';
import { Time } from '../../components/time';
import { useOrder, useUrlState } from '../../components/url-state';
import {
  CodeHostChoicesDocument,
  RepositoryListDocument,
  type RepositoryListQuery,
  type RepositoryListQueryVariables,
  type RepositoryOrderBy,
} from '../../generated/operations';
import { codeHostsPath } from '../code-hosts/paths';
import { byteSize } from './byte-size';
import { CopyState, RepositoryMarks } from './marks';
import { pathOfRepository } from './paths';

const lookEveryMs = 3_000;

type Row = RepositoryListQuery['repositories']['nodes'][number];

const anyState = { cloneStatus: null, failedFetch: false, corrupted: false } as const;

/** What each choice of the state selects. */
const states: Record<
  string,
  Partial<Pick<RepositoryListQueryVariables, 'cloneStatus' | 'failedFetch' | 'corrupted'>>
> = {
  copied: { cloneStatus: 'CLONED' },
  cloning: { cloneStatus: 'CLONING' },
  waiting: { cloneStatus: 'NOT_CLONED' },
  failed: { failedFetch: true },
  broken: { corrupted: true },
};

const orders: Record<string, { by: RepositoryOrderBy; descending: boolean }> = {
  name: { by: 'REPOSITORY_NAME', descending: false },
  size: { by: 'SIZE', descending: true },
  added: { by: 'REPOSITORY_CREATED_AT', descending: true },
};

/** Site admin > Repositories. */
export function Component() {
  const url = useUrlState();
  const pages = useCursorPages(50);
  const order = useOrder(orders, 'name');
  const answer = useAsk(
    RepositoryListDocument,
    {
      ...pages.variables,
      query: url.get('q') || null,
      externalService: url.get('host') || null,
      ...anyState,
      ...states[url.get('state')],
      orderBy: order.by,
      descending: order.descending,
    },
    {
      refetchInterval: (list) =>
        list?.repositories.nodes.some(({ mirrorInfo }) => mirrorInfo.cloneInProgress) ? lookEveryMs : false,
    },
  );
  const hosts = useAsk(CodeHostChoicesDocument, {}).data?.externalServices.nodes ?? [];
  return (
    <Stack>
      <PageHeader
        title="Repositories"
        lead="What the code host connections yield, and how the copies of it are."
      />
      <Filters>
        <SearchFilter label="Name" />
        <ChoiceFilter
          label="State of the copy"
          name="state"
          choices={{
            '': 'Any',
            copied: 'Copied',
            cloning: 'Being copied',
            waiting: 'Not copied yet',
            failed: 'Failed',
            broken: 'Broken',
          }}
        />
        <ChoiceFilter
          label="Connection"
          name="host"
          choices={Object.fromEntries([
            ['', 'Any'],
            ...hosts.map(({ id, displayName }) => [id, displayName]),
          ])}
        />
      </Filters>
      <List
        label="Repositories"
        columns={columns}
        answer={answer}
        found={answer.data?.repositories}
        pages={pages}
        order={order}
        empty={
          url.any('q', 'state', 'host') ? (
            <NothingMatches title="No repository matches" />
          ) : (
            <Empty title="No repositories yet">
              <Link to={`${codeHostsPath}/new`}>Add a code host connection</Link>, and its repositories are
              here.
            </Empty>
          )
        }
      />
    </Stack>
  );
}

const columns: Column<Row>[] = [
  {
    name: 'Name',
    order: 'name',
    show: ({ id, name }) => <RowName name={name} to={pathOfRepository(id)} />,
  },
  { name: 'Visibility', show: (repository) => <RepositoryMarks repository={repository} /> },
  {
    name: 'Copy',
    show: ({ mirrorInfo }) => (
      <>
        <CopyState mirror={mirrorInfo} />
        <Cause text={mirrorInfo.cloneProgress ?? mirrorInfo.lastError} />
      </>
    ),
  },
  {
    name: 'Size',
    order: 'size',
    show: ({ mirrorInfo }) => (mirrorInfo.cloned ? byteSize(mirrorInfo.byteSize) : '–'),
  },
  { name: 'Fetched', show: ({ mirrorInfo }) => <Time at={mirrorInfo.updatedAt} /> },
  { name: 'Added', order: 'added', show: ({ createdAt }) => <Time at={createdAt} /> },
];
