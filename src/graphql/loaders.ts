import DataLoader from 'dataloader';
import { readablePaths } from '../authz/readable-paths.js';
import type { ReadablePaths } from '../authz/sub-repository-rules.js';
import type { RequestContext } from '../context.js';
import { accountColumns } from '../db/account-columns.js';
import { type AccessTokenPage, liveTokensOf } from '../modules/access-tokens/list-access-tokens.js';
import { type UsageDay, usageOf } from '../modules/audit-events/count-audit-events.js';
import { type CodeownersFile, codeownersFilesOf, contentsOf } from '../modules/codeowners/find-codeowners.js';
import type { UserEmail } from '../modules/emails/email-rows.js';
import {
  type ExternalAccountPage,
  externalAccountsOf,
} from '../modules/external-accounts/find-external-accounts.js';
import type { ExternalService } from '../modules/external-services/external-services.js';
import {
  countRepositoriesOf,
  externalServicesOf,
} from '../modules/external-services/find-external-services.js';
import { countSyncJobs, newestSyncJobs } from '../modules/external-services/find-sync-jobs.js';
import type { SyncJob } from '../modules/external-services/sync.js';
import { GitBudget } from '../modules/git/git-budget.js';
import { RepositoryGit } from '../modules/git/repository-git.js';
import { remoteUrlsOf } from '../modules/mirrors/fetch-access.js';
import {
  areMembers,
  countMembers,
  type MemberSearch,
  membershipsOf,
  membersOf,
} from '../modules/organizations/find-organizations.js';
import { type Invitation, pendingInvitations } from '../modules/organizations/invitations.js';
import type { Membership } from '../modules/organizations/organizations.js';
import {
  countLogs,
  type DeliveryLog,
  type LogSearch,
  type LogStats,
  newestLogs,
} from '../modules/outbound-webhooks/find-outbound-webhooks.js';
import { findRepositoriesById } from '../modules/repositories/find-repositories.js';
import type { Repository, RepositoryMetadata } from '../modules/repositories/repositories.js';
import {
  type AccountIds,
  type AuthorizedAccounts,
  accountsGranted,
  countAccountsGranted,
} from '../modules/repository-permissions/authorized.js';
import {
  accountsOfRepositories,
  countAccountsOfRepositories,
  countRepositoriesOfAccounts,
  groundsOf,
  type PermissionGrounds,
  type PermissionList,
  type PermissionPage,
  type PermissionTimes,
  permissionTimes,
  repositoriesOfAccounts,
} from '../modules/repository-permissions/permissions-info.js';
import type { Permission } from '../modules/roles/permissions.js';
import { countHolders, type HolderSearch, holdersOf } from '../modules/roles/role-holders.js';
import type { Role } from '../modules/roles/roles.js';
import { latestSettings, type SettingsVersion } from '../modules/settings/settings.js';
import type { Account } from '../modules/users/accounts.js';
import { findByVerifiedEmails } from '../modules/users/find-users.js';

/** How an account came to its last use, over all its tokens. */
export interface LastActivity {
  userId: number;
  lastActiveAt: Date | null;
}

/**
 * Joins the reads of one request: whatever a level of the query asks for many parents is one statement. Made
 * for each request and thrown away with it, so nothing in them is ever old.
 */
