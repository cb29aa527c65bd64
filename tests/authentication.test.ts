import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { formatToken, newSecret } from '../src/auth/token-secret.js';
import { startTestApi, type TestApi } from './support/api.js';
import { comparable, type RawAnswer, whoAmI } from './support/raw-request.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
/** Tokens in every state in which a token can be. */
const made: Record<string, string> = {};

beforeAll(async () => {
  api = await startTestApi();
  for (const state of ['live', 'disabled', 'deleted', 'expired', 'revoked', 'replaced']) {
    const account = await api.createServiceAccount(`${state}-account`);
    const durationSeconds = state === 'expired' ? 60 : 3600;
    const { id, token } = await api.createToken(account.id, { note: `${state} note`, durationSeconds });
    made[state] = token;
    const change = changes[state];
    if (change)
      await api.ask(api.admin, `mutation ($id: ID!) { ${change} }`, {
        id: change.includes('ccount(') ? account.id : id,
      });
  }
  const sudo = { note: 'sudo note', scopes: ['user:all', 'site-admin:sudo'] };
  made['sudo'] = (await api.createToken(api.admin.id, sudo)).token;
  const former = await api.createUser('former', { siteAdmin: true });
  made['former admin'] = (await api.createToken(former.id, { ...sudo, as: former })).token;
  await api.ask(
    api.admin,
    'mutation ($id: ID!) { setUserIsSiteAdmin(userID: $id, siteAdmin: false) { alwaysNil } }',
    { id: former.id },
  );
  api.clock.advance(61);
});
afterAll(() => api.close());

const changes: Record<string, string> = {
  disabled: 'disableServiceAccount(serviceAccount: $id) { id }',
  deleted: 'deleteServiceAccount(serviceAccount: $id) { alwaysNil }',
  revoked: 'deleteAccessToken(byID: $id) { alwaysNil }',
  replaced: 'rotateAccessToken(token: $id, overlapSeconds: 0) { id }',
};

const bearer = (state: string) => () => `Bearer ${made[state]}`;
const sudoAs = (state: string, user: string) => () => `token-sudo token="${made[state]}",user="${user}"`;
/** Well-formed, with a right checksum, and issued by nobody. */
const invented = (instance: string) => `Bearer ${formatToken(instance, newSecret())}`;

const holder = (state: string) => ({
  kind: 'SERVICE_ACCOUNT',
  name: `${state}-account`,
  accessTokenNote: `${state} note`,
});
const nobody = { kind: 'ANONYMOUS', name: '', id: null, accessTokenNote: null };

interface RefusedCredential {
  what: string;
  authorization: () => string;
  status?: 401 | 403;
  body?: string;
  challenge: string;
  event: Record<string, unknown>;
}

