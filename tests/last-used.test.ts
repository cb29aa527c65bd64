import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { LastUsedWriter } from '../src/auth/last-used.js';
import { startTestApi, type TestApi, TestClock } from './support/api.js';
import { rawRequest, whoAmI } from './support/raw-request.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const lastUse = async (id: string) => {
  const { node } = await api.ask(
    api.admin,
    'query ($id: ID!) { node(id: $id) { ... on AccessToken { lastUsedAt lastUsedFrom { ip userAgent clientName } } } }',
    { id },
  );
  return node;
};
const seconds = (time: Date) => time.toISOString().replace(/\.\d{3}Z$/, 'Z');

async function newToken(name: string) {
  const account = await api.createServiceAccount(name);
  return { account, ...(await api.createToken(account.id)) };
}

test('a token that was never used has no last use', async () => {
  const { id } = await newToken('unused');

  expect(await lastUse(id)).toEqual({ lastUsedAt: null, lastUsedFrom: null });
});

test('the last use of a token shows when, from which address and with which client', async () => {
  const { account, id, token } = await newToken('used');

  await whoAmI(api.url, {
    authorization: `Bearer ${token}`,
    'user-agent': 'nightly/2.1',
    'x-sourcegraph-api-client-name': 'nightly',
  });
  await api.services.lastUsed.flush();

  const at = seconds(api.clock.now());
  expect(await lastUse(id)).toEqual({
    lastUsedAt: at,
    lastUsedFrom: { ip: '127.0.0.1', userAgent: 'nightly/2.1', clientName: 'nightly' },
  });
  const { serviceAccount } = await api.ask(
    api.admin,
    'query ($id: ID!) { serviceAccount(id: $id) { lastActiveAt } }',
    { id: account.id },
  );
  expect(serviceAccount.lastActiveAt).toBe(at);
});

test('a refused token is not used', async () => {
  const { id, token } = await newToken('refused');
  await api.ask(api.admin, 'mutation ($id: ID!) { deleteAccessToken(byID: $id) { alwaysNil } }', { id });

  await whoAmI(api.url, { authorization: `Bearer ${token}` });
  await api.services.lastUsed.flush();

  expect((await lastUse(id)).lastUsedAt).toBeNull();
});

test('a thousand concurrent uses of a token become few writes of one row, and the newest use stays', async () => {
  const { id, token } = await newToken('busy');
  const query = vi.spyOn(api.services.db, 'query');
  const use = (userAgent: string) =>
    whoAmI(api.url, { authorization: `Bearer ${token}`, 'user-agent': userAgent });

  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => use(`round/${round}`)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    api.clock.advance(1);
  }
  await use('newest/1');
  await api.services.lastUsed.flush();

  const writes = query.mock.calls.filter(([, , name]) => name === 'write last used');
  query.mockRestore();
  expect(writes.length).toBeLessThan(100);
  for (const [, [rows] = []] of writes) expect(JSON.parse(rows as string)).toHaveLength(1);
  expect(await lastUse(id)).toMatchObject({
    lastUsedAt: seconds(api.clock.now()),
    lastUsedFrom: { userAgent: 'newest/1' },
  });
});

test('a slower server with an older use does not set the last use back', async () => {
  const { id, token } = await newToken('two-servers');
  const slow = await startTestApi({}, { database: api.database, clock: new TestClock() });
  slow.clock.advance((api.clock.now().getTime() - slow.clock.now().getTime()) / 1000);
  const use = (server: TestApi, userAgent: string) =>
    whoAmI(server.url, { authorization: `Bearer ${token}`, 'user-agent': userAgent });

  await use(slow, 'slow/1');
  api.clock.advance(30);
  await use(api, 'quick/1');
  await api.services.lastUsed.flush();
  await slow.services.lastUsed.flush();

  expect(await lastUse(id)).toMatchObject({
    lastUsedAt: seconds(api.clock.now()),
    lastUsedFrom: { userAgent: 'quick/1' },
  });
  await slow.close();
});

test('requests do not wait for the writing of last uses, and what could not be written is written later', async () => {
  const { id, token } = await newToken('write-fails');
  const other = await newToken('used-meanwhile');
  const { query } = api.services.db;
  const failing = vi
    .spyOn(api.services.db, 'query')
    .mockImplementation((text, values, name) =>
      name === 'write last used' ? Promise.reject(new Error('no space left')) : query(text, values, name),
    );

  expect((await whoAmI(api.url, { authorization: `Bearer ${token}` })).status).toBe(200);
  await api.services.lastUsed.flush();
  expect((await whoAmI(api.url, { authorization: `Bearer ${other.token}` })).status).toBe(200);
  expect(api.logged()).toContain('cannot write last uses of tokens');

  failing.mockRestore();
  await api.services.lastUsed.flush();
  expect((await lastUse(id)).lastUsedAt).toBe(seconds(api.clock.now()));
  expect((await lastUse(other.id)).lastUsedAt).toBe(seconds(api.clock.now()));
});

test('a use is written within seconds although nobody asks for it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const query = vi.fn(async () => []);
  const writer = new LastUsedWriter({ query } as never, new TestClock(), () => {});

  writer.note(1, { ip: '192.0.2.1', userAgent: 'a', clientName: '' } as never);
  writer.note(2, { ip: '192.0.2.1', userAgent: 'b', clientName: '' } as never);
  expect(query).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(10_000);

  expect(query).toHaveBeenCalledOnce();
  vi.useRealTimers();
});

test('an agent with a name longer than any real one is kept in part', async () => {
  const { id, token } = await newToken('long-agent');

  await rawRequest(api.url, '/.api/graphql', {
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'a'.repeat(5000) },
    body: '{"query":"{ currentUser { id } }"}',
  });
  await api.services.lastUsed.flush();

  expect((await lastUse(id)).lastUsedFrom.userAgent).toBe('a'.repeat(1024));
});
