import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messageOf, tryToCreate } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const revoke = (id: string) =>
  api.ask(api.admin, 'mutation ($id: ID!) { deleteAccessToken(byID: $id) { alwaysNil } }', { id });
const rotate = (id: string, overlapSeconds: number) =>
  api.ask(
    api.admin,
    'mutation ($id: ID!, $overlapSeconds: Int!) { rotateAccessToken(token: $id, overlapSeconds: $overlapSeconds) { id } }',
    { id, overlapSeconds },
  );
const liveTokens = async (id: string) => {
  const { serviceAccount } = await api.ask(
    api.admin,
    'query ($id: ID!) { serviceAccount(id: $id) { accessTokens { totalCount nodes { note } } } }',
    { id },
  );
  return serviceAccount.accessTokens;
};

describe('the note', () => {
  let account: { id: string };
  beforeAll(async () => {
    account = await api.createServiceAccount('notes');
  });
  const create = (note: string) => tryToCreate(api, api.admin, { user: account.id, note });

  test.each([
    ['', 'access token note is missing: say what the token is used for, for example "ci-nightly"'],
    [' \t\n', 'access token note is missing: say what the token is used for, for example "ci-nightly"'],
    ['n'.repeat(256), 'access token note is too long: at most 255 characters'],
    [
      '\u00a0\u2003',
      'access token note is missing: say what the token is used for, for example "ci-nightly"',
    ],
  ])('%j is refused', async (note, message) => {
    expect(await create(note)).toEqual({
      errors: [{ message, path: ['createAccessToken'], extensions: { code: 'INVALID_INPUT' } }],
      data: null,
    });
  });

  test('that holds what a database cannot store is refused', async () => {
    const result = await api.query(
      api.admin,
      `mutation ($user: ID!) { createAccessToken(user: $user, note: "a\\u0000b", scopes: ["user:all"], durationSeconds: 60) { id } }`,
      { user: account.id },
    );

    expect(messageOf(result)).toBe('text may not hold NUL characters');
  });

  test('may have 255 characters of any language, and loses the blanks around it', async () => {
    const long = 'é'.repeat(255);

    await create(long);
    await create('  deploy\t');

    const notes = (await liveTokens(account.id)).nodes.map(({ note }: { note: string }) => note);
    expect(notes.toSorted()).toEqual(['deploy', long]);
  });

  test('is unique among the live tokens of an account', async () => {
    await create('nightly');

    for (const note of ['nightly', ' nightly ']) {
      expect((await create(note)).errors).toEqual([
        {
          message:
            'conflicting token name: a live access token of this account has the note "nightly"; choose another note, or revoke or rotate that token',
          path: ['createAccessToken'],
          extensions: { code: 'CONFLICT' },
        },
      ]);
    }
  });

  test('may be that of a token of another account', async () => {
    const other = await api.createServiceAccount('other-notes');
    await create('shared');

    expect(messageOf(await tryToCreate(api, api.admin, { user: other.id, note: 'shared' }))).toBeUndefined();
  });

  test('is free again when its token is revoked or expired', async () => {
    const { id } = await api.createToken(account.id, { note: 'revoked' });
    await api.createToken(account.id, { note: 'expired', durationSeconds: 60 });

    await revoke(id);
    api.clock.advance(60);

    expect(messageOf(await create('revoked'))).toBeUndefined();
    expect(messageOf(await create('expired'))).toBeUndefined();
  });

  test('passes from a rotated token to its successor', async () => {
    const { id } = await api.createToken(account.id, { note: 'rotated' });
    await rotate(id, 600);

    expect(messageOf(await create('rotated'))).toContain('conflicting token name');
  });

  test('goes to one of twenty who want it at once', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => create('wanted')));

    const messages = results.map(messageOf);
    expect(messages.filter((message) => message === undefined)).toHaveLength(1);
    expect(messages.filter((message) => message?.startsWith('conflicting token name'))).toHaveLength(19);
  });
});

describe('the limit of live tokens of an account', () => {
  const exceeded = 'number of active access tokens exceeds limit';
  const fill = (user: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, index) => api.createToken(user, { note: `token ${index}` })),
    );

  test('is 25', async () => {
    const { id: user } = await api.createServiceAccount('twenty-five');
    await fill(user, 25);

    const result = await tryToCreate(api, api.admin, { user, note: 'one more' });

    expect(result.errors).toEqual([
      { message: exceeded, path: ['createAccessToken'], extensions: { code: 'LIMIT_EXCEEDED' } },
    ]);
    expect((await liveTokens(user)).totalCount).toBe(25);
  });

  test('counts neither expired nor revoked tokens, nor rotated ones beside their successors', async () => {
    const { id: user } = await api.createServiceAccount('not-counted');
    const [first, second] = await fill(user, 24);
    await api.createToken(user, { note: 'short', durationSeconds: 60 });
    const another = (note: string) => tryToCreate(api, api.admin, { user, note });
    expect(messageOf(await another('a'))).toBe(exceeded);

    api.clock.advance(60);
    expect(messageOf(await another('a'))).toBeUndefined();
    expect(messageOf(await another('b'))).toBe(exceeded);

    await revoke(first?.id ?? '');
    await rotate(second?.id ?? '', 600);
    expect(messageOf(await another('b'))).toBeUndefined();
    expect(messageOf(await another('c'))).toBe(exceeded);
  });

  test('stops no rotation', async () => {
    const { id: user } = await api.createServiceAccount('full-but-rotating');
    const [first] = await fill(user, 25);

    await rotate(first?.id ?? '', 600);
  });

  test('leaves one place to one of twenty who want it at once', async () => {
    const { id: user } = await api.createServiceAccount('last-place');
    await fill(user, 24);

    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => tryToCreate(api, api.admin, { user, note: `racer ${index}` })),
    );

    const messages = results.map(messageOf);
    expect(messages.filter((message) => message === undefined)).toHaveLength(1);
    expect(messages.filter((message) => message === exceeded)).toHaveLength(19);
    expect((await liveTokens(user)).totalCount).toBe(25);
  });

  test('is set by auth.accessTokens.maxTokensPerUser', async () => {
    const { id: user } = await api.createServiceAccount('configured');
    await configure(api, { 'auth.accessTokens': { maxTokensPerUser: 2 } });
    await fill(user, 2);

    expect(messageOf(await tryToCreate(api, api.admin, { user, note: 'third' }))).toBe(exceeded);
  });
});
