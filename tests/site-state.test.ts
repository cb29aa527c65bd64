import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messageOf } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { addConnection } from './support/repositories.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
beforeAll(async () => {
  keys = await generateKeyPair('EdDSA', { extractable: true });
  api = await startTestApi({ LICENSE_PUBLIC_KEY: await exportSPKI(keys.publicKey) });
});
afterAll(() => api.close());

test('the site says how to sign in, without secrets, to anyone', async () => {
  await configure(api, { 'auth.public': true });

  const { site } = await api.ask(
    undefined,
    '{ site { authProviders { totalCount nodes { serviceType serviceID clientID displayName isBuiltin authenticationURL configID } } } }',
  );

  expect(site.authProviders).toEqual({
    totalCount: 1,
    nodes: [
      {
        serviceType: 'builtin',
        serviceID: '',
        clientID: '',
        displayName: 'Builtin username-password authentication',
        isBuiltin: true,
        authenticationURL: null,
        configID: 'builtin',
      },
    ],
  });
});

test('sync clients learn how accounts are named in repository permissions', async () => {
  const bindID = async () =>
    (await api.ask(api.admin, '{ site { permissionsUserMappingBindID } }')).site.permissionsUserMappingBindID;

  expect(await bindID()).toBe('EMAIL');
  await configure(api, { 'permissions.userMapping': { bindID: 'username' } });
  expect(await bindID()).toBe('USERNAME');
  await configure(api, { 'permissions.userMapping': { enabled: false } });
  expect(await bindID()).toBeNull();
});

test('keys of the site configuration that have no effect are named', async () => {
  await configure(api, { 'auth.public': true, 'no.such.key': 1 });

  expect(
    (await api.ask(api.admin, '{ site { configuration { validationMessages } } }')).site.configuration,
  ).toEqual({ validationMessages: ['the key "no.such.key" has no effect'] });
});

test('clients that look for Cody and for feature flags hear that there are none', async () => {
  expect(
    await api.ask(
      api.admin,
      `{ site { isCodyEnabled codyLLMConfiguration { chatModel } codyConfigFeatures { chat }
           codyContextFilters(version: V1) { raw } requiresVerifiedEmailForCody hasCodeIntelligence }
         currentUser { evaluateFeatureFlag(flagName: "any") } evaluateFeatureFlag(flagName: "any") evaluateFeatureFlags(flagNames: ["any"]) { name value }
         evaluatedFeatureFlags { name } clientConfiguration { contentScriptUrls parentSourcegraph { url } } }`,
    ),
  ).toEqual({
    site: {
      isCodyEnabled: false,
      codyLLMConfiguration: null,
      codyConfigFeatures: null,
      codyContextFilters: { raw: null },
      requiresVerifiedEmailForCody: false,
      hasCodeIntelligence: false,
    },
    currentUser: { evaluateFeatureFlag: null },
    evaluateFeatureFlag: null,
    evaluateFeatureFlags: [],
    evaluatedFeatureFlags: [],
    clientConfiguration: { contentScriptUrls: [], parentSourcegraph: { url: '' } },
  });
});

test('what src takes into its snapshot is answered', async () => {
  const { site } = await api.ask(
    api.admin,
    '{ site { monitoringStatistics(days: 1) { alerts { name average } } externalServicesFromFile allowEditExternalServicesWithFile autoUpgradeEnabled canReloadSite } }',
  );

  expect(site).toEqual({
    monitoringStatistics: { alerts: [] },
    externalServicesFromFile: false,
    allowEditExternalServicesWithFile: false,
    autoUpgradeEnabled: true,
    canReloadSite: false,
  });
});

