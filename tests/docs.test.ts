import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { permissionCatalogue, permissionName } from '../src/authz/permissions.js';
import { readConfig, settingNames } from '../src/config.js';
import { defaultCostLimits } from '../src/graphql/cost.js';
import { schema } from '../src/graphql/schema.js';
import { readSiteSettings, servedKeys } from '../src/modules/site/site-settings.js';
import { startTestApi, type TestApi } from './support/api.js';
import { unreachableMail } from './support/mail-server.js';
import { codeBlocks, pages, prose, quoted, readPage, tableRows } from './support/markdown.js';
import { configure } from './support/site-configuration.js';

// What the pages say about the code is what the code says. Their examples run in docs-examples.test.ts, their error
// texts in troubleshooting.test.ts.

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  // Some paths are there only where mail can be sent.
  await configure(api, unreachableMail);
});
afterAll(() => api.close());

test('every link leads to a file, and to a heading in it', () => {
  const broken = pages.flatMap((page) =>
    [...prose(readPage(page)).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^https?:/.test(target) && !leadsSomewhere(page, target))
      .map((target) => `${page}: ${target}`),
  );

  expect(broken).toEqual([]);
});

function leadsSomewhere(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(file)) return false;
  return anchor === undefined || headingsOf(file).includes(anchor);
}

/** Headings of a page as GitHub links to them. */
const headingsOf = (file: string): string[] =>
  [...prose(readPage(file)).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

test('every file, command and path of the server that a page names is there', async () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const missing: string[] = [];

  for (const page of pages) {
    const text = readPage(page);
    for (const name of quoted(prose(text))) {
      const isFile = /^(src|tests|prisma|scripts|docs|sdk|bench|\.ci)\/[\w./-]+$/.test(name);
      if (isFile && !existsSync(name)) missing.push(`${page}: ${name}`);
      const [, method = 'GET', path = ''] = /^(?:(GET|POST) )?(\/[\w./-]+)$/.exec(name) ?? [];
      if (path && !(await isServed(method, path))) missing.push(`${page}: ${name}`);
    }
    for (const [, script = ''] of text.matchAll(/npm run ([\w:]+)/g)) {
      if (!(script in scripts)) missing.push(`${page}: npm run ${script}`);
    }
  }

  expect(missing).toEqual([]);
});

async function isServed(method: string, path: string): Promise<boolean> {
  const response = await api.fetch(path, { method, ...(method === 'POST' && { body: '{}' }) });
  return response.status !== 404;
}

test('every GraphQL example is valid', () => {
  const invalid = pages.flatMap((page) =>
    codeBlocks(readPage(page))
      .filter(({ language }) => language === 'graphql')
      .flatMap(({ text, line }) =>
        validate(schema, parse(text)).map((error) => `${page}:${line}: ${error.message}`),
      ),
  );

  expect(invalid).toEqual([]);
});

test('.env.example explains exactly the settings that there are, with their defaults', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n');
  const given = lines.flatMap((line) => {
    const [, name, value = ''] = /^# ([A-Z_]+)=(.*)$/.exec(line) ?? [];
    return name ? [[name, value] as const] : [];
  });
  const defaults: Record<string, unknown> = readConfig({});

  expect(given.map(([name]) => name).sort()).toEqual([...settingNames].sort());
  const read: Record<string, unknown> = readConfig(Object.fromEntries(given));
  for (const name of Object.keys(defaults)) expect(read[name], name).toEqual(defaults[name]);
  expect(
    lines.filter((line) => line !== '' && !line.startsWith('#')),
    'lines that set something',
  ).toEqual([]);
});

test('the table of the site configuration has exactly the keys in force, with their defaults', () => {
  const rows = tableRows(readPage('docs/configuration.md'), '## Site configuration').map(
    ([key = '', value = '']) =>
      [quoted(key)[0] ?? '', JSON.parse(quoted(value)[0] ?? '') as unknown] as const,
  );
  const said: Record<string, unknown> = {};
  for (const [key, value] of rows) {
    const served = servedKeys.find((candidate) => key.startsWith(`${candidate}.`));
    put(said, served ? [served, ...key.slice(served.length + 1).split('.')] : [key], value);
  }

  expect(rows.map(([key]) => key)).toEqual(settingKeys(readSiteSettings('{}')));
  expect(readSiteSettings(JSON.stringify(said))).toEqual(readSiteSettings('{}'));
});

const settingKeys = (settings: Record<string, unknown>): string[] =>
  Object.entries(settings).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
      ? settingKeys(value as Record<string, unknown>).map((inner) => `${key}.${inner}`)
      : [key],
  );

