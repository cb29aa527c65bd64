import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { anonymous, type ClientInfo } from '../src/auth/caller.js';
import { seal } from '../src/auth/sealed-text.js';
import { serverKeys } from '../src/auth/server-keys.js';
import { maxWrongTokens } from '../src/auth/wrong-token-limit.js';
import { requirePermission } from '../src/authz/policy.js';
import { claimDataDirectory } from '../src/db/data-directory.js';
import { type GitOptions, git, gitEnvironment } from '../src/git/git-process.js';
import { TooManyLargeRequestsError } from '../src/http/large-requests.js';
import { configPurpose, sealedConfig } from '../src/modules/external-services/external-services.js';
import { pagesOf } from '../src/modules/external-services/listed-pages.js';
import { syncTasks } from '../src/modules/external-services/sync.js';
import { mirrorLease } from '../src/modules/mirrors/mirror-state.js';
import { mirrorTasks } from '../src/modules/mirrors/mirror-worker.js';
import { idOf, numberIn } from './support/access-tokens.js';
import { headersOf, type Identity, startTestApi, type TestApi, testPassword } from './support/api.js';
import { unreachableMail } from './support/mail-server.js';
import { asPattern, quoted, readPage, tableRows } from './support/markdown.js';
import { addConnection, repositoryNamed } from './support/repositories.js';
import { createInstallation, failedStart } from './support/server-process.js';
import { configure } from './support/site-configuration.js';
import { hasSsh, programsWithoutSsh, sshKeyPair, startSshHost } from './support/ssh-host.js';

// Every text that docs/troubleshooting.md explains is one that the server gives: each section of the page is provoked.

const page = readPage('docs/troubleshooting.md');
const licenses = await generateKeyPair('EdDSA', { extractable: true });

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({
    LICENSE_PUBLIC_KEY: await exportSPKI(licenses.publicKey),
    MAX_BODY_BYTES: 100_000,
  });
});
afterAll(() => api.close());

/** Texts in the first column of a section that match nothing of what was seen. */
const unseen = (section: string, seen: readonly string[]): string[] =>
  tableRows(page, `## ${section}`)
    .map(([text = '']) => quoted(text).join(', '))
    .filter((text) => !seen.some((one) => asPattern(text).test(one)));

/** What a refusal says: its body, and the description that only the holder of the right secret gets. */
async function refusal(headers: Record<string, string>): Promise<string> {
  const response = await api.fetch('/.api/graphql', {
    method: 'POST',
    headers,
    body: '{"query": "{ currentUser { id } }"}',
  });
  const [, description] =
    /error_description="([^"]*)"/.exec(response.headers.get('www-authenticate') ?? '') ?? [];
  const body = (await response.text()).trim();
  return description ? `${body}, ${description}` : body;
}

const bearer = (token: string) => refusal({ authorization: `Bearer ${token}` });
const sudo = (token: string, user: string) =>
  refusal({ authorization: `token-sudo token="${token}",user="${user}"` });

