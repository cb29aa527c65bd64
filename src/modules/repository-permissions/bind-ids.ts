import type { Prisma } from '../../db/generated/prisma/client.js';
import { InvalidInputError } from '../../errors.js';
import type { SiteSettings } from '../site/site-settings.js';

type Mapping = SiteSettings['permissions.userMapping'];

/** Characters in a bind ID at most: more than a name or an address can have. */
const maxLength = 320;

/** @throws InvalidInputError where `permissions.userMapping` has switched the API off. */
export function requireMapping(settings: SiteSettings): Mapping {
  const mapping = settings['permissions.userMapping'];
  if (!mapping.enabled) {
    throw new InvalidInputError(
      'permissions.userMapping.enabled is false in site configuration: repository permissions cannot be set over the API',
    );
  }
  return mapping;
}

/** Bind IDs as they count: blanks around them and blank ones dropped, each once, in their order. */
export function checkedBindIds(given: readonly string[]): string[] {
  const bindIds = [...new Set(given.map((bindId) => bindId.trim()).filter(Boolean))];
  const long = bindIds.find((bindId) => bindId.length > maxLength);
  if (long)
    throw new InvalidInputError(`bind ID is longer than ${maxLength} characters: ${long.slice(0, 40)}…`);
  return bindIds;
}

/**
 * The SQL that joins the living accounts, as `u`, that bind IDs name, as `b.id`: exactly their user name, or exactly an
 * address that is verified for them. Source: access-control reference, 2.4.
 */
export const joinAccounts = (bindID: Mapping['bindID'], kind: 'JOIN' | 'LEFT JOIN'): string =>
  bindID === 'username'
    ? `${kind} (names n JOIN users u ON u.id = n.user_id) ON n.name = lower(b.id) AND u.username = b.id`
    : `${kind} (user_emails e JOIN users u ON u.id = e.user_id AND u.deleted_at IS NULL)
         ON e.email = b.id AND e.verified_at IS NOT NULL`;

/** The accounts that bind IDs name, by bind ID. One statement. */
export async function accountsByBindId(
  tx: Prisma.TransactionClient,
  { bindID }: Mapping,
  bindIds: readonly string[],
): Promise<Map<string, number>> {
  // Arrays rather than rows: Prisma takes many times as long over thousands of those, and lists are as long.
  const [known] = await tx.$queryRawUnsafe<{ positions: number[]; userIds: number[] }[]>(
    `SELECT coalesce(array_agg(b.position::int), '{}') AS positions, coalesce(array_agg(u.id), '{}') AS "userIds"
     FROM unnest($1::text[]) WITH ORDINALITY AS b(id, position) ${joinAccounts(bindID, 'JOIN')}`,
    [...bindIds],
  );
  const { positions, userIds } = known ?? { positions: [], userIds: [] };
  return new Map(userIds.map((userId, index) => [bindIds[(positions[index] ?? 0) - 1] ?? '', userId]));
}
