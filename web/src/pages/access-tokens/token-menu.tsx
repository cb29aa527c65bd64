import { ActionIcon, Menu, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link } from 'react-router';
import { useChange } from '../../api/queries';
import { Confirm } from '../../components/confirm';
import { Icon } from '../../components/icons';
import { Time } from '../../components/time';
import { RevokeAccessTokenDocument, type TokenDetailsFragment } from '../../generated/operations';

/** What can be done with a token. */
export function TokenMenu({ token, rotatePath }: { token: TokenDetailsFragment; rotatePath?: string }) {
  const [asking, setAsking] = useState(false);
  const revoke = useChange(RevokeAccessTokenDocument);
  const { id, note, lastUsedAt } = token;
  return (
    <>
      <Menu position="bottom-end" width={180}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" c="inherit" size="lg" aria-label={`Actions for ${note}`}>
            <Icon name="dots" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {rotatePath && !token.replacedBy && (
            <Menu.Item component={Link} to={rotatePath}>
              Rotate
            </Menu.Item>
          )}
          <Menu.Item c="var(--mantine-color-error)" onClick={() => setAsking(true)}>
            Revoke
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Confirm
        open={asking}
        title={`Revoke ${note}?`}
        action="Revoke"
        harmful
        busy={revoke.isPending}
        error={revoke.error}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          revoke.mutate(
            { id },
            {
              onSuccess: () => {
                setAsking(false);
                notifications.show({ message: `${note} is revoked.` });
              },
            },
          )
        }
      >
        <Text>
          Whoever sends this token is refused from the next request on. This cannot be undone. It was last
          used: <Time at={lastUsedAt} />.
        </Text>
      </Confirm>
    </>
  );
}
