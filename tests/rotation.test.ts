import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { messageOf, numberIn } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { whoAmI } from './support/raw-request.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
let account: { id: string };
let notes = 0;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());
afterEach(() => configure(api, {}));

const day = 86_400;
const maxOverlap = 7 * day;

interface Rotation {
  overlapSeconds?: number;
  idempotencyKey?: string | null;
  as?: Identity;
}

const rotate = (id: string, { overlapSeconds = 0, idempotencyKey = null, as = api.admin }: Rotation = {}) =>
  api.query(
    as,
    'mutation ($id: ID!, $overlapSeconds: Int!, $idempotencyKey: String) { rotateAccessToken(token: $id, overlapSeconds: $overlapSeconds, idempotencyKey: $idempotencyKey) { id token expiresAt } }',
    { id, overlapSeconds, idempotencyKey },
  );
const rotated = async (
  id: string,
  rotation?: Rotation,
): Promise<{ id: string; token: string; expiresAt: string }> => {
  const result = await rotate(id, rotation);
  expect(result.errors).toBeUndefined();
  return result.data.rotateAccessToken;
};
const revoke = (id: string) =>
  api.ask(api.admin, 'mutation ($id: ID!) { deleteAccessToken(byID: $id) { alwaysNil } }', { id });
const read = async (id: string) => {
  const { node } = await api.ask(
    api.admin,
    'query ($id: ID!) { node(id: $id) { ... on AccessToken { note scopes createdAt expiresAt replacedBy subject { username } creator { username } } } }',
    { id },
  );
  return node;
};
const works = async (token: string) =>
  (await whoAmI(api.url, { authorization: `Bearer ${token}` })).status === 200;
const inSeconds = (seconds: number) =>
  new Date(api.clock.now().getTime() + seconds * 1000).toISOString().replace(/\.\d{3}Z$/, 'Z');

/** A token of a service account of its own. */
async function newToken(durationSeconds = 3600) {
  notes += 1;
  account = await api.createServiceAccount(`robot-${notes}`);
  return api.createToken(account.id, { note: `note ${notes}`, durationSeconds });
}

test('the successor has the same account, note, scopes and length of life, and the old token names it', async () => {
  const old = await newToken(5 * day);
  const before = await read(old.id);
  api.clock.advance(2 * day);

  const successor = await rotated(old.id);

  expect(successor.expiresAt).toBe(inSeconds(5 * day));
  expect(await read(successor.id)).toEqual({
    ...before,
    createdAt: inSeconds(0),
    expiresAt: inSeconds(5 * day),
  });
  expect((await read(old.id)).replacedBy).toBe(successor.id);
  expect(await works(successor.token)).toBe(true);
});

test('the scopes stay as they were, also those of an admin', async () => {
  const sudo = await api.createToken(api.admin.id, { note: 'sudo', scopes: ['user:all', 'site-admin:sudo'] });

  const successor = await rotated(sudo.id);

  expect((await read(successor.id)).scopes).toEqual(['site-admin:sudo', 'user:all']);
});

test('a successor can be rotated in turn, which ends the overlap before: two of a line work at most', async () => {
  const first = await newToken();
  const second = await rotated(first.id, { overlapSeconds: 600 });
  expect(await works(first.token)).toBe(true);

  const third = await rotated(second.id, { overlapSeconds: 600 });

  expect([await works(first.token), await works(second.token), await works(third.token)]).toEqual([
    false,
    true,
    true,
  ]);
});

describe('the overlap', () => {
  test('of 0 seconds ends the old token at once', async () => {
    const old = await newToken();

    await rotated(old.id, { overlapSeconds: 0 });

    expect(await works(old.token)).toBe(false);
  });

  test('is five minutes where none is given, so that an account can repeat the rotation of its own token', async () => {
    const old = await newToken();
    const ownRotation = () =>
      api.ask(
        { token: old.token },
        'mutation ($id: ID!) { rotateAccessToken(token: $id, idempotencyKey: "a") { id } }',
        { id: old.id },
      );

    const first = await ownRotation();
    api.clock.advance(299);
    expect(await ownRotation()).toEqual(first);
    api.clock.advance(1);

    expect(await works(old.token)).toBe(false);
  });

  test('lets the old token work until its last second, and not in it', async () => {
    const old = await newToken();

    const successor = await rotated(old.id, { overlapSeconds: 60 });

    api.clock.advance(59);
    expect(await works(old.token)).toBe(true);
    api.clock.advance(1);
    expect(await works(old.token)).toBe(false);
    expect(await works(successor.token)).toBe(true);
  });

  test('does not make the old token live longer than it would have', async () => {
    const old = await newToken(60);

    await rotated(old.id, { overlapSeconds: 3600 });

    expect((await read(old.id)).expiresAt).toBe(inSeconds(60));
  });

  test.each([
    [-1, `overlapSeconds must be from 0 to ${maxOverlap}`],
    [0, undefined],
    [maxOverlap, undefined],
    [maxOverlap + 1, `overlapSeconds must be from 0 to ${maxOverlap}`],
  ])('of %d seconds', async (overlapSeconds, message) => {
    const old = await newToken();

    expect(messageOf(await rotate(old.id, { overlapSeconds }))).toBe(message);
    expect((await read(old.id)).replacedBy === null).toBe(message !== undefined);
  });

  test('once over, every use of the old token is reported, with whose it was', async () => {
    const old = await newToken();
    await rotated(old.id, { overlapSeconds: 60 });
    const reports = () => api.events({ action: 'token_reuse_detected', accessToken: old.id });

    expect(await works(old.token)).toBe(true);
    expect(await reports()).toEqual([]);
    api.clock.advance(60);
    await works(old.token);
    await works(old.token);

    const event = {
      entity: 'auth.accessToken',
      outcome: 'DENIED',
      actor: { kind: 'SERVICE_ACCOUNT', name: `robot-${notes}`, accessTokenNote: `note ${notes}` },
    };
    expect(await reports()).toMatchObject([event, event]);
  });
});

