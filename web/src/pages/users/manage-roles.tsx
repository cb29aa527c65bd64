import { Button, Group, Modal, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useChange } from '../../api/queries';
import { Problem } from '../../components/messages';
import { RoleChoice } from '../../components/role-choice';
import { SetRolesDocument } from '../../generated/operations';

interface ManageRolesProps {
  account: { id: string; username: string };
  /** Ids of the roles that it holds now. */
  held: string[];
  onClose: () => void;
}

/** Assigns and removes the roles of an account. */
export function ManageRoles({ account, held, onClose }: ManageRolesProps) {
  const [roles, setRoles] = useState(held);
  const change = useChange(SetRolesDocument);
  const update = () =>
    change.mutate(
      { user: account.id, roles },
      {
        onSuccess: () => {
          notifications.show({ message: `The roles of ${account.username} are updated.` });
          onClose();
        },
      },
    );
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Manage roles of ${account.username}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <RoleChoice label="Roles" value={roles} onChange={setRoles} />
        <Problem error={change.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button onClick={update} loading={change.isPending}>
            Update
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
