import { Anchor, Badge, Group, Menu, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { Breakable } from '../../components/breakable';
import { Cause } from '../../components/cause';
import type { Column } from '../../components/data-table';
import { goesOn, JobState, lookEveryMs } from '../../components/job-state';
import { List } from '../../components/list';
import { Empty } from '../../components/messages';
import { CreateLink, PageHeader } from '../../components/page';
import { useCursorPages } from '../../components/paging';
import { HarmfulItem, RowMenu } from '../../components/row-menu';
import { RowName } from '../../components/row-name';
import { Time } from '../../components/time';
import { CodeHostListDocument, type CodeHostListQuery } from '../../generated/operations';
import { DeleteCodeHost, useSync } from './code-host-actions';
import { nameOfKind } from './kinds';
import { codeHostsPath, pathOfCodeHost, repositoriesOf } from './paths';

type Row = CodeHostListQuery['externalServices']['nodes'][number];

const isSyncing = ({ syncJobs }: Row) => syncJobs.nodes.some(({ state }) => goesOn(state));

/** Site admin > Repositories > Code host connections. */
export function Component() {
  const pages = useCursorPages(50);
  const answer = useAsk(CodeHostListDocument, pages.variables, {
    refetchInterval: (hosts) => (hosts?.externalServices.nodes.some(isSyncing) ? lookEveryMs : false),
  });
  return (
    <Stack>
      <PageHeader
        title="Code host connections"
        lead="Where repositories come from. A connection says which there are, and holds the credentials to fetch them with."
        actions={<CreateLink to={`${codeHostsPath}/new`}>Add connection</CreateLink>}
      />
      <List
        label="Code host connections"
        columns={columns}
        answer={answer}
        found={answer.data?.externalServices}
        pages={pages}
        empty={
          <Empty title="No code host connections yet">
            <Link to={`${codeHostsPath}/new`}>Add one</Link>, and its repositories are here.
          </Empty>
        }
      />
    </Stack>
  );
}

const columns: Column<Row>[] = [
  {
    name: 'Name',
    show: ({ id, displayName, url }) => (
      <>
        <RowName name={displayName} to={pathOfCodeHost(id)} />
        <Text size="sm" c="dimmed">
          <Breakable text={url} />
        </Text>
      </>
    ),
  },
  { name: 'Kind', show: ({ kind }) => nameOfKind(kind) },
  {
    name: 'Repositories',
    show: ({ id, repoCount }) => (
      <Anchor component={Link} to={repositoriesOf(id)} inherit>
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
  if (job && goesOn(job.state)) return <JobState state={job.state} />;
  return (
    <>
      <Group gap={6}>
        {host.lastSyncError ? (
          <Badge color="red">Failed</Badge>
        ) : host.warning ? (
          <Badge color="orange">Warning</Badge>
        ) : (
          <Badge color="green">OK</Badge>
        )}
        {host.unrestricted && <Badge color="gray">For everybody</Badge>}
      </Group>
      <Cause text={host.lastSyncError ?? host.warning} />
    </>
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
