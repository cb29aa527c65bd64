import { mkdir } from 'node:fs/promises';
import { hashPassword } from '../../src/auth/passwords.js';
import type { Database } from '../../src/db/database.js';
import { git } from '../../src/git/git-process.js';
import { parseJsonc } from '../../src/jsonc.js';
import { mirrorOf } from '../../src/modules/mirrors/mirror-state.js';
import { idOf, numberIn } from './access-tokens.js';
import { type Identity, type TestApi, testPassword } from './api.js';
import { makeBareRepository } from './git.js';
import { unreachableMail } from './mail-server.js';
import { addConnection, grant, repositoryNamed } from './repositories.js';
import { configure } from './site-configuration.js';

/** Things to act on, made by the first site admin for one use alone. */
export interface World {
  /** The id of the account that asks; of some other person when nobody in particular asks. */
  self(): string;
  /** A token of the account that asks; of some other person when nobody in particular asks. */
  ownToken(): Promise<{ id: string; token: string }>;
  person(): Promise<{ id: string; username: string; databaseID: number }>;
  serviceAccount(): Promise<{ id: string; name: string }>;
  disabledServiceAccount(): Promise<{ id: string }>;
  tokenOfServiceAccount(): Promise<{ id: string; token: string }>;
  tokenOfPerson(): Promise<{ id: string; token: string }>;
  role(): Promise<{ id: string }>;
  /** An organization of the first site admin alone. */
  organization(): Promise<{ id: string; name: string }>;
  /** An organization with the account that asks, or some person, and the first site admin. */
  ownOrganization(): Promise<{ id: string; name: string }>;
  /** The text of a configuration of a connection that is not there yet, of kind OTHER. */
  connectionConfig(visibility?: 'public' | 'private'): string;
  externalService(): Promise<{ id: string }>;
  /** A repository that takes a grant to see, which nobody has. */
  repository(): Promise<{ id: string; name: string }>;
  /** One, and a person to whom it is granted. */
  grantedRepository(): Promise<{ id: string; user: string }>;
  /** As `repository`, with a grant that waits for `later@example.com`. */
  awaitedRepository(): Promise<{ id: string; name: string }>;
  publicRepository(): Promise<{ id: string; name: string }>;
  /** That some person was invited to an organization; `token` is the end of the link. */
  invitation(): Promise<{ id: string; token: string }>;
  /** As `invitation`, of whoever asks where that is a person. */
  ownInvitation(): Promise<{ id: string; token: string }>;
  /** The id of an external account at a service of the given kind, of some person. */
  externalAccount(serviceType: string): Promise<string>;
  /** As `externalAccount`, of whoever asks where that is a person. */
  ownExternalAccount(serviceType: string): Promise<string>;
  /** As `repository`, with an empty copy on disk. */
  clonedRepository(): Promise<{ id: string; name: string }>;
  /** As `publicRepository`, with a value for `key` put on it. */
  describedRepository(): Promise<{ id: string; name: string }>;
  /** As `publicRepository`, with a CODEOWNERS file. */
  ownedRepository(): Promise<{ id: string; name: string }>;
  /** As `publicRepository`, with a commit. */
  committedRepository(): Promise<{ id: string; name: string }>;
  /** A look at what a connection yields, which waits. */
  syncJob(): Promise<{ id: string }>;
  /** A permission sync of some person, which waits. */
  permissionSync(): Promise<{ id: string }>;
  /** That somebody without an account asks for one. */
  accessRequest(): Promise<{ id: string }>;
  webhook(): Promise<{ id: string }>;
  deletedAccount(): Promise<{ id: string }>;
  /** A search job of nobody who asks. */
  searchJob(): Promise<{ id: string }>;
  ownSearchJob(): Promise<{ id: string }>;
  permission(): Promise<string>;
  auditEvent(): Promise<string>;
  /** A name that nothing has. */
  unused(): string;
  /** Makes whoever asks somebody who has no password, as people have whom an identity provider signs in. */
  withoutPassword(): Promise<void>;
  /** Gives the persona its password back, where it is a person. */
  withPassword(): Promise<void>;
  /** Makes whoever asks somebody who has not accepted the terms of use. */
  withoutTerms(): Promise<void>;
  /** Lets mail be sent, to a server that nobody runs. */
  withMail(): Promise<void>;
  /** An address that it gives to somebody; a service account gets none, but the text is answered all the same. */
  email(id: string): Promise<string>;
  /** As `email`, verified, and not the primary one. */
  verifiedEmail(id: string): Promise<string>;
  configurationId(): Promise<number>;
  /** Replaces the site configuration. */
  configure(settings: Record<string, unknown>): Promise<void>;
  /** The password of every person. */
  password: string;
}

