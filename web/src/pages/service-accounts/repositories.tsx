import { AccountRepositories } from '../repositories/account-repositories';
import { useServiceAccount } from './account';

/** Which repositories a service account sees. */
export function Component() {
  const { name } = useServiceAccount();
  return <AccountRepositories key={name} username={name} />;
}
