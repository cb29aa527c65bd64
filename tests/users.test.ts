import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forPeopleOnly } from '../src/modules/users/people-only.js';
import { idOf, messageOf, numberIn } from './support/access-tokens.js';
import { type Identity, startTestApi, type TestApi } from './support/api.js';
import { unreachableMail } from './support/mail-server.js';
import { whoAmI } from './support/raw-request.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

interface NewUser {
  username: string;
  email?: string;
  verifiedEmail?: boolean | null;
  isServiceAccount?: boolean;
}

const create = (input: NewUser, on = api) =>
  on.query(
    on.admin,
    `mutation ($username: String!, $email: String, $verifiedEmail: Boolean, $isServiceAccount: Boolean) {
      createUser(username: $username, email: $email, verifiedEmail: $verifiedEmail, isServiceAccount: $isServiceAccount) {
        resetPasswordURL
        user { id username serviceAccount siteAdmin builtinAuth emails { email verified isPrimary } roles { nodes { name } } }
      }
    }`,
    { ...input },
  );
const remove = (users: string[], hard = false, as: Identity = api.admin) =>
  api.query(
    as,
    'mutation ($users: [ID!]!, $hard: Boolean) { deleteUsers(users: $users, hard: $hard) { alwaysNil } }',
    { users, hard },
  );
const find = async (args: string) => (await api.ask(api.admin, `{ user(${args}) { id username } }`)).user;
const setSiteAdmin = (as: Identity, userID: string, siteAdmin: boolean) =>
  api.query(
    as,
    'mutation ($userID: ID!, $siteAdmin: Boolean!) { setUserIsSiteAdmin(userID: $userID, siteAdmin: $siteAdmin) { alwaysNil } }',
    { userID, siteAdmin },
  );

describe('createUser', () => {
  test('makes a person with the role USER, an address taken as verified, and a link to set a password', async () => {
    const { data } = await create({ username: 'Alice', email: 'Alice@Example.com' });

    const { resetPasswordURL, user } = data.createUser;
    expect(user).toMatchObject({
      username: 'Alice',
      serviceAccount: false,
      siteAdmin: false,
      builtinAuth: false,
      emails: [{ email: 'Alice@Example.com', verified: true, isPrimary: true }],
      roles: { nodes: [{ name: 'USER' }] },
    });
    expect(new URL(resetPasswordURL).searchParams.get('userID')).toBe(String(numberIn(user.id)));
  });

  test.each([
    [null, true],
    [true, true],
    // Nothing could verify it: there is no mail server here.
    [false, true],
  ])('takes verifiedEmail: %s as verified: %s', async (verifiedEmail, verified) => {
    const username = `verified-${verifiedEmail}`;

    const { data } = await create({ username, email: `${username}@example.com`, verifiedEmail });

    expect(data.createUser.user.emails).toEqual([
      { email: `${username}@example.com`, verified, isPrimary: verified },
    ]);
    expect(await find(`email: "${username}@example.com"`)).toEqual(
      verified ? { id: data.createUser.user.id, username } : null,
    );
  });

  test('makes a service account: no address, no password, no link, the role SERVICE_ACCOUNT alone', async () => {
    const { data } = await create({ username: 'robot', isServiceAccount: true });

    expect(data.createUser).toEqual({
      resetPasswordURL: null,
      user: {
        id: expect.any(String),
        username: 'robot',
        serviceAccount: true,
        siteAdmin: false,
        builtinAuth: false,
        emails: [],
        roles: { nodes: [{ name: 'SERVICE_ACCOUNT' }] },
      },
    });
  });

  test.each<[NewUser, string]>([
    [{ username: 'ADMIN' }, 'err_username_exists'],
    [{ username: 'Robot2', isServiceAccount: true }, 'err_username_exists'],
    [{ username: 'another', email: 'ADMIN@example.com' }, 'err_email_exists'],
    [{ username: 'x'.repeat(256) }, 'users_username_max_length'],
    [{ username: 'white space' }, 'users_username_valid_chars'],
    [{ username: '' }, 'users_username_valid_chars'],
    [{ username: 'ü' }, 'users_username_valid_chars'],
  ])('of %j fails with %2$s', async (input, code) => {
    if (!(await find('username: "robot2"'))) await api.createServiceAccount('robot2');
    const before = await api.ask(api.admin, '{ users { totalCount } }');

    expect(await create(input)).toMatchObject({
      data: null,
      errors: [{ message: `failed to create user: cannot create user: ${code}`, path: ['createUser'] }],
    });
    expect(await api.ask(api.admin, '{ users { totalCount } }')).toEqual(before);
  });

  test.each<[NewUser, string]>([
    [
      { username: 'mail-bot', email: 'bot@example.com', isServiceAccount: true },
      'failed to create user: a service account has no email address; leave out bot@example.com',
    ],
    [{ username: 'typo', email: 'typo' }, 'failed to create user: typo is no email address'],
    [
      { username: 'typo', email: `${'x'.repeat(320)}@a` },
      `failed to create user: ${'x'.repeat(320)}@a is no email address`,
    ],
  ])('refuses an address that cannot be', async (input, text) => {
    expect(messageOf(await create(input))).toBe(text);
    expect(await find(`username: "${input.username}"`)).toBeNull();
  });

  test('takes the same unverified address twice, and a verified one once', async () => {
    await configure(api, unreachableMail);
    const unverified = { email: 'shared@example.com', verifiedEmail: false };
    expect(messageOf(await create({ username: 'first', ...unverified }))).toBeUndefined();
    expect(messageOf(await create({ username: 'second', ...unverified }))).toBeUndefined();
    expect(messageOf(await create({ username: 'third', email: 'Shared@example.com' }))).toBeUndefined();
    expect(messageOf(await create({ username: 'fourth', email: 'shared@EXAMPLE.com' }))).toBe(
      'failed to create user: cannot create user: err_email_exists',
    );
    await configure(api, {});
  });

  test('gives a name that people and machines want at once to one of them', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        create({ username: n % 3 === 0 ? 'WANTED' : 'wanted', isServiceAccount: n % 2 === 0 }),
      ),
    );

    const messages = answers.map(messageOf).filter((message) => message !== undefined);
    expect(messages).toEqual(Array(9).fill('failed to create user: cannot create user: err_username_exists'));
  });

  test('gives a verified address that several want at once to one of them', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => create({ username: `mailed-${n}`, email: 'everyone@example.com' })),
    );

    const messages = answers.map(messageOf).filter((message) => message !== undefined);
    expect(messages).toEqual(Array(5).fill('failed to create user: cannot create user: err_email_exists'));
  });
});

