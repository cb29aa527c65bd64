import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cookieOf, startTestApi, type TestApi, testPassword } from './support/api.js';
import { createTestDatabase } from './support/database.js';
import { type MailServer, startMailServer } from './support/mail-server.js';
import { sessionOf, signIn } from './support/sign-in.js';
import { configure } from './support/site-configuration.js';
import { everythingStored } from './support/world.js';

const licenses = await generateKeyPair('EdDSA', { extractable: true });
const allowed = { 'auth.providers': [{ type: 'builtin', allowSignup: true }] };
let api: TestApi;
let count = 0;

beforeAll(async () => {
  api = await startTestApi({ LICENSE_PUBLIC_KEY: await exportSPKI(licenses.publicKey) });
  await configure(api, allowed);
});
// Sign-ups of one network address are counted for an hour.
beforeEach(() => api.clock.advance(3601));
afterAll(() => api.close());

const newcomer = () => {
  count += 1;
  return { username: `newcomer-${count}`, email: `newcomer-${count}@example.com`, password: testPassword };
};
async function signUp(body: unknown, on = api) {
  const response = await on.fetch('/-/sign-up', { method: 'POST', body: JSON.stringify(body) });
  return {
    status: response.status,
    body: (await response.text()).trim(),
    cookie: cookieOf(response),
    retryAfter: response.headers.get('retry-after'),
  };
}
const check = async (name: string, cookie?: string) =>
  (await api.fetch(`/-/check-username-taken/${name}`, cookie ? { headers: { cookie } } : {})).status;

test('whoever signs up is signed in as an ordinary person, and can sign in again', async () => {
  await configure(api, { ...allowed, 'auth.userOrgMap': { '*': ['everybody'] } });
  await api.ask(api.admin, 'mutation { createOrganization(name: "everybody") { id } }');
  const { username, email, password } = newcomer();

  const answer = await signUp({ username, email, password });

  expect(answer).toMatchObject({ status: 200, body: '' });
  expect(await sessionOf(api, answer.cookie)).toBe(username);
  expect((await signIn(api, username)).status).toBe(200);
  const { user } = await api.ask(
    api.admin,
    'query ($username: String) { user(username: $username) { siteAdmin serviceAccount roles { nodes { name } } organizations { nodes { name } } emails { email verified isPrimary } } }',
    { username },
  );
  expect(user).toEqual({
    siteAdmin: false,
    serviceAccount: false,
    roles: { nodes: [{ name: 'USER' }] },
    organizations: { nodes: [{ name: 'everybody' }] },
    emails: [{ email, verified: false, isPrimary: false }],
  });
  const [event] = await api.events({ entity: 'user', action: 'created' });
  expect(event).toMatchObject({
    outcome: 'SUCCESS',
    actor: { kind: 'USER', name: username },
    target: { kind: 'User', name: username },
  });
  await configure(api, allowed);
});

test('the address proves nothing until the mailed link is opened', async () => {
  const server: MailServer = await startMailServer();
  await configure(api, {
    ...allowed,
    'email.address': 'gatehouse@example.com',
    'email.smtp': { host: '127.0.0.1', port: server.port },
  });
  const { username, email, password } = newcomer();
  const { cookie } = await signUp({ username, email, password });
  await api.services.mailer.idle();
  const [path = ''] = /\/-\/verify-email\S+/.exec(server.mails[0]?.text ?? '') ?? [];
  expect(server.mails.map(({ to }) => to)).toEqual([[email]]);
  expect((await signIn(api, email)).status).toBe(401);

  const opened = await api.fetch(path, { headers: { cookie } });

  expect(opened.status).toBe(200);
  expect((await signIn(api, email)).status).toBe(200);
  await configure(api, allowed);
  await server.close();
});