describe('a repetition', () => {
  const again = 'the access token was already rotated: rotate its successor, or create a new one';

  test('with the same key gets the same token, however often', async () => {
    const old = await newToken();
    const rotation = { overlapSeconds: 60, idempotencyKey: 'deploy 7' };
    const first = await rotated(old.id, rotation);
    api.clock.advance(day - 1);

    expect(await rotated(old.id, rotation)).toEqual(first);
    expect(await rotated(old.id, rotation)).toEqual(first);
  });

  test('is recorded as one', async () => {
    const old = await newToken();
    const { id } = await rotated(old.id, { idempotencyKey: 'a' });
    await rotated(old.id, { idempotencyKey: 'a' });

    const [again, once] = await api.events({ entity: 'user.accessToken', action: 'rotated' });
    expect(once.details).not.toHaveProperty('repeated');
    expect(again).toMatchObject({
      target: { databaseID: numberIn(old.id) },
      actor: { name: 'admin' },
      details: { repeated: true, successor: { id: numberIn(id) } },
    });
  });

  test.each([
    ['with another key', { idempotencyKey: 'b' }, again],
    ['without a key', { idempotencyKey: null }, again],
    [
      'with another overlap',
      { idempotencyKey: 'a', overlapSeconds: 5 },
      'the idempotency key was used with another overlapSeconds',
    ],
  ])('%s is a conflict', async (_what, second, message) => {
    const old = await newToken();
    await rotated(old.id, { idempotencyKey: 'a' });

    expect((await rotate(old.id, second)).errors).toEqual([
      { message, path: ['rotateAccessToken'], extensions: { code: 'CONFLICT' } },
    ]);
  });

  test('after a day is a conflict', async () => {
    const old = await newToken(7 * day);
    await rotated(old.id, { idempotencyKey: 'a' });
    api.clock.advance(day);

    expect(messageOf(await rotate(old.id, { idempotencyKey: 'a' }))).toBe(again);
  });

  test('after the successor was revoked is a conflict', async () => {
    const old = await newToken();
    const successor = await rotated(old.id, { idempotencyKey: 'a' });
    await revoke(successor.id);

    expect(messageOf(await rotate(old.id, { idempotencyKey: 'a' }))).toBe(again);
  });

  test('of a rotation without a key is a conflict', async () => {
    const old = await newToken();
    await rotated(old.id);

    expect(messageOf(await rotate(old.id))).toBe(again);
  });

  test('by another account, although it may rotate the token itself, is a conflict', async () => {
    const old = await newToken();
    const own = { idempotencyKey: 'a', overlapSeconds: 60, as: { token: old.token } };
    await rotated(old.id, own);

    expect(messageOf(await rotate(old.id, { ...own, as: api.admin }))).toBe(again);
    expect(messageOf(await rotate(old.id, own))).toBeUndefined();
  });

  test('is refused where tokens may not be created any more', async () => {
    const old = await newToken();
    await rotated(old.id, { idempotencyKey: 'a' });
    await configure(api, { 'auth.accessTokens': { allow: 'none' } });

    expect(messageOf(await rotate(old.id, { idempotencyKey: 'a' }))).toContain('creation is disabled');
  });

  test('by somebody who may not see the token gets nothing', async () => {
    const old = await newToken();
    await rotated(old.id, { idempotencyKey: 'a' });
    const stranger = await api.createUser(`stranger-${notes}`);

    expect(messageOf(await rotate(old.id, { idempotencyKey: 'a', as: stranger }))).toBe(
      'access token not found',
    );
  });

  test.each(['', 'k'.repeat(256)])('needs a key of 1 to 255 characters', async (idempotencyKey) => {
    const old = await newToken();

    expect(messageOf(await rotate(old.id, { idempotencyKey }))).toBe(
      'idempotencyKey has 1 to 255 characters',
    );
  });
});

