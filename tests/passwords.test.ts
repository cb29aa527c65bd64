import bcrypt from 'bcrypt';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hashPassword, needsRehash, passwordMatches, passwordProblem } from '../src/auth/passwords.js';
import { readConfig } from '../src/config.js';
import { startTestApi, type TestApi, testPassword } from './support/api.js';
import { signIn } from './support/sign-in.js';

describe('a new password', () => {
  const rules = (minLength: number) => ({ minLength, specialCharacters: 0, number: false, bothCases: false });
  const length = 'Your password may not be less than 12 or be more than 256 characters.';
  const common = 'Your password is among the most common ones. Choose another.';

  test.each([
    ['', 'Your password may not be empty.'],
    ['elevenchars', length],
    ['twelve chars', undefined],
    ['x1'.repeat(128), undefined],
    [`${'x1'.repeat(128)}x`, length],
    ['only lower case letters', undefined],
    ['все буквы кириллицей', undefined],
    ['пароль из 256 букв '.repeat(20).slice(0, 256), undefined],
    ['Password1234', common],
    ['correcthorsebatterystaple', common],
    ['aaaaaaaaaaaaaaaaaaaa', common],
  ])('%j', (password, problem) => {
    expect(passwordProblem(password, rules(12))).toBe(problem);
  });

  test('may be as short as auth.minPasswordLength says', () => {
    expect(passwordProblem('fifteen is less', rules(16))).toBe(
      'Your password may not be less than 16 or be more than 256 characters.',
    );
    expect(passwordProblem('four', rules(4))).toBeUndefined();
  });
});

describe('the hash of a password', () => {
  test('is bcrypt of the cost that was asked for, and differs every time', async () => {
    const [one, two] = [await hashPassword(testPassword, 5), await hashPassword(testPassword, 5)];

    expect(one).toMatch(/^\$2b\$05\$.{53}$/);
    expect(two).not.toBe(one);
    expect(await passwordMatches(testPassword, one, 5)).toBe(true);
  });

  test('covers every character, also those after the 72 bytes that bcrypt reads', async () => {
    const long = `${'x'.repeat(72)}a and much more`;
    const hash = await hashPassword(long, 4);

    expect(await passwordMatches(long, hash, 4)).toBe(true);
    expect(await passwordMatches(`${'x'.repeat(72)}b and much more`, hash, 4)).toBe(false);
    expect(await passwordMatches('x'.repeat(72), hash, 4)).toBe(false);
  });

  test('covers what follows a NUL character', async () => {
    const hash = await hashPassword('before\0after', 4);

    expect(await passwordMatches('before\0other', hash, 4)).toBe(false);
  });

  test('matches nothing where there is none', async () => {
    for (const password of ['', testPassword]) expect(await passwordMatches(password, null, 4)).toBe(false);
  });

  test('of a lower cost takes as much work to refuse a password as no hash does', async () => {
    const hash = await hashPassword(testPassword, 4);
    const compare = vi.spyOn(bcrypt, 'compare');
    const work = () => {
      const rounds = compare.mock.calls.map(([, used]) => 2 ** bcrypt.getRounds(used as string));
      compare.mockClear();
      return rounds.reduce((sum, each) => sum + each, 0);
    };

    await passwordMatches('wrong', hash, 7);
    expect(work()).toBe(2 ** 7);
    await passwordMatches('wrong', null, 7);
    expect(work()).toBe(2 ** 7);
    compare.mockRestore();
  });

  test('is to be made anew when the cost has risen, and not when it has fallen', async () => {
    const hash = await hashPassword(testPassword, 5);

    expect([4, 5, 6].map((cost) => needsRehash(hash, cost))).toEqual([false, false, true]);
  });

  test('costs 12 unless the operator asks for more, and never less', () => {
    expect(readConfig({}).PASSWORD_HASH_COST).toBe(12);
    expect(readConfig({ PASSWORD_HASH_COST: '14' }).PASSWORD_HASH_COST).toBe(14);
    expect(() => readConfig({ PASSWORD_HASH_COST: '11' })).toThrow('PASSWORD_HASH_COST');
  });
});

describe('through the API', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  const storedHash = async (username: string) => {
    const [row] = await api.services.db.query<{ hash: string }>(
      'SELECT password_hash AS hash FROM users WHERE username = $1',
      [username],
    );
    return row?.hash;
  };
  const update = (cookie: string, oldPassword: string, newPassword: string) =>
    api.query(
      { cookie },
      'mutation ($oldPassword: String!, $newPassword: String!) { updatePassword(oldPassword: $oldPassword, newPassword: $newPassword) { alwaysNil } }',
      { oldPassword, newPassword },
    );

  test('a sign-in makes the hash anew when the cost has risen, and the password stays', async () => {
    await api.createUser('jo');
    expect(await storedHash('jo')).toMatch(/^\$2b\$04\$/);
    const stronger = await startTestApi({ PASSWORD_HASH_COST: 5 }, api);

    await signIn(stronger, 'jo', 'wrong password');
    expect(await storedHash('jo')).toMatch(/^\$2b\$04\$/);
    expect((await signIn(stronger, 'jo')).status).toBe(200);
    const rehashed = await storedHash('jo');
    expect(rehashed).toMatch(/^\$2b\$05\$/);

    expect((await signIn(api, 'jo')).status).toBe(200);
    expect(await storedHash('jo')).toBe(rehashed);
    await stronger.close();
  });

  test('two passwords that differ at byte 73 are two passwords', async () => {
    const { cookie } = await api.createUser('long');
    const password = `${'y'.repeat(72)}1${'z'.repeat(27)}`;

    expect((await update(cookie, testPassword, password)).errors).toBeUndefined();

    expect((await signIn(api, 'long', password.replace('1', '2'))).status).toBe(401);
    expect((await signIn(api, 'long', password.slice(0, 72))).status).toBe(401);
    expect((await signIn(api, 'long', password)).status).toBe(200);
  });

  test.each([
    ['', 'a new password of mine', 'old password was empty'],
    ['wrong password', 'a new password of mine', 'wrong old password'],
    [testPassword, '', 'Your password may not be empty.'],
    [testPassword, 'short', 'Your password may not be less than 12 or be more than 256 characters.'],
  ])('changing from %j to %j is refused', async (oldPassword, newPassword, message) => {
    const { cookie } = await signIn(api, 'jo');

    expect((await update(cookie, oldPassword, newPassword)).errors?.[0]?.message).toBe(message);
    expect((await signIn(api, 'jo')).status).toBe(200);
  });

  test('guessing the old password of a borrowed session is limited, recorded and locks like guessing at sign-in', async () => {
    const { username, cookie } = await api.createUser('borrowed');
    const locked = 'Account has been locked out due to "too many failed attempts"';

    const messages = [];
    for (let count = 0; count < 7; count += 1) {
      const { errors } = await update(cookie, 'wrong password', 'a new password of mine');
      messages.push(errors?.[0]?.message);
    }

    expect(messages).toEqual([...Array.from({ length: 5 }, () => 'wrong old password'), locked, locked]);
    expect((await signIn(api, username)).status).toBe(422);
    expect((await update(cookie, testPassword, 'a new password of mine')).errors?.[0]?.message).toBe(locked);
    api.clock.advance(1800);
    expect((await signIn(api, username)).status).toBe(200);
    const failed = await api.events({ entity: 'user.password', action: 'failed', actor: 'borrowed' });
    expect(failed).toHaveLength(8);
    expect(failed[0]).toMatchObject({
      outcome: 'DENIED',
      reason: 'too many failed attempts',
      target: { kind: 'User', name: 'borrowed' },
    });
  });
});
