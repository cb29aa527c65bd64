import { Box, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useSecretChange } from '../../api/queries';
import { FormEnd } from '../../components/form-end';
import { NameField } from '../../components/name-field';
import { PageHeader } from '../../components/page';
import { CreateUserDocument } from '../../generated/operations';
import { useNameProblem } from '../service-accounts/name-check';
import { listPath as serviceAccountsPath } from '../service-accounts/paths';
import { PasswordLink } from './password-link';
import { usersPath } from './paths';

/** An account for a person, with the link that sets its first password. */
export function Component() {
  // Who asked for an account has said what to fill in.
  const [params] = useSearchParams();
  const [username, setUsername] = useState(params.get('username') ?? '');
  const [email, setEmail] = useState(params.get('email') ?? '');
  const create = useSecretChange(CreateUserDocument);
  // SECURITY: the link is as good as a password, and in the state of this component only.
  const [made, setMade] = useState<{ username: string; url: string | null }>();
  const nameProblem = useNameProblem(username);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (nameProblem) return;
    const created = await create.make({ username, email: email.trim() || null });
    if (!created) return;
    const { user, resetPasswordURL } = created.createUser;
    setMade({ username: user.username, url: resetPasswordURL });
  };

  return (
    <Stack maw="40rem">
      <PageHeader
        title={made ? `${made.username} has an account` : 'Create user'}
        lead={made ? undefined : 'An account for a person. It takes a seat of the licence.'}
        trail={[{ to: usersPath, name: 'Users' }]}
      />
      <Box className="card" p="md">
        {made ? (
          <Stack>
            {made.url && <PasswordLink url={made.url} username={made.username} />}
            <Group>
              <Button variant="default" component={Link} to={usersPath}>
                Done
              </Button>
            </Group>
          </Stack>
        ) : (
          <form onSubmit={submit}>
            <Stack>
              <Text size="sm">
                For a program, <Link to={`${serviceAccountsPath}/new`}>create a service account</Link>{' '}
                instead.
              </Text>
              <NameField
                label="Username"
                value={username}
                onChange={setUsername}
                error={nameProblem}
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
              <FormEnd
                action="Create"
                busy={create.busy}
                incomplete={username === '' || !!nameProblem}
                error={create.error}
                cancel={usersPath}
              />
            </Stack>
          </form>
        )}
      </Box>
    </Stack>
  );
}
