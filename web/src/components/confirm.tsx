import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Problem } from './messages';

interface ConfirmProps {
  open: boolean;
  title: string;
  /** What will happen. */
  children: ReactNode;
  /** Names what the button does. */
  action: string;
  /** For what cannot be taken back or stops something that works. */
  harmful?: boolean;
  busy?: boolean;
  error?: unknown;
  cancel?: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something is done. */
export function Confirm(props: ConfirmProps) {
  const {
    open,
    title,
    children,
    action,
    harmful,
    busy,
    error,
    cancel = 'Cancel',
    onConfirm,
    onClose,
  } = props;
  return (
    <Modal opened={open} onClose={onClose} title={title} centered>
      <Stack>
        <div>{children}</div>
        <Problem error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {cancel}
          </Button>
          <Button color={harmful ? 'red.9' : undefined} loading={busy} onClick={onConfirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
