import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { idOf, messageOf, numberIn } from './support/access-tokens.js';
import { cookieOf, type Identity, startTestApi, type TestApi, testPassword } from './support/api.js';
import { type MailServer, type ReceivedMail, startMailServer } from './support/mail-server.js';
import { sessionOf, signIn } from './support/sign-in.js';
import { configure } from './support/site-configuration.js';

// What goes out by mail and what its links do, with a real mail server.

let api: TestApi;
let server: MailServer;
let people = 0;

const host = 'gatehouse.example.com';
const withMail = (more: object = {}) =>
  configure(api, {
    externalURL: `https://${host}/`,
    'email.address': 'noreply@example.com',
    'email.smtp': { host: '127.0.0.1', port: server.port },
    ...more,
  });

beforeAll(async () => {
  api = await startTestApi();
  server = await startMailServer({
    onMail: (mail) => {
      api.secrets.noteAnswer(mail.text, []);
      for (const [, token] of mail.text.matchAll(/(?:token|emailVerifyCode)=([\w.-]+)/g)) {
        api.secrets.add(token as string);
      }
    },
  });
  await withMail();
});
afterEach(async () => {
  await api.services.mailer.idle();
  server.mails = [];
});
afterAll(async () => {
  await api.close();
  await server.close();
});

/** What was sent to an address by now, the oldest first. */
async function mailsTo(address: string): Promise<ReceivedMail[]> {
  await api.services.mailer.idle();
  return server.mails.filter(({ to }) => to.includes(address));
}
async function mailTo(address: string): Promise<ReceivedMail> {
  const mails = await mailsTo(address);
  expect(mails.map(({ headers }) => headers['subject'])).toHaveLength(1);
  return mails[0] as ReceivedMail;
}
/** The link in a mail, as a path of the server. */
function linkIn({ text, html }: ReceivedMail): string {
  const [, link = ''] = /^https:\/\/gatehouse\.example\.com(\/\S+)$/m.exec(text) ?? [];
  expect(link).not.toBe('');
  expect(html).toContain(`href="https://${host}${link.replaceAll('&', '&amp;')}"`);
  return link;
}
async function newPerson() {
  people += 1;
  api.clock.advance(120);
  const person = await api.createUser(`person-${people}`);
  await api.services.mailer.idle();
  server.mails = [];
  return { ...person, email: `${person.username}@example.com` };
}
const open = (path: string, cookie?: string) => api.fetch(path, cookie ? { headers: { cookie } } : {});
const post = async (path: string, body: unknown) => {
  const response = await api.fetch(path, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: await response.text(), cookie: cookieOf(response) };
};
const act = (as: Identity, field: string, user: string, email: string) =>
  api.query(
    as,
    `mutation ($user: ID!, $email: String!) { ${field}(user: $user, email: $email) { alwaysNil } }`,
    { user, email },
  );
const emailsOf = async (id: string) =>
  (
    await api.ask(
      api.admin,
      'query ($id: ID!) { node(id: $id) { ... on User { emails { email verified verificationPending } } } }',
      { id },
    )
  ).node.emails;
const verification = async (email: string) =>
  (await emailsOfAll()).find((one: { email: string }) => one.email === email)?.verified;
const emailsOfAll = async () =>
  (await api.ask(api.admin, '{ users { nodes { emails { email verified } } } }')).users.nodes.flatMap(
    ({ emails }: { emails: object[] }) => emails,
  );

test('every mail says where it comes from, that a program sent it, and is one for its reader alone', async () => {
  const { id, cookie, username } = await newPerson();

  await act({ cookie }, 'addUserEmail', id, `${username}@example.org`);

  const mail = await mailTo(`${username}@example.org`);
  expect(mail).toMatchObject({ from: 'noreply@example.com', to: [`${username}@example.org`] });
  expect(mail.headers).toMatchObject({
    from: 'Gatehouse <noreply@example.com>',
    to: `${username}@example.org`,
    subject: `Verify your email address for Gatehouse (${host})`,
    'auto-submitted': 'auto-generated',
  });
  expect(mail.text).toContain(`Sent by Gatehouse at ${host}.`);
  expect(mail.html).toContain(`Sent by Gatehouse at ${host}.`);
});

