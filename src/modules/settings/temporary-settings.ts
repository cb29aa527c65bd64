import { requireSignedIn } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import { InvalidInputError, UnauthenticatedError } from '../../errors.js';
import { accountTarget, lockAccount } from '../users/accounts.js';

/** Characters that they may have: a client that remembers more has a place of its own for it. */
const maxLength = 100_000;

/** What clients remember for the caller, as JSON; an empty object when there is nothing, or nobody is signed in. */
export async function temporarySettings({ caller, services }: RequestContext): Promise<string> {
  if (caller.kind === 'ANONYMOUS') return '{}';
  const row = await services.db.prisma.temporarySettings.findUnique({ where: { userId: caller.id } });
  return row?.contents ?? '{}';
}

/**
 * Changes what clients remember for the caller: replaces all of it, or, with `merge`, the keys that are given. Two who
 * merge at once both win.
 */
export async function changeTemporarySettings(
  context: RequestContext,
  given: string,
  { merge }: { merge: boolean },
): Promise<void> {
  const { id } = requireSignedIn(context.caller);
  const values = readObject(given);
  await change(context, async ({ tx, record }) => {
    const account = await lockAccount(tx, id);
    if (!account) throw new UnauthenticatedError('not authenticated');
    const before = merge ? await tx.temporarySettings.findUnique({ where: { userId: id } }) : null;
    const contents = JSON.stringify({ ...(before && readObject(before.contents)), ...values });
    if (contents.length > maxLength) {
      throw new InvalidInputError(`invalid temporary settings: more than ${maxLength} characters`);
    }
    const data = { contents, updatedAt: context.services.clock.now() };
    await tx.temporarySettings.upsert({
      where: { userId: id },
      create: { userId: id, ...data },
      update: data,
    });
    record({
      entity: 'settings.temporary',
      action: 'changed',
      target: accountTarget(account),
    });
  });
}

function readObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // A text that is no JSON is no JSON object either.
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidInputError('invalid temporary settings: they must be a JSON object');
  }
  return value;
}
