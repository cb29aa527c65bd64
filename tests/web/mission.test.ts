import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../support/api.js';
import { chromiumPath, noteSecret, openBrowser, visit } from './browser.js';
import { createRole } from './world.js';

describe.skipIf(!chromiumPath)('the life of a service account, in the web app', () => {
  let api: TestApi;
  let browser: Browser;
  beforeAll(async () => {
    [api, browser] = await Promise.all([startTestApi(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await api?.close();
  });

  /** What a program gets that sends a token. */
  async function call(token: string, query: string, variables?: Record<string, unknown>) {
    const response = await api.fetch('/.api/graphql', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    return { status: response.status, body: response.status === 200 ? JSON.parse(text) : text };
  }

  test('it is created, gets a token and roles, is denied and then allowed, is audited, and revoked', async () => {
    await createRole(api, 'ci role');
    const { createOrganization } = await api.ask(
      api.admin,
      'mutation { createOrganization(name: "platform") { id } }',
    );
    const rename =
      'mutation Rename($id: ID!) { updateOrganization(id: $id, displayName: "P") { displayName } }';
    const { page, close } = await visit(browser, api.url, { cookie: api.admin.cookie });

    await page.goto('/');
    await page.getByRole('link', { name: 'Create service account' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('ci-batch-changes');
    await page.getByLabel('Description').fill('Runs batch changes');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('link', { name: 'Generate new token' }).click();
    await page.getByLabel('What is it for?').fill('pipeline');
    await page.getByLabel('Expires after').selectOption('7');
    await page.getByRole('button', { name: 'Generate token' }).click();
    await page.getByRole('button', { name: 'Copy token' }).click();
    await page.getByText('Copied.').waitFor();
    const token: string = await page.evaluate('navigator.clipboard.readText()');
    noteSecret(api, token);
    await page.getByRole('button', { name: 'Done' }).click();
    const whoAmI = await call(token, '{ currentUser { username permissions { totalCount } } }');

    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByLabel('Type').selectOption('machines');
    await page.getByRole('button', { name: 'Actions for ci-batch-changes' }).click();
    await page.getByRole('menuitem', { name: 'Manage roles' }).click();
    await page.getByLabel('ci role').check();
    await page.getByRole('button', { name: 'Update' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const withRole = await call(token, '{ currentUser { permissions { totalCount } } }');

    const denied = await call(token, rename, { id: createOrganization.id });
    await page.getByRole('link', { name: 'Organizations' }).click();
    await page.getByRole('link', { name: 'platform' }).click();
    await page.getByLabel('Add a member').fill('ci-batch-changes');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('table', { name: 'Members' }).getByText('ci-batch-changes').waitFor();
    const allowed = await call(token, rename, { id: createOrganization.id });

    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByLabel('Who').fill('ci-batch-changes');
    await page.getByLabel('Outcome').selectOption('denied');
    const deniedRow = page.getByRole('row').filter({ hasText: /Rename.*Denied/s });
    await deniedRow.getByRole('button').click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('pipeline').waitFor();
    const recorded = await drawer.innerText();
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Service accounts' }).click();
    await page.getByRole('link', { name: 'ci-batch-changes' }).click();
    await page.getByRole('button', { name: 'Actions for pipeline' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No access tokens').waitFor();
    const revoked = await call(token, '{ currentUser { username } }');
    await close();

    expect(whoAmI.body.data.currentUser).toEqual({
      username: 'ci-batch-changes',
      permissions: { totalCount: 0 },
    });
    expect(withRole.body.data.currentUser.permissions.totalCount).toBeGreaterThan(10);
    expect(denied.body.errors[0].extensions.code).toBe('FORBIDDEN');
    expect(allowed.body).toEqual({ data: { updateOrganization: { displayName: 'P' } } });
    expect(recorded).toContain(denied.body.errors[0].message);
    expect(recorded).toContain('127.0.0.1');
    expect(revoked.status).toBe(401);
  });

  test('a token is made with the keyboard alone', async () => {
    await api.createServiceAccount('by-keyboard');
    const { page, close } = await visit(browser, api.url, { cookie: api.admin.cookie });
    await page.goto('/site-admin/service-accounts');
    await page.getByRole('link', { name: 'by-keyboard' }).waitFor();
    const press = (key: string) => page.keyboard.press(key);
    /** Goes on with Tab until this has the focus, which must be seen. */
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 60; presses += 1) {
        await press('Tab');
        const focused: { name: string; visible: boolean } = await page.evaluate(`(() => {
          const element = document.activeElement;
          if (element === document.body) return { name: '', visible: false };
          const label = element.labels?.[0]?.textContent ?? '';
          const style = getComputedStyle(element);
          return {
            name: (element.getAttribute('aria-label') ?? '') + label + (element.textContent ?? ''),
            visible: style.outlineStyle !== 'none' || style.borderColor !== getComputedStyle(document.body).borderColor,
          };
        })()`);
        if (focused.name.includes(name)) {
          expect(focused.visible, `the focus on ${name}`).toBe(true);
          return;
        }
      }
      throw new Error(`Tab does not come to ${name}`);
    };

    await press('Tab');
    await press('Enter');
    await tabTo('by-keyboard');
    await press('Enter');
    await page.getByText('No access tokens').waitFor();
    await tabTo('Generate new token');
    await press('Enter');
    await page.getByLabel('What is it for?').waitFor();
    await page.keyboard.type('typed by hand');
    await tabTo('Expires after');
    await press('ArrowUp');
    await tabTo('Generate token');
    await press('Enter');
    await page.getByText('Copy the token now').waitFor();
    await tabTo('Copy token');
    await press('Enter');
    await page.getByText('Copied.').waitFor();
    const token: string = await page.evaluate('navigator.clipboard.readText()');
    noteSecret(api, token);
    await tabTo('Done');
    await press('Enter');
    await page.getByText('typed by hand').waitFor();
    const answer = await call(token, '{ currentUser { username } }');
    await tabTo('Actions for typed by hand');
    await press('Enter');
    await page.getByRole('menuitem', { name: 'Rotate' }).and(page.locator(':focus')).waitFor();
    await press('ArrowDown');
    await press('Enter');
    await page.getByRole('dialog', { name: 'Revoke typed by hand?' }).waitFor();
    await tabTo('Revoke');
    await press('Enter');
    await page.getByText('No access tokens').waitFor();
    await close();

    expect(answer.body.data.currentUser.username).toBe('by-keyboard');
    expect((await call(token, '{ currentUser { username } }')).status).toBe(401);
  });
});
