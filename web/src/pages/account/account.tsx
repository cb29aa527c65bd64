import { Badge, Stack } from '@mantine/core';
import { Navigate, Outlet, useOutletContext, useParams } from 'react-router';
import { useAsk } from '../../api/queries';
import { Missing, NotYet } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { Tabs } from '../../components/tabs';
import { AccountPageDocument, type AccountPageQuery } from '../../generated/operations';
import { site } from '../../site';
import { pathOf } from '../service-accounts/paths';
import { usersPath } from '../users/paths';

export type Account = NonNullable<AccountPageQuery['user']>;

/** The person that the pages under these settings are about. */
export const useAccount = () => useOutletContext<Account>();

const tabs = [
  { to: 'profile', name: 'Profile' },
  { to: 'emails', name: 'Emails' },
  { to: 'password', name: 'Password' },
  { to: 'tokens', name: 'Access tokens' },
  { to: 'organizations', name: 'Organizations' },
  { to: 'repositories', name: 'Repositories' },
];

/** The settings of a person: one's own, and for site admins those of others. */
export function Component() {
  const { username = '' } = useParams();
  const own = username === site.visitor?.username;
  const permitted = own || site.visitor?.siteAdmin === true;
  const answer = useAsk(AccountPageDocument, { username }, { enabled: permitted });
  if (!permitted) {
    return <Missing what={username}>These settings are for {username} and for site admins.</Missing>;
  }
  if (!answer.data) return <NotYet answer={answer} height={200} />;
  const account = answer.data.user;
  if (!account) return <Missing what={`There is no account ${username}`} />;
  if (account.serviceAccount) return <Navigate to={pathOf(account.username)} replace />;

  return (
    <Stack>
      <PageHeader
        title={own ? 'Your settings' : account.username}
        mark={account.siteAdmin && <Badge>Site admin</Badge>}
        trail={own ? undefined : [{ to: usersPath, name: 'Users' }]}
      />
      <Tabs label="Settings" tabs={tabs} />
      <Outlet context={account} />
    </Stack>
  );
}
