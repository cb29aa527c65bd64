import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idOf, messageOf, numberIn } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { signIn } from './support/sign-in.js';
import { configure } from './support/site-configuration.js';
import { everythingStored } from './support/world.js';

let api: TestApi;
let people = 0;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

function newPerson() {
  people += 1;
  return api.createUser(`person-${people}`);
}
interface Changes {
  username?: string | null;
  displayName?: string | null;
  avatarURL?: string | null;
}
const update = (as: Identity, user: string, changes: Changes) =>
  api.query(
    as,
    `mutation ($user: ID!, $username: String, $displayName: String, $avatarURL: String) {
      updateUser(user: $user, username: $username, displayName: $displayName, avatarURL: $avatarURL) {
        username displayName avatarURL
      }
    }`,
    { user, ...changes },
  );
const asUser = (machine: { id: string }) => idOf('User', numberIn(machine.id));

test('a person changes how they look, and clears it with empty texts; what is left out stays', async () => {
  const { id, cookie, username } = await newPerson();

  const set = await update({ cookie }, id, {
    displayName: 'Jo',
    avatarURL: 'https://example.com/jo.png',
  });
  const kept = await update({ cookie }, id, { displayName: null });
  const cleared = await update({ cookie }, id, { displayName: '', avatarURL: '' });

  const looks = { username, displayName: 'Jo', avatarURL: 'https://example.com/jo.png' };
  expect(set.data.updateUser).toEqual(looks);
  expect(kept.data.updateUser).toEqual(looks);
  expect(cleared.data.updateUser).toEqual({ username, displayName: null, avatarURL: null });
  const [event] = await api.events({ entity: 'user', action: 'modified' });
  expect(event).toMatchObject({
    actor: { name: username },
    target: { name: username },
    details: { before: looks, after: { username, displayName: null, avatarURL: null } },
  });
});

test('a site admin renames a person: the old name is free, the new one signs in and finds them', async () => {
  const { id, username } = await newPerson();

  const { data } = await update(api.admin, id, { username: 'Renamed' });

  expect(data.updateUser.username).toBe('Renamed');
  expect((await signIn(api, 'renamed')).status).toBe(200);
  expect((await signIn(api, username)).status).toBe(401);
  expect(await api.createServiceAccount(username)).toMatchObject({ name: username });
});

test('a name may change its case alone', async () => {
  const { id, username } = await newPerson();

  const { data } = await update(api.admin, id, { username: username.toUpperCase() });

  expect(data.updateUser.username).toBe(username.toUpperCase());
});

test('people rename themselves where auth.enableUsernameChanges lets them, and are told', async () => {
  const { id, cookie, username } = await newPerson();
  const mayChange = async (as: Identity, of = id) =>
    (
      await api.ask(as, 'query ($id: ID!) { node(id: $id) { ... on User { viewerCanChangeUsername } } }', {
        id: of,
      })
    ).node.viewerCanChangeUsername;

  expect(await mayChange({ cookie })).toBe(false);
  expect(messageOf(await update({ cookie }, id, { username: 'themselves' }))).toBe(
    'unable to change username because auth.enableUsernameChanges is false in site configuration',
  );
  const [refusal] = await api.events({ outcome: 'DENIED' });
  expect(refusal).toMatchObject({ actor: { name: username }, target: { name: username } });
  // Naming the name that they have changes none.
  expect((await update({ cookie }, id, { username, displayName: 'Jo' })).errors).toBeUndefined();

  await configure(api, { 'auth.enableUsernameChanges': true });
  expect(await mayChange({ cookie })).toBe(true);
  expect(await mayChange({ cookie }, api.admin.id)).toBe(false);
  expect(await mayChange(api.admin)).toBe(true);
  expect((await update({ cookie }, id, { username: 'themselves' })).data.updateUser.username).toBe(
    'themselves',
  );
  await configure(api, {});
});

