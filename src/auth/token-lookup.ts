import type { Clock } from '../clock.js';
import { accountColumns } from '../db/account-columns.js';
import { type Batcher, createBatcher } from '../db/batcher.js';
import type { Database } from '../db/database.js';
import type { Prisma } from '../db/generated/prisma/client.js';

/** Everything that decides about a token, as it is in the database at this moment. */
export interface TokenRecord {
  id: number;
  note: string;
  scopes: string[];
  revoked: boolean;
  expired: boolean;
  replaced: boolean;
  /** The account as which it acts. */
  account: Account;
  permissionIds: number[];
}

type Account = Prisma.UserModel;

interface LookupRow extends Omit<TokenRecord, 'id' | 'account'>, Account {
  secretHash: Uint8Array;
  tokenId: number;
}

/** One statement answers for a whole batch of digests: token, account, state and role permissions. */
const lookupSql = `
  SELECT
    t.secret_hash AS "secretHash", t.id AS "tokenId", t.note, t.scopes,
    t.deleted_at IS NOT NULL AS revoked,
    t.expires_at IS NOT NULL AND t.expires_at <= $2 AS expired,
    t.replaced_by_id IS NOT NULL AS replaced,
    ${accountColumns},
    ARRAY(
      SELECT DISTINCT rp.permission_id
      FROM user_roles ur JOIN role_permissions rp ON rp.role_id = ur.role_id
      WHERE ur.user_id = u.id
    ) AS "permissionIds"
  FROM unnest($1::bytea[]) AS presented (digest)
  JOIN access_tokens t ON t.secret_hash = presented.digest
  JOIN users u ON u.id = t.subject_id`;

/** Digests in one statement at most. */
const maxBatch = 256;
/**
 * Shorter lists are filled up. Postgres plans a prepared statement anew at each use for as long as that looks cheaper
 * than its plan for a list of any length, which it takes to have ten elements; planning costs more than the lookup.
 */
const minList = 10;

/**
 * Finds tokens by digest. There is no cache: every request is answered from the database as it is after the
 * request arrived, so a revoked token is refused on the very next request, in every process. Requests that
 * arrive together share a statement.
 */
export function createTokenLookup(db: Database, clock: Clock): Batcher<Buffer, TokenRecord | undefined> {
  // The embedded database does one thing at a time.
  const limits = { size: maxBatch, running: db.kind === 'server' ? 2 : 1 };
  return createBatcher(async (digests) => {
    const keys = digests.map((digest) => digest.toString('latin1'));
    const distinct = new Map(keys.map((key, index) => [key, digests[index] as Buffer]));
    const list: (Buffer | null)[] = [...distinct.values()];
    while (list.length < minList) list.push(null);
    const rows = await db.query<LookupRow>(lookupSql, [list, clock.now()], 'token lookup');
    const found = new Map(rows.map((row) => [Buffer.from(row.secretHash).toString('latin1'), recordOf(row)]));
    return keys.map((key) => found.get(key));
  }, limits);
}

function recordOf(row: LookupRow): TokenRecord {
  const { tokenId: id, note, scopes, revoked, expired, replaced, permissionIds } = row;
  return { id, note, scopes, revoked, expired, replaced, permissionIds, account: row };
}
