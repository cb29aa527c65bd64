import { Button, Group, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useChange } from '../../api/queries';
import { Problem } from '../../components/messages';
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
          <TextInput
            label="Add a member"
            placeholder="User name"
            value={username}
            onChange={({ currentTarget }) => setUsername(currentTarget.value)}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            maxLength={255}
            required
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
