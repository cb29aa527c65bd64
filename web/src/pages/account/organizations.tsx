import { Box } from '@mantine/core';
import type { Column } from '../../components/data-table';
import { List } from '../../components/list';
import { Empty } from '../../components/messages';
import { RowName } from '../../components/row-name';
import { Time } from '../../components/time';
import { pathOfOrganization } from '../organizations/paths';
import { useAccount } from './account';

/** The organizations that a person is a member of. */
export function Component() {
  const memberships = useAccount().organizationMemberships.nodes;
  return (
    <Box maw="46rem">
      <List
        label="Organizations"
        columns={columns}
        found={{ nodes: memberships.map(({ organization, createdAt }) => ({ ...organization, createdAt })) }}
        empty={<Empty title="In no organization">Site admins add people to organizations.</Empty>}
      />
    </Box>
  );
}

/** An organization, and since when somebody is a member. */
interface Membership {
  name: string;
  displayName: string | null;
  createdAt: string;
}

const columns: Column<Membership>[] = [
  { name: 'Name', show: ({ name }) => <RowName name={name} to={pathOfOrganization(name)} /> },
  { name: 'Display name', names: true, show: ({ displayName }) => displayName || '–' },
  { name: 'Member since', show: ({ createdAt }) => <Time at={createdAt} /> },
];
