import { Box, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/queries';
import { FormEnd } from '../../components/form-end';
import { NameField } from '../../components/name-field';
import { PageHeader } from '../../components/page';
import { CreateOrganizationDocument } from '../../generated/operations';
import { useNameProblem } from '../service-accounts/name-check';
import { organizationsPath, pathOfOrganization } from './paths';

/** A new organization. Whoever creates it is its first member. */
export function Component() {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const nameProblem = useNameProblem(name);
  const create = useChange(CreateOrganizationDocument);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (nameProblem) return;
    create.mutate(
      { name, displayName: displayName.trim() || null },
      { onSuccess: () => navigate(pathOfOrganization(name)) },
    );
  };
  return (
    <Stack maw="40rem">
      <PageHeader
        title="Create organization"
        lead="You become its first member."
        trail={[{ to: organizationsPath, name: 'Organizations' }]}
      />
      <Box className="card" p="md">
        <form onSubmit={submit}>
          <Stack>
            <NameField
              label="Name"
              description="One that no account has."
              value={name}
              onChange={setName}
              error={nameProblem}
              autoFocus
            />
            <TextInput
              label="Display name"
              value={displayName}
              onChange={({ currentTarget }) => setDisplayName(currentTarget.value)}
              autoComplete="off"
              maxLength={255}
            />
            <FormEnd
              action="Create"
              busy={create.isPending}
              incomplete={name === '' || !!nameProblem}
              error={create.error}
              cancel={organizationsPath}
            />
          </Stack>
        </form>
      </Box>
    </Stack>
  );
}
