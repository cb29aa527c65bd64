import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi, testPassword } from '../support/api.js';
import { createTestDatabase } from '../support/database.js';
import { chromiumPath, noteSecret, openBrowser, signIn, visit } from './browser.js';
import { createRole, signInAgain } from './world.js';

const listPath = '/site-admin/service-accounts';

describe.skipIf(!chromiumPath)('the web app', () => {
  let api: TestApi;
  let browser: Browser;
  beforeAll(async () => {
    [api, browser] = await Promise.all([startTestApi(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await api?.close();
  });

  const asAdmin = (path: string) =>
    visit(browser, api.url, { cookie: api.admin.cookie }).then(async (opened) => {
      await opened.page.goto(path);
      return opened;
    });

  test('on a fresh instance one comes from the first page to a working token by the browser alone', async () => {
    const database = await createTestDatabase();
    const fresh = await startTestApi({}, { database });
    const { page, close } = await visit(browser, fresh.url);

    await page.goto('/');
    await page.getByLabel('Username').fill('ada');
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByLabel('Password', { exact: true }).fill(testPassword);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('link', { name: 'Create one' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('ci-nightly');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('link', { name: 'Generate an access token' }).click();
    await page.getByLabel('What is it for?').fill('nightly build');
    await page.getByRole('button', { name: 'Generate token' }).click();
    await page.getByRole('button', { name: 'Copy token' }).click();
    await page.getByText('Copied.').waitFor();
    const token: string = await page.evaluate('navigator.clipboard.readText()');
    noteSecret(fresh, token);

    const response = await fresh.fetch('/.api/graphql', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: '{ currentUser { username serviceAccount } }' }),
    });
    expect(await response.json()).toEqual({
      data: { currentUser: { username: 'ci-nightly', serviceAccount: true } },
    });
    await close();
    await fresh.close();
    await database.drop();
  });

  test('a wrong password is told, and the right one leads to where one wanted to go', async () => {
    await api.createServiceAccount('sign-in-target');
    const { page, close } = await visit(browser, api.url);

    await page.goto(`${listPath}/sign-in-target/settings`);
    await signIn(page, 'admin', 'not the password');
    await page.getByRole('alert').getByText('The name or the password is not right.').waitFor();
    await signIn(page, 'admin');
    await page.getByRole('heading', { name: 'sign-in-target' }).waitFor();

    expect(new URL(page.url()).pathname).toBe(`${listPath}/sign-in-target/settings`);
    await close();
  });

  test('a service account gets no further than the sign-in form, with its name and with its token', async () => {
    const account = await api.createServiceAccount('form-visitor');
    const { token } = await api.createToken(account.id);
    const { page, close } = await visit(browser, api.url);

    for (const password of [token, testPassword]) {
      await page.goto('/sign-in');
      await signIn(page, 'form-visitor', password);
      await page.getByRole('alert').getByText('The name or the password is not right.').waitFor();
    }
    await page.goto(listPath);

    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await close();
  });

  test('when the session ends meanwhile, signing in again leads back', async () => {
    await api.createServiceAccount('kept-place');
    const { page, close } = await visit(browser, api.url);
    await page.goto(`/sign-in?returnTo=${listPath}?q=kept`);
    await signIn(page, 'admin');
    await page.getByRole('link', { name: 'kept-place' }).waitFor();

    await api.ask(api.admin, 'mutation ($id: ID!) { invalidateSessionsByID(userID: $id) { alwaysNil } }', {
      id: api.admin.id,
    });
    await page.getByLabel('State').selectOption('active');
    await page.getByText('Your session has ended').waitFor();
    await signIn(page, 'admin');
    await page.getByRole('link', { name: 'kept-place' }).waitFor();

    expect(page.url()).toBe(`${api.url}${listPath}?q=kept&state=active`);
    await close();
    api.admin.cookie = await signInAgain(api, 'admin');
  });

  test('signing out leaves nothing to go back to', async () => {
    const { page, close } = await visit(browser, api.url);
    await page.goto('/sign-in');
    await signIn(page, 'admin');
    await page.getByRole('button', { name: 'admin' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();

    await page.goBack();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();

    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await close();
  });

  test('the list is searched, filtered, ordered and paged in its address', async () => {
    for (let count = 10; count < 40; count += 1) await api.createServiceAccount(`many-${count}`);
    const { page, close } = await asAdmin(listPath);
    const names = () =>
      page.getByRole('table', { name: 'Service accounts' }).getByRole('link').allTextContents();

    await page.getByLabel('Name, description or use').fill('many');
    await page.waitForURL(/\?q=many$/);
    await page.getByText('1–25 of 30').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('26–30 of 30').waitFor();
    const second = await names();
    await page.reload();
    await page.getByText('26–30 of 30').waitFor();
    const reloaded = await names();
    await page.getByRole('button', { name: 'Previous' }).click();
    await page.getByText('1–25 of 30').waitFor();
    await page.getByRole('button', { name: 'Created' }).click();
    await page
      .getByRole('columnheader', { name: 'Created' })
      .and(page.locator('[aria-sort=descending]'))
      .waitFor();
    await page.getByRole('table').and(page.locator('[aria-busy=false]')).waitFor();
    const newest = await names();
    await page.getByRole('button', { name: 'Created' }).click();
    await page
      .getByRole('columnheader', { name: 'Created' })
      .and(page.locator('[aria-sort=ascending]'))
      .waitFor();
    await page.getByRole('table').and(page.locator('[aria-busy=false]')).waitFor();
    const oldest = await names();
    const turned = new URL(page.url()).searchParams.get('order');
    await page.getByRole('button', { name: 'Created' }).click();
    await page.locator('[aria-sort=descending]').waitFor();
    await page.getByLabel('State').selectOption('disabled');
    await page.getByText('No service account matches').waitFor();
    const { search } = new URL(page.url());
    await page.goto(`${listPath}?q=many&state=disabled&from=25`);
    await page.getByText('Nothing is left on this page').waitFor();
    await page.getByRole('button', { name: 'Previous' }).click();
    await page.getByText('No service account matches').waitFor();

    expect(second).toEqual(['many-35', 'many-36', 'many-37', 'many-38', 'many-39']);
    expect(reloaded).toEqual(second);
    expect(newest[0]).toBe('many-39');
    expect([turned, oldest[0]]).toEqual(['-created', 'many-10']);
    expect(search).toBe('?q=many&order=created&state=disabled');
    await close();
  });

  test('the list is narrowed to an owner and ordered by last activity, and a chart tells the usage', async () => {
    const owner = await api.createUser('owner-odo');
    for (const name of ['owned-a', 'owned-b', 'owned-c']) {
      const account = await api.createServiceAccount(name);
      await api.ask(
        api.admin,
        'mutation ($id: ID!, $owner: ID) { updateServiceAccount(serviceAccount: $id, input: { owner: $owner }) { id } }',
        { id: account.id, owner: owner.id },
      );
      if (name === 'owned-a') continue;
      const token = await api.createToken(account.id);
      await api.query(token, '{ currentUser { id } }');
      await api.query(token, '{ roles { totalCount } }');
      await api.services.lastUsed.flush();
      api.clock.advance(60);
    }
    const { page, close } = await asAdmin(listPath);
    const names = () =>
      page
        .getByRole('table', { name: 'Service accounts' })
        .getByRole('link', { name: 'owned-' })
        .allTextContents();

    await page.getByRole('combobox', { name: 'Owner' }).fill('odo');
    await page.getByRole('option', { name: 'owner-odo' }).click();
    await page.getByText('1–3 of 3').waitFor();
    await page.getByRole('button', { name: 'Last active' }).click();
    await page.getByRole('columnheader', { name: 'Last active' }).and(page.locator('[aria-sort]')).waitFor();
    await page.getByRole('table').and(page.locator('[aria-busy=false]')).waitFor();
    const ordered = await names();
    await page.reload();
    await page.getByText('1–3 of 3').waitFor();
    const named = await page.getByRole('combobox', { name: 'Owner' }).inputValue();
    await page.getByRole('link', { name: 'owned-c' }).click();
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByText('Requests: 2').waitFor();
    await page.getByText('Refusals: 1').waitFor();
    await page.getByText('As a table').click();
    const [, ...days] = await page.getByRole('table', { name: 'The last 30 days' }).getByRole('row').all();
    const today = await days.at(-1)?.getByRole('cell').allTextContents();

    expect(ordered).toEqual(['owned-c', 'owned-b', 'owned-a']);
    expect(named).toBe('owner-odo');
    expect(days).toHaveLength(30);
    expect(today?.slice(1)).toEqual(['2', '1']);
    await close();
  });

  test('a name is checked while it is typed', async () => {
    await api.createServiceAccount('taken-name');
    const { page, close } = await asAdmin(`${listPath}/new`);
    const name = page.getByRole('textbox', { name: 'Name', exact: true });

    await name.fill('two  words');
    await page.getByText('Letters, digits and _, with single - or . between them.').waitFor();
    await name.fill('Taken-Name');
    await page.getByText('The name taken-name is taken.').waitFor();
    expect(await page.getByRole('button', { name: 'Create', exact: true }).isDisabled()).toBe(true);
    await name.fill('free-name');
    await page.getByText('is taken').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Create', exact: true }).click();

    await page.getByText('free-name is there. What next?').waitFor();
    await close();
  });

  test('an account is created with description, owner and roles at once', async () => {
    await api.createUser('owning-olga');
    await createRole(api, 'batch runner');
    const { page, close } = await asAdmin(`${listPath}/new`);

    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('whole-account');
    await page.getByLabel('Description').fill('Runs batches');
    await page.getByLabel('Used by').fill('Jenkins, job batch');
    await page.getByRole('combobox', { name: 'Owner' }).fill('olga');
    await page.getByRole('option', { name: 'owning-olga' }).click();
    await page.getByLabel('batch runner').check();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText('whole-account is there. What next?').waitFor();
    await page.getByText('Used by: Jenkins, job batch').waitFor();
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByLabel('Used by').fill('Nobody any more');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Used by: Nobody any more').waitFor();

    const { serviceAccount } = await api.ask(
      api.admin,
      '{ serviceAccount(name: "whole-account") { description usedBy owner { username } roles { nodes { name } } } }',
    );
    expect(serviceAccount).toEqual({
      description: 'Runs batches',
      usedBy: 'Nobody any more',
      owner: { username: 'owning-olga' },
      roles: { nodes: expect.arrayContaining([{ name: 'batch runner' }]) },
    });
    await close();
  });

  test('a token is made, shown once, and gone from the page and the browser when the page is left', async () => {
    await api.createServiceAccount('secret-keeper');
    const { page, close } = await asAdmin(`${listPath}/secret-keeper/tokens/new`);
    const traces = async () =>
      JSON.stringify([
        await page.content(),
        await page.evaluate(
          'JSON.stringify([localStorage, sessionStorage, history.state, location.href, performance.getEntries()])',
        ),
      ]);

    await page.getByLabel('What is it for?').fill('watch me');
    await page.getByLabel('Expires after').selectOption('30');
    await page.getByRole('button', { name: 'Generate token' }).click();
    await page.getByText('Copy the token now').waitFor();
    const hidden = await traces();
    await page.getByRole('button', { name: 'Show' }).click();
    const secret = (await page.locator('.secret').first().textContent()) ?? '';
    noteSecret(api, secret);
    const curl = await page.locator('.secret').nth(1).textContent();
    const shown = await traces();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('table', { name: 'Access tokens of secret-keeper' }).getByText('watch me').waitFor();
    const left = await traces();
    await page.goBack();
    await page.getByLabel('What is it for?').waitFor();
    const back = await traces();

    expect(secret).toMatch(/^sgp_[0-9a-f]{16}_[0-9a-f]{40}$/);
    expect(curl).toContain(`Authorization: Bearer ${secret}`);
    expect(shown).toContain(secret);
    for (const text of [hidden, left, back]) expect(text).not.toContain(secret);
    await close();
  });

  test('a page that cannot be asked for again keeps the token that it shows, and what was typed', async () => {
    await api.createServiceAccount('steady');
    const { page, close } = await asAdmin(`${listPath}/steady/tokens/new`);
    const isChange = (text: string | null) => /\bmutation \w+/.test(text ?? '');
    const refused = () =>
      page
        .waitForResponse((response) => !isChange(response.request().postData()))
        .then((response) => response.finished())
        .then(() => page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))'));
    const refuse = () =>
      page.route('**/.api/graphql', (route) =>
        isChange(route.request().postData())
          ? route.continue()
          : route.fulfill({ json: { errors: [{ message: 'broken', extensions: { code: 'INTERNAL' } }] } }),
      );

    await page.getByLabel('What is it for?').fill('shown once');
    await refuse();
    const first = refused();
    await page.getByRole('button', { name: 'Generate token' }).click();
    await first;
    const warning = await page.getByText('Copy the token now').count();
    await page.unroute('**/.api/graphql');
    await page.goto(`${listPath}/steady/settings`);
    await page.getByLabel('Description').fill('half written');
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByText('shown once').waitFor();
    await refuse();
    const second = refused();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await second;
    const typed = await page.getByLabel('Description').inputValue();

    expect([warning, typed]).toEqual([1, 'half written']);
    await close();
  });

  test('nobody leaves a new token behind by accident', async () => {
    await api.createServiceAccount('hasty');
    const { page, close } = await asAdmin(`${listPath}/hasty/tokens/new`);
    await page.getByLabel('What is it for?').fill('lost');
    await page.getByRole('button', { name: 'Generate token' }).click();
    await page.getByRole('button', { name: 'Done' }).click();

    await page.getByRole('dialog', { name: 'Leave without the token?' }).waitFor();
    await page.getByRole('button', { name: 'Stay' }).click();
    await page.getByRole('button', { name: 'Copy token' }).click();
    await page.getByText('Copied.').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();

    await page.getByRole('table', { name: 'Access tokens of hasty' }).waitFor();
    await close();
  });

  test('a token is rotated with an overlap, and the old one revoked after a question', async () => {
    const account = await api.createServiceAccount('rotating');
    const old = await api.createToken(account.id, { note: 'deploy' });
    const { page, close } = await asAdmin(`${listPath}/rotating`);

    await page.getByRole('button', { name: 'Actions for deploy' }).click();
    await page.getByRole('menuitem', { name: 'Rotate' }).click();
    await page.getByLabel('The old token stops working').selectOption('86400');
    await page.getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('button', { name: 'Copy token' }).click();
    await page.getByText('Copied.').waitFor();
    const token: string = await page.evaluate('navigator.clipboard.readText()');
    noteSecret(api, token);
    await page.getByRole('button', { name: 'Done' }).click();
    const oldRow = page.getByRole('row').filter({ hasText: 'Rotated' });
    await oldRow.waitFor();
    const whoAmI = '{ currentUser { username } }';
    const both = [await api.ask({ token }, whoAmI), await api.ask(old, whoAmI)];
    await oldRow.getByRole('button', { name: 'Actions for deploy' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await oldRow.waitFor({ state: 'detached' });

    expect(both).toEqual(Array(2).fill({ currentUser: { username: 'rotating' } }));
    const refused = await api.fetch('/.api/graphql', {
      method: 'POST',
      headers: { authorization: `Bearer ${old.token}` },
      body: JSON.stringify({ query: whoAmI }),
    });
    expect(refused.status).toBe(401);
    await close();
  });

  test('disabling tells which tokens stop, stops them, and is taken back', async () => {
    const account = await api.createServiceAccount('pausing');
    const token = await api.createToken(account.id, { note: 'the only one' });
    const works = async () =>
      (
        await api.fetch('/.api/graphql', {
          method: 'POST',
          headers: { authorization: `Bearer ${token.token}` },
          body: JSON.stringify({ query: '{ currentUser { id } }' }),
        })
      ).status;
    const { page, close } = await asAdmin(`${listPath}/pausing/settings`);

    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('dialog').getByText('the only one').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await page.getByText('Its tokens are refused until it is enabled again').waitFor();
    const disabled = await works();
    await page.getByRole('button', { name: 'Enable' }).click();
    await page.getByText('Its tokens are refused until it is enabled again').waitFor({ state: 'detached' });

    expect([disabled, await works()]).toEqual([401, 200]);
    await close();
  });

  test('roles are managed where their effect is seen', async () => {
    await api.createServiceAccount('role-holder');
    await createRole(api, 'repo watcher');
    const { page, close } = await asAdmin(`${listPath}/role-holder/roles`);

    await page.getByRole('button', { name: 'Manage roles' }).click();
    await page.getByLabel('repo watcher').check();
    await page.getByRole('button', { name: 'Update' }).click();
    await page
      .getByText(/From .*repo watcher/)
      .first()
      .waitFor();

    const { serviceAccount } = await api.ask(
      api.admin,
      '{ serviceAccount(name: "role-holder") { roles { nodes { name } } } }',
    );
    expect(serviceAccount.roles.nodes).toContainEqual({ name: 'repo watcher' });
    await close();
  });

  test('who is no site admin is told so, and sees nothing', async () => {
    const person = await api.createUser('curious');
    const { page, close } = await visit(browser, api.url, { cookie: person.cookie });

    await page.goto(listPath);
    await page.getByRole('heading', { name: 'For site admins' }).waitFor();

    expect(await page.getByRole('link', { name: 'Service accounts' }).count()).toBe(0);
    await close();
  });
});
