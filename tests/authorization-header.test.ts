import { expect, test } from 'vitest';
import { type PresentedCredential, readAuthorizationHeader } from '../src/auth/authorization-header.js';

const none = { scheme: 'none' };
const invalid = { scheme: 'invalid', reason: expect.any(String) };
const token = (text: string) => ({ scheme: 'token', token: text });
const sudo = (text: string, user: string) => ({ scheme: 'token-sudo', token: text, user });
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

const accepted: [header: string, what: PresentedCredential][] = [
  ['token abc', { scheme: 'token', token: 'abc' }],
  ['Token abc', { scheme: 'token', token: 'abc' }],
  ['TOKEN abc', { scheme: 'token', token: 'abc' }],
  ['token\tabc', { scheme: 'token', token: 'abc' }],
  [' \ttoken \t abc \t ', { scheme: 'token', token: 'abc' }],
  ['token token=abc', { scheme: 'token', token: 'abc' }],
  ['token token="abc"', { scheme: 'token', token: 'abc' }],
  ['token TOKEN="abc"', { scheme: 'token', token: 'abc' }],
  ['token token = "abc"', { scheme: 'token', token: 'abc' }],
  ['token realm="x", token="abc"', { scheme: 'token', token: 'abc' }],
  ['Bearer abc', { scheme: 'token', token: 'abc' }],
  ['bearer abc', { scheme: 'token', token: 'abc' }],
  ['BEARER abc', { scheme: 'token', token: 'abc' }],
  [basic('abc:'), { scheme: 'token', token: 'abc' }],
  [basic('abc:ignored'), { scheme: 'token', token: 'abc' }],
  [basic('abc:with:colons'), { scheme: 'token', token: 'abc' }],
  [basic('abc:x').replace('Basic', 'basic'), { scheme: 'token', token: 'abc' }],
  ['token-sudo token="abc",user="jo"', { scheme: 'token-sudo', token: 'abc', user: 'jo' }],
  ['token-sudo user="jo", token="abc"', { scheme: 'token-sudo', token: 'abc', user: 'jo' }],
  ['token-sudo token=abc,user=jo', { scheme: 'token-sudo', token: 'abc', user: 'jo' }],
  ['token-sudo user=jo, token="abc"', { scheme: 'token-sudo', token: 'abc', user: 'jo' }],
  ['Token-Sudo Token="abc",USER="jo"', { scheme: 'token-sudo', token: 'abc', user: 'jo' }],
];

test.each(accepted)('%j presents a credential', (header, what) => {
  expect(readAuthorizationHeader(header)).toEqual(what);
});

test.each([
  ['no header', undefined],
  ['an empty header', ''],
  ['blanks', ' \t '],
  ['one word of another scheme', 'x'],
  ['another scheme', 'x y'],
  ['another scheme that begins alike', 'tokens abc'],
  ['another scheme that begins alike', 'token-sudoer token="a",user="b"'],
  ['the token without a scheme', 'sgp_0123456789abcdef_0123456789abcdef0123456789abcdef01234567'],
  ['Basic that holds no user and password', 'Basic abcd'],
  ['Basic that is no base64', 'Basic !!!!'],
  ['Basic without a value', 'Basic '],
  ['a repeated key', 'token k=v, k=v'],
  ['a repeated key in another case', 'token token=a, TOKEN=b'],
  ['a repeated key of sudo', 'token-sudo token=a,token=b,user=jo'],
])('%s is no credential, and the request goes on without: %j', (_what, header) => {
  expect(readAuthorizationHeader(header)).toEqual(none);
});

test.each([
  ['token without a value', 'token'],
  ['token with blanks for a value', 'token \t '],
  ['an empty parameter', 'token token=""'],
  ['parameters without the token', 'token k=v'],
  ['an open quote', 'token token="abc'],
  ['text after the quote', 'token token="abc"def'],
  ['a quote inside a bare value', 'token token=a"bc'],
  ['two bare words beside a parameter', 'token abc token=def'],
  ['Bearer without a value', 'Bearer'],
  ['Bearer with blanks for a value', 'bearer  '],
  ['Basic without a user name', basic(':abc')],
  ['sudo without a value', 'token-sudo'],
  ['sudo without parameters', 'token-sudo abc'],
  ['sudo with an empty token', 'token-sudo token=""'],
  ['sudo without a user', 'token-sudo token="abc"'],
  ['sudo with an empty user', 'token-sudo token="abc",user=""'],
  ['sudo without a token', 'token-sudo user="jo"'],
  ['sudo with a broken separator', 'token-sudo token="abc";user="jo"'],
])('%s is refused: %j', (_what, header) => {
  expect(readAuthorizationHeader(header)).toEqual(invalid);
});

test('a value is taken as it is, so what is no token of ours fails later and alike', () => {
  expect(readAuthorizationHeader('token a b')).toEqual(token('a b'));
  expect(readAuthorizationHeader('Bearer "abc"')).toEqual(token('"abc"'));
  expect(readAuthorizationHeader('Bearer ключ')).toEqual(token('ключ'));
  expect(readAuthorizationHeader('token abc\u00a0')).toEqual(token('abc\u00a0'));
  expect(readAuthorizationHeader(basic('ключ:x'))).toEqual(token('ключ'));
  expect(readAuthorizationHeader('token-sudo token="ключ",user="jo"')).toEqual(sudo('ключ', 'jo'));
});

test('a header longer than any credential is refused unread, whatever it holds', () => {
  const long = 'a'.repeat(100_000);

  for (const header of [long, `token ${long}`, `Bearer ${long}`, basic(`${long}:`), `x ${long}`]) {
    expect(readAuthorizationHeader(header)).toEqual(invalid);
  }
});
