import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi, testPassword } from '../support/api.js';
import { configure } from '../support/site-configuration.js';
import { chromiumPath, noteSecret, openBrowser, signIn, visit } from './browser.js';

describe.skipIf(!chromiumPath)('one’s own settings', () => {
  let api: TestApi;
  let browser: Browser;
  beforeAll(async () => {
    [api, browser] = await Promise.all([startTestApi(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await api?.close();
  });

  /** The settings of somebody new, opened by themselves. */
  async function openOwn(username: string, tab: string) {
    const person = await api.createUser(username);
    const opened = await visit(browser, api.url, { cookie: person.cookie });
    await opened.page.goto(`/users/${username}/settings/${tab}`);
    return { ...opened, person };
  }

  test('the display name is changed, and the user name only where that is allowed', async () => {
    const { page, close, person } = await openOwn('plain-paula', 'profile');
    await page.getByLabel('Display name').fill('Paula P.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    const fixed = await page.getByLabel('Username').getAttribute('readonly');
    await configure(api, { 'auth.enableUsernameChanges': true });
    await page.reload();
    await page.getByLabel('Username').fill('paula');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/users/paula/settings/profile');
    await page.getByRole('heading', { name: 'Your settings' }).waitFor();
    await configure(api, {});

    const { currentUser } = await api.ask(person, '{ currentUser { username displayName } }');
    expect(fixed).not.toBeNull();
    expect(currentUser).toEqual({ username: 'paula', displayName: 'Paula P.' });
    await close();
  });

  test('the password is changed with the old one', async () => {
    const { page, close } = await openOwn('careful-cem', 'password');
    const change = async (oldPassword: string) => {
      await page.getByLabel('Current password', { exact: true }).fill(oldPassword);
      await page.getByLabel('New password', { exact: true }).fill('another horse battery');
      await page.getByRole('button', { name: 'Change password' }).click();
    };

    await change('not the one');
    await page.getByRole('alert').waitFor();
    await change(testPassword);
    await page.getByText('Your password is changed.').waitFor();
    await close();

    const again = await visit(browser, api.url);
    await again.page.goto('/sign-in');
    await signIn(again.page, 'careful-cem', 'another horse battery');
    await again.page.getByRole('heading', { name: 'Your settings' }).waitFor();
    await again.close();
  });

  test('an address is added, verified by a site admin, made primary, and the old one removed', async () => {
    const { page, close, person } = await openOwn('mailing-mo', 'emails');
    await page.getByLabel('Another address').fill('mo@elsewhere.example');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByText('Not verified').waitFor();
    const admin = await visit(browser, api.url, { cookie: api.admin.cookie });
    await admin.page.goto('/users/mailing-mo/settings/emails');
    await admin.page.getByRole('button', { name: 'Actions for mo@elsewhere.example' }).click();
    await admin.page.getByRole('menuitem', { name: 'Mark as verified' }).click();
    await admin.page.getByText('Not verified').waitFor({ state: 'detached' });
    await admin.close();
    await page.reload();
    await page.getByRole('button', { name: 'Actions for mo@elsewhere.example' }).click();
    await page.getByRole('menuitem', { name: 'Make primary' }).click();
    await page.getByText('Mail goes to mo@elsewhere.example.').waitFor();
    await page.getByRole('button', { name: 'Actions for mailing-mo@example.com' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('mailing-mo@example.com', { exact: true }).waitFor({ state: 'detached' });

    const { currentUser } = await api.ask(person, '{ currentUser { emails { email isPrimary verified } } }');
    expect(currentUser.emails).toEqual([{ email: 'mo@elsewhere.example', isPrimary: true, verified: true }]);
    await close();
  });

  test('a person makes a token of their own, until a date', async () => {
    const { page, close } = await openOwn('scripting-sam', 'tokens');
    await page.getByRole('link', { name: 'Generate new token' }).click();
    await page.getByLabel('What is it for?').fill('my laptop');
    await page.getByLabel('Expires after').selectOption('A date…');
    const tomorrow = new Date(Date.now() + 86_400_000);
    const day = [tomorrow.getFullYear(), tomorrow.getMonth() + 1, tomorrow.getDate()]
      .map((part) => String(part).padStart(2, '0'))
      .join('-');
    await page.getByLabel('Last day').fill(day);
    await page.getByRole('button', { name: 'Generate token' }).click();
    await page.getByRole('button', { name: 'Copy token' }).click();
    await page.getByText('Copied.').waitFor();
    const token: string = await page.evaluate('navigator.clipboard.readText()');
    noteSecret(api, token);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('my laptop').waitFor();

    const { currentUser } = await api.ask(
      { token },
      '{ currentUser { username accessTokens { nodes { expiresAt } } } }',
    );
    expect(currentUser.username).toBe('scripting-sam');
    const endsAt = new Date(currentUser.accessTokens.nodes[0].expiresAt).getTime();
    expect(Math.abs(endsAt - new Date(`${day}T23:59:59`).getTime())).toBeLessThan(60_000);
    await close();
  });

  test('where only site admins make tokens, people are told to ask one', async () => {
    await configure(api, { 'auth.accessTokens': { allow: 'site-admin-create' } });
    const { page, close } = await openOwn('waiting-wim', 'tokens');

    await page.getByText('On this site only site admins make tokens: ask one.').waitFor();

    expect(await page.getByRole('link', { name: /Generate/ }).count()).toBe(0);
    await close();
    await configure(api, {});
  });

  test('who is invited to an organization answers at the link, and nobody else', async () => {
    const [inviter, guest] = [await api.createUser('inviting-ivo'), await api.createUser('guest-greta')];
    const { createOrganization } = await api.ask(
      inviter,
      'mutation { createOrganization(name: "hosts", displayName: "The hosts") { id } }',
    );
    const { page, close } = await visit(browser, api.url, { cookie: inviter.cookie });
    await page.goto('/organizations/hosts');
    const invite = async () => {
      await page.getByRole('button', { name: 'Invite a person' }).click();
      await page.getByRole('textbox', { name: 'Username' }).fill('guest-greta');
      await page.getByRole('button', { name: 'Invite', exact: true }).click();
      const link = (await page.locator('.secret').textContent()) ?? '';
      await page.getByRole('button', { name: 'Done' }).click();
      return new URL(link).pathname;
    };

    const replaced = await invite();
    const link = await invite();
    await page.goto(link);
    await page.getByRole('heading', { name: 'There is no such invitation' }).waitFor();
    await close();
    const other = await visit(browser, api.url, { cookie: guest.cookie });
    await other.page.goto(replaced);
    await other.page.getByText('It cannot be answered any more').waitFor();
    await other.page.goto(link);
    await other.page.getByText('inviting-ivo asks you to become a member.').waitFor();
    await other.page.getByRole('button', { name: 'Accept' }).click();
    await other.page.getByText('You are a member', { exact: true }).waitFor();
    const address = new URL(other.page.url()).pathname;
    await other.page.goto(link);
    await other.page.getByText('You accepted it').waitFor();
    await other.close();

    expect(address).toBe('/organizations/hosts');
    const { node } = await api.ask(
      inviter,
      'query ($id: ID!) { node(id: $id) { ... on Org { members(first: 9) { nodes { username } } } } }',
      { id: createOrganization.id },
    );
    expect(node.members.nodes.map(({ username }: { username: string }) => username).sort()).toEqual([
      'guest-greta',
      'inviting-ivo',
    ]);
  });

  test('nobody opens the settings of somebody else', async () => {
    await api.createUser('private-pat');
    const { page, close } = await openOwn('nosy-nils', 'profile');

    await page.goto('/users/private-pat/settings/emails');
    await page.getByText('These settings are for private-pat and for site admins.').waitFor();

    expect(await page.getByText('private-pat@example.com').count()).toBe(0);
    await close();
  });
});