describe('a new address', () => {
  async function withNewAddress() {
    const person = await newPerson();
    const address = `${person.username}@example.org`;
    await act(person, 'addUserEmail', person.id, address);
    const link = linkIn(await mailTo(address));
    server.mails = [];
    return { ...person, address, link };
  }

  test('is verified by the link that is mailed there, opened by its person; again changes nothing', async () => {
    const { id, cookie, username, address, link } = await withNewAddress();
    expect(await emailsOf(id)).toContainEqual({ email: address, verified: false, verificationPending: true });

    const first = await open(link, cookie);
    const second = await open(link, cookie);

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await first.text()).toContain(`${address} is known to be yours now.`);
    expect(await emailsOf(id)).toContainEqual({ email: address, verified: true, verificationPending: false });
    const events = await api.events({ entity: 'user.email', action: 'verified', actor: username });
    expect(events).toMatchObject([{ outcome: 'SUCCESS', details: { email: address } }]);
  });

  test('is not verified by whoever is not signed in: mail programs open links; they are sent to sign in', async () => {
    const { link, address } = await withNewAddress();

    const response = await open(link);

    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(
      `/sign-in?returnTo=${encodeURIComponent(link).replaceAll('%2F', '/')}`,
    );
    expect(await verification(address)).toBe(false);
  });

  test('is not verified by somebody else, not even a site admin', async () => {
    const { link, address, username } = await withNewAddress();
    const other = await newPerson();

    for (const cookie of [other.cookie, api.admin.cookie]) {
      const response = await open(link, cookie);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('This link was used, has expired, or is not for the account');
    }

    expect(await verification(address)).toBe(false);
    const [event] = await api.events({ entity: 'user.email', action: 'verified', outcome: 'DENIED' });
    expect(event).toMatchObject({ actor: { name: 'admin' } });
    expect(username).not.toBe('admin');
  });

  test('is verified within a day, and not in the last second of it', async () => {
    const [early, late] = [await withNewAddress(), await withNewAddress()];
    // Both links were made before this moment; the earlier one 120 seconds before the later.
    api.clock.advance(86_400 - 121);
    expect((await open(early.link, early.cookie)).status).toBe(200);
    api.clock.advance(121);
    expect((await open(late.link, late.cookie)).status).toBe(400);
  });

  test('is not verified by a changed link, or by one for something else', async () => {
    const { link, cookie } = await withNewAddress();
    const token = link.split('token=')[1] ?? '';
    const [header, , signature] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ userId: 1, email: 'x@y', sentAt: 1, exp: 99_999_999_999 }));
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${forged.toString('base64url')}.`;

    for (const bad of [
      '',
      'x',
      `${header}.${forged.toString('base64url')}.${signature}`,
      unsigned,
      cookie.replace('sgs=', ''),
    ]) {
      expect((await open(`/-/verify-email?token=${bad}`, cookie)).status).toBe(400);
    }
    expect((await open('/-/verify-email', cookie)).status).toBe(400);
  });

  test('gets another mail after a minute, whose link puts the first out of use', async () => {
    const { id, cookie, address, link, username } = await withNewAddress();
    api.clock.advance(59);
    const early = await act({ cookie }, 'resendVerificationEmail', id, address);
    api.clock.advance(1);
    expect(await mailsTo(address)).toEqual([]);
    const again = await act({ cookie }, 'resendVerificationEmail', id, address);

    expect(messageOf(early)).toBe('Last verification email sent too recently');
    expect(again.errors).toBeUndefined();
    expect((await open(link, cookie)).status).toBe(400);
    expect((await open(linkIn(await mailTo(address)), cookie)).status).toBe(200);
    const [event] = await api.events({ entity: 'user.email', action: 'verificationSent' });
    expect(event).toMatchObject({ target: { name: username }, details: { email: address } });
  });

  test('that is verified gets no other mail', async () => {
    const { id, email } = await newPerson();

    expect((await act(api.admin, 'resendVerificationEmail', id, email)).errors).toBeUndefined();

    expect(await mailsTo(email)).toEqual([]);
    expect(await api.events({ entity: 'user.email', action: 'verificationSent', actor: 'admin' })).toEqual(
      [],
    );
  });

  test('that a site admin takes for unverified again is not verified by the old link', async () => {
    const { id, cookie, address, link } = await withNewAddress();
    await open(link, cookie);
    await api.ask(
      api.admin,
      'mutation ($id: ID!, $email: String!) { setUserEmailVerified(user: $id, email: $email, verified: false) { alwaysNil } }',
      { id, email: address },
    );

    expect((await open(link, cookie)).status).toBe(400);
    expect(await verification(address)).toBe(false);
  });

  test('that was verified for somebody else meanwhile stays theirs', async () => {
    const { link, cookie, address } = await withNewAddress();
    const other = await newPerson();
    await api.services.db.query(
      'INSERT INTO user_emails (user_id, email, verified_at, created_at) VALUES ($1, $2, now(), now())',
      [numberIn(other.id), address.toUpperCase()],
    );

    expect((await open(link, cookie)).status).toBe(400);
  });

  test('makes no flood of mails: thirty an hour for one account', async () => {
    const { id, cookie, username } = await newPerson();
    const add = async (n: number) => {
      const address = `${username}-${n}@flood.example.com`;
      const added = await act({ cookie }, 'addUserEmail', id, address);
      if (!added.errors) await act({ cookie }, 'removeUserEmail', id, address);
      return messageOf(added);
    };

    const messages: (string | undefined)[] = [];
    for (let n = 1; n <= 31; n += 1) messages.push(await add(n));

    expect(messages.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => undefined));
    expect(messages[30]).toBe('too many verification emails were sent for this user; try again in an hour');
    await api.services.mailer.idle();
    expect(server.mails).toHaveLength(30);
    api.clock.advance(3600);
    expect(await add(32)).toBeUndefined();
  });
});

describe('a person whom a site admin creates', () => {
  const create = async (variables: Record<string, unknown>) =>
    (
      await api.ask(
        api.admin,
        `mutation ($username: String!, $email: String, $verifiedEmail: Boolean, $isServiceAccount: Boolean) {
          createUser(username: $username, email: $email, verifiedEmail: $verifiedEmail, isServiceAccount: $isServiceAccount) {
            resetPasswordURL
            user { id emails { email verified } }
          }
        }`,
        variables,
      )
    ).createUser;

  test('gets a link that sets a password and proves that they read the mail; the admin’s does not', async () => {
    const { resetPasswordURL, user } = await create({
      username: 'mailed',
      email: 'mailed@example.com',
      verifiedEmail: false,
    });
    expect(user.emails).toEqual([{ email: 'mailed@example.com', verified: false }]);

    const mail = await mailTo('mailed@example.com');
    const link = new URL(linkIn(mail), 'https://x');
    expect(mail.headers['subject']).toBe(`Set a password for Gatehouse (${host})`);
    expect(mail.text).toContain('Your user name is mailed.');
    expect(resetPasswordURL).not.toContain('emailVerifyCode');
    const answer = await post('/-/reset-password-code', {
      userID: Number(link.searchParams.get('userID')),
      code: link.searchParams.get('code'),
      emailVerifyCode: link.searchParams.get('emailVerifyCode'),
      password: testPassword,
    });

    expect(answer).toMatchObject({ status: 200 });
    expect(await sessionOf(api, answer.cookie)).toBe('mailed');
    expect(await verification('mailed@example.com')).toBe(true);
    expect((await signIn(api, 'mailed@example.com')).status).toBe(200);
  });

  test('whose link the admin uses instead is not taken for the owner of the address', async () => {
    const { resetPasswordURL } = await create({
      username: 'not-mailed',
      email: 'not-mailed@example.com',
      verifiedEmail: false,
    });
    const link = new URL(resetPasswordURL).searchParams;

    for (const emailVerifyCode of [undefined, 'invented']) {
      await post('/-/reset-password-code', {
        userID: Number(link.get('userID')),
        code: link.get('code'),
        emailVerifyCode,
        password: testPassword,
      });
    }

    expect(await verification('not-mailed@example.com')).toBe(false);
  });

  test('has a verified address unless the admin says otherwise, and is mailed all the same', async () => {
    const { user } = await create({ username: 'believed', email: 'believed@example.com' });

    expect(user.emails).toEqual([{ email: 'believed@example.com', verified: true }]);
    expect(linkIn(await mailTo('believed@example.com'))).not.toContain('emailVerifyCode');
  });

  test('a service account is mailed nothing', async () => {
    await create({ username: 'machine', isServiceAccount: true });

    await api.services.mailer.idle();
    expect(server.mails).toEqual([]);
  });
});

test('a password that a site admin takes away is told to the person, with the link to set a new one', async () => {
  const { id, email } = await newPerson();
  const { randomizeUserPassword } = await api.ask(
    api.admin,
    'mutation ($id: ID!) { randomizeUserPassword(user: $id) { resetPasswordURL emailSent } }',
    { id },
  );

  expect(randomizeUserPassword).toEqual({ resetPasswordURL: expect.any(String), emailSent: true });
  const mail = await mailTo(email);
  expect(`https://${host}${linkIn(mail)}`).toBe(randomizeUserPassword.resetPasswordURL);
});

