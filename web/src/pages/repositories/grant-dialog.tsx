import { Modal, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useChange } from '../../api/queries';
import { AccountSelect } from '../../components/account-select';
import { FormEnd } from '../../components/form-end';
import type { Choice } from '../../components/found-select';
import { GrantRepositoryDocument } from '../../generated/operations';
import { endOf, LastDay } from './last-day';
import { RepositorySelect } from './repository-select';

interface GrantDialogProps {
  /** What is known: the other is chosen. */
  account?: Choice;
  repository?: Choice;
  onClose: () => void;
}

/** Lets an account see a repository, for good or until a day is over. */
export function GrantDialog({ account, repository, onClose }: GrantDialogProps) {
  const [chosenAccount, setAccount] = useState<Choice | null>(account ?? null);
  const [chosenRepository, setRepository] = useState<Choice | null>(repository ?? null);
  const [day, setDay] = useState('');
  const grant = useChange(GrantRepositoryDocument);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!chosenAccount || !chosenRepository) return;
    grant.mutate(
      { user: chosenAccount.id, repository: chosenRepository.id, expiresAt: endOf(day) },
      {
        onSuccess: () => {
          notifications.show({ message: `${chosenAccount.name} sees ${chosenRepository.name}.` });
          onClose();
        },
      },
    );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={account ? `Grant a repository to ${account.name}` : `Grant ${repository?.name}`}
    >
      <form onSubmit={submit}>
        <Stack>
          {!account && (
            <AccountSelect
              label="Account"
              value={chosenAccount}
              onChange={setAccount}
              required
              data-autofocus
            />
          )}
          {!repository && (
            <RepositorySelect
              label="Repository"
              value={chosenRepository}
              onChange={setRepository}
              data-autofocus
            />
          )}
          <LastDay value={day} onChange={setDay} />
          <FormEnd
            action="Grant"
            busy={grant.isPending}
            incomplete={!chosenAccount || !chosenRepository}
            error={grant.error}
            cancel={onClose}
          />
        </Stack>
      </form>
    </Modal>
  );
}
