import type { Database } from '../src/db/database.js';
import { adminToken, secretSql } from './tokens.js';

/** The row of one token, in SQL, given its subject, number and place among its subject's tokens. */
const tokenColumns =
  'subject_id, creator_id, secret_hash, secret_tail, note, scopes, created_at, expires_at, last_used_at';
const tokenRow = (subject: string, number: string, place: string): string => `
  ${subject}, 1, sha256(${secretSql(number)}), right(encode(${secretSql(number)}, 'hex'), 4), 'token ' || ${place},
  ARRAY['user:all'], now() - interval '10 days', now() + interval '80 days', now() - ${place} * interval '1 hour'`;

/** Gives the first account, a site admin, its token. */
export async function insertAdminToken(db: Database): Promise<void> {
  await db.query(`INSERT INTO access_tokens (${tokenColumns}) SELECT ${tokenRow('1', `${adminToken}`, '1')}`);
}

/**
 * Inserts `count` service accounts from the number `first` on, each with a name, an owner, its role and
 * `tokensEach` tokens. Tokens are numbered from 1 through all accounts.
 */
export async function insertAccounts(
  db: Database,
  first: number,
  count: number,
  tokensEach: number,
): Promise<void> {
  await db.query(
    `WITH numbers AS (SELECT generate_series($1::int, $1::int + $2::int - 1) AS number),
     made AS (
       INSERT INTO users (kind, username, description, owner_id, created_by_id, created_at, updated_at)
       SELECT 'SERVICE_ACCOUNT', 'machine-' || lpad(number::text, 6, '0'), 'Runs job ' || number || ' every night',
         1, 1, now() - interval '20 days', now() - interval '20 days'
       FROM numbers RETURNING id, username, right(username, 6)::int AS number
     ),
     named AS (INSERT INTO names (name, user_id) SELECT username, id FROM made),
     endowed AS (
       INSERT INTO user_roles (user_id, role_id)
       SELECT made.id, roles.id FROM made JOIN roles ON roles.name = 'SERVICE_ACCOUNT'
     )
     INSERT INTO access_tokens (${tokenColumns})
     SELECT ${tokenRow('made.id', '((made.number - 1) * $3::int + place)', 'place')}
     FROM made CROSS JOIN generate_series(1, $3::int) AS place`,
    [first, count, tokensEach],
  );
}

/** Brings the database into the state in which it would be some time later, so that it does no old work under load. */
export async function settle(db: Database): Promise<void> {
  await db.query('VACUUM ANALYZE');
  await db.query('CHECKPOINT').catch(() => {
    // Needs a role of the server; without it the checkpoint comes when it comes.
  });
}