test('without a verified address nothing is mailed, and the admin is told so', async () => {
  const { id, email } = await newPerson();
  await api.services.db.query(
    'UPDATE user_emails SET verified_at = NULL, is_primary = false WHERE email = $1',
    [email],
  );

  const { randomizeUserPassword } = await api.ask(
    api.admin,
    'mutation ($id: ID!) { randomizeUserPassword(user: $id) { emailSent } }',
    { id },
  );

  expect(randomizeUserPassword.emailSent).toBe(false);
  expect(await mailsTo(email)).toEqual([]);
});

describe('a password reset by mail', () => {
  const request = (email: string) => post('/-/reset-password-init', { email });

  test('sets a new password, by any verified address in any case', async () => {
    const { email, username, cookie } = await newPerson();

    expect(await request(email.toUpperCase())).toMatchObject({ status: 200, body: '' });

    const link = new URL(linkIn(await mailTo(email)), 'https://x').searchParams;
    const answer = await post('/-/reset-password-code', {
      userID: Number(link.get('userID')),
      code: link.get('code'),
      password: 'a new password of theirs',
    });
    expect(answer.status).toBe(200);
    expect(await sessionOf(api, cookie)).toBeUndefined();
    expect((await signIn(api, username, 'a new password of theirs')).status).toBe(200);
    const [event] = await api.events({ entity: 'user.password', action: 'resetRequested' });
    expect(event).toMatchObject({
      outcome: 'SUCCESS',
      actor: { kind: 'ANONYMOUS' },
      target: { name: username },
    });
  });

  test('is answered alike for an address that nobody has, is unverified, or cannot be one', async () => {
    const { id, cookie, email, username } = await newPerson();
    await act({ cookie }, 'addUserEmail', id, `${username}@unverified.example.com`);
    await api.services.mailer.idle();
    server.mails = [];
    const known = await request(email);

    for (const address of ['nobody@example.com', `${username}@unverified.example.com`, '', 'x'.repeat(999)]) {
      expect(await request(address)).toEqual(known);
    }

    await api.services.mailer.idle();
    expect(server.mails.map(({ to }) => to)).toEqual([[email]]);
    const failures = await api.events({
      entity: 'user.password',
      action: 'resetRequested',
      outcome: 'FAILURE',
    });
    expect(failures).toHaveLength(4);
    expect(failures[3]).toMatchObject({
      reason: 'nobody has the address',
      target: { name: 'nobody@example.com' },
    });
  });

  test('is mailed once a minute, so that nobody’s mailbox is filled', async () => {
    const { email } = await newPerson();
    api.clock.advance(120);

    for (let n = 0; n < 3; n += 1) expect((await request(email)).status).toBe(200);
    expect(await mailsTo(email)).toHaveLength(1);
    api.clock.advance(60);
    await request(email);

    expect(await mailsTo(email)).toHaveLength(2);
  });

  test('is asked for twenty times an hour from one network address', async () => {
    api.clock.advance(3601);
    for (let n = 0; n < 20; n += 1) expect((await request('nobody@example.com')).status).toBe(200);

    const response = await api.fetch('/-/reset-password-init', {
      method: 'POST',
      body: '{"email":"nobody@example.com"}',
    });

    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('3600');
    expect(await response.text()).toBe(
      'Too many password resets were asked for from this address. Try again later.\n',
    );
    const [event] = await api.events({
      entity: 'user.password',
      action: 'resetRequested',
      outcome: 'DENIED',
    });
    expect(event).toMatchObject({ reason: 'too many requests from this address' });
    api.clock.advance(3601);
    expect((await request('nobody@example.com')).status).toBe(200);
  });

  test('from another web page is refused', async () => {
    const response = await api.fetch('/-/reset-password-init', {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example.com' },
      body: '{"email":"admin@example.com"}',
    });

    expect(response.status).toBe(403);
    expect(await mailsTo('admin@example.com')).toEqual([]);
  });

  test('with a body that cannot be read is answered 400', async () => {
    expect(await post('/-/reset-password-init', {})).toMatchObject({ status: 400 });
  });

  test('has a page where mail can be sent', async () => {
    const canReset = async () =>
      /"resetsPasswordsByMail":(\w+)/.exec(await (await open('/password-reset')).text())?.[1];
    expect(await canReset()).toBe('true');

    await configure(api, {});
    expect(await canReset()).toBe('false');
    await withMail();
  });
});

