import { Modal, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useChange } from '../../api/queries';
import { FormEnd } from '../../components/form-end';
import type { Choice } from '../../components/found-select';
import { GrantToBindIdDocument, type PermissionsUserMappingBindId } from '../../generated/operations';
import { endOf, LastDay } from '../repositories/last-day';
import { RepositorySelect } from '../repositories/repository-select';

/** What names somebody who may not be there yet. */
const fields = {
  EMAIL: { label: 'Email address', description: 'As they will verify it, capitals and small letters too.' },
  USERNAME: { label: 'User name', description: 'As it will be, capitals and small letters too.' },
} satisfies Record<PermissionsUserMappingBindId, object>;

interface GrantDialogProps {
  /** How accounts are named. */
  mapping: PermissionsUserMappingBindId;
  onClose: () => void;
}

/** Grants a repository to somebody who is named, for when they come. */
export function GrantDialog({ mapping, onClose }: GrantDialogProps) {
  const [bindID, setBindID] = useState('');
  const [repository, setRepository] = useState<Choice | null>(null);
  const [day, setDay] = useState('');
  const grant = useChange(GrantToBindIdDocument);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!repository) return;
    grant.mutate(
      { bindID, repository: repository.id, expiresAt: endOf(day) },
      {
        onSuccess: () => {
          notifications.show({ message: `${repository.name} is granted to ${bindID.trim()}.` });
          onClose();
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title="Grant a repository to somebody without an account">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            {...fields[mapping]}
            value={bindID}
            onChange={({ currentTarget }) => setBindID(currentTarget.value)}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={320}
            required
            data-autofocus
          />
          <RepositorySelect label="Repository" value={repository} onChange={setRepository} />
          <LastDay value={day} onChange={setDay} />
          <FormEnd
            action="Grant"
            busy={grant.isPending}
            incomplete={bindID.trim() === '' || !repository}
            error={grant.error}
            cancel={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}
