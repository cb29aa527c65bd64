import { accountColumns } from '../../db/account-columns.js';
import type { Database } from '../../db/database.js';
import { escapeLike, holdingText } from '../../db/like.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import { askedSize, type BidirectionalArgs } from '../../graphql/paging.js';
import { databaseId } from '../../ids.js';
import type { Account } from '../users/accounts.js';
import { nameKey } from '../users/names.js';
import type { Membership, Organization } from './organizations.js';

/** A living organization by its name. */
export async function findOrganization(db: Database, name: string): Promise<Organization> {
  const organization = await db.prisma.organization.findFirst({
    where: { heldName: { name: nameKey(name) }, deletedAt: null },
  });
  if (!organization) throw new NotFoundError(`org not found: name ${JSON.stringify(name)}`);
  return organization;
}

/** Living organizations by id, the oldest first, and how many match. `query` is part of a name. */
export function findOrganizations(db: Database, query: string | null | undefined, take: number) {
  const contains = query && {
    contains: escapeLike(query),
    mode: 'insensitive' as const,
  };
  const where = {
    deletedAt: null,
    ...(contains && { OR: [{ name: contains }, { displayName: contains }] }),
  };
  return {
    rows: db.prisma.organization.findMany({ where, orderBy: { id: 'asc' }, take }),
    count: () => db.prisma.organization.count({ where }),
  };
}

/** The living organizations of each account, in the order of their names. One statement. */
export async function membershipsOf(db: Database, userIds: readonly number[]): Promise<Membership[][]> {
  const rows = await db.prisma.organizationMember.findMany({
    where: { userId: { in: [...userIds] }, organization: { deletedAt: null } },
    include: { organization: true },
    orderBy: [{ organization: { name: 'asc' } }, { organizationId: 'asc' }],
  });
  const byUser = new Map<number, Membership[]>(userIds.map((id) => [id, []]));
  for (const row of rows) byUser.get(row.userId)?.push(row);
  return userIds.map((id) => byUser.get(id) ?? []);
}

/** A page of members, the newest accounts first. */
export interface MemberSearch {
  query: string | null;
  /** Ids of accounts: behind this one, before that one. */
  after: number | null;
  before: number | null;
  size: number;
  fromEnd: boolean;
}

/** No page is longer, also where no size was asked for. */
const maxMembers = 10_000;

/** Reads the arguments of `Org.members`. Cursors are ids of accounts (identity reference, 1.8). */
export function memberSearch(args: BidirectionalArgs & { query?: string | null }): MemberSearch {
  const { after, before, query } = args;
  return {
    query: query || null,
    ...(askedSize(args) ?? { size: maxMembers, fromEnd: false }),
    after: cursor(after, 'after'),
    before: cursor(before, 'before'),
  };
}

function cursor(text: string | null | undefined, name: string): number | null {
  if (!text) return null;
  try {
    return databaseId(text, 'User');
  } catch {
    throw new InvalidInputError(`\`${name}\` is no cursor of this list`);
  }
}

const matching = `($2::text IS NULL OR u.username ILIKE $2 OR u.display_name ILIKE $2)`;
const pattern = (query: string | null) => query && holdingText(query);

/** One page of the living members of each organization and one row more, in one statement for all of them. */
export async function membersOf(
  db: Database,
  organizationIds: readonly number[],
  { query, after, before, size, fromEnd }: MemberSearch,
): Promise<Account[][]> {
  const rows = await db.query<Account & { organizationId: number }>(
    `SELECT * FROM (
       SELECT m.organization_id AS "organizationId", ${accountColumns},
         row_number() OVER (PARTITION BY m.organization_id ORDER BY u.id ${fromEnd ? 'ASC' : 'DESC'}) AS place
       FROM organization_members m JOIN users u ON u.id = m.user_id
       WHERE m.organization_id = ANY($1::int[]) AND u.deleted_at IS NULL AND ${matching}
         AND ($3::int IS NULL OR u.id < $3) AND ($4::int IS NULL OR u.id > $4)
     ) ranked WHERE place <= $5 ORDER BY id DESC`,
    [[...organizationIds], pattern(query), after, before, size + 1],
    `members of organizations ${fromEnd ? 'from the end' : ''}`,
  );
  const byOrganization = new Map<number, Account[]>(organizationIds.map((id) => [id, []]));
  for (const row of rows) byOrganization.get(row.organizationId)?.push(row);
  return organizationIds.map((id) => byOrganization.get(id) ?? []);
}

/** How many living members match in each organization. */
export async function countMembers(
  db: Database,
  organizationIds: readonly number[],
  query: string | null,
): Promise<number[]> {
  const rows = await db.query<{ id: number; count: number }>(
    `SELECT m.organization_id AS id, count(*)::int AS count
     FROM organization_members m JOIN users u ON u.id = m.user_id
     WHERE m.organization_id = ANY($1::int[]) AND u.deleted_at IS NULL AND ${matching} GROUP BY 1`,
    [[...organizationIds], pattern(query)],
    'numbers of members',
  );
  const counts = new Map(rows.map((row) => [row.id, row.count]));
  return organizationIds.map((id) => counts.get(id) ?? 0);
}

/** Whether the account is in each of the organizations. */
export async function areMembers(
  db: Database,
  userId: number,
  organizationIds: readonly number[],
): Promise<boolean[]> {
  const rows = await db.query<{ id: number }>(
    `SELECT organization_id AS id FROM organization_members WHERE user_id = $1 AND organization_id = ANY($2::int[])`,
    [userId, [...organizationIds]],
    'organizations of an account',
  );
  const found = new Set(rows.map(({ id }) => id));
  return organizationIds.map((id) => found.has(id));
}
