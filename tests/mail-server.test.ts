import { createServer, type Server } from 'node:net';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { renderLetter } from '../src/mail/letter.js';
import { Mailer } from '../src/mail/mailer.js';
import { storeMail } from '../src/mail/outbox.js';
import { createMetrics } from '../src/metrics.js';
import { readSiteSettings } from '../src/modules/site/site-settings.js';
import { messageOf, numberIn } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';
import { type MailServer, type MailServerOptions, startMailServer } from './support/mail-server.js';
import { configure } from './support/site-configuration.js';

// How mail servers are spoken to, and what happens when they do not do what they should.

let api: TestApi;
const servers: MailServer[] = [];
beforeAll(async () => {
  api = await startTestApi();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
afterAll(() => api.close());

/** A mail server that the site configuration names. */
async function use(options: MailServerOptions, smtp: object = {}): Promise<MailServer> {
  const server = await startMailServer(options);
  servers.push(server);
  await configure(api, {
    'email.address': 'noreply@example.com',
    'email.senderName': 'Gatehouse of "Example", Inc.',
    'email.smtp': { host: '127.0.0.1', port: server.port, ...smtp },
  });
  return server;
}
const tryMail = async (to = 'admin@example.com'): Promise<string> =>
  (await api.ask(api.admin, 'mutation ($to: String!) { sendTestEmail(to: $to) }', { to })).sendTestEmail;
const login = { username: 'gatehouse', password: 'the password of the mail server' };
const withLogin = { authentication: 'PLAIN', ...login };
const sent = 'Sent test email to "admin@example.com" successfully! Look whether it arrived.';

test('a test mail is sent in the name that is configured, and recorded', async () => {
  const server = await use({});

  expect(await tryMail()).toBe(sent);

  expect(server.mails).toMatchObject([{ to: ['admin@example.com'], user: '', secure: false }]);
  expect(server.mails[0]?.headers).toMatchObject({
    from: '"Gatehouse of \\"Example\\", Inc." <noreply@example.com>',
    subject: 'Test mail of Gatehouse (localhost:3080)'.replace(':3080', `:${api.services.config.PORT}`),
  });
  const [event] = await api.events({ entity: 'site.email' });
  expect(event).toMatchObject({
    action: 'tested',
    actor: { name: 'admin' },
    target: { kind: 'Site' },
    details: { to: 'admin@example.com' },
  });
});

test.each(['PLAIN', 'CRAM-MD5'])('the server signs in with %s', async (authentication) => {
  const server = await use({ login }, { ...withLogin, authentication });

  expect(await tryMail()).toBe(sent);

  expect(server.mails).toMatchObject([{ user: 'gatehouse' }]);
});

test('a wrong password is said without saying which', async () => {
  await use({ login }, { ...withLogin, password: 'not the password of it' });

  const answer = await tryMail();

  expect(answer).toBe('Failed to send test email: EAUTH, at AUTH, the mail server answered 535');
  expect(api.logged()).toContain('EAUTH');
  expect(api.logged()).not.toContain('not the password of it');
});

test('what is no address is refused, and nobody is connected to', async () => {
  const server = await use({});

  const result = await api.query(api.admin, 'mutation { sendTestEmail(to: "a@b.c, d@e.f") }');

  expect(messageOf(result)).toBe('"a@b.c, d@e.f" is no email address');
  expect(server.connections).toBe(0);
});

test('TLS is used where the server has it, with a certificate that is known unless that is switched off', async () => {
  const strict = await use({ startTls: true });
  expect(await tryMail()).toMatch(/^Failed to send test email: (ETLS|ESOCKET)/);
  expect(strict.mails).toEqual([]);

  const lenient = await use({ startTls: true }, { noVerifyTLS: true });
  expect(await tryMail()).toBe(sent);
  expect(lenient.mails).toMatchObject([{ secure: true }]);
});

test('a password is not sent without TLS to another machine', async () => {
  // Another name of this machine, which the server cannot know to be one.
  const elsewhere = '::ffff:127.0.0.1';
  const plain = await use({ login }, { ...withLogin, host: elsewhere });

  expect(await tryMail()).toMatch(/^Failed to send test email: ETLS/);
  expect(plain).toMatchObject({ connections: 1, logins: 0 });

  const encrypted = await use(
    { login, startTls: true },
    { ...withLogin, host: elsewhere, noVerifyTLS: true },
  );
  expect(await tryMail()).toBe(sent);
  expect(encrypted.mails).toMatchObject([{ secure: true, user: 'gatehouse' }]);
});

test('a password that the server does not ask for is not silently left out', async () => {
  const server = await use({}, withLogin);

  expect(await tryMail()).toMatch(/^Failed to send test email: /);
  expect(server.mails).toEqual([]);
});

const waiting = () =>
  api.database.db.query<{ kind: string; tries: number; sealed_mail: string }>(
    'SELECT kind, tries, sealed_mail FROM outgoing_mails ORDER BY id',
  );

test('what fails for a while is tried again, also by the next server, and arrives once', async () => {
  const server = await use({
    refuse: (count) => (count < 3 ? { code: 450, message: 'try https://again.example.com' } : undefined),
  });
  await api.createUser('patient');
  await api.services.mailer.idle();
  const [row, ...more] = await waiting();
  expect(more).toEqual([]);
  expect(row).toMatchObject({ kind: 'new user', tries: 1 });
  // To whom it goes and what it says cannot be read there.
  expect(Buffer.from(row?.sealed_mail ?? '', 'base64url').toString('latin1')).not.toContain('patient');

  const next = await startTestApi({ BACKGROUND_WORK: true }, api);
  await next.services.background.idle();
  expect(await waiting()).toMatchObject([{ tries: 1 }]);
  for (const seconds of [5, 60]) {
    expect(server.mails).toEqual([]);
    api.clock.advance(seconds);
    next.services.background.wake();
    await next.services.background.idle();
  }
  await next.close();

  expect(server.mails).toMatchObject([{ to: ['patient@example.com'] }]);
  expect(await waiting()).toEqual([]);
  expect(api.logged()).toContain('a mail could not be sent and is tried again');
  expect(api.logged() + next.logged()).not.toContain('again.example.com');
});

test('one that was tried often enough is given up, also when the server died at every try; of who is deleted, none goes out', async () => {
  const server = await use({ refuse: () => ({ code: 450, message: 'never' }) });
  const { mailer, background } = api.services;
  const person = await api.createUser('waits');
  await mailer.idle();
  const [{ id = 0 } = {}] = await api.database.db.query<{ id: number }>('SELECT id FROM outgoing_mails');

  for (const tries of [1, 2, 3]) await mailer.sendStored({ id, tries });
  // Somebody else has it: what is known of it is not true any more.
  await mailer.sendStored({ id, tries: 1 });
  expect(server.connections).toBe(4);
  expect(await waiting()).toMatchObject([{ tries: 4 }]);
  await mailer.sendStored({ id, tries: 4 });
  expect(await waiting()).toEqual([]);
  await mailer.sendStored(
    await storeMail(api.services, { kind: 'dead' }, mail).then((one) => ({ ...one, tries: 5 })),
  );
  expect(await waiting()).toEqual([]);

  await storeMail(api.services, { kind: 'new user', accountId: numberIn(person.id) }, mail);
  await api.ask(api.admin, 'mutation ($id: ID!) { deleteUser(user: $id) { alwaysNil } }', person);
  expect(await waiting()).toEqual([]);
  await background.idle();
});

test('what the server refuses is not tried again, logged without a secret, and undoes nothing', async () => {
  const server = await use({
    refuse: () => ({ code: 550, message: 'bad link https://x/?code=repeated-by-the-mail-server' }),
  });

  const { createUser } = await api.ask(
    api.admin,
    'mutation { createUser(username: "unlucky", email: "unlucky@example.com") { resetPasswordURL user { id } } }',
  );
  await api.services.mailer.idle();

  expect(createUser.resetPasswordURL).toContain('code=');
  expect(server.connections).toBe(1);
  const lines = api
    .logged()
    .split('\n')
    .filter((line) => line.includes('"new user"') && line.includes('"status":550'));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 50,
    msg: 'a mail could not be sent',
    mail: { kind: 'new user', accountId: expect.any(Number) },
    failure: { code: 'EENVELOPE', status: 550, command: 'RCPT', isPassing: false },
  });
  expect(api.logged()).not.toContain('repeated-by-the-mail-server');
  expect(api.logged()).not.toContain('unlucky@example.com');
});

