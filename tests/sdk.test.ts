import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect, promisify } from 'node:util';
import { buildSchema, Kind, parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGatehouseClient, type GatehouseClient, GatehouseError } from '../sdk/src/index.js';
import { idOf, numberIn } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';

let api: TestApi;
let adminToken: string;
let admin: GatehouseClient;
/** The methods that have answered. */
const answered = new Set<string>();

beforeAll(async () => {
  api = await startTestApi();
  ({ token: adminToken } = await api.createToken(api.admin.id, { durationSeconds: 30 * 86_400 }));
  admin = clientOf(adminToken);
});
afterAll(() => api.close());

test('a service account is created, changed, disabled, enabled, found and deleted', async () => {
  const { createServiceAccount: account } = await admin.createServiceAccount({
    input: { name: 'ci-release', displayName: 'Releases', owner: api.admin.id },
  });
  expect(account).toMatchObject({
    name: 'ci-release',
    state: 'ACTIVE',
    owner: { username: 'admin' },
    createdBy: { username: 'admin' },
  });
  const serviceAccount = account.id;

  const { updateServiceAccount } = await admin.updateServiceAccount({
    serviceAccount,
    input: { description: 'Signs releases.', displayName: null },
  });
  expect(updateServiceAccount).toMatchObject({ description: 'Signs releases.', displayName: null });

  const { disableServiceAccount } = await admin.disableServiceAccount({ serviceAccount });
  expect(disableServiceAccount.state).toBe('DISABLED');
  const { enableServiceAccount } = await admin.enableServiceAccount({ serviceAccount });
  expect(enableServiceAccount.state).toBe('ACTIVE');

  const { serviceAccount: found } = await admin.serviceAccount({ name: 'ci-release' });
  expect(found?.roles.nodes.map(({ name }) => name)).toEqual(['SERVICE_ACCOUNT']);
  expect(found?.permissions.nodes).toEqual(expect.any(Array));
  const { serviceAccounts } = await admin.serviceAccounts({ query: 'ci-release' });
  expect(serviceAccounts).toMatchObject({ nodes: [{ id: account.id }], totalCount: 1 });

  await admin.deleteServiceAccount({ serviceAccount });
  expect(await admin.serviceAccount({ id: account.id })).toMatchObject({ serviceAccount: null });
});

test('a token is created, used, rotated, listed, and revoked by id and by its text', async () => {
  const account = await api.createServiceAccount('ci-tokens');

  const { createAccessToken: first } = await admin.createAccessToken({
    user: account.id,
    note: 'deploy',
    scopes: ['user:all'],
    durationSeconds: 3600,
  });
  const { currentUser } = await clientOf(first.token).currentUser();
  expect(currentUser).toMatchObject({ username: 'ci-tokens', serviceAccount: true, siteAdmin: false });

  const rotation = { token: first.id, overlapSeconds: 60, idempotencyKey: 'once' };
  const { rotateAccessToken: second } = await admin.rotateAccessToken(rotation);
  expect(await admin.rotateAccessToken(rotation)).toEqual({ rotateAccessToken: second });

  const { user } = await clientOf(second.token).accessTokens({ username: 'ci-tokens' });
  expect(user?.accessTokens.nodes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ id: first.id, replacedBy: second.id }),
      expect.objectContaining({ id: second.id, note: 'deploy', expiresAt: second.expiresAt }),
    ]),
  );
  const { site } = await admin.siteAccessTokens({ first: 100 });
  expect(site.accessTokens.nodes.map(({ id }) => id)).toEqual(expect.arrayContaining([first.id, second.id]));

  await admin.deleteAccessToken({ id: first.id });
  await admin.deleteAccessTokenByText({ token: second.token });
  const { user: after } = await admin.accessTokens({ username: 'ci-tokens' });
  expect(after?.accessTokens.nodes).toEqual([]);
});

