import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import type { Column } from '../../components/data-table';
import { ChoiceFilter, Filters, SearchFilter } from '../../components/filters';
import { List, NothingMatches } from '../../components/list';
import { CreateLink, PageHeader } from '../../components/page';
import { useOffsetPages } from '../../components/paging';
import { RowName } from '../../components/row-name';
import { Time } from '../../components/time';
import { useOrder, useUrlState } from '../../components/url-state';
import {
  SeatsDocument,
  SiteUserListDocument,
  type SiteUserOrderBy,
  type SiteUserRowFragment,
} from '../../generated/operations';
import { accessRequestsPath } from '../access-requests/paths';
import { ManageRoles } from './manage-roles';
import { pathOfAccount, usersPath } from './paths';
import { UserMenu } from './user-menu';

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

/** Site admin > Users & auth > Users: people and service accounts. */
export function Component() {
  const url = useUrlState();
  const pages = useOffsetPages(25);
  const order = useOrder(orders, 'name');
  const deleted = url.get('state') === 'deleted';
  const answer = useAsk(SiteUserListDocument, {
    query: url.get('q') || null,
    serviceAccount: null,
    siteAdmin: null,
    ...types[url.get('type')],
    deletedAt: { empty: !deleted },
    orderBy: order.by,
    descending: order.descending,
    ...pages.variables,
  });
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
            <CreateLink to={`${usersPath}/new`}>Create user</CreateLink>
          </>
        }
      />
      <Filters>
        <SearchFilter label="Name or email" />
        <ChoiceFilter
          label="Type"
          name="type"
          choices={{ '': 'All', people: 'People', machines: 'Service accounts', admins: 'Site admins' }}
        />
        <ChoiceFilter label="State" name="state" choices={{ '': 'In use', deleted: 'Deleted' }} />
      </Filters>
      <List
        label="Users"
        columns={[
          ...columns,
          {
            name: 'Actions',
            end: true,
            show: (user) => <UserMenu user={user} onManageRoles={() => url.show({ roles: user.username })} />,
          },
        ]}
        answer={answer}
        found={answer.data?.site.users}
        pages={pages}
        order={order}
        empty={<NothingMatches title={deleted ? 'No deleted account matches' : 'No account matches'} />}
      />
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
        <RowName name={user.username} to={user.deletedAt ? undefined : pathOfAccount(user)} />
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
        <Badge color={serviceAccount ? 'grape' : siteAdmin ? 'accent' : 'gray'}>
          {serviceAccount ? 'Service account' : siteAdmin ? 'Site admin' : 'Person'}
        </Badge>
        {locked && <Badge color="red">Locked out</Badge>}
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