/** Who asks: `id` is undefined for nobody in particular. */
export interface Somebody {
  id?: string;
  identity: Identity;
}

let count = 0;

export function worldOf(
  api: TestApi,
  { id, identity }: Somebody,
  bystander: { id: string; cookie: string },
): World {
  const make = (operation: string) => api.ask(api.admin, operation);
  const token = (subject: string, as?: Identity) =>
    api.createToken(subject, { note: world.unused(), ...(as && { as }) });
  const link = async (user: string, serviceType: string): Promise<string> => {
    const { linkExternalAccount } = await make(
      `mutation { linkExternalAccount(user: "${user}", serviceType: "${serviceType}", serviceID: "https://${serviceType}.example.com/", accountID: "${world.unused()}", accountData: { login: "somebody" }) { id } }`,
    );
    return linkExternalAccount.id;
  };
  const invite = async (username: string): Promise<{ id: string; token: string }> => {
    // Of another than who is invited: whoever makes one is in it.
    const creator: Identity = username === api.admin.username ? bystander : api.admin;
    const { createOrganization } = await api.ask(
      creator,
      `mutation { createOrganization(name: "${world.unused()}") { id name } }`,
    );
    const { id, name } = createOrganization;
    const { inviteUserToOrganization } = await make(
      `mutation { inviteUserToOrganization(organization: "${id}", username: "${username}") { invitationURL } }`,
    );
    const [invitation] = await api.database.db.query<{ id: number }>(
      `SELECT i.id FROM organization_invitations i JOIN organizations o ON o.id = i.organization_id WHERE o.name = $1`,
      [name],
    );
    return {
      id: idOf('OrganizationInvitation', invitation?.id ?? 0),
      token: inviteUserToOrganization.invitationURL.split('/').at(-1),
    };
  };
  const searchJobOf = async (creator: string): Promise<{ id: string }> => {
    const [job] = await api.database.db.query<{ id: number }>(
      `INSERT INTO search_jobs (query, creator_id, created_at) VALUES ('x', $1, now()) RETURNING id`,
      [numberIn(creator)],
    );
    return { id: idOf('SearchJob', job?.id ?? 0) };
  };
  const world: World = {
    self: () => idOf('User', numberIn(id ?? bystander.id)),
    ownToken: () => (id ? token(id, identity) : world.tokenOfPerson()),
    async person() {
      const name = world.unused();
      const { createUser } = await make(
        `mutation { createUser(username: "${name}", email: "${name}@example.com") { user { id username databaseID } } }`,
      );
      return createUser.user;
    },
    serviceAccount: () => api.createServiceAccount(world.unused()),
    async disabledServiceAccount() {
      const { id } = await world.serviceAccount();
      await make(`mutation { disableServiceAccount(serviceAccount: "${id}") { id } }`);
      return { id };
    },
    tokenOfServiceAccount: async () => token((await world.serviceAccount()).id),
    tokenOfPerson: () => token(bystander.id, bystander),
    async role() {
      const { createRole } = await make(
        `mutation { createRole(name: "${world.unused()}", permissions: []) { id } }`,
      );
      return createRole;
    },
    async organization() {
      const { createOrganization } = await make(
        `mutation { createOrganization(name: "${world.unused()}") { id name } }`,
      );
      return createOrganization;
    },
    async ownOrganization() {
      const organization = await world.organization();
      const { node } = await make(`{ node(id: "${world.self()}") { ... on User { username } } }`);
      if (node.username !== api.admin.username) {
        await make(
          `mutation { addUserToOrganization(organization: "${organization.id}", username: "${node.username}") { alwaysNil } }`,
        );
      }
      return organization;
    },
    connectionConfig: (visibility) =>
      JSON.stringify({ url: 'file:///nowhere', repos: [world.unused()], visibility }),
    externalService: () => addConnection(api, world.connectionConfig()),
    async repository() {
      const name = world.unused();
      await addConnection(api, { url: 'file:///nowhere', repos: [name] });
      return repositoryNamed(api, `nowhere/${name}`);
    },
    async grantedRepository() {
      const [{ id }, person] = [await world.repository(), await world.person()];
      await grant(api, person.id, [id]);
      return { id, user: person.id };
    },
    async awaitedRepository() {
      const repository = await world.repository();
      await api.database.db.query(
        `INSERT INTO pending_repository_grants (repository_id, bind_id, created_at) VALUES ($1, 'later@example.com', now())`,
        [numberIn(repository.id)],
      );
      return repository;
    },
    async publicRepository() {
      const name = world.unused();
      await addConnection(api, { url: 'file:///nowhere', repos: [name], visibility: 'public' });
      return repositoryNamed(api, `nowhere/${name}`);
    },
    invitation: async () => invite((await world.person()).username),
    async ownInvitation() {
      const { node } = await make(
        `{ node(id: "${world.self()}") { ... on User { username serviceAccount } } }`,
      );
      if (node.serviceAccount) return world.invitation();
      return invite(node.username);
    },
    externalAccount: async (serviceType) => link((await world.person()).id, serviceType),
    async ownExternalAccount(serviceType) {
      const { node } = await make(`{ node(id: "${world.self()}") { ... on User { serviceAccount } } }`);
      return node.serviceAccount ? world.externalAccount(serviceType) : link(world.self(), serviceType);
    },
    async clonedRepository() {
      const repository = await world.repository();
      const mirror = mirrorOf(api.services, numberIn(repository.id));
      await mkdir(mirror.directory, { recursive: true });
      await git(['init', '--quiet', '--bare', '--', mirror.gitDir]);
      await api.database.db.query(
        `UPDATE repository_mirrors SET status = 'CLONED' WHERE repository_id = $1`,
        [numberIn(repository.id)],
      );
      return repository;
    },
    async describedRepository() {
      const repository = await world.publicRepository();
      await make(
        `mutation { addRepoMetadata(repo: "${repository.id}", key: "key", value: "value") { alwaysNil } }`,
      );
      return repository;
    },
    async ownedRepository() {
      const repository = await world.publicRepository();
      await make(
        `mutation { addCodeownersFile(input: { repoID: "${repository.id}", fileContents: "* @team" }) { id } }`,
      );
      return repository;
    },
    async committedRepository() {
      const repository = await world.publicRepository();
      await makeBareRepository(mirrorOf(api.services, numberIn(repository.id)).gitDir);
      await api.database.db.query(
        `UPDATE repository_mirrors SET status = 'CLONED' WHERE repository_id = $1`,
        [numberIn(repository.id)],
      );
      return repository;
    },
    async syncJob() {
      const { id } = await world.externalService();
      await make(`mutation { syncExternalService(id: "${id}") { alwaysNil } }`);
      const { node } = await make(
        `{ node(id: "${id}") { ... on ExternalService { syncJobs { nodes { id } } } } }`,
      );
      return node.syncJobs.nodes[0];
    },
    async permissionSync() {
      const { id } = await world.person();
      await make(`mutation { scheduleUserPermissionsSync(user: "${id}") { alwaysNil } }`);
      const { permissionsSyncJobs } = await make(
        `{ permissionsSyncJobs(first: 1, userID: "${id}") { nodes { id } } }`,
      );
      return permissionsSyncJobs.nodes[0];
    },
    async accessRequest() {
      const name = world.unused();
      const [row] = await api.database.db.query<{ id: number }>(
        'INSERT INTO access_requests (name, email, created_at, updated_at) VALUES ($1, $2, now(), now()) RETURNING id',
        [name, `${name}@example.com`],
      );
      return { id: idOf('AccessRequest', row?.id ?? 0) };
    },
    async webhook() {
      const { createOutboundWebhook } = await make(
        `mutation { createOutboundWebhook(input: {
           url: "https://example.com", secret: "x", eventTypes: [{eventType: "user:create"}]
         }) { id } }`,
      );
      return createOutboundWebhook;
    },
    async deletedAccount() {
      const { id } = await world.person();
      await make(`mutation { deleteUser(user: "${id}") { alwaysNil } }`);
      return { id };
    },
    searchJob: async () => searchJobOf((await world.person()).id),
    ownSearchJob: () => searchJobOf(world.self()),
    async permission() {
      const { permissions } = await make('{ permissions(first: 1) { nodes { id } } }');
      return permissions.nodes[0].id;
    },
    async auditEvent() {
      const { auditEvents } = await make('{ auditEvents(first: 1) { nodes { id } } }');
      return auditEvents.nodes[0].id;
    },
    unused() {
      count += 1;
      return `unused-${count}`;
    },
    async withoutPassword() {
      await api.database.db.query('UPDATE users SET password_hash = NULL WHERE id = $1', [
        numberIn(world.self()),
      ]);
    },
    async withPassword() {
      await api.database.db.query(`UPDATE users SET password_hash = $2 WHERE id = $1 AND kind = 'USER'`, [
        numberIn(world.self()),
        await hashPassword(testPassword, 4),
      ]);
    },
    async withoutTerms() {
      await api.database.db.query('UPDATE users SET tos_accepted_at = NULL WHERE id = $1', [
        numberIn(world.self()),
      ]);
    },
    async withMail() {
      const { mailer, siteConfiguration } = api.services;
      if (mailer.isConfigured) return;
      const settings = parseJsonc(siteConfiguration.current.contents, 'site configuration') as object;
      await configure(api, { ...settings, ...unreachableMail });
    },
    async email(id) {
      const address = `${world.unused()}@example.com`;
      await api.database.db.query(
        `INSERT INTO user_emails (user_id, email, created_at)
         SELECT id, $2, now() FROM users WHERE id = $1 AND kind = 'USER'`,
        [numberIn(id), address],
      );
      return address;
    },
    async verifiedEmail(id) {
      const address = await world.email(id);
      await api.database.db.query('UPDATE user_emails SET verified_at = now() WHERE email = $1', [address]);
      return address;
    },
    configure: (settings) => configure(api, settings),
    async configurationId() {
      const { site } = await make('{ site { configuration { id } } }');
      return site.configuration.id;
    },
    password: testPassword,
  };
  return world;
}

