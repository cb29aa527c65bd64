import { Alert, Button, Group, Menu, Stack } from '@mantine/core';
import { useState } from 'react';
import { Outlet, useNavigate, useOutletContext, useParams } from 'react-router';
import { useAsk, useChange } from '../../api/queries';
import { Icon } from '../../components/icons';
import { Missing, NotYet } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { HarmfulItem, RowMenu } from '../../components/row-menu';
import { Tabs } from '../../components/tabs';
import {
  CodeHostCheckDocument,
  type CodeHostCheckQuery,
  CodeHostPageDocument,
  type CodeHostPageQuery,
} from '../../generated/operations';
import { CheckOutcome } from './check-outcome';
import { DeleteCodeHost, useSync } from './code-host-actions';
import { codeHostsPath } from './paths';

export type CodeHost = Extract<NonNullable<CodeHostPageQuery['node']>, { displayName: string }>;

/** The connection that the pages under it are about. */
export const useCodeHost = () => useOutletContext<CodeHost>();

/** Whether an id was that of a connection. */
const isCodeHost = (node: CodeHostPageQuery['node']): node is CodeHost => !!node && 'repoCount' in node;

const tabs = [
  { to: '', name: 'Progress' },
  { to: 'configuration', name: 'Configuration' },
];

/** One code host connection: what its pages have in common. */
export function Component() {
  const { id = '' } = useParams();
  const answer = useAsk(CodeHostPageDocument, { id });
  const check = useChange(CodeHostCheckDocument);
  if (!answer.data) return <NotYet answer={answer} height={160} />;
  if (!isCodeHost(answer.data.node)) return <Missing what="There is no such code host connection" />;
  const host = answer.data.node;
  return (
    <Stack>
      <PageHeader
        title={host.displayName}
        lead={host.url}
        trail={[{ to: codeHostsPath, name: 'Code host connections' }]}
        actions={<Actions host={host} check={{ busy: check.isPending, start: () => check.mutate({ id }) }} />}
      />
      {(check.data || check.error) && (
        <CheckOutcome problem={check.error?.message ?? problemOf(check.data)} />
      )}
      {host.lastSyncError && (
        <Alert color="red" role="status" title="The last sync failed">
          {host.lastSyncError}
        </Alert>
      )}
      {host.warning && (
        <Alert
          color="orange"
          role="status"
          icon={<Icon name="warning" />}
          title="Some repositories could not be taken"
        >
          {host.warning}
        </Alert>
      )}
      {host.unrestricted && (
        <Alert color="gray" title="Everybody sees its repositories">
          It was last changed while <code>permissions.userMapping.enabled</code> was false. Save it again to
          have grants count.
        </Alert>
      )}
      <Tabs label={`Of ${host.displayName}`} tabs={tabs} />
      <Outlet context={host} />
    </Stack>
  );
}

/** What came instead of an answer when a host was asked. */
function problemOf(answer: CodeHostCheckQuery | undefined): string | undefined {
  const node = answer?.node;
  if (!node || !('checkConnection' in node)) return undefined;
  return 'suspectedReason' in node.checkConnection ? node.checkConnection.suspectedReason : undefined;
}

interface ActionsProps {
  host: CodeHost;
  check: { busy: boolean; start: () => void };
}

function Actions({ host, check }: ActionsProps) {
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const sync = useSync(host);
  return (
    <Group gap="xs">
      {host.hasConnectionCheck && (
        <Button variant="default" loading={check.busy} onClick={check.start}>
          Check connection
        </Button>
      )}
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
