import { Anchor, Badge, Box, Button, Group, Menu, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { type Column, DataTable } from '../../components/data-table';
import { Icon } from '../../components/icons';
import { Empty, LoadingFailed } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { nextPage, Pager } from '../../components/pager';
import { HarmfulItem, RowMenu } from '../../components/row-menu';
import { Time } from '../../components/time';
import { useCursorPages } from '../../components/url-state';
import { CodeHostListDocument, type CodeHostListQuery } from '../../generated/operations';
import { DeleteCodeHost, useSync } from './code-host-actions';
import { nameOfKind } from './kinds';
import { codeHostsPath, pathOfCodeHost, repositoriesOf } from './paths';
import { goesOn, lookEveryMs, SyncState } from './sync-state';

const pageSize = 50;

type Row = CodeHostListQuery['externalServices']['nodes'][number];

const isSyncing = ({ syncJobs }: Row) => syncJobs.nodes.some(({ state }) => goesOn(state));

/** Site admin > Repositories > Code host connections. */
export function Component() {
  const pages = useCursorPages(pageSize);
  const list = useAsk(
    CodeHostListDocument,
    { first: pageSize, after: pages.after },
    { refetchInterval: (answer) => (answer?.externalServices.nodes.some(isSyncing) ? lookEveryMs : false) },
  );
  const found = list.data?.externalServices;
  return (
    <Stack>
      <PageHeader
        title="Code host connections"
        lead="Where repositories come from. A connection says which there are, and holds the credentials to fetch them with."
        actions={
          <Button component={Link} to={`${codeHostsPath}/new`} leftSection={<Icon name="plus" size={16} />}>
            Add connection
          </Button>
        }
      />
      {list.error && !found ? (
        <LoadingFailed error={list.error} retry={() => list.refetch()} />
      ) : (
        <Box className="card" p={{ base: 'xs', sm: 'md' }}>
          {found?.nodes.length === 0 ? (
            <Empty title="No code host connections yet">
              <Link to={`${codeHostsPath}/new`}>Add one</Link>, and its repositories are here.
            </Empty>
          ) : (
            <DataTable
              label="Code host connections"
              columns={columns}
              rows={found?.nodes}
              keyOf={({ id }) => id}
              busy={list.isPlaceholderData}
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

const columns: Column<Row>[] = [
  {
    name: 'Name',
    show: ({ id, displayName, url }) => (
      <>
        <Anchor component={Link} to={pathOfCodeHost(id)} fw={600}>
          {displayName}
        </Anchor>
        <Text size="sm" c="dimmed">
          {url}
        </Text>
      </>
    ),
  },
  { name: 'Kind', show: ({ kind }) => nameOfKind(kind) },
  {
    name: 'Repositories',
    show: ({ id, repoCount }) => (
      <Anchor component={Link} to={repositoriesOf(id)}>
        {repoCount}
      </Anchor>
    ),
  },
  { name: 'State', show: (host) => <HostState host={host} /> },
  { name: 'Last sync', show: ({ lastSyncAt }) => <Time at={lastSyncAt} /> },
  { name: 'Actions', end: true, show: (host) => <HostMenu host={host} /> },
];

function HostState({ host }: { host: Row }) {
  const [job] = host.syncJobs.nodes;
  if (job && goesOn(job.state)) return <SyncState state={job.state} />;
  return (
    <Group gap={6}>
      {host.lastSyncError ? (
        <Badge variant="light" color="red" title={host.lastSyncError}>
          Failed
        </Badge>
      ) : host.warning ? (
        <Badge variant="light" color="orange" title={host.warning}>
          Warning
        </Badge>
      ) : (
        <Badge variant="light" color="green">
          OK
        </Badge>
      )}
      {host.unrestricted && (
        <Badge variant="light" color="gray">
          For everybody
        </Badge>
      )}
    </Group>
  );
}

function HostMenu({ host }: { host: Row }) {
  const [deleting, setDeleting] = useState(false);
  const sync = useSync(host);
  return (
    <>
      <RowMenu of={host.displayName}>
        <Menu.Item onClick={sync.start}>Sync now</Menu.Item>
        <Menu.Item component={Link} to={`${pathOfCodeHost(host.id)}/configuration`}>
          Edit
        </Menu.Item>
        <HarmfulItem onClick={() => setDeleting(true)}>Delete</HarmfulItem>
      </RowMenu>
      {deleting && <DeleteCodeHost host={host} onClose={() => setDeleting(false)} />}
    </>
  );
}