test('a role is created, given permissions, given to an account, and deleted', async () => {
  const account = await api.createServiceAccount('ci-roles');
  const { permissions } = await admin.permissions();
  const write = permissions.nodes.find(({ displayName }) => displayName === 'BATCH_CHANGES#WRITE');

  const { createRole: role } = await admin.createRole({ name: 'Batch changer', permissions: [] });
  await admin.setPermissions({ role: role.id, permissions: [write?.id ?? ''] });
  await admin.setRoles({ user: account.id, roles: [role.id] });

  const { user } = await admin.userAccess({ username: 'ci-roles' });
  expect(user?.roles.nodes.map(({ name }) => name).sort()).toEqual(['Batch changer', 'SERVICE_ACCOUNT']);
  expect(user?.permissions.nodes.map(({ displayName }) => displayName)).toContain('BATCH_CHANGES#WRITE');

  await admin.deleteRole({ role: role.id });
  const { roles } = await admin.roles();
  expect(roles.nodes.map(({ id }) => id)).not.toContain(role.id);
});

test('a person is created, found, made a site admin, and deleted', async () => {
  const { createUser } = await admin.createUser({ username: 'mary', email: 'mary@example.com' });
  expect(createUser.resetPasswordURL).toContain('code=');
  const { createUser: other } = await admin.createUser({ username: 'ci-mirrored', isServiceAccount: true });
  expect(other).toMatchObject({ user: { serviceAccount: true }, resetPasswordURL: null });

  await admin.setUserIsSiteAdmin({ userID: createUser.user.id, siteAdmin: true });
  const { user } = await admin.userAccess({ username: 'mary' });
  expect(user?.siteAdmin).toBe(true);
  await admin.updateUser({ user: createUser.user.id, displayName: 'Mary' });
  const address = { user: createUser.user.id, email: 'mary@example.org' };
  await admin.addUserEmail(address);
  await admin.setUserEmailVerified({ ...address, verified: true });
  await admin.setUserEmailPrimary(address);
  await admin.removeUserEmail({ ...address, email: 'mary@example.com' });
  const { user: byEmail } = await admin.user({ email: 'mary@example.org' });
  expect(byEmail).toMatchObject({
    displayName: 'Mary',
    emails: [{ email: 'mary@example.org', isPrimary: true }],
  });

  await admin.deleteUser({ user: createUser.user.id });
  await admin.recoverUsers({ userIDs: [createUser.user.id] });
  await admin.deleteUsers({ users: [createUser.user.id, other.user.id], hard: true });
  const { users } = await admin.users({ query: 'm' });
  expect(users.nodes.map(({ username }) => username)).not.toContain('mary');
});

test('a person is linked with who they are elsewhere, found by it, and unlinked', async () => {
  const { createUser } = await admin.createUser({ username: 'linked' });
  const identity = { serviceType: 'github', serviceID: 'https://github.com/', accountID: '1' };

  const { linkExternalAccount } = await admin.linkExternalAccount({
    user: createUser.user.id,
    ...identity,
    accountData: { login: 'octo' },
  });
  expect(linkExternalAccount).toMatchObject({ ...identity, publicAccountData: { login: 'octo' } });
  const { site } = await admin.siteExternalAccounts({ serviceType: 'github' });
  expect(site.externalAccounts.nodes).toMatchObject([{ user: { username: 'linked' } }]);

  await admin.deleteExternalAccount({ externalAccount: linkExternalAccount.id });
  const { user } = await admin.externalAccounts({ username: 'linked' });
  expect(user?.externalAccounts.totalCount).toBe(0);
  await admin.deleteUser({ user: createUser.user.id });
});

test('an organization is created, found, renamed, given a member, and deleted', async () => {
  const account = await api.createServiceAccount('ci-organizations');

  const { createOrganization: created } = await admin.createOrganization({ name: 'platform' });
  await admin.updateOrganization({ id: created.id, displayName: 'Platform' });
  await admin.addUserToOrganization({ organization: created.id, username: 'ci-organizations' });
  const { organization } = await admin.organization({ name: 'platform', first: 10 });
  expect(organization).toMatchObject({ displayName: 'Platform', members: { totalCount: 2 } });

  const { createUser: guest } = await admin.createUser({ username: 'ci-invited' });
  const invited = { organization: created.id, username: 'ci-invited' };
  const { inviteUserToOrganization } = await admin.inviteUserToOrganization(invited);
  expect(inviteUserToOrganization.invitationURL).toContain('/organizations/invitation/');
  await admin.deleteUser({ user: guest.user.id });

  await admin.removeUserFromOrganization({ organization: created.id, user: account.id });
  const { organizations } = await admin.organizations({ query: 'plat' });
  expect(organizations.nodes.map(({ name }) => name)).toEqual(['platform']);
  await admin.deleteOrganization({ organization: created.id });
  expect((await admin.organizations()).organizations.totalCount).toBe(0);
});

