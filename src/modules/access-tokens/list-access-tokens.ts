import type { Clock } from '../../clock.js';
import type { Database } from '../../db/database.js';
import { holdingText } from '../../db/like.js';
import type { AccessToken } from './access-tokens.js';

/** The first live tokens of one account, or of the site, and how many there are. */
export interface AccessTokenPage {
  tokens: AccessToken[];
  totalCount: number;
}

/** No page is longer. */
const maxTokens = 10_000;

const columns = `
  t.id, t.subject_id AS "subjectId", t.creator_id AS "creatorId", t.secret_hash AS "secretHash",
  t.secret_tail AS "secretTail", t.note, t.scopes, t.created_at AS "createdAt", t.expires_at AS "expiresAt",
  t.deleted_at AS "deletedAt", t.last_used_at AS "lastUsedAt", t.last_used_ip AS "lastUsedIp",
  t.last_used_user_agent AS "lastUsedUserAgent", t.last_used_client_name AS "lastUsedClientName",
  t.replaced_by_id AS "replacedById"`;

const live = 't.deleted_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $1::timestamptz)';

/** Just made ones first, so that one finds what one made; then by last use (identity reference, 2.6). */
const order = `
  t.created_at > $1::timestamptz - interval '5 minutes' DESC, t.last_used_at DESC NULLS FIRST,
  t.created_at DESC, t.id DESC`;

interface CountedToken extends AccessToken {
  total: number;
}

/** The first live tokens of each account, in one statement for all of them. `first` null is all. */
export async function liveTokensOf(
  db: Database,
  clock: Clock,
  accountIds: readonly number[],
  first: number | null,
): Promise<AccessTokenPage[]> {
  const rows = await db.query<CountedToken>(
    `SELECT * FROM (
       SELECT ${columns}, (count(*) OVER accounts)::int AS total, row_number() OVER (accounts ORDER BY ${order}) AS place
       FROM access_tokens t WHERE t.subject_id = ANY($2::int[]) AND ${live}
       WINDOW accounts AS (PARTITION BY t.subject_id)
     ) ranked WHERE place <= $3 OR place = 1 ORDER BY "subjectId", place`,
    [clock.now(), [...accountIds], first ?? maxTokens],
    'live tokens of accounts',
  );
  const pages = new Map<number, AccessTokenPage>();
  for (const row of rows) {
    const page = pages.get(row.subjectId);
    if (page) page.tokens.push(row);
    else pages.set(row.subjectId, { tokens: [row], totalCount: row.total });
  }
  return accountIds.map((id) => {
    const page = pages.get(id) ?? { tokens: [], totalCount: 0 };
    return first === 0 ? { ...page, tokens: [] } : page;
  });
}

/** Which tokens of the site are wanted. `first` null is all, up to ten thousand. */
export interface SiteTokenSearch {
  first: number | null;
  /** Part of the note, of the name of the account or of whoever made it, or the end of the token. */
  query?: string | null | undefined;
}

/** The first live tokens of the whole site that match, and how many do. */
export async function liveTokensOfSite(
  db: Database,
  clock: Clock,
  { first, query }: SiteTokenSearch,
): Promise<AccessTokenPage> {
  const now = clock.now();
  const pattern = query ? holdingText(query) : null;
  const matching = query
    ? `${live} AND (t.note ILIKE $2 OR t.secret_tail ILIKE $2 OR EXISTS (
        SELECT 1 FROM users u WHERE u.id IN (t.subject_id, t.creator_id) AND u.username ILIKE $2))`
    : `${live} AND $2::text IS NULL`;
  const [tokens, [count]] = await Promise.all([
    db.query<AccessToken>(
      `SELECT ${columns} FROM access_tokens t WHERE ${matching} ORDER BY ${order} LIMIT $3`,
      [now, pattern, first ?? maxTokens],
    ),
    db.query<{ total: number }>(`SELECT count(*)::int AS total FROM access_tokens t WHERE ${matching}`, [
      now,
      pattern,
    ]),
  ]);
  return { tokens, totalCount: count?.total ?? 0 };
}
