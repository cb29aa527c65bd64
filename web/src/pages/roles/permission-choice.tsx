import { Button, Checkbox, Fieldset, Group, Stack } from '@mantine/core';
import { useAsk } from '../../api/queries';
import { NotYet } from '../../components/messages';
import { PermissionCatalogueDocument, type PermissionDetailsFragment } from '../../generated/operations';

interface PermissionChoiceProps {
  value: string[];
  onChange: (permissions: string[]) => void;
  disabled?: boolean;
}

/** Which permissions a role grants, by what they are about. */
export function PermissionChoice({ value, onChange, disabled }: PermissionChoiceProps) {
  const answer = useAsk(PermissionCatalogueDocument, {});
  if (!answer.data) return <NotYet answer={answer} height={300} />;
  const chosen = new Set(value);
  const set = (ids: string[], on: boolean) => {
    const next = new Set(chosen);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    onChange([...next]);
  };

  return (
    <Stack>
      {byNamespace(answer.data.permissions.nodes).map(([namespace, permissions]) => {
        const ids = permissions.map(({ id }) => id);
        const all = ids.every((id) => chosen.has(id));
        return (
          <Fieldset key={namespace} legend={titleOf(namespace)} disabled={disabled}>
            <Stack gap="sm">
              {permissions.map(({ id, action, meaning }) => (
                <Checkbox
                  key={id}
                  label={action}
                  description={meaning}
                  checked={chosen.has(id)}
                  onChange={({ currentTarget }) => set([id], currentTarget.checked)}
                />
              ))}
              {ids.length > 1 && !disabled && (
                <Group>
                  <Button size="compact-xs" variant="default" onClick={() => set(ids, !all)}>
                    {`${all ? 'None' : 'All'} of ${titleOf(namespace)}`}
                  </Button>
                </Group>
              )}
            </Stack>
          </Fieldset>
        );
      })}
    </Stack>
  );
}

function byNamespace(permissions: PermissionDetailsFragment[]): [string, PermissionDetailsFragment[]][] {
  const groups = new Map<string, PermissionDetailsFragment[]>();
  for (const permission of permissions) {
    groups.set(permission.namespace, [...(groups.get(permission.namespace) ?? []), permission]);
  }
  return [...groups]
    .map(([name, group]): [string, PermissionDetailsFragment[]] => [
      name,
      group.sort((one, other) => one.action.localeCompare(other.action)),
    ])
    .sort(([one], [other]) => one.localeCompare(other));
}

/** `REPO_METADATA` as `Repo metadata`, and abbreviations as they are written. */
const titleOf = (namespace: string): string => {
  const words = namespace.toLowerCase().replaceAll('_', ' ').replaceAll('idp', 'IdP');
  return ['mcp', 'scip'].includes(words)
    ? words.toUpperCase()
    : words.charAt(0).toUpperCase() + words.slice(1);
};