test('a code host connection is added, changed, listed and deleted, and its repositories are found', async () => {
  const config = '{ "url": "https://git.example.org", "repos": ["team/app"] }';

  const { addExternalService: added } = await admin.addExternalService({
    input: { kind: 'OTHER', displayName: 'Example', config },
  });
  await admin.updateExternalService({ input: { id: added.id, displayName: 'Renamed' } });
  const { externalServices } = await admin.externalServices({ first: 10 });
  expect(externalServices.nodes).toEqual([
    expect.objectContaining({ id: added.id, displayName: 'Renamed', config, repoCount: 1 }),
  ]);
  const { repositories } = await admin.repositories({ first: 10, query: 'app' });
  const { repository } = await admin.repository({ cloneURL: 'git@git.example.org:team/app.git' });
  expect(repositories.nodes).toEqual([repository]);
  expect(repository).toMatchObject({ name: 'git.example.org/team/app', isPrivate: true });

  const { id } = repository as { id: string };
  await admin.updateMirrorRepository({ repository: id });
  await admin.recloneRepository({ repo: id });
  await admin.deleteRepositoryFromDisk({ repo: id });
  const { checkMirrorRepositoryConnection: checked } = await admin.checkMirrorRepositoryConnection({
    repository: id,
  });
  expect(checked.error).toEqual(expect.any(String));
  await expect(admin.optimizeMirrorRepository({ repository: id })).rejects.toThrow('not cloned yet');
  answered.add('optimizeMirrorRepository');
  const { repository: mirrored } = await admin.mirrorInfo({ name: 'git.example.org/team/app' });
  expect(mirrored?.mirrorInfo).toMatchObject({ cloned: false, byteSize: '0' });

  await admin.syncExternalService({ id: added.id });
  const { externalServices: synced } = await admin.externalServiceSyncJobs({ first: 1, jobs: 1 });
  const job = synced.nodes[0]?.syncJobs.nodes[0];
  expect(job).toMatchObject({ state: 'QUEUED' });
  await admin.cancelExternalServiceSync({ id: job?.id ?? '' });

  await admin.deleteRepository({ repository: id });
  expect((await admin.repositories({ first: 10 })).repositories.totalCount).toBe(0);
  await admin.deleteExternalService({ externalService: added.id });
});

