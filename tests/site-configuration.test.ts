import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { redactSecrets, restoreSecrets } from '../src/modules/site/configuration-secrets.js';
import { SiteConfigurationStore } from '../src/modules/site/site-configuration.js';
import { messageOf } from './support/access-tokens.js';
import { startTestApi, type TestApi, testPassword } from './support/api.js';
import { configure } from './support/site-configuration.js';

const update =
  'mutation ($lastID: Int!, $input: String!) { updateSiteConfiguration(lastID: $lastID, input: $input) }';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const read = async (): Promise<{ id: number; effectiveContents: string; validationMessages: string[] }> =>
  (await api.ask(api.admin, '{ site { configuration { id effectiveContents validationMessages } } }')).site
    .configuration;

const write = async (input: string) => api.query(api.admin, update, { lastID: (await read()).id, input });

test('the schema that editors fetch is the one in the repository, and names what there can be', async () => {
  const response = await fetch(new URL('/.api/site-configuration.schema.json', api.url));
  const text = await response.text();
  await write(`{ "$schema": "${api.url}/.api/site-configuration.schema.json", "auth.sessionExpirry": "1h" }`);

  expect(response.headers.get('content-type')).toMatch(/^application\/schema\+json/);
  expect(`${text}\n`).toBe(await readFile('site-configuration.schema.json', 'utf8'));
  const { properties } = JSON.parse(text);
  expect(properties['auth.accessTokens'].properties.allow.enum).toEqual([
    'all-users-create',
    'site-admin-create',
    'none',
  ]);
  expect((await read()).validationMessages).toEqual(['the key "auth.sessionExpirry" has no effect']);
});

test('nothing at all is refused as a configuration; an empty object clears it', async () => {
  const before = await read();

  for (const blank of ['', ' \n\t']) {
    expect(messageOf(await write(blank))).toBe(
      'blank site configuration is invalid (you can clear the site configuration by entering an empty JSON object: {})',
    );
  }
  expect(await read()).toEqual(before);
  expect(messageOf(await write('{}'))).toBeUndefined();
});

test('what another process changed is in force within a second, whatever that second brings', async () => {
  const { db, keys } = api.services;
  let looks = 0;
  const query: typeof db.query = (...args) => {
    looks += 1;
    return db.query(...args);
  };
  const other = new SiteConfigurationStore({ ...db, kind: 'server', query }, keys);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    await other.start(() => {});
    // Whenever it is written, there is a look in the second that follows.
    for (const [index, waitedMs] of [0, 1, 499, 500, 700].entries()) {
      vi.advanceTimersByTime(waitedMs);
      await vi.waitFor(async () => expect(other.current.id).toBe((await read()).id), 10_000);
      await write(`{ "auth.minPasswordLength": ${21 + index} }`);
      const { id } = await read();
      vi.advanceTimersByTime(999);
      await vi.waitFor(() => expect(other.current.id).toBe(id), 10_000);
    }
    const before = looks;
    other.stop();
    vi.advanceTimersByTime(10_000);
    expect(looks).toBe(before);
  } finally {
    other.stop();
    vi.useRealTimers();
    await write('{}');
  }
});

