import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idOf, messageOf } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
let alice: { id: string; cookie: string; username: string };
let bob: { id: string; cookie: string; username: string };
let team: string;
const siteId = Buffer.from('Site:"site"').toString('base64');

beforeAll(async () => {
  api = await startTestApi();
  alice = await api.createUser('alice');
  bob = await api.createUser('bob');
  team = (await api.ask(alice, 'mutation { createOrganization(name: "team") { id } }')).createOrganization.id;
});
afterAll(() => api.close());

const lastId = async (subject: string, as: Identity = api.admin): Promise<number | null> =>
  (
    await api.ask(as, 'query ($subject: ID!) { settingsSubject(id: $subject) { latestSettings { id } } }', {
      subject,
    })
  ).settingsSubject.latestSettings?.id ?? null;
const overwrite = async (
  subject: string,
  contents: string,
  as: Identity = api.admin,
  lastID?: number | null,
) =>
  api.query(
    as,
    'mutation ($input: SettingsMutationGroupInput!, $contents: String!) { settingsMutation(input: $input) { overwriteSettings(contents: $contents) { empty { alwaysNil } } } }',
    { input: { subject, lastID: lastID === undefined ? await lastId(subject) : lastID }, contents },
  );
const edit = async (subject: string, edit: object, as: Identity = alice) =>
  api.query(
    as,
    'mutation ($input: SettingsMutationGroupInput!, $edit: SettingsEdit!) { settingsMutation(input: $input) { editSettings(edit: $edit) { empty { alwaysNil } } } }',
    { input: { subject, lastID: await lastId(subject) }, edit },
  );
const contents = async (subject: string): Promise<string> =>
  (
    await api.ask(
      api.admin,
      'query ($subject: ID!) { settingsSubject(id: $subject) { latestSettings { contents } } }',
      { subject },
    )
  ).settingsSubject.latestSettings.contents;
const final = async (as: Identity) =>
  JSON.parse((await api.ask(as, '{ viewerSettings { final } }')).viewerSettings.final);

describe('settings hold', () => {
  test('for everybody when they are of the site, for members when of an organization, for oneself', async () => {
    await overwrite(siteId, '{ "a": "site", "b": "site", "deep": { "x": 1, "y": 1 } } // all');
    await overwrite(team, '{ "b": "team", "deep": { "y": 2 }, }');
    await overwrite(alice.id, '{ "c": "alice", "list": [1] }');

    expect(await final(alice)).toEqual({
      a: 'site',
      b: 'team',
      c: 'alice',
      list: [1],
      deep: { x: 1, y: 2 },
    });
    expect(await final(bob)).toEqual({ a: 'site', b: 'site', deep: { x: 1, y: 1 } });
  });

  test('for a member from joining to leaving', async () => {
    await api.ask(
      api.admin,
      `mutation { addUserToOrganization(organization: "${team}", username: "bob") { alwaysNil } }`,
    );
    expect((await final(bob)).b).toBe('team');

    await api.ask(
      bob,
      `mutation { removeUserFromOrganization(organization: "${team}", user: "${bob.id}") { alwaysNil } }`,
    );
    expect((await final(bob)).b).toBe('site');
  });

  test('for a service account too, which may change its own', async () => {
    const account = await api.createServiceAccount('machine');
    const token = await api.createToken(account.id);

    expect(
      (
        await overwrite(
          idOf('User', Number(Buffer.from(account.id, 'base64').toString().split(':')[1])),
          '{ "m": 1 }',
          token,
          null,
        )
      ).errors,
    ).toBeUndefined();
    expect(await final(token)).toMatchObject({ a: 'site', m: 1 });
  });

  test('for a visitor: those of the site alone', async () => {
    await configure(api, { 'auth.public': true });
    const { viewerSettings } = await api.ask(
      undefined,
      '{ viewerSettings { subjects { __typename id } final } }',
    );

    expect(viewerSettings.subjects.map(({ __typename }: { __typename: string }) => __typename)).toEqual([
      'DefaultSettings',
      'Site',
    ]);
    expect(JSON.parse(viewerSettings.final).b).toBe('site');
  });
});

