import { Box, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/queries';
import { PersonSelect } from '../../components/account-select';
import { FormEnd } from '../../components/form-end';
import type { Choice } from '../../components/found-select';
import { NameField } from '../../components/name-field';
import { Time } from '../../components/time';
import { UpdateServiceAccountDocument } from '../../generated/operations';
import { useServiceAccount } from './account';
import { DangerZone } from './danger-zone';
import { useNameProblem } from './name-check';
import { pathOf } from './paths';

/** What a service account is called and what it is for, and the ways to stop it. */
export function Component() {
  const account = useServiceAccount();
  return (
    <Stack>
      <Details key={account.id} />
      <DangerZone account={account} />
    </Stack>
  );
}

function Details() {
  const account = useServiceAccount();
  const navigate = useNavigate();
  const [name, setName] = useState(account.name);
  const [displayName, setDisplayName] = useState(account.displayName ?? '');
  const [description, setDescription] = useState(account.description);
  const [usedBy, setUsedBy] = useState(account.usedBy);
  const [owner, setOwner] = useState<Choice | null>(
    account.owner && { id: account.owner.id, name: account.owner.username },
  );
  const nameProblem = useNameProblem(name, account.name);
  const update = useChange(UpdateServiceAccountDocument);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate(
      {
        serviceAccount: account.id,
        input: {
          name,
          displayName: displayName.trim() || null,
          description,
          usedBy,
          owner: owner?.id ?? null,
        },
      },
      {
        onSuccess: () => {
          notifications.show({ message: `${name} is saved.` });
          if (name !== account.name) navigate(`${pathOf(name)}/settings`, { replace: true });
        },
      },
    );
  };

  return (
    <Box className="card" p="md" maw="40rem">
      <Title order={2}>Details</Title>
      <Text size="sm" c="dimmed" mb="md">
        Created <Time at={account.createdAt} as="both" />
        {account.createdBy && ` by ${account.createdBy.username}`}, last active{' '}
        <Time at={account.lastActiveAt} as="both" />.
      </Text>
      <form onSubmit={submit}>
        <Stack>
          <NameField
            label="Name"
            description="Its tokens keep working under a new name."
            value={name}
            onChange={setName}
            error={nameProblem}
          />
          <TextInput
            label="Display name"
            value={displayName}
            onChange={({ currentTarget }) => setDisplayName(currentTarget.value)}
            autoComplete="off"
          />
          <Textarea
            label="Description"
            description="What it is for."
            value={description}
            onChange={({ currentTarget }) => setDescription(currentTarget.value)}
            autosize
            minRows={2}
          />
          <Textarea
            label="Used by"
            description="Which systems use it, and where."
            value={usedBy}
            onChange={({ currentTarget }) => setUsedBy(currentTarget.value)}
            autosize
            minRows={2}
          />
          <PersonSelect
            label="Owner"
            description="The person to ask about it."
            value={owner}
            onChange={setOwner}
          />
          <FormEnd
            action="Save"
            busy={update.isPending}
            incomplete={!name || !!nameProblem}
            error={update.error}
          />
        </Stack>
      </form>
    </Box>
  );
}
