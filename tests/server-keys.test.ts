import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigError } from '../src/config.js';
import { messageOf } from './support/access-tokens.js';
import { startTestApi, type TestApi, testKey } from './support/api.js';
import { whoAmI } from './support/raw-request.js';
import { sessionOf, signIn } from './support/sign-in.js';

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

beforeAll(async () => {
  before = await startTestApi();
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
