import { afterAll, beforeAll, expect, test } from 'vitest';
import { headersOf, startTestApi, type TestApi, testPassword } from './support/api.js';
import { createTestDatabase } from './support/database.js';
import { configure } from './support/site-configuration.js';

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const appPolicy = expect.stringMatching(
  new RegExp(`^${policy.replace("style-src 'self'", "style-src 'self' 'nonce-[A-Za-z0-9+/]{22}=='")}$`),
);
const consolePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; font-src data:; worker-src 'self'";

let api: TestApi;
let person: { id: string; cookie: string; username: string };
beforeAll(async () => {
  api = await startTestApi();
  person = await api.createUser('bea');
});
afterAll(() => api.close());

/** What a browser gets: it sends cookies, and no header that a page would have to add. */
const open = (path: string, headers: Record<string, string> = {}) => api.fetch(path, { headers });
const openAs = ({ cookie }: { cookie: string }, path: string) => open(path, { cookie });

/** Every page, as somebody who gets to see it. */
const pages = async () => [
  { name: 'sign-in', response: await open('/sign-in'), policy: appPolicy },
  {
    name: 'password-reset',
    response: await open('/password-reset?userID=1&code=abc'),
    policy: appPolicy,
  },
  {
    name: 'the web app',
    response: await openAs(person, '/site-admin/service-accounts'),
    policy: appPolicy,
  },
  { name: 'unlock-account', response: await open('/unlock-account?token=abc'), policy: appPolicy },
  { name: 'cost limits', response: await open('/help/api/graphql'), policy },
  {
    name: 'console, site admin',
    response: await openAs(api.admin, '/debug/console'),
    policy: consolePolicy,
  },
  { name: 'console, person', response: await openAs(person, '/debug/console'), policy: consolePolicy },
];

/** What the server wrote into a page for the web app. */
const siteIn = (html: string) =>
  JSON.parse(/<script type="application\/json" id="site">(.*?)<\/script>/s.exec(html)?.[1] ?? 'null');

/** The paths of everything that the pages load. */
async function loaded(): Promise<string[]> {
  const paths = new Set<string>();
  for (const { response } of await pages()) {
    for (const [, path = ''] of (await response.text()).matchAll(/ (?:src|href)="(\/\.assets\/[^"]+)"/g)) {
      paths.add(path);
    }
  }
  const [graphiql] = /\/\.assets\/graphiql-\w+/.exec([...paths].join()) ?? [];
  const [own] = /\/\.assets\/pages-\w+/.exec([...paths].join()) ?? [];
  const imported = [`${own}/console-tabs.js`];
  const workers = ['editorWorkerService', 'json', 'graphql'].map((name) => `${graphiql}/${name}.worker.js`);
  return [...paths, ...imported, ...workers];
}

test('until there is an account the sign-in page creates the first admin, and afterwards it signs in', async () => {
  const database = await createTestDatabase();
  const fresh = await startTestApi({}, { database });

  const before = await (await fresh.fetch('/sign-in')).text();
  const created = await fresh.fetch('/-/site-init', {
    method: 'POST',
    body: JSON.stringify({ username: 'admin', email: 'admin@example.com', password: testPassword }),
  });
  const after = await (await fresh.fetch('/sign-in')).text();
  await fresh.close();
  await database.drop();

  expect(created.status).toBe(200);
  expect(before).toContain('"needsSiteInit":true');
  expect(after).toContain('"needsSiteInit":false');
});

test('only a browser session opens the web app and the console, and everyone else is sent to sign in', async () => {
  const account = await api.createServiceAccount('page-visitor');
  const { token } = await api.createToken(account.id);
  const { token: personsToken } = await api.createToken(person.id, { as: person });
  const strangers = {
    nobody: {},
    'a service account by its token': headersOf({ token }),
    'a token where the session cookie belongs': { cookie: `sgs=${token}` },
    'a person by a token': headersOf({ token: personsToken }),
    'an invented cookie': { cookie: 'sgs=eyJhbGciOiJub25lIn0.eyJzaWQiOiJ4In0.' },
  };
  const visit = async (headers: Record<string, string>) =>
    Object.fromEntries(
      await Promise.all(
        ['/', '/search', '/sign-in', '/debug/console', '/site-admin', '/users/bea?tab=a%26b'].map(
          async (path) => {
            const response = await open(path, headers);
            return [path, [response.status, response.headers.get('location')]];
          },
        ),
      ),
    );

  for (const [name, headers] of Object.entries(strangers)) {
    expect(await visit(headers), name).toEqual({
      '/': [302, '/sign-in'],
      '/search': [302, '/sign-in'],
      '/sign-in': [200, null],
      '/debug/console': [302, '/sign-in?returnTo=/debug/console'],
      '/site-admin': [302, '/sign-in?returnTo=/site-admin'],
      '/users/bea?tab=a%26b': [302, '/sign-in?returnTo=/users/bea%3Ftab%3Da%2526b'],
    });
  }
  expect(await visit({ cookie: person.cookie })).toEqual({
    '/': [302, '/users/bea/settings/tokens'],
    '/search': [302, '/users/bea/settings/tokens'],
    '/sign-in': [302, '/'],
    '/debug/console': [200, null],
    '/site-admin': [200, null],
    '/users/bea?tab=a%26b': [200, null],
  });
  expect((await visit({ cookie: api.admin.cookie }))['/']).toEqual([302, '/site-admin/service-accounts']);
});

