// Who may use which field: the table that tests/access-matrix.test.ts runs, cell by cell.

import { forPeopleOnly } from '../src/modules/users/people-only.js';
import { idOf } from './support/access-tokens.js';
import type { World } from './support/world.js';

export const personas = [
  'anonymous',
  'person',
  'person with a role',
  'site admin',
  "site admin's token",
  'service account',
  'service account with a role',
  'sudo as a person',
  'expired token',
  "disabled account's token",
] as const;
export type Persona = (typeof personas)[number];

const accounts = [
  'person',
  'person with a role',
  'site admin',
  "site admin's token",
  'service account',
  'service account with a role',
  'sudo as a person',
] as const satisfies readonly Persona[];

/** Named sets of personas. Whoever is in none of a row's set is refused. */
export const groups = {
  anyone: ['anonymous', ...accounts],
  accounts,
  people: accounts.filter((persona) => !persona.startsWith('service account')),
  'site admins': ['site admin', "site admin's token"],
  'site admins and holders of a role': [
    'person with a role',
    'site admin',
    "site admin's token",
    'service account with a role',
  ],
  /** Everybody but service accounts, of which the system role of people is no role. */
  'people and holders of a role': accounts.filter((persona) => persona !== 'service account'),
  'signed-in browsers': ['person', 'person with a role', 'site admin'],
  nobody: [],
} as const satisfies Record<string, readonly Persona[]>;

export interface Row {
  /** The field that is asked for, and after a colon which use of it, where uses differ. */
  field: string;
  who: keyof typeof groups;
  /** The operation; the field's answer is under its own name or under `it`. */
  ask: string;
  variables?: (world: World) => Promise<Record<string, unknown>> | Record<string, unknown>;
  /**
   * What a refused account hears; somebody anonymous hears `not authenticated`. `hidden` stands for the answer
   * that a missing object gets. Without it: `must be site admin`.
   */
  refusal?: string | RegExp | { hidden: string };
}

const notSelf = /^must be authenticated as user with id \d+$/;
const notAdministered = 'must be authenticated as the authorized user or site admin';
const notMember = 'current user is not an org member';
const accountData =
  /^(external account not found|must be site admin|must be authenticated as the authorized user or site admin)$/;
const noInvitation = 'invitation not found: there is none, it has expired, or somebody else was invited';
const notInvited = [noInvitation, forPeopleOnly, 'only the person who was invited can answer the invitation'];
const hiddenToken = { hidden: 'access token not found' };
const hiddenSearchJob = { hidden: 'search job not found' };

/** One of some texts, whole. */
const oneOf = (texts: readonly string[]) =>
  new RegExp(`^(${texts.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`);