describe('twenty rotations at once', () => {
  test('with one key give one successor to all', async () => {
    const old = await newToken();

    const all = await Promise.all(
      Array.from({ length: 20 }, () => rotated(old.id, { idempotencyKey: 'same' })),
    );

    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(new Set(all.map(({ token }) => token)).size).toBe(1);
  });

  test('with keys of their own give one successor to one', async () => {
    const old = await newToken();

    const all = await Promise.all(
      Array.from({ length: 20 }, (_, index) => rotate(old.id, { idempotencyKey: `${index}` })),
    );

    expect(all.filter(({ errors }) => errors === undefined)).toHaveLength(1);
    const { serviceAccount } = await api.ask(
      api.admin,
      'query ($id: ID!) { serviceAccount(id: $id) { accessTokens { totalCount } } }',
      { id: account.id },
    );
    expect(serviceAccount.accessTokens.totalCount).toBe(1);
  });
});

describe('rotation is refused', () => {
  test('for a revoked token', async () => {
    const old = await newToken();
    await revoke(old.id);

    expect(messageOf(await rotate(old.id))).toBe('access token not found');
  });

  test('for an expired token', async () => {
    const old = await newToken(60);
    api.clock.advance(60);

    expect(messageOf(await rotate(old.id))).toBe('the access token has expired: create a new one');
  });

  test('where tokens may not be created', async () => {
    const person = await api.createUser('person');
    const { id } = await api.createToken(person.id, { as: person });

    await configure(api, { 'auth.accessTokens': { allow: 'site-admin-create' } });
    expect(messageOf(await rotate(id, { as: person }))).toContain('restricted to admin users');
    await configure(api, { 'auth.accessTokens': { allow: 'none' } });
    expect(messageOf(await rotate(id))).toContain('Access token creation is disabled');
  });

  test('for a token that impersonates, once its holder is no site admin any more', async () => {
    const former = await api.createUser('former', { siteAdmin: true });
    const { id } = await api.createToken(former.id, { as: former, scopes: ['user:all', 'site-admin:sudo'] });
    await api.ask(
      api.admin,
      'mutation ($id: ID!) { setUserIsSiteAdmin(userID: $id, siteAdmin: false) { alwaysNil } }',
      {
        id: former.id,
      },
    );

    expect(messageOf(await rotate(id, { as: former }))).toBe('must be site admin');
  });
});

describe('the policy of today binds the successor', () => {
  test('to the longest life that is allowed now', async () => {
    const old = await newToken(90 * day);
    await configure(api, { 'auth.accessTokens': { defaultExpirationDays: 7, expirationOptionDays: [30] } });

    expect((await rotated(old.id)).expiresAt).toBe(inSeconds(30 * day));
  });

  test('to the default life where tokens without expiry are no longer allowed', async () => {
    await configure(api, { 'auth.accessTokens': { allowNoExpiration: true } });
    const old = await newToken(null as never);
    const successor = await rotated(old.id, { overlapSeconds: 60 });
    expect(successor.expiresAt).toBeNull();

    await configure(api, { 'auth.accessTokens': { defaultExpirationDays: 14 } });

    expect((await rotated(successor.id)).expiresAt).toBe(inSeconds(14 * day));
  });
});

test('a rotation is recorded with both tokens and the overlap', async () => {
  const old = await newToken();

  const successor = await rotated(old.id, { overlapSeconds: 60 });

  const [event] = await api.events({ entity: 'user.accessToken', action: 'rotated' });
  expect(event).toMatchObject({
    outcome: 'SUCCESS',
    target: { kind: 'AccessToken', databaseID: numberIn(old.id), name: `note ${notes}` },
    details: {
      subject: { kind: 'ServiceAccount', name: `robot-${notes}` },
      successor: { id: numberIn(successor.id), note: `note ${notes}`, scopes: ['user:all'] },
      overlapSeconds: 60,
    },
  });
});

test('the token of a disabled account is not rotated', async () => {
  const account = await api.createServiceAccount('switched-off');
  const token = await api.createToken(account.id);
  await api.ask(api.admin, 'mutation ($id: ID!) { disableServiceAccount(serviceAccount: $id) { id } }', {
    id: account.id,
  });

  const { errors } = await api.query(
    api.admin,
    'mutation ($id: ID!) { rotateAccessToken(token: $id) { id } }',
    { id: token.id },
  );

  expect(errors?.[0]).toMatchObject({
    message: 'the service account "switched-off" is disabled: enable it before rotating its tokens',
    extensions: { code: 'CONFLICT' },
  });
});
