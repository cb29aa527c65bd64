import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await query(`INSERT INTO users (id, kind, username, created_at, updated_at) VALUES
    (1, 'USER', 'person', now(), now()), (2, 'SERVICE_ACCOUNT', 'machine', now(), now()), (3, 'USER', 'other', now(), now())`);
});
afterAll(() => database.drop());

const query = <Row>(sql: string) => database.db.query<Row>(sql);
const tokenSql = (subject: number, hash: string) =>
  `INSERT INTO access_tokens (subject_id, creator_id, secret_hash, secret_tail, note, created_at)
   VALUES (${subject}, 1, ${hash}, 'abcd', 'n', now())`;

describe('whatever the code does', () => {
  test.each([
    [
      'a service account has no password',
      `UPDATE users SET password_hash = 'x' WHERE id = 2`,
      'users_service_account_has_no_password',
    ],
    [
      'only a service account has an owner',
      'UPDATE users SET owner_id = 3 WHERE id = 1',
      'users_owner_is_of_service_account',
    ],
    [
      'what is erased is deleted',
      'UPDATE users SET erased_at = now() WHERE id = 1',
      'users_erased_is_deleted',
    ],
    [
      'a person stays a person',
      `UPDATE users SET kind = 'SERVICE_ACCOUNT' WHERE id = 1`,
      'the kind of an account cannot change',
    ],
    [
      'a machine stays a machine',
      `UPDATE users SET kind = 'USER' WHERE id = 2`,
      'the kind of an account cannot change',
    ],
    [
      'a service account has no address',
      `INSERT INTO user_emails (user_id, email, created_at) VALUES (2, 'a@b', now())`,
      'a service account has no user_emails',
    ],
    [
      'a service account has no session',
      `INSERT INTO sessions (id_hash, user_id, created_at, last_seen_at, expires_at) VALUES (decode(repeat('00', 32), 'hex'), 2, now(), now(), now())`,
      'a service account has no sessions',
    ],
    [
      'a service account has no reset link',
      `INSERT INTO password_resets (user_id, code_hash, created_at, expires_at) VALUES (2, decode(repeat('00', 32), 'hex'), now(), now())`,
      'a service account has no password_resets',
    ],
    [
      'a primary address is verified',
      `INSERT INTO user_emails (user_id, email, is_primary, created_at) VALUES (1, 'a@b', true, now())`,
      'user_emails_primary_is_verified',
    ],
    [
      'a token is stored as a digest',
      tokenSql(2, `'sgp_0123456789abcdef_0123456789'`),
      'access_tokens_secret_is_digest',
    ],
    [
      'a session id is stored as a digest',
      `INSERT INTO sessions (id_hash, user_id, created_at, last_seen_at, expires_at) VALUES ('short', 1, now(), now(), now())`,
      'sessions_id_is_digest',
    ],
    [
      'a reset code is stored as a digest',
      `INSERT INTO password_resets (user_id, code_hash, created_at, expires_at) VALUES (1, 'short', now(), now())`,
      'password_resets_code_is_digest',
    ],
    [
      'there is one installation',
      `INSERT INTO instance (id, site_id, token_instance, server_key_id, created_at) VALUES (2, gen_random_uuid(), 'x', 'x', now())`,
      'instance_is_one_row',
    ],
    [
      'a token belongs to an account',
      tokenSql(99, `decode(repeat('01', 32), 'hex')`),
      'access_tokens_subject_id_fkey',
    ],
    [
      'an account with tokens stays, so that they keep its name',
      'DELETE FROM users WHERE id = 1',
      'access_tokens_creator_id_fkey',
    ],
  ])('%s', async (_what, sql, constraint) => {
    if (sql.startsWith('DELETE')) await query(tokenSql(2, `decode(repeat('02', 32), 'hex')`));

    await expect(query(sql)).rejects.toThrow(constraint);
  });

  test.each([
    [
      'a name is held by one account',
      [`INSERT INTO names VALUES ('taken', 1)`, `INSERT INTO names VALUES ('taken', 2)`],
    ],
    [
      'an account has one name',
      [`INSERT INTO names VALUES ('one', 3)`, `INSERT INTO names VALUES ('two', 3)`],
    ],
    [
      'a verified address belongs to one account, whatever its case',
      [
        `INSERT INTO user_emails (user_id, email, verified_at, created_at) VALUES (1, 'a@b', now(), now())`,
        `INSERT INTO user_emails (user_id, email, verified_at, created_at) VALUES (3, 'A@B', now(), now())`,
      ],
    ],
    [
      'a person has an address once, whatever its case',
      [
        `INSERT INTO user_emails (user_id, email, created_at) VALUES (1, 'g@h', now())`,
        `INSERT INTO user_emails (user_id, email, created_at) VALUES (1, 'G@h', now())`,
      ],
    ],
    [
      'a person has one primary address',
      [
        `INSERT INTO user_emails (user_id, email, is_primary, verified_at, created_at) VALUES (3, 'c@d', true, now(), now())`,
        `INSERT INTO user_emails (user_id, email, is_primary, verified_at, created_at) VALUES (3, 'e@f', true, now(), now())`,
      ],
    ],
    [
      'a secret belongs to one token',
      [tokenSql(1, `decode(repeat('03', 32), 'hex')`), tokenSql(3, `decode(repeat('03', 32), 'hex')`)],
    ],
    [
      'a role has a name of its own',
      [
        `INSERT INTO roles (name, created_at) VALUES ('r', now())`,
        `INSERT INTO roles (name, created_at) VALUES ('r', now())`,
      ],
    ],
  ])('%s', async (_what, [first, second]) => {
    await query(first as string);

    await expect(query(second as string)).rejects.toThrow(/unique|duplicate/);
  });

  test('unverified copies of an address may repeat', async () => {
    const copy = (user: number) =>
      query(
        `INSERT INTO user_emails (user_id, email, created_at) VALUES (${user}, 'copy@example.com', now())`,
      );

    await Promise.all([copy(1), copy(3)]);
  });

  test('times are kept in UTC whatever the zone of the server', async () => {
    expect(await query('SHOW timezone')).toEqual([{ TimeZone: 'UTC' }]);
  });
});