test('a repository is granted, shown to everybody, and taken back, one by one and in a batch', async () => {
  const { addExternalService: connection } = await admin.addExternalService({
    input: {
      kind: 'OTHER',
      displayName: 'Granted',
      config: '{ "url": "https://grants.example.org", "repos": ["app"] }',
    },
  });
  const { repositories } = await admin.repositories({ first: 10, query: 'grants' });
  const repository = repositories.nodes[0]?.id ?? '';
  const account = await api.createServiceAccount('ci-grants');
  const user = idOf('User', numberIn(account.id));
  const machine = clientOf((await api.createToken(account.id)).token);
  const seen = async () => (await machine.repositories({ first: 10 })).repositories.totalCount;

  await admin.addRepositoryPermissionForUser({ user, permission: { repository } });
  expect(await seen()).toBe(1);
  const edge = {
    userID: user,
    repositoryID: repository,
    repositoryName: 'grants.example.org/app',
    expiresAt: null,
  };
  const byUser = await admin.explicitRepositoryPermissionsForUsers({ users: [user], first: 10 });
  expect(byUser.explicitRepositoryPermissionsForUsers.nodes).toMatchObject([edge]);
  const byRepository = await admin.explicitRepositoryPermissionsForRepositories({
    repositories: [repository],
    first: 10,
  });
  expect(byRepository.explicitRepositoryPermissionsForRepositories.nodes).toMatchObject([edge]);
  const { authorizedUserRepositories } = await admin.authorizedUserRepositories({
    username: 'ci-grants',
    first: 10,
  });
  expect(authorizedUserRepositories.totalCount).toBe(1);
  const presence = await admin.explicitRepositoryPermissionPresenceForUsers({ users: [user] });
  expect(presence.explicitRepositoryPermissionPresenceForUsers).toEqual([{ userID: user, present: true }]);

  await admin.removeRepositoryPermissionForUser({ user, repository });
  const without = await admin.usersWithoutExplicitRepositoryPermissions({ first: 1000 });
  expect(without.usersWithoutExplicitRepositoryPermissions.nodes).toContainEqual({ id: user });
  await admin.setRepositoryPermissionsUnrestricted({ repositories: [repository], unrestricted: true });
  expect(await seen()).toBe(1);
  await admin.setRepositoryPermissionsUnrestricted({ repositories: [repository], unrestricted: false });
  await admin.setRepositoryPermissionsForUsers({
    repository,
    userPermissions: [{ bindID: 'later@example.com' }],
  });
  expect(await admin.usersWithPendingPermissions()).toEqual({
    usersWithPendingPermissions: ['later@example.com'],
  });
  expect(await admin.setSubRepositoryPermissionsForUsers({ repository, userPermissions: [] })).toEqual({
    setSubRepositoryPermissionsForUsers: { alwaysNil: null },
  });
  await admin.addRepositoryPermissionForBindID({ bindID: 'sooner@example.com', repository });
  const sooner = await admin.pendingRepositoryPermissions({ query: 'sooner', first: 10 });
  expect(sooner.pendingRepositoryPermissions.nodes).toMatchObject([
    { bindID: 'sooner@example.com', repositoryID: repository, repositoryName: 'grants.example.org/app' },
  ]);
  await admin.removePendingRepositoryPermission({ bindID: 'sooner@example.com', repository });
  const { replaceRepositoryPermissions } = await admin.replaceRepositoryPermissions({
    batch: [{ repository, bindIDs: [] }],
  });
  expect(replaceRepositoryPermissions).toMatchObject([{ pendingRemoved: 1, error: null }]);
  await admin.scheduleUserPermissionsSync({ user });
  await admin.scheduleRepositoryPermissionsSync({ repository });
  const { permissionsSyncJobs } = await admin.permissionsSyncJobs({ first: 10, state: 'QUEUED' });
  expect(permissionsSyncJobs.nodes.map(({ subject }) => subject)).toEqual([
    { id: repository, name: 'grants.example.org/app' },
    { id: user, username: 'ci-grants' },
  ]);
  const [job] = permissionsSyncJobs.nodes;
  expect(await admin.cancelPermissionsSyncJob({ job: job?.id ?? '' })).toEqual({
    cancelPermissionsSyncJob: 'SUCCESS',
  });
  await admin.addRepoMetadata({ repo: repository, key: 'team', value: 'core' });
  await admin.updateRepoMetadata({ repo: repository, key: 'team', value: 'tools' });
  expect((await admin.repositoryMetadataKeys({ first: 10 })).repoMeta?.keys.nodes).toEqual(['team']);
  const values = await admin.repositoryMetadataValues({ key: 'team', first: 10 });
  expect(values.repoMeta?.key?.values.nodes).toEqual(['tools']);
  await admin.deleteRepoMetadata({ repo: repository, key: 'team' });
  const repoName = 'grants.example.org/app';
  await admin.addCodeownersFile({ input: { repoName, fileContents: '* @team' } });
  await admin.updateCodeownersFile({ input: { repoID: repository, fileContents: '* @tools' } });
  const owned = await admin.codeownersFile({ repository: repoName });
  expect(owned.repository?.ingestedCodeowners?.contents).toBe('* @tools');
  const { codeownersIngestedFiles } = await admin.codeownersFiles({ first: 10 });
  expect(codeownersIngestedFiles.nodes.map((file) => file.repository.name)).toEqual([repoName]);
  await admin.deleteCodeownersFiles({ repositories: [{ repoName }] });
  const { node } = await admin.checkExternalService({ id: connection.id });
  expect(node).toMatchObject({ hasConnectionCheck: false });
  await admin.excludeRepoFromExternalServices({ externalServices: [connection.id], repo: repository });
  expect((await admin.repositories({ first: 10 })).repositories.nodes).not.toContainEqual(
    expect.objectContaining({ id: repository }),
  );
  await admin.deleteExternalService({ externalService: connection.id });
});

