import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { type TestApi, testPassword } from '../support/api.js';

/** The browser for these tests: what CHROMIUM_PATH names, or Debian's. Without one they are left out. */
export const chromiumPath = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
].find((path) => path && existsSync(path));

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox', '--disable-dev-shm-usage'] });

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** Fails the test when the page broke its content policy, threw, or asked another host for anything. */
  close(): Promise<void>;
}

interface VisitOptions {
  /** The session cookie of somebody who is signed in. */
  cookie?: string;
  width?: number;
  colorScheme?: 'light' | 'dark';
}

/** A fresh browser profile at the server of a test. */
export async function visit(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visit> {
  const { cookie, width = 1200, colorScheme = 'light' } = options;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: 800 },
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(10_000);
  if (cookie) {
    const [name = '', ...value] = cookie.split('=');
    await context.addCookies([{ name, value: value.join('='), url }]);
  }
  const problems: string[] = [];
  const page = await context.newPage();
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    // The browser itself reports every refused request; what pages make of those, the tests look at.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      problems.push(message.text());
    }
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) problems.push(`a request to ${request.url()}`);
  });
  return {
    page,
    context,
    async close() {
      await context.close();
      expect(problems).toEqual([]);
    },
  };
}

/** Signs in through the form. */
export async function signIn(page: Page, name: string, password = testPassword): Promise<void> {
  await page.getByLabel('Email or username').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Has the server's tables and logs searched for a secret that a page showed. */
export function noteSecret(api: TestApi, secret: string): void {
  api.secrets.noteAnswer(JSON.stringify({ token: secret }), []);
}
