import { AccountTokens } from '../access-tokens/account-tokens';
import { useServiceAccount } from './account';
import { pathOf } from './paths';

/** The access tokens of a service account. */
export function Component() {
  const { name } = useServiceAccount();
  return <AccountTokens username={name} path={pathOf(name)} />;
}