test('webhooks are added, changed, listed and deleted', async () => {
  const { outboundWebhookEventTypes } = await admin.outboundWebhookEventTypes();
  const eventTypes = outboundWebhookEventTypes.map(({ key }) => ({ eventType: key }));
  const { createOutboundWebhook: webhook } = await admin.createOutboundWebhook({
    input: { url: 'https://hooks.example.com', secret: 'a secret that signs', eventTypes },
  });
  await admin.updateOutboundWebhook({
    id: webhook.id,
    input: { url: 'https://hooks.example.org', eventTypes },
  });

  const { outboundWebhooks } = await admin.outboundWebhooks({ first: 10, logs: 5, onlyErrors: true });

  expect(outboundWebhooks).toMatchObject({
    totalCount: 1,
    nodes: [
      {
        id: webhook.id,
        url: 'https://hooks.example.org',
        stats: { total: 0, errored: 0 },
        logs: { nodes: [] },
      },
    ],
  });
  await admin.deleteOutboundWebhook({ id: webhook.id });
  expect((await admin.outboundWebhooks({})).outboundWebhooks.nodes).toEqual([]);
});

test('search answers, and search jobs are validated, created, found, canceled and deleted', async () => {
  const { search } = await admin.search({ query: 'repo:^none$ x', patternType: 'keyword' });
  expect(search?.results).toMatchObject({
    results: [],
    matchCount: 0,
    alert: { title: 'No repositories or code hosts configured' },
  });

  const query = 'repo:^none$ x';
  expect(await admin.validateSearchJob({ query })).toEqual({ validateSearchJob: { alwaysNil: null } });
  const { createSearchJob: job } = await admin.createSearchJob({ query });
  expect(await admin.searchJob({ id: job.id })).toEqual({ node: job });
  const { searchJobs } = await admin.searchJobs({ first: 10, states: ['QUEUED'], orderBy: 'STATE' });
  expect(searchJobs).toMatchObject({ nodes: [job], totalCount: 1 });
  await admin.cancelSearchJob({ id: job.id });
  expect((await admin.searchJob({ id: job.id })).node).toMatchObject({ state: 'CANCELED' });
  await admin.deleteSearchJob({ id: job.id });
  expect((await admin.searchJobs({ first: 10 })).searchJobs.nodes).toEqual([]);
});

test('audit events are filtered and counted', async () => {
  const filter = { entity: 'serviceAccount', action: 'created', actor: 'admin' };

  const { auditEvents } = await admin.auditEvents({ filter: { ...filter, outcome: 'SUCCESS' } });
  const { auditEvents: counted } = await admin.countAuditEvents({ filter });

  expect(auditEvents.nodes.length).toBe(counted.totalCount);
  const { auditEventCounts } = await admin.auditEventCounts({ filter: { ...filter, outcome: 'SUCCESS' } });
  expect(auditEventCounts.at(-1)?.total).toBe(auditEvents.nodes.length);
  expect(auditEvents.nodes.at(-1)).toMatchObject({
    target: { kind: 'ServiceAccount', name: 'ci-release' },
    actor: { kind: 'USER', name: 'admin', accessTokenNote: 'test', clientName: '@gatehouse/sdk' },
  });
});

test('the site answers its version and seats, and its configuration can be read and replaced', async () => {
  const { site } = await admin.site();
  expect(site).toMatchObject({
    productVersion: expect.any(String),
    viewerCanAdminister: true,
    productSubscription: { currentUserCount: 1, maximumAllowedUserCount: null },
  });

  const before = await admin.siteConfiguration();
  await admin.updateSiteConfiguration({
    lastID: before.site.configuration.id,
    input: '{ "auth.lockout": { "failedAttemptThreshold": 9 } }',
  });

  const after = await admin.siteConfiguration();
  expect(after.site.configuration.effectiveContents).toContain('9');
});

test('every operation of the SDK was run in the tests above', () => {
  const methods = Object.keys(createGatehouseClient({ endpoint: api.url, token: adminToken }));

  // Those that give one thing after the other are no operations: `searchStream` runs in search.test.ts.
  const operations = methods.filter((name) => !name.startsWith('all') && name !== 'searchStream');
  expect([...answered].sort()).toEqual(operations.sort());
});

