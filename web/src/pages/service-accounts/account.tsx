import { Alert, Stack } from '@mantine/core';
import { Link, Outlet, useOutletContext, useParams } from 'react-router';
import { useAsk } from '../../api/queries';
import { Icon } from '../../components/icons';
import { Missing, NotYet } from '../../components/messages';
import { CreateLink, PageHeader } from '../../components/page';
import { Tabs } from '../../components/tabs';
import { type ServiceAccountDetailsFragment, ServiceAccountPageDocument } from '../../generated/operations';
import { NextSteps } from './next-steps';
import { listPath, pathOf } from './paths';
import { StateBadge } from './state-badge';

/** The account that the pages under one service account are about. */
export const useServiceAccount = () => useOutletContext<ServiceAccountDetailsFragment>();

const tabs = [
  { to: '', name: 'Access tokens' },
  { to: 'roles', name: 'Roles and permissions' },
  { to: 'repositories', name: 'Repositories' },
  { to: 'activity', name: 'Activity' },
  { to: 'settings', name: 'Settings' },
];

/** One service account: what all of its pages have in common. */
export function Component() {
  const { name = '' } = useParams();
  const answer = useAsk(ServiceAccountPageDocument, { name });
  if (!answer.data) return <NotYet answer={answer} height={120} />;
  const account = answer.data.serviceAccount;
  if (!account) return <Missing what={`There is no service account ${name}`} />;

  return (
    <Stack>
      <PageHeader
        title={account.name}
        mark={<StateBadge state={account.state} />}
        lead={leadOf(account)}
        trail={[{ to: listPath, name: 'Service accounts' }]}
        actions={<CreateLink to={`${pathOf(account.name)}/tokens/new`}>Generate new token</CreateLink>}
      />
      {account.state === 'DISABLED' && (
        <Alert color="orange" icon={<Icon name="warning" />} title="Disabled">
          Its tokens are refused until it is enabled again, under{' '}
          <Link to={`${pathOf(account.name)}/settings`}>Settings</Link>.
        </Alert>
      )}
      <NextSteps account={account} />
      <Tabs label={`Of ${account.name}`} tabs={tabs} />
      <Outlet context={account} />
    </Stack>
  );
}

/** What it is for, and which systems would notice if it were gone. */
function leadOf({ displayName, description, usedBy }: ServiceAccountDetailsFragment) {
  const lines = [description || displayName, usedBy && `Used by: ${usedBy}`].filter(Boolean);
  if (lines.length === 0) return undefined;
  return <span style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>{lines.join('\n')}</span>;
}
