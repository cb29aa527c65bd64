import type { Prisma } from '../../db/generated/prisma/client.js';
import { ForbiddenError, NotFoundError } from '../../errors.js';
import { type Account, accountTarget, lockAccount } from './accounts.js';

/** The text with which an act that makes no sense for a machine is refused, whichever act it is. */
export const forPeopleOnly =
  'this is for people only: a service account has no password, email address, session or invitation and cannot be a site admin; it acts through its access tokens, within its roles';

/**
 * SECURITY: what people do with passwords, addresses, sessions and the rights of a site admin passes here, so that
 * no way in is ever made for a machine. A refusal is recorded with the account that it is about.
 */
export function requirePerson<Somebody extends Pick<Account, 'id' | 'kind' | 'username'>>(
  account: Somebody,
): Somebody {
  if (account.kind !== 'USER') throw new ForbiddenError(forPeopleOnly, accountTarget(account));
  return account;
}

/** Locks the account of a living person, as `lockAccount`. */
export async function lockPerson(tx: Prisma.TransactionClient, id: number): Promise<Account> {
  const account = await lockAccount(tx, id);
  if (!account) throw new NotFoundError(`user not found: [${id}]`);
  return requirePerson(account);
}