test('signing out closes the console', async () => {
  const leaver = await api.createUser('leaver');

  const signedOut = await openAs(leaver, '/-/sign-out');

  expect(signedOut.headers.get('location')).toBe('/search');
  expect((await openAs(leaver, '/search')).headers.get('location')).toBe('/sign-in');
  expect((await openAs(leaver, '/debug/console')).status).toBe(302);
});

test('returnTo leads to a path of this site and nowhere else', async () => {
  const targets: [given: string, followed: string][] = [
    ['/debug/console', '/debug/console'],
    ['/users/bea?tab=tokens&page=2#top', '/users/bea?tab=tokens&page=2#top'],
    ['/a b/ü', '/a%20b/%C3%BC'],
    ['', '/'],
    ['debug/console', '/'],
    ['//evil.example', '/'],
    ['///evil.example', '/'],
    ['/\\evil.example', '/'],
    ['\\\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['/\n/evil.example', '/'],
    ['\t//evil.example', '/'],
    [' //evil.example', '/'],
    ['https://evil.example', '/'],
    ['https:evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/x\r\nSet-Cookie: sgs=evil', '/'],
  ];

  for (const [given, followed] of targets) {
    const path = `/sign-in?returnTo=${encodeURIComponent(given)}`;
    const form = await (await open(path)).text();
    const redirect = (await openAs(person, path)).headers.get('location');

    expect(siteIn(form).returnTo, given).toBe(followed);
    expect(redirect, given).toBe(followed);
  }
  expect((await openAs(person, '/sign-in?returnTo=/a&returnTo=//b')).headers.get('location')).toBe('/');
});

test('what a link puts into the sign-in page stays text', async () => {
  const returnTo = '/"></script><script>alert(1)</script><!--';

  const html = await (await open(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`)).text();

  expect(html).not.toContain('<script>alert');
  expect(html).not.toContain('<!--');
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(siteIn(html).returnTo).toBe(returnTo);
});

test('a style sheet that is written at run time counts in the one answer that named it', async () => {
  const nonces = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const response = await open('/sign-in');
      const { styleNonce } = siteIn(await response.text());
      expect(response.headers.get('content-security-policy')).toContain(`'nonce-${styleNonce}'`);
      return styleNonce;
    }),
  );

  expect(new Set(nonces).size).toBe(3);
});

test('who is not signed in learns from the page no policy but that of passwords', async () => {
  const site = siteIn(await (await open('/sign-in')).text());

  expect(Object.keys(site).sort()).toEqual([
    'allowsSignUp',
    'minPasswordLength',
    'needsSiteInit',
    'resetsPasswordsByMail',
    'returnTo',
    'styleNonce',
  ]);
});

test('every page carries the headers that keep foreign script, frames and caches out', async () => {
  for (const { name, response, policy } of await pages()) {
    expect(response.status, name).toBe(200);
    expect(Object.fromEntries(response.headers), name).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(response.headers.get('strict-transport-security'), name).toBeNull();
  }
});

test('pages ask for https in future when that is how the site is reached', async () => {
  const secure = await startTestApi({ EXTERNAL_URL: 'https://gatehouse.example.com' });

  const response = await secure.fetch('/sign-in');
  await secure.close();

  expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000');
});

test('no page has inline script or style, or names another host', async () => {
  for (const { name, response } of await pages()) {
    const html = await response.text();

    expect(html, name).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
    expect(html, name).not.toMatch(/<script(?![^>]*(\ssrc=|type="application\/json"))/);
    expect(html, name).not.toMatch(/https?:|["'(]\/\//);
    expect(html, name).not.toMatch(/\{\{|%7B/);
  }
});

test('no style sheet names another host, and nothing else is imported', async () => {
  const sheets = (await loaded()).filter((path) => path.endsWith('.css'));

  for (const path of sheets) {
    const css = await (await open(path)).text();

    expect(/https?:|url\(\s*["']?(?!data:)|@import/.exec(css)?.[0], path).toBeUndefined();
  }
  expect(sheets).toHaveLength(3);
});

test('the link to set a password gives its code to no page, header or cache', async () => {
  const response = await open('/password-reset?userID=7&code=a-secret-code');

  expect(await response.text()).not.toContain('a-secret-code');
  expect(JSON.stringify([...response.headers])).not.toContain('a-secret-code');
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test('the minimum length that the forms ask for is the one in force', async () => {
  await configure(api, { 'auth.minPasswordLength': 17 });

  const html = await (await open('/password-reset')).text();

  await configure(api, {});
  expect(siteIn(html).minPasswordLength).toBe(17);
});

test('files that pages load are typed, and kept for a year under the hash of what they hold', async () => {
  const types: Record<string, string> = {
    css: 'text/css; charset=utf-8',
    js: 'text/javascript; charset=utf-8',
    svg: 'image/svg+xml',
  };

  const paths = await loaded();

  expect(paths.length).toBeGreaterThan(10);
  for (const path of paths) {
    const response = await open(path);
    await response.body?.cancel();
    expect(response.status, path).toBe(200);
    expect(Object.fromEntries(response.headers), path).toMatchObject({
      'content-type': types[path.split('.').at(-1) ?? ''],
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
    });
  }
});

test('a page of another version still gets its files, which are then not kept', async () => {
  const response = await open('/.assets/pages-0123456789abcdef/pages.css');

  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-cache');
});

test('a file comes in the best form that the client takes, with the same content in each', async () => {
  const path = (await loaded()).find((candidate) => candidate.endsWith('/graphiql.js')) ?? '';
  const encodings: [accepted: string, sent: string | null][] = [
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', null],
  ];

  const answers = await Promise.all(
    encodings.map(async ([accepted, sent]) => {
      const response = await open(path, { 'accept-encoding': accepted });
      expect(response.headers.get('content-encoding'), accepted).toBe(sent);
      return response.text();
    }),
  );

  expect(answers[0]?.length).toBeGreaterThan(1_000_000);
  expect(new Set(answers).size).toBe(1);
});

test('nothing but these files is served beside them', async () => {
  const paths = [
    '/.assets/pages-x/console.html',
    '/.assets/pages-x/page.ts',
    '/.assets/pages-x/..%2fconsole.html',
    '/.assets/web-x/index.html',
    '/.assets/pages-x/..%2f..%2f..%2f..%2fpackage.json',
    '/.assets/graphiql-x/pages.css',
    '/.assets/constructor-x/name',
    '/.assets/other/pages.css',
  ];

  for (const path of paths) expect((await open(path)).status, path).toBe(404);
});

test('what the console opens with runs as it stands', async () => {
  const path = new URL('../src/http/pages/assets/console-tabs.js', import.meta.url).href;
  const { tabsFor } = await import(path);
  const [whoAmI, ...none] = tabsFor({ siteAdmin: false });
  const [, createAccount, createToken] = tabsFor({ siteAdmin: true });

  const { currentUser } = await api.ask(person, whoAmI.query);
  const { createServiceAccount } = await api.ask(api.admin, createAccount.query, createAccount.variables);
  const { createAccessToken } = await api.ask(api.admin, createToken.query, {
    ...createToken.variables,
    account: createServiceAccount.id,
  });

  expect(none).toEqual([]);
  expect(currentUser.username).toBe('bea');
  expect((await api.ask(createAccessToken, '{ currentUser { username } }')).currentUser.username).toBe(
    'ci-nightly',
  );
});

test('the page to which errors about costs point lists the limits in force', async () => {
  await configure(api, { rateLimits: { graphQLMaxAliases: 12_345 } });

  const html = await (await api.fetch('/help/api/graphql')).text();

  await configure(api, {});
  expect(html).toContain('<main class="card" id="cost-limits">');
  expect(html).toContain('<td>12345</td><td><code>graphQLMaxAliases</code></td>');
  expect(html).not.toContain('{{');
});
