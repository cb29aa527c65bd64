import type { Clock } from '../clock.js';
import { type Batcher, createBatcher } from '../db/batcher.js';
import type { Database } from '../db/database.js';

/** Everything that decides about a token, as it is in the database at this moment. */
export interface TokenRecord {
  id: number;
  note: string;
  scopes: string[];
  revoked: boolean;
  expired: boolean;
  replaced: boolean;
  userId: number;
  username: string;
  kind: 'USER' | 'SERVICE_ACCOUNT';
  siteAdmin: boolean;
  disabled: boolean;
  deleted: boolean;
  permissionIds: number[];
}

/** One statement answers for a whole batch of digests: token, account, state and role permissions. */
const lookupSql = `
  SELECT
    t.secret_hash AS "secretHash", t.id, t.note, t.scopes,
    t.deleted_at IS NOT NULL AS revoked,
    t.expires_at IS NOT NULL AND t.expires_at <= $2 AS expired,
    t.replaced_by_id IS NOT NULL AS replaced,
    u.id AS "userId", u.username, u.kind::text AS kind, u.site_admin AS "siteAdmin",
    u.disabled_at IS NOT NULL AS disabled,
    u.deleted_at IS NOT NULL AS deleted,
    ARRAY(
      SELECT DISTINCT rp.permission_id
      FROM user_roles ur JOIN role_permissions rp ON rp.role_id = ur.role_id
      WHERE ur.user_id = u.id
    ) AS "permissionIds"
  FROM access_tokens t JOIN users u ON u.id = t.subject_id
  WHERE t.secret_hash = ANY($1::bytea[])`;

/** Digests in one statement at most. */
const maxBatch = 256;

/**
 * Finds tokens by digest. There is no cache: every request is answered from the database as it is after the
 * request arrived, so a revoked token is refused on the very next request, in every process. Requests that
 * arrive together share a statement.
 */
export function createTokenLookup(db: Database, clock: Clock): Batcher<Buffer, TokenRecord | undefined> {
  return createBatcher(async (digests) => {
    const keys = digests.map((digest) => digest.toString('latin1'));
    const distinct = new Map(keys.map((key, index) => [key, digests[index] as Buffer]));
    const rows = await db.query<TokenRecord & { secretHash: Uint8Array }>(
      lookupSql,
      [[...distinct.values()], clock.now()],
      'token lookup',
    );
    const found = new Map(rows.map((row) => [Buffer.from(row.secretHash).toString('latin1'), row]));
    return keys.map((key) => found.get(key));
  }, maxBatch);
}
