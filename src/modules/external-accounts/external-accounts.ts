import {
  mayReadExternalAccounts,
  requireAdministers,
  requireSignedIn,
  requireSiteAdmin,
} from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  isUniqueViolation,
  NotFoundError,
} from '../../errors.js';
import { accountTarget } from '../users/accounts.js';
import { lockPerson, requirePerson } from '../users/people-only.js';

/** A row of `external_accounts`: who a person is at another service. */
export type ExternalAccount = Prisma.ExternalAccountModel;

/** Who somebody is at a service: what is unique among living people. */
export interface ExternalIdentity {
  serviceType: string;
  serviceId: string;
  clientId: string;
  accountId: string;
}

/** In bytes; together they fit into one entry of an index. */
const maxBytes = { serviceID: 1000, clientID: 500, accountID: 1000 };
const maxData = 50_000;

/**
 * Says who a person is at another service, on the word of a site admin. Saying it again replaces what the service
 * tells about them. A service account is nobody elsewhere: it would be a way to sign in.
 */
export async function linkExternalAccount(
  context: RequestContext,
  userId: number,
  identity: ExternalIdentity,
  accountData: unknown,
): Promise<ExternalAccount> {
  requireSiteAdmin(context.caller);
  requireIdentity(identity);
  const data = { accountData: storedData(accountData) };
  return change(context, async ({ tx, record }) => {
    const person = await lockPerson(tx, userId);
    const known = await tx.externalAccount.findFirst({ where: { ...identity, deletedAt: null } });
    if (known && known.userId !== userId) throw ofAnother();
    const now = context.services.clock.now();
    const account = known
      ? await tx.externalAccount.update({ where: { id: known.id }, data: { ...data, updatedAt: now } })
      : await tx.externalAccount.create({
          data: { ...identity, ...data, userId, createdAt: now, updatedAt: now },
        });
    record({
      entity: 'user.externalAccount',
      action: known ? 'changed' : 'added',
      target: accountTarget(person),
      details: shown(account),
    });
    return account;
  }).catch((error: unknown) => {
    // Two who are linked at once: the index lets one through.
    throw isUniqueViolation(error) ? ofAnother() : error;
  });
}

/**
 * Refuses to link people with a service on their own word, as the mirrored product does with services that it cannot
 * ask: here none is asked. A site admin links them.
 */
export function addExternalAccount({ caller }: RequestContext, serviceType: string): never {
  requirePerson(requireSignedIn(caller).account);
  throw new ForbiddenError(
    `nobody can add an external account of type "${serviceType.slice(0, 50)}" themselves: no service proves here who they are; a site admin does it with linkExternalAccount`,
  );
}

/** Takes the link away. Themselves and site admins may; to whom it is hidden, it is not there. */
export async function deleteExternalAccount(context: RequestContext, id: number): Promise<void> {
  const { caller, services } = context;
  await change(context, async ({ tx, record }) => {
    const account = await tx.externalAccount.findFirst({ where: { id, deletedAt: null } });
    if (!account || !mayReadExternalAccounts(caller, account.userId)) throw notFound();
    requireAdministers(caller, account.userId);
    const person = await lockPerson(tx, account.userId);
    const now = services.clock.now();
    // The condition sits in the UPDATE, so of two who delete it at once one finds it.
    const { count } = await tx.externalAccount.updateMany({
      where: { id, deletedAt: null },
      data: { deletedAt: now, updatedAt: now },
    });
    if (count === 0) throw notFound();
    record({
      entity: 'user.externalAccount',
      action: 'deleted',
      target: accountTarget(person),
      details: shown(account),
    });
  });
}

function requireIdentity({ serviceType, serviceId, clientId, accountId }: ExternalIdentity): void {
  if (!/^[\w-]{1,50}$/.test(serviceType)) {
    throw new InvalidInputError(`"${serviceType}" is no type of service: give one like "github" or "saml"`);
  }
  const texts = { serviceID: serviceId, clientID: clientId, accountID: accountId };
  for (const [name, max] of Object.entries(maxBytes)) {
    const text = texts[name as keyof typeof texts];
    if (text.trim() === '' && name !== 'clientID') throw new InvalidInputError(`${name} is empty`);
    if (Buffer.byteLength(text) > max) throw new InvalidInputError(`${name} has at most ${max} bytes`);
  }
}

function storedData(data: unknown): Prisma.InputJsonObject | typeof Prisma.DbNull {
  if (data === undefined || data === null) return Prisma.DbNull;
  const text = JSON.stringify(data);
  if (typeof data !== 'object' || Array.isArray(data) || text.length > maxData) {
    throw new InvalidInputError(`accountData is a JSON object of at most ${maxData} characters`);
  }
  return data as Prisma.InputJsonObject;
}

/** For the audit log: without what the service tells, which is personal. */
const shown = ({ serviceType, serviceId, clientId, accountId }: ExternalAccount) => ({
  serviceType,
  serviceID: serviceId,
  clientID: clientId,
  accountID: accountId,
});

/** One text for what is not there and what is hidden. */
export const notFound = () => new NotFoundError('external account not found');
const ofAnother = () => new ConflictError('this external account belongs to another user');