test('a mail server that is away makes nobody wait', async () => {
  await configure(api, {
    'email.address': 'noreply@example.com',
    // Nobody answers there, not even with a refusal (RFC 5737).
    'email.smtp': { host: '192.0.2.1', port: 25 },
  });
  const begin = performance.now();

  await api.ask(
    api.admin,
    'mutation { createUser(username: "in-a-hurry", email: "in-a-hurry@example.com") { resetPasswordURL } }',
  );

  expect(performance.now() - begin).toBeLessThan(3000);
});

test.each([
  ['a port', { 'email.smtp': { host: 'x' } }, 'email.smtp.port'],
  ['a host', { 'email.smtp': { port: 25 } }, 'email.smtp.host'],
  [
    'a way to sign in',
    { 'email.smtp': { host: 'x', port: 25, authentication: 'NTLM' } },
    'email.smtp.authentication',
  ],
  ['an address', { 'email.address': 'nobody' }, 'email.address: must be an email address'],
  ['a line', { 'email.senderName': 'a\nb' }, 'email.senderName: must be one line'],
])('a configuration without %s is refused', async (_what, settings, text) => {
  expect(() => readSiteSettings(JSON.stringify(settings))).toThrow(text);
});

/** A mailer with little patience, for servers that do what the library for tests does not. */
function impatientMailer(port: number) {
  const chunks: string[] = [];
  const settings = readSiteSettings(
    JSON.stringify({ 'email.address': 'a@example.com', 'email.smtp': { host: '127.0.0.1', port } }),
  );
  const mailer = new Mailer(
    () => ({
      ...api.services,
      siteConfiguration: { current: { id: 1, contents: '', settings } } as never,
      config: { PORT: 1 } as never,
      log: pino({}, { write: (line: string) => void chunks.push(line) }),
      metrics: createMetrics(),
    }),
    { connect: 200, idle: 200, total: 600 },
    [],
  );
  return { mailer, logged: () => chunks.join('') };
}
const mail = { to: 'b@example.com', letter: { subject: 's', paragraphs: ['p'] } };

