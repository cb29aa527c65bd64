import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { formatToken, hashSecret, newSecret, parseToken, secretTail } from '../src/auth/token-secret.js';

const secret = Buffer.from('0123456789abcdef0123456789abcdef01234567', 'hex');
const hex = secret.toString('hex');
const token = formatToken('a1b2c3d4', secret);

/** Every place of the text with another character in it. */
const typos = (text: string): string[] =>
  [...text].map((character, index) => {
    const other = character === '0' ? '1' : character === '_' ? '-' : '0';
    return text.slice(0, index) + other + text.slice(index + 1);
  });

test('a token is sgp_, the instance, a CRC-32 of instance and secret, and 160 bits', () => {
  const checksum = crc32(secret, crc32('a1b2c3d4')).toString(16).padStart(8, '0');

  expect(token).toBe(`sgp_a1b2c3d4${checksum}_${hex}`);
  expect(token).toMatch(/^sgp_[0-9a-f]{16}_[0-9a-f]{40}$/);
  expect(newSecret()).toHaveLength(20);
});

test('a token is read back as its secret, with hex digits in either case', () => {
  expect(parseToken(token)).toEqual(secret);
  expect(parseToken(`sgp_${token.slice(4).toUpperCase()}`)).toEqual(secret);
});

test('a checksum that begins with zeros is written with them', () => {
  for (let count = 0; count < 1000; count += 1) {
    const made = newSecret();

    expect(parseToken(formatToken('00000000', made))).toEqual(made);
  }
});

test('the other forms of the mirrored product are read too', () => {
  for (const prefix of ['', 'sgp_', 'sgp_local_', 'sgph_']) {
    expect(parseToken(prefix + hex)).toEqual(secret);
    expect(parseToken(prefix + hex.toUpperCase())).toEqual(secret);
  }
});

test('a token with one character wrong is no token', () => {
  for (const typo of typos(token)) expect(parseToken(typo), typo).toBeUndefined();
});

test.each([
  '',
  ' ',
  'sgp_',
  'a bad token',
  hex.slice(1),
  `${hex}0`,
  `sgp_${hex}0`,
  `sgp_LOCAL${hex}`,
  `sgp_0123456789abcde_${hex}`,
  `sgx_${hex}`,
  `${token}\n`,
  `${token} `,
  ` ${token}`,
  token.replaceAll('_', ''),
  `${hex.slice(0, 39)}\u0660`,
])('%j is no token', (text) => {
  expect(parseToken(text)).toBeUndefined();
});

test('what is stored is the SHA-256 of the twenty bytes, not of the text', () => {
  expect(hashSecret(secret)).toEqual(createHash('sha256').update(secret).digest());
});

test('what is kept to recognise a token by is its last four characters', () => {
  expect(secretTail(secret)).toBe('4567');
});

test('a hundred thousand new secrets are all different', () => {
  const made = new Set(Array.from({ length: 100_000 }, () => newSecret().toString('hex')));

  expect(made.size).toBe(100_000);
});