const refused: RefusedCredential[] = [
  {
    what: 'an unknown token',
    authorization: () => invented(api.services.instance.tokenInstance),
    challenge: 'Bearer error="invalid_token"',
    event: { action: 'invalid', reason: 'no such access token', actor: nobody },
  },
  {
    what: 'a token of another installation',
    authorization: () => invented('deadbeef'),
    challenge: 'Bearer error="invalid_token"',
    event: { action: 'invalid', reason: 'no such access token', actor: nobody },
  },
  {
    what: 'a malformed token',
    authorization: () => 'token a bad token',
    challenge: 'Bearer error="invalid_token"',
    event: { action: 'invalid', reason: 'no such access token', actor: nobody },
  },
  {
    what: 'an expired token',
    authorization: bearer('expired'),
    challenge: 'Bearer error="invalid_token", error_description="the access token has expired"',
    event: { action: 'failed', reason: 'the access token has expired', actor: holder('expired') },
  },
  {
    what: 'a revoked token',
    authorization: bearer('revoked'),
    challenge: 'Bearer error="invalid_token", error_description="the access token was revoked"',
    event: { action: 'failed', reason: 'the access token was revoked', actor: holder('revoked') },
  },
  {
    what: 'a token of a disabled account',
    authorization: bearer('disabled'),
    challenge:
      'Bearer error="invalid_token", error_description="the account of the access token is disabled"',
    event: { action: 'failed', reason: 'the account is disabled', actor: holder('disabled') },
  },
  {
    what: 'a token of a deleted account',
    authorization: bearer('deleted'),
    challenge:
      'Bearer error="invalid_token", error_description="the account of the access token was deleted"',
    event: { action: 'failed', reason: 'the account was deleted', actor: holder('deleted') },
  },
  {
    what: 'a rotated token after its overlap',
    authorization: bearer('replaced'),
    challenge:
      'Bearer error="invalid_token", error_description="the access token was rotated and its overlap is over"',
    event: {
      action: 'token_reuse_detected',
      reason: 'the access token was rotated and its overlap is over; somebody still uses the old one',
      actor: holder('replaced'),
    },
  },
  {
    what: 'a token without the scope to impersonate',
    authorization: sudoAs('live', 'admin'),
    challenge:
      'Bearer error="invalid_token", error_description="the access token lacks the scope that this use needs"',
    event: {
      action: 'failed',
      reason: 'the access token lacks the scope that this use needs',
      actor: holder('live'),
    },
  },
  {
    what: 'a malformed header',
    authorization: () => 'token',
    body: 'Invalid Authorization header.\n',
    challenge: 'Bearer error="invalid_request"',
    event: {
      entity: 'httpapi/auth',
      action: 'check_authorization_header',
      reason: 'token needs a value',
      actor: nobody,
    },
  },
  {
    what: 'a sudo token of somebody who is no site admin any more',
    authorization: sudoAs('former admin', 'admin'),
    status: 403,
    body: 'The subject user of a sudo access token must be a site admin.\n',
    challenge: 'Bearer error="insufficient_scope"',
    event: {
      action: 'failed',
      reason: 'The subject user of a sudo access token must be a site admin.',
      actor: { kind: 'USER', name: 'former', accessTokenNote: 'sudo note' },
    },
  },
  {
    what: 'impersonation of nobody',
    authorization: sudoAs('sudo', 'nobody'),
    status: 403,
    body: 'Unable to sudo to nonexistent user.\n',
    challenge: 'Bearer error="insufficient_scope"',
    event: {
      entity: 'httpapi/auth',
      action: 'check_sudo_access',
      reason: 'no such user',
      actor: { kind: 'USER', name: 'admin', accessTokenNote: 'sudo note' },
      target: { kind: 'User', name: 'nobody', databaseID: null },
    },
  },
  {
    what: 'impersonation of a service account',
    authorization: sudoAs('sudo', 'live-account'),
    status: 403,
    body: 'Unable to sudo to nonexistent user.\n',
    challenge: 'Bearer error="insufficient_scope"',
    event: {
      entity: 'httpapi/auth',
      action: 'check_sudo_access',
      reason: 'the target is a service account, which cannot be impersonated',
      actor: { kind: 'USER', name: 'admin', accessTokenNote: 'sudo note' },
      target: { kind: 'ServiceAccount', name: 'live-account' },
    },
  },
];

const eventsOf = async ({ headers }: RawAnswer) =>
  (await api.events()).filter(({ requestID }) => requestID === headers['x-request-id']);

describe.each(refused)('$what', ({ authorization, status = 401, body, challenge, event }) => {
  test('is answered in the words of the mirrored product, with its cause in WWW-Authenticate', async () => {
    const answer = await whoAmI(api.url, { authorization: authorization() });

    expect(answer).toMatchObject({
      status,
      statusText: status === 401 ? 'Unauthorized' : 'Forbidden',
      body: body ?? 'Invalid access token.\n',
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'www-authenticate': challenge,
      },
    });
  });

  test('is recorded once, with whose credential it was', async () => {
    const answer = await whoAmI(api.url, { authorization: authorization(), 'user-agent': 'robot/1' });

    expect(await eventsOf(answer)).toEqual([
      expect.objectContaining({
        entity: 'auth.accessToken',
        outcome: 'DENIED',
        ...event,
        actor: expect.objectContaining({
          ...(event['actor'] as object),
          ip: '127.0.0.1',
          userAgent: 'robot/1',
        }),
        ...(event['target'] !== undefined && {
          target: expect.objectContaining(event['target'] as object),
        }),
      }),
    ]);
  });
});

