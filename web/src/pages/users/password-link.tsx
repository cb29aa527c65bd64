import { Alert, Group, Text } from '@mantine/core';
import { CopyButton } from '../../components/copy-text';

/** The link by which a person sets a password, to be handed over. */
export function PasswordLink({ url, username }: { url: string; username: string }) {
  return (
    <>
      <Text>
        Give this link to {username}, and to nobody else. It works once and for a few hours, and signs in
        whoever opens it.
      </Text>
      <Alert color="gray">
        <div className="secret">{url}</div>
      </Alert>
      <Group>
        <CopyButton text={url} label="Copy link" />
      </Group>
    </>
  );
}