describe('a token of a person', () => {
  test('made, replaced and deleted is told to them, whoever did it', async () => {
    const { id, cookie, email, username } = await newPerson();
    const { id: token } = await api.createToken(id, { note: 'laptop', as: { cookie } });
    await api.ask(
      { cookie },
      'mutation ($token: ID!) { rotateAccessToken(token: $token, overlapSeconds: 0) { id } }',
      { token },
    );
    await api.ask(api.admin, 'mutation ($id: ID!) { deleteAccessToken(byID: $id) { alwaysNil } }', {
      id: idOf('AccessToken', numberIn(token) + 1),
    });

    const mails = await mailsTo(email);
    expect(mails.map(({ headers }) => headers['subject']).sort()).toEqual([
      `Gatehouse access token deleted (${host})`,
      `Gatehouse access token rotated (${host})`,
      `New Gatehouse access token created (${host})`,
    ]);
    const text = (act: string) => mails.find((mail) => mail.text.includes(act))?.text;
    expect(text('was created')).toContain(
      `The access token "laptop" of the account ${username} was created by ${username}.`,
    );
    expect(text('was deleted')).toContain('was deleted by admin.');
  });

  test('made again by a repeated rotation is told once', async () => {
    const { id, cookie, email } = await newPerson();
    const { id: token } = await api.createToken(id, { as: { cookie } });
    const rotate = () =>
      api.ask(
        { cookie },
        'mutation ($token: ID!) { rotateAccessToken(token: $token, overlapSeconds: 0, idempotencyKey: "k") { id } }',
        { token },
      );

    await rotate();
    await rotate();

    expect(await mailsTo(email)).toHaveLength(2);
  });

  test('has a note that is nothing but a note in the mail', async () => {
    const { id, cookie, email } = await newPerson();
    const note = '<img src=x onerror=alert(1)>\r\nBcc: all@example.com\r\n\r\n& \u202Eevil';

    await api.createToken(id, { note, as: { cookie } });

    const mail = await mailTo(email);
    expect(mail.to).toEqual([email]);
    expect(mail.headers['bcc']).toBeUndefined();
    expect(mail.html).not.toContain('<img');
    expect(mail.html).toContain('&lt;img src=x onerror=alert(1)&gt; Bcc: all@example.com &amp; evil');
    expect(mail.text).toContain('"<img src=x onerror=alert(1)> Bcc: all@example.com & evil"');
  });

  test('of a service account is told to nobody', async () => {
    const { id } = await api.createServiceAccount('quiet');
    await api.createToken(id);

    await api.services.mailer.idle();
    expect(server.mails).toEqual([]);
  });
});

