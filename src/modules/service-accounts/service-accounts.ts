import { requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../../errors.js';
import { announceUser } from '../outbound-webhooks/announce.js';
import { bindPendingGrants } from '../repository-permissions/pending-grants.js';
import {
  type Account,
  accountTarget,
  deleteAccounts,
  insertAccount,
  lockAccount,
  NameTakenError,
  renameAccount,
} from '../users/accounts.js';
import { requireDisplayName, requireValidName } from '../users/names.js';

export interface NewServiceAccount {
  name: string;
  displayName?: string | null;
  description?: string | null;
  /** Which systems use it, and where. */
  usedBy?: string | null;
  /** The person who answers for it. */
  ownerId?: number | null;
}

/** What changes; absent fields stay, null clears. */
export interface ServiceAccountChanges {
  name?: string | null;
  displayName?: string | null;
  description?: string | null;
  /** Which systems use it, and where. */
  usedBy?: string | null;
  ownerId?: number | null;
}

/** Characters of the description, and of what is said of the systems that use an account. */
const maxText = 4000;

/** Creates a service account with the role SERVICE_ACCOUNT, no password, no address and no seat of the licence. */
export async function createServiceAccount(
  context: RequestContext,
  input: NewServiceAccount,
): Promise<Account> {
  const admin = requireSiteAdmin(context.caller);
  requireValidName(input.name);
  requireTexts(input);
  return change(context, async (transaction) => {
    const { tx, record } = transaction;
    if (input.ownerId != null) await requireOwner(tx, input.ownerId);
    const account = await insertAccount(
      tx,
      {
        kind: 'SERVICE_ACCOUNT',
        username: input.name,
        displayName: input.displayName ?? null,
        description: input.description ?? '',
        usedBy: input.usedBy ?? '',
        ownerId: input.ownerId ?? null,
        createdById: admin.id,
      },
      context.services.clock.now(),
    );
    record({ entity: 'serviceAccount', action: 'created', target: accountTarget(account) });
    await bindPendingGrants(context, transaction, account, []);
    await announceUser(context, transaction, account);
    return account;
  }).catch(explainTakenName(input.name));
}

/** Changes name, texts or owner. Tokens belong to the account, not to its name, and keep working. */
export async function updateServiceAccount(
  context: RequestContext,
  id: number,
  input: ServiceAccountChanges,
): Promise<Account> {
  requireSiteAdmin(context.caller);
  if (input.name === null) throw new InvalidInputError('a service account needs a name');
  if (input.name !== undefined) requireValidName(input.name);
  requireTexts(input);
  return change(context, async ({ tx, record }) => {
    const before = await lockServiceAccount(tx, id);
    if (input.ownerId != null) await requireOwner(tx, input.ownerId);
    if (input.name) await renameAccount(tx, before, input.name);
    const after = await tx.user.update({
      where: { id },
      data: {
        ...(input.name && { username: input.name }),
        ...(input.displayName !== undefined && { displayName: input.displayName || null }),
        ...(input.description !== undefined && { description: input.description ?? '' }),
        ...(input.usedBy !== undefined && { usedBy: input.usedBy ?? '' }),
        ...(input.ownerId !== undefined && { ownerId: input.ownerId }),
        updatedAt: context.services.clock.now(),
      },
    });
    record({
      entity: 'serviceAccount',
      action: 'modified',
      target: accountTarget(after),
      details: { before: shown(before), after: shown(after) },
    });
    return after;
  }).catch(explainTakenName(input.name ?? ''));
}

/** Stops every token of the account at once, or lets them work again. Saying it twice changes nothing. */
export async function setServiceAccountDisabled(
  context: RequestContext,
  id: number,
  disabled: boolean,
): Promise<Account> {
  requireSiteAdmin(context.caller);
  return change(context, async ({ tx, record }) => {
    const account = await lockServiceAccount(tx, id);
    if ((account.disabledAt !== null) === disabled) return account;
    const now = context.services.clock.now();
    record({
      entity: 'serviceAccount',
      action: disabled ? 'disabled' : 'enabled',
      target: accountTarget(account),
    });
    return tx.user.update({ where: { id }, data: { disabledAt: disabled ? now : null, updatedAt: now } });
  });
}

/** Deletes the account: its tokens end, its name is free. What it did stays in the audit log under its name. */
export async function deleteServiceAccount(
  context: RequestContext,
  id: number,
  hard: boolean,
): Promise<void> {
  requireSiteAdmin(context.caller);
  await change(context, async ({ tx, record }) => {
    const account = await lockServiceAccount(tx, id);
    await deleteAccounts(tx, [id], { hard, now: context.services.clock.now() });
    record({
      entity: 'serviceAccount',
      action: hard ? 'hardDeleted' : 'deleted',
      target: accountTarget(account),
    });
  });
}

async function lockServiceAccount(tx: Prisma.TransactionClient, id: number): Promise<Account> {
  const account = await lockAccount(tx, id);
  if (account?.kind !== 'SERVICE_ACCOUNT') throw new NotFoundError('service account not found');
  return account;
}

async function requireOwner(tx: Prisma.TransactionClient, ownerId: number): Promise<void> {
  const owner = await tx.user.findFirst({ where: { id: ownerId, kind: 'USER', deletedAt: null } });
  if (!owner) throw new NotFoundError('the owner was not found: it must be the user account of a person');
}

function requireTexts({
  displayName,
  description,
  usedBy,
}: Pick<ServiceAccountChanges, 'displayName' | 'description' | 'usedBy'>): void {
  requireDisplayName(displayName);
  for (const [what, text] of [
    ['the description', description],
    ['what it is used by', usedBy],
  ]) {
    if ((text?.length ?? 0) > maxText)
      throw new InvalidInputError(`${what} has at most ${maxText} characters`);
  }
}

const explainTakenName = (name: string) => (error: unknown) => {
  if (error instanceof NameTakenError) {
    throw new ConflictError(`the name "${name}" is taken: a user or service account has it`);
  }
  throw error;
};

const shown = ({ username, displayName, description, usedBy, ownerId }: Account) => ({
  name: username,
  displayName,
  description,
  usedBy,
  ownerId,
});
