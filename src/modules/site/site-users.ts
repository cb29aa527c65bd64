import type { Database } from '../../db/database.js';
import { holdingText } from '../../db/like.js';
import { InvalidInputError } from '../../errors.js';

/** An account as the site's list of users shows it. */
export interface SiteUserRow {
  id: number;
  username: string;
  email: string | null;
  displayName: string | null;
  createdAt: Date;
  lastActiveAt: Date | null;
  deletedAt: Date | null;
  siteAdmin: boolean;
  serviceAccount: boolean;
  locked: boolean;
}

/** Bounds on a date; `empty` is none at all, and `not` turns the whole condition around. */
export interface DateRange {
  lte?: Date | null | undefined;
  gte?: Date | null | undefined;
  not?: boolean | null | undefined;
  empty?: boolean | null | undefined;
}

export interface SiteUserFilter {
  query?: string | null | undefined;
  siteAdmin?: boolean | null | undefined;
  serviceAccount?: boolean | null | undefined;
  username?: string | null | undefined;
  email?: string | null | undefined;
  lastActiveAt?: DateRange | null | undefined;
  deletedAt?: DateRange | null | undefined;
  createdAt?: DateRange | null | undefined;
  eventsCount?: { gte?: number | null | undefined; lte?: number | null | undefined } | null | undefined;
}

/** In sessions, and with tokens, whatever became of them. */
const lastActiveAt = `greatest(
  (SELECT max(s.last_seen_at) FROM sessions s WHERE s.user_id = u.id),
  (SELECT max(t.last_used_at) FROM access_tokens t WHERE t.subject_id = u.id))`;

/** By what the list can be ordered, in SQL. No events are counted, so that order is the order of ids. */
export const siteUserOrders = {
  USERNAME: 'lower(u.username)',
  EMAIL: 'lower(e.email)',
  EVENTS_COUNT: '0::int + 0',
  LAST_ACTIVE_AT: lastActiveAt,
  CREATED_AT: 'u.created_at',
  DELETED_AT: 'u.deleted_at',
  SITE_ADMIN: 'u.site_admin',
  USER_TYPE: `CASE WHEN u.site_admin THEN 0 WHEN u.kind = 'SERVICE_ACCOUNT' THEN 1 ELSE 2 END`,
} as const;
export type SiteUserOrder = keyof typeof siteUserOrders;

export interface SiteUserPage {
  limit?: number | null | undefined;
  offset?: number | null | undefined;
  orderBy?: SiteUserOrder | null | undefined;
  descending?: boolean | null | undefined;
}

/** No page is longer. */
const maxPage = 1000;

/** Accounts, also deleted ones that can be recovered (identity reference, 1.7). */
export class SiteUsers {
  readonly #where: string;
  readonly #values: unknown[] = [];

  constructor(
    private readonly db: Database,
    filter: SiteUserFilter,
  ) {
    this.#where = this.#conditions(filter).join(' AND ');
  }

  async count(): Promise<number> {
    const [row] = await this.db.query<{ total: number }>(
      `SELECT count(*)::int AS total ${from} WHERE ${this.#where}`,
      this.#values,
    );
    return row?.total ?? 0;
  }

  /** Without a limit the first hundred, by id. What has no value of the order's comes last. */
  page({ limit, offset, orderBy, descending }: SiteUserPage, now: Date): Promise<SiteUserRow[]> {
    if ((limit ?? 0) < 0 || (offset ?? 0) < 0)
      throw new InvalidInputError('`limit` and `offset` must not be negative');
    const direction = descending ? 'DESC' : 'ASC';
    const order = orderBy ? `${siteUserOrders[orderBy]} ${direction} NULLS LAST, ` : '';
    const values = [...this.#values, now, Math.min(limit ?? 100, maxPage), offset ?? 0];
    const place = (fromEnd: number) => `$${values.length - fromEnd}`;
    return this.db.query<SiteUserRow>(
      `SELECT u.id, u.username, e.email, u.display_name AS "displayName", u.created_at AS "createdAt",
         ${lastActiveAt} AS "lastActiveAt", u.deleted_at AS "deletedAt", u.site_admin AS "siteAdmin",
         u.kind = 'SERVICE_ACCOUNT' AS "serviceAccount",
         EXISTS (
           SELECT 1 FROM sign_in_throttles l
           WHERE l.subject = 'account:' || u.id AND l.locked_until > ${place(2)}
         ) AS locked
       ${from} WHERE ${this.#where} ORDER BY ${order}u.id ${direction} LIMIT ${place(1)} OFFSET ${place(0)}`,
      values,
    );
  }

  #value(value: unknown, type: string): string {
    this.#values.push(value);
    return `$${this.#values.length}::${type}`;
  }

  #contains(text: string): string {
    return this.#value(holdingText(text), 'text');
  }

  #conditions(filter: SiteUserFilter): string[] {
    const conditions = ['u.erased_at IS NULL'];
    if (filter.query) {
      const text = this.#contains(filter.query);
      conditions.push(`(u.username ILIKE ${text} OR u.display_name ILIKE ${text} OR e.email ILIKE ${text})`);
    }
    if (filter.username) conditions.push(`u.username ILIKE ${this.#contains(filter.username)}`);
    if (filter.email) conditions.push(`e.email ILIKE ${this.#contains(filter.email)}`);
    if (filter.siteAdmin != null) conditions.push(`u.site_admin = ${this.#value(filter.siteAdmin, 'bool')}`);
    if (filter.serviceAccount != null) {
      conditions.push(`(u.kind = 'SERVICE_ACCOUNT') = ${this.#value(filter.serviceAccount, 'bool')}`);
    }
    const dates = { deletedAt: 'u.deleted_at', createdAt: 'u.created_at', lastActiveAt } as const;
    for (const [name, column] of Object.entries(dates)) {
      const range = filter[name as keyof typeof dates];
      if (range) conditions.push(this.#inRange(column, range));
    }
    const { gte, lte } = filter.eventsCount ?? {};
    if ((gte ?? 0) > 0 || (lte ?? 0) < 0) conditions.push('FALSE');
    return conditions;
  }

  #inRange(column: string, { lte, gte, not, empty }: DateRange): string {
    const parts = [
      ...(empty == null ? [] : [`(${column} IS NULL) = ${this.#value(empty, 'bool')}`]),
      ...(gte == null ? [] : [`${column} >= ${this.#value(gte, 'timestamptz')}`]),
      ...(lte == null ? [] : [`${column} <= ${this.#value(lte, 'timestamptz')}`]),
    ];
    if (parts.length === 0) return 'TRUE';
    const all = `coalesce(${parts.join(' AND ')}, FALSE)`;
    return not ? `NOT ${all}` : all;
  }
}

const from = 'FROM users u LEFT JOIN user_emails e ON e.user_id = u.id AND e.is_primary';