export interface Loaders {
  /** Also deleted accounts: what they did still names them. */
  accounts: DataLoader<number, Account | null>;
  emails: DataLoader<number, UserEmail[]>;
  rolesOfAccount: DataLoader<number, Role[]>;
  permissionsOfAccount: DataLoader<number, Permission[]>;
  permissionsOfRole: DataLoader<number, Permission[]>;
  /** One page of the holders of roles; one more than the size when more follow. */
  holders(search: HolderSearch): DataLoader<number, Account[]>;
  holderCount: DataLoader<number, number>;
  lastActiveAt: DataLoader<number, Date | null>;
  /** What accounts asked and were refused, by how many days are wanted. */
  usage(days: number): DataLoader<number, UsageDay[]>;
  /** The living organizations that accounts are in, by name. */
  memberships: DataLoader<number, Membership[]>;
  /** One page of the members of organizations; one more than the size when more follow. */
  members(search: MemberSearch): DataLoader<number, Account[]>;
  memberCount(query: string | null): DataLoader<number, number>;
  /** Whether an account is in organizations. */
  isMember(userId: number): DataLoader<number, boolean>;
  /** The invitation to organizations that an account can answer. */
  pendingInvitation(userId: number): DataLoader<number, Invitation | null>;
  /** The settings in force, by the keys of their subjects. */
  settings: DataLoader<string, SettingsVersion | null>;
  /** The first external accounts of people, by how many of each are wanted; null is all. */
  externalAccounts(first: number | null): DataLoader<number, ExternalAccountPage>;
  /** The first tokens of accounts, by how many of each are wanted; null is all. */
  liveTokens(first: number | null): DataLoader<number, AccessTokenPage>;
  /** Those that the caller may see; null for the others. */
  repositories: DataLoader<number, Repository | null>;
  /** What of repositories the caller may read. */
  readablePaths: DataLoader<number, ReadablePaths>;
  /** Pages of what accounts see, of who sees repositories, and their lengths. */
  repositoriesOfAccount: DataLoader<PermissionList, PermissionPage, string>;
  repositoryCountOfAccount: DataLoader<PermissionList, number, string>;
  accountsOfRepository: DataLoader<PermissionList, PermissionPage, string>;
  accountCountOfRepository: DataLoader<PermissionList, number, string>;
  /** Why an account sees a repository. */
  permissionGrounds: DataLoader<{ userId: number; repositoryId: number }, PermissionGrounds, string>;
  accountsGranted: DataLoader<AuthorizedAccounts, AccountIds, string>;
  countOfAccountsGranted: DataLoader<number, number>;
  permissionTimesOfAccount: DataLoader<number, PermissionTimes>;
  permissionTimesOfRepository: DataLoader<number, PermissionTimes>;
  /** By key. */
  repositoryMetadata: DataLoader<number, RepositoryMetadata[]>;
  /** Null also where the caller may not read it. */
  codeownersOfRepository: DataLoader<number, CodeownersFile | null>;
  codeownersContents: { load(file: CodeownersFile): Promise<string> };
  /** How many repositories code host connections yield. */
  repositoryCount: DataLoader<number, number>;
  externalServicesOfRepository: DataLoader<number, ExternalService[]>;
  /** The newest of each connection, so many. */
  syncJobs(take: number): DataLoader<number, SyncJob[]>;
  syncJobCount: DataLoader<number, number>;
  /** The newest requests to each webhook, of those that are searched for. */
  webhookLogs(search: LogSearch): DataLoader<number, DeliveryLog[]>;
  webhookStats: DataLoader<number, LogStats>;
  /** The living accounts with these addresses, verified, in any case. */
  accountByEmail: DataLoader<string, Account | null>;
  /** What is in a repository that was found for the caller. */
  git(repository: Repository): RepositoryGit;
  /** Where repositories are fetched from. */
  remoteUrl: DataLoader<number, string | null>;
}