describe('refused, with nothing written:', () => {
  /** All but the count of tries. */
  const stored = async () =>
    (await everythingStored(api)).filter((line) => !line.startsWith('sign_in_throttles'));
  const refused = async (fields: object, status: number, body: string) => {
    const before = await stored();
    expect(await signUp({ ...newcomer(), ...fields })).toMatchObject({ status, body, cookie: '' });
    expect(await stored()).toEqual(before);
  };

  test.each<[object, number, string]>([
    [{ username: 'ADMIN' }, 409, 'Username is already in use. Try a different username.'],
    [
      { email: 'Admin@Example.com' },
      409,
      'Email address is already in use. Try signing into that account instead, or use a different email address.',
    ],
    [{ email: `${'x'.repeat(309)}@example.com` }, 400, 'maximum email length is 320, got 321'],
    [{ email: 'nobody' }, 400, '"nobody" is no email address'],
    [{ email: '' }, 400, '"" is no email address'],
    [
      { username: 'no blanks' },
      400,
      '"no blanks" cannot be a name: use letters, digits and _, with single - or . between them',
    ],
    [{ password: 'short' }, 400, 'Your password may not be less than 12 or be more than 256 characters.'],
    [{ password: undefined }, 400, 'Could not decode request body'],
  ])('%j', (fields, status, body) => refused(fields, status, body));

  test('the name of a service account', async () => {
    await api.createServiceAccount('a-machine');

    await refused({ username: 'A-Machine' }, 409, 'Username is already in use. Try a different username.');
  });

  test.each([
    ['is not allowed', {}],
    ['is not said to be', { 'auth.providers': [{ type: 'builtin' }] }],
    [
      'is said of passwords that are off',
      { 'auth.providers': [{ type: 'builtin', allowSignup: true, noSignIn: true }] },
    ],
  ])('where sign-up %s', async (_what, settings) => {
    await configure(api, settings);

    await refused(
      {},
      404,
      'Signup is not enabled (builtin auth provider allowSignup site configuration option)',
    );

    await configure(api, allowed);
  });

  test('where the licence has no seat left', async () => {
    const licenseKey = await new SignJWT({ userCount: 1 })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setAudience('gatehouse-license')
      .setExpirationTime(Math.trunc(api.clock.now().getTime() / 1000) + 3600)
      .sign(licenses.privateKey);
    await configure(api, { ...allowed, licenseKey });
    const before = await stored();

    const answer = await signUp(newcomer());

    expect(answer).toMatchObject({ status: 403, cookie: '' });
    expect(answer.body).toContain('maximum user count has been reached');
    expect(await stored()).toEqual(before);
    await configure(api, { ...allowed, licenseKey: '' });
  });

  test('where the database does not take what happened, without a word of why', async () => {
    const { db } = api.database;
    await db.query(
      `CREATE FUNCTION no_events() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''full''; END'`,
    );
    await db.query(
      'CREATE TRIGGER no_events BEFORE INSERT ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION no_events()',
    );
    const refused = newcomer();

    const answer = await signUp(refused);

    await db.query('DROP FUNCTION no_events CASCADE');
    expect(answer).toMatchObject({ status: 500, body: 'Signup failed unexpectedly.', cookie: '' });
    expect(await check(refused.username)).toBe(404);
  });

  test('from a foreign page', async () => {
    const response = await api.fetch('/-/sign-up', {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example.com' },
      body: JSON.stringify(newcomer()),
    });

    expect(response.status).toBe(403);
  });
});

test('the first account is not made so: the instance would have no site admin', async () => {
  const database = await createTestDatabase();
  const fresh = await startTestApi({}, { database });
  await database.db.query('INSERT INTO site_configurations (contents, created_at) VALUES ($1, now())', [
    JSON.stringify(allowed),
  ]);
  await fresh.services.siteConfiguration.refresh();

  expect((await signUp(newcomer(), fresh)).status).toBe(404);

  expect(await database.db.query('SELECT 1 FROM users')).toEqual([]);
  await fresh.close();
  await database.drop();
});

test('of ten who want one name at once, one gets it', async () => {
  const password = testPassword;
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      signUp({ username: 'wanted', email: `w${n}@example.com`, password }),
    ),
  );

  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
});

test('twenty may try within an hour from one network address', async () => {
  for (let n = 0; n < 20; n += 1) expect((await signUp({ ...newcomer(), username: '' })).status).toBe(400);

  expect(await signUp(newcomer())).toEqual({
    status: 429,
    body: 'Too many sign-ups from this address. Try again later.',
    cookie: '',
    retryAfter: '3600',
  });
  const [event] = await api.events({ entity: 'user', action: 'created', outcome: 'DENIED' });
  expect(event).toMatchObject({ reason: 'too many sign-ups from this address' });
  api.clock.advance(3601);
  expect((await signUp(newcomer())).status).toBe(200);
});

describe('whether a name is taken', () => {
  test('is told to anyone where they may sign up', async () => {
    await api.ask(api.admin, 'mutation { createOrganization(name: "an-org") { id } }');

    expect(await check('admin')).toBe(200);
    expect(await check('ADMIN')).toBe(200);
    expect(await check('an-org')).toBe(200);
    expect(await check('nobody-at-all')).toBe(404);
    expect(await check('no%20blanks')).toBe(400);
  });

  test('is told to people who are signed in wherever, and to strangers nowhere else', async () => {
    await configure(api, {});

    expect(await check('admin')).toBe(401);
    expect(await check('nobody-at-all')).toBe(401);
    expect(await check('admin', api.admin.cookie)).toBe(200);
    expect(await check('nobody-at-all', api.admin.cookie)).toBe(404);
    await configure(api, allowed);
  });

  test('is told to strangers not so often that they learn who is here', async () => {
    for (let n = 0; n < 300; n += 1) await check('admin');

    expect(await check('admin')).toBe(429);
    expect(await check('admin', api.admin.cookie)).toBe(200);
    api.clock.advance(3601);
    expect(await check('admin')).toBe(200);
  });
});

test('the command line src is told the version', async () => {
  const response = await api.fetch('/.api/src-cli/version');

  expect(await response.json()).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
});
