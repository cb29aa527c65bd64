import { Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link } from 'react-router';
import { queryClient } from '../../api/queries';
import { postForm } from '../../api/sign-in';
import { HarmfulItem, RowMenu } from '../../components/row-menu';
import type { SiteUserRowFragment } from '../../generated/operations';
import { site } from '../../site';
import { pathOfAccount } from './paths';
import { type UserAction, UserActionDialog } from './user-action-dialog';

interface UserMenuProps {
  user: SiteUserRowFragment;
  onManageRoles: () => void;
}

/** What a site admin can do with an account. */
export function UserMenu({ user, onManageRoles }: UserMenuProps) {
  const [action, setAction] = useState<UserAction>();
  const { username, serviceAccount, siteAdmin, locked, deletedAt } = user;
  const self = username === site.visitor?.username;
  const unlock = async () => {
    const problem = await postForm('/-/unlock-user-account', { username });
    notifications.show(
      problem ? { message: problem, color: 'red' } : { message: `${username} may try again.` },
    );
    queryClient.invalidateQueries();
  };

  return (
    <>
      <RowMenu of={username}>
        {deletedAt ? (
          <Menu.Item onClick={() => setAction('recover')}>Recover</Menu.Item>
        ) : (
          <>
            <Menu.Item onClick={onManageRoles}>Manage roles</Menu.Item>
            <Menu.Item component={Link} to={pathOfAccount(user)}>
              {serviceAccount ? 'Tokens and settings' : 'Settings'}
            </Menu.Item>
            {!serviceAccount && (
              <>
                <Menu.Item onClick={() => setAction(siteAdmin ? 'demote' : 'promote')}>
                  {siteAdmin ? 'No longer a site admin' : 'Make a site admin'}
                </Menu.Item>
                {locked && <Menu.Item onClick={unlock}>Unlock</Menu.Item>}
                <Menu.Item onClick={() => setAction('resetPassword')}>Reset password</Menu.Item>
                <Menu.Item onClick={() => setAction('endSessions')}>Sign out everywhere</Menu.Item>
              </>
            )}
            {!self && <HarmfulItem onClick={() => setAction('delete')}>Delete</HarmfulItem>}
          </>
        )}
      </RowMenu>
      {action && <UserActionDialog user={user} action={action} onClose={() => setAction(undefined)} />}
    </>
  );
}
