import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi, testPassword } from './support/api.js';

// Beside the lock of an account: an address from which sign-ins fail for many names has to wait.

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ TRUSTED_PROXIES: 1 });
});
afterAll(() => api.close());

const attempt = (from: string, email: string, password = 'wrong') =>
  api.fetch('/-/sign-in', {
    method: 'POST',
    headers: { 'x-forwarded-for': from },
    body: JSON.stringify({ email, password }),
  });

test('after a hundred failures within an hour an address waits for the rest of the hour, also with a right password', async () => {
  for (let count = 0; count < 99; count += 1) await attempt('192.0.2.1', `name-${count}`);
  expect((await attempt('192.0.2.1', 'admin', testPassword)).status).toBe(200);
  api.clock.advance(600);
  expect((await attempt('192.0.2.1', 'name-99')).status).toBe(401);

  const refused = await attempt('192.0.2.1', 'admin', testPassword);

  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('3000');
  expect(await refused.text()).toBe('Too many failed sign-ins from this address. Try again later.\n');
  expect(refused.headers.getSetCookie()).toEqual([]);
});

test('other addresses do not wait meanwhile, and a restart forgets nothing', async () => {
  expect((await attempt('192.0.2.2', 'admin', testPassword)).status).toBe(200);

  const restarted = await startTestApi({ TRUSTED_PROXIES: 1 }, api);
  const response = await restarted.fetch('/-/sign-in', {
    method: 'POST',
    headers: { 'x-forwarded-for': '192.0.2.1' },
    body: JSON.stringify({ email: 'admin', password: testPassword }),
  });
  expect(response.status).toBe(429);
  await restarted.close();
});

test('waiting locks nobody: the names that were tried in the meantime are free', async () => {
  for (let count = 0; count < 10; count += 1) {
    expect((await attempt('192.0.2.1', 'admin')).status).toBe(429);
  }

  expect((await attempt('192.0.2.2', 'admin', testPassword)).status).toBe(200);
});

test('when the hour is over the address may try again', async () => {
  api.clock.advance(2999);
  expect((await attempt('192.0.2.1', 'admin', testPassword)).status).toBe(429);
  api.clock.advance(1);

  expect((await attempt('192.0.2.1', 'admin', testPassword)).status).toBe(200);
});

test('every sign-in that had to wait is in the audit log', async () => {
  const events = await api.events({ entity: 'auth.password', action: 'throttled' });

  expect(events).toHaveLength(13);
  expect(events[0]).toMatchObject({
    outcome: 'DENIED',
    reason: 'too many failed sign-ins from this address',
    actor: { kind: 'ANONYMOUS', ip: '192.0.2.1' },
    target: { kind: 'User', name: 'admin' },
  });
});
