import { requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../../errors.js';
import { isEmailAddress } from '../emails/address.js';
import { announceUser } from '../outbound-webhooks/announce.js';
import { bindPendingGrants } from '../repository-permissions/pending-grants.js';
import { takeSeat } from '../site/seats.js';
import { hasPasswords } from '../site/sign-in-providers.js';
import {
  type Account,
  accountTarget,
  deleteAccounts,
  EmailTakenError,
  insertAccount,
  lockAccounts,
  NameTakenError,
} from './accounts.js';
import { nameProblem } from './names.js';
import { lockSiteAdmins, requireStillSiteAdmin } from './site-admins.js';

export interface NewUser {
  username: string;
  email?: string | null;
  /** Null and true store a verified address. So does false where no mail can be sent that would verify it. */
  verifiedEmail?: boolean | null;
  isServiceAccount?: boolean | null;
}

const cannotCreate = (code: string) => `failed to create user: cannot create user: ${code}`;

/** Creates a person, or a service account, as the mirrored `createUser`. Its texts and codes are the product's. */
export async function createUser(context: RequestContext, input: NewUser): Promise<Account> {
  const admin = requireSiteAdmin(context.caller);
  const problem = nameProblem(input.username);
  if (problem) throw new InvalidInputError(cannotCreate(problem));
  const email = input.email?.trim() || undefined;
  if (input.isServiceAccount && email) {
    throw new InvalidInputError(
      `failed to create user: a service account has no email address; leave out ${email}`,
    );
  }
  if (email && !isEmailAddress(email))
    throw new InvalidInputError(`failed to create user: ${email} is no email address`);
  const verified = (input.verifiedEmail ?? true) || !canBeVerified(context);
  return change(context, async (transaction) => {
    const { tx, record } = transaction;
    if (!input.isServiceAccount) await takeSeat(context, tx);
    const account = await insertAccount(
      tx,
      {
        kind: input.isServiceAccount ? 'SERVICE_ACCOUNT' : 'USER',
        username: input.username,
        createdById: admin.id,
        ...(!input.isServiceAccount && { organizations: organizationsOfNewUsers(context) }),
        ...(email && { email: { address: email, verified } }),
      },
      context.services.clock.now(),
    );
    record({
      entity: input.isServiceAccount ? 'serviceAccount' : 'user',
      action: 'created',
      target: accountTarget(account),
    });
    await bindPendingGrants(context, transaction, account, email && verified ? [email] : []);
    await announceUser(context, transaction, account, verified ? email : undefined);
    return account;
  }).catch((error: unknown) => {
    if (error instanceof NameTakenError) throw new ConflictError(cannotCreate('err_username_exists'));
    if (error instanceof EmailTakenError) throw new ConflictError(cannotCreate('err_email_exists'));
    throw error;
  });
}

/** Without mail and passwords no link could verify an address, so it is taken as the admin gave it. */
const canBeVerified = ({ services: { mailer, siteConfiguration } }: RequestContext): boolean =>
  mailer.isConfigured && hasPasswords(siteConfiguration.current.settings);

/** The organizations that every new person joins, by the site configuration's `auth.userOrgMap`. */
export const organizationsOfNewUsers = ({ services }: RequestContext): readonly string[] =>
  services.siteConfiguration.current.settings['auth.userOrgMap']['*'] ?? [];

/**
 * Deletes accounts, people and service accounts alike, as the mirrored `deleteUsers`: all of them or none.
 */
export async function deleteUsers(
  context: RequestContext,
  ids: readonly number[],
  hard: boolean,
): Promise<void> {
  const admin = requireSiteAdmin(context.caller);
  if (ids.length === 0) throw new InvalidInputError('must specify at least one user ID');
  if (ids.includes(admin.id)) throw new ConflictError('unable to delete current user');
  const wanted = [...new Set(ids)];
  await change(context, async ({ tx, record }) => {
    await lockSiteAdmins(tx);
    await lockAccounts(tx, wanted);
    // A soft-deleted account can still be deleted for good.
    const found = await tx.user.findMany({
      where: { id: { in: wanted }, ...(hard ? { erasedAt: null } : { deletedAt: null }) },
    });
    if (found.length < wanted.length) {
      throw new NotFoundError(
        `user not found: [Some users were not found. Expected to delete ${wanted.length} users, but deleted only ${found.length}]`,
      );
    }
    await requireStillSiteAdmin(tx, admin.id);
    await deleteAccounts(tx, wanted, { hard, now: context.services.clock.now() });
    for (const account of found) {
      record({
        entity: account.kind === 'SERVICE_ACCOUNT' ? 'serviceAccount' : 'user',
        action: hard ? 'hardDeleted' : 'deleted',
        target: accountTarget(account),
      });
    }
  });
}