test('the cascade is read with every version, its author, and under its old names', async () => {
  const { viewerSettings, viewerConfiguration } = await api.ask(
    alice,
    `{ viewerSettings { subjects { id latestSettings { id contents author { username } createdAt subject { id } configuration { contents messages } }
         settingsURL viewerCanAdminister settingsCascade { final } } merged { contents } final }
       viewerConfiguration { subjects { __typename } merged { contents messages } } }`,
  );

  expect(viewerSettings.subjects.map(({ id }: { id: string }) => id)).toEqual([
    Buffer.from('DefaultSettings:"DefaultSettings"').toString('base64'),
    siteId,
    team,
    alice.id,
  ]);
  expect(viewerSettings.subjects[2]).toMatchObject({
    latestSettings: {
      author: { username: 'admin' },
      subject: { id: team },
      configuration: { contents: '{ "b": "team", "deep": { "y": 2 }, }', messages: [] },
    },
    settingsURL: '/organizations/team/settings',
    viewerCanAdminister: true,
  });
  expect(viewerSettings.subjects[0]).toMatchObject({ latestSettings: null, viewerCanAdminister: false });
  expect(viewerConfiguration.merged).toEqual({ contents: viewerSettings.final, messages: [] });
});

describe('an edit', () => {
  test('sets one key and leaves the comments', async () => {
    await overwrite(alice.id, '{\n  // mine\n  "a": 1,\n  "list": [1, 2]\n}\n');

    await edit(alice.id, { keyPath: [{ property: 'b' }, { property: 'c' }], value: { d: true } });
    await edit(alice.id, { keyPath: [{ property: 'list' }, { index: 1 }], value: 3 });
    await edit(alice.id, {
      keyPath: [{ property: 'e' }],
      value: '[1, /* two */ 2]',
      valueIsJSONCEncodedString: true,
    });

    expect(await contents(alice.id)).toContain('// mine');
    expect(await final(alice)).toMatchObject({ a: 1, b: { c: { d: true } }, list: [1, 3], e: [1, 2] });
  });

  test('without a value removes the key', async () => {
    await edit(alice.id, { keyPath: [{ property: 'e' }] });
    await edit(alice.id, { keyPath: [{ property: 'b' }, { property: 'c' }], value: null });

    expect(await final(alice)).toMatchObject({ b: {} });
    expect(await final(alice)).not.toHaveProperty('e');
  });

  test.each([
    [{ keyPath: [] }, 'keyPath is empty: use overwriteSettings to replace all'],
    [{ keyPath: [{}] }, 'each part of keyPath has either a property or an index'],
    [{ keyPath: [{ property: 'a', index: 1 }] }, 'each part of keyPath has either a property or an index'],
    [
      { keyPath: [{ property: 'a' }], value: 1, valueIsJSONCEncodedString: true },
      'with valueIsJSONCEncodedString the value is a string',
    ],
    [
      { keyPath: [{ property: 'a' }], value: '{', valueIsJSONCEncodedString: true },
      'invalid value: line 1: CloseBraceExpected',
    ],
  ])('%j is a clear error', async (change, text) => {
    expect(messageOf(await edit(alice.id, change))).toBe(text);
  });

  test('a property called __proto__ changes nothing else', async () => {
    await edit(alice.id, { keyPath: [{ property: '__proto__' }, { property: 'polluted' }], value: true });

    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((await api.ask(alice, '{ viewerSettings { final } }')).viewerSettings.final).toContain('"a": 1');
  });
});

test('a change from an old version is a conflict, and changes nothing', async () => {
  const latest = await lastId(bob.id);
  await overwrite(bob.id, '{ "n": 1 }', bob, latest);
  const now = await lastId(bob.id);

  expect(messageOf(await overwrite(bob.id, '{ "n": 2 }', bob, latest))).toBe(
    `settings were changed meanwhile: lastID is ${latest}, but they are at ${now}`,
  );
  expect(await contents(bob.id)).toBe('{ "n": 1 }');
});

test.each([
  ['{', 'invalid settings: line 1: CloseBraceExpected'],
  ['{\n  "a": 1\n  "b": 2\n}', 'invalid settings: line 3: CommaExpected'],
  ['[]', 'invalid settings: they must be a JSON object'],
  ['', 'invalid settings: line 1: ValueExpected'],
  [`{ "a": ${'['.repeat(200_000)}`, 'invalid settings: it is nested too deeply'],
  [`{ "a": "${'x'.repeat(500_000)}" }`, 'invalid settings: more than 500000 characters'],
])('settings like %.20s are refused with a clear error', async (text, message) => {
  expect(messageOf(await overwrite(bob.id, text))).toBe(message);
});

