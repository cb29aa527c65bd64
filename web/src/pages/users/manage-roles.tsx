import { Button, Group, Modal, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useAsk, useChange } from '../../api/queries';
import { NotYet, Problem } from '../../components/messages';
import { RoleChoice } from '../../components/role-choice';
import { AccountRolesDocument, SetRolesDocument } from '../../generated/operations';

/** Assigns and removes the roles of an account. */
export function ManageRoles({ username, onClose }: { username: string; onClose: () => void }) {
  const answer = useAsk(AccountRolesDocument, { username });
  const account = answer.data?.user;
  return (
    <Modal opened onClose={onClose} title={`Manage roles of ${username}`}>
      {account ? (
        <Choice
          account={account}
          held={account.roles.nodes.filter(({ system }) => !system).map(({ id }) => id)}
          onClose={onClose}
        />
      ) : answer.data ? (
        `There is no account ${username}.`
      ) : (
        <NotYet answer={answer} height={120} />
      )}
    </Modal>
  );
}

interface ChoiceProps {
  account: { id: string; username: string };
  held: string[];
  onClose: () => void;
}

function Choice({ account, held, onClose }: ChoiceProps) {
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
  );
}
