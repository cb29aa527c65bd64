import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from './support/api.js';
import { type RawHeaders, whoAmI } from './support/raw-request.js';
import { configure } from './support/site-configuration.js';

// A browser sends the session cookie with requests of every page. It counts only where the request shows that
// it comes from a page which may use it; otherwise the request goes on as if it had no cookie.

const externalURL = 'https://gatehouse.example.com';
/** The last two name no origin: a page in a file has none. */
const corsOrigin = 'https://app.example.com http://other.example:8080 * file:///home/jo/page.html';
const xrw = { 'x-requested-with': 'anything' };

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await configure(api, { externalURL, corsOrigin });
});
afterAll(() => api.close());

const own = () => new URL(api.url).origin;

test.each<[string, 'counts' | 'is ignored', () => RawHeaders]>([
  ['without anything that tells its page', 'is ignored', () => ({})],
  ['with X-Requested-With', 'counts', () => xrw],
  ['with an empty X-Requested-With', 'counts', () => ({ 'x-requested-with': '' })],
  ['from a page of the server', 'counts', () => ({ origin: own() })],
  ['from a page of the external URL', 'counts', () => ({ origin: externalURL })],
  ['from a page that corsOrigin names', 'counts', () => ({ origin: 'https://app.example.com' })],
  ['from another page that corsOrigin names', 'counts', () => ({ origin: 'http://other.example:8080' })],
  ['from such a page by another scheme', 'is ignored', () => ({ origin: 'http://app.example.com' })],
  ['from such a page on another port', 'is ignored', () => ({ origin: 'http://other.example' })],
  ['from a page below such a name', 'is ignored', () => ({ origin: 'https://x.app.example.com' })],
  [
    'from a page whose name begins alike',
    'is ignored',
    () => ({ origin: 'https://app.example.com.evil.example' }),
  ],
  ['from a foreign page', 'is ignored', () => ({ origin: 'https://evil.example' })],
  [
    'from a foreign page with X-Requested-With',
    'is ignored',
    () => ({ origin: 'https://evil.example', ...xrw }),
  ],
  ['from a page without a name', 'is ignored', () => ({ origin: 'null' })],
  ['from a page without a name, with X-Requested-With', 'is ignored', () => ({ origin: 'null', ...xrw })],
  ['with an empty Origin', 'is ignored', () => ({ origin: '', ...xrw })],
  ['with the Origin *', 'is ignored', () => ({ origin: '*', ...xrw })],
  ['across sites with X-Requested-With', 'is ignored', () => ({ 'sec-fetch-site': 'cross-site', ...xrw })],
  ['within a site with X-Requested-With', 'is ignored', () => ({ 'sec-fetch-site': 'same-site', ...xrw })],
  [
    'from the same origin with X-Requested-With',
    'counts',
    () => ({ 'sec-fetch-site': 'same-origin', ...xrw }),
  ],
  ['from the same origin without it', 'is ignored', () => ({ 'sec-fetch-site': 'same-origin' })],
  ['as typed by the user with X-Requested-With', 'counts', () => ({ 'sec-fetch-site': 'none', ...xrw })],
  [
    'across sites from a page that corsOrigin names',
    'counts',
    () => ({ origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' }),
  ],
])('a session cookie %s %s', async (_what, verdict, headers) => {
  const { status, body } = await whoAmI(api.url, { cookie: api.admin.cookie, ...headers() });

  expect({ status, body }).toEqual(
    verdict === 'counts'
      ? { status: 200, body: '{"data":{"currentUser":{"username":"admin"}}}' }
      : { status: 401, body: 'Private mode requires authentication.\n' },
  );
});
