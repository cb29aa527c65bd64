import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeId } from '../src/ids.js';
import { numberIn } from './support/access-tokens.js';
import { headersOf, type Identity, startTestApi, type TestApi } from './support/api.js';
import { addConnection, repositoryNamed } from './support/repositories.js';
import { type Argument, queriesOf } from './support/schema-queries.js';
import { configure } from './support/site-configuration.js';

// Two worlds that differ only in what a caller may not see give the caller the same bytes, whatever is asked.
//
// What may differ, and is not looked at: ids are numbers that are given in turn, as the mirrored product's are, so an
// id that was given later tells how many came before; `updatedAt` tells that something about an account changed; and
// `productSubscription` counts people.

let api: TestApi;
let personas: Record<'anonymous' | 'person' | 'service account', Identity>;
let others: { person: number; account: number };
/** Of a repository that nobody but site admins sees. */
let hiddenRepository: number;
let values: Record<string, Argument[]>;

beforeAll(async () => {
  api = await startTestApi();
  await configure(api, { 'auth.public': true });
  const person = await api.createUser('person');
  const machine = await api.createServiceAccount('machine');
  const other = await api.createUser('other');
  const account = await api.createServiceAccount('other-machine');
  personas = {
    anonymous: undefined,
    person: { cookie: person.cookie },
    'service account': await api.createToken(machine.id),
  };
  others = { person: numberIn(other.id), account: numberIn(account.id) };
  const { createOrganization: organization } = await api.ask(
    other,
    'mutation { createOrganization(name: "theirs") { id } }',
  );
  const hidden = (
    [
      'AccessToken',
      'Role',
      'AuditEvent',
      'Repository',
      'ExternalService',
      'ExternalAccount',
      'OrganizationInvitation',
      'AccessRequest',
      'OutboundWebhook',
      'SearchJob',
    ] as const
  ).map((kind) => ({
    value: encodeId(kind, firstHiddenId),
    type: kind,
  }));
  await addConnection(api, { url: 'file:///nowhere', repos: ['hidden'] });
  await addConnection(api, { url: 'file:///nowhere', repos: ['open'], visibility: 'public' });
  const open = await repositoryNamed(api, 'nowhere/open');
  const repository = await repositoryNamed(api, 'nowhere/hidden');
  hiddenRepository = numberIn(repository.id);
  values = {
    'Query.node(id:)': [
      { value: other.id, type: 'User' },
      { value: person.id, type: 'User' },
      { value: account.id, type: 'ServiceAccount' },
      { value: machine.id, type: 'ServiceAccount' },
      { value: repository.id, type: 'Repository' },
      { value: encodeId('CodeownersIngestedFile', hiddenRepository), type: 'CodeownersIngestedFile' },
      { value: open.id, type: 'Repository' },
      ...hidden,
    ],
    'Query.repository(name:)': [
      { value: 'nowhere/hidden' },
      { value: 'nowhere/open' },
      ...[0, 1, 2, 3, 4].map((n) => ({ value: `nowhere/${firstHiddenId + n}` })),
    ],
    'Query.repositoryRedirect(name:)': [{ value: 'nowhere/hidden' }, { value: 'nowhere/open' }],
    'RepoMetadata.key(key:)': [{ value: 'hidden' }],
    'Repository.commit(rev:)': [{ value: 'HEAD' }],
    'GitCommit.blob(path:)': [{ value: 'file' }],
    'GitCommit.file(path:)': [{ value: 'file' }],
    'GitCommit.behindAhead(revspec:)': [{ value: 'main' }],
    'FileDiffHunk.highlight(disableTimeout:)': [{ value: 'true', isEnum: true }],
    'Query.authorizedUserRepositories(username:)': [{ value: 'other' }],
    'Query.explicitRepositoryPermissionsForUsers(userIDs:)': [{ value: [other.id] }],
    'Query.explicitRepositoryPermissionsForRepositories(repositoryIDs:)': [{ value: [repository.id] }],
    'Query.explicitRepositoryPermissionPresenceForUsers(userIDs:)': [{ value: [other.id] }],
    'Query.settingsSubject(id:)': [
      { value: other.id, type: 'User' },
      { value: organization.id, type: 'Org' },
    ],
    'Query.enterpriseLicenseHasFeature(feature:)': [{ value: 'any' }],
    'Query.evaluateFeatureFlag(flagName:)': [{ value: 'any' }],
    'Query.evaluateFeatureFlags(flagNames:)': [{ value: 'any' }],
    'User.evaluateFeatureFlag(flagName:)': [{ value: 'any' }],
    'Site.codyContextFilters(version:)': [{ value: 'V1', isEnum: true }],
    'Query.validateSearchJob(query:)': [{ value: 'hidden' }],
    'Query.invitationByToken(token:)': [{ value: 'none' }],
    'Query.namespace(id:)': [
      { value: other.id, type: 'User' },
      { value: organization.id, type: 'Org' },
    ],
    'Query.namespaceByName(name:)': [{ value: 'other' }, { value: 'theirs' }],
    'Query.organization(name:)': [{ value: 'theirs' }],
    'Query.user(username:)': [{ value: 'other' }, { value: 'other-machine' }, { value: 'person' }],
    'Query.serviceAccount(name:)': [{ value: 'other-machine' }, { value: 'machine' }],
  };
});
afterAll(() => api.close());

