import { Button, Group, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useChange } from '../../api/queries';
import { Problem } from '../../components/messages';
import { NameField } from '../../components/name-field';
import { AddMemberDocument } from '../../generated/operations';

/** Makes an account a member, by name. */
export function AddMember({ organization }: { organization: { id: string } }) {
  const [username, setUsername] = useState('');
  const add = useChange(AddMemberDocument);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(
      { organization: organization.id, username: username.trim() },
      {
        onSuccess: () => {
          notifications.show({ message: `${username.trim()} is a member.` });
          setUsername('');
        },
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Group align="flex-end" gap="xs">
          <NameField
            label="Add a member"
            placeholder="Username"
            value={username}
            onChange={setUsername}
            withAsterisk={false}
          />
          <Button type="submit" variant="default" loading={add.isPending}>
            Add
          </Button>
        </Group>
        <Problem error={add.error} />
      </Stack>
    </form>
  );
}
