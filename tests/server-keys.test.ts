import { afterAll, beforeAll, expect, test } from 'vitest';
import { unseal } from '../src/auth/sealed-text.js';
import { ConfigError } from '../src/config.js';
import { configOf } from '../src/modules/external-services/external-services.js';
import { secretPurpose } from '../src/modules/outbound-webhooks/outbound-webhooks.js';
import { sealConfiguration } from '../src/modules/site/sealed-configuration.js';
import { messageOf } from './support/access-tokens.js';
import { startTestApi, type TestApi, testKey } from './support/api.js';
import { whoAmI } from './support/raw-request.js';
import { addConnection } from './support/repositories.js';
import { sessionOf, signIn } from './support/sign-in.js';
import { configure } from './support/site-configuration.js';

// Server keys have an order: the first signs, all of them verify. A key is replaced by putting a new one before
// it, and retired by leaving it out later.

const newKey = 'a newer key for tests, forty characters long';

let before: TestApi;
let during: TestApi;
let after: TestApi;
let token: { id: string; token: string };
const cookies: Record<string, string> = {};

const rotate = (api: TestApi) =>
  api.query(
    { token: token.token },
    'mutation ($id: ID!) { rotateAccessToken(token: $id, overlapSeconds: 3600, idempotencyKey: "same") { id token } }',
    { id: token.id },
  );
let successor: Awaited<ReturnType<typeof rotate>>;

const stored = {
  password: 'a password of the mail server',
  clientSecret: 'a secret of a sign-in provider',
  ancient: 'a secret that was stored before secrets were encrypted',
  connection: 'a password for a code host',
  hook: 'a secret that signs what webhooks are told',
};
/** What a server reads of them. */
async function readBy(api: TestApi) {
  const { settings } = api.services.siteConfiguration.current;
  const { db } = api.services;
  const service = await db.prisma.externalService.findFirstOrThrow();
  const hook = await db.prisma.outboundWebhook.findFirstOrThrow();
  return {
    password: settings['email.smtp']?.password,
    clientSecret: settings['auth.providers'][1]?.['clientSecret'],
    connection: new URL(JSON.parse(await configOf(api.services, service)).url).password,
    hook: await unseal(api.services.keys, secretPurpose, hook.sealedSecret),
  };
}
const diffs = async (api: TestApi): Promise<string[]> =>
  (
    await api.ask(
      { cookie: cookies['new key'] as string },
      '{ site { configuration { history(first: 10) { nodes { diff } } } } }',
    )
  ).site.configuration.history.nodes.map(({ diff }: { diff: string }) => diff);

async function storeSecrets(api: TestApi): Promise<void> {
  for (const secret of Object.values(stored)) api.secrets.add(secret);
  await api.database.db.query('INSERT INTO site_configurations (contents, created_at) VALUES ($1, now())', [
    `{ "scim.authToken": "${stored.ancient}" } // of an earlier version`,
  ]);
  await api.services.siteConfiguration.refresh();
  await configure(api, {
    'email.smtp': { host: '127.0.0.1', port: 25, password: stored.password },
    'auth.providers': [{ type: 'builtin' }, { type: 'github', clientSecret: stored.clientSecret }],
  });
  await addConnection(api, {
    url: `https://me:${encodeURIComponent(stored.connection)}@example.com`,
    repos: ['one'],
  });
  await api.ask(
    api.admin,
    `mutation { createOutboundWebhook(input: {
       url: "https://example.com", secret: "${stored.hook}", eventTypes: [{eventType: "user:create"}]
     }) { id } }`,
  );
}

beforeAll(async () => {
  before = await startTestApi();
  await storeSecrets(before);
  const account = await before.createServiceAccount('robot');
  token = await before.createToken(account.id);
  successor = await rotate(before);
  cookies['old key'] = (await signIn(before, 'admin')).cookie;
  during = await startTestApi({ GATEHOUSE_SECRET_KEYS: [newKey, testKey] }, before);
  cookies['new key'] = (await signIn(during, 'admin')).cookie;
  after = await startTestApi({ GATEHOUSE_SECRET_KEYS: [newKey] }, before);
});
afterAll(async () => {
  await after.close();
  await during.close();
  await before.close();
});

