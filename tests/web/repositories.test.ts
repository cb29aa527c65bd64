import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { numberIn } from '../support/access-tokens.js';
import { startTestApi, type TestApi } from '../support/api.js';
import { repositoriesDirectory } from '../support/git.js';
import { addConnection, namesSeen, repositoryNamed } from '../support/repositories.js';
import { configure } from '../support/site-configuration.js';
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

  test('what waits for somebody without an account is granted, found, and revoked, and theirs when they come', async () => {
    await configure(api, { 'permissions.userMapping': { bindID: 'username' } });
    await addConnection(api, { url: 'file:///later', repos: ['app', 'lib'] });
    const { page, close } = await open('/site-admin/repositories');
    const grantTo = async (name: string, repository: string, day?: string) => {
      await page.getByRole('button', { name: 'Grant a repository' }).click();
      await page.getByRole('textbox', { name: 'User name' }).fill(name);
      await page.getByRole('combobox', { name: 'Repository' }).fill(repository);
      await page.getByRole('option', { name: repository }).click();
      if (day) await page.getByLabel('Last day').fill(day);
      await agree(page, 'Grant');
      await page.getByText(`${repository} is granted to ${name}.`).waitFor();
    };
    const rows = page.getByRole('table', { name: 'Pending grants' }).getByRole('row');

    await page.getByRole('link', { name: 'Pending grants' }).click();
    await page.getByText('Nobody is waited for').waitFor();
    await grantTo('newcomer', 'later/app', '2037-01-31');
    await grantTo('newcomer', 'later/lib');
    await grantTo('nobody-yet', 'later/lib');
    const end = await rows.filter({ hasText: 'later/app' }).locator('time').last().getAttribute('datetime');
    await page.getByRole('searchbox', { name: 'Who or repository' }).fill('NOBODY');
    await page.getByText('1–1 of 1').waitFor();
    const found = await rows.count();
    await choose(page, 'nobody-yet and later/lib', 'Revoke');
    await agree(page, 'Revoke');
    await page.getByText('No grant matches').waitFor();
    await page.getByRole('link', { name: 'show all of them' }).click();
    await page.getByText('1–2 of 2').waitFor();
    const newcomer = await api.createServiceAccount('newcomer');
    const token = await api.createToken(newcomer.id);
    await api.createServiceAccount('nobody-yet');
    await page.reload();
    await page.getByText('Nobody is waited for').waitFor();
    await configure(api, { 'permissions.userMapping': { enabled: false } });
    await page.reload();
    await page.getByText('Nothing more can be granted here').waitFor();

    expect(end).toMatch(/^2037-(01-31|02-01)T/);
    expect(found).toBe(2);
    expect(await namesSeen(api, token)).toEqual(expect.arrayContaining(['later/app', 'later/lib']));
    expect(await page.getByRole('button', { name: 'Grant a repository' }).count()).toBe(0);
    await configure(api, {});
    await close();
  });

  test('permission syncs are asked for, found by what they are about and how they are, and stopped with a reason', async () => {
    await api.createServiceAccount('synced-robot');
    const waiting = await api.createServiceAccount('waiting-robot');
    await addConnection(api, { url: 'file:///synced', repos: ['app'] });
    // One that waits, as another process works on it.
    await api.database.db.query(
      `WITH job AS (
         INSERT INTO permission_sync_jobs (state, reason, user_id, queued_at)
         VALUES ('QUEUED', 'REASON_MANUAL_USER_SYNC', $1, now()) RETURNING id
       ) INSERT INTO leases (name, holder, until)
       SELECT 'permission sync:' || id, gen_random_uuid(), clock_timestamp() + interval '1 hour' FROM job`,
      [numberIn(waiting.id)],
    );
    const { page, close } = await open('/site-admin/permission-syncs?state=failed');
    const row = (name: string) =>
      page.getByRole('table', { name: 'Permission syncs' }).getByRole('row').filter({ hasText: name });

    await page.getByText('No sync matches').waitFor();
    await page.getByRole('link', { name: 'show all of them' }).click();
    await row('waiting-robot').getByText('Queued').waitFor();
    await page.getByRole('button', { name: 'Sync now' }).click();
    await page.getByRole('combobox', { name: 'Account' }).fill('synced');
    await page.getByRole('option', { name: 'synced-robot' }).click();
    await agree(page, 'Sync');
    await row('synced-robot').getByText('Done').waitFor();
    await page.getByRole('button', { name: 'Sync now' }).click();
    await page.getByRole('dialog').getByText('A repository').click();
    await page.getByRole('combobox', { name: 'Repository' }).fill('synced');
    await page.getByRole('option', { name: 'synced/app' }).click();
    await agree(page, 'Sync');
    await row('synced/app').getByText('Done').waitFor();
    const whoAsked = await row('synced/app').getByText('Asked for by').innerText();
    await page.getByLabel('About').selectOption('accounts');
    await row('synced/app').waitFor({ state: 'detached' });
    await page.getByRole('searchbox', { name: 'Account' }).fill('WAITING');
    await row('synced-robot').waitFor({ state: 'detached' });
    await choose(page, 'waiting-robot', 'Stop');
    await page.getByRole('dialog').getByLabel('Why').fill('It leaves soon');
    await agree(page, 'Stop the sync');
    await row('waiting-robot').getByText('Stopped').waitFor();
    await row('waiting-robot').getByText('It leaves soon').waitFor();
    await choose(page, 'waiting-robot', 'Sync again');
    await row('waiting-robot').getByText('Done').waitFor();
    const { search } = new URL(page.url());
    await page.goto('/site-admin/service-accounts/synced-robot/repositories');
    await page.getByRole('link', { name: 'Syncs', exact: true }).click();
    await row('synced-robot').getByText('Done').waitFor();

    expect(whoAsked).toBe('Asked for by admin');
    expect(search).toBe('?about=accounts&q=WAITING');
    expect(await page.getByRole('searchbox', { name: 'Account' }).inputValue()).toBe('synced-robot');
    await close();
  });

  test('a search job is started, watched, downloaded, stopped and deleted, by whoever is signed in', async () => {
    const repos = ['searched-app', 'searched-lib'];
    for (const name of repos) await (await host.create(name)).commit({ 'README.md': `# ${name}\n` });
    await addConnection(api, {
      url: host.url,
      repos,
      repositoryPathPattern: '{repo}',
      visibility: 'public',
    });
    await api.services.background.idle();
    const person = await api.createUser('searching-sam');
    // One that goes on, as another process works on it.
    await api.database.db.query(
      `INSERT INTO search_jobs (query, creator_id, state, created_at, started_at, task_count, completed_count)
       VALUES ('endless search', $1, 'PROCESSING', now(), now(), 4, 1)`,
      [numberIn(person.id)],
    );
    const { page, close } = await open('/users/searching-sam/settings', person.cookie);
    const table = page.getByRole('table', { name: 'Search jobs' });
    const row = (query: string) => table.getByRole('row').filter({ hasText: query });
    const download = async (item: string) => {
      const [file] = await Promise.all([page.waitForEvent('download'), choose(page, 'repo:searched', item)]);
      return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
    };

    await page.getByRole('link', { name: 'Search jobs' }).click();
    await row('endless search').getByText('1 of 4 repositories').waitFor();
    await page.getByRole('link', { name: 'New search job' }).click();
    await page.getByRole('textbox', { name: 'Query' }).fill('type:symbol x');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('alert').getByText('Type:symbol is not supported in search jobs').waitFor();
    await page.getByRole('textbox', { name: 'Query' }).fill('repo:searched- app');
    await page.getByRole('button', { name: 'Start' }).click();
    await row('repo:searched').getByText('Done').waitFor();
    await row('repo:searched').getByText('2 repositories').waitFor();
    const results = await download('Download results');
    const log = await download('Download the log');
    await page.getByRole('button', { name: 'Query' }).click();
    await table.locator('[aria-sort="ascending"]').getByText('Query').waitFor();
    await table.getByRole('row').nth(1).filter({ hasText: 'endless search' }).waitFor();
    await page.getByRole('button', { name: 'Query' }).click();
    await table.locator('[aria-sort="descending"]').getByText('Query').waitFor();
    await table.getByRole('row').nth(1).filter({ hasText: 'repo:searched' }).waitFor();
    await page.getByLabel('State').selectOption('open');
    await row('repo:searched').waitFor({ state: 'detached' });
    await choose(page, 'endless search', 'Stop');
    await agree(page, 'Stop the job');
    await page.getByText('No search job matches').waitFor();
    await page.getByRole('link', { name: 'show all of them' }).click();
    await row('endless search').getByText('Stopped').waitFor();
    const columns = await table.getByRole('columnheader').allInnerTexts();
    await choose(page, 'endless search', 'Delete');
    await agree(page, 'Delete');
    await row('endless search').waitFor({ state: 'detached' });
    await close();
    const admins = await open('/search-jobs');
    await admins.page.getByRole('link', { name: 'searching-sam' }).waitFor();
    await admins.page.getByLabel('Created by').selectOption('own');
    await admins.page.getByText('No search job matches').waitFor();
    await admins.close();

    expect(results.name).toMatch(/^search-jobs_\d+_.*\.jsonl$/);
    expect(results.text).toContain('README.md');
    expect(log.text).toContain('searched-lib');
    expect(columns).not.toContain('Created by');
  });
});