/** Hidden rows have numbers from here on, so that a query can ask for one before it is there. */
const firstHiddenId = 1_000_001;

interface Fact {
  kind: keyof typeof facts;
  ofMachine: boolean;
}

/** Things that become true of others, each hidden from everybody but site admins. `n` is new each time. */
const facts = {
  token: (n: number, subject: number) => [
    `INSERT INTO access_tokens (id, subject_id, creator_id, secret_hash, secret_tail, note, scopes, created_at, last_used_at, last_used_ip)
     VALUES (${n}, ${subject}, ${subject}, sha256('${n}'), 'abcd', 'hidden ${n}', '{user:all}', now(), now(), '192.0.2.1')`,
  ],
  role: (n: number, subject: number) => [
    `INSERT INTO roles (id, name, created_at) VALUES (${n}, 'hidden ${n}', now())`,
    `INSERT INTO role_permissions SELECT ${n}, id FROM permissions`,
    `INSERT INTO user_roles VALUES (${subject}, ${n})`,
  ],
  event: (n: number, subject: number) => [
    `INSERT INTO audit_events (id, audit_id, created_at, entity, action, outcome, actor_kind, actor_id, root_fields)
     VALUES (${n}, gen_random_uuid(), now(), 'user', 'modified', 'SUCCESS', 'USER', ${subject}, '{}')`,
  ],
  'external account': (n: number) => [
    `INSERT INTO external_accounts (id, user_id, service_type, service_id, account_id, created_at, updated_at)
     VALUES (${n}, ${others.person}, 'github', 'https://github.com/', 'hidden ${n}', now(), now())`,
  ],
  invitation: (n: number) => [
    `INSERT INTO organization_invitations (id, organization_id, sender_id, recipient_id, created_at, expires_at, revoked_at)
     SELECT ${n}, id, ${others.person}, ${others.person}, now(), now() + interval '1 day', now() FROM organizations WHERE name = 'theirs'`,
  ],
  'request for an account': (n: number) => [
    `INSERT INTO access_requests (id, name, email, created_at, updated_at)
     VALUES (${n}, 'hidden', 'hidden-${n}@example.com', now(), now())`,
  ],
  webhook: (n: number) => [
    `INSERT INTO outbound_webhooks (id, url, sealed_secret, event_types, created_at, updated_at)
     VALUES (${n}, 'https://hidden.example.com', '', '{user:create}', now(), now())`,
  ],
  'search job': (n: number, subject: number) => [
    `INSERT INTO search_jobs (id, query, creator_id, created_at) VALUES (${n}, 'hidden', ${subject}, now())`,
  ],
  description: (n: number) => [`UPDATE users SET description = 'hidden ${n}' WHERE id = ${others.account}`],
  owner: () => [
    `UPDATE users SET owner_id = CASE WHEN owner_id IS NULL THEN ${others.person} END WHERE id = ${others.account}`,
  ],
  disabled: () => [
    `UPDATE users SET disabled_at = CASE WHEN disabled_at IS NULL THEN now() END WHERE id = ${others.account}`,
  ],
  'site admin': () => [`UPDATE users SET site_admin = NOT site_admin WHERE id = ${others.person}`],
  password: () => [
    `UPDATE users SET password_hash = CASE WHEN password_hash IS NULL THEN 'hidden' END WHERE id = ${others.person}`,
  ],
  session: (n: number) => [
    `INSERT INTO sessions (id_hash, user_id, created_at, last_seen_at, expires_at)
     VALUES (sha256('${n}'), ${others.person}, now(), now(), now() + interval '1 day')`,
  ],
  lock: (n: number) => [
    `INSERT INTO sign_in_throttles (subject, failures, first_failed_at, locked_until)
     VALUES ('account:${others.person}', ${n}, now(), now() + interval '1 day')
     ON CONFLICT (subject) DO UPDATE SET failures = ${n}`,
  ],
  repository: (n: number) => [
    `INSERT INTO repositories (id, name, name_key, service_type, service_id, external_id, created_at)
     VALUES (${n}, 'nowhere/${n}', 'nowhere/${n}', 'other', 'file:///', 'nowhere/${n}', now())`,
    `INSERT INTO repository_mirrors (repository_id) VALUES (${n})`,
    `INSERT INTO repository_metadata VALUES (${n}, 'hidden', 'x')`,
  ],
  connection: (n: number) => [
    `INSERT INTO external_services (id, kind, display_name, url, sealed_config, created_at, updated_at)
     SELECT ${n}, kind, 'hidden', url, sealed_config, now(), now() FROM external_services ORDER BY id LIMIT 1`,
    `INSERT INTO external_service_repositories SELECT ${n}, id, 'file:///x', 'x/y', true FROM repositories WHERE is_private`,
  ],
  grant: (_n: number, subject: number) => [
    `INSERT INTO repository_grants VALUES (${subject}, ${hiddenRepository}, 'API', now()) ON CONFLICT DO NOTHING`,
  ],
  mirror: (n: number) => [
    `UPDATE repository_mirrors SET status = 'CLONED', byte_size = ${n}, last_error = 'hidden ${n}'
     WHERE repository_id = ${hiddenRepository}`,
  ],
  'repository metadata': (n: number) => [
    `INSERT INTO repository_metadata VALUES (${hiddenRepository}, 'hidden ${n}', 'x')`,
  ],
  'code owners': (n: number) => [
    `INSERT INTO codeowners_files VALUES (${hiddenRepository}, 'hidden ${n}', now(), now())
     ON CONFLICT (repository_id) DO UPDATE SET contents = 'hidden ${n}'`,
  ],
  configuration: (n: number) => [
    `INSERT INTO site_configurations (contents, created_at) VALUES ('{ "auth.public": true } // hidden ${n}', now())`,
  ],
} as const;

