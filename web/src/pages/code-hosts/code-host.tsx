import { Alert, Button, Group, Menu, Skeleton, Stack } from '@mantine/core';
import { useState } from 'react';
import { NavLink, Outlet, useNavigate, useOutletContext, useParams } from 'react-router';
import { useAsk } from '../../api/queries';
import { Icon } from '../../components/icons';
import { LoadingFailed, Missing } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { HarmfulItem, RowMenu } from '../../components/row-menu';
import { CodeHostPageDocument, type CodeHostPageQuery } from '../../generated/operations';
import { DeleteCodeHost, useSync } from './code-host-actions';
import { codeHostsPath } from './paths';

export type CodeHost = Extract<NonNullable<CodeHostPageQuery['node']>, { displayName: string }>;

/** The connection that the pages under it are about. */
export const useCodeHost = () => useOutletContext<CodeHost>();

/** Whether an id was that of a connection. */
const isCodeHost = (node: CodeHostPageQuery['node']): node is CodeHost => !!node && 'repoCount' in node;

/** One code host connection: what its pages have in common. */
export function Component() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useAsk(CodeHostPageDocument, { id });
  if (error) return <LoadingFailed error={error} retry={refetch} />;
  if (!data) return <Skeleton height={160} />;
  if (!isCodeHost(data.node)) return <Missing what="There is no such code host connection" />;
  const host = data.node;
  return (
    <Stack>
      <PageHeader
        title={host.displayName}
        lead={host.url}
        trail={[{ to: codeHostsPath, name: 'Code host connections' }]}
        actions={<Actions host={host} />}
      />
      {host.lastSyncError && (
        <Alert color="red" variant="light" role="status" title="The last look at it failed">
          {host.lastSyncError}
        </Alert>
      )}
      {host.warning && (
        <Alert
          color="orange"
          variant="light"
          role="status"
          icon={<Icon name="warning" />}
          title="Some repositories could not be taken"
        >
          {host.warning}
        </Alert>
      )}
      {host.unrestricted && (
        <Alert color="gray" variant="light" title="Everybody sees its repositories">
          It was last changed while <code>permissions.userMapping.enabled</code> was false. Save it again to
          have grants count.
        </Alert>
      )}
      <nav className="tabs" aria-label={`Of ${host.displayName}`}>
        <NavLink to="" end>
          Progress
        </NavLink>
        <NavLink to="configuration">Configuration</NavLink>
      </nav>
      <Outlet context={host} />
    </Stack>
  );
}

function Actions({ host }: { host: CodeHost }) {
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const sync = useSync(host);
  return (
    <Group gap="xs">
      <Button variant="default" loading={sync.busy} onClick={sync.start}>
        Sync now
      </Button>
      <RowMenu of={host.displayName}>
        <Menu.Item onClick={() => navigate('configuration')}>Edit</Menu.Item>
        <HarmfulItem onClick={() => setDeleting(true)}>Delete</HarmfulItem>
      </RowMenu>
      {deleting && (
        <DeleteCodeHost
          host={host}
          onClose={() => setDeleting(false)}
          onDone={() => navigate(codeHostsPath, { replace: true })}
        />
      )}
    </Group>
  );
}
