import { Box, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/queries';
import { FormEnd } from '../../components/form-end';
import { NameField } from '../../components/name-field';
import { Time } from '../../components/time';
import { UpdateUserDocument } from '../../generated/operations';
import { site } from '../../site';
import { useNameProblem } from '../service-accounts/name-check';
import { settingsOf } from '../users/paths';
import { useAccount } from './account';

/** How a person is called. */
export function Component() {
  const account = useAccount();
  const navigate = useNavigate();
  const [username, setUsername] = useState(account.username);
  const [displayName, setDisplayName] = useState(account.displayName ?? '');
  const nameProblem = useNameProblem(username, account.username);
  const update = useChange(UpdateUserDocument);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const renamed = username !== account.username;
    update.mutate(
      { user: account.id, username: renamed ? username : null, displayName: displayName.trim() },
      {
        onSuccess: () => {
          const path = `${settingsOf(username)}/profile`;
          // The page knows by name who is signed in: under another name it is loaded anew.
          if (renamed && account.username === site.visitor?.username) return window.location.assign(path);
          notifications.show({ message: 'Saved.' });
          if (renamed) navigate(path, { replace: true });
        },
      },
    );
  };
  return (
    <Box className="card" p="md" maw="40rem">
      <form onSubmit={submit}>
        <Stack>
          <NameField
            label="Username"
            description={
              account.viewerCanChangeUsername
                ? 'Links and programs that go by it have to follow.'
                : 'Only a site admin can change it.'
            }
            value={username}
            onChange={setUsername}
            error={nameProblem}
            readOnly={!account.viewerCanChangeUsername}
            autoComplete="username"
          />
          <TextInput
            label="Display name"
            value={displayName}
            onChange={({ currentTarget }) => setDisplayName(currentTarget.value)}
            autoComplete="name"
            maxLength={255}
          />
          <Text size="sm" c="dimmed">
            The account was created <Time at={account.createdAt} as="both" />.
          </Text>
          <FormEnd
            action="Save"
            busy={update.isPending}
            incomplete={!username || !!nameProblem}
            error={update.error}
          />
        </Stack>
      </form>
    </Box>
  );
}