/** Messages of a request that is to fail. */
async function failure(
  as: Identity,
  query: string,
  variables?: Record<string, unknown>,
  headers?: Record<string, string>,
): Promise<string> {
  const response = await api.fetch('/.api/graphql', {
    method: 'POST',
    headers: { ...headersOf(as), ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { errors } = (await response.json()) as { errors?: { message: string }[] };
  return errors?.map(({ message }) => message).join('; ') ?? 'no error';
}

const post = async (path: string, body: unknown, headers?: Record<string, string>): Promise<string> => {
  const response = await api.fetch(path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(headers && { headers }),
  });
  return (await response.text()).trim();
};

const createToken =
  'mutation ($user: ID!, $note: String!, $scopes: [String!]!, $seconds: Int) { createAccessToken(user: $user, note: $note, scopes: $scopes, durationSeconds: $seconds) { id } }';
const rotate =
  'mutation ($token: ID!, $overlap: Int!, $key: String) { rotateAccessToken(token: $token, overlapSeconds: $overlap, idempotencyKey: $key) { id } }';
const disable = 'mutation ($id: ID!) { disableServiceAccount(serviceAccount: $id) { id } }';
const setSiteAdmin =
  'mutation ($id: ID!, $siteAdmin: Boolean!) { setUserIsSiteAdmin(userID: $id, siteAdmin: $siteAdmin) { alwaysNil } }';

test('every text about a token that does not work is one that the server gives', async () => {
  const [expired, revoked, rotated, disabled, deleted] = await Promise.all(
    ['expired', 'revoked', 'rotated', 'disabled', 'deleted'].map(async (name) => {
      const account = await api.createServiceAccount(`${name}-bot`);
      return { account, ...(await api.createToken(account.id, { durationSeconds: 60 })) };
    }),
  );
  if (!expired || !revoked || !rotated || !disabled || !deleted) throw new Error('not created');
  const other = await api.createUser('former-admin', { siteAdmin: true });
  const sudoScopes = ['user:all', 'site-admin:sudo'];
  const { token: adminSudo } = await api.createToken(api.admin.id, { note: 'sudo', scopes: sudoScopes });
  const { token: formerSudo } = await api.createToken(other.id, { scopes: sudoScopes, as: other });
  const { token: plain } = await api.createToken(api.admin.id, { note: 'plain' });
  await api.ask(api.admin, 'mutation ($id: ID!) { deleteAccessToken(byID: $id) { alwaysNil } }', {
    id: revoked.id,
  });
  await api.ask(api.admin, rotate, { token: rotated.id, overlap: 0 });
  await api.ask(api.admin, disable, { id: disabled.account.id });
  await api.ask(
    api.admin,
    'mutation ($id: ID!) { deleteServiceAccount(serviceAccount: $id) { alwaysNil } }',
    { id: deleted.account.id },
  );
  await api.ask(api.admin, setSiteAdmin, { id: other.id, siteAdmin: false });

  const seen = [
    await bearer(revoked.token),
    await bearer(rotated.token),
    await bearer(disabled.token),
    await bearer(deleted.token),
    await bearer('sgp_0123456789abcdef'),
    await sudo(plain, 'admin'),
    await sudo(formerSudo, 'admin'),
    await sudo(adminSudo, 'expired-bot'),
    await refusal({ authorization: 'Bearer' }),
    await refusal({}),
  ];
  api.clock.advance(60);
  seen.push(await bearer(expired.token));
  await configure(api, { 'auth.accessTokens': { allow: 'none' } });
  seen.push(await bearer(plain));
  await configure(api, {});
  for (let count = 0; count < maxWrongTokens; count += 1) await bearer('sgp_0123456789abcdef');
  seen.push(await bearer('sgp_0123456789abcdef'));
  api.clock.advance(60);

  expect(unseen('A token does not work', seen)).toEqual([]);
});

test('every text about a session that does not work is one that the server gives', async () => {
  const person = await api.createUser('locked-out');
  const signIn = { email: person.username, password: 'not the password' };
  const resetTo = (password: string) => post('/-/reset-password-code', { userID: 1, code: 'x', password });
  const seen = [
    await refusal({ cookie: api.admin.cookie }),
    await post('/-/sign-in', signIn),
    await post('/-/sign-in', signIn, { origin: 'https://elsewhere.example.com' }),
    await post('/-/sign-in', 'no JSON'),
    await post('/-/reset-password-init', { email: 'x@example.com' }),
    await post('/-/unlock-account', { token: 'x' }),
    await post('/-/site-init', { username: 'x', email: 'x@example.com', password: testPassword }),
    await resetTo('short'),
    await resetTo('password1234'),
    await resetTo(testPassword),
  ];
  for (let tries = 0; tries < 5; tries += 1) seen.push(await post('/-/sign-in', signIn));
  const signUp = (fields: object) =>
    post('/-/sign-up', { username: 'new', email: 'new@example.com', password: testPassword, ...fields });
  seen.push(await signUp({}));
  await configure(api, { ...unreachableMail, 'auth.providers': [{ type: 'builtin', allowSignup: true }] });
  seen.push(
    await signUp({ username: 'admin' }),
    await signUp({ email: 'admin@example.com' }),
    await signUp({ email: `${'x'.repeat(320)}@example.com` }),
  );
  for (let tries = 0; tries < 18; tries += 1) seen.push(await signUp({ username: '' }));
  for (let tries = 0; tries < 21; tries += 1) {
    seen.push(await post('/-/reset-password-init', { email: 'nobody@example.com' }));
  }
  await configure(api, {});

  expect(unseen('A session does not work', seen)).toEqual([]);
});

test('every text about a webhook is one that the server gives', async () => {
  const create = (input: object) =>
    failure(
      api.admin,
      'mutation ($input: OutboundWebhookCreateInput!) { createOutboundWebhook(input: $input) { id } }',
      {
        input: {
          url: 'https://example.com/',
          secret: 'x',
          eventTypes: [{ eventType: 'user:create' }],
          ...input,
        },
      },
    );
  const seen = [
    await create({ url: 'nowhere' }),
    await create({ url: 'http://example.com' }),
    await create({ url: 'https://me@example.com' }),
    await create({ url: `https://example.com/${'x'.repeat(2000)}` }),
    await create({ url: 'https://127.0.0.1' }),
    await create({ secret: '' }),
    await create({ eventTypes: [] }),
    await create({ eventTypes: [{ eventType: 'user:dance' }] }),
    await create({ eventTypes: [{ eventType: 'user:create', scope: '1' }] }),
    await failure(api.admin, 'mutation ($id: ID!) { deleteOutboundWebhook(id: $id) { alwaysNil } }', {
      id: idOf('OutboundWebhook', 9999),
    }),
  ];
  await api.database.db.query(
    `INSERT INTO outbound_webhooks (url, sealed_secret, event_types, created_at, updated_at)
     SELECT 'https://example.com', '', '{none}', now(), now() FROM generate_series(1, 100)`,
  );
  seen.push(await create({}));
  await api.database.db.query('DELETE FROM outbound_webhooks');

  expect(unseen('A webhook does not work', seen)).toEqual([]);
});

test('every text about asking for an account is one that the server gives', async () => {
  const applicant = { name: 'Nobody', email: 'nobody@example.com' };
  const apply = (fields: object) => post('/-/request-access', { ...applicant, ...fields });
  const seen = [
    await apply({ name: ' ' }),
    await apply({ email: 'nobody' }),
    await apply({ additionalInfo: 'x'.repeat(2001) }),
    await failure(
      api.admin,
      'mutation ($id: ID!) { setAccessRequestStatus(id: $id, status: REJECTED) { alwaysNil } }',
      { id: idOf('AccessRequest', 9999) },
    ),
  ];
  await api.database.db.query(
    `INSERT INTO access_requests (name, email, created_at, updated_at)
     SELECT 'waiting', n || '@waiting.example.com', now(), now() FROM generate_series(1, 1000) n`,
  );
  for (let tries = 3; tries <= 20; tries += 1) seen.push(await apply({}));
  await configure(api, { 'auth.providers': [{ type: 'builtin', allowSignup: true }] });
  seen.push(await apply({}));
  await configure(api, { 'auth.accessRequest': { enabled: false } });
  seen.push(await apply({}));
  await configure(api, {});

  expect(unseen('Nobody can ask for an account', seen)).toEqual([]);
});

test('every text about what an account may not do is one that the server gives', async () => {
  const account = await api.createServiceAccount('refused-bot');
  const { token } = await api.createToken(account.id);
  const own = { id: api.admin.id, siteAdmin: false };
  const person = await api.createUser('refused-person');
  await configure(api, { 'auth.public': true });

  const seen = [
    await failure({ token }, '{ roles { totalCount } }'),
    await failure(undefined, '{ users { totalCount } }'),
    await failure({ token }, '{ user(username: "admin") { siteAdmin } }'),
    await failure({ token }, createToken, {
      user: api.admin.id,
      note: 'x',
      scopes: ['user:all'],
      seconds: 60,
    }),
    await failure({ token }, 'mutation { createPassword(newPassword: "x") { alwaysNil } }'),
    await failure(api.admin, setSiteAdmin, { id: account.id, siteAdmin: true }),
    await failure(
      { cookie: person.cookie },
      'mutation ($id: ID!) { updateUser(user: $id, username: "x") { id } }',
      person,
    ),
    await failure(api.admin, setSiteAdmin, own),
    await failure(api.admin, 'mutation { reloadSite { alwaysNil } }'),
    await failure(api.admin, 'mutation ($id: ID!) { deleteUser(user: $id) { alwaysNil } }', own),
    // No field asks for a permission yet; this is what the first one will say.
    thrownBy(() =>
      requirePermission(
        {
          kind: 'SERVICE_ACCOUNT',
          id: 1,
          username: 'refused-bot',
          siteAdmin: false,
          account: {} as never,
          permissions: new Set(),
          credential: { via: 'token', tokenId: 1, note: '', scopes: [] },
        },
        'BATCH_CHANGES#READ',
      ),
    ),
  ];
  await configure(api, {});

  expect(unseen('The account may not do this', seen)).toEqual([]);
});

function thrownBy(act: () => unknown): string {
  try {
    act();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

test('every text about an account that cannot be made or found is one that the server gives', async () => {
  const create = (input: object) =>
    failure(
      api.admin,
      'mutation ($input: CreateServiceAccountInput!) { createServiceAccount(input: $input) { id } }',
      { input },
    );
  const createUser = (name: string, email?: string) =>
    failure(
      api.admin,
      'mutation ($name: String!, $email: String) { createUser(username: $name, email: $email, isServiceAccount: true) { user { id } } }',
      { name, email },
    );
  const account = await api.createServiceAccount('taken-bot');

  const seen = [
    await failure(api.admin, disable, { id: api.admin.id }),
    await failure(api.admin, 'query ($id: ID!) { node(id: $id) { id } }', {
      id: Buffer.from('User:9999').toString('base64'),
    }),
    await create({ name: account.name.toUpperCase() }),
    await create({ name: 'no blanks' }),
    await create({ name: 'owned-bot', owner: account.id }),
    await createUser(account.name),
    await createUser('mailed-bot', 'bot@example.com'),
  ];

  expect(unseen('A service account cannot be made or found', seen)).toEqual([]);
});

test('every text about a person or an address that cannot be changed is one that the server gives', async () => {
  const { id } = await api.createUser('changing');
  const email = (field: string, address: string, more = '') =>
    failure(
      api.admin,
      `mutation ($id: ID!, $email: String!) { ${field}(user: $id, email: $email${more}) { alwaysNil } }`,
      { id, email: address },
    );
  const update = (change: string) =>
    failure(api.admin, `mutation ($id: ID!) { updateUser(user: $id, ${change}) { id } }`, { id });

  const seen = [
    await update('username: "admin"'),
    await update('avatarURL: "ftp://example.com"'),
    await email('addUserEmail', 'admin@example.com'),
    await email('addUserEmail', 'changing@example.com'),
    await email('addUserEmail', 'changing'),
    await email('addUserEmail', 'changing@example.org'),
    await email('setUserEmailPrimary', 'changing@example.org'),
    await email('removeUserEmail', 'changing@example.com'),
    await email('setUserEmailVerified', 'nowhere@example.com', ', verified: true'),
  ];
  seen.push(await email('resendVerificationEmail', 'changing@example.org'));
  await configure(api, unreachableMail);
  await email('resendVerificationEmail', 'changing@example.org');
  seen.push(await email('resendVerificationEmail', 'changing@example.org'));
  for (let count = 0; count < 31; count += 1) {
    seen.push(await email('addUserEmail', 'flood@example.org'));
    await email('removeUserEmail', 'flood@example.org');
  }
  await configure(api, {});
  const page = await api.fetch('/-/verify-email?token=x', { headers: { cookie: api.admin.cookie } });
  seen.push(/<p>(This link[^<]*)<\/p>/.exec(await page.text())?.[1] ?? '');
  for (let count = 3; count <= 26; count += 1) {
    seen.push(await email('addUserEmail', `changing-${count}@example.com`));
  }

  expect(unseen('A person or an address cannot be changed', seen)).toEqual([]);
});

test('every text about an invitation that does not work is one that the server gives', async () => {
  const guest = await api.createUser('guest');
  const { createOrganization: organization } = await api.ask(
    api.admin,
    'mutation { createOrganization(name: "inviting") { id } }',
  );
  const invite = async (username = 'guest'): Promise<string> => {
    const invited =
      'mutation ($id: ID!, $username: String!) { inviteUserToOrganization(organization: $id, username: $username) { invitationURL } }';
    const { inviteUserToOrganization } = await api.ask(api.admin, invited, { id: organization.id, username });
    const token = inviteUserToOrganization.invitationURL.split('/').at(-1);
    const find = 'query ($token: String!) { invitationByToken(token: $token) { id } }';
    return (await api.ask(guest, find, { token })).invitationByToken.id;
  };
  const answer = (id: string, as: Identity = guest) =>
    failure(
      as,
      'mutation ($id: ID!) { respondToOrganizationInvitation(organizationInvitation: $id, responseType: REJECT) { alwaysNil } }',
      { id },
    );

  const replaced = await invite();
  const answered = await invite();
  const seen = [
    await failure(guest, '{ invitationByToken(token: "none") { id } }'),
    await failure(
      api.admin,
      'mutation ($id: ID!) { inviteUserToOrganization(organization: $id, username: "admin") { invitationURL } }',
      { id: organization.id },
    ),
    await answer(answered, api.admin),
    await answer(answered),
    await answer(answered),
    await answer(replaced),
  ];
  const expired = await invite();
  api.clock.advance(49 * 3600);
  seen.push(await answer(expired));

  expect(unseen('An invitation does not work', seen)).toEqual([]);
});

test('every text about linking a person with another service is one that the server gives', async () => {
  const one = await api.createUser('linked-one');
  const other = await api.createUser('linked-other');
  const link = (user: string, more: object) =>
    failure(
      api.admin,
      `mutation ($user: ID!, $serviceType: String!, $serviceID: String!, $accountID: String!, $accountData: JSONValue) {
         linkExternalAccount(user: $user, serviceType: $serviceType, serviceID: $serviceID, accountID: $accountID, accountData: $accountData) { id } }`,
      { user, serviceType: 'github', serviceID: 'https://github.com/', accountID: 'taken', ...more },
    );
  const externalAccount = Buffer.from('ExternalAccount:9999').toString('base64');

  const seen = [
    await failure(
      api.admin,
      'mutation { addExternalAccount(serviceType: "gerrit", serviceID: "x", accountDetails: "{}") { alwaysNil } }',
    ),
    await failure(
      api.admin,
      'mutation ($externalAccount: ID!) { deleteExternalAccount(externalAccount: $externalAccount) { alwaysNil } }',
      { externalAccount },
    ),
    await link(one.id, {}),
    await link(other.id, {}),
    await link(one.id, { serviceType: 'git hub' }),
    await link(one.id, { serviceID: '' }),
    await link(one.id, { accountID: 'x'.repeat(1001) }),
    await link(one.id, { accountData: 'text' }),
  ];

  expect(unseen('A person cannot be linked with another service', seen)).toEqual([]);
});

test('every text about a token that cannot be made is one that the server gives', async () => {
  const account = await api.createServiceAccount('token-bot');
  const stopped = await api.createServiceAccount('stopped-bot');
  await api.ask(api.admin, disable, { id: stopped.id });
  const { token } = await api.createToken(account.id, { note: 'first' });
  const short = await api.createToken(account.id, { note: 'short', durationSeconds: 60 });
  const rotated = await api.createToken(account.id, { note: 'rotated' });
  await api.ask(api.admin, rotate, { token: rotated.id, overlap: 60, key: 'a' });
  const create = (request: { user?: string; note?: string; scopes?: string[]; seconds?: number | null }) =>
    failure(api.admin, createToken, {
      ...{ user: account.id, note: 'another', scopes: ['user:all'], seconds: 60 },
      ...request,
    });

  const seen = [
    await create({ note: 'first' }),
    await create({ note: ' ' }),
    await create({ seconds: null }),
    await create({ seconds: 0 }),
    await create({ seconds: 91 * 86_400 }),
    await create({ scopes: [] }),
    await create({ scopes: ['user:some'] }),
    await create({ scopes: ['user:all', 'site-admin:sudo'] }),
    await create({ user: stopped.id }),
    await failure(api.admin, rotate, { token: rotated.id, overlap: 60, key: 'b' }),
    await failure(api.admin, rotate, { token: rotated.id, overlap: 0, key: 'a' }),
    await failure(api.admin, 'mutation { deleteAccessToken(byID: "QWNjZXNzVG9rZW46OTk5") { alwaysNil } }'),
  ];
  api.clock.advance(60);
  seen.push(await failure(api.admin, rotate, { token: short.id, overlap: 0 }));
  await configure(api, { 'auth.accessTokens': { maxTokensPerUser: 1 } });
  seen.push(await create({}));
  await configure(api, { 'auth.accessTokens': { allow: 'site-admin-create' } });
  seen.push(
    await failure({ token }, createToken, { user: account.id, note: 'x', scopes: ['user:all'], seconds: 60 }),
  );
  await configure(api, {});

  expect(unseen('A token cannot be made', seen)).toEqual([]);
});

test('every text about the licence is one that the server gives', async () => {
  const seconds = Math.trunc(api.clock.now().getTime() / 1000);
  const license = (expires: number) =>
    new SignJWT({ userCount: 1 })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setAudience('gatehouse-license')
      .setExpirationTime(expires)
      .sign(licenses.privateKey);
  const createPerson = () =>
    failure(
      api.admin,
      'mutation { createUser(username: "one-more", email: "one@example.com") { user { id } } }',
    );

  const person = await api.createUser('unlicensed');
  await configure(api, { licenseKey: await license(seconds + 3600) });
  const seen = [await createPerson()];
  await configure(api, { licenseKey: await license(seconds - 3600) });
  seen.push(
    await createPerson(),
    await post('/-/sign-in', { email: person.username, password: testPassword }),
    await failure(
      api.admin,
      'mutation ($id: ID!) { setUserIsSiteAdmin(userID: $id, siteAdmin: true) { alwaysNil } }',
      { id: person.id },
    ),
  );
  await configure(api, { licenseKey: '' });

  expect(unseen('The licence is in the way', seen)).toEqual([]);
});

test('every text about a repository that is missing is one that the server gives', async () => {
  const add =
    'mutation ($kind: ExternalServiceKind!, $config: String!) { addExternalService(input: { kind: $kind, displayName: "git", config: $config }) { id } }';
  const metadata = async (verb: string) => {
    const { id } = await repositoryNamed(api, 'git.example.org/metadata');
    return failure(
      api.admin,
      `mutation ($id: ID!) { ${verb}RepoMetadata(repo: $id, key: "key") { alwaysNil } }`,
      { id },
    );
  };
  const owners = (verb: string, repoName: string | null, fileContents = '* @team') =>
    failure(
      api.admin,
      `mutation ($input: CodeownersFileInput!) { ${verb}CodeownersFile(input: $input) { id } }`,
      { input: { repoName, fileContents } },
    );
  const owned = 'git.example.org/metadata';
  await addConnection(api, { url: 'https://git.example.org', repos: ['metadata'] });
  const missing = (kind: string) => Buffer.from(`${kind}:999`).toString('base64');

  const seen = [
    await failure(api.admin, `{ node(id: "${missing('Repository')}") { id } }`),
    await metadata('update'),
    await metadata('add'),
    await metadata('add'),
    await owners('add', 'git.example.org/none'),
    await owners('update', owned),
    await owners('update', owned, '\u0001'),
    await owners('add', null),
    await failure(
      api.admin,
      `mutation { deleteCodeownersFiles(repositories: [{ repoName: "${owned}" }]) { alwaysNil } }`,
    ),
    await owners('add', owned),
    await owners('add', owned),
    await failure(api.admin, add, { kind: 'OTHER', config: '{}' }),
    await failure(api.admin, add, {
      kind: 'OTHER',
      config: '{ "url": "https://robot:REDACTED@git.example.org", "repos": ["a"] }',
    }),
    await failure(api.admin, add, {
      kind: 'GITHUB',
      config: '{ "url": "https://github.com", "authorization": {} }',
    }),
    await failure(api.admin, add, { kind: 'GERRIT', config: '{}' }),
    await failure(api.admin, `{ node(id: "${missing('ExternalService')}") { id } }`),
    await failure(api.admin, '{ repositories { nodes { id } } }'),
    await failure(
      api.admin,
      '{ repositories(first: 1, orderBy: SIZE, after: "bmFtZTphQDE=") { nodes { id } } }',
    ),
  ];

  expect(unseen('A repository is missing', seen)).toEqual([]);
});

test('every text about a repository that cannot be granted is one that the server gives', async () => {
  await addConnection(api, { url: 'https://git.example.org', repos: ['granted'] });
  const { id: repository } = await repositoryNamed(api, 'git.example.org/granted');
  const mapped = { enabled: true, bindID: 'username' };
  await configure(api, { 'permissions.userMapping': mapped });
  const past = '2000-01-01T00:00:00Z';
  const add = (permission: object, more: object = {}) =>
    failure(
      api.admin,
      `mutation ($userID: ID!, $permission: RepositoryPermissionInput!, $expiresAt: DateTime) {
         addRepositoryPermissionForUser(userID: $userID, permission: $permission, expiresAt: $expiresAt) { alwaysNil } }`,
      { userID: api.admin.id, permission, ...more },
    );
  const addFor = (bindID: string) =>
    failure(
      api.admin,
      'mutation ($bindID: String!, $repository: ID!) { addRepositoryPermissionForBindID(bindID: $bindID, repository: $repository) { alwaysNil } }',
      { bindID, repository },
    );
  const replace = (repositories: readonly string[], idempotencyKey?: string) =>
    failure(
      api.admin,
      'mutation ($batch: [RepositoryPermissionsInput!]!, $idempotencyKey: String) { replaceRepositoryPermissions(batch: $batch, idempotencyKey: $idempotencyKey) { error } }',
      { batch: repositories.map((id) => ({ repository: id, bindIDs: [] })), idempotencyKey },
    );
  const rules = (given: object, bindID = 'admin') =>
    failure(
      api.admin,
      'mutation ($repository: ID!, $users: [UserSubRepoPermission!]!) { setSubRepositoryPermissionsForUsers(repository: $repository, userPermissions: $users) { alwaysNil } }',
      { repository, users: [{ bindID, ...given }] },
    );
  const missing = idOf('Repository', 9999);

  const seen = [
    await rules({ paths: ['/**'] }, 'nobody'),
    await add({ repository: missing }),
    await addFor(' '),
    await addFor('x'.repeat(321)),
    await replace(Array.from({ length: 1001 }, () => missing)),
    await replace([repository, repository]),
    await replace([repository], 'key'),
    await replace([], 'key'),
    await add({}),
    await add({ wildcard: true }, { expiresAt: past }),
    await add({ repository }, { expiresAt: past }),
    await rules({ pathIncludes: ['/**'] }),
    await rules({ paths: Array.from({ length: 1001 }, () => '/**') }),
    await rules({ paths: ['/[a'] }),
  ];
  await configure(api, { 'permissions.userMapping': { ...mapped, enabled: false } });
  seen.push(await addFor('admin'));
  await configure(api, {});

  expect(unseen('A repository cannot be granted', seen)).toEqual([]);
});

async function whileNobodyMayWait<Result>(work: () => Promise<Result>): Promise<Result> {
  const { largeRequests } = api.services;
  const context = { caller: anonymous, client: { ip: '192.0.2.1' } as ClientInfo };
  vi.spyOn(largeRequests, 'place').mockImplementationOnce(() => ({
    ...largeRequests.place(context),
    take: () => Promise.reject(new TooManyLargeRequestsError()),
  }));
  return work();
}

test.skipIf(!hasSsh)(
  'every text about a repository that is not copied is one that the server gives',
  async () => {
    const { DATA_DIR } = api.services.config;
    const key = sshKeyPair();
    const ssh = await startSshHost('/nonexistent', key.public);
    const web = createHttpServer(({ url = '' }, response) => {
      if (url.startsWith('/elsewhere')) response.setHeader('location', 'https://elsewhere.example.org/x');
      response.writeHead(url.startsWith('/closed') ? 401 : url.startsWith('/elsewhere') ? 301 : 404).end();
    }).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const silentUrl = `ssh://git@127.0.0.1:${(silent.address() as AddressInfo).port}/x`;
    const env = gitEnvironment({ url: silentUrl, use: {}, knownHosts: '/none' });
    const command = env['GIT_SSH_COMMAND']?.replace('ConnectTimeout=20', 'ConnectTimeout=1') ?? '';
    const http = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
    const onlyHttps = await startTestApi({ GIT_PROTOCOLS: ['https'] }, api);
    const programs = await programsWithoutSsh();
    const knowHosts = (lines: string) => writeFile(join(DATA_DIR, 'known_hosts'), lines);
    const remove = (id: string) =>
      api.ask(
        api.admin,
        'mutation ($id: ID!) { deleteExternalService(externalService: $id) { alwaysNil } }',
        {
          id,
        },
      );
    /** What is in the way of a connection with one repository, after something was done to it. */
    const problem = async (
      config: { url: string; gitSSHCredential?: string },
      {
        via = api,
        spoil,
      }: { via?: TestApi; spoil?: (id: { service: number; repository: number }) => unknown } = {},
    ): Promise<string> => {
      const connection = await addConnection(api, {
        repos: ['copied'],
        repositoryPathPattern: '{repo}',
        ...config,
      });
      const { id } = await repositoryNamed(api, 'copied');
      await spoil?.({ service: numberIn(connection.id), repository: numberIn(id) });
      const { checkMirrorRepositoryConnection } = await via.ask(
        via.admin,
        'mutation ($id: ID!) { checkMirrorRepositoryConnection(repository: $id) { error } }',
        { id },
      );
      await remove(connection.id);
      return checkMirrorRepositoryConnection.error;
    };
    /** Why the copy itself fails. */
    const failedCopy = async (): Promise<string> => {
      const connection = await addConnection(api, {
        url: http,
        repos: ['disk'],
        repositoryPathPattern: '{repo}',
      });
      const { id } = await repositoryNamed(api, 'disk');
      await mkdir(join(DATA_DIR, 'repositories'), { recursive: true });
      await writeFile(join(DATA_DIR, 'repositories', String(numberIn(id))), 'in the way');
      const tasks = await mirrorTasks(api.services).due(1000);
      await tasks.find(({ name }) => name === mirrorLease(numberIn(id)))?.run(new AbortController().signal);
      const { node } = await api.ask(
        api.admin,
        'query ($id: ID!) { node(id: $id) { ... on Repository { mirrorInfo { lastError } } } }',
        { id },
      );
      await remove(connection.id);
      return node.mirrorInfo.lastError;
    };
    const store = (sealed: Promise<string>) => async (id: { service: number }) =>
      api.database.db.query('UPDATE external_services SET sealed_config = $2 WHERE id = $1', [
        id.service,
        await sealed,
      ]);
    const run = (args: string[], options: GitOptions = {}) =>
      git(args, options).then(
        () => 'no error',
        (error: Error) => error.message,
      );
    const withKey = { url: ssh.url, gitSSHCredential: key.private };

    await knowHosts('');
    const seen = [await problem(withKey)];
    await knowHosts(ssh.known.replace(/\S+$/m, sshKeyPair().public.split(' ')[1] ?? ''));
    seen.push(await problem(withKey));
    await knowHosts(ssh.known);
    seen.push(
      await problem({ url: ssh.url }),
      await problem({
        url: ssh.url,
        gitSSHCredential: '-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----',
      }),
      await problem({ url: 'ssh://git@127.0.0.1:1' }),
      await problem({ url: 'ssh://git@nowhere.invalid' }),
      await run(['ls-remote', `${ssh.url}/x`], {
        env: { ...gitEnvironment({ url: ssh.url, use: {}, knownHosts: '/none' }), PATH: programs.path },
      }),
      await run(['ls-remote', silentUrl], { env: { ...env, GIT_SSH_COMMAND: command } }),
      await problem({ ...withKey, url: `${ssh.url}/it's` }),
      await problem({ url: 'file:///nowhere' }),
      await problem({ url: http }),
      await problem({ url: `${http}/closed` }),
      await problem({ url: `${http.replace('//', '//robot:secret@')}/elsewhere` }),
      await problem({ url: 'http://127.0.0.1:1' }),
      await problem({ url: 'file:///nowhere' }, { via: onlyHttps }),
      await run(['hash-object', '--stdin'], { input: new Readable({ read() {} }), timeoutSeconds: 0 }),
      await run(['version'], { maxBytes: 1 }),
      await run(['config', '--get', 'no.such']),
      await run(['version'], { env: { PATH: '/nonexistent' } }),
      await problem(
        { url: http },
        {
          spoil: ({ repository }) =>
            api.database.db.query('DELETE FROM external_service_repositories WHERE repository_id = $1', [
              repository,
            ]),
        },
      ),
      await problem({ url: http }, { spoil: store(sealedConfig(api.services, '{}')) }),
      await problem({ url: http }, { spoil: store(seal(serverKeys(['o'.repeat(40)]), configPurpose, '{}')) }),
      await failedCopy(),
    );
    await onlyHttps.close();
    await ssh.close();
    await programs.remove();
    web.close();
    silent.close();

    expect(unseen('A repository is not copied', seen)).toEqual([]);
  },
);

test('every text about a code host that cannot be listed is one that the server gives', async () => {
  const { signal } = new AbortController();
  let answer: (response: ServerResponse) => unknown = () => {};
  const host = createHttpServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
  await once(host, 'listening');
  const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  const lastProblem = async (id: string): Promise<string> => {
    for (const task of await syncTasks(api.services).due(10)) await task.run(signal);
    const { node } = await api.ask(
      api.admin,
      'query ($id: ID!) { node(id: $id) { ... on ExternalService { lastSyncError syncJobs(first: 2) { nodes { failureMessage } } } } }',
      { id },
    );
    await api.ask(
      api.admin,
      'mutation ($id: ID!) { deleteExternalService(externalService: $id) { alwaysNil } }',
      {
        id,
      },
    );
    const [last, before] = node.syncJobs.nodes;
    return before?.failureMessage ?? node.lastSyncError ?? last.failureMessage;
  };
  const connect = async (config: object = { orgs: ['team'] }, kind = 'GITHUB'): Promise<string> => {
    const { addExternalService } = await api.ask(
      api.admin,
      'mutation ($kind: ExternalServiceKind!, $config: String!) { addExternalService(input: { kind: $kind, displayName: "host", config: $config }) { id } }',
      { kind, config: JSON.stringify({ url, ...config }) },
    );
    return addExternalService.id;
  };
  /** What is said of a host that answers so. */
  const problem = async (how: typeof answer, ...connection: Parameters<typeof connect>): Promise<string> => {
    answer = how;
    return lastProblem(await connect(...connection));
  };
  const ok =
    (body: string, headers = {}) =>
    (response: ServerResponse) =>
      response.writeHead(200, headers).end(body);
  const status =
    (code: number, headers = {}) =>
    (response: ServerResponse) =>
      response.writeHead(code, headers).end();

  const tooMany = async (): Promise<string> => {
    answer = ok(`[${'0,'.repeat(200_000)}0]`);
    const row = { path: 'x', cloneUrl: '', externalId: '1', isPrivate: true };
    const pages = pagesOf({ base: new URL(url), headers: {} }, '/', () => row);
    return pages.next().then(
      () => 'no error',
      (error: Error) => error.message,
    );
  };

  const seen = [
    await problem(status(429, { 'retry-after': '600' })),
    await problem(status(401)),
    await problem(status(403)),
    await problem(status(404)),
    await problem(status(502)),
    await problem(ok('<html>')),
    await problem(ok('{}')),
    await problem(ok(' '.repeat(32 * 1024 * 1024 + 1))),
    await problem((response) => response.destroy()),
    await problem(ok('[]'), { projectQuery: ['projects/../../../x'] }, 'GITLAB'),
    await problem(ok('[]', { link: '<http://[>; rel="next"' })),
    await problem(ok('[]', { link: '<http://127.0.0.1:1/>; rel="next"' })),
    await problem(ok('{}'), { repos: ['team/app'] }),
    await problem(ok('[]', { link: `<${url}/api/v3/orgs/team/repos?per_page=100>; rel="next"` })),
    await problem(ok('{"items": [], "incomplete_results": true}'), { repositoryQuery: ['x'] }),
    await problem(ok('{"items": [], "total_count": 1001}'), { repositoryQuery: ['x'] }),
    await problem(ok('[{}]')),
    await problem(status(301, { location: 'https://elsewhere.example.org/x' })),
    await problem(async (response) => {
      await api.database.db.query('UPDATE external_services SET unrestricted = NOT unrestricted');
      response.end('[]');
    }),
    await tooMany(),
  ];
  const patience = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
  seen.push(await problem(() => {}));
  patience.mockRestore();
  answer = ok('[]');
  const interrupted = await connect();
  await api.database.db.query(
    `INSERT INTO external_service_sync_jobs (external_service_id, state, queued_at) VALUES ($1, 'PROCESSING', now())`,
    [numberIn(interrupted)],
  );
  seen.push(await lastProblem(interrupted));
  host.close();

  expect(unseen('A code host cannot be listed', seen)).toEqual([]);
});

test('every text about a request that is refused is one that the server gives', async () => {
  const send = (body: string, headers?: Record<string, string>) =>
    post('/.api/graphql', body, { ...headersOf(api.admin), ...headers });
  const aliases = Array.from({ length: 501 }, (_, index) => `a${index}: __typename`).join(' ');
  vi.spyOn(api.services.license, 'read').mockRejectedValueOnce(new Error('a fault'));

  const seen = [
    await failure(api.admin, '{ site { productSubscription { productNameWithBrand } } }'),
    (await failure(api.admin, `{ ${aliases} }`)).split('; ')[0] ?? '',
    await failure(
      api.admin,
      `query ($name: String!) { ${Array.from({ length: 100 }, (_, n) => `a${n}: user(username: $name) { id }`).join(' ')} }`,
      { name: 'n'.repeat(2000) },
    ),
    await failure(api.admin, `{ users(first: 1, query: "${'n'.repeat(1001)}") { totalCount } }`),
    await failure(api.admin, `{ auditEvents(filter: { action: "${'n'.repeat(1001)}" }) { totalCount } }`),
    await failure(api.admin, 'mutation { updateSiteConfiguration(lastID: 99999, input: "{}") }'),
    await send(' '.repeat(200_000)),
    await whileNobodyMayWait(() => send(' '.repeat(70_000))),
    await send('not gzip', { 'content-encoding': 'gzip' }),
    await send('{}', { 'content-encoding': 'br' }),
    JSON.parse(await send('[]')).errors[0].message,
    (await (await api.fetch('/.api/audit-log?outcome=bad', { headers: headersOf(api.admin) })).text()).trim(),
  ];

  expect(unseen('A request is refused before it runs', seen)).toEqual([]);
});

test('every line of a server that does not start is one that it writes, with a status other than 0', async () => {
  const installation = await createInstallation();
  const { directory, env } = installation;
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => taken.once('listening', listening));
  const { port } = taken.address() as { port: number };
  const release = await claimDataDirectory(`${directory}/claimed`);
  const admin: Record<string, string> = {
    GATEHOUSE_ADMIN_USERNAME: 'admin',
    GATEHOUSE_ADMIN_EMAIL: 'admin@example.com',
  };

  const failures = await Promise.all(
    [
      { GATEHOUSE_SECRET_KEYS: 'short' },
      { PORT: 'http' },
      admin,
      { DATABASE_URL: 'mysql://localhost/gatehouse' },
      { DATABASE_URL: 'postgresql://127.0.0.1:1/gatehouse' },
      { DATA_DIR: `${directory}/claimed` },
    ].map((settings) => failedStart({ DATA_DIR: directory, ...settings })),
  );
  failures.push(await failedStart({ ...env, PORT: String(port) }));
  failures.push(await failedStart({ ...env, GATEHOUSE_SECRET_KEYS: 'x'.repeat(32) }));
  failures.push(await failedStart({ ...env, ...admin, GATEHOUSE_ADMIN_PASSWORD: 'short' }));
  await installation.execute(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '29990101000000_later', now())`,
  );
  failures.push(await failedStart(env));
  await release();
  taken.close();
  await installation.remove();

  expect(failures.filter(({ status }) => status === 0)).toEqual([]);
  expect(
    unseen(
      'The server does not start',
      failures.map(({ output }) => output.trim()),
    ),
  ).toEqual([]);
}, 180_000);
