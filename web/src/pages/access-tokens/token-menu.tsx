import { Menu, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { ConfirmChange } from '../../components/confirm-change';
import { HarmfulItem, RowMenu } from '../../components/row-menu';
import { Time } from '../../components/time';
import { RevokeAccessTokenDocument, type TokenDetailsFragment } from '../../generated/operations';

/** What can be done with a token. */
export function TokenMenu({ token, rotatePath }: { token: TokenDetailsFragment; rotatePath?: string }) {
  const [asking, setAsking] = useState(false);
  const { id, note, lastUsedAt } = token;
  return (
    <>
      <RowMenu of={note}>
        {rotatePath && !token.replacedBy && (
          <Menu.Item component={Link} to={rotatePath}>
            Rotate
          </Menu.Item>
        )}
        <HarmfulItem onClick={() => setAsking(true)}>Revoke</HarmfulItem>
      </RowMenu>
      {asking && (
        <ConfirmChange
          document={RevokeAccessTokenDocument}
          variables={{ id }}
          title={`Revoke ${note}?`}
          action="Revoke"
          harmful
          done={`${note} is revoked.`}
          onClose={() => setAsking(false)}
        >
          <Text>
            Whoever sends this token is refused from the next request on. This cannot be undone. It was last
            used: <Time at={lastUsedAt} as="both" />.
          </Text>
        </ConfirmChange>
      )}
    </>
  );
}