test('every root field has an operation, except those listed here', () => {
  const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
  const rootFields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {}),
  );
  const documents = readdirSync('sdk/operations').map((name) =>
    parse(readFileSync(`sdk/operations/${name}`, 'utf8')),
  );
  const covered = documents
    .flatMap(({ definitions }) => definitions)
    .flatMap((node) => (node.kind === Kind.OPERATION_DEFINITION ? node.selectionSet.selections : []))
    .flatMap((field) => (field.kind === Kind.FIELD ? field.name.value : []));

  expect(rootFields.filter((name) => !covered.includes(name)).sort()).toEqual([
    // People are let in by site admins who look at who asks.
    'accessRequests',
    // Ends in an error: external accounts are linked with linkExternalAccount.
    'addExternalAccount',
    // The old names of what is done to metadata.
    'addRepoKeyValuePair',
    // What other clients ask when they start, and the settings of their pages.
    'clientConfiguration',
    // Acts of a person in a browser, and on people's passwords and sessions.
    'configurationMutation',
    'createPassword',
    'deleteAuthProvider',
    'deleteRepoKeyValuePair',
    // What the pages of a person remember.
    'editTemporarySettings',
    'enterpriseLicenseHasFeature',
    'evaluateFeatureFlag',
    'evaluateFeatureFlags',
    'evaluatedFeatureFlags',
    'invalidateSessionsByID',
    'invalidateSessionsByIDs',
    // People answer invitations in a browser.
    'invitationByToken',
    // The typed operations say what they answer.
    'namespace',
    'namespaceByName',
    'overwriteTemporarySettings',
    // Numbers for people to look at.
    'permissionsSyncingStats',
    'randomizeUserPassword',
    // Nothing needs it.
    'reloadSite',
    // The old name of removeUserFromOrganization.
    'removeUserFromOrg',
    // Parts of the site configuration, which the admin's pages change one by one.
    'reorderAuthProviders',
    // The same as repository.
    'repositoryRedirect',
    // Acts of a person in a browser, and of a site admin who sets up mail.
    'resendVerificationEmail',
    'respondToOrganizationInvitation',
    // The query itself.
    'root',
    'sendTestEmail',
    'setAccessRequestStatus',
    'setAccessRestrictionsConfiguration',
    'setAuthProviderSignIn',
    'setBuiltinAuthEnabled',
    'setLicenseKey',
    'setPasswordPolicyConfiguration',
    // It only ever answers an error.
    'setRepositoryPermissionsForBitbucketProject',
    'setSessionConfiguration',
    'setSignupConfiguration',
    // An act of a person in a browser.
    'setTosAccepted',
    'settingsMutation',
    'settingsSubject',
    // What the pages of an admin say about repositories.
    'statusMessages',
    'temporarySettings',
    'updatePassword',
    'updateRepoKeyValuePair',
    // The same as currentUser.
    'viewer',
    'viewerConfiguration',
    'viewerSettings',
  ]);
});

test('lists are read to the end, page by page, and no further than they are used', async () => {
  for (let number = 1; number <= 5; number += 1) await api.createServiceAccount(`page-${number}`);
  let requests = 0;
  const counting = createGatehouseClient({
    endpoint: api.url,
    token: adminToken,
    fetch: (input, init) => {
      requests += 1;
      return fetch(input, init);
    },
  });

  const names: string[] = [];
  for await (const { name } of counting.allServiceAccounts({ first: 2, query: 'page-' })) names.push(name);
  expect(names).toEqual(['page-1', 'page-2', 'page-3', 'page-4', 'page-5']);
  expect(requests).toBe(3);

  for await (const event of counting.allAuditEvents({ first: 2 })) {
    expect(event.auditID).not.toBe('');
    break;
  }
  expect(requests).toBe(4);
  const filter = { entity: 'serviceAccount' };
  const ids: string[] = [];
  for await (const { id } of counting.allAuditEvents({ first: 2, filter })) ids.push(id);
  const { auditEvents } = await admin.auditEvents({ first: 1000, filter });
  expect(ids).toEqual(auditEvents.nodes.map(({ id }) => id));
});

test('the audit log names the program that uses the client', async () => {
  const account = await api.createServiceAccount('ci-named');
  const { token } = await api.createToken(account.id);
  const { version } = JSON.parse(readFileSync('sdk/package.json', 'utf8')) as { version: string };

  await clientOf(token).currentUser();
  await clientOf(token, { clientName: 'release-bot' }).currentUser();
  await clientOf(token, { clientName: 'release-bot', clientVersion: '2.1' }).currentUser();

  const { auditEvents } = await admin.auditEvents({ filter: { actor: 'ci-named' } });
  expect(auditEvents.nodes.map(({ actor }) => [actor.clientName, actor.clientVersion])).toEqual([
    ['release-bot', '2.1'],
    ['release-bot', ''],
    ['@gatehouse/sdk', version],
  ]);
});

