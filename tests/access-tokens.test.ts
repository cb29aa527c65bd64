import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatToken, newSecret } from '../src/auth/token-secret.js';
import { idOf, messageOf, numberIn } from './support/access-tokens.js';
import { headersOf, type Identity, startTestApi, type TestApi } from './support/api.js';
import { comparable, rawRequest, whoAmI } from './support/raw-request.js';

let api: TestApi;
let account: { id: string };
let robot: Identity;
let jo: { id: string; cookie: string };
let stranger: Identity;
beforeAll(async () => {
  api = await startTestApi();
  account = await api.createServiceAccount('robot');
  robot = await api.createToken(account.id, { note: 'robot', durationSeconds: 90 * 86_400 });
  jo = await api.createUser('jo');
  stranger = await api.createUser('stranger');
});
afterAll(() => api.close());

const remove = (as: Identity, args: { byID?: string; byToken?: string }) =>
  api.query(
    as,
    'mutation ($byID: ID, $byToken: String) { deleteAccessToken(byID: $byID, byToken: $byToken) { alwaysNil } }',
    args,
  );
const missing = idOf('AccessToken', 999_999);
const works = async (token: string) =>
  (await whoAmI(api.url, { authorization: `Bearer ${token}` })).status === 200;

describe('the secret', () => {
  test('is shown once, by the mutation that made it', async () => {
    const { id, token } = await api.createToken(account.id, { note: 'shown once' });
    const secret = token.slice(-40);

    const everythingReadable = await api.ask(
      api.admin,
      `query ($id: ID!, $account: ID!) {
         node(id: $id) { ... on AccessToken { id note scopes hint createdAt expiresAt lastUsedAt replacedBy subject { username } creator { username } } }
         serviceAccount(id: $account) { accessTokens { nodes { id note hint } } }
         site { accessTokens { nodes { id note hint } } }
         auditEvents(first: 1000) { nodes { reason details actor { name } target { name } } }
       }`,
      { id, account: account.id },
    );

    const text = JSON.stringify(everythingReadable);
    expect(text).toContain('shown once');
    expect(text).not.toContain(secret);
    expect(everythingReadable.node.hint).toBe(`sgp_…${secret.slice(-4)}`);
  });

  test('comes out of no other field of the API', async () => {
    const { __schema } = await api.ask(api.admin, '{ __schema { types { name fields { name } } } }');

    const telling = __schema.types.flatMap(
      ({ name, fields }: { name: string; fields: { name: string }[] | null }) =>
        (fields ?? [])
          .filter((field) => /token$|secret|hash|password$/i.test(field.name))
          .map((field) => `${name}.${field.name}`),
    );

    expect(telling.toSorted()).toEqual([
      'CreateAccessTokenResult.token',
      'Mutation.createAccessToken',
      'Mutation.createPassword',
      'Mutation.deleteAccessToken',
      'Mutation.randomizeUserPassword',
      'Mutation.rotateAccessToken',
      'Mutation.updatePassword',
      // A digest, for site admins, and an invitation found by its own text.
      'ProductLicenseInfo.hashedKey',
      'Query.invitationByToken',
      'RotateAccessTokenResult.token',
    ]);
  });
});

describe('reading a token', () => {
  const ask = (as: Identity, id: string) =>
    api.query(
      as,
      'query ($id: ID!) { node(id: $id) { ... on AccessToken { note subject { username } creator { username } } } }',
      { id },
    );

  test('is for its account and site admins', async () => {
    const { id } = await api.createToken(account.id, { note: 'read' });
    const expected = {
      data: { node: { note: 'read', subject: { username: 'robot' }, creator: { username: 'admin' } } },
    };

    expect(await ask(api.admin, id)).toEqual(expected);
    expect(await ask(robot, id)).toEqual(expected);
  });

  test('still works after it was revoked or has expired', async () => {
    const { id: revoked } = await api.createToken(account.id, { note: 'was revoked' });
    const { id: expired } = await api.createToken(account.id, { note: 'has expired', durationSeconds: 1 });
    await remove(api.admin, { byID: revoked });
    api.clock.advance(1);

    expect((await ask(api.admin, revoked)).data.node.note).toBe('was revoked');
    expect((await ask(api.admin, expired)).data.node.note).toBe('has expired');
  });

  test('in lists of an account is for the account and site admins', async () => {
    const list = (as: Identity) => api.query(as, '{ user(username: "jo") { accessTokens { totalCount } } }');

    expect(messageOf(await list(api.admin))).toBeUndefined();
    expect(messageOf(await list(jo))).toBeUndefined();
    expect(messageOf(await list(stranger))).toBe(
      'must be authenticated as the authorized user or site admin',
    );
  });

  test('in the list of the site is for site admins', async () => {
    expect(messageOf(await api.query(jo, '{ site { accessTokens { totalCount } } }'))).toBe(
      'must be site admin',
    );
  });
});

