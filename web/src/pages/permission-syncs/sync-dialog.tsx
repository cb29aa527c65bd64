import { Modal, SegmentedControl, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { AccountSelect } from '../../components/account-select';
import { FormEnd } from '../../components/form-end';
import type { Choice } from '../../components/found-select';
import { RepositorySelect } from '../repositories/repository-select';
import { type Subject, useSync } from './use-sync';

/** Has it looked up now what an account or a repository is granted. */
export function SyncDialog({ onClose }: { onClose: () => void }) {
  const [kind, setKind] = useState<Subject['kind']>('account');
  const [chosen, setChosen] = useState<Choice | null>(null);
  const [error, setError] = useState<Error>();
  const sync = useSync();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setError(undefined);
    if (chosen) sync.start({ kind, ...chosen }, { onDone: onClose, onError: setError });
  };
  const field = { value: chosen, onChange: setChosen };
  return (
    <Modal opened onClose={onClose} title="Sync permissions now">
      <form onSubmit={submit}>
        <Stack>
          <SegmentedControl
            aria-label="What the sync is about"
            color="accent"
            value={kind}
            onChange={(value) => {
              setKind(value);
              setChosen(null);
            }}
            data={[
              { value: 'account', label: 'An account' },
              { value: 'repository', label: 'A repository' },
            ]}
          />
          {kind === 'account' ? (
            <AccountSelect key={kind} label="Account" required {...field} />
          ) : (
            <RepositorySelect key={kind} label="Repository" {...field} />
          )}
          <FormEnd action="Sync" busy={sync.busy} incomplete={!chosen} error={error} cancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
