import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from './support/api.js';
import { comparable, rawRequest, whoAmI } from './support/raw-request.js';

let api: TestApi;
let token: string;
let sudoToken: string;

beforeAll(async () => {
  api = await startTestApi();
  const account = await api.createServiceAccount('ci');
  await api.createUser('jo');
  ({ token } = await api.createToken(account.id));
  ({ token: sudoToken } = await api.createToken(api.admin.id, { scopes: ['user:all', 'site-admin:sudo'] }));
});
afterAll(() => api.close());

const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const me = (username: string) => ({
  status: 200,
  body: `{"data":{"currentUser":{"username":"${username}"}}}`,
});

test.each([
  ['token <t>', (t: string) => `token ${t}`],
  ['Token <t>', (t: string) => `Token ${t}`],
  ['token token="<t>"', (t: string) => `token token="${t}"`],
  ['token token=<t>', (t: string) => `token token=${t}`],
  ['Bearer <t>', (t: string) => `Bearer ${t}`],
  ['bearer <t>', (t: string) => `bearer ${t}`],
  ['Bearer <T>, in upper case hex', (t: string) => `Bearer sgp_${t.slice(4).toUpperCase()}`],
  ['Bearer, tabs, <t>, blanks', (t: string) => `Bearer\t \t${t}  `],
  ['Basic <t>:', (t: string) => basic(t, '')],
  ['Basic <t>:password', (t: string) => basic(t, 'whatever')],
])('%s acts as the account of the token', async (_form, authorization) => {
  expect(await whoAmI(api.url, { authorization: authorization(token) })).toMatchObject(me('ci'));
});

test.each([
  ['token="<t>",user="<u>"', (t: string, u: string) => `token-sudo token="${t}",user="${u}"`],
  ['user=<u>, token=<t>', (t: string, u: string) => `token-sudo user=${u}, token=${t}`],
  ['Token="<t>",USER="<U>"', (t: string, u: string) => `Token-Sudo Token="${t}",USER="${u.toUpperCase()}"`],
])('token-sudo %s acts as the user it names', async (_form, authorization) => {
  expect(await whoAmI(api.url, { authorization: authorization(sudoToken, 'jo') })).toMatchObject(me('jo'));
});

test('an answer to a credential says that it depends on the credential', async () => {
  const { headers } = await whoAmI(api.url, { authorization: `Bearer ${token}` });

  expect(headers.vary?.split(/, */)).toEqual(
    expect.arrayContaining(['Cookie', 'Authorization', 'X-Requested-With']),
  );
});

test.each([
  ['token', 'Invalid Authorization header.'],
  ['token token=""', 'Invalid Authorization header.'],
  ['token-sudo abc', 'Invalid Authorization header.'],
  ['Bearer', 'Invalid Authorization header.'],
  [`token ${'a'.repeat(8000)}`, 'Invalid Authorization header.'],
  ['Bearer \u00fc\u00e9', 'Invalid access token.'],
  ['token a b', 'Invalid access token.'],
  ['x', 'Private mode requires authentication.'],
  ['x y', 'Private mode requires authentication.'],
  ['Basic abcd', 'Private mode requires authentication.'],
  ['token k=v, k=v', 'Private mode requires authentication.'],
])('%s is answered 401', async (authorization, text) => {
  expect(await whoAmI(api.url, { authorization })).toMatchObject({
    status: 401,
    statusText: 'Unauthorized',
    body: `${text}\n`,
  });
});

test('a header of 100 kB ends the request before anything reads it', async () => {
  const answer = await whoAmI(api.url, { authorization: `Bearer ${'a'.repeat(100_000)}` });

  expect(answer.status).toBe(431);
});

test('a token in the URL is never a credential, alone or beside a header', async () => {
  const ask = (path: string, headers = {}) =>
    rawRequest(api.url, path, { headers, body: '{"query":"{ currentUser { username } }"}' });
  const anonymous = await whoAmI(api.url);

  expect(comparable(await ask(`/.api/graphql?token=${token}`))).toEqual(comparable(anonymous));
  expect(comparable(await ask(`/.api/graphql?access_token=${token}`))).toEqual(comparable(anonymous));
  expect(await ask(`/.api/graphql?token=${token}`, { authorization: `Bearer ${sudoToken}` })).toMatchObject(
    me('admin'),
  );
});

test('a token in a form body is never a credential', async () => {
  const answer = await rawRequest(api.url, '/.api/graphql', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `access_token=${token}&query=%7BcurrentUser%7Busername%7D%7D`,
  });

  expect(comparable(answer)).toEqual(comparable(await whoAmI(api.url)));
});

test('two Authorization headers are two credentials, and neither is taken', async () => {
  const valid = `Bearer ${token}`;

  for (const authorization of [
    [valid, valid],
    [valid, 'x y'],
    ['x y', valid],
    [`token ${sudoToken}`, valid],
  ]) {
    expect(await whoAmI(api.url, { authorization })).toMatchObject({
      status: 401,
      body: 'Invalid Authorization header.\n',
    });
  }
});

test('a valid token replaces the identity of a cookie', async () => {
  const answer = await whoAmI(api.url, {
    authorization: `Bearer ${token}`,
    cookie: api.admin.cookie,
    'x-requested-with': 'tests',
  });

  expect(answer).toMatchObject(me('ci'));
});

test('a refused token is refused, although a good cookie came with it', async () => {
  const cookie = { cookie: api.admin.cookie, 'x-requested-with': 'tests' };

  expect((await whoAmI(api.url, { ...cookie, authorization: 'Bearer nonsense' })).status).toBe(401);
  expect((await whoAmI(api.url, { ...cookie, authorization: 'token' })).status).toBe(401);
  expect(await whoAmI(api.url, { ...cookie, authorization: 'x y' })).toMatchObject(me('admin'));
});