test('the address may end in a slash, may have a path, and proxies in front get the given headers', async () => {
  const seen: unknown[] = [];
  const { url, close } = await serve((request, response) => {
    seen.push([request.url, request.headers.authorization, request.headers['x-proxy']]);
    response.setHeader('content-type', 'application/json').end('{"data":{"currentUser":null}}');
  });
  const headers = { Authorization: 'Basic eDp5', 'X-Proxy': 'yes' };

  await createGatehouseClient({ endpoint: `${url}/tools/`, token: 'secret-token', headers }).currentUser();
  await close();

  expect(seen).toEqual([['/tools/.api/graphql', 'Bearer secret-token', 'yes']]);
});

test('a refused token is reported with its cause, told from the others', async () => {
  const account = await api.createServiceAccount('ci-refused');
  const expired = await api.createToken(account.id, { note: 'expired', durationSeconds: 60 });
  const revoked = await api.createToken(account.id, { note: 'revoked' });
  const live = await api.createToken(account.id, { note: 'live' });
  api.clock.advance(61);
  await admin.deleteAccessToken({ id: revoked.id });
  await admin.disableServiceAccount({ serviceAccount: account.id });

  const failures = await Promise.all(
    [expired.token, revoked.token, live.token, `sgp_${'0'.repeat(16)}_${'0'.repeat(40)}`].map((token) =>
      failureOf(clientOf(token).currentUser()),
    ),
  );

  expect(failures.map(({ message }) => message)).toEqual([
    '401 Invalid access token. (the access token has expired)',
    '401 Invalid access token. (the access token was revoked)',
    '401 Invalid access token. (the account of the access token is disabled)',
    '401 Invalid access token.',
  ]);
  expect(failures[0]).toMatchObject({
    status: 401,
    code: 'UNAUTHENTICATED',
    reason: 'the access token has expired',
    requestId: expect.stringMatching(/./),
  });
});

test('a failure of an operation carries its code and text, and the request that the audit log names', async () => {
  const account = await api.createServiceAccount('ci-denied');
  const { token } = await api.createToken(account.id, { note: 'only one' });

  const denied = await failureOf(clientOf(token).createServiceAccount({ input: { name: 'another' } }));
  const conflict = await failureOf(
    admin.createAccessToken({
      user: account.id,
      note: 'only one',
      scopes: ['user:all'],
      durationSeconds: 60,
    }),
  );

  expect(denied).toMatchObject({ status: 200, code: 'FORBIDDEN', message: 'must be site admin' });
  const { auditEvents } = await admin.auditEvents({ filter: { actor: 'ci-denied', outcome: 'DENIED' } });
  expect(auditEvents.nodes.map(({ requestID }) => requestID)).toEqual([denied.requestId]);
  expect(conflict).toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('conflicting token name'),
  });
});

test('an address where no instance answers is reported as such', async () => {
  const gone = await serve(() => {});
  await gone.close();
  const page = await serve((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<html>Welcome</html>');
  });
  const moved = await serve((_request, response) => {
    response.writeHead(301, { location: 'https://gatehouse.example.com/.api/graphql' }).end();
  });
  const fail = (endpoint: string) => failureOf(createGatehouseClient({ endpoint, token: adminToken }).site());

  const failures = [await fail(gone.url), await fail(page.url), await fail(moved.url)];
  await page.close();
  await moved.close();

  expect(failures.map(({ message }) => message)).toEqual([
    expect.stringMatching(`no answer from ${gone.url}: .*ECONNREFUSED`),
    `200 OK: this is no GraphQL; is ${page.url}/.api/graphql the address of the instance?`,
    `301 ${moved.url} redirects to https://gatehouse.example.com: give that address`,
  ]);
  expect(failures.map(({ status }) => status)).toEqual([undefined, 200, 301]);
});