describe('deleting', () => {
  test.each([false, true])('(hard: %s) frees name and address, ends tokens and sessions', async (hard) => {
    const username = `leaver-${hard}`;
    const person = await api.createUser(username);
    const { token } = await api.createToken(person.id, { as: person });

    expect(await remove([person.id], hard)).toEqual({ data: { deleteUsers: { alwaysNil: null } } });

    expect((await whoAmI(api.url, { authorization: `Bearer ${token}` })).status).toBe(401);
    expect((await whoAmI(api.url, { cookie: person.cookie, 'x-requested-with': 'x' })).status).toBe(401);
    expect(await find(`username: "${username}"`)).toBeNull();
    expect(await find(`databaseID: ${numberIn(person.id)}`)).toBeNull();
    const successor = await create({ username, email: `${username}@example.com` });
    expect(successor.data.createUser.user.id).not.toBe(person.id);
  });

  test('is all or none', async () => {
    const [one, two] = [await api.createUser('one'), await api.createServiceAccount('two')];
    const missing = idOf('User', 999_999);

    expect(messageOf(await remove([one.id, missing, two.id]))).toBe(
      'user not found: [Some users were not found. Expected to delete 3 users, but deleted only 2]',
    );
    expect([await find('username: "one"'), await find('username: "two"')]).not.toContain(null);
    expect(messageOf(await remove([one.id, two.id, one.id]))).toBeUndefined();
    expect([await find('username: "one"'), await find('username: "two"')]).toEqual([null, null]);
  });

  test('nobody, oneself, or something else is refused', async () => {
    const one = await api.createUser('kept');

    expect(messageOf(await remove([]))).toBe('must specify at least one user ID');
    expect(messageOf(await remove([one.id, api.admin.id]))).toBe('unable to delete current user');
    expect(messageOf(await remove([idOf('ServiceAccount', numberIn(api.admin.id))]))).toBe(
      'unable to delete current user',
    );
    expect(messageOf(await remove([one.id, idOf('Role', 1)]))).toBe('invalid User id of kind "Role"');
    expect(await find('username: "kept"')).not.toBeNull();
  });

  test('once more is refused, except for good what was deleted softly', async () => {
    const one = await api.createUser('twice-gone');
    await remove([one.id]);

    expect(messageOf(await remove([one.id]))).toContain('user not found');
    expect(messageOf(await remove([one.id], true))).toBeUndefined();
    expect(messageOf(await remove([one.id], true))).toContain('user not found');
  });
});

