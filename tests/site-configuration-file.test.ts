import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  adminSettings,
  ask,
  killServers,
  runServer,
  signIn,
  startServer,
  temporaryDirectory,
} from './support/process.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let data: { path: string; remove(): Promise<void> };
let file: string;
beforeAll(async () => {
  data = await temporaryDirectory();
  file = join(data.path, 'site.jsonc');
});
afterAll(async () => {
  await killServers();
  await data.remove();
});
const settings = (more: Record<string, string> = {}) => ({
  ...adminSettings,
  DATA_DIR: data.path,
  SITE_CONFIG_FILE: file,
  ...more,
});
const state =
  '{ site { allowSiteSettingsEdits siteConfigurationFromFile allowEditSiteConfigurationWithFile configuration { id effectiveContents history(first: 1) { nodes { author { username } } } } } }';

test('SITE_CONFIG_FILE has the say: at start, when it changes, and against changes through the API', async () => {
  await writeFile(file, '{ "auth.minPasswordLength": 13 }');
  const server = await startServer(settings());
  const admin = await signIn(server.url);

  const { site } = await ask(server.url, admin, state);
  expect(site).toMatchObject({
    allowSiteSettingsEdits: false,
    siteConfigurationFromFile: true,
    allowEditSiteConfigurationWithFile: false,
    configuration: {
      effectiveContents: '{ "auth.minPasswordLength": 13 }',
      history: { nodes: [{ author: null }] },
    },
  });
  await expect(
    ask(
      server.url,
      admin,
      `mutation { updateSiteConfiguration(lastID: ${site.configuration.id}, input: "{}") }`,
    ),
  ).rejects.toThrow('updating site configuration not allowed when using SITE_CONFIG_FILE');

  await writeFile(file, '{ "auth.minPasswordLength": 14 }');
  await vi.waitFor(
    async () => {
      const { site } = await ask(server.url, admin, state);
      expect(site.configuration.effectiveContents).toBe('{ "auth.minPasswordLength": 14 }');
    },
    { timeout: 10_000, interval: 100 },
  );

  await writeFile(file, '{ "auth.minPasswordLength": "x" }');
  await vi.waitFor(
    async () => {
      const { site } = await ask(server.url, admin, '{ site { alerts { message } } }');
      expect(site.alerts).toMatchObject([
        { message: expect.stringContaining('SITE_CONFIG_FILE: invalid site configuration: line 1') },
      ]);
    },
    { timeout: 10_000, interval: 100 },
  );
  server.kill('SIGTERM');
  await server.exited;
});

test('SITE_CONFIG_FILE that cannot be used ends the start with one line that says why', async () => {
  const server = await runServer(settings());
  expect(server).toMatchObject({ code: 1 });
  expect(server.stderr).toContain(
    'SITE_CONFIG_FILE: invalid site configuration: line 1: auth.minPasswordLength',
  );

  const missing = await runServer(settings({ SITE_CONFIG_FILE: join(data.path, 'none.jsonc') }));
  expect(missing.stderr).toContain('SITE_CONFIG_FILE: ENOENT');
});

test('SITE_CONFIG_FILE with SITE_CONFIG_ALLOW_EDITS lets admins change it until the next start', async () => {
  await writeFile(file, '{ "auth.minPasswordLength": 15 }');
  const server = await startServer(settings({ SITE_CONFIG_ALLOW_EDITS: 'true' }));
  const admin = await signIn(server.url);
  const { site } = await ask(server.url, admin, state);
  expect(site).toMatchObject({ allowSiteSettingsEdits: true, allowEditSiteConfigurationWithFile: true });

  await ask(
    server.url,
    admin,
    `mutation { updateSiteConfiguration(lastID: ${site.configuration.id}, input: "{}") }`,
  );
  expect((await ask(server.url, admin, state)).site.configuration.effectiveContents).toBe('{}');
  server.kill('SIGTERM');
  await server.exited;

  const again = await startServer(settings());
  expect((await ask(again.url, await signIn(again.url), state)).site.configuration.effectiveContents).toBe(
    '{ "auth.minPasswordLength": 15 }',
  );
  again.kill('SIGTERM');
  await again.exited;
});