test('unknown, malformed and foreign tokens are answered byte for byte alike', async () => {
  const answers = [
    await whoAmI(api.url, { authorization: invented(api.services.instance.tokenInstance) }),
    await whoAmI(api.url, { authorization: invented('deadbeef') }),
    await whoAmI(api.url, { authorization: 'Bearer nonsense' }),
    await whoAmI(api.url, { authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln' }),
    await whoAmI(api.url, { authorization: `token ${newSecret().toString('hex')}` }),
    await whoAmI(api.url, { authorization: `token-sudo token=${newSecret().toString('hex')},user=admin` }),
  ];

  for (const answer of answers) expect(comparable(answer)).toEqual(comparable(answers[0] as RawAnswer));
});

test('only the holder of the very secret is told what became of a token', async () => {
  const secret = Buffer.from((made['revoked'] as string).slice(-40), 'hex');
  secret[19] = (secret[19] as number) ^ 1;
  const near = formatToken(api.services.instance.tokenInstance, secret);

  const { headers } = await whoAmI(api.url, { authorization: `Bearer ${near}` });

  expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"');
});

test('when the user to impersonate cannot be looked up, that is said, logged and recorded', async () => {
  const lookup = vi.spyOn(api.services.db.prisma.user, 'findFirst').mockRejectedValueOnce(new Error('down'));
  const answer = await whoAmI(api.url, { authorization: sudoAs('sudo', 'admin')() });
  lookup.mockRestore();

  expect(answer).toMatchObject({
    status: 403,
    body: 'Unable to sudo to the specified user due to an unexpected error.\n',
  });
  expect(api.logged()).toContain('cannot look up the user to sudo to');
  expect(await eventsOf(answer)).toMatchObject([{ action: 'check_sudo_access', outcome: 'FAILURE' }]);
});

test('a private instance, which is the default, asks for a credential', async () => {
  expect(await whoAmI(api.url)).toMatchObject({
    status: 401,
    statusText: 'Unauthorized',
    body: 'Private mode requires authentication.\n',
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'www-authenticate': 'Bearer',
    },
  });
});

test('a public instance lets requests in without a credential, and still refuses a wrong one', async () => {
  await configure(api, { 'auth.public': true });

  expect(await whoAmI(api.url)).toMatchObject({ status: 200, body: '{"data":{"currentUser":null}}' });
  expect((await whoAmI(api.url, { authorization: 'Bearer nonsense' })).status).toBe(401);
  expect((await whoAmI(api.url, { authorization: 'token' })).status).toBe(401);

  await configure(api, {});
});

test('with access tokens switched off every token is refused alike, and the record says whose it was', async () => {
  await configure(api, { 'auth.accessTokens': { allow: 'none' } });
  const live = await whoAmI(api.url, { authorization: bearer('live')() });
  const sudo = await whoAmI(api.url, { authorization: sudoAs('sudo', 'admin')() });
  const revoked = await whoAmI(api.url, { authorization: bearer('revoked')() });
  const unknown = await whoAmI(api.url, { authorization: 'Bearer nonsense' });

  expect(live).toMatchObject({
    status: 401,
    body: 'Access token authorization is disabled.\n',
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'www-authenticate': 'Bearer error="invalid_token"',
    },
  });
  for (const answer of [sudo, revoked, unknown]) expect(comparable(answer)).toEqual(comparable(live));
  const reason = 'the site configuration allows no access tokens (auth.accessTokens.allow is "none")';
  expect(await eventsOf(live)).toMatchObject([
    { entity: 'auth.accessToken', action: 'failed', outcome: 'DENIED', reason, actor: holder('live') },
  ]);
  expect(await eventsOf(unknown)).toMatchObject([
    { entity: 'auth.accessToken', action: 'invalid', outcome: 'DENIED', reason, actor: nobody },
  ]);

  await configure(api, {});
  expect((await whoAmI(api.url, { authorization: bearer('live')() })).status).toBe(200);
});
