import type { Caller } from '../../auth/caller.js';
import type { RequestContext } from '../../context.js';
import { externalUrl } from '../../external-url.js';
import { type TokenAct, tokenLetter } from '../emails/letters.js';
import { primaryAddress } from '../emails/primary-address.js';
import type { Account } from '../users/accounts.js';
import type { AccessToken } from './access-tokens.js';

/**
 * Tells a person by mail what happened to a token of theirs, whoever did it. Call it when the change is committed. A
 * service account has no address: what happens to its tokens is in the audit log.
 */
export function mailAboutToken(
  { services, caller }: RequestContext,
  act: TokenAct,
  token: AccessToken,
  subject: Pick<Account, 'id' | 'kind' | 'username'>,
): void {
  if (subject.kind !== 'USER') return;
  services.mailer.later({ kind: `token ${act}`, accountId: subject.id }, async () => {
    const to = await primaryAddress(services, subject.id);
    if (!to) return undefined;
    const about = { username: subject.username, host: new URL(externalUrl(services)).host };
    return { to, letter: tokenLetter(about, act, token, nameOf(caller)) };
  });
}

function nameOf(caller: Caller): string {
  if (caller.kind === 'ANONYMOUS') return 'somebody';
  return caller.impersonator
    ? `${caller.impersonator.username}, acting as ${caller.username}`
    : caller.username;
}
