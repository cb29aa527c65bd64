import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { formatToken, newSecret } from '../src/auth/token-secret.js';
import { startTestApi, type TestApi } from './support/api.js';
import { whoAmI } from './support/raw-request.js';

/** Every place of the text with another character in it. */
const typos = (text: string): string[] =>
  [...text].map((character, index) => {
    const other = character === '0' ? '1' : character === '_' ? '-' : '0';
    return text.slice(0, index) + other + text.slice(index + 1);
  });

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  // It looks for changes from time to time; here statements are counted.
  api.services.siteConfiguration.stop();
});
afterAll(() => api.close());

test('a token with a character wrong is refused before any look into the database', async () => {
  const account = await api.createServiceAccount('typist');
  const issued = await api.createToken(account.id);
  const query = vi.spyOn(api.services.db, 'query');

  for (const typo of typos(issued.token)) {
    expect((await whoAmI(api.url, { authorization: `Bearer ${typo}` })).status).toBe(401);
  }

  // The refusal itself is recorded; nothing else is asked of the database.
  expect(new Set(query.mock.calls.map(([, , name]) => name))).toEqual(new Set(['append audit events']));
  query.mockRestore();
});

test('the checksum is not the only check: a well-formed token that nobody issued is looked up and refused', async () => {
  const query = vi.spyOn(api.services.db, 'query');
  const forged = formatToken(api.services.instance.tokenInstance, newSecret());

  expect((await whoAmI(api.url, { authorization: `Bearer ${forged}` })).status).toBe(401);

  expect(query.mock.calls.map(([, , name]) => name)).toContain('token lookup');
  query.mockRestore();
});

test('an issued token works in every accepted form, whatever stands before its secret', async () => {
  const account = await api.createServiceAccount('old-client');
  const issued = await api.createToken(account.id);
  const digits = issued.token.slice(-40);

  for (const form of [
    digits,
    `sgp_${digits}`,
    `sgp_local_${digits}`,
    formatToken('deadbeef', Buffer.from(digits, 'hex')),
  ]) {
    expect(await whoAmI(api.url, { authorization: `token ${form}` })).toMatchObject({
      status: 200,
      body: '{"data":{"currentUser":{"username":"old-client"}}}',
    });
  }
});

test('the database holds the digest of a secret and its last four characters, and nothing else of it', async () => {
  const account = await api.createServiceAccount('stored');
  const issued = await api.createToken(account.id, { note: 'stored' });
  const bytes = Buffer.from(issued.token.slice(-40), 'hex');

  const [row] = await api.services.db.query<{ hash: string; tail: string }>(
    `SELECT encode(secret_hash, 'hex') AS hash, secret_tail AS tail FROM access_tokens WHERE note = 'stored'`,
  );

  expect(row).toEqual({
    hash: createHash('sha256').update(bytes).digest('hex'),
    tail: issued.token.slice(-4),
  });
});