test('no error holds a secret: not its token, nor one in variables, headers or the answer', async () => {
  const { url, close } = await serve((request, response) => {
    const body = request.headers['x-body'] as string;
    const type = body.startsWith('{') ? 'application/json' : 'text/plain';
    response.writeHead(Number(request.headers['x-status']), { 'content-type': type }).end(body);
  });
  const own = 'a1'.repeat(20);
  const other = `sgp_${'2'.repeat(16)}_${'b2'.repeat(20)}`;
  const password = 'password-of-a-proxy';
  const answering = (status: number, body: string) =>
    createGatehouseClient({
      endpoint: url,
      token: own,
      headers: { 'x-status': `${status}`, 'x-body': body },
    });
  const bodies: [number, string][] = [
    [200, `{"data":{"createAccessToken":{"token":"${other}"}},"errors":[{"message":"not ${other}"}]}`],
    [200, `{"password":"${password}"`],
    [
      400,
      `{"errors":[{"message":"bad ${own}","extensions":{"code":"INVALID_INPUT"}}],"data":{"x":"${other}"}}`,
    ],
    [401, `nobody has ${own} or ${other}`],
    [502, `{"password":"${password}"`],
  ];

  const failures = [
    ...(await Promise.all(
      bodies.map(([status, body]) =>
        failureOf(answering(status, body).deleteAccessTokenByText({ token: other })),
      ),
    )),
    await failureOf(answering(200, '').site(undefined, { 'x-broken': `${password}\n\n${password}` })),
    // The real server repeats in its errors what has the wrong type.
    await failureOf(admin.users({ first: other as never })),
    await failureOf(admin.deleteAccessToken({ id: adminToken })),
  ];
  await close();

  for (const failure of failures) {
    const everything = [inspect(failure, { showHidden: true, depth: null }), JSON.stringify(failure)].join();
    for (const secret of [own, other.slice(-40), password, adminToken.slice(-40)]) {
      expect(everything).not.toContain(secret);
    }
  }
  expect(failures[2]).toMatchObject({ message: 'bad …', status: 400, code: 'INVALID_INPUT' });
});

test('options that cannot work are refused at once, without repeating them', () => {
  const token = adminToken;
  const bad = [
    { endpoint: api.url, token: '' },
    { endpoint: api.url, token: `${token}\n${token}` },
    { endpoint: token, token },
    { endpoint: `file:///${token}`, token },
    { endpoint: `http://${token}@127.0.0.1`, token },
    { endpoint: api.url, token, headers: { 'x-other': `${token}\n\n${token}` } },
  ];

  for (const options of bad) {
    const make = () => createGatehouseClient(options);
    expect(make).toThrow(TypeError);
    expect(make).not.toThrow(token);
  }
  expect(inspect(createGatehouseClient({ endpoint: api.url, token }), { depth: null })).not.toContain(token);
});

test('a request can be aborted, and says so as fetch does', async () => {
  const request = admin.currentUser(undefined, undefined, AbortSignal.abort());

  await expect(request).rejects.toMatchObject({ name: 'AbortError' });
});

test('the example creates an account and a token, and prints as whom the token acts', async () => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--conditions', 'gatehouse:source', 'sdk/examples/create-account.ts', 'from-example'],
    { env: { ...process.env, GATEHOUSE_URL: api.url, GATEHOUSE_TOKEN: adminToken } },
  );

  expect({ stdout, stderr }).toEqual({ stdout: 'the token acts as from-example\n', stderr: '' });
});

/** A client whose answers the tests watch for secrets, and whose methods are ticked off when they answer. */
function clientOf(
  token: string,
  options: { clientName?: string; clientVersion?: string } = {},
): GatehouseClient {
  const client = createGatehouseClient({
    endpoint: api.url,
    token,
    fetch: (input, init) => api.fetch(String(input), init),
    ...options,
  });
  return new Proxy(client, {
    get(target, name: keyof GatehouseClient) {
      return async (...args: never[]) => {
        const answer = await (target[name] as (...args: never[]) => unknown)(...args);
        answered.add(name);
        return answer;
      };
    },
  });
}

async function failureOf(request: Promise<unknown>): Promise<GatehouseError> {
  const error: unknown = await request.then(
    (answer) => expect.fail(`it answered ${JSON.stringify(answer)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(GatehouseError);
  return error as GatehouseError;
}

async function serve(listener: RequestListener): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