test.each<[string, (server: Server) => void]>([
  ['never greets', () => {}],
  [
    'greets one letter at a time for ever',
    (server) =>
      server.on('connection', (socket) => {
        const timer = setInterval(() => socket.write('2'), 50);
        socket.on('close', () => clearInterval(timer));
      }),
  ],
])('a mail server that %s is left after a while', async (_what, behave) => {
  const server = createServer((socket) => void socket.on('error', () => {}));
  behave(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { mailer } = impatientMailer((server.address() as { port: number }).port);
  const begin = performance.now();

  const failure = await mailer.send(mail);

  expect(failure).toMatchObject({ isPassing: true });
  expect(performance.now() - begin).toBeLessThan(3000);
  server.close();
});

test('a mail that cannot be written is logged, and the next one goes out', async () => {
  const server = await startMailServer();
  servers.push(server);
  const { mailer, logged } = impatientMailer(server.port);

  mailer.later({ kind: 'broken' }, () => Promise.reject(new Error('no such row')));
  mailer.later({ kind: 'good' }, async () => mail);
  await mailer.idle();

  expect(server.mails).toHaveLength(1);
  expect(logged()).toContain('a mail could not be written');
});

test('at most four connections are open, and a thousand mails wait', async () => {
  let open = 0;
  let most = 0;
  const { mailer, logged } = impatientMailer(1);

  for (let n = 0; n < 1010; n += 1) {
    mailer.later({ kind: `number ${n}` }, async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return undefined;
    });
  }
  await mailer.idle();

  expect(most).toBe(4);
  expect(logged().match(/a mail was dropped: too many are waiting/g)).toHaveLength(6);
});

test('when the process ends, what is under way has a little time, and what was not sent waits for the next one', async () => {
  const silent = createServer((socket) => void socket.on('error', () => {}));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { mailer } = impatientMailer((silent.address() as { port: number }).port);
  await api.services.mailer.idle();
  await api.database.db.query('DELETE FROM outgoing_mails');
  for (let n = 0; n < 6; n += 1) mailer.later({ kind: 'late' }, async () => mail);
  const begin = performance.now();

  await mailer.stop(50);
  mailer.later({ kind: 'too late' }, () => expect.fail('it was written'));
  await mailer.idle();

  expect(performance.now() - begin).toBeLessThan(3000);
  expect(
    await api.database.db.query('SELECT kind FROM outgoing_mails WHERE next_try_at <= $1', [api.clock.now()]),
  ).toEqual(Array(6).fill({ kind: 'late' }));
  const server = await use({});
  const next = await startTestApi({ BACKGROUND_WORK: true }, api);
  await next.services.background.idle();
  await next.close();
  expect(server.mails).toHaveLength(6);
  expect(await waiting()).toEqual([]);
  silent.close();
});

test('a letter holds its texts as they are, each on a line, and nothing of them is markup', () => {
  const { subject, text, html } = renderLetter(
    {
      subject: 'a\r\nBcc: all@example.com',
      paragraphs: ['one\ntwo\u2028three', `<b>"quoted" & 'so'</b>`],
      link: { label: 'Go <on>', url: 'https://x/?a=1&b="2"' },
    },
    'h<ost>',
  );

  expect(subject).toBe('a Bcc: all@example.com');
  expect(text).toBe(
    `one two three\n\n<b>"quoted" & 'so'</b>\n\nGo <on>:\nhttps://x/?a=1&b="2"\n\n-- \nSent by Gatehouse at h<ost>.`,
  );
  expect(html).toBe(
    [
      '<!doctype html><html><body>',
      '<p>one two three</p>',
      '<p>&lt;b&gt;&quot;quoted&quot; &amp; &#39;so&#39;&lt;/b&gt;</p>',
      '<p><a href="https://x/?a=1&amp;b=&quot;2&quot;">Go &lt;on&gt;</a></p>',
      '<p><small>Sent by Gatehouse at h&lt;ost&gt;.</small></p>',
      '</body></html>',
    ].join('\n'),
  );
});