export function createLoaders({
  caller,
  services,
  hungUp,
  takeRoom,
}: Pick<RequestContext, 'caller' | 'services' | 'hungUp' | 'takeRoom'>): Loaders {
  const { db, clock, permissionNames } = services;
  const { prisma } = db;
  const holdersBySearch = new Map<string, DataLoader<number, Account[]>>();
  const usageByDays = new Map<number, DataLoader<number, UsageDay[]>>();
  const byFirst = new Map<number | null, DataLoader<number, AccessTokenPage>>();
  const externalByFirst = new Map<number | null, DataLoader<number, ExternalAccountPage>>();
  const bySearch = new Map<string, DataLoader<number, Account[]>>();
  const byQuery = new Map<string | null, DataLoader<number, number>>();
  const byRecipient = new Map<number, DataLoader<number, Invitation | null>>();
  const byLogSearch = new Map<string, DataLoader<number, DeliveryLog[]>>();
  const byTake = new Map<number, DataLoader<number, SyncJob[]>>();
  const byRepository = new Map<number, RepositoryGit>();
  const gitBudget = new GitBudget(takeRoom);
  const byMember = new Map<number, DataLoader<number, boolean>>();
  const loaders: Loaders = lazily({
    accounts: () =>
      new DataLoader(async (ids: readonly number[]) => {
        const accounts = await db.query<Account>(
          `SELECT ${accountColumns} FROM users u WHERE u.id = ANY($1::int[])`,
          [[...ids]],
          'accounts by id',
        );
        const byId = new Map(accounts.map((account) => [account.id, account]));
        return ids.map((id) => byId.get(id) ?? null);
      }),
    emails: () =>
      new DataLoader(async (ids: readonly number[]) => {
        const emails = await prisma.userEmail.findMany({
          where: { userId: { in: [...ids] } },
          orderBy: [{ createdAt: 'asc' }, { email: 'asc' }],
        });
        return grouped(
          ids,
          emails,
          (email) => email.userId,
          (email) => email,
        );
      }),
    rolesOfAccount: () =>
      new DataLoader(async (ids: readonly number[]) => {
        const links = await prisma.userRole.findMany({
          where: { userId: { in: [...ids] } },
          include: { role: true },
          orderBy: [{ role: { system: 'desc' } }, { role: { createdAt: 'desc' } }, { roleId: 'desc' }],
        });
        return grouped(
          ids,
          links,
          (link) => link.userId,
          (link) => link.role,
        );
      }),
    permissionsOfAccount: () =>
      new DataLoader(async (ids: readonly number[]) => {
        const rows = await db.query<Permission & { userId: number }>(
          `SELECT DISTINCT ur.user_id AS "userId", p.id, p.namespace, p.action, p.created_at AS "createdAt"
           FROM user_roles ur JOIN role_permissions rp ON rp.role_id = ur.role_id
           JOIN permissions p ON p.id = rp.permission_id
           WHERE ur.user_id = ANY($1::int[]) AND p.id = ANY($2::int[]) ORDER BY p.id DESC`,
          [[...ids], [...permissionNames.keys()]],
        );
        return grouped(
          ids,
          rows,
          (row) => row.userId,
          (row) => row,
        );
      }),
    permissionsOfRole: () =>
      new DataLoader(async (ids: readonly number[]) => {
        const links = await prisma.rolePermission.findMany({
          where: { roleId: { in: [...ids] }, permissionId: { in: [...permissionNames.keys()] } },
          include: { permission: true },
          orderBy: { permissionId: 'desc' },
        });
        return grouped(
          ids,
          links,
          (link) => link.roleId,
          (link) => link.permission,
        );
      }),
    holders: () => (search: HolderSearch) =>
      madeOnce(
        holdersBySearch,
        JSON.stringify(search),
        () => new DataLoader((ids) => holdersOf(db, ids, search)),
      ),
    holderCount: () => new DataLoader((ids: readonly number[]) => countHolders(db, ids)),
    lastActiveAt: () =>
      new DataLoader(async (ids: readonly number[]) => {
        const rows = await db.query<LastActivity>(
          `SELECT subject_id AS "userId", max(last_used_at) AS "lastActiveAt" FROM access_tokens
           WHERE subject_id = ANY($1::int[]) GROUP BY subject_id`,
          [[...ids]],
        );
        const byId = new Map(rows.map((row) => [row.userId, row.lastActiveAt]));
        return ids.map((id) => byId.get(id) ?? null);
      }),
    usage: () => (days: number) =>
      madeOnce(usageByDays, days, () => new DataLoader((ids) => usageOf(services, ids, days))),
    settings: () => new DataLoader((keys: readonly string[]) => latestSettings(db, keys)),
    memberships: () => new DataLoader((ids: readonly number[]) => membershipsOf(db, ids)),
    members: () => (search: MemberSearch) =>
      madeOnce(bySearch, JSON.stringify(search), () => new DataLoader((ids) => membersOf(db, ids, search))),
    memberCount: () => (query: string | null) =>
      madeOnce(byQuery, query, () => new DataLoader((ids) => countMembers(db, ids, query))),
    isMember: () => (userId: number) =>
      madeOnce(byMember, userId, () => new DataLoader((ids) => areMembers(db, userId, ids))),
    pendingInvitation: () => (userId: number) =>
      madeOnce(
        byRecipient,
        userId,
        () => new DataLoader((ids) => pendingInvitations({ services }, userId, ids)),
      ),
    externalAccounts: () => (first: number | null) =>
      madeOnce(externalByFirst, first, () => new DataLoader((ids) => externalAccountsOf(db, ids, first))),
    liveTokens: () => (first: number | null) =>
      madeOnce(byFirst, first, () => new DataLoader((ids) => liveTokensOf(db, clock, ids, first))),
    repositoriesOfAccount: () => byList((lists) => repositoriesOfAccounts({ caller, services }, lists)),
    repositoryCountOfAccount: () =>
      byList((lists) => countRepositoriesOfAccounts({ caller, services }, lists)),
    accountsOfRepository: () => byList((lists) => accountsOfRepositories(services, lists)),
    accountCountOfRepository: () => byList((lists) => countAccountsOfRepositories(services, lists)),
    permissionGrounds: () =>
      new DataLoader((pairs) => groundsOf(services, pairs), {
        cacheKeyFn: ({ userId, repositoryId }) => `${userId} ${repositoryId}`,
      }),
    accountsGranted: () =>
      new DataLoader((lists) => accountsGranted(services, lists), {
        cacheKeyFn: (list) => JSON.stringify(list),
      }),
    countOfAccountsGranted: () => new DataLoader((ids) => countAccountsGranted(services, ids)),
    permissionTimesOfAccount: () => new DataLoader((ids) => permissionTimes(services, 'user_id', ids)),
    permissionTimesOfRepository: () =>
      new DataLoader((ids) => permissionTimes(services, 'repository_id', ids)),
    repositories: () =>
      new DataLoader((ids: readonly number[]) => findRepositoriesById({ caller, services }, ids)),
    readablePaths: () => new DataLoader((ids: readonly number[]) => readablePaths({ caller, services }, ids)),
    repositoryMetadata: () =>
      new DataLoader(async (ids: readonly number[]) => {
        const pairs = await prisma.repositoryMetadata.findMany({
          where: { repositoryId: { in: [...ids] } },
          orderBy: { key: 'asc' },
        });
        return grouped(
          ids,
          pairs,
          (pair) => pair.repositoryId,
          (pair) => pair,
        );
      }),
    codeownersOfRepository: () =>
      new DataLoader((ids: readonly number[]) => codeownersFilesOf({ caller, services }, ids)),
    codeownersContents: () => {
      const contents = new DataLoader<CodeownersFile, string>((files) => contentsOf(db, files));
      return {
        load: async (file) => {
          // However often one file is asked for, every answer takes its room.
          await gitBudget.answer(file.byteSize);
          return contents.load(file);
        },
      };
    },
    repositoryCount: () => new DataLoader((ids: readonly number[]) => countRepositoriesOf(db, ids)),
    syncJobs: () => (take: number) =>
      madeOnce(byTake, take, () => new DataLoader((ids) => newestSyncJobs(db, ids, take))),
    webhookLogs: () => (search: LogSearch) =>
      madeOnce(
        byLogSearch,
        JSON.stringify(search),
        () => new DataLoader((ids) => newestLogs(db, ids, search)),
      ),
    webhookStats: () => new DataLoader((ids: readonly number[]) => countLogs(db, ids)),
    syncJobCount: () => new DataLoader((ids: readonly number[]) => countSyncJobs(db, ids)),
    accountByEmail: () => new DataLoader((emails: readonly string[]) => findByVerifiedEmails(db, emails)),
    git: () => (repository: Repository) =>
      madeOnce(
        byRepository,
        repository.id,
        () =>
          new RepositoryGit(services, repository, {
            budget: gitBudget,
            readable: () => loaders.readablePaths.load(repository.id),
            signal: hungUp?.(),
          }),
      ),
    remoteUrl: () => new DataLoader((ids: readonly number[]) => remoteUrlsOf(db, ids)),
    externalServicesOfRepository: () =>
      new DataLoader((ids: readonly number[]) => externalServicesOf(db, ids)),
  });
  return loaders;
}

