import type { Caller } from '../../auth/caller.js';
import { isAccount, isSiteAdmin, requireAdministers, requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '../../errors.js';
import type { Services } from '../../services.js';
import { type Account, accountTarget, lockAccount, NameTakenError, renameAccount } from './accounts.js';
import { requireDisplayName, requireValidName } from './names.js';
import { lockPerson } from './people-only.js';

/** What changes; absent and null fields stay, empty texts clear. */
export interface UserChanges {
  username?: string | null;
  displayName?: string | null;
  avatarURL?: string | null;
}

const maxAvatarUrl = 3000;

/** Changes the name or the looks of an account. Rules and texts: identity reference, 1.3. */
export async function updateUser(
  context: RequestContext,
  id: number,
  changes: UserChanges,
): Promise<Account> {
  requireAdministers(context.caller, id);
  requireTexts(changes);
  return change(context, async ({ tx, record }) => {
    const before = await lockAccount(tx, id);
    if (!before) throw new NotFoundError(`user not found: [${id}]`);
    // A machine goes by the name that people gave it, so that they find in the audit log what they look for.
    if (before.kind === 'SERVICE_ACCOUNT') requireSiteAdmin(context.caller);
    const username = changes.username ?? before.username;
    if (username !== before.username) {
      requireMayChangeUsername(context, before);
      await renameAccount(tx, before, username);
    }
    const after = await tx.user.update({
      where: { id },
      data: {
        username,
        ...(changes.displayName != null && { displayName: changes.displayName || null }),
        ...(changes.avatarURL != null && { avatarUrl: changes.avatarURL || null }),
        updatedAt: context.services.clock.now(),
      },
    });
    record({
      entity: before.kind === 'SERVICE_ACCOUNT' ? 'serviceAccount' : 'user',
      action: 'modified',
      target: accountTarget(after),
      details: { before: shown(before), after: shown(after) },
    });
    return after;
  }).catch((error: unknown) => {
    if (error instanceof NameTakenError) throw new ConflictError('Username is already in use.');
    throw error;
  });
}

function requireTexts({ username, displayName, avatarURL }: UserChanges): void {
  if (username != null) requireValidName(username);
  requireDisplayName(displayName);
  if (!avatarURL) return;
  if (avatarURL.length > maxAvatarUrl) {
    throw new InvalidInputError(`avatar URL exceeded ${maxAvatarUrl} characters`);
  }
  if (!/^https?:\/\//i.test(avatarURL) || !URL.canParse(avatarURL)) {
    throw new InvalidInputError('avatar URL must be an HTTP or HTTPS URL');
  }
}

/** Site admins may always; people themselves where the site configuration lets them; a machine never. */
export function mayChangeUsername(
  services: Services,
  caller: Caller,
  account: Pick<Account, 'id' | 'kind'>,
): boolean {
  if (isSiteAdmin(caller)) return true;
  const { settings } = services.siteConfiguration.current;
  return account.kind === 'USER' && isAccount(caller, account.id) && settings['auth.enableUsernameChanges'];
}

function requireMayChangeUsername({ services, caller }: RequestContext, account: Account): void {
  if (mayChangeUsername(services, caller, account)) return;
  throw new ForbiddenError(
    'unable to change username because auth.enableUsernameChanges is false in site configuration',
    accountTarget(account),
  );
}

const shown = ({ username, displayName, avatarUrl }: Account) => ({
  username,
  displayName,
  avatarURL: avatarUrl,
});

/** Notes that a person accepted the terms of use. Saying it again changes nothing. */
export async function acceptTerms(context: RequestContext, id: number): Promise<void> {
  requireAdministers(context.caller, id);
  await change(context, async ({ tx, record }) => {
    const person = await lockPerson(tx, id);
    if (person.tosAcceptedAt) return;
    await tx.user.update({ where: { id }, data: { tosAcceptedAt: context.services.clock.now() } });
    record({
      entity: 'user',
      action: 'modified',
      target: accountTarget(person),
      details: { before: { tosAccepted: false }, after: { tosAccepted: true } },
    });
  });
}
