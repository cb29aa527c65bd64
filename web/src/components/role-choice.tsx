import { Anchor, Checkbox, Group, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../api/queries';
import { RoleChoicesDocument } from '../generated/operations';
import { NotYet } from './messages';

interface RoleChoiceProps {
  label: string;
  value: string[];
  onChange: (roles: string[]) => void;
}

/** Which roles to hold. System roles are held by what an account is, so they are no choice. */
export function RoleChoice({ label, value, onChange }: RoleChoiceProps) {
  const answer = useAsk(RoleChoicesDocument, {});
  if (!answer.data) return <NotYet answer={answer} height={60} />;
  const roles = answer.data.roles.nodes.filter(({ system }) => !system);
  if (roles.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        There are no roles to choose from yet.{' '}
        <Anchor component={Link} underline="always" to="/site-admin/roles">
          Create a role
        </Anchor>{' '}
        to grant permissions.
      </Text>
    );
  }
  return (
    <Checkbox.Group label={label} value={value} onChange={onChange}>
      <Stack gap="xs" mt="xs">
        {roles.map(({ id, name, permissions }) => (
          <Group key={id} gap="xs" wrap="nowrap">
            <Checkbox value={id} label={name} description={permissionCount(permissions.totalCount)} />
          </Group>
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

const permissionCount = (count: number) => (count === 1 ? '1 permission' : `${count} permissions`);
