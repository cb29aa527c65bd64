import { Anchor, Box, Button, Group, NativeSelect, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { ConfirmChange } from '../../components/confirm-change';
import { type Column, DataTable } from '../../components/data-table';
import { Icon } from '../../components/icons';
import { Empty, LoadingFailed } from '../../components/messages';
import { nextPage, Pager } from '../../components/pager';
import { SearchField } from '../../components/search-field';
import { useCursorPages, useUrlState } from '../../components/url-state';
import {
  AccountRepositoriesDocument,
  type AccountRepositoriesQuery,
  SetUnrestrictedAccessDocument,
} from '../../generated/operations';
import { site } from '../../site';
import { GrantDialog } from './grant-dialog';
import { GrantEnd, Reasons } from './marks';
import { pathOfRepository } from './paths';
import { RevokeMenu } from './revoke-menu';

const pageSize = 50;

type Account = NonNullable<AccountRepositoriesQuery['user']>;
type Repositories = NonNullable<NonNullable<Account['permissionsInfo']>['repositories']>;
type Edge = Repositories['nodes'][number];

/** Which repositories an account sees, and why. Site admins grant and revoke. */
export function AccountRepositories({ username }: { username: string }) {
  const url = useUrlState();
  const pages = useCursorPages(pageSize);
  const query = url.get('q');
  const granted = url.get('why') === 'granted';
  const list = useAsk(AccountRepositoriesDocument, {
    username,
    first: pageSize,
    after: pages.after,
    query: query || null,
    source: granted ? 'API' : null,
  });
  const account = list.data?.user;
  const found = account?.permissionsInfo?.repositories;
  const mayGrant = site.visitor?.siteAdmin === true;
  return (
    <Stack>
      {account && <Everything account={account} mayChange={mayGrant} />}
      <Group align="flex-end" justify="space-between">
        <Group align="flex-end" style={{ flex: '1 1 20rem' }}>
          <SearchField label="Repository" value={query} onSearch={(q) => url.set({ q }, { replace: true })} />
          <NativeSelect
            label="Why"
            value={granted ? 'granted' : ''}
            onChange={({ currentTarget }) => url.set({ why: currentTarget.value })}
            data={[
              { value: '', label: 'For any reason' },
              { value: 'granted', label: 'By a grant' },
            ]}
          />
        </Group>
        {mayGrant && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => url.show({ grant: 'new' })}>
            Grant a repository
          </Button>
        )}
      </Group>
      {list.error && !found ? (
        <LoadingFailed error={list.error} retry={() => list.refetch()} />
      ) : (
        <Box className="card" p={{ base: 'xs', sm: 'md' }}>
          {found?.nodes.length === 0 ? (
            <NoRepository filtered={Boolean(query || granted)} mayGrant={mayGrant} />
          ) : (
            <DataTable
              label={`Repositories that ${username} sees`}
              columns={account && mayGrant ? [...columns, revocation(account)] : columns}
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
      {account && mayGrant && url.get('grant') && (
        <GrantDialog
          account={{ id: account.id, name: account.username }}
          onClose={() => url.show({ grant: '' })}
        />
      )}
    </Stack>
  );
}

function NoRepository({ filtered, mayGrant }: { filtered: boolean; mayGrant: boolean }) {
  if (filtered) return <Empty title="No repository matches">Look for less.</Empty>;
  return (
    <Empty title="No repositories">
      {mayGrant
        ? 'None is public or granted. Grant those that are needed, and no more.'
        : 'None is public or granted. Site admins grant repositories.'}
    </Empty>
  );
}

const columns: Column<Edge>[] = [
  {
    name: 'Repository',
    show: ({ repository }) =>
      repository &&
      (site.visitor?.siteAdmin ? (
        <Anchor component={Link} to={pathOfRepository(repository.id)} fw={600}>
          {repository.name}
        </Anchor>
      ) : (
        <Text fw={600}>{repository.name}</Text>
      )),
  },
  { name: 'Why', show: ({ reasons }) => <Reasons reasons={reasons} /> },
  { name: 'Grant ends', show: (edge) => <GrantEnd edge={edge} /> },
];

const revocation = (account: Account): Column<Edge> => ({
  name: 'Actions',
  end: true,
  show: ({ repository, reasons }) =>
    repository && (
      <RevokeMenu
        account={{ id: account.id, name: account.username }}
        repository={repository}
        reasons={reasons}
        of={repository.name}
      />
    ),
});

/** Whether the account sees every repository, and the switch for that. */
function Everything({ account, mayChange }: { account: Account; mayChange: boolean }) {
  const [asking, setAsking] = useState(false);
  const { id, username, unrestrictedRepoAccess: everything } = account;
  if (!mayChange) {
    return everything ? <Text size="sm">{username} sees every repository, now and later.</Text> : null;
  }
  return (
    <Box className="card" p="md">
      <Switch
        label="Sees every repository"
        description="Private ones too, now and later, without a grant for each."
        checked={everything}
        onChange={() => setAsking(true)}
      />
      {asking && (
        <ConfirmChange
          document={SetUnrestrictedAccessDocument}
          variables={{ user: id, unrestricted: !everything }}
          title={everything ? `${username} no longer sees everything?` : `Show ${username} every repository?`}
          action={everything ? 'Only what is granted' : 'Show everything'}
          harmful
          done={everything ? `${username} sees what is granted.` : `${username} sees every repository.`}
          onClose={() => setAsking(false)}
        >
          {everything
            ? `From the next request on, ${username} sees what is public or granted, and is told of others that they are not there.`
            : `Every token of ${username} reads every repository then, also those that are added later.`}
        </ConfirmChange>
      )}
    </Box>
  );
}