describe('the last site admin', () => {
  test('nobody takes it from or gives it to oneself', async () => {
    for (const value of [true, false]) {
      expect(messageOf(await setSiteAdmin(api.admin, api.admin.id, value))).toBe(
        'refusing to set current user site admin status',
      );
    }
  });

  test('a service account cannot become one', async () => {
    const machine = await api.createServiceAccount('ambitious');

    expect(messageOf(await setSiteAdmin(api.admin, machine.id, true))).toBe(forPeopleOnly);
  });

  test('the role SITE_ADMINISTRATOR follows the flag', async () => {
    const person = await api.createUser('promoted');
    const roles = async () => {
      const { node } = await api.ask(
        api.admin,
        'query ($id: ID!) { node(id: $id) { ... on User { siteAdmin roles { nodes { name } } } } }',
        { id: person.id },
      );
      return [node.siteAdmin, ...node.roles.nodes.map(({ name }: { name: string }) => name).sort()];
    };

    await setSiteAdmin(api.admin, person.id, true);
    await setSiteAdmin(api.admin, person.id, true);
    expect(await roles()).toEqual([true, 'SITE_ADMINISTRATOR', 'USER']);
    await setSiteAdmin(api.admin, person.id, false);
    expect(await roles()).toEqual([false, 'USER']);
  });

  test.each(['demote', 'delete', 'delete for good'])(
    'of two who %s each other at once one wins',
    async (how) => {
      for (let round = 0; round < 5; round += 1) {
        const one = await api.createUser(`rival-${how.length}-${round}`, { siteAdmin: true });
        const two = await api.createUser(`lavir-${how.length}-${round}`, { siteAdmin: true });
        const act = (as: Identity, id: string) =>
          how === 'demote' ? setSiteAdmin(as, id, false) : remove([id], how === 'delete for good', as);

        // A deleted admin's session ends: then the refusal is a 401 and not an answer.
        const outcome = (as: { cookie: string }, id: string) =>
          act(as, id).then(
            (answer) => messageOf(answer) ?? 'done',
            () => 'signed out',
          );
        const outcomes = await Promise.all([outcome(one, two.id), outcome(two, one.id)]);

        expect(outcomes.filter((result) => result === 'done')).toHaveLength(1);
        expect(outcomes.find((result) => result !== 'done')).toMatch(/^(must be site admin|signed out)$/);
        await remove(
          (
            await api.ask(api.admin, `{ users(query: "-${how.length}-${round}") { nodes { id } } }`)
          ).users.nodes.map(({ id }: { id: string }) => id),
        );
      }
    },
  );
});

describe('finding', () => {
  test('one account by name in any case, by number, or by verified address', async () => {
    const { data } = await create({ username: 'Finder', email: 'Finder@example.com' });
    const found = { id: data.createUser.user.id, username: 'Finder' };

    expect(await find('username: "fINDER"')).toEqual(found);
    expect(await find(`databaseID: ${numberIn(found.id)}`)).toEqual(found);
    expect(await find('email: "finder@EXAMPLE.com"')).toEqual(found);
    expect(await find('username: "Finder", databaseID: 1, email: "admin@example.com"')).toEqual(found);
    expect(await find(`databaseID: ${numberIn(found.id)}, email: "admin@example.com"`)).toEqual(found);
    expect(await find('username: "nobody", email: "finder@example.com"')).toBeNull();
  });

  test('without saying whom is refused, and what cannot be there is not there', async () => {
    expect(messageOf(await api.query(api.admin, '{ user { id } }'))).toBe(
      'must specify either username or email to look up a user',
    );
    for (const args of [
      'username: "%"',
      'email: "%"',
      'email: "_dmin@example.com"',
      'databaseID: -1',
      'databaseID: 0',
      'username: ""',
    ])
      expect(await find(args)).toBeNull();
  });

  test('node() of a missing, deleted or impossible user', async () => {
    const gone = await api.createUser('gone');
    await remove([gone.id]);
    const node = async (id: string) =>
      messageOf(await api.query(api.admin, 'query ($id: ID!) { node(id: $id) { id } }', { id }));

    expect(await node(idOf('User', 999_999))).toBe('user not found: [999999]');
    expect(await node(gone.id)).toBe(`user not found: [${numberIn(gone.id)}]`);
    expect(await node(idOf('Gadget', 1))).toBe('invalid id');
    expect(await node('VXNlcg==')).toBe('invalid graphql.ID');
    expect(await node('User:1')).toBe('illegal base64 data at input byte 4');
  });
});

