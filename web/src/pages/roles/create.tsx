import { Box, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/queries';
import { FormEnd } from '../../components/form-end';
import { PageHeader } from '../../components/page';
import { CreateRoleDocument } from '../../generated/operations';
import { rolesPath } from './paths';
import { PermissionChoice } from './permission-choice';

/** A new role with its permissions. */
export function Component() {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [permissions, setPermissions] = useState<string[]>([]);
  const create = useChange(CreateRoleDocument);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { name: name.trim(), permissions },
      {
        onSuccess: () => {
          notifications.show({ message: `The role ${name.trim()} is there.` });
          navigate(rolesPath);
        },
      },
    );
  };
  return (
    <Stack maw="46rem">
      <PageHeader title="Create role" trail={[{ to: rolesPath, name: 'Roles' }]} />
      <form onSubmit={submit}>
        <Stack>
          <Box className="card" p="md">
            <TextInput
              label="Name"
              description="What holders do with it: batch changes reader."
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
              autoComplete="off"
              maxLength={255}
              required
              autoFocus
            />
          </Box>
          <PermissionChoice value={permissions} onChange={setPermissions} />
          <FormEnd
            action="Create"
            busy={create.isPending}
            incomplete={name.trim() === ''}
            error={create.error}
            cancel={rolesPath}
          />
        </Stack>
      </form>
    </Stack>
  );
}