test('while both keys are there, sessions of both count', async () => {
  expect(await sessionOf(during, cookies['old key'] ?? '')).toBe('admin');
  expect(await sessionOf(during, cookies['new key'] ?? '')).toBe('admin');
});

test('once the old key is retired, its sessions are over and the others go on', async () => {
  expect(await sessionOf(after, cookies['old key'] ?? '')).toBeUndefined();
  expect(await sessionOf(after, cookies['new key'] ?? '')).toBe('admin');
});

test('what the old key sealed is sealed with the new one as soon as both are there, and what was not sealed, too', async () => {
  const readable = { ...stored, ancient: undefined, connection: encodeURIComponent(stored.connection) };

  expect(await readBy(during)).toEqual(readable);
  expect(await readBy(after)).toEqual(readable);
  const [newest, first, ...older] = await diffs(after);
  expect(await diffs(during)).toEqual([newest, first, ...older]);
  expect(newest).toMatch(/"password":\s?"REDACTED-\w{8}"/);
  expect(first).toMatch(/^\+\{ "scim.authToken": "REDACTED-\w{8}" \} \/\/ of an earlier version$/m);
  const rows = await before.database.db.query<{ contents: string; sealed_with: string }>(
    'SELECT contents, sealed_with FROM site_configurations ORDER BY id',
  );
  expect(rows.map(({ sealed_with }) => sealed_with)).toEqual(rows.map(() => after.services.keys.current.id));
  for (const secret of Object.values(stored)) expect(JSON.stringify(rows)).not.toContain(secret);
  expect(rows[0]?.contents).toMatch(/^\{ "scim.authToken": "sealed:[\w.-]+" \} \/\/ of an earlier version$/);
});

test('a configuration whose key was retired too early is not in force, and is mended by writing the secret anew', async () => {
  const cookie = { cookie: cookies['new key'] as string };
  const write = async (password: string) => {
    const { site } = await after.ask(cookie, '{ site { configuration { id } } }');
    return after.query(
      cookie,
      'mutation ($lastID: Int!, $input: String!) { updateSiteConfiguration(lastID: $lastID, input: $input) }',
      {
        lastID: site.configuration.id,
        input: JSON.stringify({ 'email.smtp': { host: 'mended', port: 25, password } }),
      },
    );
  };
  const [{ contents = '' } = {}] = await before.database.db.query<{ contents: string }>(
    `INSERT INTO site_configurations (contents, created_at) VALUES ($1, now()) RETURNING contents`,
    [
      await sealConfiguration(
        before.services.keys,
        '{ "email.smtp": { "host": "h", "port": 1, "password": "x" } }',
      ),
    ],
  );
  expect(contents).toContain('"password": "sealed:');
  await after.services.siteConfiguration.refresh();

  expect(after.services.siteConfiguration.current.settings['email.smtp']?.host).toBe('127.0.0.1');
  const gone =
    'invalid site configuration: email.smtp.password: the server key that sealed this secret is not in GATEHOUSE_SECRET_KEYS any more: write the secret anew';
  expect(after.services.siteConfiguration.problem).toBe(gone);
  expect(messageOf(await write('REDACTED'))).toBe(gone);
  await write('anew');

  expect(after.services.siteConfiguration.problem).toBeUndefined();
  expect(after.services.siteConfiguration.current.settings['email.smtp']).toMatchObject({
    host: 'mended',
    password: 'anew',
  });
});

test('access tokens need no key: they work before, during and after', async () => {
  for (const api of [before, during, after]) {
    expect((await whoAmI(api.url, { authorization: `Bearer ${token.token}` })).status).toBe(200);
  }
});

test('a rotation is repeated with the key under which it was done, as long as that is there', async () => {
  const again = await rotate(during);
  // Compared as one truth value, so that a failure prints no secret.
  expect(again.data.rotateAccessToken.token === successor.data.rotateAccessToken.token).toBe(true);

  expect(messageOf(await rotate(after))).toBe(
    'the access token was already rotated: rotate its successor, or create a new one',
  );
});

test('a server that lacks the newest key of the database does not start', async () => {
  await expect(startTestApi({ GATEHOUSE_SECRET_KEYS: [testKey] }, before)).rejects.toThrow(ConfigError);
  await expect(startTestApi({ GATEHOUSE_SECRET_KEYS: [testKey] }, before)).rejects.toThrow(
    'was set up with another secret key',
  );
});