export const rootFields: Row[] = [
  { field: 'currentUser', who: 'anyone', ask: '{ currentUser { id } }' },
  { field: 'site', who: 'anyone', ask: '{ site { siteID } }' },
  {
    field: 'user',
    who: 'accounts',
    ask: 'query ($username: String) { user(username: $username) { id } }',
    variables: async (world) => ({ username: (await world.person()).username }),
  },
  { field: 'users', who: 'accounts', ask: '{ users(first: 1) { nodes { id } totalCount } }' },
  {
    field: 'users: by when they were active',
    who: 'site admins',
    ask: '{ users(first: 1, activePeriod: TODAY) { totalCount } }',
  },
  {
    field: 'users: by since when they were not',
    who: 'site admins',
    ask: '{ users(first: 1, inactiveSince: "2026-01-01T00:00:00Z") { totalCount } }',
  },
  {
    field: 'node: a person',
    who: 'accounts',
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: async (world) => ({ id: (await world.person()).id }),
  },
  {
    field: 'node: a service account',
    who: 'site admins',
    refusal: { hidden: 'service account not found' },
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: async (world) => ({ id: (await world.serviceAccount()).id }),
  },
  {
    field: 'node: a token of its own',
    who: 'accounts',
    refusal: hiddenToken,
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: async (world) => ({ id: (await world.ownToken()).id }),
  },
  {
    field: 'node: a token of a service account',
    who: 'site admins',
    refusal: hiddenToken,
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: async (world) => ({ id: (await world.tokenOfServiceAccount()).id }),
  },
  {
    field: 'node: a role',
    who: 'site admins',
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: async (world) => ({ id: (await world.role()).id }),
  },
  {
    field: 'node: a permission',
    who: 'site admins',
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: async (world) => ({ id: await world.permission() }),
  },
  {
    field: 'node: an audit event',
    who: 'site admins',
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: async (world) => ({ id: await world.auditEvent() }),
  },
  {
    field: 'node: an external account of another',
    who: 'site admins and holders of a role',
    refusal: 'external account not found',
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: async (world) => ({ id: await world.externalAccount('github') }),
  },
  {
    field: 'serviceAccount',
    who: 'site admins',
    ask: 'query ($name: String) { serviceAccount(name: $name) { id } }',
    variables: async (world) => ({ name: (await world.serviceAccount()).name }),
  },
  {
    field: 'serviceAccounts',
    who: 'site admins',
    ask: '{ serviceAccounts(first: 1) { nodes { id } totalCount } }',
  },
  {
    field: 'organization',
    who: 'accounts',
    ask: 'query ($name: String!) { organization(name: $name) { id } }',
    variables: (world) => world.organization(),
  },
  { field: 'organizations', who: 'site admins', ask: '{ organizations { totalCount } }' },
  {
    field: 'node: an organization',
    who: 'accounts',
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: (world) => world.organization(),
  },
  {
    field: 'namespace',
    who: 'accounts',
    ask: 'query ($id: ID!) { namespace(id: $id) { id } }',
    variables: (world) => world.organization(),
  },
  {
    field: 'namespaceByName',
    who: 'accounts',
    ask: 'query ($name: String!) { namespaceByName(name: $name) { id } }',
    variables: (world) => world.organization(),
  },
  { field: 'clientConfiguration', who: 'anyone', ask: '{ clientConfiguration { contentScriptUrls } }' },
  { field: 'evaluateFeatureFlag', who: 'anyone', ask: '{ evaluateFeatureFlag(flagName: "any") }' },
  {
    field: 'evaluateFeatureFlags',
    who: 'anyone',
    ask: '{ evaluateFeatureFlags(flagNames: ["any"]) { name } }',
  },
  { field: 'evaluatedFeatureFlags', who: 'anyone', ask: '{ evaluatedFeatureFlags { name } }' },
  {
    field: 'settingsSubject: of another',
    who: 'site admins',
    refusal: notAdministered,
    ask: 'query ($id: ID!) { settingsSubject(id: $id) { id } }',
    variables: async (world) => ({ id: (await world.person()).id }),
  },
  {
    field: 'settingsSubject: its own',
    who: 'accounts',
    ask: 'query ($id: ID!) { settingsSubject(id: $id) { id } }',
    variables: (world) => ({ id: world.self() }),
  },
  { field: 'viewerSettings', who: 'anyone', ask: '{ viewerSettings { final } }' },
  { field: 'viewerConfiguration', who: 'anyone', ask: '{ viewerConfiguration { merged { contents } } }' },
  ...['settingsMutation', 'configurationMutation'].flatMap((field): Row[] => [
    {
      field: `${field}: of another`,
      who: 'site admins',
      refusal: notAdministered,
      ask: `mutation ($id: ID!) { ${field}(input: { subject: $id }) { overwriteSettings(contents: "{}") { empty { alwaysNil } } } }`,
      variables: async (world) => ({ id: (await world.person()).id }),
    },
    {
      field: `${field}: of an organization of others`,
      who: 'site admins',
      refusal: notMember,
      ask: `mutation ($id: ID!) { ${field}(input: { subject: $id }) { overwriteSettings(contents: "{}") { empty { alwaysNil } } } }`,
      variables: (world) => world.organization(),
    },
    {
      field: `${field}: of its organization`,
      who: 'accounts',
      ask: `mutation ($id: ID!) { ${field}(input: { subject: $id }) { overwriteSettings(contents: "{}") { empty { alwaysNil } } } }`,
      variables: (world) => world.ownOrganization(),
    },
  ]),
  { field: 'root', who: 'anyone', ask: '{ root { site { siteID } } }' },
  {
    field: 'root: what is for site admins',
    who: 'site admins',
    ask: '{ it: root { auditEvents(first: 1) { totalCount } } }',
  },
  { field: 'statusMessages', who: 'accounts', ask: '{ statusMessages { __typename } }' },
  {
    field: 'accessRequests',
    who: 'site admins',
    ask: '{ accessRequests(first: 1) { nodes { id } totalCount } }',
  },
  {
    field: 'node: a request for an account',
    who: 'site admins',
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: (world) => world.accessRequest(),
  },
  {
    field: 'setAccessRequestStatus',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { setAccessRequestStatus(id: $id, status: APPROVED) { alwaysNil } }',
    variables: (world) => world.accessRequest(),
  },
  {
    field: 'outboundWebhooks',
    who: 'site admins',
    ask: '{ outboundWebhooks { nodes { id url stats { total } } totalCount } }',
  },
  {
    field: 'outboundWebhookEventTypes',
    who: 'site admins',
    ask: '{ outboundWebhookEventTypes { key } }',
  },
  {
    field: 'node: a webhook',
    who: 'site admins',
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: (world) => world.webhook(),
  },
  {
    field: 'createOutboundWebhook',
    who: 'site admins',
    ask: `mutation { createOutboundWebhook(input: {
      url: "https://example.com", secret: "x", eventTypes: [{eventType: "user:create"}]
    }) { id } }`,
  },
  {
    field: 'updateOutboundWebhook',
    who: 'site admins',
    ask: `mutation ($id: ID!) { updateOutboundWebhook(id: $id, input: {
      url: "https://example.com", eventTypes: [{eventType: "user:create"}]
    }) { id } }`,
    variables: (world) => world.webhook(),
  },
  {
    field: 'deleteOutboundWebhook',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { deleteOutboundWebhook(id: $id) { alwaysNil } }',
    variables: (world) => world.webhook(),
  },
  { field: 'temporarySettings', who: 'anyone', ask: '{ temporarySettings { contents } }' },
  {
    field: 'overwriteTemporarySettings',
    who: 'accounts',
    ask: 'mutation { overwriteTemporarySettings(contents: "{}") { alwaysNil } }',
  },
  {
    field: 'editTemporarySettings',
    who: 'accounts',
    ask: 'mutation { editTemporarySettings(settingsToEdit: "{}") { alwaysNil } }',
  },
  {
    field: 'reloadSite',
    who: 'nobody',
    refusal: oneOf([
      'must be site admin',
      'reloading site not supported: every change is in force without it',
    ]),
    ask: 'mutation { reloadSite { alwaysNil } }',
  },
  {
    field: 'addExternalAccount',
    who: 'nobody',
    refusal: oneOf([
      forPeopleOnly,
      'nobody can add an external account of type "gerrit" themselves: no service proves here who they are; a site admin does it with linkExternalAccount',
    ]),
    ask: 'mutation { addExternalAccount(serviceType: "gerrit", serviceID: "https://gerrit.example.com/", accountDetails: "{}") { alwaysNil } }',
  },
  { field: 'viewer', who: 'anyone', ask: '{ viewer { __typename } }' },
  {
    field: 'createOrganization',
    who: 'accounts',
    ask: 'mutation ($name: String!) { createOrganization(name: $name) { id } }',
    variables: (world) => ({ name: world.unused() }),
  },
  {
    field: 'updateOrganization: of others',
    who: 'site admins',
    refusal: notMember,
    ask: 'mutation ($id: ID!) { updateOrganization(id: $id, displayName: "new") { id } }',
    variables: (world) => world.organization(),
  },
  {
    field: 'updateOrganization: its own',
    who: 'accounts',
    ask: 'mutation ($id: ID!) { updateOrganization(id: $id, displayName: "new") { id } }',
    variables: (world) => world.ownOrganization(),
  },
  {
    field: 'deleteOrganization',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { deleteOrganization(organization: $id) { alwaysNil } }',
    variables: (world) => world.ownOrganization(),
  },
  {
    field: 'addUserToOrganization',
    who: 'site admins',
    ask: 'mutation ($id: ID!, $username: String!) { addUserToOrganization(organization: $id, username: $username) { alwaysNil } }',
    variables: async (world) => ({
      ...(await world.organization()),
      username: (await world.person()).username,
    }),
  },
  {
    field: 'inviteUserToOrganization: to one of others',
    who: 'site admins',
    refusal: notMember,
    ask: 'mutation ($id: ID!, $username: String!) { inviteUserToOrganization(organization: $id, username: $username) { sentInvitationEmail } }',
    variables: async (world) => ({
      ...(await world.organization()),
      username: (await world.person()).username,
    }),
  },
  {
    field: 'inviteUserToOrganization: to its own',
    who: 'accounts',
    ask: 'mutation ($id: ID!, $username: String!) { inviteUserToOrganization(organization: $id, username: $username) { sentInvitationEmail } }',
    variables: async (world) => ({
      ...(await world.ownOrganization()),
      username: (await world.person()).username,
    }),
  },
  {
    field: 'respondToOrganizationInvitation: of another',
    who: 'nobody',
    refusal: oneOf(notInvited),
    ask: 'mutation ($id: ID!) { respondToOrganizationInvitation(organizationInvitation: $id, responseType: ACCEPT) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.invitation()).id }),
  },
  {
    field: 'respondToOrganizationInvitation: its own',
    who: 'people',
    refusal: forPeopleOnly,
    ask: 'mutation ($id: ID!) { respondToOrganizationInvitation(organizationInvitation: $id, responseType: ACCEPT) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.ownInvitation()).id }),
  },
  {
    field: 'invitationByToken: of another',
    who: 'nobody',
    refusal: noInvitation,
    ask: 'query ($token: String!) { invitationByToken(token: $token) { id } }',
    variables: (world) => world.invitation(),
  },
  {
    field: 'invitationByToken: its own',
    who: 'people',
    refusal: noInvitation,
    ask: 'query ($token: String!) { invitationByToken(token: $token) { id } }',
    variables: (world) => world.ownInvitation(),
  },
  {
    field: 'node: an invitation of another',
    who: 'site admins',
    refusal: noInvitation,
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: async (world) => ({ id: (await world.invitation()).id }),
  },
  {
    field: 'removeUserFromOrganization: itself',
    who: 'accounts',
    ask: 'mutation ($id: ID!, $user: ID!) { removeUserFromOrganization(user: $user, organization: $id) { alwaysNil } }',
    variables: async (world) => ({ ...(await world.ownOrganization()), user: world.self() }),
  },
  {
    field: 'removeUserFromOrg: itself',
    who: 'accounts',
    ask: 'mutation ($id: ID!, $user: ID!) { removeUserFromOrg(userID: $user, orgID: $id) { alwaysNil } }',
    variables: async (world) => ({ ...(await world.ownOrganization()), user: world.self() }),
  },
  {
    field: 'recoverUsers',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { recoverUsers(userIDs: [$id]) { alwaysNil } }',
    variables: (world) => world.deletedAccount(),
  },
  {
    field: 'repository: private',
    who: 'anyone',
    ask: 'query ($name: String!) { repository(name: $name) { id } }',
    variables: (world) => world.repository(),
  },
  { field: 'repositories', who: 'anyone', ask: '{ repositories(first: 1) { nodes { id } totalCount } }' },
  { field: 'searchJobs', who: 'accounts', ask: '{ searchJobs(first: 1) { nodes { id } totalCount } }' },
  {
    field: 'searchJobs: of another',
    who: 'site admins',
    refusal: notAdministered,
    ask: 'query ($id: ID!) { searchJobs(first: 1, userIDs: [$id]) { totalCount } }',
    variables: async (world) => ({ id: (await world.person()).id }),
  },
  {
    field: 'node: a search job of another',
    who: 'site admins',
    refusal: hiddenSearchJob,
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: (world) => world.searchJob(),
  },
  { field: 'validateSearchJob', who: 'accounts', ask: '{ validateSearchJob(query: "x") { alwaysNil } }' },
  { field: 'createSearchJob', who: 'accounts', ask: 'mutation { createSearchJob(query: "x") { id } }' },
  ...['cancelSearchJob', 'deleteSearchJob'].flatMap((field): Row[] => [
    {
      field: `${field}: its own`,
      who: 'accounts',
      ask: `mutation ($id: ID!) { ${field}(id: $id) { alwaysNil } }`,
      variables: (world) => world.ownSearchJob(),
    },
    {
      field: `${field}: of another`,
      who: 'site admins',
      refusal: hiddenSearchJob,
      ask: `mutation ($id: ID!) { ${field}(id: $id) { alwaysNil } }`,
      variables: (world) => world.searchJob(),
    },
  ]),
  { field: 'search', who: 'anyone', ask: '{ search(query: "repo:x") { results { matchCount } } }' },
  {
    field: 'repositoryRedirect: private',
    who: 'anyone',
    ask: 'query ($name: String!) { repositoryRedirect(name: $name) { __typename } }',
    variables: (world) => world.repository(),
  },
  { field: 'repoMeta', who: 'anyone', ask: '{ repoMeta { keys(first: 1) { nodes totalCount } } }' },
  ...(
    [
      ['add', 'value: "x"'],
      ['update', 'value: "x"'],
      ['delete', ''],
    ] as const
  ).flatMap(([verb, value]) =>
    ['RepoMetadata', 'RepoKeyValuePair'].map(
      (what): Row => ({
        field: `${verb}${what}`,
        who: 'people and holders of a role',
        refusal: 'user is missing permission REPO_METADATA#WRITE',
        ask: `mutation ($id: ID!) { ${verb}${what}(repo: $id, key: "key", ${value}) { alwaysNil } }`,
        variables: (world) => (verb === 'add' ? world.publicRepository() : world.describedRepository()),
      }),
    ),
  ),
  {
    field: 'codeownersIngestedFiles',
    who: 'site admins',
    ask: '{ codeownersIngestedFiles(first: 1) { nodes { contents } totalCount } }',
  },
  ...(['add', 'update'] as const).map(
    (verb): Row => ({
      field: `${verb}CodeownersFile`,
      who: 'site admins',
      ask: `mutation ($id: ID!) { ${verb}CodeownersFile(input: { repoID: $id, fileContents: "" }) { id } }`,
      variables: (world) => (verb === 'add' ? world.publicRepository() : world.ownedRepository()),
    }),
  ),
  {
    field: 'deleteCodeownersFiles',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { deleteCodeownersFiles(repositories: [{ repoID: $id }]) { alwaysNil } }',
    variables: (world) => world.ownedRepository(),
  },
  {
    field: 'repositories: of a connection',
    who: 'site admins',
    ask: 'query ($id: ID!) { repositories(first: 1, externalService: $id) { nodes { id } } }',
    variables: (world) => world.externalService(),
  },
  {
    field: 'node: a repository that is private',
    who: 'site admins',
    refusal: { hidden: 'repo not found' },
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: async (world) => ({ id: (await world.repository()).id }),
  },
  {
    field: 'node: a code host connection',
    who: 'site admins',
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: (world) => world.externalService(),
  },
  { field: 'externalServices', who: 'site admins', ask: '{ externalServices(first: 1) { nodes { id } } }' },
  {
    field: 'addExternalService',
    who: 'site admins',
    ask: 'mutation ($config: String!) { addExternalService(input: { kind: OTHER, displayName: "new", config: $config }) { id } }',
    variables: (world) => ({ config: world.connectionConfig() }),
  },
  {
    field: 'updateExternalService',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { updateExternalService(input: { id: $id, displayName: "changed" }) { id } }',
    variables: (world) => world.externalService(),
  },
  {
    field: 'deleteExternalService',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { deleteExternalService(externalService: $id) { alwaysNil } }',
    variables: (world) => world.externalService(),
  },
  ...(
    [
      ['updateMirrorRepository', 'repository'],
      ['recloneRepository', 'repo'],
      ['deleteRepositoryFromDisk', 'repo'],
      ['checkMirrorRepositoryConnection', 'repository'],
      ['optimizeMirrorRepository', 'repository'],
      ['deleteRepository', 'repository'],
    ] as const
  ).map(
    ([field, argument]): Row => ({
      field,
      who: 'site admins',
      ask: `mutation ($id: ID!) { ${field}(${argument}: $id) { __typename } }`,
      variables: async (world) => ({ id: (await world.clonedRepository()).id }),
    }),
  ),
  {
    field: 'excludeRepoFromExternalServices',
    who: 'site admins',
    ask: 'mutation ($ids: [ID!]!, $repo: ID!) { excludeRepoFromExternalServices(externalServices: $ids, repo: $repo) { alwaysNil } }',
    variables: async (world) => {
      const { id } = await world.externalService();
      return { ids: [id], repo: (await world.repository()).id };
    },
  },
  {
    field: 'syncExternalService',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { syncExternalService(id: $id) { alwaysNil } }',
    variables: (world) => world.externalService(),
  },
  {
    field: 'cancelExternalServiceSync',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { cancelExternalServiceSync(id: $id) { alwaysNil } }',
    variables: (world) => world.syncJob(),
  },
  {
    field: 'node: a sync of a code host connection',
    who: 'site admins',
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: (world) => world.syncJob(),
  },
  { field: 'roles', who: 'site admins', ask: '{ roles { nodes { id } } }' },
  { field: 'permissions', who: 'site admins', ask: '{ permissions { nodes { id } } }' },
  { field: 'auditEvents', who: 'site admins', ask: '{ auditEvents(first: 1) { nodes { id } } }' },
  { field: 'auditEventCounts', who: 'site admins', ask: '{ auditEventCounts { total } }' },

  {
    field: 'createServiceAccount',
    who: 'site admins',
    ask: 'mutation ($name: String!) { createServiceAccount(input: { name: $name }) { id } }',
    variables: (world) => ({ name: world.unused() }),
  },
  {
    field: 'updateServiceAccount',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { updateServiceAccount(serviceAccount: $id, input: { description: "new" }) { id } }',
    variables: async (world) => ({ id: (await world.serviceAccount()).id }),
  },
  {
    field: 'updateServiceAccount: itself',
    who: 'nobody',
    refusal: /^(must be site admin|service account not found)$/,
    ask: 'mutation ($id: ID!) { updateServiceAccount(serviceAccount: $id, input: { description: "new" }) { id } }',
    variables: (world) => ({ id: world.self() }),
  },
  {
    field: 'disableServiceAccount',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { disableServiceAccount(serviceAccount: $id) { id } }',
    variables: async (world) => ({ id: (await world.serviceAccount()).id }),
  },
  {
    field: 'enableServiceAccount',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { enableServiceAccount(serviceAccount: $id) { id } }',
    variables: async (world) => ({ id: (await world.disabledServiceAccount()).id }),
  },
  {
    field: 'deleteServiceAccount',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { deleteServiceAccount(serviceAccount: $id) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.serviceAccount()).id }),
  },
  {
    field: 'createUser',
    who: 'site admins',
    ask: 'mutation ($name: String!) { createUser(username: $name) { user { id } resetPasswordURL } }',
    variables: (world) => ({ name: world.unused() }),
  },
  {
    field: 'updateUser: another',
    who: 'site admins',
    refusal: notAdministered,
    ask: 'mutation ($id: ID!) { updateUser(user: $id, displayName: "new") { id } }',
    variables: async (world) => ({ id: (await world.person()).id }),
  },
  {
    field: 'updateUser: itself',
    who: 'people',
    ask: 'mutation ($id: ID!) { updateUser(user: $id, displayName: "new") { id } }',
    variables: (world) => ({ id: world.self() }),
  },
  {
    field: 'setTosAccepted: of another',
    who: 'site admins',
    refusal: notAdministered,
    ask: 'mutation ($id: ID!) { setTosAccepted(userID: $id) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.person()).id }),
  },
  {
    field: 'setTosAccepted: its own',
    who: 'people',
    refusal: forPeopleOnly,
    ask: 'mutation { setTosAccepted { alwaysNil } }',
    variables: async (world) => {
      await world.withoutTerms();
      return {};
    },
  },
  ...['addUserEmail', 'removeUserEmail', 'setUserEmailPrimary'].flatMap((field): Row[] => {
    const variablesFor: Record<string, (world: World, id: string) => Promise<string>> = {
      addUserEmail: async (world) => `${world.unused()}@example.com`,
      removeUserEmail: (world, id) => world.email(id),
      setUserEmailPrimary: (world, id) => world.verifiedEmail(id),
    };
    const ask = `mutation ($id: ID!, $email: String!) { ${field}(user: $id, email: $email) { alwaysNil } }`;
    const variables = async (world: World, id: string) => ({
      id,
      email: await variablesFor[field]?.(world, id),
    });
    return [
      {
        field: `${field}: of another`,
        who: 'site admins',
        refusal: notAdministered,
        ask,
        variables: async (world) => variables(world, (await world.person()).id),
      },
      {
        field: `${field}: its own`,
        who: 'people',
        refusal: forPeopleOnly,
        ask,
        variables: (world) => variables(world, world.self()),
      },
    ];
  }),
  {
    field: 'resendVerificationEmail: of another',
    who: 'site admins',
    refusal: notAdministered,
    ask: 'mutation ($id: ID!, $email: String!) { resendVerificationEmail(user: $id, email: $email) { alwaysNil } }',
    variables: async (world) => {
      await world.withMail();
      const { id } = await world.person();
      return { id, email: await world.email(id) };
    },
  },
  {
    field: 'resendVerificationEmail: its own',
    who: 'people',
    refusal: forPeopleOnly,
    ask: 'mutation ($id: ID!, $email: String!) { resendVerificationEmail(user: $id, email: $email) { alwaysNil } }',
    variables: async (world) => {
      await world.withMail();
      return { id: world.self(), email: await world.email(world.self()) };
    },
  },
  { field: 'sendTestEmail', who: 'site admins', ask: 'mutation { sendTestEmail(to: "a@example.com") }' },
  ...[true, false].map(
    (verified): Row => ({
      field: `setUserEmailVerified: ${verified}`,
      who: 'site admins',
      ask: `mutation ($id: ID!, $email: String!) { setUserEmailVerified(user: $id, email: $email, verified: ${verified}) { alwaysNil } }`,
      variables: async (world) => {
        const id = world.self();
        return { id, email: await (verified ? world.email(id) : world.verifiedEmail(id)) };
      },
    }),
  ),
  {
    field: 'linkExternalAccount',
    who: 'site admins',
    ask: 'mutation ($id: ID!, $name: String!) { linkExternalAccount(user: $id, serviceType: "github", serviceID: "https://github.com/", accountID: $name) { id } }',
    variables: async (world) => ({ id: (await world.person()).id, name: world.unused() }),
  },
  {
    field: 'deleteExternalAccount: of another',
    who: 'site admins',
    refusal: accountData,
    ask: 'mutation ($id: ID!) { deleteExternalAccount(externalAccount: $id) { alwaysNil } }',
    variables: async (world) => ({ id: await world.externalAccount('github') }),
  },
  {
    field: 'deleteExternalAccount: its own',
    who: 'people',
    refusal: accountData,
    ask: 'mutation ($id: ID!) { deleteExternalAccount(externalAccount: $id) { alwaysNil } }',
    variables: async (world) => ({ id: await world.ownExternalAccount('saml') }),
  },
  {
    field: 'deleteUser',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { deleteUser(user: $id) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.person()).id }),
  },
  {
    field: 'deleteUsers',
    who: 'site admins',
    ask: 'mutation ($ids: [ID!]!) { deleteUsers(users: $ids, hard: true) { alwaysNil } }',
    variables: async (world) => ({ ids: [(await world.person()).id] }),
  },
  {
    field: 'setUserIsSiteAdmin',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { setUserIsSiteAdmin(userID: $id, siteAdmin: true) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.person()).id }),
  },
  {
    field: 'randomizeUserPassword',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { randomizeUserPassword(user: $id) { resetPasswordURL } }',
    variables: async (world) => ({ id: (await world.person()).id }),
  },
  {
    field: 'createPassword',
    who: 'signed-in browsers',
    refusal: 'only allowed from user session',
    ask: 'mutation ($password: String!) { createPassword(newPassword: $password) { alwaysNil } }',
    variables: async (world) => {
      await world.withoutPassword();
      return { password: world.password };
    },
  },
  {
    field: 'updatePassword',
    who: 'people',
    refusal: forPeopleOnly,
    ask: 'mutation ($password: String!) { updatePassword(oldPassword: $password, newPassword: $password) { alwaysNil } }',
    variables: async (world) => {
      await world.withPassword();
      return { password: world.password };
    },
  },
  {
    field: 'invalidateSessionsByID',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { invalidateSessionsByID(userID: $id) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.person()).id }),
  },
  {
    field: 'invalidateSessionsByIDs',
    who: 'site admins',
    ask: 'mutation ($ids: [ID!]!) { invalidateSessionsByIDs(userIDs: $ids) { alwaysNil } }',
    variables: async (world) => ({ ids: [(await world.person()).id] }),
  },
  {
    field: 'createAccessToken: for itself',
    who: 'accounts',
    ask: 'mutation ($user: ID!, $note: String!) { createAccessToken(user: $user, note: $note, scopes: ["user:all"], durationSeconds: 60) { id } }',
    variables: (world) => ({ user: world.self(), note: world.unused() }),
  },
  {
    field: 'createAccessToken: for a service account',
    who: 'site admins',
    refusal: notSelf,
    ask: 'mutation ($user: ID!, $note: String!) { createAccessToken(user: $user, note: $note, scopes: ["user:all"], durationSeconds: 60) { id } }',
    variables: async (world) => ({ user: (await world.serviceAccount()).id, note: world.unused() }),
  },
  {
    field: 'createAccessToken: for another person',
    who: 'nobody',
    refusal: notSelf,
    ask: 'mutation ($user: ID!, $note: String!) { createAccessToken(user: $user, note: $note, scopes: ["user:all"], durationSeconds: 60) { id } }',
    variables: async (world) => ({ user: (await world.person()).id, note: world.unused() }),
  },
  {
    field: 'createAccessToken: that impersonates',
    who: 'site admins',
    ask: 'mutation ($user: ID!, $note: String!) { createAccessToken(user: $user, note: $note, scopes: ["user:all", "site-admin:sudo"], durationSeconds: 60) { id } }',
    variables: (world) => ({ user: world.self(), note: world.unused() }),
  },
  {
    field: 'deleteAccessToken: its own',
    who: 'accounts',
    ask: 'mutation ($id: ID!) { deleteAccessToken(byID: $id) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.ownToken()).id }),
  },
  {
    field: 'deleteAccessToken: of a service account',
    who: 'site admins',
    refusal: hiddenToken,
    ask: 'mutation ($id: ID!) { deleteAccessToken(byID: $id) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.tokenOfServiceAccount()).id }),
  },
  {
    field: 'deleteAccessToken: of a person',
    who: 'site admins',
    refusal: hiddenToken,
    ask: 'mutation ($id: ID!) { deleteAccessToken(byID: $id) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.tokenOfPerson()).id }),
  },
  {
    field: 'deleteAccessToken: by a secret that it holds',
    who: 'accounts',
    ask: 'mutation ($token: String!) { deleteAccessToken(byToken: $token) { alwaysNil } }',
    variables: async (world) => ({ token: (await world.tokenOfServiceAccount()).token }),
  },
  {
    field: 'rotateAccessToken: its own',
    who: 'accounts',
    ask: 'mutation ($id: ID!) { rotateAccessToken(token: $id) { id } }',
    variables: async (world) => ({ id: (await world.ownToken()).id }),
  },
  {
    field: 'rotateAccessToken: of a service account',
    who: 'site admins',
    refusal: hiddenToken,
    ask: 'mutation ($id: ID!) { rotateAccessToken(token: $id) { id } }',
    variables: async (world) => ({ id: (await world.tokenOfServiceAccount()).id }),
  },
  {
    field: 'createRole',
    who: 'site admins',
    ask: 'mutation ($name: String!) { createRole(name: $name, permissions: []) { id } }',
    variables: (world) => ({ name: world.unused() }),
  },
  {
    field: 'deleteRole',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { deleteRole(role: $id) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.role()).id }),
  },
  {
    field: 'setPermissions',
    who: 'site admins',
    ask: 'mutation ($id: ID!, $permission: ID!) { setPermissions(role: $id, permissions: [$permission]) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.role()).id, permission: await world.permission() }),
  },
  {
    field: 'setRoles',
    who: 'site admins',
    ask: 'mutation ($id: ID!, $role: ID!) { setRoles(user: $id, roles: [$role]) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.person()).id, role: (await world.role()).id }),
  },
  {
    field: 'setRoles: its own',
    who: 'site admins',
    ask: 'mutation ($id: ID!, $role: ID!) { setRoles(user: $id, roles: [$role]) { alwaysNil } }',
    variables: async (world) => ({ id: world.self(), role: (await world.role()).id }),
  },
  {
    field: 'authorizedUserRepositories',
    who: 'site admins',
    ask: '{ authorizedUserRepositories(username: "nobody", first: 1) { totalCount } }',
  },
  { field: 'usersWithPendingPermissions', who: 'site admins', ask: '{ usersWithPendingPermissions }' },
  {
    field: 'explicitRepositoryPermissionsForUsers',
    who: 'site admins',
    ask: 'query ($ids: [ID!]!) { explicitRepositoryPermissionsForUsers(userIDs: $ids, first: 1) { totalCount } }',
    variables: (world) => ({ ids: [world.self()] }),
  },
  {
    field: 'explicitRepositoryPermissionsForRepositories',
    who: 'site admins',
    ask: 'query ($ids: [ID!]!) { explicitRepositoryPermissionsForRepositories(repositoryIDs: $ids, first: 1) { totalCount } }',
    variables: async (world) => ({ ids: [(await world.repository()).id] }),
  },
  {
    field: 'explicitRepositoryPermissionPresenceForUsers',
    who: 'site admins',
    ask: 'query ($ids: [ID!]!) { explicitRepositoryPermissionPresenceForUsers(userIDs: $ids) { present } }',
    variables: (world) => ({ ids: [world.self()] }),
  },
  {
    field: 'usersWithoutExplicitRepositoryPermissions',
    who: 'site admins',
    ask: '{ usersWithoutExplicitRepositoryPermissions(first: 1) { totalCount } }',
  },
  {
    field: 'pendingRepositoryPermissions',
    who: 'site admins',
    ask: '{ pendingRepositoryPermissions(first: 1) { totalCount } }',
  },
  {
    field: 'addRepositoryPermissionForBindID',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { addRepositoryPermissionForBindID(bindID: "admin@example.com", repository: $id) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.repository()).id }),
  },
  {
    field: 'removePendingRepositoryPermission',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { removePendingRepositoryPermission(bindID: "later@example.com", repository: $id) { alwaysNil } }',
    variables: (world) => world.awaitedRepository(),
  },
  {
    field: 'setRepositoryPermissionsForUsers',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { setRepositoryPermissionsForUsers(repository: $id, userPermissions: [{ bindID: "admin@example.com" }]) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.repository()).id }),
  },
  {
    field: 'addRepositoryPermissionForUser',
    who: 'site admins',
    ask: 'mutation ($user: ID!, $id: ID!) { addRepositoryPermissionForUser(userID: $user, permission: { repository: $id }) { alwaysNil } }',
    variables: async (world) => ({ user: (await world.person()).id, id: (await world.repository()).id }),
  },
  {
    field: 'removeRepositoryPermissionForUser',
    who: 'site admins',
    ask: 'mutation ($user: ID!, $id: ID!) { removeRepositoryPermissionForUser(userID: $user, repository: $id) { alwaysNil } }',
    variables: (world) => world.grantedRepository(),
  },
  {
    field: 'setRepositoryPermissionsUnrestricted',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { setRepositoryPermissionsUnrestricted(repositories: [$id], unrestricted: true) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.repository()).id }),
  },
  {
    field: 'permissionsSyncJobs',
    who: 'site admins',
    ask: '{ permissionsSyncJobs(first: 1) { totalCount } }',
  },
  {
    field: 'permissionsSyncJobs: about itself',
    who: 'accounts',
    ask: 'query ($id: ID!) { permissionsSyncJobs(first: 1, userID: $id) { totalCount } }',
    variables: (world) => ({ id: world.self() }),
  },
  {
    field: 'permissionsSyncingStats',
    who: 'site admins',
    ask: '{ permissionsSyncingStats { queueSize } }',
  },
  {
    field: 'node: a permission sync',
    who: 'site admins',
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: (world) => world.permissionSync(),
  },
  {
    field: 'scheduleUserPermissionsSync: of another',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { scheduleUserPermissionsSync(user: $id) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.person()).id }),
    refusal: 'must be authenticated as the authorized user or site admin',
  },
  {
    field: 'scheduleUserPermissionsSync: its own',
    who: 'accounts',
    ask: 'mutation ($id: ID!) { scheduleUserPermissionsSync(user: $id) { alwaysNil } }',
    variables: (world) => ({ id: world.self() }),
  },
  {
    field: 'scheduleRepositoryPermissionsSync',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { scheduleRepositoryPermissionsSync(repository: $id) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.repository()).id }),
  },
  {
    field: 'cancelPermissionsSyncJob',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { cancelPermissionsSyncJob(job: $id) }',
    variables: (world) => world.permissionSync(),
  },
  {
    // There is no connection of the one kind that it would be for.
    field: 'setRepositoryPermissionsForBitbucketProject',
    who: 'nobody',
    refusal: /^(must be site admin|external service not found: 999999)$/,
    ask: 'mutation ($id: ID!) { setRepositoryPermissionsForBitbucketProject(projectKey: "P", codeHost: $id, userPermissions: []) { alwaysNil } }',
    variables: () => ({ id: idOf('ExternalService', 999_999) }),
  },
  {
    field: 'setSubRepositoryPermissionsForUsers',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { setSubRepositoryPermissionsForUsers(repository: $id, userPermissions: [{ bindID: "admin@example.com", paths: ["/a"] }]) { alwaysNil } }',
    variables: async (world) => ({ id: (await world.repository()).id }),
  },
  {
    field: 'replaceRepositoryPermissions',
    who: 'site admins',
    ask: 'mutation ($id: ID!) { replaceRepositoryPermissions(batch: [{ repository: $id, bindIDs: ["admin@example.com"] }]) { found } }',
    variables: async (world) => ({ id: (await world.repository()).id }),
  },
  {
    field: 'updateSiteConfiguration',
    who: 'site admins',
    ask: 'mutation ($lastID: Int!, $input: String!) { updateSiteConfiguration(lastID: $lastID, input: $input) }',
    variables: async (world) => ({
      lastID: await world.configurationId(),
      input: '{ "auth.public": true }',
    }),
  },
  ...[
    'setSessionConfiguration(input: { sessionExpiry: "100h" })',
    'setSignupConfiguration(input: { accessRequestEnabled: false })',
    'setPasswordPolicyConfiguration(input: { numberOfSpecialCharacters: 0 })',
    'setAccessRestrictionsConfiguration(input: { ipAllowlistEnabled: false })',
    'setBuiltinAuthEnabled(enabled: true)',
    'setAuthProviderSignIn(serviceType: "builtin", configID: "builtin", enabled: true)',
    'reorderAuthProviders(providers: [{ serviceType: "builtin", configID: "builtin" }])',
    'setLicenseKey(licenseKey: null)',
  ].map(
    (call): Row => ({
      field: call.split('(')[0] ?? '',
      who: 'site admins',
      ask: `mutation { ${call} { alwaysNil } }`,
    }),
  ),
  {
    field: 'deleteAuthProvider',
    who: 'site admins',
    ask: 'mutation { deleteAuthProvider(serviceType: "saml", configID: "saml") { alwaysNil } }',
    variables: async (world) => {
      await world.configure({
        'auth.public': true,
        'auth.providers': [{ type: 'builtin' }, { type: 'saml' }],
      });
      return {};
    },
  },
  {
    field: 'enterpriseLicenseHasFeature',
    who: 'anyone',
    ask: '{ enterpriseLicenseHasFeature(feature: "sso") }',
  },
  {
    field: 'node: a change of the site configuration',
    who: 'site admins',
    ask: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: async (world) => ({ id: idOf('SiteConfigurationChange', await world.configurationId()) }),
  },
];

