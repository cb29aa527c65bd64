import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { idOf, messageOf, numberIn, tryToCreate } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
let account: { id: string; name: string };
const people: Record<string, { id: string; as: Identity }> = {};

beforeAll(async () => {
  api = await startTestApi();
  account = await api.createServiceAccount('robot');
  people['admin'] = { id: api.admin.id, as: api.admin };
  for (const name of ['jo', 'kim']) {
    const user = await api.createUser(name);
    people[name] = { id: user.id, as: user };
  }
  const { token } = await api.createToken(account.id, { note: 'its own', durationSeconds: 90 * 86_400 });
  people['robot'] = { id: account.id, as: { token } };
});
afterAll(() => api.close());
afterEach(() => configure(api, {}));

const tokens = async () =>
  (await api.ask(api.admin, '{ site { accessTokens { totalCount } } }')).site.accessTokens.totalCount;
const person = (name: string) => people[name] as { id: string; as: Identity };
const create = (request: Partial<Parameters<typeof tryToCreate>[2]> = {}) =>
  tryToCreate(api, api.admin, { user: account.id, ...request });

describe('scopes', () => {
  test.each([
    [[], 'all access tokens must have scope "user:all"'],
    [['site-admin:sudo'], 'all access tokens must have scope "user:all"'],
    [['user:all', 'x'], 'unknown access token scope "x" (valid scopes: ["user:all" "site-admin:sudo"])'],
    [[''], 'unknown access token scope "" (valid scopes: ["user:all" "site-admin:sudo"])'],
    [['USER:ALL'], 'unknown access token scope "USER:ALL" (valid scopes: ["user:all" "site-admin:sudo"])'],
    [['user:all', 'user:all'], 'access token scope "user:all" may not be specified multiple times'],
  ])('%j are refused, and no token is made', async (scopes, message) => {
    const before = await tokens();

    const result = await create({ scopes });

    expect(result).toEqual({
      errors: [{ message, path: ['createAccessToken'], extensions: { code: 'INVALID_INPUT' } }],
      data: null,
    });
    expect(await tokens()).toBe(before);
  });

  test('are kept sorted', async () => {
    const { id } = await api.createToken(api.admin.id, { scopes: ['user:all', 'site-admin:sudo'] });

    const { node } = await api.ask(
      api.admin,
      'query ($id: ID!) { node(id: $id) { ... on AccessToken { scopes } } }',
      { id },
    );

    expect(node.scopes).toEqual(['site-admin:sudo', 'user:all']);
  });

  test('for impersonation are given to site admins by site admins only', async () => {
    const sudo = ['user:all', 'site-admin:sudo'];

    const byUser = await tryToCreate(api, person('jo').as, { user: person('jo').id, scopes: sudo });
    const forMachine = await create({ scopes: sudo });

    expect(messageOf(byUser)).toBe('must be site admin');
    expect(messageOf(forMachine)).toBe(
      'a service account cannot have a token with scope "site-admin:sudo": it is no site admin',
    );
  });
});

/** Stands for the text below, which names the subject's number. */
const onlyForSelf = 'only for self';
const mustBe = (subject: string) => `must be authenticated as user with id ${numberIn(person(subject).id)}`;
const restricted =
  'Access token creation has been restricted to admin users. Contact an admin user to create a new access token.';
const disabled = 'Access token creation is disabled. Contact an admin user to enable.';

describe('who may create a token for whom', () => {
  test.each([
    ['all-users-create', 'admin', 'admin', undefined],
    ['all-users-create', 'admin', 'robot', undefined],
    ['all-users-create', 'admin', 'jo', onlyForSelf],
    ['all-users-create', 'jo', 'jo', undefined],
    ['all-users-create', 'jo', 'kim', onlyForSelf],
    ['all-users-create', 'jo', 'robot', onlyForSelf],
    ['all-users-create', 'robot', 'robot', undefined],
    ['all-users-create', 'robot', 'jo', onlyForSelf],
    ['site-admin-create', 'admin', 'admin', undefined],
    ['site-admin-create', 'admin', 'robot', undefined],
    ['site-admin-create', 'admin', 'jo', undefined],
    ['site-admin-create', 'jo', 'jo', restricted],
    ['site-admin-create', 'jo', 'kim', restricted],
    ['site-admin-create', 'jo', 'robot', restricted],
    ['site-admin-create', 'robot', 'robot', restricted],
    ['none', 'admin', 'admin', disabled],
    ['none', 'admin', 'robot', disabled],
    ['none', 'jo', 'jo', disabled],
  ])('%s: %s for %s', async (allow, creator, subject, message) => {
    await configure(api, { 'auth.accessTokens': { allow } });
    const before = await tokens();

    const result = await tryToCreate(api, person(creator).as, {
      user: person(subject).id,
      note: `${allow}: ${creator} for ${subject}`,
    });

    expect(messageOf(result)).toBe(message === onlyForSelf ? mustBe(subject) : message);
    expect(await tokens()).toBe(message === undefined ? before + 1 : before);
  });

  test('nobody without a credential, where such requests come in at all', async () => {
    await configure(api, { 'auth.public': true });

    expect(messageOf(await tryToCreate(api, undefined, { user: person('jo').id }))).toBe('not authenticated');
  });

  test('a refusal is recorded as denied, with who tried', async () => {
    await tryToCreate(api, person('jo').as, { user: person('kim').id });

    const [event] = await api.events({ outcome: 'DENIED' });
    expect(event).toMatchObject({
      entity: 'GraphQL',
      action: 'request',
      reason: mustBe('kim'),
      rootFields: ['createAccessToken'],
      actor: { kind: 'USER', name: 'jo' },
    });
  });
});

