import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi, testPassword } from '../support/api.js';
import { chromiumPath, openBrowser, signIn, visit } from './browser.js';
import { createRole } from './world.js';

describe.skipIf(!chromiumPath)('the pages of site admins', () => {
  let api: TestApi;
  let browser: Browser;
  beforeAll(async () => {
    [api, browser] = await Promise.all([startTestApi(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await api?.close();
  });

  const open = async (path: string, cookie = api.admin.cookie) => {
    const opened = await visit(browser, api.url, { cookie });
    await opened.page.goto(path);
    return opened;
  };
  const choose = async (page: Page, row: string, item: string) => {
    await page.getByRole('button', { name: `Actions for ${row}` }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const userOf = async (username: string) =>
    (
      await api.ask(
        api.admin,
        'query ($username: String!) { user(username: $username) { displayName siteAdmin roles { nodes { name } } } }',
        { username },
      )
    ).user;

  test('a person is created, sets a password by the link, and signs in', async () => {
    const { page, close } = await open('/site-admin/users/new');
    await page.getByLabel('Username').fill('new-nadia');
    await page.getByLabel('Email').fill('nadia@example.com');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const link = new URL((await page.locator('.secret').textContent()) ?? '');
    api.secrets.add(link.searchParams.get('code') ?? '');
    await close();

    const other = await visit(browser, api.url);
    await other.page.goto(link.pathname + link.search);
    await other.page.getByLabel('New password', { exact: true }).fill('too short');
    const kept = other.page.url();
    await other.page.getByLabel('New password', { exact: true }).fill(testPassword);
    await other.page.getByRole('button', { name: 'Set password' }).click();
    await other.page.getByRole('heading', { name: 'Your settings' }).waitFor();
    await other.close();

    expect(kept).toBe(`${api.url}/password-reset`);
  });

  test('who asks for an account is counted, approved and given one, or rejected and brought back', async () => {
    for (const name of ['Asking Alma', 'Pushy Paul']) {
      const email = `${name.split(' ')[1]}@example.com`;
      await api.fetch('/-/request-access', { method: 'POST', body: JSON.stringify({ name, email }) });
    }
    const { page, close } = await open('/site-admin/users');
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });
    const answer = async (name: string, item: string) => {
      await choose(page, name, item);
      await page.getByRole('dialog').getByRole('button', { name: item }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };

    await page.getByRole('link', { name: /^Access requests 2 waiting$/ }).waitFor();
    await page.getByRole('link', { name: 'Access requests', exact: true }).click();
    await answer('Pushy Paul', 'Reject');
    await row('Pushy Paul').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: /^Access requests 1 waiting$/ }).waitFor();
    await page.getByLabel('Answer').selectOption('Rejected');
    await answer('Pushy Paul', 'Put back');
    await page.getByText('No such request').waitFor();
    await page.getByRole('link', { name: 'Show those that wait' }).click();
    await row('Pushy Paul').waitFor();
    await answer('Asking Alma', 'Approve');
    await page.getByText('Asking Alma is approved. What next?').waitFor();
    // The address brings back what is left to do.
    await page.reload();
    await page.getByRole('link', { name: 'Create the account' }).click();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('heading', { name: 'Alma has an account' }).waitFor();
    const link = new URL((await page.locator('.secret').textContent()) ?? '');
    api.secrets.add(link.searchParams.get('code') ?? '');

    const { accessRequests, user } = await api.ask(
      api.admin,
      '{ accessRequests(first: 10) { nodes { name status } } user(email: "Alma@example.com") { username } }',
    );
    expect(accessRequests.nodes).toEqual([
      { name: 'Pushy Paul', status: 'PENDING' },
      { name: 'Asking Alma', status: 'APPROVED' },
    ]);
    expect(user).toEqual({ username: 'Alma' });
    await close();
  });

  test('people are promoted and demoted, signed out and given a new password', async () => {
    const person = await api.createUser('rising-rosa');
    const { page, close } = await open('/site-admin/users?q=rosa');

    await choose(page, 'rising-rosa', 'Make a site admin');
    await page.getByRole('button', { name: 'Make site admin' }).click();
    await page.getByRole('table').getByText('Site admin').waitFor();
    const promoted = await userOf('rising-rosa');
    await choose(page, 'rising-rosa', 'No longer a site admin');
    await page.getByRole('button', { name: 'Take it away' }).click();
    await page.getByRole('table').getByText('Person').waitFor();
    const demoted = await userOf('rising-rosa');
    await choose(page, 'rising-rosa', 'Sign out everywhere');
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const afterwards = await api.fetch('/debug/console', { headers: { cookie: person.cookie } });
    await choose(page, 'rising-rosa', 'Reset password');
    await page.getByRole('dialog').getByRole('button', { name: 'Reset password' }).click();
    const link = new URL((await page.locator('.secret').textContent()) ?? '');
    api.secrets.add(link.searchParams.get('code') ?? '');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    expect([promoted.siteAdmin, demoted.siteAdmin]).toEqual([true, false]);
    expect(afterwards.status).toBe(302);
    expect(await page.content()).not.toContain(link.searchParams.get('code'));
    await close();
  });

  test('who is locked out is unlocked', async () => {
    await api.createUser('locked-luis');
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await api.fetch('/-/sign-in', {
        method: 'POST',
        body: JSON.stringify({ email: 'locked-luis', password: 'wrong' }),
      });
    }
    const { page, close } = await open('/site-admin/users?q=luis');

    await page.getByText('Locked out').waitFor();
    await choose(page, 'locked-luis', 'Unlock');
    await page.getByText('Locked out').waitFor({ state: 'detached' });
    await close();

    const visitor = await visit(browser, api.url);
    await visitor.page.goto('/sign-in');
    await signIn(visitor.page, 'locked-luis');
    await visitor.page.getByRole('heading', { name: 'Your settings' }).waitFor();
    await visitor.close();
  });

  test('an account is deleted and recovered', async () => {
    await api.createUser('passing-pia');
    const { page, close } = await open('/site-admin/users?q=pia');

    await choose(page, 'passing-pia', 'Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No account matches').waitFor();
    const deleted = await userOf('passing-pia');
    await page.getByLabel('State').selectOption('deleted');
    await choose(page, 'passing-pia', 'Recover');
    await page.getByRole('dialog').getByRole('button', { name: 'Recover' }).click();
    await page.getByText('No deleted account matches').waitFor();

    expect(deleted).toBeNull();
    expect(await userOf('passing-pia')).not.toBeNull();
    await close();
  });

  test('a role is created, changed and deleted', async () => {
    const { page, close } = await open('/site-admin/roles');
    const grants = async () => {
      const { roles } = await api.ask(
        api.admin,
        '{ roles { nodes { name permissions { nodes { displayName } } } } }',
      );
      const role = roles.nodes.find(({ name }: { name: string }) => name === 'metadata keeper');
      return role?.permissions.nodes.map(({ displayName }: { displayName: string }) => displayName).sort();
    };

    await page.getByRole('link', { name: 'Create role' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('metadata keeper');
    await page.getByRole('button', { name: 'All of Batch changes' }).click();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('link', { name: 'metadata keeper' }).click();
    const created = await grants();
    await page.getByRole('group', { name: 'Repo metadata' }).getByRole('checkbox').check();
    await page.getByRole('group', { name: 'Batch changes' }).getByLabel('READ', { exact: true }).uncheck();
    await page.getByRole('button', { name: 'Save 2 changes' }).click();
    await page.getByText('The role metadata keeper is saved.').waitFor();
    const changed = await grants();
    await page.getByText('Nobody holds it').waitFor();
    const machine = await api.createServiceAccount('metadata-machine');
    await api.ask(
      api.admin,
      'mutation ($user: ID!, $roles: [ID!]!) { setRoles(user: $user, roles: $roles) { alwaysNil } }',
      { user: machine.id, roles: [decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '')] },
    );
    await page.reload();
    await page
      .getByRole('table', { name: 'Who holds metadata keeper' })
      .getByText('metadata-machine')
      .waitFor();
    await page.getByRole('link', { name: 'Roles' }).first().click();
    await choose(page, 'metadata keeper', 'Delete');
    await page.getByRole('dialog').getByText('metadata-machine').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('link', { name: 'metadata keeper' }).waitFor({ state: 'detached' });

    expect(created).toContain('BATCH_CHANGES#READ');
    expect(changed).toContain('REPO_METADATA#WRITE');
    expect(changed).not.toContain('BATCH_CHANGES#READ');
    expect(await grants()).toBeUndefined();
    await close();
  });

  test('the role of site admins cannot be changed', async () => {
    const { page, close } = await open('/site-admin/roles');

    await page.getByRole('link', { name: 'SITE_ADMINISTRATOR' }).click();
    await page.getByText('This role has every permission, always').waitFor();

    expect(await page.getByRole('checkbox').first().isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: /^Save/ }).count()).toBe(0);
    await close();
  });

  test('the roles of whom the address names are managed, and removed again', async () => {
    await api.createServiceAccount('double-role');
    await createRole(api, 'temporary');
    const { page, close } = await open('/site-admin/users?roles=double-role');

    await page.getByLabel('temporary').check();
    await page.getByRole('button', { name: 'Update' }).click();
    await page.getByText('The roles of double-role are updated.').waitFor();
    const assigned = await userOf('double-role');
    await page.goto('/site-admin/users?roles=double-role');
    await page.getByLabel('temporary').uncheck();
    await page.getByRole('button', { name: 'Update' }).click();
    await page.getByText('The roles of double-role are updated.').waitFor();
    const removed = await userOf('double-role');

    expect(assigned.roles.nodes).toContainEqual({ name: 'temporary' });
    expect(removed.roles.nodes).not.toContainEqual({ name: 'temporary' });
    await close();
  });

  test('tokens of everybody are found by note and account, and revoked', async () => {
    const account = await api.createServiceAccount('token-owner');
    const token = await api.createToken(account.id, { note: 'found on a wiki' });
    const { page, close } = await open('/site-admin/access-tokens');

    await page.getByLabel('Note, account or ending of the token').fill('on a wiki');
    await page.getByRole('link', { name: 'token-owner' }).waitFor();
    await choose(page, 'found on a wiki', 'Revoke');
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No token matches').waitFor();

    const response = await api.fetch('/.api/graphql', {
      method: 'POST',
      headers: { authorization: `Bearer ${token.token}` },
      body: JSON.stringify({ query: '{ currentUser { id } }' }),
    });
    expect(response.status).toBe(401);
    await close();
  });

  test('audit events are selected in the address and exported, with no formula for a spreadsheet', async () => {
    await api.fetch('/-/sign-in', {
      method: 'POST',
      body: JSON.stringify({ email: '=HYPERLINK("evil")', password: 'x' }),
    });
    await api.fetch('/-/sign-in', {
      method: 'POST',
      body: JSON.stringify({ email: 'admin', password: 'x' }),
    });
    const { page, close } = await open('/site-admin/audit-log?entity=auth.password&outcome=denied&actor=');
    const exported = async (format: string) => {
      await page.getByRole('button', { name: 'Export' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: format }).click();
      return readFile(await (await download).path(), 'utf8');
    };

    await page.getByRole('row').filter({ hasText: '=HYPERLINK' }).waitFor();
    await page.getByText(/^Denied: [1-9]/).waitFor();
    await page.getByText('Success: 0').waitFor();
    const jsonl = await exported('JSON lines');
    const csv = await exported('CSV');
    await page.getByRole('row').filter({ hasText: '=HYPERLINK' }).getByRole('button').click();
    await page.getByRole('dialog').getByText('no such user').waitFor();
    const address = page.url();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.goto(address);
    await page.getByRole('dialog').getByText('no such user').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByText('As a table').click();
    await page.getByRole('table', { name: 'Events by the day' }).getByRole('button').last().click();
    await page.getByText('Events by the hour').waitFor();
    const narrowed = new URL(page.url()).searchParams;

    expect(narrowed.get('outcome')).toBe('denied');
    expect(Date.parse(narrowed.get('until') ?? '') - Date.parse(narrowed.get('since') ?? '')).toBe(
      86_400_000,
    );
    const events = jsonl
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.every(({ entity, outcome }) => entity === 'auth.password' && outcome === 'DENIED')).toBe(
      true,
    );
    expect(events.map(({ target }) => target.name)).toContain('=HYPERLINK("evil")');
    expect(csv.split('\n')[0]).toContain('time,entity,action,outcome,reason,actor');
    expect(csv).toContain(`,"'=HYPERLINK(""evil"")",`);
    expect(csv.trim().split('\n')).toHaveLength(events.length + 1);
    await close();
  });

  test('the configuration is edited with marks, conflicts and a history', async () => {
    const { page, close } = await open('/site-admin/configuration');
    const editor = page.getByRole('textbox', { name: 'Site configuration' });
    const write = async (text: string) => {
      await editor.click();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.insertText(text);
    };

    await write('{ "auth.minPasswordLength": }');
    await page.locator('.cm-lint-marker-error').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByRole('alert')
      .getByText(/line 1/)
      .waitFor();
    await write('{ "auth.minPasswordLength": 14 }');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved and in force.').waitFor();
    const inForce = api.services.siteConfiguration.current.settings['auth.minPasswordLength'];
    await write('{ "auth.minPasswordLength": 15 }');
    await page.getByRole('link', { name: 'Users' }).click();
    await page
      .getByRole('dialog', { name: 'Leave without saving?' })
      .getByRole('button', { name: 'Stay' })
      .click();
    const { site } = await api.ask(api.admin, '{ site { configuration { id } } }');
    await api.ask(
      api.admin,
      'mutation ($lastID: Int!) { updateSiteConfiguration(lastID: $lastID, input: "{}") }',
      { lastID: site.configuration.id },
    );
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').first().waitFor();
    const after = api.services.siteConfiguration.current.settings['auth.minPasswordLength'];
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByText('"auth.minPasswordLength": 14').first().waitFor();

    expect([inForce, after]).toEqual([14, 12]);
    await close();
  });

  test('an organization is created, filled, renamed and deleted', async () => {
    await api.createUser('joining-jo');
    const { page, close } = await open('/site-admin/organizations/new');

    await page.getByLabel(/^Name/).fill('research');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText('You are a member').waitFor();
    await page.getByLabel('Add a member').fill('nobody-like-this');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Add a member').fill('joining-jo');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('link', { name: 'joining-jo' }).waitFor();
    await choose(page, 'joining-jo', 'Remove');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('link', { name: 'joining-jo' }).waitFor({ state: 'detached' });
    await page.getByLabel('Display name').fill('Research & development');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Research & development. Created').waitFor();
    await page.getByRole('button', { name: 'Delete organization' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Organizations', exact: true }).waitFor();

    const { organizations } = await api.ask(api.admin, '{ organizations(query: "research") { totalCount } }');
    expect(organizations.totalCount).toBe(0);
    await close();
  });
});
