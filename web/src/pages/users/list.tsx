import { Badge, Box, Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { type Column, DataTable } from '../../components/data-table';
import { Icon } from '../../components/icons';
import { Empty, LoadingFailed } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { Pager } from '../../components/pager';
import { SearchField } from '../../components/search-field';
import { Time } from '../../components/time';
import { useOffsetPages, useUrlState } from '../../components/url-state';
import {
  SeatsDocument,
  SiteUserListDocument,
  type SiteUserOrderBy,
  type SiteUserRowFragment,
} from '../../generated/operations';
import { accessRequestsPath } from '../access-requests/paths';
import { ManageRoles } from './manage-roles';
import { pathOfAccount } from './paths';
import { UserMenu } from './user-menu';

const pageSize = 25;

/** What each choice of the type selects. */
const types: Record<string, { serviceAccount?: boolean; siteAdmin?: boolean }> = {
  people: { serviceAccount: false },
  machines: { serviceAccount: true },
  admins: { siteAdmin: true },
};

const orders: Record<string, { by: SiteUserOrderBy; descending: boolean }> = {
  name: { by: 'USERNAME', descending: false },
  type: { by: 'USER_TYPE', descending: false },
  active: { by: 'LAST_ACTIVE_AT', descending: true },
  created: { by: 'CREATED_AT', descending: true },
};
const byName = { by: 'USERNAME', descending: false } as const;

/** Site admin > Users & auth > Users: people and service accounts. */
export function Component() {
  const url = useUrlState();
  const pages = useOffsetPages(pageSize);
  const query = url.get('q');
  const type = url.get('type');
  const deleted = url.get('state') === 'deleted';
  const orderName = url.get('order') || 'name';
  const order = orders[orderName] ?? byName;
  const list = useAsk(SiteUserListDocument, {
    query: query || null,
    serviceAccount: null,
    siteAdmin: null,
    ...types[type],
    deletedAt: { empty: !deleted },
    limit: pageSize,
    offset: pages.from,
    orderBy: order.by,
    descending: order.descending,
  });
  const found = list.data?.site.users;
  const hasNext = found !== undefined && pages.from + found.nodes.length < found.totalCount;

  return (
    <Stack>
      <PageHeader
        title="Users"
        lead={<Lead />}
        actions={
          <>
            <Button component={Link} variant="default" to={accessRequestsPath}>
              Access requests
            </Button>
            <Button component={Link} to="/site-admin/users/new" leftSection={<Icon name="plus" size={16} />}>
              Create user
            </Button>
          </>
        }
      />
      <Group align="flex-end">
        <SearchField
          label="Name or email"
          value={query}
          onSearch={(q) => url.set({ q }, { replace: true })}
        />
        <NativeSelect
          label="Type"
          value={type}
          onChange={({ currentTarget }) => url.set({ type: currentTarget.value })}
          data={[
            { value: '', label: 'All' },
            { value: 'people', label: 'People' },
            { value: 'machines', label: 'Service accounts' },
            { value: 'admins', label: 'Site admins' },
          ]}
        />
        <NativeSelect
          label="State"
          value={deleted ? 'deleted' : ''}
          onChange={({ currentTarget }) => url.set({ state: currentTarget.value })}
          data={[
            { value: '', label: 'In use' },
            { value: 'deleted', label: 'Deleted' },
          ]}
        />
      </Group>
      {list.error && !found ? (
        <LoadingFailed error={list.error} retry={() => list.refetch()} />
      ) : (
        <Box className="card" p={{ base: 'xs', sm: 'md' }}>
          {found?.nodes.length === 0 ? (
            <Empty title={deleted ? 'No deleted account matches' : 'No account matches'}>
              Look for less, or <Link to="?">show all of them</Link>.
            </Empty>
          ) : (
            <DataTable
              label="Users"
              columns={[
                ...columns,
                {
                  name: 'Actions',
                  end: true,
                  show: (user) => (
                    <UserMenu user={user} onManageRoles={() => url.show({ roles: user.username })} />
                  ),
                },
              ]}
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
            next={hasNext ? pages.next : undefined}
          />
        </Box>
      )}
      {url.get('roles') && (
        <ManageRoles username={url.get('roles')} onClose={() => url.show({ roles: '' })} />
      )}
    </Stack>
  );
}

/** How many seats are taken, where they are counted. */
function Lead() {
  const { data } = useAsk(SeatsDocument, {});
  const seats = data?.site.productSubscription;
  const taken =
    seats &&
    (seats.maximumAllowedUserCount === null
      ? `${seats.currentUserCount} have one.`
      : `${seats.currentUserCount} of ${seats.maximumAllowedUserCount} are taken.`);
  return <>People and service accounts. Only people take a seat of the licence: {taken ?? '…'}</>;
}

const columns: Column<SiteUserRowFragment>[] = [
  {
    name: 'Name',
    order: 'name',
    show: (user) => (
      <>
        {user.deletedAt ? (
          <Text component="span" fw={600}>
            {user.username}
          </Text>
        ) : (
          <Text component={Link} to={pathOfAccount(user)} fw={600} c="var(--mantine-color-anchor)">
            {user.username}
          </Text>
        )}
        {user.displayName && user.displayName !== user.username && <Text size="sm">{user.displayName}</Text>}
        {user.email && (
          <Text size="sm" c="dimmed">
            {user.email}
          </Text>
        )}
      </>
    ),
  },
  {
    name: 'Type',
    order: 'type',
    show: ({ serviceAccount, siteAdmin, locked }) => (
      <Group gap="xs">
        <Badge variant="light" color={serviceAccount ? 'grape' : siteAdmin ? 'accent' : 'gray'}>
          {serviceAccount ? 'Service account' : siteAdmin ? 'Site admin' : 'Person'}
        </Badge>
        {locked && (
          <Badge variant="light" color="red">
            Locked out
          </Badge>
        )}
      </Group>
    ),
  },
  { name: 'Last active', order: 'active', show: ({ lastActiveAt }) => <Time at={lastActiveAt} /> },
  {
    name: 'Created',
    order: 'created',
    show: ({ createdAt, deletedAt }) => (
      <>
        <Time at={createdAt} />
        {deletedAt && (
          <Text size="sm" c="dimmed">
            deleted <Time at={deletedAt} />
          </Text>
        )}
      </>
    ),
  },
];