describe('a lock', () => {
  async function locked() {
    const person = await newPerson();
    for (let n = 0; n < 5; n += 1) await signIn(api, person.username, 'wrong');
    expect((await signIn(api, person.username)).status).toBe(422);
    const link = linkIn(await mailTo(person.email));
    const token = new URL(link, 'https://x').searchParams.get('token');
    return { ...person, link, token };
  }

  test('is told to the person with a link to a page, whose button ends it, once', async () => {
    const { username, link, token } = await locked();
    // Opening the link does nothing: mail programs do it.
    expect((await open(link)).status).toBe(200);
    expect((await signIn(api, username)).status).toBe(422);

    expect(await post('/-/unlock-account', { token })).toMatchObject({ status: 200, body: '' });

    expect((await signIn(api, username)).status).toBe(200);
    const [event] = await api.events({ entity: 'user', action: 'modified' });
    expect(event).toMatchObject({ target: { name: username }, details: { unlocked: true } });
    expect(await post('/-/unlock-account', { token })).toMatchObject({
      status: 401,
      body: 'This link was used or has expired. Wait for the lock to pass, or ask a site admin.\n',
    });
    const [refusal] = await api.events({ entity: 'user', outcome: 'DENIED' });
    expect(refusal).toMatchObject({ target: { name: username } });
  });

  test('that comes later is not ended by the link of an earlier one', async () => {
    const { username, token } = await locked();
    api.clock.advance(1);
    await post('/-/unlock-account', { token });
    for (let n = 0; n < 5; n += 1) await signIn(api, username, 'wrong');

    expect((await post('/-/unlock-account', { token })).status).toBe(401);
    expect((await signIn(api, username)).status).toBe(422);
  });

  test('is ended by the link within the minutes that the site configuration says', async () => {
    await withMail({ 'auth.unlockAccountLinkExpiry': 2 });
    const [early, late] = [await locked(), await locked()];

    api.clock.advance(119);
    expect((await post('/-/unlock-account', { token: late.token })).status).toBe(200);
    expect((await post('/-/unlock-account', { token: early.token })).status).toBe(401);
    await withMail();
  });

  test('is not ended by the link of a verification, or by nonsense', async () => {
    const { username, id, cookie } = await locked();
    await act({ cookie }, 'addUserEmail', id, `${username}@example.org`);
    const token = linkIn(await mailTo(`${username}@example.org`)).split('token=')[1];

    for (const bad of [token, '', 'x']) {
      expect((await post('/-/unlock-account', { token: bad })).status).toBe(401);
    }
    expect((await post('/-/unlock-account', {})).status).toBe(400);
  });
});

