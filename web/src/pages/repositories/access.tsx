import { Box, Group, Stack, Text } from '@mantine/core';
import { useAsk } from '../../api/queries';
import { AccountKind } from '../../components/account-kind';
import { ConfirmedSwitch } from '../../components/confirmed-switch';
import { Empty } from '../../components/messages';
import { RowName } from '../../components/row-name';
import { RepositoryAccessDocument, SetRepositoryUnrestrictedDocument } from '../../generated/operations';
import { pathOfAccount } from '../users/paths';
import { PermissionList, usePermissionPages } from './permission-list';
import { type Repository, useRepository } from './repository';

/** Who sees a repository, and why. */
export function Component() {
  const { repository } = useRepository();
  const pages = usePermissionPages();
  const answer = useAsk(RepositoryAccessDocument, { id: repository.id, ...pages.variables });
  const node = answer.data?.node;
  return (
    <Stack>
      <ForEverybody repository={repository} />
      <PermissionList
        label="Who sees it"
        about="Account"
        name={({ user }) =>
          user && (
            <Group gap="xs">
              <RowName name={user.username} to={pathOfAccount(user)} />
              {user.serviceAccount && <AccountKind serviceAccount />}
            </Group>
          )
        }
        answer={answer}
        found={node && 'permissionsInfo' in node ? node.permissionsInfo?.users : undefined}
        pages={pages}
        nothing="Nobody matches"
        empty={
          <Empty title="Nobody sees it">
            Grant it to the people and service accounts that are to see it.
          </Empty>
        }
        fixed={{ repository }}
        grantOf={({ user }) => ({ account: user && { id: user.id, name: user.username }, repository })}
      />
    </Stack>
  );
}

/** Whether everybody sees it, and the switch for that. */
function ForEverybody({ repository }: { repository: Repository }) {
  const { id, name, isPrivate, permissionsInfo, externalServices } = repository;
  const unrestricted = permissionsInfo?.unrestricted === true;
  const byConnection = externalServices.nodes.filter((host) => host.unrestricted);
  return (
    <Box className="card" p="md">
      <ConfirmedSwitch
        label="Everybody sees it"
        description="Every person and every service account, whatever is granted."
        checked={unrestricted}
        document={SetRepositoryUnrestrictedDocument}
        variables={{ repository: id, unrestricted: !unrestricted }}
        question={
          unrestricted
            ? {
                title: `Only for whom ${name} is granted?`,
                action: 'Only by grants',
                text: 'From the next request on, who has no grant is told that there is no such repository.',
                done: `The grants of ${name} count again.`,
              }
            : {
                title: `Show ${name} to everybody?`,
                action: 'Show to everybody',
                text: 'From the next request on, every person and every service account sees it. Grants stay, and count again when this is taken back.',
                done: `Everybody sees ${name}.`,
              }
        }
      />
      {!isPrivate && (
        <Text size="sm" mt="xs">
          It is public at its code host, so everybody sees it in any case.
        </Text>
      )}
      {byConnection.length > 0 && (
        <Text size="sm" mt="xs">
          {byConnection.map(({ displayName }) => displayName).join(', ')} shows its repositories to everybody,
          this one too.
        </Text>
      )}
    </Box>
  );
}
