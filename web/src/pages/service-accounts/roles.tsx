import { Box, Button, List, Stack, Text, Title } from '@mantine/core';
import { useAsk } from '../../api/queries';
import { Breakable } from '../../components/breakable';
import { NotYet } from '../../components/messages';
import { useUrlState } from '../../components/url-state';
import { type PermissionDetailsFragment, ServiceAccountRolesDocument } from '../../generated/operations';
import { ManageRoles } from '../users/manage-roles';
import { useServiceAccount } from './account';

/** The roles of a service account, and what they let it do. */
export function Component() {
  const { name } = useServiceAccount();
  const answer = useAsk(ServiceAccountRolesDocument, { name });
  const url = useUrlState();
  const managing = url.get('manage') === 'roles';
  const account = answer.data?.serviceAccount;
  if (!account) return <NotYet answer={answer} height={160} />;
  const roles = account.roles.nodes;
  const permissions = account.permissions.nodes;

  return (
    <Stack>
      <Box className="card" p="md">
        <Title order={2}>Roles</Title>
        <List my="sm">
          {roles.map((role) => (
            <List.Item key={role.id}>
              {role.name}
              {role.system && (
                <Text component="span" c="dimmed" size="sm">
                  {' '}
                  (held by every account)
                </Text>
              )}
            </List.Item>
          ))}
        </List>
        <Button variant="default" onClick={() => url.show({ manage: 'roles' })}>
          Manage roles
        </Button>
        {managing && <ManageRoles username={name} onClose={() => url.show({ manage: '' })} />}
      </Box>
      <Box className="card" p="md">
        <Title order={2}>What it may do</Title>
        {permissions.length === 0 ? (
          <Text c="dimmed" mt="xs">
            Its roles grant no permission. What needs none, such as asking who it is, it may do all the same.
          </Text>
        ) : (
          <List mt="sm" spacing="xs" listStyleType="none">
            {permissions.map((permission) => (
              <List.Item key={permission.id}>
                <Text fw={600} size="sm" style={{ overflowWrap: 'anywhere' }}>
                  <Breakable text={permission.displayName} />
                </Text>
                <Text size="sm">{permission.meaning}</Text>
                <Text size="sm" c="dimmed">
                  From {sourcesOf(permission, roles).join(', ')}
                </Text>
              </List.Item>
            ))}
          </List>
        )}
      </Box>
    </Stack>
  );
}

type Role = { name: string; permissions: { nodes: { id: string }[] } };

/** The names of the roles that grant a permission. */
const sourcesOf = ({ id }: PermissionDetailsFragment, roles: Role[]): string[] =>
  roles.filter(({ permissions }) => permissions.nodes.some((held) => held.id === id)).map(({ name }) => name);