describe('users()', () => {
  let listed: TestApi;
  beforeAll(async () => {
    listed = await startTestApi();
    for (const username of ['Ann', 'bob', 'Cat_1']) await create({ username }, listed);
    await create({ username: 'dan-bot', isServiceAccount: true }, listed);
    await listed.ask(
      listed.admin,
      'mutation { createServiceAccount(input: { name: "eve-bot", displayName: "50% Ann" }) { id } }',
    );
    const { data } = await create({ username: 'gone' }, listed);
    await listed.ask(listed.admin, 'mutation ($id: ID!) { deleteUser(user: $id) { alwaysNil } }', {
      id: data.createUser.user.id,
    });
  });
  afterAll(() => listed.close());

  const list = async (args: string) => {
    const answer = await listed.query(
      listed.admin,
      `{ users${args} { nodes { username } totalCount pageInfo { hasNextPage endCursor } } }`,
    );
    const { nodes, ...rest } = answer.data?.users ?? {};
    return {
      names: nodes?.map((node: { username: string }) => node.username),
      ...rest,
      error: messageOf(answer),
    };
  };
  const everyone = ['admin', 'Ann', 'bob', 'Cat_1', 'dan-bot', 'eve-bot'];

  test('lists the living, people and machines, in the order they were made', async () => {
    expect(await list('')).toMatchObject({
      names: everyone,
      totalCount: 6,
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  });

  test('is paged by decimal offsets, which the totalCount ignores', async () => {
    const first = await list('(first: 4)');
    const second = await list(`(first: 4, after: "${first.pageInfo.endCursor}")`);

    expect(first).toMatchObject({
      names: everyone.slice(0, 4),
      totalCount: 6,
      pageInfo: { hasNextPage: true, endCursor: '4' },
    });
    expect(second).toMatchObject({
      names: everyone.slice(4),
      totalCount: 6,
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  });

  test('takes `after` only together with `first`', async () => {
    expect((await list('(after: "3")')).names).toEqual(everyone);
    expect((await list('(first: 100, after: "3")')).names).toEqual(everyone.slice(3));
    expect((await list('(first: 1, after: "999999999")')).names).toEqual([]);
  });

  test.each(['x', '-1', '1.5', '0x10', '1e3', ' 1', '1;', '9999999999', ''])(
    'refuses the cursor %j',
    async (after) => {
      expect((await list(`(first: 1, after: ${JSON.stringify(after)})`)).error).toBe(
        '`after` is no cursor of this list',
      );
    },
  );

  test('refuses a negative size, and gives none for 0', async () => {
    expect((await list('(first: -1)')).error).toBe('`first` must not be negative');
    expect(await list('(first: 0)')).toMatchObject({ names: [], totalCount: 6 });
  });

  test.each([
    ['ANN', ['Ann', 'eve-bot']],
    ['-BOT', ['dan-bot', 'eve-bot']],
    ['t_', ['Cat_1']],
    ['50%', ['eve-bot']],
    ['%', ['eve-bot']],
    ['_', ['Cat_1']],
    ['2', ['Ann']],
    [idOf('User', 3), ['bob']],
    [idOf('ServiceAccount', 5), ['dan-bot']],
    [idOf('Role', 3), []],
    ["' OR 1=1 --", []],
    ['gone', []],
    ['', everyone],
  ])('query: %j finds %j', async (query, names) => {
    const { totalCount, ...found } = await list(`(first: 10, query: ${JSON.stringify(query)})`);

    expect([found.names, totalCount]).toEqual([names, names.length]);
  });
});

describe('seats', () => {
  const full =
    "failed to create user: pre create user hook: Unable to create user account: the Sourcegraph subscription's maximum user count has been reached. A site admin must upgrade the Sourcegraph subscription to allow for more users. Contact Sourcegraph at https://sourcegraph.com/contact/sales.";

  const issuer = generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const licence = async (claims: Record<string, unknown>, expiresAt: Date) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA' })
      .setAudience('gatehouse-license')
      .setExpirationTime(expiresAt)
      .sign((await issuer).privateKey);

  async function licensed(claims: Record<string, unknown>) {
    const started = await startTestApi({ LICENSE_PUBLIC_KEY: await exportSPKI((await issuer).publicKey) });
    const key = await licence(claims, new Date(started.clock.now().getTime() + 86_400_000));
    await configure(started, { licenseKey: key });
    return { started, key };
  }

  const subscription = async (on: TestApi) => {
    const { site } = await on.ask(
      on.admin,
      '{ site { productSubscription { productNameWithBrand actualUserCount currentUserCount maximumAllowedUserCount noLicenseWarningUserCount license { userCount tags isValid } } } }',
    );
    return site.productSubscription;
  };

  test('are counted by people only; when they are full no person is added and a service account still is', async () => {
    const { started } = await licensed({ plan: 'Team', userCount: 3, tags: ['seats'] });
    await started.createServiceAccount('machine-1');
    await create({ username: 'person-2' }, started);
    await create({ username: 'person-3' }, started);

    expect(messageOf(await create({ username: 'person-4' }, started))).toBe(full);
    expect(
      messageOf(await create({ username: 'machine-2', isServiceAccount: true }, started)),
    ).toBeUndefined();
    await started.createServiceAccount('machine-3');

    expect(await subscription(started)).toEqual({
      productNameWithBrand: 'Gatehouse Team',
      actualUserCount: 3,
      currentUserCount: 3,
      maximumAllowedUserCount: 3,
      noLicenseWarningUserCount: null,
      license: { userCount: 3, tags: ['seats'], isValid: true },
    });
    await started.close();
  });

  test('never run over, however many want the last ones at once, and a deleted person gives one back', async () => {
    const { started } = await licensed({ userCount: 4 });

    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => create({ username: `racer-${n}` }, started)),
    );

    expect(answers.filter((answer) => messageOf(answer) === undefined)).toHaveLength(3);
    expect(answers.filter((answer) => messageOf(answer) === full)).toHaveLength(9);
    const winner = answers.find((answer) => answer.data)?.data.createUser.user.id;
    await started.ask(started.admin, 'mutation ($id: ID!) { deleteUser(user: $id) { alwaysNil } }', {
      id: winner,
    });
    expect(messageOf(await create({ username: 'late' }, started))).toBeUndefined();
    expect(await subscription(started)).toMatchObject({ actualUserCount: 4, currentUserCount: 4 });
    await started.close();
  });

  test.each([
    [{ userCount: 1, tags: ['true-up'] }, 1],
    [{ userCount: 0 }, null],
  ])('are not limited by the licence %j', async (claims, maximum) => {
    const { started } = await licensed(claims);

    expect(messageOf(await create({ username: 'one-more' }, started))).toBeUndefined();
    expect((await subscription(started)).maximumAllowedUserCount).toBe(maximum);
    await started.close();
  });

  test('are closed to people when the licence has expired, and open to service accounts', async () => {
    const { started } = await licensed({ userCount: 100 });
    started.clock.advance(86_401);

    expect(messageOf(await create({ username: 'late' }, started))).toBe(
      'failed to create user: pre create user hook: Unable to create user account: Sourcegraph license expired! No new users can be created.',
    );
    await started.createServiceAccount('on-time');
    expect((await subscription(started)).license.isValid).toBe(false);
    await started.close();
  });

  test('without a licence there is no limit', async () => {
    expect(await subscription(api)).toMatchObject({
      productNameWithBrand: 'Gatehouse',
      maximumAllowedUserCount: null,
      license: null,
    });
  });

  test('a licence key that nobody signed is refused, and a good one is never shown', async () => {
    const { started, key } = await licensed({ userCount: 9 });
    const forged = await new SignJWT({ userCount: 0 })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setAudience('gatehouse-license')
      .setExpirationTime('1d')
      .sign((await generateKeyPair('EdDSA', { crv: 'Ed25519' })).privateKey);
    const { site } = await started.ask(started.admin, '{ site { configuration { id effectiveContents } } }');
    const write = (licenseKey: string) =>
      started.query(
        started.admin,
        'mutation ($lastID: Int!, $input: String!) { updateSiteConfiguration(lastID: $lastID, input: $input) }',
        { lastID: site.configuration.id, input: JSON.stringify({ licenseKey }) },
      );

    expect(messageOf(await write(forged))).toBe(
      'invalid site configuration: licenseKey: the licence key cannot be verified: signature verification failed',
    );
    expect(messageOf(await write('nonsense'))).toMatch(/^invalid site configuration: licenseKey: /);
    expect(site.configuration.effectiveContents).toBe('{"licenseKey":"REDACTED"}');
    expect([started.logged(), ...started.auditLines].join()).not.toContain(key);
    expect(messageOf(await write('REDACTED'))).toBeUndefined();
    expect(await subscription(started)).toMatchObject({ maximumAllowedUserCount: 9 });
    await started.close();
  });
});
