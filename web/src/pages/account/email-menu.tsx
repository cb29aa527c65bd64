import { Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useChange } from '../../api/queries';
import { ConfirmChange } from '../../components/confirm-change';
import { sentence } from '../../components/messages';
import { HarmfulItem, RowMenu } from '../../components/row-menu';
import {
  RemoveEmailDocument,
  SetPrimaryEmailDocument,
  VerifyEmailDocument,
} from '../../generated/operations';
import type { Account } from './account';

/** What can be done with an address. */
export function EmailMenu({ userId, email: address }: { userId: string; email: Account['emails'][number] }) {
  const { email, isPrimary, verified, viewerCanManuallyVerify } = address;
  const [removing, setRemoving] = useState(false);
  const setPrimary = useChange(SetPrimaryEmailDocument);
  const verify = useChange(VerifyEmailDocument);
  const target = { user: userId, email };
  const mayVerify = !verified && viewerCanManuallyVerify;
  if (isPrimary && !mayVerify) return null;
  return (
    <>
      <RowMenu of={email}>
        {verified && !isPrimary && (
          <Menu.Item onClick={() => setPrimary.mutate(target, told(`Mail goes to ${email}.`))}>
            Make primary
          </Menu.Item>
        )}
        {mayVerify && (
          <Menu.Item onClick={() => verify.mutate(target, told(`${email} is verified.`))}>
            Mark as verified
          </Menu.Item>
        )}
        {!isPrimary && <HarmfulItem onClick={() => setRemoving(true)}>Remove</HarmfulItem>}
      </RowMenu>
      {removing && (
        <ConfirmChange
          document={RemoveEmailDocument}
          variables={target}
          title={`Remove ${email}?`}
          action="Remove"
          harmful
          done={`${email} is removed.`}
          onClose={() => setRemoving(false)}
        >
          It can be added again, and has to be verified again then.
        </ConfirmChange>
      )}
    </>
  );
}

/** Says how a change ended that has no dialog of its own. */
const told = (message: string) => ({
  onSuccess: () => {
    notifications.show({ message });
  },
  onError: (error: Error) => {
    notifications.show({ message: sentence(error.message), color: 'red', autoClose: false });
  },
});
