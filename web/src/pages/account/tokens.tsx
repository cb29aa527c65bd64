import { Group, Stack, Text } from '@mantine/core';
import { CreateLink } from '../../components/page';
import { site } from '../../site';
import { AccountTokens } from '../access-tokens/account-tokens';
import { settingsOf } from '../users/paths';
import { useAccount } from './account';

/** The access tokens of a person. */
export function Component() {
  const { username } = useAccount();
  const own = username === site.visitor?.username;
  const path = settingsOf(username);
  const policy = site.accessTokens?.allow;
  const mayMake =
    (policy === 'all-users-create' && own) || (policy === 'site-admin-create' && site.visitor?.siteAdmin);
  return (
    <Stack>
      <Group justify="space-between">
        <Text c="dimmed">Programs with one of these act as {own ? 'you' : username}.</Text>
        {mayMake ? (
          <CreateLink to={`${path}/tokens/new`}>Generate new token</CreateLink>
        ) : (
          <Text size="sm">{whyNot(policy, username)}</Text>
        )}
      </Group>
      <AccountTokens username={username} path={path} mayMake={!!mayMake} />
    </Stack>
  );
}

function whyNot(policy: string | undefined, username: string): string {
  if (policy === 'none') return 'No tokens can be made on this site.';
  if (policy === 'site-admin-create') return 'On this site only site admins make tokens: ask one.';
  return `Only ${username} can make one here.`;
}