function put(into: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) into[key] = value;
  else {
    into[key] ??= {};
    put(into[key] as Record<string, unknown>, rest, value);
  }
}

test('the permission catalogue in the pages is that of the code', () => {
  const said = tableRows(readPage('docs/roles.md'), '## Permission catalogue').map(
    ([name = '', inUserRole, meaning]) => [quoted(name)[0], inUserRole, meaning],
  );

  expect(said).toEqual(
    permissionCatalogue.map((permission) => [
      permissionName(permission),
      permission.inUserRole ? 'yes' : 'no',
      permission.meaning,
    ]),
  );
});

test('the table of audit events has exactly the entities and actions of the code', () => {
  const said = tableRows(readPage('docs/audit.md'), '## Entities and actions').map(
    ([entity = '', action = '']) => `${quoted(entity)[0]} ${quoted(action)[0]}`,
  );
  const [, declared = ''] =
    /interface AuditActions \{\n([\s\S]*?)\n\}/.exec(readFileSync('src/audit/events.ts', 'utf8')) ?? [];
  const inCode = [...declared.matchAll(/^ {2}'?([\w./]+)'?:([^;]*);$/gm)].flatMap(
    ([, entity, actions = '']) =>
      [...actions.matchAll(/'(\w+)'/g)].map(([, action]) => `${entity} ${action}`),
  );

  expect(inCode.length).toBeGreaterThan(0);
  expect(said).toEqual(inCode);
});

test('the sample of an audit line has the fields of a real one, and the table explains each', async () => {
  const page = readPage('docs/audit.md');
  const [sample] = codeBlocks(page).filter(({ text }) => text.startsWith('{\n  "timestampNanos"'));
  const account = await api.createServiceAccount('line-sample');
  const { token } = await api.createToken(account.id, { note: 'nightly build' });
  await api.query({ token }, 'query Nightly { roles { totalCount } }');
  const denied = JSON.parse(api.auditLines.at(-1) ?? '');
  const sudo = await api.createToken(api.admin.id, { note: 'sudo', scopes: ['user:all', 'site-admin:sudo'] });
  const asAdmin = { authorization: `token-sudo token="${sudo.token}",user="admin"` };
  await api.ask(
    asAdmin,
    'mutation ($id: ID!) { updateServiceAccount(serviceAccount: $id, input: { description: "x" }) { id } }',
    { id: account.id },
  );
  const changed = JSON.parse(api.auditLines.at(-1) ?? '');

  const said = tableRows(page, '## The line').flatMap(([names = '']) => quoted(names));
  const containers = ['Attributes', 'audit', 'actor'];

  expect(shapeOf(JSON.parse(sample?.text ?? ''))).toEqual(shapeOf(denied));
  expect(new Set([...said, ...containers])).toEqual(new Set([...namesIn(denied), ...namesIn(changed)]));
});

const shapeOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]))
    : typeof value;

/** Names of fields, as far down as the table explains them. */
const namesIn = (line: { Attributes: { audit: { actor: object } } }): string[] => [
  ...Object.keys(line),
  ...Object.keys(line.Attributes),
  ...Object.keys(line.Attributes.audit),
  ...Object.keys(line.Attributes.audit.actor),
];

test('the table of error codes has exactly the codes of the code', () => {
  const said = tableRows(readPage('docs/api.md'), '## Answers and errors')
    .map(([code = '']) => quoted(code)[0] ?? '')
    .filter((code) => code !== '');
  const [, declared = ''] = /type ErrorCode =\n([\s\S]*?);/.exec(readFileSync('src/errors.ts', 'utf8')) ?? [];
  const inCode = [...declared.matchAll(/'(\w+)'/g)].map(([, code]) => code);

  expect(inCode.length).toBeGreaterThan(0);
  expect(said.sort()).toEqual([...inCode, 'INTERNAL', 'ErrQueryComplexityLimitExceeded'].sort());
});

test('the table of limits has the limits of the code', () => {
  const said = Object.fromEntries(
    tableRows(readPage('docs/api.md'), '## Limits').map(([, limit = '', key = '']) => [
      quoted(key)[0] ?? '',
      Number(limit),
    ]),
  );

  expect(said).toEqual({ ...readSiteSettings('{}').rateLimits, '': defaultCostLimits.maxDirectives });
});

test('the table of metrics has exactly the metrics of Gatehouse', () => {
  const said = tableRows(readPage('docs/configuration.md'), '## Health and metrics')
    .flatMap(([name = '']) => quoted(name))
    .filter((name) => name.startsWith('gatehouse_'));
  const served = api.services.metrics.registry.getMetricsAsArray().map(({ name }) => name);

  expect(said.sort()).toEqual(served.filter((name) => name.startsWith('gatehouse_')).sort());
});
