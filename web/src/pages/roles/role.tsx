import { Alert, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useParams } from 'react-router';
import { useAsk, useChange } from '../../api/queries';
import { FormEnd } from '../../components/form-end';
import { Missing, NotYet } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { RolePageDocument, type RolePageQuery, SetPermissionsDocument } from '../../generated/operations';
import { Holders } from './holders';
import { rolesPath } from './paths';
import { PermissionChoice } from './permission-choice';

/** One role and what it grants. */
export function Component() {
  const { id = '' } = useParams();
  const answer = useAsk(RolePageDocument, { id });
  if (!answer.data) return <NotYet answer={answer} height={300} />;
  const role = answer.data.node;
  if (!isRole(role)) return <Missing what="There is no such role" />;
  return <Editor key={role.id} role={role} />;
}

type Role = Extract<NonNullable<RolePageQuery['node']>, { permissions: object }>;

/** Whether an id was that of a role. */
const isRole = (node: RolePageQuery['node']): node is Role => !!node && 'permissions' in node;

function Editor({ role }: { role: Role }) {
  const held = role.permissions.nodes.map(({ id }) => id);
  const [permissions, setPermissions] = useState(held);
  const change = useChange(SetPermissionsDocument);
  const fixed = role.name === 'SITE_ADMINISTRATOR' && role.system;
  const changed =
    held.filter((id) => !permissions.includes(id)).length +
    permissions.filter((id) => !held.includes(id)).length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { role: role.id, permissions },
      { onSuccess: () => notifications.show({ message: `The role ${role.name} is saved.` }) },
    );
  };
  return (
    <Stack maw="46rem">
      <PageHeader
        title={role.name}
        lead={
          role.system ? systemLead(role.name) : 'What it grants counts from the next request of every holder.'
        }
        trail={[{ to: rolesPath, name: 'Roles' }]}
      />
      {fixed && (
        <Alert color="gray" title="This role has every permission, always">
          It cannot be changed, so that site admins cannot lock themselves out.
        </Alert>
      )}
      <form onSubmit={submit}>
        <Stack>
          <PermissionChoice value={permissions} onChange={setPermissions} disabled={fixed} />
          {!fixed && (
            <FormEnd
              action={changed === 0 ? 'Save' : `Save ${changed} ${changed === 1 ? 'change' : 'changes'}`}
              busy={change.isPending}
              incomplete={changed === 0}
              error={change.error}
              cancel={rolesPath}
            />
          )}
        </Stack>
      </form>
      <Holders role={role} />
    </Stack>
  );
}

const systemLead = (name: string): string =>
  ({
    SITE_ADMINISTRATOR: 'Held by every site admin, by being one.',
    USER: 'Held by every person. What it grants, everybody may.',
    SERVICE_ACCOUNT: 'Held by every service account. What it grants, every program may.',
  })[name] ?? 'Held by what an account is.';
