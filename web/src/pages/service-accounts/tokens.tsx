import { Box } from '@mantine/core';
import { AccountTokens } from '../access-tokens/account-tokens';
import { useServiceAccount } from './account';
import { pathOf } from './paths';

/** The access tokens of a service account. */
export function Component() {
  const { name } = useServiceAccount();
  return (
    <Box className="card" p={{ base: 'xs', sm: 'md' }}>
      <AccountTokens username={name} path={pathOf(name)} />
    </Box>
  );
}
