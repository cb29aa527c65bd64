import { Box, Stack, Text } from '@mantine/core';
import { useAsk } from '../../api/queries';
import { ConfirmedSwitch } from '../../components/confirmed-switch';
import { Empty } from '../../components/messages';
import { RowName } from '../../components/row-name';
import {
  AccountRepositoriesDocument,
  type AccountRepositoriesQuery,
  SetUnrestrictedAccessDocument,
} from '../../generated/operations';
import { site } from '../../site';
import { pathOfRepository } from './paths';
import { PermissionList, usePermissionPages } from './permission-list';

type Account = NonNullable<AccountRepositoriesQuery['user']>;

/** Which repositories an account sees, and why. Site admins grant and revoke. */
export function AccountRepositories({ username }: { username: string }) {
  const pages = usePermissionPages();
  const answer = useAsk(AccountRepositoriesDocument, { username, ...pages.variables });
  const account = answer.data?.user;
  const siteAdmin = site.visitor?.siteAdmin === true;
  const named = account ? { id: account.id, name: account.username } : null;
  return (
    <Stack>
      {account && <Everything account={account} mayChange={siteAdmin} />}
      <PermissionList
        label={`Repositories that ${username} sees`}
        about="Repository"
        name={({ repository }) =>
          repository && (
            <RowName name={repository.name} to={siteAdmin ? pathOfRepository(repository.id) : undefined} />
          )
        }
        answer={answer}
        found={account?.permissionsInfo?.repositories}
        pages={pages}
        nothing="No repository matches"
        empty={
          <Empty title="No repositories">
            {siteAdmin
              ? 'None is public or granted. Grant those that are needed, and no more.'
              : 'None is public or granted. Site admins grant repositories.'}
          </Empty>
        }
        fixed={siteAdmin && named ? { account: named } : undefined}
        grantOf={({ repository }) => ({ account: named, repository })}
      />
    </Stack>
  );
}

/** Whether the account sees every repository, and the switch for that. */
function Everything({ account, mayChange }: { account: Account; mayChange: boolean }) {
  const { id, username, unrestrictedRepoAccess: everything } = account;
  if (!mayChange) {
    return everything ? <Text size="sm">{username} sees every repository, now and later.</Text> : null;
  }
  return (
    <Box className="card" p="md">
      <ConfirmedSwitch
        label="Sees every repository"
        description="Private ones too, now and later, without a grant for each."
        checked={everything}
        document={SetUnrestrictedAccessDocument}
        variables={{ user: id, unrestricted: !everything }}
        question={
          everything
            ? {
                title: `${username} no longer sees everything?`,
                action: 'Only what is granted',
                text: `From the next request on, ${username} sees what is public or granted, and is told of others that they are not there.`,
                done: `${username} sees what is granted.`,
              }
            : {
                title: `Show ${username} every repository?`,
                action: 'Show everything',
                text: `Every token of ${username} reads every repository then, also those that are added later.`,
                done: `${username} sees every repository.`,
              }
        }
      />
    </Box>
  );
}