/** Each for a person, and where it may be of either for a machine too. */
const everyFact: Fact[] = (Object.keys(facts) as Fact['kind'][]).flatMap((kind) =>
  (facts[kind].length > 1 ? [false, true] : [false]).map((ofMachine) => ({ kind, ofMachine })),
);

let next = firstHiddenId;
async function happen({ kind, ofMachine }: Fact): Promise<void> {
  for (const sql of facts[kind](next, ofMachine ? others.account : others.person))
    await api.database.db.query(sql);
  next += 1;
  if (kind === 'configuration') await api.services.siteConfiguration.refresh();
}

/** Status and bytes that somebody is answered; errors have no order but that in which they come up. */
async function answer(identity: Identity, query: string): Promise<string> {
  const response = await api.fetch('/.api/graphql', {
    method: 'POST',
    headers: headersOf(identity),
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  const { errors, ...rest } = text.startsWith('{') ? JSON.parse(text) : { errors: undefined };
  if (!errors) return `${response.status} ${text}`;
  const inOrder = errors.map((error: unknown) => JSON.stringify(error)).sort();
  return `${response.status} {"errors":[${inOrder}],${JSON.stringify(rest).slice(1)}`;
}

/**
 * Everything that somebody can ask, in few requests, with what is answered: many queries are put together, unless one
 * of them is answered by no more than errors, which hide the answers beside it. Such a one stands alone, and for all
 * that ask the same field and are refused at the same place.
 */
async function requestsOf(identity: Identity): Promise<Map<string, string>> {
  const queries = queriesOf(values);
  const requests = new Map<string, string>();
  const refused = new Map<string, [query: string, text: string]>();
  for (let i = 0; i < queries.length; i += groupSize) {
    const group = queries.slice(i, i + groupSize);
    const together = `{ ${group.map((query, n) => `q${n}: ${query.slice(2, -2)}`).join('\n')} }`;
    const text = await answer(identity, together);
    if (isAnswered(text)) {
      requests.set(together, text);
      continue;
    }
    for (const query of group) {
      const text = await answer(identity, query);
      if (isAnswered(text)) requests.set(query, text);
      else refused.set(`${query.split(' { ')[0]} ${text}`, [query, text]);
    }
  }
  for (const [query, text] of refused.values()) requests.set(query, text);
  return requests;
}
const groupSize = 20;
const isAnswered = (answer: string) => /^200 \{("errors":.*,)?"data":\{/.test(answer);

test.each(['anonymous', 'person', 'service account'] as const)(
  'what is hidden from somebody (%s) changes no byte of any answer',
  async (persona) => {
    // What they see of themselves includes when their token was last used.
    await api.query(personas[persona], '{ currentUser { id } }');
    await api.services.lastUsed.flush();
    const before = [...(await requestsOf(personas[persona]))];
    const answers = async () => {
      const found: string[] = [];
      for (const [request] of before) found.push(await answer(personas[persona], request));
      return found;
    };

    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(everyFact, { minLength: everyFact.length }), async (hidden) => {
        const half = hidden.length / 2;
        for (const some of [hidden.slice(0, half), hidden.slice(half)]) {
          for (const one of some) await happen(one);
          const now = await answers();
          const changed = before.map(([request, then], i) => [request, then, now[i]]);
          expect(changed.filter(([, then, now]) => then !== now)).toEqual([]);
        }
      }),
      // Each world grows out of the one before it, so a smaller counterexample cannot be looked for.
      { numRuns: 1, endOnFailure: true },
    );
  },
  600_000,
);

/** What a site admin sees of all this. */
const overview = `{
  serviceAccounts(first: 100) { nodes { description state owner { id } } }
  users(first: 100) { nodes { siteAdmin builtinAuth accessTokens(first: 1) { totalCount } roles(first: 1) { totalCount } } }
  site { configuration { effectiveContents } externalAccounts { totalCount } }
  auditEvents(filter: { entity: "user", action: "modified" }) { totalCount }
  externalServices { totalCount }
  accessRequests(first: 1) { totalCount }
  outboundWebhooks { totalCount }
  searchJobs(first: 1) { totalCount }
  codeownersIngestedFiles { nodes { contents } }
  repositories(first: 100, failedFetch: false) { nodes { name metadata { key } } }
  failed: repositories(first: 100, orderBy: SIZE) { nodes { name } }
}`;

/** Nobody sees these, unless by signing in, or in fields that have no place here. */
const unseen: Fact['kind'][] = ['session', 'lock', 'grant', 'mirror', 'invitation'];

test.each((Object.keys(facts) as Fact['kind'][]).filter((kind) => !unseen.includes(kind)))(
  'to a site admin the world differs: %s',
  async (kind) => {
    const before = await api.ask(api.admin, overview);

    await happen({ kind, ofMachine: true });

    expect(await api.ask(api.admin, overview)).not.toEqual(before);
  },
);
