import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messageOf } from './support/access-tokens.js';
import { cookieOf, startTestApi, type TestApi, testPassword } from './support/api.js';
import { temporaryDirectory } from './support/process.js';
import { configure } from './support/site-configuration.js';

const run = promisify(execFile);

describe('scripts/mint-license.mjs', () => {
  let directory: { path: string; remove(): Promise<void> };
  beforeAll(async () => {
    directory = await temporaryDirectory();
  });
  afterAll(() => directory.remove());
  const mint = (...args: string[]) => run(process.execPath, ['scripts/mint-license.mjs', ...args]);

  test('makes a pair of keys, and licence keys that a server with the public one takes', async () => {
    const file = join(directory.path, 'private.pem');
    const { stdout } = await mint('--new-key', file);
    const [, publicKey = ''] = /^LICENSE_PUBLIC_KEY=(\S+)\n$/.exec(stdout) ?? [];
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const key = await mint(
      '--key',
      file,
      '--users',
      '7',
      '--expires',
      '2099-12-31',
      '--plan',
      'Team',
      '--tag',
      'true-up',
    );

    const api = await startTestApi({ LICENSE_PUBLIC_KEY: publicKey });
    await api.ask(api.admin, 'mutation ($key: String) { setLicenseKey(licenseKey: $key) { alwaysNil } }', {
      key: key.stdout,
    });
    const { site } = await api.ask(
      api.admin,
      `{ site { configuration { licenseInfo { tags userCount expiresAt } } productSubscription { license {
        productNameWithBrand userCount expiresAt isValid licenseInvalidityReason hashedKey salesforceSubscriptionID } } } }`,
    );
    expect(site).toEqual({
      configuration: { licenseInfo: { tags: ['true-up'], userCount: 7, expiresAt: '2099-12-31T23:59:59Z' } },
      productSubscription: {
        license: {
          productNameWithBrand: 'Gatehouse Team',
          userCount: 7,
          expiresAt: '2099-12-31T23:59:59Z',
          isValid: true,
          licenseInvalidityReason: null,
          hashedKey: expect.stringMatching(/^[\w+/]{43}=$/),
          salesforceSubscriptionID: null,
        },
      },
    });
    await api.ask(api.admin, 'mutation { setLicenseKey { alwaysNil } }');
    expect(
      (await api.ask(api.admin, '{ site { productSubscription { license { userCount } } } }')).site,
    ).toEqual({ productSubscription: { license: null } });
    await api.close();
  });

  test('never writes over a private key, and says what is missing', async () => {
    const file = join(directory.path, 'kept.pem');
    await mint('--new-key', file);
    const before = await readFile(file, 'utf8');

    await expect(mint('--new-key', file)).rejects.toThrow('EEXIST');
    expect(await readFile(file, 'utf8')).toBe(before);
    await expect(mint('--key', file)).rejects.toThrow('give either --new-key <file>');
    await expect(mint('--key', file, '--users', 'x', '--expires', '2099-12-31')).rejects.toThrow(
      '--users must be',
    );
    await expect(mint('--key', file, '--users', '1', '--expires', '2099-13-31')).rejects.toThrow(
      '--expires must be',
    );
  });
});

test('without LICENSE_PUBLIC_KEY only keys of ours are taken', async () => {
  const api = await startTestApi();
  const foreign = await generateKeyPair('EdDSA');
  const key = await new SignJWT({ userCount: 1 })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setAudience('gatehouse-license')
    .setExpirationTime('1y')
    .sign(foreign.privateKey);

  const answer = await api.query(
    api.admin,
    'mutation ($key: String) { setLicenseKey(licenseKey: $key) { alwaysNil } }',
    {
      key,
    },
  );

  expect(messageOf(answer)).toBe(
    'invalid site configuration: licenseKey: the licence key cannot be verified: signature verification failed',
  );
  await api.close();
});

describe('when the licence has ended', () => {
  let api: TestApi;
  let person: { id: string; cookie: string };
  let tokens: { person: string; admin: string; machine: string };

  beforeAll(async () => {
    const issuer = await generateKeyPair('EdDSA', { extractable: true });
    api = await startTestApi({ LICENSE_PUBLIC_KEY: await exportSPKI(issuer.publicKey) });
    const end = Math.floor(api.clock.now().getTime() / 1000) + 3600;
    const licenseKey = await new SignJWT({ userCount: 10 })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setAudience('gatehouse-license')
      .setExpirationTime(end)
      .sign(issuer.privateKey);
    await configure(api, { licenseKey, 'auth.public': true });
    person = await api.createUser('person');
    const machine = await api.createServiceAccount('machine');
    const token = async (subject: string, as: { cookie: string } = api.admin) =>
      (await api.createToken(subject, { as, durationSeconds: 86_400 })).token;
    tokens = {
      person: await token(person.id, person),
      admin: await token(api.admin.id),
      machine: await token(machine.id),
    };
    api.clock.advance(3601);
  });
  afterAll(() => api.close());

  const signIn = (email: string) =>
    api.fetch('/-/sign-in', { method: 'POST', body: JSON.stringify({ email, password: testPassword }) });
  const use = (token: string) =>
    api.fetch('/.api/graphql', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: '{ currentUser { username } }' }),
    });

  test('people who are no site admins cannot sign in, and the session that they have is worth nothing', async () => {
    const response = await signIn('person');

    expect([response.status, await response.text(), cookieOf(response)]).toEqual([
      500,
      'Could not create new user session: Sourcegraph license is expired. Only admins are allowed to sign in.\n',
      '',
    ]);
    expect(await api.ask(person, '{ currentUser { username } }')).toEqual({ currentUser: null });
    expect((await signIn('admin')).status).toBe(200);
    expect(await api.events({ entity: 'auth.password', action: 'failed' })).toMatchObject([
      { outcome: 'DENIED', reason: 'the licence has ended', target: { name: 'person' } },
    ]);
  });

  test('their tokens are refused, and those of site admins and service accounts go on', async () => {
    const refused = await use(tokens.person);

    expect([refused.status, await refused.text()]).toEqual([401, 'Invalid access token.\n']);
    expect(refused.headers.get('www-authenticate')).toContain('the licence of the installation has ended');
    expect((await use(tokens.admin)).status).toBe(200);
    expect((await use(tokens.machine)).status).toBe(200);
  });

  test('nobody becomes site admin, and the subscription says why', async () => {
    const promote = await api.query(
      api.admin,
      'mutation ($id: ID!) { setUserIsSiteAdmin(userID: $id, siteAdmin: true) { alwaysNil } }',
      { id: person.id },
    );

    expect(messageOf(promote)).toBe(
      'The Sourcegraph license has expired. No site-admins can be created until the license is updated.',
    );
    const { site } = await api.ask(
      undefined,
      '{ site { productSubscription { license { isValid licenseInvalidityReason hashedKey } } } }',
    );
    expect(site.productSubscription.license).toEqual({
      isValid: false,
      licenseInvalidityReason: expect.stringMatching(/^The licence ended on \d{4}-\d{2}-\d{2}\.$/),
      hashedKey: null,
    });
  });
});