test('a service account is changed by site admins, and never by itself', async () => {
  const machine = await api.createServiceAccount('robot');
  const { token } = await api.createToken(machine.id);
  await configure(api, { 'auth.enableUsernameChanges': true });

  for (const changes of [{ displayName: 'Overlord' }, { username: 'admin-bot' }]) {
    expect(messageOf(await update({ token }, asUser(machine), changes))).toBe('must be site admin');
  }
  await configure(api, {});
  const { data } = await update(api.admin, asUser(machine), { displayName: 'Robot' });

  expect(data.updateUser).toEqual({ username: 'robot', displayName: 'Robot', avatarURL: null });
  const [event] = await api.events({ entity: 'serviceAccount', action: 'modified' });
  expect(event).toMatchObject({ target: { kind: 'ServiceAccount', name: 'robot' } });
});

describe('refused, with nothing written:', () => {
  test.each<[Changes, string]>([
    [{ username: 'ADMIN' }, 'Username is already in use.'],
    [
      { username: 'no blanks' },
      '"no blanks" cannot be a name: use letters, digits and _, with single - or . between them',
    ],
    [{ username: '' }, '"" cannot be a name: use letters, digits and _, with single - or . between them'],
    [{ username: 'x'.repeat(256) }, 'a name has at most 255 characters'],
    [{ displayName: 'x'.repeat(256) }, 'the display name has at most 255 characters'],
    [{ avatarURL: `https://example.com/${'x'.repeat(3000)}` }, 'avatar URL exceeded 3000 characters'],
    [{ avatarURL: 'javascript:alert(1)' }, 'avatar URL must be an HTTP or HTTPS URL'],
    [{ avatarURL: 'example.com/jo.png' }, 'avatar URL must be an HTTP or HTTPS URL'],
    [{ avatarURL: 'https://' }, 'avatar URL must be an HTTP or HTTPS URL'],
  ])('%j', async (changes, message) => {
    const { id } = await newPerson();
    const before = await everythingStored(api);

    expect(messageOf(await update(api.admin, id, { displayName: 'New', ...changes }))).toBe(message);

    expect(await everythingStored(api)).toEqual(before);
  });

  test('somebody else', async () => {
    const { cookie } = await newPerson();

    expect(messageOf(await update({ cookie }, api.admin.id, { displayName: 'x' }))).toBe(
      'must be authenticated as the authorized user or site admin',
    );
  });

  test('somebody who is not there', async () => {
    expect(messageOf(await update(api.admin, idOf('User', 999_999), {}))).toBe('user not found: [999999]');
  });
});

test('of ten who take one name at once, one gets it', async () => {
  const all = await Promise.all(Array.from({ length: 10 }, newPerson));

  const results = await Promise.all(all.map(({ id }) => update(api.admin, id, { username: 'Wanted' })));

  const messages = results.map(messageOf);
  expect(messages.filter((message) => message === undefined)).toHaveLength(1);
  expect(messages.filter((message) => message === 'Username is already in use.')).toHaveLength(9);
});

test('the terms of use are accepted once, by the person or for them by a site admin', async () => {
  const { id, cookie, username } = await newPerson();
  const accepted = async () =>
    (
      await api.ask(
        api.admin,
        'query ($id: ID!) { node(id: $id) { ... on User { tosAccepted scimControlled } } }',
        { id },
      )
    ).node;
  const accept = (as: Identity, userID?: string) =>
    api.ask(as, 'mutation ($userID: ID) { setTosAccepted(userID: $userID) { alwaysNil } }', { userID });
  expect(await accepted()).toEqual({ tosAccepted: false, scimControlled: false });

  await accept({ cookie });
  await accept(api.admin, id);

  expect(await accepted()).toEqual({ tosAccepted: true, scimControlled: false });
  const events = await api.events({ entity: 'user', action: 'modified' });
  expect(events.filter(({ target }) => target.name === username)).toMatchObject([
    { actor: { name: username }, details: { before: { tosAccepted: false }, after: { tosAccepted: true } } },
  ]);
});
