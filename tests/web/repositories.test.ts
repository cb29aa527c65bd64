import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../support/api.js';
import { repositoriesDirectory } from '../support/git.js';
import { addConnection, namesSeen, repositoryNamed } from '../support/repositories.js';
import { chromiumPath, openBrowser, visit } from './browser.js';

describe.skipIf(!chromiumPath)('repositories, in the web app', () => {
  let api: TestApi;
  let browser: Browser;
  let host: Awaited<ReturnType<typeof repositoriesDirectory>>;
  beforeAll(async () => {
    [api, browser, host] = await Promise.all([
      startTestApi({ BACKGROUND_WORK: true }),
      openBrowser(),
      repositoriesDirectory(),
    ]);
    for (const name of ['app', 'lib']) {
      const repository = await host.create(name);
      await repository.commit({ 'README.md': `# ${name}\n` });
    }
  });
  afterAll(async () => {
    await browser?.close();
    await api?.close();
    await host?.remove();
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
  const agree = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name }).click();

  test('a connection is added by URL and names, copied while one looks, synced, and deleted with what goes', async () => {
    const { page, close } = await open('/site-admin/external-services');

    await page.getByText('No code host connections yet').waitFor();
    await page.getByRole('link', { name: 'Add connection' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Git of the hall');
    await page.getByRole('textbox', { name: 'URL' }).fill('ftp://nowhere');
    await page.getByRole('textbox', { name: 'Repositories' }).fill('app\nmissing\n');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('alert').waitFor();
    await page.getByRole('textbox', { name: 'URL' }).fill(host.url);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('heading', { name: 'Git of the hall' }).waitFor();
    await page.getByText('1 of 2 copied, 1 failed').waitFor();
    await page.getByRole('button', { name: 'Sync now' }).click();
    await page.getByRole('table', { name: 'Syncs' }).getByText('Done').waitFor();
    await page.getByRole('link', { name: '1 failed' }).click();
    await page
      .getByRole('table', { name: 'Repositories' })
      .getByRole('link', { name: /missing$/ })
      .waitFor();
    const failed = new URL(page.url()).searchParams.get('state');
    await page.getByRole('link', { name: 'Code host connections' }).click();
    await choose(page, 'Git of the hall', 'Delete');
    await page.getByRole('dialog').getByText('Of its 2 repositories those').waitFor();
    await agree(page, 'Delete');
    await page.getByText('No code host connections yet').waitFor();

    expect(failed).toBe('failed');
    expect(await namesSeen(api, api.admin)).toEqual([]);
    await close();
  });

  test('connections to GitHub and GitLab are added with a token, and checked', async () => {
    const secret = 'token-of-the-hall-0123456789';
    api.secrets.add(secret);
    const asked: string[] = [];
    let status = 200;
    const server = createServer(({ url: path = '' }, response) => {
      asked.push(path);
      response.writeHead(status, { 'content-type': 'application/json' }).end('[]');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { page, close } = await open('/site-admin/external-services/new?kind=github');
    const field = (label: string) => page.getByRole('textbox', { name: label, exact: true });
    const add = () => page.getByRole('button', { name: 'Add', exact: true });

    await field('Name').fill('Hub of the hall');
    await field('URL').fill(url);
    await field('Access token').fill(secret);
    const withoutSource = await add().isDisabled();
    await field('Organizations').fill('hall\n tower ');
    await add().click();
    await page.getByRole('heading', { name: 'Hub of the hall' }).waitFor();
    await page.getByRole('button', { name: 'Check connection' }).click();
    await page.getByText('It can be reached').waitFor();
    status = 401;
    await page.getByRole('button', { name: 'Check connection' }).click();
    await page.getByText('It cannot be reached').waitFor();
    status = 200;
    await page.goto('/site-admin/external-services/new');
    await page.getByText('GitLab', { exact: true }).click();
    const kind = new URL(page.url()).searchParams.get('kind');
    await field('Name').fill('Lab of the hall');
    await field('URL').fill(url);
    await field('Access token').fill(secret);
    await field('Groups').fill('hall/east');
    await page.getByRole('checkbox', { name: 'Everything of the token’s account' }).check();
    await add().click();
    await page.getByRole('heading', { name: 'Lab of the hall' }).waitFor();
    await api.services.background.idle();

    expect([withoutSource, kind]).toEqual([true, 'gitlab']);
    expect(asked.map((path) => path.split('?')[0])).toEqual(
      expect.arrayContaining([
        '/api/v3/orgs/hall/repos',
        '/api/v3/orgs/tower/repos',
        '/api/v4/groups/hall%2Feast/projects',
        '/api/v4/projects',
      ]),
    );
    expect(await page.content()).not.toContain(secret);
    await close();
    server.close();
    const { externalServices } = await api.ask(api.admin, '{ externalServices(first: 5) { nodes { id } } }');
    for (const { id } of externalServices.nodes) {
      await api.ask(
        api.admin,
        'mutation ($id: ID!) { deleteExternalService(externalService: $id) { alwaysNil } }',
        { id },
      );
    }
  });

  test('a connection is edited without its secret being seen or lost', async () => {
    const secret = 'pa55word-of-the-host';
    api.secrets.add(secret);
    const { id } = await addConnection(
      api,
      { url: `https://robot:${secret}@git.example.org/`, repos: ['kept'] },
      'With a secret',
    );
    const { page, close } = await open(`/site-admin/external-services/${id}/configuration`);
    const editor = page.locator('.cm-content');

    await editor.getByText('REDACTED').waitFor();
    const shown = await page.content();
    const text = await editor.innerText();
    await editor.fill(text.replace('"kept"', '"kept","more"'));
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Renamed');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Renamed is saved.').waitFor();
    await page.getByRole('heading', { name: 'Renamed' }).waitFor();
    const other = 'pa55word-after-that';
    api.secrets.add(other);
    await editor.fill((await editor.innerText()).replace('REDACTED', other));
    await editor.getByText(other).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await editor.getByText('REDACTED').waitFor();
    const saved = await page.content();
    await editor.fill('{ "url": "https://elsewhere.example.org/", "repos": [');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('Invalid configuration of OTHER').waitFor();
    await page.getByRole('link', { name: 'Progress' }).click();
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    await agree(page, 'Leave');
    await page.getByRole('heading', { name: 'Copies of its repositories' }).waitFor();

    expect(shown).not.toContain(secret);
    expect(saved).not.toContain(other);
    expect(await namesSeen(api, api.admin)).toEqual(['git.example.org/kept', 'git.example.org/more']);
    await close();
    await api.ask(
      api.admin,
      'mutation ($id: ID!) { deleteExternalService(externalService: $id) { alwaysNil } }',
      {
        id,
      },
    );
  });

  test('a service account is granted a repository until a day, and everything, and loses both', async () => {
    await addConnection(api, { url: host.url, repos: ['app'], repositoryPathPattern: 'hall/{repo}' });
    const account = await api.createServiceAccount('reader');
    const token = await api.createToken(account.id);
    const { page, close } = await open('/site-admin/service-accounts/reader');

    await page
      .getByRole('navigation', { name: 'Of reader' })
      .getByRole('link', { name: 'Repositories' })
      .click();
    await page.getByText('None is public or granted.').waitFor();
    await page.getByRole('button', { name: 'Grant a repository' }).click();
    await page.getByRole('combobox', { name: 'Repository' }).fill('hall');
    await page.getByRole('option', { name: 'hall/app' }).click();
    await page.getByLabel('Last day').fill('2037-01-31');
    await agree(page, 'Grant');
    const row = page.getByRole('row').filter({ hasText: 'hall/app' });
    await row.getByText('Granted').waitFor();
    const end = await row.locator('time').getAttribute('datetime');
    const seen = await namesSeen(api, token);
    await choose(page, 'hall/app', 'Revoke');
    await agree(page, 'Revoke');
    await page.getByText('None is public or granted.').waitFor();
    const revoked = await namesSeen(api, token);
    await page.getByLabel('Sees every repository').click();
    await agree(page, 'Show everything');
    await page.getByRole('table').getByText('Sees every repository').waitFor();
    const everything = await namesSeen(api, token);
    await page.getByLabel('Sees every repository').click();
    await agree(page, 'Only what is granted');
    await page.getByText('None is public or granted.').waitFor();

    expect(end).toMatch(/^2037-(01-31|02-01)T/);
    expect([seen, revoked, everything, await namesSeen(api, token)]).toEqual([
      ['hall/app'],
      [],
      ['hall/app'],
      [],
    ]);
    await close();
  });

  test('of a repository one sees its copy, has it fetched, says who sees it, and removes it', async () => {
    await addConnection(api, { url: host.url, repos: ['lib'], repositoryPathPattern: 'hall/{repo}' });
    const person = await api.createUser('granted-gwen');
    const { id } = await repositoryNamed(api, 'hall/lib');
    await api.services.background.idle();
    const { page, close } = await open(`/site-admin/repositories/${id}`);

    await page.getByText('Copied', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Check connection' }).click();
    await page.getByText('It can be reached').waitFor();
    const fetched = page.locator('dd').nth(2).locator('time');
    const before = await fetched.getAttribute('datetime');
    api.clock.advance(60);
    await page.getByRole('button', { name: 'Update now' }).click();
    await fetched.and(page.locator(`:not([datetime="${before}"])`)).waitFor();
    await page.getByRole('link', { name: 'Who sees it' }).click();
    await page.getByRole('table').getByText('Site admin').waitFor();
    await page.getByRole('button', { name: 'Grant to an account' }).click();
    await page.getByRole('combobox', { name: 'Account' }).fill('gwen');
    await page.getByRole('option', { name: 'granted-gwen' }).click();
    await agree(page, 'Grant');
    await page.getByLabel('Why').selectOption('granted');
    await page
      .getByRole('row')
      .filter({ hasText: 'granted-gwen' })
      .getByText('Granted', { exact: true })
      .waitFor();
    const granted = await namesSeen(api, person);
    await choose(page, 'granted-gwen', 'Revoke');
    await agree(page, 'Revoke');
    await page.getByText('Nobody matches').waitFor();
    await page.getByLabel('Everybody sees it').click();
    await agree(page, 'Show to everybody');
    await page.getByText('For everybody').first().waitFor();
    const shownToAll = await namesSeen(api, person);
    await page.getByRole('link', { name: 'Copy', exact: true }).click();
    await page.getByRole('button', { name: 'Remove' }).click();
    await agree(page, 'Remove');
    await page.getByRole('heading', { name: 'Repositories', exact: true }).waitFor();

    expect([granted, shownToAll, await namesSeen(api, person)]).toEqual([['hall/lib'], ['hall/lib'], []]);
    await close();
  });

  test('a person sees which repositories they see, and has nothing to change there', async () => {
    await addConnection(api, { url: 'https://git.example.org', repos: ['open'], visibility: 'public' });
    const person = await api.createUser('plain-pia');
    const { page, close } = await open('/users/plain-pia/settings/repositories', person.cookie);

    await page
      .getByRole('table', { name: 'Repositories that plain-pia sees' })
      .getByText('git.example.org/open')
      .waitFor();

    expect(await page.getByRole('button', { name: 'Grant' }).count()).toBe(0);
    expect(await page.getByRole('switch').count()).toBe(0);
    await close();
  });
});
