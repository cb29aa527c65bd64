import { Anchor, Badge, Box, Button, Group, NativeSelect, Stack, Switch, Text } from '@mantine/core';
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
  RepositoryAccessDocument,
  type RepositoryAccessQuery,
  SetRepositoryUnrestrictedDocument,
} from '../../generated/operations';
import { pathOfAccount } from '../users/paths';
import { GrantDialog } from './grant-dialog';
import { GrantEnd, Reasons } from './marks';
import { type Repository, useRepository } from './repository';
import { RevokeMenu } from './revoke-menu';

const pageSize = 50;

type Edge = NonNullable<
  Extract<NonNullable<RepositoryAccessQuery['node']>, { permissionsInfo: unknown }>['permissionsInfo']
>['users'] extends infer Users
  ? NonNullable<Users> extends { nodes: (infer Node)[] }
    ? Node
    : never
  : never;

/** Who sees a repository, and why. */
export function Component() {
  const { repository } = useRepository();
  const url = useUrlState();
  const pages = useCursorPages(pageSize);
  const query = url.get('q');
  const granted = url.get('why') === 'granted';
  const list = useAsk(RepositoryAccessDocument, {
    id: repository.id,
    first: pageSize,
    after: pages.after,
    query: query || null,
    source: granted ? 'API' : null,
  });
  const node = list.data?.node;
  const found = node && 'permissionsInfo' in node ? node.permissionsInfo?.users : undefined;
  return (
    <Stack>
      <ForEverybody repository={repository} />
      <Group align="flex-end" justify="space-between">
        <Group align="flex-end" style={{ flex: '1 1 20rem' }}>
          <SearchField label="Account" value={query} onSearch={(q) => url.set({ q }, { replace: true })} />
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
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => url.show({ grant: 'new' })}>
          Grant
        </Button>
      </Group>
      {list.error && !found ? (
        <LoadingFailed error={list.error} retry={() => list.refetch()} />
      ) : (
        <Box className="card" p={{ base: 'xs', sm: 'md' }}>
          {found?.nodes.length === 0 ? (
            <Empty title={granted || query ? 'Nobody matches' : 'Nobody sees it'}>
              Grant it to the people and service accounts that are to see it.
            </Empty>
          ) : (
            <DataTable
              label="Who sees it"
              columns={[...columns, revocation(repository)]}
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
      {url.get('grant') && <GrantDialog repository={repository} onClose={() => url.show({ grant: '' })} />}
    </Stack>
  );
}

const columns: Column<Edge>[] = [
  {
    name: 'Account',
    show: ({ user }) =>
      user && (
        <Group gap="xs">
          <Anchor component={Link} to={pathOfAccount(user)} fw={600}>
            {user.username}
          </Anchor>
          {user.serviceAccount && (
            <Badge variant="light" color="grape">
              Service account
            </Badge>
          )}
        </Group>
      ),
  },
  { name: 'Why', show: ({ reasons }) => <Reasons reasons={reasons} /> },
  { name: 'Grant ends', show: (edge) => <GrantEnd edge={edge} /> },
];

const revocation = (repository: Repository): Column<Edge> => ({
  name: 'Actions',
  end: true,
  show: ({ user, reasons }) =>
    user && (
      <RevokeMenu
        account={{ id: user.id, name: user.username }}
        repository={repository}
        reasons={reasons}
        of={user.username}
      />
    ),
});

/** Whether everybody sees it, and the switch for that. */
function ForEverybody({ repository }: { repository: Repository }) {
  const [asking, setAsking] = useState(false);
  const { id, name, isPrivate, permissionsInfo, externalServices } = repository;
  const unrestricted = permissionsInfo?.unrestricted === true;
  const byConnection = externalServices.nodes.filter((host) => host.unrestricted);
  return (
    <Box className="card" p="md">
      <Switch
        label="Everybody sees it"
        description="Every person and every service account, whatever is granted."
        checked={unrestricted}
        onChange={() => setAsking(true)}
      />
      {!isPrivate && (
        <Text size="sm" mt="xs">
          It is public at its code host, so everybody sees it in any case.
        </Text>
      )}
      {byConnection.length > 0 && (
        <Text size="sm" mt="xs">
          {byConnection.map(({ displayName }) => displayName).join(', ')} shows its repositories to everybody,
          this one too.
        </Text>
      )}
      {asking && (
        <ConfirmChange
          document={SetRepositoryUnrestrictedDocument}
          variables={{ repository: id, unrestricted: !unrestricted }}
          title={unrestricted ? `Only for whom ${name} is granted?` : `Show ${name} to everybody?`}
          action={unrestricted ? 'Only by grants' : 'Show to everybody'}
          harmful
          done={unrestricted ? `The grants of ${name} count again.` : `Everybody sees ${name}.`}
          onClose={() => setAsking(false)}
        >
          {unrestricted
            ? 'From the next request on, who has no grant is told that there is no such repository.'
            : 'From the next request on, every person and every service account sees it. Grants stay, and count again when this is taken back.'}
        </ConfirmChange>
      )}
    </Box>
  );
}