/** A guarded field of an account: of the one that asks, or of another person. */
const ofAccount = (field: string, selection: string): Row[] => [
  {
    field: `User.${/\w+/.exec(field)?.[0]}: of another`,
    who: 'site admins',
    refusal: notAdministered,
    ask: `query ($id: ID!) { it: node(id: $id) { ... on User { ${field} ${selection} } } }`,
    variables: async (world) => ({ id: (await world.person()).id }),
  },
  {
    field: `User.${/\w+/.exec(field)?.[0]}: its own`,
    who: 'accounts',
    refusal: notAdministered,
    ask: `query ($id: ID!) { it: node(id: $id) { ... on User { ${field} ${selection} } } }`,
    variables: (world) => ({ id: world.self() }),
  },
];

/** A field of an account that every account may read. */
const ofAnyAccount = (field: string, selection: string): Row => ({
  field: `User.${field}`,
  who: 'accounts',
  ask: `query ($id: ID!) { it: node(id: $id) { ... on User { ${field} ${selection} } } }`,
  variables: async (world) => ({ id: (await world.person()).id }),
});

/** The fields below the root that have a rule of their own. */
export const guardedFields: Row[] = [
  ...ofAccount('siteAdmin', ''),
  ...ofAccount('unrestrictedRepoAccess', ''),
  ...ofAccount('permissionsInfo', '{ repositories(first: 1) { totalCount } }'),
  ...['permissionsInfo { users(first: 1) { totalCount } }', 'authorizedUsers(first: 1) { totalCount }'].map(
    (selection): Row => ({
      field: `Repository.${/\w+/.exec(selection)?.[0]}`,
      who: 'site admins',
      ask: `query ($name: String!) { it: repository(name: $name) { ${selection} } }`,
      variables: async (world) => ({ name: (await world.publicRepository()).name }),
    }),
  ),
  ...ofAccount('builtinAuth', ''),
  ...ofAccount('evaluateFeatureFlag(flagName: "any")', ''),
  ...ofAccount('email', ''),
  ...ofAccount('hasVerifiedEmail', ''),
  ...ofAccount('accessTokens', '{ nodes { id } totalCount }'),
  ...ofAccount('roles', '{ nodes { id } }'),
  ...ofAccount('permissions', '{ nodes { id } }'),
  ofAnyAccount('emails', '{ email }'),
  ofAnyAccount('primaryEmail', '{ email }'),
  ...ofAccount('latestSettings', '{ id }'),
  ...ofAccount('settingsCascade', '{ final }'),
  ...ofAccount('configurationCascade', '{ merged { contents } }'),
  ...[
    'latestSettings { id }',
    'settingsCascade { final }',
    'configurationCascade { merged { contents } }',
  ].flatMap((selection): Row[] => [
    {
      field: `Org.${selection.split(' ')[0]}: of others`,
      who: 'site admins',
      refusal: notMember,
      ask: `query ($name: String!) { it: organization(name: $name) { ${selection} } }`,
      variables: (world) => world.organization(),
    },
    {
      field: `Org.${selection.split(' ')[0]}: its own`,
      who: 'accounts',
      ask: `query ($name: String!) { it: organization(name: $name) { ${selection} } }`,
      variables: (world) => world.ownOrganization(),
    },
  ]),
  {
    field: 'User.externalAccounts: of another',
    who: 'site admins and holders of a role',
    refusal: notAdministered,
    ask: 'query ($id: ID!) { it: node(id: $id) { ... on User { externalAccounts { totalCount } } } }',
    variables: async (world) => ({ id: (await world.person()).id }),
  },
  {
    field: 'User.externalAccounts: its own',
    who: 'accounts',
    ask: 'query ($id: ID!) { it: node(id: $id) { ... on User { externalAccounts { totalCount } } } }',
    variables: (world) => ({ id: world.self() }),
  },
  ...['of another', 'its own, of an identity provider'].map(
    (whose): Row => ({
      field: `ExternalAccount.accountData: ${whose}`,
      who: 'site admins',
      refusal: accountData,
      ask: 'query ($id: ID!) { it: node(id: $id) { ... on ExternalAccount { accountData } } }',
      variables: async (world) => ({
        id:
          whose === 'of another'
            ? await world.externalAccount('github')
            : await world.ownExternalAccount('saml'),
      }),
    }),
  ),
  {
    field: 'ExternalAccount.accountData: its own, of a code host',
    who: 'people',
    refusal: accountData,
    ask: 'query ($id: ID!) { it: node(id: $id) { ... on ExternalAccount { accountData } } }',
    variables: async (world) => ({ id: await world.ownExternalAccount('gitlab') }),
  },
  ...ofAccount('organizations', '{ nodes { id } totalCount }'),
  ...ofAccount('organizationMemberships', '{ nodes { createdAt } totalCount }'),
  {
    field: 'User.affiliatedNamespaces: of another',
    who: 'nobody',
    refusal: notSelf,
    ask: 'query ($id: ID!) { it: node(id: $id) { ... on User { affiliatedNamespaces { totalCount } } } }',
    variables: async (world) => ({ id: (await world.person()).id }),
  },
  {
    field: 'User.affiliatedNamespaces: its own',
    who: 'accounts',
    ask: 'query ($id: ID!) { it: node(id: $id) { ... on User { affiliatedNamespaces { totalCount } } } }',
    variables: (world) => ({ id: world.self() }),
  },
  {
    field: 'Org.members',
    who: 'accounts',
    ask: 'query ($name: String!) { it: organization(name: $name) { members { totalCount } } }',
    variables: (world) => world.organization(),
  },
  {
    field: 'User.session: of another',
    who: 'nobody',
    refusal: notSelf,
    ask: 'query ($id: ID!) { it: node(id: $id) { ... on User { session { canSignOut } } } }',
    variables: async (world) => ({ id: (await world.person()).id }),
  },
  {
    field: 'User.session: its own',
    who: 'accounts',
    ask: 'query ($id: ID!) { it: node(id: $id) { ... on User { session { canSignOut } } } }',
    variables: (world) => ({ id: world.self() }),
  },
  {
    field: 'ServiceAccount.usage',
    who: 'site admins',
    ask: 'query ($name: String) { it: serviceAccount(name: $name) { usage(days: 1) { requests } } }',
    variables: async (world) => ({ name: (await world.serviceAccount()).name }),
  },
  {
    field: 'Role.holders',
    who: 'site admins',
    ask: 'query ($id: ID!) { it: node(id: $id) { ... on User { roles { nodes { holders(first: 1) { totalCount } } } } } }',
    variables: (world) => ({ id: world.self() }),
  },
  {
    field: 'Role.permissions',
    who: 'site admins',
    ask: 'query ($id: ID!) { it: node(id: $id) { ... on User { roles { nodes { permissions { nodes { id } } } } } } }',
    variables: (world) => ({ id: world.self() }),
  },
  ...['remoteURL', 'lastSyncOutput', 'shard'].map(
    (field): Row => ({
      field: `MirrorRepositoryInfo.${field}`,
      who: 'site admins',
      ask: `query ($name: String!) { it: repository(name: $name) { mirrorInfo { ${field} } } }`,
      variables: (world) => world.publicRepository(),
    }),
  ),
  {
    field: 'Person.user',
    who: 'accounts',
    ask: 'query ($name: String!) { it: repository(name: $name) { commit(rev: "HEAD") { author { person { user { id } } } } } }',
    variables: (world) => world.committedRepository(),
  },
  {
    field: 'Repository.externalServices',
    who: 'site admins',
    ask: 'query ($name: String!) { it: repository(name: $name) { externalServices { totalCount } } }',
    variables: (world) => world.publicRepository(),
  },
  {
    field: 'Site.configuration',
    who: 'site admins',
    ask: '{ it: site { configuration { effectiveContents } } }',
  },
  {
    field: 'Site.configuration: what is safe',
    who: 'accounts',
    ask: '{ it: site { configuration(returnSafeConfigsOnly: true) { effectiveContents } } }',
  },
  ...['id', 'validationMessages', 'history(first: 1) { totalCount }', 'licenseInfo { tags }'].map(
    (selection): Row => ({
      field: `SiteConfiguration.${/\w+/.exec(selection)?.[0]}`,
      who: 'site admins',
      ask: `{ it: site { configuration(returnSafeConfigsOnly: true) { ${selection} } } }`,
    }),
  ),
  { field: 'Site.users', who: 'site admins', ask: '{ it: site { users { totalCount nodes { id } } } }' },
  {
    field: 'Site.permissionsUserMappingBindID',
    who: 'site admins',
    ask: '{ it: site { permissionsUserMappingBindID } }',
  },
  {
    field: 'Site.monitoringStatistics',
    who: 'site admins',
    ask: '{ it: site { monitoringStatistics(days: 1) { alerts { name } } } }',
  },
  { field: 'Site.updateCheck', who: 'site admins', ask: '{ it: site { updateCheck { pending } } }' },
  {
    field: 'Site.externalAccounts',
    who: 'site admins and holders of a role',
    ask: '{ it: site { externalAccounts { totalCount } } }',
  },
  { field: 'Site.accessTokens', who: 'site admins', ask: '{ it: site { accessTokens { totalCount } } }' },
];
