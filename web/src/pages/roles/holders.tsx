import { Anchor, Badge, Box, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { type Column, DataTable } from '../../components/data-table';
import { Empty, LoadingFailed } from '../../components/messages';
import { nextPage, Pager } from '../../components/pager';
import { useCursorPages } from '../../components/url-state';
import { RoleHoldersDocument, type RoleHoldersQuery } from '../../generated/operations';
import { pathOfAccount } from '../users/paths';

const pageSize = 25;

type Holder = Extract<NonNullable<RoleHoldersQuery['node']>, { holders: object }>['holders']['nodes'][number];

/** Which accounts hold a role. */
export function Holders({ role }: { role: { id: string; name: string } }) {
  const pages = useCursorPages(pageSize);
  const { data, error, refetch, isPlaceholderData } = useAsk(RoleHoldersDocument, {
    id: role.id,
    first: pageSize,
    after: pages.after,
  });
  if (error && !data) return <LoadingFailed error={error} retry={refetch} />;
  const holders = data?.node && 'holders' in data.node ? data.node.holders : undefined;
  return (
    <Box className="card" p={{ base: 'xs', sm: 'md' }}>
      <Title order={2}>Who holds it</Title>
      {holders?.nodes.length === 0 ? (
        <Empty title="Nobody holds it">
          Assign it under <Link to="/site-admin/users">Users</Link>, with Manage roles.
        </Empty>
      ) : (
        <DataTable
          label={`Who holds ${role.name}`}
          columns={columns}
          rows={holders?.nodes}
          keyOf={({ id }) => id}
          busy={isPlaceholderData}
        />
      )}
      <Pager
        from={pages.from}
        shown={holders?.nodes.length ?? 0}
        total={holders?.totalCount}
        previous={pages.previous}
        next={nextPage(holders?.pageInfo, pages.next)}
      />
    </Box>
  );
}

const columns: Column<Holder>[] = [
  {
    name: 'Account',
    show: (account) => (
      <Anchor component={Link} to={pathOfAccount(account)} fw={600}>
        {account.username}
      </Anchor>
    ),
  },
  { name: 'Display name', show: ({ displayName }) => displayName || '–' },
  {
    name: 'Type',
    show: ({ serviceAccount }) => (
      <Badge variant="light" color={serviceAccount ? 'grape' : 'gray'}>
        {serviceAccount ? 'Service account' : 'Person'}
      </Badge>
    ),
  },
];
