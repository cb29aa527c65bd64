import { Anchor, Box } from '@mantine/core';
import { Link } from 'react-router';
import { type Column, DataTable } from '../../components/data-table';
import { Empty } from '../../components/messages';
import { Time } from '../../components/time';
import { pathOfOrganization } from '../organizations/paths';
import { type Account, useAccount } from './account';

/** The organizations that a person is a member of. */
export function Component() {
  const { organizationMemberships } = useAccount();
  return (
    <Box className="card" p={{ base: 'xs', sm: 'md' }} maw="46rem">
      {organizationMemberships.nodes.length === 0 ? (
        <Empty title="In no organization">Site admins add people to organizations.</Empty>
      ) : (
        <DataTable
          label="Organizations"
          columns={columns}
          rows={organizationMemberships.nodes}
          keyOf={({ organization }) => organization.id}
        />
      )}
    </Box>
  );
}

const columns: Column<Account['organizationMemberships']['nodes'][number]>[] = [
  {
    name: 'Name',
    show: ({ organization: { name } }) => (
      <Anchor component={Link} to={pathOfOrganization(name)} fw={600}>
        {name}
      </Anchor>
    ),
  },
  { name: 'Display name', show: ({ organization: { displayName } }) => displayName || '–' },
  { name: 'Member since', show: ({ createdAt }) => <Time at={createdAt} /> },
];