describe('who may', () => {
  test('not: others than the account, members and site admins', async () => {
    const notTheirs = 'must be authenticated as the authorized user or site admin';

    expect(messageOf(await overwrite(alice.id, '{}', bob, null))).toBe(notTheirs);
    expect(messageOf(await overwrite(team, '{}', bob, null))).toBe('current user is not an org member');
    expect(messageOf(await overwrite(siteId, '{}', alice, null))).toBe('must be site admin');
    expect(
      messageOf(await api.query(bob, `{ settingsSubject(id: "${alice.id}") { latestSettings { id } } }`)),
    ).toBe(notTheirs);
    expect(messageOf(await api.query(bob, '{ organization(name: "team") { latestSettings { id } } }'))).toBe(
      'current user is not an org member',
    );
  });

  test('the defaults belong to nobody', async () => {
    const id = Buffer.from('DefaultSettings:"DefaultSettings"').toString('base64');
    expect(messageOf(await overwrite(id, '{}', api.admin, null))).toBe('the defaults cannot be changed');
  });
});

test('each change is an event that names whose settings they are', async () => {
  await overwrite(team, '{ "z": 1 }', alice);

  const [event] = await api.events({ entity: 'settings' });
  expect(event).toMatchObject({
    action: 'changed',
    actor: { name: 'alice' },
    target: { kind: 'Org', name: 'team' },
    details: { from: expect.any(Number) },
  });
});

describe('what clients remember', () => {
  const remembered = async (as: Identity) =>
    JSON.parse((await api.ask(as, '{ temporarySettings { contents } }')).temporarySettings.contents);
  const write = (field: string, argument: string) => (as: Identity, contents: string) =>
    api.query(as, `mutation ($it: String!) { ${field}(${argument}: $it) { alwaysNil } }`, { it: contents });
  const overwrite = write('overwriteTemporarySettings', 'contents');
  const edit = write('editTemporarySettings', 'settingsToEdit');

  test('is of each account alone, and empty at first', async () => {
    expect(await remembered(alice)).toEqual({});
    await overwrite(alice, '{ "seen": { "a": 1 }, "text": "\\u0000\\ud800" }');

    expect(await remembered(alice)).toEqual({ seen: { a: 1 }, text: '\0\ud800' });
    expect(await remembered(bob)).toEqual({});
  });

  test('edits that come at once are all there, and what is not edited stays', async () => {
    await overwrite(bob, '{ "stays": true, "changes": { "a": 1 } }');

    await Promise.all([edit(bob, '{ "changes": 2 }'), edit(bob, '{ "b": 1 }'), edit(bob, '{ "c": 1 }')]);

    expect(await remembered(bob)).toEqual({ stays: true, changes: 2, b: 1, c: 1 });
  });

  test('is a JSON object, and not more than a client needs', async () => {
    const before = await remembered(bob);

    for (const text of ['', '[]', 'null', '{', '{} // why']) {
      expect(messageOf(await edit(bob, text))).toBe('invalid temporary settings: they must be a JSON object');
    }
    expect(messageOf(await edit(bob, JSON.stringify({ more: 'x'.repeat(100_000) })))).toBe(
      'invalid temporary settings: more than 100000 characters',
    );
    expect(await remembered(bob)).toEqual(before);
  });

  test('is gone with an account that is deleted for good, and so are its settings', async () => {
    const carl = await api.createUser('carl');
    await overwrite(carl, '{ "personal": 1 }');
    await api.ask(
      carl,
      `mutation ($id: ID!) { settingsMutation(input: { subject: $id }) {
         overwriteSettings(contents: "{ \\"personal\\": 2 }") { empty { alwaysNil } } } }`,
      carl,
    );
    const personal = () =>
      api.database.db.query(
        `SELECT contents FROM temporary_settings WHERE contents LIKE '%personal%'
         UNION ALL SELECT contents FROM settings WHERE contents LIKE '%personal%'`,
      );
    const remove = (hard: boolean) =>
      api.ask(api.admin, `mutation ($id: ID!) { deleteUser(user: $id, hard: ${hard}) { alwaysNil } }`, carl);

    await remove(false);
    expect(await personal()).toHaveLength(2);
    await remove(true);

    expect(await personal()).toEqual([]);
  });
});

test('what is asked through root is recorded as what it is', async () => {
  const { token } = await api.createToken((await api.createServiceAccount('through-root')).id);
  await api.ask({ token }, '{ root { viewerSettings { final } root { site { siteID } } } }');

  const [event] = await api.events({ actor: 'through-root' });
  expect(event.rootFields).toEqual(['viewerSettings', 'site']);
});
