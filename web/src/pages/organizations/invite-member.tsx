import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useChange } from '../../api/queries';
import { CopyButton } from '../../components/copy-text';
import { FormEnd } from '../../components/form-end';
import { NameField } from '../../components/name-field';
import { InviteMemberDocument } from '../../generated/operations';

interface InviteMemberProps {
  organization: { id: string; name: string };
  onClose: () => void;
}

/** Asks a person to become a member, and shows the link to give to them where it was not mailed. */
export function InviteMember({ organization, onClose }: InviteMemberProps) {
  const [username, setUsername] = useState('');
  const invite = useChange(InviteMemberDocument);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ organization: organization.id, username: username.trim() });
  };
  const invited = invite.data?.inviteUserToOrganization;
  return (
    <Modal opened onClose={onClose} title={`Invite to ${organization.name}`}>
      {invited ? (
        <Stack>
          <Text role="status">
            {invited.sentInvitationEmail
              ? `${username.trim()} has got the link by mail.`
              : `No mail was sent: give this link to ${username.trim()}. It is of no use to anybody else.`}
          </Text>
          <Text className="secret">{invited.invitationURL}</Text>
          <Group justify="flex-end">
            <CopyButton text={invited.invitationURL} label="Copy link" />
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <NameField
              label="Username"
              description="Of a person who has an account. An invitation that they have already is replaced."
              value={username}
              onChange={setUsername}
              data-autofocus
            />
            <FormEnd
              action="Invite"
              busy={invite.isPending}
              incomplete={username.trim() === ''}
              error={invite.error}
              cancel={onClose}
            />
          </Stack>
        </form>
      )}
    </Modal>
  );
}
