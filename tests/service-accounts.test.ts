import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idOf, messageOf, numberIn } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';
import { whoAmI } from './support/raw-request.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const fields =
  'id name displayName description usedBy state owner { username } createdBy { username } roles { nodes { name } } user { id username serviceAccount emails { email } builtinAuth siteAdmin }';

const create = (input: Record<string, unknown>) =>
  api.query(
    api.admin,
    `mutation ($input: CreateServiceAccountInput!) { createServiceAccount(input: $input) { ${fields} createdAt updatedAt } }`,
    { input },
  );
const update = (id: string, input: Record<string, unknown>) =>
  api.query(
    api.admin,
    `mutation ($id: ID!, $input: UpdateServiceAccountInput!) { updateServiceAccount(serviceAccount: $id, input: $input) { ${fields} createdAt updatedAt } }`,
    { id, input },
  );
const act = (mutation: string, id: string) =>
  api.query(api.admin, `mutation ($id: ID!) { ${mutation} }`, { id });
const find = (args: Record<string, unknown>) =>
  api.query(
    api.admin,
    `query ($name: String, $id: ID) { serviceAccount(name: $name, id: $id) { ${fields} } }`,
    args,
  );
const status = async (token: string) => (await whoAmI(api.url, { authorization: `Bearer ${token}` })).status;

