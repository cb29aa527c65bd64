import { mkdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import type { Browser, Page, Request, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../support/api.js';
import { createTestDatabase } from '../support/database.js';
import { chromiumPath, openBrowser, visit } from './browser.js';
import { faintFields } from './field-contrast.js';
import { type Furnished, furnish } from './world.js';

/** Where pictures of the pages go, when they are wanted: `npm run screenshots`. */
const screenshots = process.env['SCREENSHOTS'];

interface PageOfApp {
  name: string;
  path: string;
  as: 'nobody' | 'admin' | 'person';
  /** Brings the page into the state to look at, and waits for it. */
  open?: (page: Page) => Promise<unknown>;
}

/** Initial JavaScript, gzipped: what signing in and what any other page may load. */
const budget = { signIn: 250_000, other: 450_000 };

/** What was seen of one page. */
interface Visited {
  name: string;
  title: string;
  headings: number;
  scriptBytes: number;
  fields: number;
  problems: string[];
}

describe.skipIf(!chromiumPath)('every page of the web app', () => {
  let api: TestApi;
  let browser: Browser;
  let visited: Visited[];
  beforeAll(async () => {
    if (screenshots) mkdirSync(screenshots, { recursive: true });
    [api, browser] = await Promise.all([startTestApi(), openBrowser()]);
    const world = await furnish(api);
    visited = [];
    for (const [as, cookie] of Object.entries({
      nobody: undefined,
      admin: api.admin.cookie,
      person: world.person,
    })) {
      const { page, close } = await visit(browser, api.url, { cookie });
      watchRequests(page);
      for (const one of pagesOf(world).filter((candidate) => candidate.as === as)) {
        visited.push(await look(page, one));
      }
      await close();
    }
  }, 400_000);
  afterAll(async () => {
    await browser?.close();
    await api?.close();
  });

  test('is fit for screen readers and weak eyes in light and dark, and no wider than a phone', () => {
    const problems = visited.flatMap(({ name, problems }) =>
      problems.map((problem) => `${name}: ${problem}`),
    );
    expect(visited.length).toBeGreaterThan(40);
    expect([...new Set(problems)]).toEqual([]);
    expect(visited.reduce((sum, { fields }) => sum + fields, 0)).toBeGreaterThan(100);
  });

  test('has one heading of the first order, and a title of its own', () => {
    for (const { name, title, headings } of visited) {
      expect(headings, name).toBe(1);
      expect(title, name).toMatch(/^.+ · Gatehouse$/);
    }
  });

  test('loads no more script than its budget', () => {
    for (const { name, scriptBytes } of visited) {
      expect(scriptBytes, name).toBeGreaterThan(50_000);
      expect(scriptBytes, name).toBeLessThan(name.startsWith('sign-in') ? budget.signIn : budget.other);
    }
  });

  test('of the service accounts takes the browser little work until it is there', async () => {
    const { page, context, close } = await visit(browser, api.url, { cookie: api.admin.cookie });
    const devtools = await context.newCDPSession(page);
    // Time of the processor, not of the clock: what else the machine does is not to the point.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const workSoFar = async (): Promise<number> => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
    };

    await page.goto('/site-admin/service-accounts');
    await page.getByRole('link', { name: 'ci-nightly' }).waitFor();
    const work = await workSoFar();
    // How fast the machine is, by what such pages are made of: elements, of which the browser works out the places.
    await page.evaluate(yardstick);
    const measure = (await workSoFar()) - work;

    expect(work).toBeGreaterThan(0.05 * measure);
    expect(work).toBeLessThan(3 * measure);
    await close();
  });

  test('of a fresh instance is the one that creates the first site admin', async () => {
    const database = await createTestDatabase();
    const fresh = await startTestApi({}, { database });
    const { page, close } = await visit(browser, fresh.url);
    watchRequests(page);
    const heading = page.getByRole('heading', { name: 'Create the first site admin' });

    const { problems } = await look(page, {
      name: 'first-admin',
      path: '/',
      as: 'nobody',
      open: () => heading.waitFor(),
    });

    expect(problems).toEqual([]);
    await close();
    await fresh.close();
    await database.drop();
  });
});

/** A piece of work for a browser that is always the same. */
const yardstick = `for (let round = 0; round < 20; round += 1) {
  const list = document.createElement('ul');
  for (let index = 0; index < 500; index += 1) {
    const item = list.appendChild(document.createElement('li'));
    item.textContent = 'item ' + index;
  }
  document.body.append(list);
  list.getBoundingClientRect();
  list.remove();
}`;

/** Opens a page, looks at it in light and dark, and on a narrow screen, and takes pictures if they are wanted. */
async function look(page: Page, { name, path, open }: PageOfApp): Promise<Visited> {
  const scripts = new Map<string, Promise<number>>();
  const note = (response: Response) => {
    if (!response.url().endsWith('.js')) return;
    scripts.set(
      response.url(),
      response.body().then((body) => gzipSync(body).length),
    );
  };
  const picture = async (how: string) => {
    if (screenshots) await page.screenshot({ path: `${screenshots}/${name}-${how}.png`, fullPage: true });
  };
  page.on('response', note);
  await page.setViewportSize({ width: 1200, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(path);
  await (open ?? settled)(page);
  page.off('response', note);
  const sizes = await Promise.all(scripts.values());

  await page.evaluate(axe.source);
  const problems = await problemsOf(page);
  const { seen, faint } = await faintFields(page);
  problems.push(...faint);
  await picture('light');
  // It is the same document in other colours and widths: only what goes by those is looked at again.
  await page.emulateMedia({ colorScheme: 'dark' });
  problems.push(...(await problemsOf(page, ['color-contrast', 'link-in-text-block'])));
  problems.push(...(await faintFields(page)).faint);
  await picture('dark');
  await page.setViewportSize({ width: 375, height: 800 });
  problems.push(
    ...(await problemsOf(page, ['scrollable-region-focusable', 'nested-interactive', 'button-name'])),
  );
  await picture('375-dark');
  if (screenshots) {
    await page.emulateMedia({ colorScheme: 'light' });
    await atRest(page);
  }
  await picture('375');
  return {
    name,
    title: await page.title(),
    headings: await page.locator('h1').count(),
    scriptBytes: sizes.reduce((sum, size) => sum + size, 0),
    fields: seen,
    problems,
  };
}

/** What each page has asked for and has no answer to yet. */
const underWay = new WeakMap<Page, Set<Request>>();

function watchRequests(page: Page): void {
  const open = new Set<Request>();
  underWay.set(page, open);
  page.on('request', (request) => open.add(request));
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
}

/** Waits until everything asked for is here and drawn, and nothing more is asked for because of it. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  for (let quiet = 0; quiet < 3; ) {
    quiet = underWay.get(page)?.size ? 0 : quiet + 1;
    await drawn(page);
  }
}

/** Waits for what fades and moves: halfway, colours are weaker than they are. What never ends is not waited for. */
async function atRest(page: Page): Promise<void> {
  await drawn(page);
  await page.evaluate(`Promise.allSettled(
    document.getAnimations()
      .filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime))
      .map(({ finished }) => finished),
  )`);
}

/** Waits until what has changed is on the screen. */
const drawn = (page: Page): Promise<unknown> =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** What axe finds that is serious, and whether the page or a table has to be scrolled sideways. */
async function problemsOf(page: Page, rules?: string[]): Promise<string[]> {
  await atRest(page);
  const options = JSON.stringify(rules ? { runOnly: rules } : {});
  const violations: Violation[] = await page.evaluate(
    `axe.run(${options}).then(({ violations }) => violations)`,
  );
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} of ${nodes[0]?.target.join(' ')}: ${nodes[0]?.failureSummary}`);
  const overflow: number = await page.evaluate(
    `Math.max(...[document.documentElement, ...document.querySelectorAll('.table-frame')]
      .map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))`,
  );
  return overflow > 0 ? [...serious, `it, or a table, is ${overflow} px wider than its place`] : serious;
}

/** All of them, and dialogs and menus that are open. */
function pagesOf({ role, token, host, repository, invitation }: Furnished): PageOfApp[] {
  const admin = (name: string, path: string, open?: PageOfApp['open']): PageOfApp => ({
    name,
    path: `/site-admin/${path}`,
    as: 'admin',
    ...(open && { open }),
  });
  const dialog = async (page: Page) => {
    await settled(page);
    await page.getByRole('dialog').waitFor();
  };
  const menu = (of: string) => async (page: Page) => {
    await settled(page);
    await page
      .getByRole('button', { name: `Actions for ${of}` })
      .first()
      .click();
    await page.getByRole('menu').waitFor();
  };
  const own = (tab: string, open?: PageOfApp['open']): PageOfApp => ({
    name: `own-${tab.replaceAll('/', '-')}`,
    path: `/users/bea/settings/${tab}`,
    as: 'person',
    ...(open && { open }),
  });
  return [
    { name: 'sign-in', path: '/sign-in', as: 'nobody' },
    { name: 'sign-in-again', path: '/sign-in?ended&returnTo=/site-admin', as: 'nobody' },
    { name: 'password-reset', path: '/password-reset?userID=1&code=x', as: 'nobody' },
    {
      name: 'password-reset-incomplete',
      path: '/password-reset',
      as: 'nobody',
      open: (page) => page.getByText('The link is not complete').waitFor(),
    },
    { name: 'unlock-account', path: '/unlock-account?token=x', as: 'nobody' },
    admin('service-accounts', 'service-accounts'),
    admin('service-accounts-none', 'service-accounts?q=nothing-like-it'),
    admin('service-account-create', 'service-accounts/new'),
    admin('service-account-created', 'service-accounts/ci-nightly?created'),
    admin('service-account', 'service-accounts/ci-nightly'),
    admin('service-account-menu', 'service-accounts/ci-nightly', menu('nightly build')),
    admin('service-account-revoke', 'service-accounts/ci-nightly', async (page) => {
      await menu('nightly build')(page);
      await page.getByRole('menuitem', { name: 'Revoke' }).click();
      await dialog(page);
    }),
    admin('service-account-disabled', 'service-accounts/migration-2024'),
    admin('service-account-roles', 'service-accounts/ci-nightly/roles'),
    admin('service-account-manage-roles', 'service-accounts/ci-nightly/roles?manage=roles', dialog),
    admin('service-account-repositories', 'service-accounts/ci-nightly/repositories'),
    admin('service-account-grant', 'service-accounts/ci-nightly/repositories?grant=new', dialog),
    admin('service-account-activity', 'service-accounts/ci-nightly/activity'),
    admin('service-account-settings', 'service-accounts/ci-nightly/settings'),
    admin('service-account-missing', 'service-accounts/nobody-at-all'),
    admin('token-create', 'service-accounts/ci-nightly/tokens/new'),
    admin('token-created', 'service-accounts/monitoring-dashboard/tokens/new', async (page) => {
      await page.getByLabel('What is it for?').fill(`board ${Date.now()}`);
      await page.getByRole('button', { name: 'Generate token' }).click();
      await page.getByText('Copy the token now').waitFor();
    }),
    admin('token-rotate', `service-accounts/ci-nightly/tokens/${token}/rotate`),
    admin('users', 'users'),
    admin('users-menu', 'users', menu('bea')),
    admin('users-deleted', 'users?state=deleted'),
    admin('users-manage-roles', 'users?roles=ci-nightly', dialog),
    admin('user-create', 'users/new'),
    admin('access-requests', 'access-requests'),
    admin('access-requests-menu', 'access-requests', menu('Dora')),
    admin('access-requests-approve', 'access-requests', async (page) => {
      await menu('Dora')(page);
      await page.getByRole('menuitem', { name: 'Approve' }).click();
      await dialog(page);
    }),
    admin('access-requests-none', 'access-requests?status=rejected'),
    admin('roles', 'roles'),
    admin('role-create', 'roles/new'),
    admin('role', `roles/${role}`),
    admin('access-tokens', 'access-tokens'),
    admin('organizations', 'organizations'),
    admin('organization-create', 'organizations/new'),
    { name: 'organization', path: '/organizations/platform', as: 'admin' },
    { name: 'organization-invite', path: '/organizations/platform?invite=new', as: 'admin', open: dialog },
    { name: 'invitation', path: invitation, as: 'person' },
    admin('audit-log', 'audit-log'),
    admin('audit-log-filtered', 'audit-log?kind=service_account&outcome=denied'),
    admin('audit-log-event', 'audit-log?outcome=denied', async (page) => {
      await settled(page);
      await page
        .getByRole('button', { name: /details$/ })
        .first()
        .click();
      await dialog(page);
      await page.getByText('Request', { exact: true }).waitFor();
    }),
    admin('configuration', 'configuration', (page) =>
      page
        .getByLabel('Site configuration')
        .locator('.cm-content')
        .or(page.locator('.cm-content'))
        .first()
        .waitFor(),
    ),
    admin('configuration-history', 'configuration/history'),
    admin('repositories', 'repositories'),
    admin('repositories-none', 'repositories?state=broken'),
    admin('repository', `repositories/${repository}`),
    admin('repository-access', `repositories/${repository}/access`),
    admin('repository-grant', `repositories/${repository}/access?grant=new`, async (page) => {
      await dialog(page);
      // The first field has the focus: arrows open its list.
      await page.keyboard.press('ArrowDown');
      await page.getByRole('option', { name: 'bea' }).waitFor();
    }),
    admin('pending-grants', 'pending-grants'),
    admin('pending-grants-grant', 'pending-grants?grant=new', dialog),
    admin('permission-syncs', 'permission-syncs'),
    admin('permission-syncs-sync', 'permission-syncs?sync=new', dialog),
    admin('permission-syncs-stop', 'permission-syncs?state=queued', async (page) => {
      await menu('git.example.org/data/pipeline')(page);
      await page.getByRole('menuitem', { name: 'Stop' }).click();
      await dialog(page);
    }),
    { name: 'search-jobs', path: '/search-jobs', as: 'admin' },
    { name: 'search-jobs-own', path: '/search-jobs', as: 'person' },
    { name: 'search-job-create', path: '/search-jobs/new', as: 'person' },
    admin('code-hosts', 'external-services'),
    admin('code-host-create', 'external-services/new'),
    admin('code-host-create-github', 'external-services/new?kind=github'),
    admin('code-host-create-gitlab', 'external-services/new?kind=gitlab'),
    admin('code-host', `external-services/${host}`),
    admin('code-host-configuration', `external-services/${host}/configuration`, (page) =>
      page.locator('.cm-content').waitFor(),
    ),
    admin('not-found', 'nowhere'),
    own('profile'),
    own('emails'),
    own('password'),
    own('tokens'),
    own('tokens/new'),
    own('organizations'),
    own('repositories'),
    { name: 'for-site-admins', path: '/site-admin/users', as: 'person' },
  ];
}