test('site admins are told how repositories come here, and nobody else', async () => {
  const messages = async (as: Identity = api.admin) =>
    (
      await api.ask(
        as,
        `{ statusMessages { __typename ... on GitUpdatesDisabled { message } ... on NoRepositoriesDetected { message }
             ... on CloningProgress { message } ... on SyncError { message }
             ... on ExternalServiceSyncError { message externalService { id } }
             ... on IndexingProgress { indexed } ... on GitserverDiskThresholdReached { message } } }`,
      )
    ).statusMessages;
  const person = await api.createUser('not-told');
  await configure(api, {});

  expect(await messages()).toEqual([
    { __typename: 'NoRepositoriesDetected', message: 'There are no repositories yet.' },
  ]);

  const { id } = await addConnection(api, { url: 'file:///nowhere', repos: ['one', 'two'] });
  await configure(api, { disableAutoGitUpdates: true });
  await api.database.db.query(
    `UPDATE repository_mirrors SET status = 'CLONED', last_error = 'gone' WHERE repository_id = (SELECT min(id) FROM repositories)`,
  );
  await api.database.db.query(`UPDATE external_services SET last_sync_error = 'it does not answer'`);

  expect(await messages()).toEqual([
    {
      __typename: 'GitUpdatesDisabled',
      message: 'Repositories are fetched only when somebody asks: disableAutoGitUpdates is on.',
    },
    { __typename: 'CloningProgress', message: '1 of 2 repositories are not cloned yet.' },
    { __typename: 'SyncError', message: '1 of 2 repositories could not be fetched.' },
    { __typename: 'ExternalServiceSyncError', message: 'it does not answer', externalService: { id } },
  ]);
  expect(await messages(person)).toEqual([]);
});

test('a licence that ends is an alert for site admins, and for nobody else', async () => {
  const machine = await api.createServiceAccount('alerted');
  const { token } = await api.createToken(machine.id, { durationSeconds: 80 * 86_400 });
  const alerts = async (as: Identity = api.admin) =>
    (await api.ask(as, '{ site { alerts { type message isDismissibleWithKey } } }')).site.alerts;
  const day = 86_400;
  const ends = Math.floor(api.clock.now().getTime() / 1000) + 60 * day;
  const licenseKey = await new SignJWT({ userCount: 10 })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setAudience('gatehouse-license')
    .setExpirationTime(ends)
    .sign(keys.privateKey);
  await configure(api, { licenseKey, 'auth.sessionExpiry': '9000h' });
  const on = new Date(ends * 1000).toISOString().slice(0, 10);

  expect(await alerts()).toEqual([]);
  api.clock.advance(40 * day);
  expect(await alerts()).toEqual([
    { type: 'WARNING', message: `The licence ends on ${on}.`, isDismissibleWithKey: null },
  ]);
  api.clock.advance(21 * day);
  expect(await alerts()).toEqual([
    {
      type: 'ERROR',
      message: `The licence ended on ${on}. Only site admins can sign in, and no person can be created, until it is renewed.`,
      isDismissibleWithKey: null,
    },
  ]);
  expect(await alerts({ token })).toEqual([]);
});

test('a licence key that cannot be verified is refused, and is an alert where it is already stored', async () => {
  const foreign = await generateKeyPair('EdDSA');
  const licenseKey = await new SignJWT({ userCount: 10 })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setAudience('gatehouse-license')
    .setExpirationTime('1y')
    .sign(foreign.privateKey);
  const { site } = await api.ask(api.admin, '{ site { configuration { id } } }');
  const refused = await api.query(
    api.admin,
    'mutation ($lastID: Int!, $input: String!) { updateSiteConfiguration(lastID: $lastID, input: $input) }',
    { lastID: site.configuration.id, input: JSON.stringify({ licenseKey }) },
  );
  const cause = 'the licence key cannot be verified: signature verification failed';
  expect(messageOf(refused)).toBe(`invalid site configuration: licenseKey: ${cause}`);

  await api.database.db.query('INSERT INTO site_configurations (contents, created_at) VALUES ($1, now())', [
    JSON.stringify({ licenseKey }),
  ]);
  await api.services.siteConfiguration.refresh();
  const answer = await api.query(api.admin, 'mutation { createUser(username: "seatless") { user { id } } }');
  expect(messageOf(answer)).toBe(cause);
  expect((await api.ask(api.admin, '{ site { alerts { type message } } }')).site.alerts).toEqual([
    { type: 'ERROR', message: `No person can be created: ${cause}.` },
  ]);
});
