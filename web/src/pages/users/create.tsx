import { Box, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { ask } from '../../api/ask';
import { queryClient } from '../../api/queries';
import { Problem } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { CreateUserDocument } from '../../generated/operations';
import { useNameProblem } from '../service-accounts/name-check';
import { PasswordLink } from './password-link';

const listPath = '/site-admin/users';

/** An account for a person, with the link that sets its first password. */
export function Component() {
  // Who asked for an account has said what to fill in.
  const [params] = useSearchParams();
  const [username, setUsername] = useState(params.get('username') ?? '');
  const [email, setEmail] = useState(params.get('email') ?? '');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  // SECURITY: the link is as good as a password, and in the state of this component only.
  const [made, setMade] = useState<{ username: string; url: string | null }>();
  const nameProblem = useNameProblem(username);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || nameProblem) return;
    setBusy(true);
    setError(undefined);
    try {
      const { createUser } = await ask(CreateUserDocument, { username, email: email.trim() || null });
      setMade({ username: createUser.user.username, url: createUser.resetPasswordURL });
      queryClient.invalidateQueries();
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };

  return (
    <Stack maw="40rem">
      <PageHeader
        title={made ? `${made.username} has an account` : 'Create user'}
        lead={made ? undefined : 'An account for a person. It takes a seat of the licence.'}
        trail={[{ to: listPath, name: 'Users' }]}
      />
      <Box className="card" p="md">
        {made ? (
          <Stack>
            {made.url && <PasswordLink url={made.url} username={made.username} />}
            <Group>
              <Button variant="default" component={Link} to={listPath}>
                Done
              </Button>
            </Group>
          </Stack>
        ) : (
          <form onSubmit={submit}>
            <Stack>
              <Text size="sm">
                For a program, <Link to="/site-admin/service-accounts/new">create a service account</Link>{' '}
                instead.
              </Text>
              <TextInput
                label="Username"
                value={username}
                onChange={({ currentTarget }) => setUsername(currentTarget.value)}
                error={nameProblem}
                autoCapitalize="none"
                autoComplete="off"
                spellCheck={false}
                maxLength={255}
                required
                autoFocus
              />
              <TextInput
                type="email"
                label="Email"
                description="May be left out. It counts as verified."
                value={email}
                onChange={({ currentTarget }) => setEmail(currentTarget.value)}
                autoComplete="off"
                maxLength={320}
              />
              <Problem error={error} />
              <Group>
                <Button type="submit" loading={busy} disabled={username === '' || !!nameProblem}>
                  Create
                </Button>
                <Button variant="default" component={Link} to={listPath}>
                  Cancel
                </Button>
              </Group>
            </Stack>
          </form>
        )}
      </Box>
    </Stack>
  );
}