describe('secrets', () => {
  const smtp = (password: string, key = '"password"') =>
    `{\n  // mail\n  "email.smtp": { "host": "mail.example.com", "port": 25, ${key}: ${password} },\n}`;

  test('read REDACTED, also when they are written with escapes, and stay when written back', async () => {
    await write(smtp('"s\\u0065cret value"', '"p\\u0061ssword"'));
    const { effectiveContents } = await read();
    expect(effectiveContents).toBe(smtp('"REDACTED"', '"p\\u0061ssword"'));

    await write(effectiveContents.replace('mail.example.com', 'other.example.com'));

    expect(api.services.siteConfiguration.current.settings['email.smtp']).toMatchObject({
      host: 'other.example.com',
      password: 'secret value',
    });
  });

  test('that were never set cannot be kept: the error says where', async () => {
    await write('{}');

    expect(messageOf(await write('{\n  "licenseKey": "REDACTED"\n}'))).toBe(
      'invalid site configuration: line 2: licenseKey: REDACTED stands for a secret, but none was set there',
    );
  });

  test('of providers follow their provider when the list is reordered', () => {
    const before = `{ "auth.providers": [
      { "type": "github", "configID": "a", "clientSecret": "of a" },
      { "type": "github", "configID": "b", "clientSecret": "of b" } ] }`;
    const reordered = `{ "auth.providers": [
      { "type": "github", "configID": "b", "clientSecret": "REDACTED" },
      { "type": "github", "configID": "a", "clientSecret": "REDACTED" } ] }`;

    expect(JSON.parse(restoreSecrets(reordered, before))['auth.providers']).toMatchObject([
      { configID: 'b', clientSecret: 'of b' },
      { configID: 'a', clientSecret: 'of a' },
    ]);
  });

  test('of providers without a name follow their type', () => {
    const provider = (type: string, clientSecret: string) => ({ type, clientSecret });
    const text = (...providers: object[]) => JSON.stringify({ 'auth.providers': providers });
    const before = text(provider('github', 'of github'), provider('gitlab', 'of gitlab'));

    const after = restoreSecrets(
      text(provider('gitlab', 'REDACTED'), provider('github', 'REDACTED')),
      before,
    );

    expect(after).toBe(text(provider('gitlab', 'of gitlab'), provider('github', 'of github')));
  });

  test('that are no texts are hidden, too, also in the history', async () => {
    await write('{ "scim.authToken": { "value": "hidden" } }');

    const { site } = await api.ask(
      api.admin,
      '{ site { configuration { effectiveContents history(first: 1) { nodes { diff } } } } }',
    );

    expect(site.configuration.effectiveContents).toBe('{ "scim.authToken": "REDACTED" }');
    const [{ diff }] = site.configuration.history.nodes;
    expect(diff).toMatch(/^\+\{ "scim\.authToken": "REDACTED-\w{8}" \}$/m);
    expect(diff).not.toContain('hidden');
  });

  test('in comments are hidden, too, also in the history, and stay when they come back as they were read', async () => {
    const commented = (licence: string, client: string, token: string) => `{
      // "licenseKey": "${licence}", // of last year
      // scim.authToken: ${token}
      /* "auth.providers": [{ "type": "github", "clientSecret": "${client}" }],
         "auth.unlockAccountLinkSigningKey": '${client}',
         see https://u:${client}@h/, ${token === 'REDACTED' ? token : 'eyJhbGciOiJFZERTQSJ9.e30.c2ln'} */
      "auth.minPasswordLength": 20, // "auth.minPasswordLength": 12
    }`;
    const given = commented('old licence', 'of-a-client', 'of-scim');
    const shown = commented('REDACTED', 'REDACTED', 'REDACTED');
    await write(given);
    expect((await read()).effectiveContents).toBe(shown);

    expect(messageOf(await write(shown.replace(': 20', ': 21')))).toBeUndefined();

    expect(api.services.siteConfiguration.newest.contents).toBe(given.replace(': 20', ': 21'));
    await write(
      (await read()).effectiveContents.replace('scim.authToken: REDACTED', 'scim.authToken: of-another'),
    );
    const { site } = await api.ask(
      api.admin,
      '{ site { configuration { history(first: 3) { nodes { diff } } } } }',
    );
    const diffs: string[] = site.configuration.history.nodes.map(({ diff }: { diff: string }) => diff);
    expect(diffs.join('\n')).not.toMatch(/old licence|of-a-client|of-scim|of-another|c2ln/);
    expect(diffs[0]).toMatch(
      /^- {6}\/\/ scim\.authToken: REDACTED-(\w{8})\n\+ {6}\/\/ scim\.authToken: REDACTED-(?!\1)\w{8}$/m,
    );
    // What is taken out of a comment is a secret to be given like any other.
    expect(messageOf(await write(shown.replace('// "licenseKey"', '"licenseKey"')))).toContain(
      'REDACTED stands for a secret, but none was set there',
    );
    await write('{}');
  });

  test('whatever a configuration holds, redacting hides its secrets, and restoring brings all of it back', () => {
    const text = fc.string({ minLength: 1, maxLength: 20 }).filter((value) => value !== 'REDACTED');
    const configuration = fc.record(
      {
        licenseKey: text,
        'auth.unlockAccountLinkSigningKey': text,
        externalURL: text,
        other: fc.jsonValue(),
        'email.smtp': fc.record({ password: text, host: text }, { requiredKeys: [] }),
        'auth.providers': fc.uniqueArray(fc.record({ type: text, configID: text, clientSecret: text }), {
          selector: ({ configID, type }) => JSON.stringify([type, configID]),
        }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(configuration, fc.constantFrom(undefined, 2), (value, indent) => {
        const contents = JSON.stringify(value, null, indent);
        const shown = redactSecrets(contents);
        const parsed = JSON.parse(shown) as typeof value;

        for (const secret of [
          parsed.licenseKey,
          parsed['auth.unlockAccountLinkSigningKey'],
          parsed['email.smtp']?.password,
          ...(parsed['auth.providers'] ?? []).map(({ clientSecret }) => clientSecret),
        ]) {
          expect([undefined, 'REDACTED']).toContain(secret);
        }
        expect(JSON.parse(restoreSecrets(shown, contents))).toEqual(JSON.parse(contents));
      }),
    );
  });
});

describe('what is wrong', () => {
  test.each([
    ['{\n  "auth.public": tru\n}', 'invalid site configuration: line 2: InvalidSymbol'],
    [
      '{\n  "auth.lockout": {\n    "lockoutPeriod": "long"\n  }\n}',
      'invalid site configuration: line 3: auth.lockout.lockoutPeriod: Invalid input: expected number, received string',
    ],
    [
      '{ "auth.public": 1,\n "auth.providers": [{}] }',
      /line 2: auth\.providers\.0\.type: Invalid input.*; line 1: auth\.public: Invalid input/,
    ],
    [
      '{\n "auth.allowedIpAddress": { "userIpAddress": ["10.0.0.0/99"] } }',
      'invalid site configuration: line 2: auth.allowedIpAddress.userIpAddress.0: must be an address or a range like 10.0.0.0/8',
    ],
    ['[]', 'invalid site configuration: line 1: the whole: Invalid input: expected object, received array'],
  ])('%j is told with its line and key, and nothing changes', async (input, message) => {
    const before = await read();

    const answer = messageOf(await write(input));

    if (typeof message === 'string') expect(answer).toBe(message);
    else expect(answer).toMatch(message);
    expect(await read()).toEqual(before);
  });

  test('keys without effect are named, wherever they stand', async () => {
    await write('{ "nonsense": 1, "auth.lockout": { "failedAttempts": 3 }, "auth.userOrgMap": { "*": [] } }');

    expect((await read()).validationMessages).toEqual([
      'the key "nonsense" has no effect',
      'the key "auth.lockout.failedAttempts" has no effect',
    ]);
  });

  test('a stored version that cannot be read leaves the last good one in force, is an alert, and can be mended', async () => {
    await write('{ "auth.minPasswordLength": 14 }');
    const bad = '{ "auth.minPasswordLength": "many" }';
    await api.database.db.query('INSERT INTO site_configurations (contents, created_at) VALUES ($1, now())', [
      bad,
    ]);

    await api.services.siteConfiguration.refresh();

    const problem =
      'invalid site configuration: line 1: auth.minPasswordLength: Invalid input: expected number, received string';
    expect(api.services.siteConfiguration.current.settings['auth.minPasswordLength']).toBe(14);
    expect((await api.ask(api.admin, '{ site { alerts { type message } } }')).site.alerts).toEqual([
      {
        type: 'ERROR',
        message: `The newest site configuration is not in force, the one before it stays: ${problem}.`,
      },
    ]);
    expect(await read()).toMatchObject({ effectiveContents: bad, validationMessages: [problem] });

    const second = await startTestApi({}, api);
    expect(second.services.siteConfiguration.current.settings['auth.minPasswordLength']).toBe(14);
    expect(second.logged()).toContain('cannot read the site configuration');
    await second.close();

    await write('{ "auth.minPasswordLength": 15 }');
    expect(api.services.siteConfiguration.current.settings['auth.minPasswordLength']).toBe(15);
    expect((await api.ask(api.admin, '{ site { alerts { type } } }')).site.alerts).toEqual([]);
  });
});

describe('the history', () => {
  const history = `query ($first: Int, $last: Int, $after: String, $before: String) { site { configuration { history(first: $first, last: $last, after: $after, before: $before) {
    totalCount nodes { id diff createdAt author { username } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } } } }`;
  const page = async (variables: Record<string, unknown>) =>
    (await api.ask(api.admin, history, variables)).site.configuration.history;

  test('tells the newest change first, with author and diff, in which secrets only show that they changed', async () => {
    await write(
      '{\n  "email.smtp": { "host": "h", "port": 25, "password": "one" },\n  "auth.public": false\n}',
    );
    const from = (await read()).id;
    await write(
      '{\n  "email.smtp": { "host": "h", "port": 25, "password": "two" },\n  "auth.public": false\n}',
    );
    const to = (await read()).id;

    const [change] = (await page({ first: 1 })).nodes;

    expect(change).toMatchObject({ author: { username: 'admin' } });
    expect(change.diff).toMatch(
      new RegExp(
        `^--- ID: ${from}\n\\+\\+\\+ ID: ${to}\n@@ -1,4 \\+1,4 @@\n \\{\n-  "email.smtp": \\{ "host": "h", "port": 25, "password": "REDACTED-(\\w{8})" \\},\n\\+  "email.smtp": \\{ "host": "h", "port": 25, "password": "REDACTED-(?!\\1)\\w{8}" \\},\n`,
      ),
    );
    const { node } = await api.ask(
      api.admin,
      'query ($id: ID!) { node(id: $id) { id ... on SiteConfigurationChange { diff } } }',
      { id: change.id },
    );
    expect(node).toEqual({ id: change.id, diff: change.diff });
  });

  test('is read page by page in both directions, and needs a size', async () => {
    const all = await page({ first: 100 });
    const ids = all.nodes.map(({ id }: { id: string }) => id);
    expect(all.totalCount).toBe(ids.length);

    const one = await page({ first: 2 });
    const two = await page({ first: 2, after: one.pageInfo.endCursor });
    const back = await page({ last: 2, before: two.pageInfo.startCursor });
    const end = await page({ last: 2 });

    const idsOf = (it: { nodes: { id: string }[] }) => it.nodes.map(({ id }) => id);
    expect([...idsOf(one), ...idsOf(two)]).toEqual(ids.slice(0, 4));
    expect(two.pageInfo).toMatchObject({ hasNextPage: ids.length > 4, hasPreviousPage: true });
    expect(idsOf(back)).toEqual(ids.slice(0, 2));
    expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(idsOf(end)).toEqual(ids.slice(-2));
    expect(messageOf(await api.query(api.admin, history))).toBe(
      'you must provide a `first` or `last` value to properly paginate',
    );
    expect(messageOf(await api.query(api.admin, history, { first: -1 }))).toBe(
      '`first` and `last` must not be negative',
    );
    expect(messageOf(await api.query(api.admin, history, { first: 1, after: 'VXNlcjox' }))).toBe(
      'invalid SiteConfigurationChange id of kind "User"',
    );
  });
});

test('with returnSafeConfigsOnly any account reads what is no secret, and nothing beyond', async () => {
  const person = await api.createUser('safe-reader');
  const account = await api.createServiceAccount('safe-machine');
  const { token } = await api.createToken(account.id);

  for (const caller of [person, { token }]) {
    const { site } = await api.ask(
      caller,
      '{ site { configuration(returnSafeConfigsOnly: true) { effectiveContents } } }',
    );
    expect(Object.keys(JSON.parse(site.configuration.effectiveContents))).toEqual([
      'auth.accessTokens',
      'auth.enableUsernameChanges',
      'auth.minPasswordLength',
      'auth.passwordPolicy',
      'externalURL',
    ]);
    for (const field of [
      'id',
      'validationMessages',
      'history(first: 1) { totalCount }',
      'licenseInfo { tags }',
    ]) {
      const answer = await api.query(
        caller,
        `{ site { configuration(returnSafeConfigsOnly: true) { ${field} } } }`,
      );
      expect(messageOf(answer), field).toBe('must be site admin');
    }
    expect(messageOf(await api.query(caller, '{ site { configuration { effectiveContents } } }'))).toBe(
      'must be site admin',
    );
  }
});

describe('changes of one part', () => {
  const mutate = (mutation: string) => api.query(api.admin, `mutation { ${mutation} { alwaysNil } }`);
  const stored = async () => (await read()).effectiveContents;

  test('keep the rest and the comments', async () => {
    await write('{\n  // who may\n  "auth.accessTokens": { "allow": "none" },\n}');

    await mutate(
      'setSessionConfiguration(input: { sessionExpiry: "48h", accessTokens: { allow: SITE_ADMIN_CREATE, allowNoExpiration: true } })',
    );
    await mutate(
      'setPasswordPolicyConfiguration(input: { minPasswordLength: 14, enabled: true, requireAtLeastOneNumber: true })',
    );
    await mutate(
      'setSignupConfiguration(input: { enableUsernameChanges: false, accessRequestEnabled: true })',
    );
    await mutate(
      'setAccessRestrictionsConfiguration(input: { ipAllowlistEnabled: false, userIpAddress: ["10.0.0.0/8"] })',
    );

    expect(await stored()).toContain('// who may');
    expect(api.services.siteConfiguration.current.settings).toMatchObject({
      'auth.accessTokens': { allow: 'site-admin-create', allowNoExpiration: true },
      'auth.sessionExpiry': 48 * 3600,
      'auth.minPasswordLength': 14,
      'auth.passwordPolicy': { enabled: true, requireAtLeastOneNumber: true },
      'auth.enableUsernameChanges': false,
      'auth.accessRequest': { enabled: true },
      'auth.allowedIpAddress': { enabled: false, userIpAddress: ['10.0.0.0/8'] },
    });
    expect(messageOf(await mutate('setSessionConfiguration(input: { sessionExpiry: "soon" })'))).toMatch(
      /^invalid site configuration: line \d+: auth\.sessionExpiry: /,
    );
    await write('{}');
  });

  test('order and switch sign-in providers, but never away the last way to sign in', async () => {
    const last = 'nobody could sign in any more: this is the last way that is offered';
    const providers = '[{ "type": "builtin" }, { "type": "saml", "configID": "corp" }]';
    await write(`{ "auth.providers": ${providers} }`);
    const inForce = () => api.services.siteConfiguration.current.settings['auth.providers'];

    expect(messageOf(await mutate('setBuiltinAuthEnabled(enabled: false)'))).toBe(last);
    expect(messageOf(await mutate('deleteAuthProvider(serviceType: "builtin", configID: "builtin")'))).toBe(
      last,
    );
    expect(
      messageOf(
        await mutate('setAuthProviderSignIn(serviceType: "builtin", configID: "builtin", enabled: false)'),
      ),
    ).toBe(last);
    expect(messageOf(await mutate('deleteAuthProvider(serviceType: "saml", configID: "none")'))).toBe(
      'no sign-in provider of type "saml" with configID "none"',
    );
    await mutate('reorderAuthProviders(providers: [{ serviceType: "saml", configID: "corp" }])');
    expect(inForce().map(({ type, order }) => [type, order])).toEqual([
      ['builtin', 2],
      ['saml', 1],
    ]);
    await mutate('setAuthProviderSignIn(serviceType: "saml", configID: "corp", enabled: false)');
    expect(inForce()).toMatchObject([{}, { type: 'saml', noSignIn: true }]);
    await mutate('deleteAuthProvider(serviceType: "saml", configID: "corp")');
    expect(inForce().map(({ type }) => type)).toEqual(['builtin']);
    await write('{}');
  });
});

test('without the builtin provider nobody signs in by password, and no link sets one', async () => {
  const person = await api.createUser('passwordless');
  await configure(api, { 'auth.providers': [{ type: 'builtin', noSignIn: true }] });

  const response = await api.fetch('/-/sign-in', {
    method: 'POST',
    body: JSON.stringify({ email: 'passwordless', password: testPassword }),
  });
  expect([response.status, await response.text()]).toEqual([
    403,
    'Access to Sourcegraph is forbidden because no authentication provider is set in site configuration.\n',
  ]);
  expect(
    (await api.ask(api.admin, '{ site { authProviders { totalCount } } }')).site.authProviders.totalCount,
  ).toBe(0);
  expect(
    await api.ask(
      api.admin,
      'mutation { createUser(username: "linkless") { resetPasswordURL user { builtinAuth } } }',
    ),
  ).toEqual({ createUser: { resetPasswordURL: null, user: { builtinAuth: false } } });
  const reset = await api.query(
    api.admin,
    'mutation ($user: ID!) { randomizeUserPassword(user: $user) { resetPasswordURL } }',
    { user: person.id },
  );
  expect(messageOf(reset)).toBe('resetting passwords is not enabled');

  await configure(api, {});
});

describe('the password policy', () => {
  const policy = {
    numberOfSpecialCharacters: 2,
    requireAtLeastOneNumber: true,
    requireUpperandLowerCase: true,
  };
  let people = 0;

  test.each([
    ['with nothing special 1A', 'Your password must contain at least 2 special characters.'],
    ['without a number A!?', 'Your password must contain at least one number.'],
    ['all lower case 1!?', 'Your password must contain an upper case and a lower case letter.'],
    ['With Everything 1!?', undefined],
  ])('%j', async (password, message) => {
    people += 1;
    const person = await api.createUser(`policy-${people}`);
    const change = (oldPassword: string, newPassword: string) =>
      api.query(
        person,
        'mutation ($old: String!, $new: String!) { updatePassword(oldPassword: $old, newPassword: $new) { alwaysNil } }',
        { old: oldPassword, new: newPassword },
      );

    await configure(api, { 'auth.passwordPolicy': { ...policy, enabled: true } });
    const asked = await change(testPassword, password);
    await configure(api, { 'auth.passwordPolicy': policy });
    const notAsked = await change(message ? testPassword : password, `${password} again`);

    expect(asked.errors?.[0]?.message).toBe(message);
    expect(notAsked.errors).toBeUndefined();
    await configure(api, {});
  });
});

describe('auth.allowedIpAddress', () => {
  // The tests connect from 127.0.0.1; behind a proxy they say who they are.
  const from = (address?: string, header = 'x-real-ip') =>
    api.fetch('/.api/graphql', {
      method: 'POST',
      headers: {
        cookie: api.admin.cookie,
        'x-requested-with': 'tests',
        ...(address && { [header]: address }),
      },
      body: JSON.stringify({ query: '{ currentUser { username } }' }),
    });
  const list = (rules: object) => {
    // Straight into the database: from here the API may no longer be reached.
    return api.database.db
      .query('INSERT INTO site_configurations (contents, created_at) VALUES ($1, now())', [
        JSON.stringify({ 'auth.allowedIpAddress': { enabled: true, ...rules } }),
      ])
      .then(() => api.services.siteConfiguration.refresh());
  };
  afterAll(async () => {
    await list({ enabled: false });
  });

  test.each([
    ['no list', {}, undefined, 200],
    ['the address itself', { userIpAddress: ['127.0.0.1'] }, undefined, 200],
    ['a range around it', { userIpAddress: ['10.0.0.0/8', '127.0.0.0/8'] }, undefined, 200],
    ['another range', { userIpAddress: ['10.0.0.0/8'] }, undefined, 403],
    ['a range of the other family', { userIpAddress: ['::/0'] }, undefined, 403],
    ['another peer', { clientIpAddress: ['10.0.0.1'] }, undefined, 403],
    [
      'a trusted peer',
      { trustedClientIpAddress: ['127.0.0.1'], userIpAddress: ['10.0.0.1'] },
      undefined,
      200,
    ],
    [
      'a header from anyone',
      { userIpAddress: ['10.0.0.1'], userIpRequestHeaders: ['X-Real-IP'] },
      '10.0.0.1',
      403,
    ],
    [
      'a header from an allowed peer',
      { clientIpAddress: ['127.0.0.1'], userIpAddress: ['10.0.0.1'], userIpRequestHeaders: ['X-Real-IP'] },
      '10.0.0.1',
      200,
    ],
    [
      'the header of somebody else',
      { clientIpAddress: ['127.0.0.1'], userIpAddress: ['10.0.0.1'], userIpRequestHeaders: ['X-Real-IP'] },
      '10.0.0.2',
      403,
    ],
    [
      'a header that is no address',
      { clientIpAddress: ['127.0.0.1'], userIpAddress: ['0.0.0.0/0'], userIpRequestHeaders: ['X-Real-IP'] },
      'nonsense',
      403,
    ],
  ])('%s', async (_name, rules, header, status) => {
    await list(rules);

    expect((await from(header)).status).toBe(status);
  });

  test('tells the refused what the template says, records it once, and leaves the health checks alone', async () => {
    await list({
      userIpAddress: ['10.0.0.1'],
      errorMessageTemplate: 'Not from {{.UserIP}}: ask it@example.com',
    });

    const refused = await from();

    expect(await refused.text()).toBe('Not from 127.0.0.1: ask it@example.com\n');
    await from();
    expect((await api.fetch('/healthz')).status).toBe(200);
    expect((await api.fetch('/sign-in')).status).toBe(403);
    await list({ enabled: false });
    const events = await api.events({
      entity: 'httpapi/auth',
      action: 'check_ip_address',
      outcome: 'DENIED',
    });
    const reason = 'the address 127.0.0.1 is not in auth.allowedIpAddress';
    expect(events.filter((event) => event.reason === reason)).toHaveLength(1);
  });
});

describe('api.ratelimit', () => {
  test('lets an account ask for so many fields an hour, says when it may go on, and is recorded once', async () => {
    const account = await api.createServiceAccount('rate-limited');
    const { token } = await api.createToken(account.id, { durationSeconds: 86_400 });
    await configure(api, { 'api.ratelimit': { enabled: true, perUser: 60, perIP: 10 } });
    // `currentUser { id username }` is three fields.
    const send = () =>
      api.fetch('/.api/graphql', {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: '{ currentUser { id username } }' }),
      });

    for (let request = 0; request < 20; request += 1) expect((await send()).status).toBe(200);
    const refused = await send();
    expect([refused.status, refused.headers.get('retry-after'), await refused.text()]).toEqual([
      429,
      '180',
      '',
    ]);
    expect((await send()).status).toBe(429);
    api.clock.advance(179);
    expect((await send()).status).toBe(429);
    api.clock.advance(1);
    expect((await send()).status).toBe(200);

    api.clock.advance(3600);
    await configure(api, {});
    expect(await api.events({ actor: 'rate-limited', outcome: 'DENIED' })).toMatchObject([
      { entity: 'GraphQL', action: 'request', reason: 'api.ratelimit is used up' },
    ]);
  });
});

test('log.auditLog.graphQL records what people ask, too', async () => {
  const person = await api.createUser('watched');
  await api.ask(person, 'query Before { currentUser { id } }');
  await configure(api, { 'log.auditLog': { graphQL: true } });

  await api.ask(person, 'query After { currentUser { id } }');

  await configure(api, {});
  expect(await api.events({ actor: 'watched', entity: 'GraphQL' })).toMatchObject([
    { operationName: 'After', rootFields: ['currentUser'], outcome: 'SUCCESS' },
  ]);
});
