import { Anchor, Box, PasswordInput, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { useChange } from '../../api/queries';
import { FormEnd } from '../../components/form-end';
import { UpdatePasswordDocument } from '../../generated/operations';
import { site } from '../../site';
import { NewPassword } from '../sign-in/new-password';
import { usersPath } from '../users/paths';
import { useAccount } from './account';

/** Changing one's own password. */
export function Component() {
  const { username } = useAccount();
  const [oldPassword, setOldPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const change = useChange(UpdatePasswordDocument);
  if (username !== site.visitor?.username) {
    return (
      <Text>
        Nobody but {username} can change this password. To take it away,{' '}
        <Anchor component={Link} underline="always" to={`${usersPath}?q=${encodeURIComponent(username)}`}>
          find {username} among the users
        </Anchor>{' '}
        and choose “Reset password”.
      </Text>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { oldPassword, newPassword },
      {
        onSuccess: () => {
          notifications.show({ message: 'Your password is changed.' });
          setOldPassword('');
          setNewPassword('');
        },
      },
    );
  };
  return (
    <Box className="card" p="md" maw="40rem">
      <form onSubmit={submit}>
        <Stack>
          {/* For password managers: whose password it is. */}
          <input type="text" name="username" value={username} autoComplete="username" readOnly hidden />
          <PasswordInput
            label="Current password"
            value={oldPassword}
            onChange={({ currentTarget }) => setOldPassword(currentTarget.value)}
            autoComplete="current-password"
            maxLength={1000}
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password until now' }}
          />
          <NewPassword label="New password" value={newPassword} onChange={setNewPassword} />
          <FormEnd action="Change password" busy={change.isPending} error={change.error} />
        </Stack>
      </form>
    </Box>
  );
}