test('where nobody signs in by password, none is reset by mail', async () => {
  await withMail({ 'auth.providers': [{ type: 'builtin', noSignIn: true }] });

  expect(await post('/-/reset-password-init', { email: 'admin@example.com' })).toMatchObject({
    status: 404,
    body: 'resetting passwords is not enabled\n',
  });
  expect(await mailsTo('admin@example.com')).toEqual([]);
  const { createUser } = await api.ask(
    api.admin,
    'mutation { createUser(username: "taken-on-trust", email: "trust@example.com", verifiedEmail: false) { resetPasswordURL user { emails { verified } } } }',
  );
  expect(createUser).toEqual({ resetPasswordURL: null, user: { emails: [{ verified: true }] } });
  await withMail();
});

test('clients are told whether mail is sent', async () => {
  const sends = async () =>
    (await api.ask(api.admin, '{ site { sendsEmailVerificationEmails } }')).site.sendsEmailVerificationEmails;
  expect(await sends()).toBe(true);

  await configure(api, { 'email.smtp': { host: '127.0.0.1', port: server.port } });
  expect(await sends()).toBe(false);
  await configure(api, { 'email.address': 'noreply@example.com' });
  expect(await sends()).toBe(false);
  await withMail();
});

describe('without a mail server', () => {
  beforeAll(() => configure(api, {}));
  afterAll(() => withMail());

  test('another mail to verify an address is refused', async () => {
    const { id } = await newPerson();
    await act(api.admin, 'addUserEmail', id, 'without@example.org');

    expect(messageOf(await act(api.admin, 'resendVerificationEmail', id, 'without@example.org'))).toBe(
      'no mail can be sent: set email.smtp and email.address in the site configuration',
    );
    expect(await emailsOf(id)).toContainEqual({
      email: 'without@example.org',
      verified: false,
      verificationPending: false,
    });
  });

  test('a password is reset by a site admin only', async () => {
    expect(await post('/-/reset-password-init', { email: 'admin@example.com' })).toMatchObject({
      status: 404,
      body: 'Password reset by mail needs a mail server: ask a site admin for a link.\n',
    });
  });

  test('nothing is sent', async () => {
    const { id, cookie, username } = await newPerson();
    await api.createToken(id, { as: { cookie } });
    for (let n = 0; n < 5; n += 1) await signIn(api, username, 'wrong');

    await api.services.mailer.idle();
    expect(server.mails).toEqual([]);
  });
});
