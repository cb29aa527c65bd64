import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { useChange } from '../api/queries';
import type { TypedDocumentString } from '../generated/operations';
import { Confirm } from './confirm';

interface ConfirmChangeProps<Result, Variables> {
  document: TypedDocumentString<Result, Variables>;
  variables: Variables;
  title: string;
  action: string;
  harmful?: boolean;
  /** Names the way out. */
  cancel?: string;
  /** What will happen. */
  children: ReactNode;
  /** What has happened then, for the note that says so. */
  done: string | ((result: Result) => string);
  onClose: () => void;
  onDone?: (result: Result) => void;
}

/** Asks before a change, makes it, and says that it is made. Shown while it is there. */
export function ConfirmChange<Result, Variables>({
  document,
  variables,
  done,
  onDone,
  onClose,
  ...dialog
}: ConfirmChangeProps<Result, Variables>) {
  const change = useChange(document);
  return (
    <Confirm
      open
      {...dialog}
      busy={change.isPending}
      error={change.error}
      onClose={onClose}
      onConfirm={() =>
        change.mutate(variables, {
          onSuccess: (result) => {
            notifications.show({ message: typeof done === 'function' ? done(result) : done });
            onClose();
            onDone?.(result);
          },
        })
      }
    />
  );
}
