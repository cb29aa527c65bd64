import { AccountRepositories } from '../repositories/account-repositories';
import { useAccount } from './account';

/** Which repositories a person sees. */
export function Component() {
  const { username } = useAccount();
  return <AccountRepositories key={username} username={username} />;
}