/** What only says when something was used, and is written when the server finds the time. */
const timesOfUse = [
  'last_used_at',
  'last_used_ip',
  'last_used_user_agent',
  'last_used_client_name',
  'last_seen_at',
];

/**
 * What every table but the audit log holds, to compare with another time: the number of its rows, and of a table with
 * times of use a sum over what they hold without these, of any other the newest transaction that wrote one.
 */
export async function everythingStored({ services, database: { db } }: TestApi): Promise<string[]> {
  // Mails of what was before are not of interest.
  await services.mailer.idle();
  let sql = storedSql.get(db);
  if (!sql) {
    const tables = await db.query<{ name: string; has_times_of_use: boolean; others: string }>(
      `SELECT table_name::text AS name, bool_or(column_name = ANY ($1)) AS has_times_of_use,
         string_agg(format('t.%I', column_name), ', ') FILTER (WHERE column_name <> ALL ($1)) AS others
       FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name <> 'audit_events' GROUP BY 1`,
      [timesOfUse],
    );
    sql = tables
      .map(({ name, has_times_of_use, others }) => {
        const content = has_times_of_use
          ? `sum(hashtextextended(ROW(${others})::text, 0))`
          : 'max(xmin::text::bigint)';
        return `SELECT '${name}: ' || count(*) || ' ' || coalesce(${content}, 0) AS row FROM ${name} t`;
      })
      .join(' UNION ALL ');
    storedSql.set(db, sql);
  }
  const found = await db.query<{ row: string }>(sql);
  return found.map(({ row }) => row).sort();
}
const storedSql = new WeakMap<Database, string>();
