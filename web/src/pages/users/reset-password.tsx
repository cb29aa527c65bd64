import { Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useSecretChange } from '../../api/queries';
import { Confirm } from '../../components/confirm';
import { ResetPasswordDocument } from '../../generated/operations';
import { PasswordLink } from './password-link';

interface ResetPasswordProps {
  user: { id: string; username: string };
  onClose: () => void;
}

/** Takes a person's password away and gives the link that sets a new one. */
export function ResetPassword({ user: { id, username }, onClose }: ResetPasswordProps) {
  const change = useSecretChange(ResetPasswordDocument);
  // SECURITY: the link is as good as a password, and in the state of this component only.
  const [url, setUrl] = useState<string>();

  const reset = async () => {
    const made = await change.make({ user: id });
    if (made) setUrl(made.randomizeUserPassword.resetPasswordURL ?? '');
  };

  if (url !== undefined) {
    return (
      <Modal opened onClose={onClose} title={`A new password for ${username}`}>
        <Stack>
          <PasswordLink url={url} username={username} />
        </Stack>
      </Modal>
    );
  }
  return (
    <Confirm
      open
      title={`Reset the password of ${username}?`}
      action="Reset password"
      harmful
      busy={change.busy}
      error={change.error}
      onClose={onClose}
      onConfirm={reset}
    >
      <Text>
        The password stops working and {username} is signed out everywhere. You get a link that sets a new
        one, to hand to {username}.
      </Text>
    </Confirm>
  );
}