test.each([
  ['node', 'query ($id: ID!) { node(id: $id) { id } }'],
  ['deleteAccessToken', 'mutation ($id: ID!) { deleteAccessToken(byID: $id) { alwaysNil } }'],
  ['rotateAccessToken', 'mutation ($id: ID!) { rotateAccessToken(token: $id) { token } }'],
])('%s answers for the token of somebody else as for a missing one, byte for byte', async (field, query) => {
  const { id, token } = await api.createToken(account.id, { note: `hidden from ${field}` });
  const ask = (tokenId: string) =>
    rawRequest(api.url, '/.api/graphql', {
      headers: headersOf(stranger),
      body: JSON.stringify({ query, variables: { id: tokenId } }),
    });

  const hidden = await ask(id);

  expect(comparable(hidden)).toEqual(comparable(await ask(missing)));
  expect(JSON.parse(hidden.body).errors).toEqual([
    { message: 'access token not found', path: [field], extensions: { code: 'NOT_FOUND' } },
  ]);
  expect(await works(token)).toBe(true);
});

describe('deleting a token', () => {
  test('by id is for its account and site admins', async () => {
    const byOwner = await api.createToken(account.id, { note: 'by owner' });
    const byAdmin = await api.createToken(account.id, { note: 'by admin' });

    expect(await remove(robot, { byID: byOwner.id })).toEqual({
      data: { deleteAccessToken: { alwaysNil: null } },
    });
    expect(await remove(api.admin, { byID: byAdmin.id })).toEqual({
      data: { deleteAccessToken: { alwaysNil: null } },
    });

    expect([await works(byOwner.token), await works(byAdmin.token)]).toEqual([false, false]);
  });

  test('by its text is for whoever holds it', async () => {
    const { token } = await api.createToken(account.id, { note: 'found somewhere' });

    expect(messageOf(await remove(stranger, { byToken: token }))).toBeUndefined();

    expect(await works(token)).toBe(false);
  });

  test('by its text in an older form is the same', async () => {
    const { token } = await api.createToken(account.id, { note: 'older form' });

    expect(messageOf(await remove(stranger, { byToken: token.slice(-40) }))).toBeUndefined();

    expect(await works(token)).toBe(false);
  });

  test('is what a token may do to itself', async () => {
    const { token } = await api.createToken(account.id, { note: 'ends itself' });

    expect(messageOf(await remove({ token }, { byToken: token }))).toBeUndefined();

    expect(await works(token)).toBe(false);
  });

  test('is recorded with who did it and whose token it was', async () => {
    const { id } = await api.createToken(account.id, { note: 'recorded' });

    await remove(api.admin, { byID: id });

    const [deleted, created] = await api.events({ entity: 'user.accessToken' });
    const target = { kind: 'AccessToken', databaseID: numberIn(id), name: 'recorded' };
    const subject = { kind: 'ServiceAccount', id: numberIn(account.id), name: 'robot' };
    expect(created).toMatchObject({
      action: 'created',
      target,
      actor: { name: 'admin' },
      details: { note: 'recorded', scopes: ['user:all'], subject },
    });
    expect(deleted).toMatchObject({
      action: 'deleted',
      target,
      actor: { name: 'admin' },
      details: { subject },
    });
  });

  test('twice is answered like a missing token, and recorded once', async () => {
    const { id, token } = await api.createToken(account.id, { note: 'twice' });
    await remove(api.admin, { byID: id });

    expect(messageOf(await remove(api.admin, { byID: id }))).toBe('access token not found');
    expect(messageOf(await remove(stranger, { byToken: token }))).toBe('access token not found');

    const events = await api.events({ entity: 'user.accessToken', action: 'deleted' });
    expect(events.filter(({ target }) => target.name === 'twice')).toHaveLength(1);
  });

  test('by twenty at once is done by one', async () => {
    const { id } = await api.createToken(account.id, { note: 'raced' });

    const results = await Promise.all(Array.from({ length: 20 }, () => remove(api.admin, { byID: id })));

    const messages = results.map(messageOf);
    expect(messages.filter((message) => message === undefined)).toHaveLength(1);
    expect(messages.filter((message) => message === 'access token not found')).toHaveLength(19);
  });

  const badFormat = 'AccessTokens.GetByToken: invalid token: invalid token format';
  test.each([
    ['neither id nor text', {}, 'either byID or byToken must be specified'],
    ['both id and text', { byID: missing, byToken: 'x' }, 'exactly one of byID or byToken must be specified'],
    ['a missing id', { byID: missing }, 'access token not found'],
    ['an id of something else', { byID: idOf('User', 1) }, 'invalid AccessToken id of kind "User"'],
    ['a text of no known form', { byToken: 'a bad token' }, badFormat],
    ['an empty text', { byToken: '' }, badFormat],
    ['the text of no token', { byToken: formatToken('deadbeef', newSecret()) }, 'access token not found'],
  ])('with %s is refused', async (_what, args, message) => {
    const result = await remove(api.admin, args);

    expect(result).toMatchObject({ errors: [{ message, path: ['deleteAccessToken'] }], data: null });
  });
});