describe('for whom', () => {
  test('a service account is named by its id as a user as well', async () => {
    const asUser = idOf('User', numberIn(account.id));

    const { token } = await api.createToken(asUser, { note: 'by user id' });

    expect(await api.ask({ token }, '{ currentUser { username } }')).toEqual({
      currentUser: { username: 'robot' },
    });
  });

  test.each([
    ['a missing account', idOf('User', 999_999), 'user not found: [999999]'],
    ['an id of something else', idOf('Role', 1), 'invalid User id of kind "Role"'],
    ['no number', Buffer.from('User:x').toString('base64'), 'invalid node id'],
    ['zero', idOf('User', 0), 'invalid node id'],
    ['no kind', Buffer.from('1').toString('base64'), 'invalid graphql.ID'],
    ['no base64', '!', 'illegal base64 data at input byte 0'],
  ])('%s is refused', async (_what, user, message) => {
    await configure(api, { 'auth.accessTokens': { allow: 'site-admin-create' } });

    expect(messageOf(await create({ user }))).toBe(message);
  });

  test('a missing account is told to site admins; anyone else hears the same as for an account of others', async () => {
    const user = idOf('User', 999_999);

    expect(messageOf(await create({ user }))).toBe('user not found: [999999]');
    expect(messageOf(await tryToCreate(api, person('jo').as, { user }))).toBe(
      'must be authenticated as user with id 999999',
    );
  });

  test('a deleted account is like a missing one', async () => {
    const gone = await api.createServiceAccount('gone');
    await api.ask(
      api.admin,
      'mutation ($id: ID!) { deleteServiceAccount(serviceAccount: $id) { alwaysNil } }',
      { id: gone.id },
    );
    await configure(api, { 'auth.accessTokens': { allow: 'site-admin-create' } });

    expect(messageOf(await create({ user: gone.id }))).toBe(`user not found: [${numberIn(gone.id)}]`);
  });

  test('a disabled account gets no token', async () => {
    const off = await api.createServiceAccount('off');
    await api.ask(api.admin, 'mutation ($id: ID!) { disableServiceAccount(serviceAccount: $id) { id } }', {
      id: off.id,
    });

    expect(messageOf(await create({ user: off.id }))).toBe(
      'the service account "off" is disabled: enable it before making tokens',
    );
  });
});

const day = 86_400;

describe('expiry', () => {
  const past = 'expiry must be in the future';
  const tooLong = 'expiry exceeds maximum allowed';
  const missing = 'Access token creation requires a valid expiration.';

  test.each([
    [{}, 0, past],
    [{}, -1, past],
    [{}, 1, undefined],
    [{}, 12_345, undefined],
    [{}, 90 * day, undefined],
    [{}, 90 * day + 1, tooLong],
    [{}, 2 ** 31 - 1, tooLong],
    [{}, null, missing],
    [{ defaultExpirationDays: 120 }, 120 * day, undefined],
    [{ defaultExpirationDays: 120 }, 120 * day + 1, tooLong],
    [{ defaultExpirationDays: 1, expirationOptionDays: [7, 3] }, 7 * day, undefined],
    [{ defaultExpirationDays: 1, expirationOptionDays: [7, 3] }, 7 * day + 1, tooLong],
    [{ defaultExpirationDays: 5, expirationOptionDays: [] }, 5 * day + 1, tooLong],
    [{ allowNoExpiration: true }, null, undefined],
    [{ allowNoExpiration: true }, 90 * day + 1, tooLong],
  ])('with %j, %j seconds', async (policy, durationSeconds, message) => {
    await configure(api, { 'auth.accessTokens': policy });

    const result = await create({ durationSeconds, note: JSON.stringify({ policy, durationSeconds }) });

    expect(messageOf(result)).toBe(message);
    if (message) return;
    const { node } = await api.ask(
      api.admin,
      'query ($id: ID!) { node(id: $id) { ... on AccessToken { expiresAt } } }',
      {
        id: result.data.createAccessToken.id,
      },
    );
    const ends =
      durationSeconds === null ? undefined : new Date(api.clock.now().getTime() + durationSeconds * 1000);
    expect(node.expiresAt).toBe(ends?.toISOString().replace(/\.\d{3}Z$/, 'Z') ?? null);
  });

  test('a token without expiry works as long as it is not revoked', async () => {
    await configure(api, { 'auth.accessTokens': { allowNoExpiration: true } });
    const { data } = await create({ durationSeconds: null, note: 'for ever' });

    api.clock.advance(80 * day);

    await api.ask({ token: data.createAccessToken.token }, '{ currentUser { id } }');
  });
});

test('a service account cannot make a token that outlives the one it uses', async () => {
  const api = await startTestApi();
  const { id } = await api.createServiceAccount('deploy');
  const own = await api.createToken(id, { note: 'short', durationSeconds: 3600 });
  const make = (durationSeconds: number) =>
    api.query(
      own,
      'mutation ($id: ID!, $duration: Int) { createAccessToken(user: $id, note: "n", scopes: ["user:all"], durationSeconds: $duration) { id } }',
      { id, duration: durationSeconds },
    );
  const ends = new Date(api.clock.now().getTime() + 3_600_000).toISOString().slice(0, 19);

  const refused = await make(3601);
  expect(refused.errors?.[0]).toMatchObject({
    message: `a service account cannot make a token that outlives the one it uses, which works until ${ends}Z`,
    extensions: { code: 'FORBIDDEN' },
  });
  expect((await make(3600)).errors).toBeUndefined();
  await api.close();
});
