import { hashPassword } from '../../auth/passwords.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { ConflictError, InvalidInputError } from '../../errors.js';
import type { Services } from '../../services.js';
import { isEmailAddress } from '../emails/address.js';
import { takeSeat } from '../site/seats.js';
import { type Account, accountTarget, insertAccount } from '../users/accounts.js';
import { nameProblem } from '../users/names.js';
import { requireGoodPassword } from './password-links.js';
import { startSession } from './sessions.js';

export interface FirstAdmin {
  username: string;
  email: string;
  password: string;
}

/** True until the first account exists, deleted ones included. */
export async function needsSiteInit({ db }: Pick<Services, 'db'>): Promise<boolean> {
  const [row] = await db.query<{ empty: boolean }>('SELECT NOT EXISTS (SELECT 1 FROM users) AS empty');
  return row?.empty ?? false;
}

/**
 * SECURITY: creates the first site admin and signs them in. Passes only while there is no account at all; of
 * two who try at once one wins.
 */
export async function initializeSite(context: RequestContext, admin: FirstAdmin): Promise<string> {
  return createFirstAdmin(context, admin, (tx, account) =>
    startSession(context.services, tx, account, context.client),
  );
}

/** As `initializeSite`, for an installation that nobody sets up by hand: nobody is signed in. */
export async function configureFirstAdmin(context: RequestContext, admin: FirstAdmin): Promise<void> {
  if (!(await needsSiteInit(context.services))) return;
  await createFirstAdmin(context, admin, async () => {}).catch((error: unknown) => {
    // Another process that started at the same time has done it.
    if (!(error instanceof ConflictError)) throw error;
  });
}

async function createFirstAdmin<Result>(
  context: RequestContext,
  admin: FirstAdmin,
  then: (tx: Prisma.TransactionClient, account: Account) => Promise<Result>,
): Promise<Result> {
  const { services } = context;
  if (!(await needsSiteInit(services))) throw alreadyInitialized();
  if (nameProblem(admin.username)) throw new InvalidInputError(`"${admin.username}" cannot be a user name`);
  if (!isEmailAddress(admin.email)) throw new InvalidInputError(`"${admin.email}" is no email address`);
  requireGoodPassword(context, admin.password);
  const passwordHash = await hashPassword(admin.password, services.config.PASSWORD_HASH_COST);
  return change(context, async ({ tx, record }) => {
    await takeSeat(context, tx);
    if ((await tx.user.count()) > 0) throw alreadyInitialized();
    const account = await insertAccount(
      tx,
      {
        kind: 'USER',
        username: admin.username,
        email: { address: admin.email, verified: true },
        passwordHash,
        siteAdmin: true,
        createdById: null,
      },
      services.clock.now(),
    );
    const actor = { id: account.id, username: account.username, kind: account.kind };
    record({ entity: 'auth.site', action: 'initialized', target: accountTarget(account), actor });
    return then(tx, account);
  });
}

const alreadyInitialized = () => new ConflictError('site_already_initialized');