describe('a new service account', () => {
  test('has its texts and its owner, the role SERVICE_ACCOUNT alone, no address and no password', async () => {
    const owner = await api.createUser('owner');

    const { data } = await create({
      name: 'Deploy-Bot',
      displayName: 'Deploys',
      description: 'Deploys the web shop.',
      usedBy: 'Jenkins, job deploy',
      owner: owner.id,
    });

    const { id, createdAt, updatedAt, ...account } = data.createServiceAccount;
    expect(account).toEqual({
      name: 'Deploy-Bot',
      displayName: 'Deploys',
      description: 'Deploys the web shop.',
      usedBy: 'Jenkins, job deploy',
      state: 'ACTIVE',
      owner: { username: 'owner' },
      createdBy: { username: 'admin' },
      roles: { nodes: [{ name: 'SERVICE_ACCOUNT' }] },
      user: {
        id: idOf('User', numberIn(id)),
        username: 'Deploy-Bot',
        serviceAccount: true,
        emails: [],
        builtinAuth: false,
        siteAdmin: false,
      },
    });
    expect(id).toBe(idOf('ServiceAccount', numberIn(id)));
    expect([createdAt, updatedAt]).toEqual([createdAt, createdAt]);
    expect(createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  test('needs no more than a name', async () => {
    const { data } = await create({ name: 'plain' });

    expect(data.createServiceAccount).toMatchObject({ displayName: null, description: '', owner: null });
  });

  test.each([
    'nick',
    'n1ck',
    'N-S',
    'nick.com',
    'nick-',
    '777',
    '7_7',
    'nick__bob',
    '__nick',
    'a'.repeat(255),
  ])('may be called %s', async (name) => {
    expect((await create({ name })).data.createServiceAccount.name).toBe(name);
  });

  test.each([
    '',
    ' ',
    'a b',
    '.nick',
    '-nick',
    'nick.',
    'nick--s',
    'nick..sny',
    'ke$ha',
    '@nick',
    'zoë',
    'a\nb',
  ])('cannot be called %j', async (name) => {
    expect(messageOf(await create({ name }))).toBe(
      `"${name}" cannot be a name: use letters, digits and _, with single - or . between them`,
    );
  });

  test.each([
    [{ name: 'a'.repeat(256) }, 'a name has at most 255 characters'],
    [{ name: 'long', displayName: 'x'.repeat(256) }, 'the display name has at most 255 characters'],
    [{ name: 'long', description: 'x'.repeat(4001) }, 'the description has at most 4000 characters'],
    [{ name: 'long', usedBy: 'x'.repeat(4001) }, 'what it is used by has at most 4000 characters'],
    [
      { name: 'orphan', owner: idOf('User', 999_999) },
      'the owner was not found: it must be the user account of a person',
    ],
  ])('is refused with a reason when something is too long or not there', async (input, text) => {
    const { errors, data } = await create(input);

    expect(errors?.[0]?.message).toBe(text);
    expect(data).toBeNull();
  });

  test('has a person as owner, not a machine', async () => {
    const machine = await api.createServiceAccount('no-owner');

    expect(messageOf(await create({ name: 'owned', owner: machine.id }))).toBe(
      'the owner was not found: it must be the user account of a person',
    );
  });

  test('takes no name that a user or service account has, whatever its case', async () => {
    await api.createUser('Taken-By-A-Person');
    await api.createServiceAccount('taken-by-a-machine');

    expect(messageOf(await create({ name: 'taken-by-a-PERSON' }))).toBe(
      'the name "taken-by-a-PERSON" is taken: a user or service account has it',
    );
    expect(await create({ name: 'TAKEN-by-a-machine' })).toMatchObject({
      errors: [{ path: ['createServiceAccount'], extensions: { code: 'CONFLICT' } }],
      data: null,
    });
  });

  test('gets a name that ten ask for at once, as one of them, and the rest are told that it is taken', async () => {
    const cases = ['Raced', 'raced', 'RACED', 'raceD', 'rAced'];

    const answers = await Promise.all([...cases, ...cases].map((name) => create({ name })));

    const errors = answers.map(messageOf).filter((message) => message !== undefined);
    expect(errors).toHaveLength(9);
    for (const message of errors) expect(message).toMatch(/^the name "raced" is taken: /i);
  });
});

describe('changing a service account', () => {
  test('leaves out what is left out, and clears what is null', async () => {
    const owner = await api.createUser('answerable');
    const { data } = await create({
      name: 'changed',
      displayName: 'One',
      description: 'Two',
      usedBy: 'Four',
      owner: owner.id,
    });
    const { id } = data.createServiceAccount;
    api.clock.advance(60);

    const renamed = (await update(id, { displayName: 'Three' })).data.updateServiceAccount;
    const cleared = (await update(id, { displayName: null, description: null, usedBy: null, owner: null }))
      .data.updateServiceAccount;

    expect(renamed).toMatchObject({
      displayName: 'Three',
      description: 'Two',
      usedBy: 'Four',
      owner: { username: 'answerable' },
    });
    expect(cleared).toMatchObject({
      name: 'changed',
      displayName: null,
      description: '',
      usedBy: '',
      owner: null,
    });
    const [event] = await api.events({ entity: 'serviceAccount', action: 'modified' });
    expect(event.details).toMatchObject({ before: { usedBy: 'Four' }, after: { usedBy: '' } });
    expect(Date.parse(cleared.updatedAt)).toBe(Date.parse(cleared.createdAt) + 60_000);
  });

  test('may give it another name: tokens keep working, and the old name is free', async () => {
    const account = await api.createServiceAccount('before');
    const { token } = await api.createToken(account.id);

    await update(account.id, { name: 'after' });

    expect((await whoAmI(api.url, { authorization: `Bearer ${token}` })).body).toContain('"after"');
    expect((await find({ name: 'before' })).data.serviceAccount).toBeNull();
    expect(messageOf(await create({ name: 'before' }))).toBeUndefined();
  });

  test('may change the case of its name', async () => {
    const account = await api.createServiceAccount('loud');

    expect((await update(account.id, { name: 'LOUD' })).data.updateServiceAccount.name).toBe('LOUD');
  });

  test.each([
    [{ name: 'admin' }, 'the name "admin" is taken: a user or service account has it'],
    [{ name: null }, 'a service account needs a name'],
    [{ name: '' }, '"" cannot be a name: use letters, digits and _, with single - or . between them'],
    [{ displayName: 'x'.repeat(256) }, 'the display name has at most 255 characters'],
    [{ owner: idOf('User', 999_999) }, 'the owner was not found: it must be the user account of a person'],
  ])('with %j is refused, and changes nothing', async (input, text) => {
    const existing = (await find({ name: 'unchanged' })).data?.serviceAccount;
    const account = existing ?? (await api.createServiceAccount('unchanged'));
    const before = await find({ id: account.id });

    expect(messageOf(await update(account.id, { description: 'new', ...input }))).toBe(text);
    expect(await find({ id: account.id })).toEqual(before);
  });

  test('gives a name that several want at once to one of them', async () => {
    const accounts = await Promise.all([1, 2, 3, 4, 5].map((n) => api.createServiceAccount(`rival-${n}`)));

    const answers = await Promise.all(accounts.map(({ id }) => update(id, { name: 'prize' })));

    expect(answers.map(messageOf).toSorted()).toEqual([
      ...Array(4).fill('the name "prize" is taken: a user or service account has it'),
      undefined,
    ]);
  });

  test('does not reach a person, nor what is not there', async () => {
    for (const id of [api.admin.id, idOf('ServiceAccount', 999_999)]) {
      expect(messageOf(await update(id, { description: 'x' }))).toBe('service account not found');
      for (const act of ['disable', 'enable', 'delete']) {
        const selection = act === 'delete' ? '{ alwaysNil }' : '{ id }';
        const { errors } = await api.query(
          api.admin,
          `mutation ($id: ID!) { ${act}ServiceAccount(serviceAccount: $id) ${selection} }`,
          { id },
        );
        expect(errors?.[0]?.message).toBe('service account not found');
      }
    }
  });

  test('takes its id as a user too', async () => {
    const { id } = await api.createServiceAccount('two-ids');

    const { data } = await update(idOf('User', numberIn(id)), { description: 'found' });

    expect(data.updateServiceAccount).toMatchObject({ id, description: 'found' });
  });
});

describe('disabling and deleting', () => {
  test('disabling stops every token at once, enabling lets them work again, and saying it twice changes nothing', async () => {
    const account = await api.createServiceAccount('on-and-off');
    const { token } = await api.createToken(account.id);
    const disable = () => act('disableServiceAccount(serviceAccount: $id) { state }', account.id);
    const enable = () => act('enableServiceAccount(serviceAccount: $id) { state }', account.id);

    expect((await disable()).data.disableServiceAccount.state).toBe('DISABLED');
    expect(await status(token)).toBe(401);
    expect((await disable()).data.disableServiceAccount.state).toBe('DISABLED');
    expect((await enable()).data.enableServiceAccount.state).toBe('ACTIVE');
    expect(await status(token)).toBe(200);
    expect((await enable()).data.enableServiceAccount.state).toBe('ACTIVE');

    const events = await api.events({ entity: 'serviceAccount' });
    const about = events.filter((event) => event.target.name === 'on-and-off');
    expect(about.map(({ action }) => action)).toEqual(['enabled', 'disabled', 'created']);
  });

  test.each([false, true])('deleting (hard: %s) ends the tokens and frees the name', async (hard) => {
    const name = `reused-${hard}`;
    const old = await api.createServiceAccount(name);
    const { token } = await api.createToken(old.id);

    await act(`deleteServiceAccount(serviceAccount: $id, hard: ${hard}) { alwaysNil }`, old.id);
    const successor = await api.createServiceAccount(name.toUpperCase());

    expect(await status(token)).toBe(401);
    expect(successor.id).not.toBe(old.id);
    expect((await find({ id: old.id })).data.serviceAccount).toBeNull();
    expect((await find({ name })).data.serviceAccount.id).toBe(successor.id);
    expect(messageOf(await act('deleteServiceAccount(serviceAccount: $id) { alwaysNil }', old.id))).toBe(
      'service account not found',
    );
  });

  test('it outlives the admin who made it and its tokens, and still says who that was', async () => {
    const founder = await api.createUser('founder', { siteAdmin: true });
    const { createServiceAccount: account } = await api.ask(
      founder,
      'mutation { createServiceAccount(input: { name: "orphan" }) { id } }',
    );
    const { token } = await api.createToken(account.id, { as: founder });
    const hard = await api.createUser('second-founder', { siteAdmin: true });
    const other = await api.createToken(account.id, { as: hard, note: 'other' });

    await api.ask(api.admin, 'mutation ($id: ID!) { deleteUser(user: $id) { alwaysNil } }', {
      id: founder.id,
    });
    await api.ask(api.admin, 'mutation ($id: ID!) { deleteUser(user: $id, hard: true) { alwaysNil } }', {
      id: hard.id,
    });

    expect([await status(token), await status(other.token)]).toEqual([200, 200]);
    const { data } = await api.query(
      api.admin,
      '{ serviceAccount(name: "orphan") { createdBy { username } accessTokens { nodes { creator { username } } } } }',
    );
    expect(data.serviceAccount.createdBy.username).toBe('founder');
    expect(data.serviceAccount.accessTokens.nodes.map((node: any) => node.creator.username).sort()).toEqual([
      'founder',
      'second-founder',
    ]);
  });
});

test('whatever happens to one account at once, each change is made or refused in plain words', async () => {
  const refusals = new Set<string | undefined>();

  for (let round = 0; round < 10; round += 1) {
    const { id } = await api.createServiceAccount(`busy-${round}`);
    const answers = await Promise.all([
      act('disableServiceAccount(serviceAccount: $id) { id }', id),
      act(`deleteServiceAccount(serviceAccount: $id, hard: ${round % 2 === 0}) { alwaysNil }`, id),
      act('deleteUser(user: $id) { alwaysNil }', id),
      act('setRoles(user: $id, roles: []) { alwaysNil }', id),
      act('createAccessToken(user: $id, note: "n", scopes: ["user:all"], durationSeconds: 60) { id }', id),
      update(id, { name: `busier-${round}` }),
    ]);
    for (const message of answers.map(messageOf)) refusals.add(message);
  }

  expect([...refusals].filter((message) => message === 'Unexpected error.')).toEqual([]);
  const left = await api.database.db.query(
    'SELECT t.id FROM access_tokens t JOIN users u ON u.id = t.subject_id WHERE t.deleted_at IS NULL AND u.deleted_at IS NOT NULL',
  );
  expect(left).toEqual([]);
});

describe('one service account', () => {
  test('is found by name, by id or by both, and by nothing that names another', async () => {
    const account = await api.createServiceAccount('Findable');

    expect((await find({ name: 'findable' })).data.serviceAccount.id).toBe(account.id);
    expect((await find({ id: account.id })).data.serviceAccount.name).toBe('Findable');
    expect((await find({ id: account.id, name: 'FINDABLE' })).data.serviceAccount.id).toBe(account.id);
    expect((await find({ id: account.id, name: 'somebody-else' })).data.serviceAccount).toBeNull();
    expect((await find({ name: 'admin' })).data.serviceAccount).toBeNull();
    expect((await find({ id: api.admin.id })).data.serviceAccount).toBeNull();
  });

  test('needs to be named, with an id of the right kind', async () => {
    expect(messageOf(await find({}))).toBe('give the name or the id of the service account');
    expect(messageOf(await find({ id: idOf('Role', 1) }))).toBe('invalid ServiceAccount id of kind "Role"');
  });
});

describe('the list', () => {
  let listed: TestApi;
  let owner: string;
  const names = ['Alpha', 'beta', 'Gamma', 'delta', 'Epsilon'];

  beforeAll(async () => {
    listed = await startTestApi();
    for (const name of names) {
      await listed.ask(
        listed.admin,
        'mutation ($name: String!, $text: String) { createServiceAccount(input: { name: $name, displayName: $text, description: "for all_of 100%" }) { id } }',
        { name, text: `The ${name}` },
      );
      listed.clock.advance(1);
    }
    const id = (name: string) =>
      listed.ask(listed.admin, 'query ($name: String) { serviceAccount(name: $name) { id } }', { name });
    await listed.ask(
      listed.admin,
      'mutation ($id: ID!) { disableServiceAccount(serviceAccount: $id) { id } }',
      {
        id: (await id('beta')).serviceAccount.id,
      },
    );
    await listed.ask(
      listed.admin,
      'mutation ($id: ID!) { deleteServiceAccount(serviceAccount: $id) { alwaysNil } }',
      {
        id: (await id('delta')).serviceAccount.id,
      },
    );
    owner = (await listed.createUser('owning-olga')).id;
    for (const name of ['Alpha', 'Gamma']) {
      const { serviceAccount } = await listed.ask(
        listed.admin,
        'query ($name: String) { serviceAccount(name: $name) { id } }',
        { name },
      );
      await listed.ask(await listed.createToken(serviceAccount.id), '{ currentUser { id } }');
      await listed.services.lastUsed.flush();
      listed.clock.advance(60);
      if (name !== 'Gamma') continue;
      await listed.ask(
        listed.admin,
        'mutation ($id: ID!, $owner: ID) { updateServiceAccount(serviceAccount: $id, input: { owner: $owner }) { id } }',
        { id: serviceAccount.id, owner },
      );
    }
  });
  afterAll(() => listed.close());

  const list = async (args: string) => {
    const answer = await listed.query(
      listed.admin,
      `{ serviceAccounts${args.replace('%OWNER%', owner)} { nodes { id name } totalCount pageInfo { hasNextPage endCursor } } }`,
    );
    return {
      error: messageOf(answer),
      page: answer.data?.serviceAccounts,
      names: answer.data?.serviceAccounts.nodes.map(({ name }: { name: string }) => name),
    };
  };

  test.each([
    ['', ['Alpha', 'beta', 'Epsilon', 'Gamma']],
    ['(orderBy: NAME)', ['Alpha', 'beta', 'Epsilon', 'Gamma']],
    ['(orderBy: CREATED_AT)', ['Epsilon', 'Gamma', 'beta', 'Alpha']],
    ['(orderBy: LAST_ACTIVE_AT)', ['Gamma', 'Alpha', 'Epsilon', 'beta']],
    ['(owner: "%OWNER%")', ['Gamma']],
    ['(owner: "%OWNER%", query: "alpha")', []],
    ['(state: ACTIVE)', ['Alpha', 'Epsilon', 'Gamma']],
    ['(state: DISABLED)', ['beta']],
    ['(state: DELETED)', ['delta']],
    ['(query: "PH")', ['Alpha']],
    ['(query: "the e")', ['Epsilon']],
    ['(query: "all_of")', ['Alpha', 'beta', 'Epsilon', 'Gamma']],
    ['(query: "100%")', ['Alpha', 'beta', 'Epsilon', 'Gamma']],
    ['(query: "al_ha")', []],
    ['(query: "%")', ['Alpha', 'beta', 'Epsilon', 'Gamma']],
    ['(query: "a\\\\")', []],
    ['(query: "")', ['Alpha', 'beta', 'Epsilon', 'Gamma']],
    ['(query: "beta", state: ACTIVE)', []],
  ])('serviceAccounts%s is %j, and counts them', async (args, wanted) => {
    const { names, page } = await list(args);

    expect(names).toEqual(wanted);
    expect(page.totalCount).toBe(wanted.length);
  });

  test.each([
    ['NAME', false],
    ['CREATED_AT', true],
    ['LAST_ACTIVE_AT', true],
  ])('in the order of %s is turned when it is asked for', async (orderBy, usual) => {
    const { names } = await list(`(orderBy: ${orderBy})`);

    expect((await list(`(orderBy: ${orderBy}, descending: ${usual})`)).names).toEqual(names);
    expect((await list(`(orderBy: ${orderBy}, descending: ${!usual})`)).names).toEqual(names.reverse());
  });

  test.each(
    ['NAME', 'CREATED_AT', 'LAST_ACTIVE_AT'].flatMap((order) => [
      order,
      `${order}, descending: true`,
      `${order}, descending: false`,
    ]),
  )('is read page by page in the order of %s, each account once', async (orderBy) => {
    const seen: string[] = [];
    let after = '';
    for (let pages = 0; pages < 10; pages += 1) {
      const { page, names } = await list(`(first: 1, orderBy: ${orderBy}${after})`);
      seen.push(...names);
      expect(page.totalCount).toBe(4);
      if (!page.pageInfo.hasNextPage) break;
      after = `, after: "${page.pageInfo.endCursor}"`;
    }

    expect(seen).toEqual((await list(`(orderBy: ${orderBy})`)).names);
  });

  test('goes on after an account that was deleted meanwhile', async () => {
    const { page } = await list('(first: 1, orderBy: CREATED_AT, state: DELETED)');

    const next = await list(`(orderBy: CREATED_AT, after: "${page.pageInfo.endCursor}")`);

    // It was made after Gamma and before Epsilon.
    expect(next.names).toEqual(['Gamma', 'beta', 'Alpha']);
  });

  test.each([
    ['(first: -1)', '`first` must not be negative'],
    ['(after: "")', 'invalid graphql.ID'],
    ['(after: "not base64!")', 'illegal base64 data at input byte 3'],
    [`(after: "${idOf('User', 1)}")`, 'invalid ServiceAccount id of kind "User"'],
    [`(after: "${idOf('ServiceAccount', 0)}")`, 'invalid node id'],
    [`(after: "${idOf('ServiceAccount', 2 ** 31)}")`, 'invalid node id'],
    [`(after: "${Buffer.from("ServiceAccount:1' OR 1=1").toString('base64')}")`, 'invalid node id'],
  ])('refuses %s', async (args, text) => {
    expect((await list(args)).error).toBe(text);
  });

  test('has nothing after a cursor that no account has', async () => {
    const { names, page } = await list(`(after: "${idOf('ServiceAccount', 999_999)}")`);

    expect(names).toEqual([]);
    expect(page.pageInfo).toEqual({ hasNextPage: false, endCursor: null });
  });

  test('shows none for first: 0, and still counts', async () => {
    const { names, page } = await list('(first: 0)');

    expect(names).toEqual([]);
    expect(page.totalCount).toBe(4);
  });
});
