import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../support/api.js';
import { type MailServer, startMailServer } from '../support/mail-server.js';
import { sessionOf, signIn } from '../support/sign-in.js';
import { configure } from '../support/site-configuration.js';
import { chromiumPath, openBrowser, visit } from './browser.js';

// What people do with the mails that they get, in a browser.

describe.skipIf(!chromiumPath)('in a browser', () => {
  let api: TestApi;
  let server: MailServer;
  let browser: Browser;

  beforeAll(async () => {
    api = await startTestApi();
    server = await startMailServer({ onMail: ({ text }) => api.secrets.noteAnswer(text, []) });
    await configure(api, {
      externalURL: api.url,
      'email.address': 'gatehouse@example.com',
      'email.smtp': { host: '127.0.0.1', port: server.port },
      'auth.providers': [{ type: 'builtin', allowSignup: true }],
    });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await api.close();
    await server.close();
  });

  /** The link in the last mail. */
  async function mailedLink(): Promise<string> {
    await api.services.mailer.idle();
    const [link = ''] = /^http:\S+$/m.exec(server.mails.at(-1)?.text ?? '') ?? [];
    expect(link).toContain(api.url);
    return link;
  }

  test('a forgotten password is set anew by the link of a mail', async () => {
    await api.createUser('forgetful');
    api.clock.advance(120);
    const { page, context, close } = await visit(browser, api.url);

    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Have a link mailed that sets a new one' }).click();
    await page.getByLabel('Email').fill('forgetful@example.com');
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('If somebody here has this address').waitFor();
    await page.goto(await mailedLink());
    await page.getByLabel('New password', { exact: true }).fill('a password that they remember');
    expect(page.url()).not.toContain('code');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.waitForURL('**/users/forgetful/**');

    const [cookie] = await context.cookies();
    expect(await sessionOf(api, `${cookie?.name}=${cookie?.value}`)).toBe('forgetful');
    await close();
  });

  test('somebody signs up and verifies their address', async () => {
    const { page, close } = await visit(browser, api.url);

    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Sign up' }).click();
    await page.getByLabel('Username').fill('newcomer');
    await page.getByLabel('Email').fill('newcomer@example.com');
    await page.getByLabel('Password', { exact: true }).fill('a password of theirs');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.waitForURL('**/users/newcomer/**');
    await page.goto(await mailedLink());
    await page.getByText('newcomer@example.com is known to be yours now.').waitFor();

    const { user } = await api.ask(api.admin, '{ user(email: "newcomer@example.com") { username } }');
    expect(user.username).toBe('newcomer');
    await close();
  });

  test('a locked account is unlocked by a click on the page that a mail leads to', async () => {
    await api.createUser('locked-out');
    for (let n = 0; n < 5; n += 1) await signIn(api, 'locked-out', 'wrong');
    const { page, close } = await visit(browser, api.url);

    await page.goto(await mailedLink());
    await page.getByRole('button', { name: 'It was me: unlock it' }).waitFor();
    expect(page.url()).not.toContain('token');
    expect((await signIn(api, 'locked-out')).status).toBe(422);
    await page.getByRole('button', { name: 'It was me: unlock it' }).click();
    await page.getByText('Your account is unlocked.').waitFor();

    expect((await signIn(api, 'locked-out')).status).toBe(200);
    await close();
  });

  test('an address is verified by the link of a mail, after signing in', async () => {
    const { id, cookie } = await api.createUser('verifying');
    await api.ask(
      { cookie },
      'mutation ($id: ID!) { addUserEmail(user: $id, email: "verifying@example.org") { alwaysNil } }',
      { id },
    );
    const { page, close } = await visit(browser, api.url);

    await page.goto(await mailedLink());
    await page.getByLabel('Email or username').fill('verifying');
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('verifying@example.org is known to be yours now.').waitFor();

    const { user } = await api.ask(api.admin, '{ user(email: "verifying@example.org") { username } }');
    expect(user.username).toBe('verifying');
    await close();
  });
});
