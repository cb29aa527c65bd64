import { notifications } from '@mantine/notifications';
import { useChange } from '../../api/queries';
import {
  SyncPermissionsOfAccountDocument,
  SyncPermissionsOfRepositoryDocument,
} from '../../generated/operations';

/** What a sync is about. */
export interface Subject {
  kind: 'account' | 'repository';
  id: string;
  name: string;
}

/** Has it looked up what lets an account see repositories, or accounts see a repository. */
export function useSync() {
  const ofAccount = useChange(SyncPermissionsOfAccountDocument);
  const ofRepository = useChange(SyncPermissionsOfRepositoryDocument);
  return {
    busy: ofAccount.isPending || ofRepository.isPending,
    start: ({ kind, id, name }: Subject, then: { onDone?: () => void; onError?: (error: Error) => void }) => {
      const onSuccess = () => {
        notifications.show({ message: `The sync of ${name} is queued.` });
        then.onDone?.();
      };
      const change = kind === 'account' ? ofAccount : ofRepository;
      change.mutate({ id }, { onSuccess, onError: then.onError });
    },
  };
}
