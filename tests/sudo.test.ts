import { afterAll, beforeAll, expect, test } from 'vitest';
import { messageOf, numberIn } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { whoAmI } from './support/raw-request.js';

// `token-sudo`: a site admin's token with the scope `site-admin:sudo` acts as any person. Which attempts are
// refused, and in which words, is in authentication.test.ts.

let api: TestApi;
let jo: { id: string };
let sudo: { id: string; token: string };

beforeAll(async () => {
  api = await startTestApi();
  jo = await api.createUser('jo');
  sudo = await api.createToken(api.admin.id, { note: 'support', scopes: ['user:all', 'site-admin:sudo'] });
});
afterAll(() => api.close());

const as = (user: string, token = sudo.token): Identity => ({
  authorization: `token-sudo token="${token}",user="${user}"`,
});

test('an admin acts as the person: with their name, their rights and no more', async () => {
  expect(await api.ask(as('jo'), '{ currentUser { username siteAdmin } }')).toEqual({
    currentUser: { username: 'jo', siteAdmin: false },
  });
  expect(messageOf(await api.query(as('jo'), '{ serviceAccounts { totalCount } }'))).toBe(
    'must be site admin',
  );
});

test('the same token without token-sudo acts as the admin', async () => {
  expect(await api.ask(sudo, '{ currentUser { username } }')).toEqual({ currentUser: { username: 'admin' } });
});

test('an admin may act as another admin', async () => {
  await api.createUser('second-admin', { siteAdmin: true });

  await api.ask(as('second-admin'), '{ serviceAccounts { totalCount } }');
});

test('the record of what was done names both: the person it was done as, and the admin who did it', async () => {
  const { id } = await api.createToken(jo.id, { note: 'made for jo', as: as('jo') });

  const [created] = await api.events({ entity: 'user.accessToken' });
  expect(created).toMatchObject({
    action: 'created',
    target: { databaseID: numberIn(id), name: 'made for jo' },
    actor: {
      kind: 'USER',
      name: 'jo',
      impersonatedBy: 'admin',
      accessTokenID: sudo.id,
      accessTokenNote: 'support',
    },
  });
  const line = api.auditLines
    .map((text) => JSON.parse(text).Attributes.audit)
    .find(({ auditID }) => auditID === created.auditID);
  expect(line.actor).toMatchObject({
    actorUID: String(numberIn(jo.id)),
    actorName: 'jo',
    impersonatorUID: String(numberIn(api.admin.id)),
    impersonatorName: 'admin',
    fromAccessTokenID: String(numberIn(sudo.id)),
  });
});

test('every impersonation is recorded as such, whatever was asked', async () => {
  const { headers } = await whoAmI(api.url, { authorization: `token-sudo token="${sudo.token}",user="jo"` });

  const events = await api.events({ action: 'impersonated' });
  expect(events.find(({ requestID }) => requestID === headers['x-request-id'])).toMatchObject({
    entity: 'auth.accessToken',
    outcome: 'SUCCESS',
    actor: { kind: 'USER', name: 'admin', accessTokenNote: 'support', impersonatedBy: null },
    target: { kind: 'User', databaseID: numberIn(jo.id), name: 'jo' },
    details: {
      sudo_user_id: numberIn(jo.id),
      sudo_user: 'jo',
      token_subject_user_id: numberIn(api.admin.id),
      token_subject_user_name: 'admin',
    },
  });
});

test('what the person is denied is recorded with both identities', async () => {
  await api.query(as('jo'), '{ roles { totalCount } }');

  const [denied] = await api.events({ outcome: 'DENIED' });
  expect(denied).toMatchObject({
    entity: 'GraphQL',
    reason: 'must be site admin',
    actor: { name: 'jo', impersonatedBy: 'admin', accessTokenNote: 'support' },
  });
});

test('a token that a person got while impersonated gives no way to impersonate', async () => {
  const result = await api.query(
    as('jo'),
    'mutation ($id: ID!) { createAccessToken(user: $id, note: "sudo", scopes: ["user:all", "site-admin:sudo"], durationSeconds: 60) { token } }',
    { id: jo.id },
  );

  expect(messageOf(result)).toBe('must be site admin');
});

test('what only a signed-in browser may do stays closed to an impersonator', async () => {
  const result = await api.query(
    as('jo'),
    'mutation { createPassword(newPassword: "a long enough password") { alwaysNil } }',
  );

  expect(messageOf(result)).toBe('only allowed from user session');
});

test('a deleted person cannot be impersonated, and no token of theirs is left to use instead', async () => {
  const gone = await api.createUser('gone');
  await api.ask(api.admin, 'mutation ($id: ID!) { deleteUser(user: $id) { alwaysNil } }', { id: gone.id });

  const { status, body } = await whoAmI(api.url, {
    authorization: `token-sudo token="${sudo.token}",user="gone"`,
  });

  expect({ status, body }).toEqual({ status: 403, body: 'Unable to sudo to nonexistent user.\n' });
});

test('neither a plain token of an admin nor the own token of a service account impersonates', async () => {
  const account = await api.createServiceAccount('robot');
  const { token: machine } = await api.createToken(account.id);
  const { token: plain } = await api.createToken(api.admin.id, { note: 'plain' });

  for (const token of [machine, plain]) {
    expect((await whoAmI(api.url, { authorization: `token-sudo token="${token}",user="jo"` })).status).toBe(
      401,
    );
  }
});
