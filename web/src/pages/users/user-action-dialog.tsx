import { Checkbox, Text } from '@mantine/core';
import { useState } from 'react';
import { ConfirmChange } from '../../components/confirm-change';
import {
  DeleteUserDocument,
  EndSessionsDocument,
  RecoverUserDocument,
  SetSiteAdminDocument,
  type SiteUserRowFragment,
} from '../../generated/operations';
import { ResetPassword } from './reset-password';

export type UserAction = 'promote' | 'demote' | 'resetPassword' | 'endSessions' | 'delete' | 'recover';

interface UserActionDialogProps {
  user: SiteUserRowFragment;
  action: UserAction;
  onClose: () => void;
}

/** Asks before something is done with an account, and does it. */
export function UserActionDialog({ user, action, onClose }: UserActionDialogProps) {
  const { id, username } = user;
  switch (action) {
    case 'promote':
      return (
        <ConfirmChange
          document={SetSiteAdminDocument}
          variables={{ user: id, siteAdmin: true }}
          title={`Make ${username} a site admin?`}
          action="Make site admin"
          done={`${username} is a site admin.`}
          onClose={onClose}
        >
          A site admin may do everything: read and change every account, token, role and setting.
        </ConfirmChange>
      );
    case 'demote':
      return (
        <ConfirmChange
          document={SetSiteAdminDocument}
          variables={{ user: id, siteAdmin: false }}
          title={`${username} no longer a site admin?`}
          action="Take it away"
          harmful
          done={`${username} is no longer a site admin.`}
          onClose={onClose}
        >
          From the next request on, {username} may do only what any person may.
        </ConfirmChange>
      );
    case 'resetPassword':
      return <ResetPassword user={user} onClose={onClose} />;
    case 'endSessions':
      return (
        <ConfirmChange
          document={EndSessionsDocument}
          variables={{ user: id }}
          title={`Sign ${username} out everywhere?`}
          action="Sign out"
          harmful
          done={`${username} is signed out.`}
          onClose={onClose}
        >
          Every browser in which {username} is signed in has to sign in again. Access tokens keep working.
        </ConfirmChange>
      );
    case 'delete':
      return <Delete user={user} onClose={onClose} />;
    case 'recover':
      return (
        <ConfirmChange
          document={RecoverUserDocument}
          variables={{ user: id }}
          title={`Recover ${username}?`}
          action="Recover"
          done={`${username} is back.`}
          onClose={onClose}
        >
          The account comes back with its name, its roles, and the tokens that ended with it. Its email
          addresses do not.
        </ConfirmChange>
      );
  }
}

function Delete({ user, onClose }: Omit<UserActionDialogProps, 'action'>) {
  const { id, username, serviceAccount } = user;
  const [hard, setHard] = useState(false);
  return (
    <ConfirmChange
      document={DeleteUserDocument}
      variables={{ user: id, hard }}
      title={`Delete ${username}?`}
      action="Delete"
      harmful
      done={`${username} is deleted.`}
      onClose={onClose}
    >
      <Text>
        {serviceAccount
          ? 'Its tokens end at once.'
          : `${username} is signed out, and their tokens end at once. Service accounts that they made live on.`}{' '}
        What was done stays in the audit log.
      </Text>
      <Checkbox
        mt="md"
        checked={hard}
        onChange={({ currentTarget }) => setHard(currentTarget.checked)}
        label="Delete for good"
        description="Otherwise the account can be recovered as long as its name is free."
      />
    </ConfirmChange>
  );
}