/** A loader of lists; two that ask for the same are one. */
const byList = <Value>(read: (lists: readonly PermissionList[]) => Promise<Value[]>) =>
  new DataLoader<PermissionList, Value, string>(read, { cacheKeyFn: (list) => JSON.stringify(list) });

/** Makes each loader when it is first used: most requests use none. */
function lazily<Made extends object>(makers: { [Key in keyof Made]: () => Made[Key] }): Made {
  const made = {} as Made;
  for (const key of Object.keys(makers) as (keyof Made)[]) {
    Object.defineProperty(made, key, {
      configurable: true,
      get() {
        const value = makers[key]();
        Object.defineProperty(made, key, { value });
        return value;
      },
    });
  }
  return made;
}

function madeOnce<Key, Made>(known: Map<Key, Made>, key: Key, make: () => Made): Made {
  const made = known.get(key) ?? make();
  known.set(key, made);
  return made;
}

function grouped<Row, Value>(
  ids: readonly number[],
  rows: readonly Row[],
  idOf: (row: Row) => number,
  pick: (row: Row) => Value,
): Value[][] {
  const groups = new Map<number, Value[]>(ids.map((id) => [id, []]));
  for (const row of rows) groups.get(idOf(row))?.push(pick(row));
  return ids.map((id) => groups.get(id) ?? []);
}
