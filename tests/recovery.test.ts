import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messageOf, numberIn } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const remove = (ids: string[], hard = false) =>
  api.ask(
    api.admin,
    'mutation ($ids: [ID!]!, $hard: Boolean) { deleteUsers(users: $ids, hard: $hard) { alwaysNil } }',
    { ids, hard },
  );
const recover = (...ids: string[]) =>
  api.query(api.admin, 'mutation ($ids: [ID!]!) { recoverUsers(userIDs: $ids) { alwaysNil } }', { ids });
const nameBehind = async (token: { token: string }) => {
  const response = await api.fetch('/.api/graphql', {
    method: 'POST',
    headers: { authorization: `Bearer ${token.token}` },
    body: '{"query":"{ currentUser { username } }"}',
  });
  return response.status === 200
    ? JSON.parse(await response.text()).data.currentUser.username
    : response.status;
};

describe('a deleted account comes back', () => {
  test('with its name, its roles and the tokens that ended with it, not with those revoked before', async () => {
    const account = await api.createServiceAccount('phoenix');
    const revoked = await api.createToken(account.id, { note: 'revoked before' });
    const token = await api.createToken(account.id, { note: 'ended with it' });
    await api.ask(api.admin, `mutation { deleteAccessToken(byID: "${revoked.id}") { alwaysNil } }`);
    api.clock.advance(60);
    await remove([account.id]);
    expect(await nameBehind(token)).toBe(401);

    expect((await recover(account.id)).data).toEqual({ recoverUsers: { alwaysNil: null } });

    expect(await nameBehind(token)).toBe('phoenix');
    expect(await nameBehind(revoked)).toBe(401);
    const { serviceAccount } = await api.ask(
      api.admin,
      '{ serviceAccount(name: "phoenix") { state roles { nodes { name } } } }',
    );
    expect(serviceAccount).toEqual({ state: 'ACTIVE', roles: { nodes: [{ name: 'SERVICE_ACCOUNT' }] } });
    const [event] = await api.events({ entity: 'serviceAccount', action: 'recovered' });
    expect(event.target).toEqual({
      kind: 'ServiceAccount',
      databaseID: numberIn(account.id),
      name: 'phoenix',
    });
  });

  test('without its addresses, and without its sessions', async () => {
    const person = await api.createUser('returner');
    await remove([person.id]);
    await recover(person.id);

    const { user } = await api.ask(api.admin, '{ user(username: "returner") { emails { email } } }');
    expect(user.emails).toEqual([]);
    const response = await api.fetch('/.api/graphql', {
      method: 'POST',
      headers: { cookie: person.cookie, 'x-requested-with': 'tests' },
      body: '{"query":"{ currentUser { username } }"}',
    });
    expect(response.status).toBe(401);
  });

  test('with the memberships that it had', async () => {
    const person = await api.createUser('member');
    await api.ask(person, 'mutation { createOrganization(name: "home") { id } }');
    await remove([person.id]);
    await recover(person.id);

    const { organization } = await api.ask(
      api.admin,
      '{ organization(name: "home") { members { nodes { username } } } }',
    );
    expect(organization.members.nodes).toEqual([{ username: 'member' }]);
  });
});

describe('it does not come back', () => {
  test('when its name is taken meanwhile; then nobody of the list does', async () => {
    const first = await api.createServiceAccount('wanted');
    const other = await api.createServiceAccount('other');
    await remove([first.id, other.id]);
    await api.createServiceAccount('Wanted');

    expect(messageOf(await recover(other.id, first.id))).toBe(
      'cannot recover user: the name "wanted" is taken meanwhile',
    );
    expect((await api.ask(api.admin, '{ user(username: "other") { id } }')).user).toBeNull();
  });

  test('when it was deleted for good, is alive, or never was', async () => {
    const erased = await api.createServiceAccount('erased');
    const alive = await api.createServiceAccount('alive');
    const gone = await api.createServiceAccount('gone');
    await remove([erased.id], true);
    await remove([gone.id]);
    const numbers = [erased.id, alive.id].map(numberIn).join(' ');

    expect(messageOf(await recover(gone.id, erased.id, alive.id))).toBe(
      `some users were not found, expected to recover 3 users, but found only 1 users. Missing user IDs: [${numbers}]`,
    );
  });

  test('when it is the caller, or nobody is named', async () => {
    expect(messageOf(await recover(api.admin.id))).toBe('unable to recover current user');
    expect(messageOf(await recover())).toBe('must specify at least one user ID');
  });
});

test('a token that an account made for somebody else comes back, unless its note is in use again', async () => {
  const maker = await api.createUser('maker', { siteAdmin: true });
  const holder = await api.createUser('holder');
  await api.ask(api.admin, 'query { site { siteID } }');
  await api.database.db.query(
    `INSERT INTO access_tokens (subject_id, creator_id, secret_hash, secret_tail, note, scopes, created_at)
     SELECT $1, $2, decode(md5(note), 'hex') || decode(md5(note), 'hex'), 'aaaa', note, '{user:all}', now()
     FROM unnest('{free,in use}'::text[]) AS note`,
    [numberIn(holder.id), numberIn(maker.id)],
  );
  await remove([maker.id]);
  await api.createToken(holder.id, { note: 'in use', as: holder });
  await recover(maker.id);

  const { currentUser } = await api.ask(holder, '{ currentUser { accessTokens { nodes { note } } } }');
  expect(currentUser.accessTokens.nodes.map(({ note }: { note: string }) => note).sort()).toEqual([
    'free',
    'in use',
  ]);
});
