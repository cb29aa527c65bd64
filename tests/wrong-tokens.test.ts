import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatToken, newSecret } from '../src/auth/token-secret.js';
import { maxWrongTokens, periodSeconds } from '../src/auth/wrong-token-limit.js';
import { startTestApi, type TestApi } from './support/api.js';

// Guessing tokens from one address comes to an end before the database is asked, and hurts nobody beside it.

const guesser = '192.0.2.1';
let api: TestApi;
let working: string;
beforeAll(async () => {
  api = await startTestApi({ TRUSTED_PROXIES: 1 });
  working = (await api.createToken((await api.createServiceAccount('working')).id)).token;
});
afterAll(() => api.close());

const send = (token: string, from = guesser) =>
  api.fetch('/.api/graphql', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': from },
    body: '{"query":"{ currentUser { username } }"}',
  });
const guess = () => formatToken(api.services.instance.tokenInstance, newSecret());

test('after too many wrong tokens an address waits, and the database is not asked about its guesses', async () => {
  expect((await send(working)).status).toBe(200);
  for (let count = 0; count < maxWrongTokens; count += 1) expect((await send(guess())).status).toBe(401);
  const before = await api.events({ action: 'invalid' });
  api.clock.advance(10);

  const refused = await send(guess());

  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe(String(periodSeconds - 10));
  expect(await refused.text()).toBe('Too many wrong access tokens from this address. Try again later.\n');
  expect(await api.events({ action: 'invalid' })).toHaveLength(before.length);
});

test('tokens that have worked keep working from that address, and every token from others', async () => {
  const fresh = (await api.createToken((await api.createServiceAccount('fresh')).id)).token;

  expect((await send(working)).status).toBe(200);
  expect((await send(fresh, '192.0.2.2')).status).toBe(200);
  expect((await send(fresh)).status).toBe(200);
});

test('a token that worked and was revoked is refused like any other', async () => {
  const { id, token } = await api.createToken((await api.createServiceAccount('revoked')).id);
  expect((await send(token, '192.0.2.3')).status).toBe(200);
  await api.ask(api.admin, 'mutation ($id: ID!) { deleteAccessToken(byID: $id) { alwaysNil } }', { id });

  expect((await send(token)).status).toBe(401);
});

test('one event tells of the wait, however many guesses follow', async () => {
  for (let count = 0; count < 20; count += 1) expect((await send(guess())).status).toBe(429);

  expect(await api.events({ entity: 'auth.accessToken', action: 'throttled' })).toMatchObject([
    { outcome: 'DENIED', reason: 'too many wrong access tokens from this address', actor: { ip: guesser } },
  ]);
});

test('when the period is over, every token may be tried again', async () => {
  const { token } = await api.createToken((await api.createServiceAccount('late')).id);
  expect((await send(token)).status).toBe(429);

  api.clock.advance(periodSeconds - 10);

  expect((await send(token)).status).toBe(200);
});
