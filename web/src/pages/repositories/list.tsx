import { Anchor, Box, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { Breakable } from '../../components/breakable';
import { type Column, DataTable } from '../../components/data-table';
import { Empty, LoadingFailed } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { nextPage, Pager } from '../../components/pager';
import { SearchField } from '../../components/search-field';
import { Time } from '../../components/time';
import { useCursorPages, useUrlState } from '../../components/url-state';
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

const pageSize = 50;
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
const byName = { by: 'REPOSITORY_NAME', descending: false } as const;

/** Site admin > Repositories. */
export function Component() {
  const url = useUrlState();
  const pages = useCursorPages(pageSize);
  const [query, state, host] = [url.get('q'), url.get('state'), url.get('host')];
  const orderName = url.get('order') || 'name';
  const order = orders[orderName] ?? byName;
  const list = useAsk(
    RepositoryListDocument,
    {
      first: pageSize,
      after: pages.after,
      query: query || null,
      externalService: host || null,
      ...anyState,
      ...states[state],
      orderBy: order.by,
      descending: order.descending,
    },
    {
      refetchInterval: (answer) =>
        answer?.repositories.nodes.some(({ mirrorInfo }) => mirrorInfo.cloneInProgress) ? lookEveryMs : false,
    },
  );
  const found = list.data?.repositories;
  const filtered = Boolean(query || state || host);

  return (
    <Stack>
      <PageHeader
        title="Repositories"
        lead="What the code host connections yield, and how the copies of it are."
      />
      <Group align="flex-end">
        <SearchField label="Name" value={query} onSearch={(q) => url.set({ q }, { replace: true })} />
        <NativeSelect
          label="State of the copy"
          value={state}
          onChange={({ currentTarget }) => url.set({ state: currentTarget.value })}
          data={[
            { value: '', label: 'Any' },
            { value: 'copied', label: 'Copied' },
            { value: 'cloning', label: 'Being copied' },
            { value: 'waiting', label: 'Not copied yet' },
            { value: 'failed', label: 'Failed' },
            { value: 'broken', label: 'Broken' },
          ]}
        />
        <HostFilter value={host} onChange={(value) => url.set({ host: value })} />
      </Group>
      {list.error && !found ? (
        <LoadingFailed error={list.error} retry={() => list.refetch()} />
      ) : (
        <Box className="card" p={{ base: 'xs', sm: 'md' }}>
          {found?.nodes.length === 0 ? (
            <NoRepository filtered={filtered} />
          ) : (
            <DataTable
              label="Repositories"
              columns={columns}
              rows={found?.nodes}
              keyOf={({ id }) => id}
              busy={list.isPlaceholderData}
              order={{
                by: orderName,
                descending: order.descending,
                set: (by) => url.set({ order: by === 'name' ? '' : by }),
              }}
            />
          )}
          <Pager
            from={pages.from}
            shown={found?.nodes.length ?? 0}
            total={found?.totalCount}
            previous={pages.previous}
            next={nextPage(found?.pageInfo, pages.next)}
          />
        </Box>
      )}
    </Stack>
  );
}

function HostFilter({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const { data } = useAsk(CodeHostChoicesDocument, {});
  const hosts = data?.externalServices.nodes ?? [];
  return (
    <NativeSelect
      label="Connection"
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      data={[
        { value: '', label: 'Any' },
        ...hosts.map(({ id, displayName }) => ({ value: id, label: displayName })),
      ]}
      maw="16rem"
    />
  );
}

function NoRepository({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <Empty title="No repository matches">
      Look for less, or <Link to="?">show all of them</Link>.
    </Empty>
  ) : (
    <Empty title="No repositories yet">
      <Link to={`${codeHostsPath}/new`}>Add a code host connection</Link>, and its repositories are here.
    </Empty>
  );
}

const columns: Column<Row>[] = [
  {
    name: 'Name',
    order: 'name',
    show: ({ id, name }) => (
      <Anchor component={Link} to={pathOfRepository(id)} fw={600} style={{ overflowWrap: 'anywhere' }}>
        <Breakable text={name} />
      </Anchor>
    ),
  },
  { name: 'Visibility', show: (repository) => <RepositoryMarks repository={repository} /> },
  {
    name: 'Copy',
    show: ({ mirrorInfo }) => (
      <>
        <CopyState mirror={mirrorInfo} />
        {mirrorInfo.cloneProgress && (
          <Text size="sm" c="dimmed">
            {mirrorInfo.cloneProgress}
          </Text>
        )}
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
