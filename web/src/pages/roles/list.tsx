import { Badge, Menu, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import { ConfirmChange } from '../../components/confirm-change';
import type { Column } from '../../components/data-table';
import { List } from '../../components/list';
import { Empty } from '../../components/messages';
import { CreateLink, PageHeader } from '../../components/page';
import { HarmfulItem, RowMenu } from '../../components/row-menu';
import { RowName } from '../../components/row-name';
import { Time } from '../../components/time';
import {
  DeleteRoleDocument,
  RoleHoldersDocument,
  RoleListDocument,
  type RoleListQuery,
} from '../../generated/operations';
import { pathOfRole, rolesPath } from './paths';

type Row = RoleListQuery['roles']['nodes'][number];

/** Site admin > Users & auth > Roles. */
export function Component() {
  const answer = useAsk(RoleListDocument, {});
  return (
    <Stack>
      <PageHeader
        title="Roles"
        lead="Named sets of permissions. An account may do what any of its roles allows."
        actions={<CreateLink to={`${rolesPath}/new`}>Create role</CreateLink>}
      />
      <List
        label="Roles"
        columns={columns}
        answer={answer}
        found={answer.data?.roles}
        empty={<Empty title="No roles" />}
      />
    </Stack>
  );
}

const count = new Intl.NumberFormat();

const columns: Column<Row>[] = [
  { name: 'Name', show: ({ id, name }) => <RowName name={name} to={pathOfRole(id)} /> },
  {
    name: 'Kind',
    show: ({ system }) => <Badge color={system ? 'gray' : 'accent'}>{system ? 'System' : 'Custom'}</Badge>,
  },
  { name: 'Permissions', show: ({ permissions }) => <span>{permissions.totalCount}</span> },
  { name: 'Held by', show: ({ holders }) => count.format(holders.totalCount) },
  { name: 'Created', show: ({ createdAt }) => <Time at={createdAt} /> },
  { name: 'Actions', end: true, show: (role) => <RoleMenu role={role} /> },
];

function RoleMenu({ role }: { role: Row }) {
  const [asking, setAsking] = useState(false);
  const { id, name, system } = role;
  return (
    <>
      <RowMenu of={name}>
        <Menu.Item component={Link} to={pathOfRole(id)}>
          {system ? 'Permissions' : 'Edit permissions'}
        </Menu.Item>
        {!system && <HarmfulItem onClick={() => setAsking(true)}>Delete</HarmfulItem>}
      </RowMenu>
      {asking && (
        <ConfirmChange
          document={DeleteRoleDocument}
          variables={{ role: id }}
          title={`Delete the role ${name}?`}
          action="Delete"
          harmful
          done={`The role ${name} is deleted.`}
          onClose={() => setAsking(false)}
        >
          <WhoLoses role={role} />
        </ConfirmChange>
      )}
    </>
  );
}

/** Which accounts lose what with a role. */
function WhoLoses({ role }: { role: Row }) {
  const { data } = useAsk(RoleHoldersDocument, { id: role.id, first: 10, after: null });
  const holders = data?.node && 'holders' in data.node ? data.node.holders : undefined;
  if (!holders) return <Text>Looking for who holds it.</Text>;
  if (holders.totalCount === 0) return <Text>Nobody holds it. This cannot be undone.</Text>;
  const more = holders.totalCount - holders.nodes.length;
  return (
    <>
      <Text>
        These accounts lose its {role.permissions.totalCount} permissions with the next request, unless
        another role grants them. This cannot be undone.
      </Text>
      <ul>
        {holders.nodes.map(({ id, username }) => (
          <li key={id}>{username}</li>
        ))}
        {more > 0 && <li>and {count.format(more)} more</li>}
      </ul>
    </>
  );
}
