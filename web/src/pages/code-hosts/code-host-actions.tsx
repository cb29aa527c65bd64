import { notifications } from '@mantine/notifications';
import { useChange } from '../../api/queries';
import { ConfirmChange } from '../../components/confirm-change';
import { DeleteCodeHostDocument, SyncCodeHostDocument } from '../../generated/operations';

/** Has a connection looked up now. */
export function useSync({ id, displayName }: { id: string; displayName: string }) {
  const sync = useChange(SyncCodeHostDocument);
  return {
    busy: sync.isPending,
    start: () =>
      sync.mutate(
        { id },
        {
          onSuccess: () => notifications.show({ message: `The sync of ${displayName} is queued.` }),
          onError: ({ message }) => notifications.show({ message, color: 'red' }),
        },
      ),
  };
}

interface DeleteCodeHostProps {
  host: { id: string; displayName: string; repoCount: number };
  onClose: () => void;
  onDone?: () => void;
}

/** Asks before a connection is deleted, and says what goes with it. */
export function DeleteCodeHost({ host, onClose, onDone }: DeleteCodeHostProps) {
  const { id, displayName, repoCount } = host;
  return (
    <ConfirmChange
      document={DeleteCodeHostDocument}
      variables={{ id }}
      title={`Delete ${displayName}?`}
      action="Delete"
      harmful
      done={`${displayName} is deleted.`}
      onClose={onClose}
      onDone={onDone}
    >
      {repoCount === 0
        ? 'It yields no repository, so nothing else goes.'
        : `${repoCount === 1 ? 'The repository' : `Of its ${repoCount} repositories those`} that no other connection yields ${repoCount === 1 ? 'goes' : 'go'}, for everybody, with the copies on disk. Add the connection again and they are back, with the grants that they have now.`}{' '}
      Its credentials are forgotten.
    </ConfirmChange>
  );
}
