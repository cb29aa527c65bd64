import { Box, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/queries';
import { PersonSelect } from '../../components/account-select';
import { FormEnd } from '../../components/form-end';
import type { Choice } from '../../components/found-select';
import { NameField } from '../../components/name-field';
import { PageHeader } from '../../components/page';
import { RoleChoice } from '../../components/role-choice';
import { CreateServiceAccountDocument, SetRolesDocument } from '../../generated/operations';
import { useNameProblem } from './name-check';
import { listPath, pathOf } from './paths';

/** + Create service account. */
export function Component() {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [usedBy, setUsedBy] = useState('');
  const [owner, setOwner] = useState<Choice | null>(null);
  const [roles, setRoles] = useState<string[]>([]);
  const nameProblem = useNameProblem(name);
  const create = useChange(CreateServiceAccountDocument);
  const assign = useChange(SetRolesDocument);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (nameProblem) return;
    // Made at the first attempt; when only the roles failed, the second attempt has just them to set.
    const made =
      create.data ??
      (await create.mutateAsync({
        input: {
          name,
          description: description.trim() || null,
          usedBy: usedBy.trim() || null,
          owner: owner?.id ?? null,
        },
      }));
    const { createServiceAccount: account } = made;
    if (roles.length > 0) await assign.mutateAsync({ user: account.user.id, roles });
    navigate(`${pathOf(account.name)}?created`);
  };

  return (
    <Stack maw="40rem">
      <PageHeader title="Create service account" trail={[{ to: listPath, name: 'Service accounts' }]} />
      <Box className="card" p="md">
        <form onSubmit={(event) => submit(event).catch(() => {})}>
          <Stack>
            <NameField
              label="Name"
              description="What it is for, in a word: ci-batch-changes, monitoring-dashboard."
              value={name}
              onChange={setName}
              error={nameProblem}
              autoFocus
              disabled={create.isSuccess}
            />
            <Textarea
              label="Description"
              description="What it does. Whoever finds it in a year will be glad."
              value={description}
              onChange={({ currentTarget }) => setDescription(currentTarget.value)}
              autosize
              minRows={2}
              disabled={create.isSuccess}
            />
            <Textarea
              label="Used by"
              description="Which systems use it, and where: Jenkins, job nightly. To be asked before it is changed or deleted."
              value={usedBy}
              onChange={({ currentTarget }) => setUsedBy(currentTarget.value)}
              autosize
              minRows={2}
              disabled={create.isSuccess}
            />
            <PersonSelect
              label="Owner"
              description="The person to ask about it. The account stays when that person leaves."
              value={owner}
              onChange={setOwner}
            />
            <RoleChoice label="Roles" value={roles} onChange={setRoles} />
            <FormEnd
              action="Create"
              busy={create.isPending || assign.isPending}
              incomplete={name === '' || !!nameProblem}
              error={create.error ?? assign.error}
              cancel={listPath}
            />
          </Stack>
        </form>
      </Box>
    </Stack>
  );
}
