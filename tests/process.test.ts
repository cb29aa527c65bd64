import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { readConfig, settingNames } from '../src/config.js';
import { testPassword } from './support/api.js';
import {
  adminSettings,
  ask,
  killServers,
  refusesConnections,
  runServer,
  send,
  signIn,
  startServer,
  temporaryDirectory,
} from './support/process.js';

// A first start makes a database, which takes seconds, and more on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let data: { path: string; remove(): Promise<void> };
beforeAll(async () => {
  data = await temporaryDirectory();
});
// What a failed test leaves running would fail those after it.
afterEach(killServers);
afterAll(() => data.remove());

const settings = () => ({ DATA_DIR: data.path });

/** A request of which the server has all but the last byte. */
async function unfinishedRequest(url: string, headers: Record<string, string>, body: string) {
  const sent = request(`${url}/.api/graphql`, {
    method: 'POST',
    agent: false,
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)), expect: '100-continue' },
  });
  const answer = new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    sent.once('error', reject);
    sent.once('response', async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode, body: text });
    });
  });
  answer.catch(() => {});
  sent.flushHeaders();
  // The server says so once it has begun with the request.
  await once(sent, 'continue');
  sent.write(body.slice(0, -1));
  return { answer, finish: () => sent.end(body.slice(-1)) };
}

// One installation lives through the tests up to the next `describe`, in this order.
describe('an installation', () => {
  let admin: { cookie: string };
  let token: string;

  test('says on its first start where it listens, what it keeps its data in, and how to make the first admin', async () => {
    const server = await startServer(settings());

    const [listens, database, ...rest] = server.stdout().trimEnd().split('\n');
    const port = new URL(server.url).port;
    expect(listens).toMatch(new RegExp(`^Gatehouse \\d+\\.\\d+\\.\\d+ listens on http://localhost:${port}$`));
    expect(database).toBe(`Database: embedded Postgres in ${join(data.path, 'postgres')}`);
    expect(rest[0]).toBe('There is no account yet. Create the first site admin:');
    expect(rest.join('\n')).toContain('GATEHOUSE_ADMIN_USERNAME');
    const [, url, body] = /curl (\S+) -d '(.*)'/.exec(rest[1] ?? '') ?? [];
    const response = await fetch(url as string, {
      method: 'POST',
      body: (body as string).replace('<12 characters or more>', testPassword),
    });
    expect(response.status).toBe(200);

    admin = await signIn(server.url);
    const { createServiceAccount } = await ask(
      server.url,
      admin,
      'mutation { createServiceAccount(input: { name: "ci" }) { id } }',
    );
    const { createAccessToken } = await ask(
      server.url,
      admin,
      'mutation ($user: ID!) { createAccessToken(user: $user, note: "n", scopes: ["user:all"], durationSeconds: 3600) { token } }',
      { user: createServiceAccount.id },
    );
    token = createAccessToken.token;
    server.kill('SIGTERM');
    expect(await server.exited).toMatchObject({ code: 0, signal: null });
  });

  test('finishes what is under way when it is told to end, writes what it holds, and ends with 0', async () => {
    const server = await startServer(settings());
    const before = await unfinishedRequest(
      server.url,
      { authorization: `Bearer ${token}`, 'user-agent': 'the last one' },
      '{"query":"{ currentUser { username } }"}',
    );

    server.kill('SIGTERM');
    await refusesConnections(server.url);
    before.finish();

    expect(await before.answer).toEqual({ status: 200, body: '{"data":{"currentUser":{"username":"ci"}}}' });
    const { code, stderr } = await server.exited;
    expect(code).toBe(0);
    const records = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.at(-1)).toMatchObject({ Attributes: { request: { rootFields: ['currentUser'] } } });
  });

  test('serves again on the same data: accounts, sessions, tokens, and the last use from just before its end', async () => {
    const server = await startServer(settings());

    expect(server.stdout()).not.toContain('There is no account yet');
    expect(await ask(server.url, { token }, '{ currentUser { username } }')).toEqual({
      currentUser: { username: 'ci' },
    });
    const { serviceAccount } = await ask(
      server.url,
      admin,
      '{ serviceAccount(name: "ci") { accessTokens { nodes { lastUsedAt lastUsedFrom { userAgent } } } } }',
    );
    expect(serviceAccount.accessTokens.nodes).toEqual([
      { lastUsedAt: expect.any(String), lastUsedFrom: { userAgent: 'the last one' } },
    ]);
    const { auditEvents } = await ask(
      server.url,
      admin,
      '{ auditEvents(filter: { actor: "ci" }) { nodes { entity } } }',
    );
    expect(auditEvents.nodes.length).toBeGreaterThanOrEqual(2);
    server.kill('SIGTERM');
    await server.exited;
  });

  test('ends at once when it is told a second time', async () => {
    const server = await startServer(settings());
    await unfinishedRequest(server.url, { authorization: `Bearer ${token}` }, '{"query":"{ site { id } }"}');

    server.kill('SIGTERM');
    await refusesConnections(server.url);
    server.kill('SIGTERM');

    expect((await server.exited).code).toBe(1);
  });

  test('works again after it was killed', async () => {
    const killed = await startServer(settings());
    killed.kill('SIGKILL');
    expect((await killed.exited).signal).toBe('SIGKILL');

    const server = await startServer(settings());

    expect((await send(server.url, { token }, '{ currentUser { username } }'))?.status).toBe(200);
    server.kill('SIGTERM');
    await server.exited;
  });

  test('is not started twice on its data, and the first goes on', async () => {
    const first = await startServer(settings());

    const second = await runServer(settings());

    expect(second).toMatchObject({
      code: 1,
      stderr: `gatehouse: the data directory ${data.path} is in use by another Gatehouse process\n`,
    });
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    first.kill('SIGTERM');
    await first.exited;
  });

  test('does not start with another secret key, and does with a new one beside its own', async () => {
    const own = (await readFile(join(data.path, 'secret.key'), 'utf8')).trim();
    const other = 'x'.repeat(32);

    const refused = await runServer({ ...settings(), GATEHOUSE_SECRET_KEYS: other });
    const server = await startServer({ ...settings(), GATEHOUSE_SECRET_KEYS: `${other},${own}` });

    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^gatehouse: the database .* was set up with another secret key: .*\n$/);
    expect((await send(server.url, admin, '{ currentUser { username } }'))?.status).toBe(200);
    server.kill('SIGTERM');
    await server.exited;
    const retired = await startServer({ ...settings(), GATEHOUSE_SECRET_KEYS: other });
    expect((await send(retired.url, admin, '{ currentUser { username } }'))?.status).toBe(401);
    retired.kill('SIGTERM');
    await retired.exited;
    await writeFile(join(data.path, 'secret.key'), `${other}\n`);
  });

  test('does not start on a port that is in use', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;

    const { code, stderr } = await runServer({ ...settings(), PORT: String(port) });
    holder.close();

    expect([code, stderr]).toEqual([1, `gatehouse: port ${port} is in use by another program: set PORT\n`]);
  });
});

describe('a start that cannot work ends with 1 and one line', () => {
  test.each<[Record<string, string>, string]>([
    [{ PORT: '70000' }, 'PORT: '],
    [{ PORT: 'http' }, 'PORT: '],
    [{ DATABASE_URL: 'mysql://localhost/x' }, 'DATABASE_URL: must start with postgresql://'],
    [{ DATABASE_POOL_SIZE: '1' }, 'DATABASE_POOL_SIZE: '],
    [
      { EXTERNAL_URL: 'gatehouse.example.com' },
      'EXTERNAL_URL: must be a URL like https://gatehouse.example.com',
    ],
    [
      { GATEHOUSE_SECRET_KEYS: 'short' },
      'GATEHOUSE_SECRET_KEYS: each key needs at least 32 characters; try: openssl rand -hex 32',
    ],
    [
      { GATEHOUSE_ADMIN_USERNAME: 'admin' },
      'GATEHOUSE_ADMIN_USERNAME, GATEHOUSE_ADMIN_EMAIL and GATEHOUSE_ADMIN_PASSWORD go together: set all or none',
    ],
    [{ PASSWORD_HASH_COST: '11' }, 'PASSWORD_HASH_COST: '],
    [{ TRUSTED_PROXIES: '-1' }, 'TRUSTED_PROXIES: '],
    [{ MAX_BODY_BYTES: '10' }, 'MAX_BODY_BYTES: '],
    [{ REQUEST_TIMEOUT_SECONDS: '0' }, 'REQUEST_TIMEOUT_SECONDS: '],
    [{ METRICS_TOKEN: 'short' }, 'METRICS_TOKEN: '],
    [{ INTROSPECTION: 'yes' }, 'INTROSPECTION: '],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL: '],
    [
      { DATABASE_URL: 'postgresql://gatehouse:hunter2hunter2@127.0.0.1:1/gatehouse' },
      'cannot reach the database postgresql://127.0.0.1:1/gatehouse: connect ECONNREFUSED 127.0.0.1:1',
    ],
    [{ DATA_DIR: '/dev/null/data' }, 'cannot'],
  ])('%j', async (wrong, text) => {
    const { path, remove } = await temporaryDirectory();

    const { code, stdout, stderr } = await runServer({ DATA_DIR: path, ...wrong });
    await remove();

    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^gatehouse: [^\n]+\n$/);
    expect(stderr).toContain(`gatehouse: ${text}`);
    expect(stderr).not.toContain('hunter2');
  });

  test.each([
    [
      'a directory that holds something else than a database',
      async (path: string) => writeFile(join(path, 'postgres'), 'no database'),
    ],
    ['a key file that holds no key', async (path: string) => writeFile(join(path, 'secret.key'), 'short\n')],
  ])('%s', async (_what, prepare) => {
    const { path, remove } = await temporaryDirectory();
    await prepare(path);

    const { code, stderr } = await runServer({ DATA_DIR: path });
    await remove();

    expect(code).toBe(1);
    expect(stderr).toMatch(/^gatehouse: [^\n]+\n$/);
    expect(stderr).toContain(path);
  });
});

describe('unattended installation', () => {
  test('makes the first admin from the settings, once, and says what is wrong with one that cannot be', async () => {
    const { path, remove } = await temporaryDirectory();
    const weak = await runServer({ DATA_DIR: path, ...adminSettings, GATEHOUSE_ADMIN_PASSWORD: 'short' });
    const first = await startServer({ DATA_DIR: path, ...adminSettings });

    expect(weak).toMatchObject({
      code: 1,
      stderr:
        'gatehouse: cannot create the first admin from GATEHOUSE_ADMIN_…: Your password may not be less than 12 or be more than 256 characters.\n',
    });
    expect(first.stdout()).not.toContain('There is no account yet');
    const admin = await signIn(first.url);
    expect(
      await ask(first.url, admin, '{ currentUser { username siteAdmin emails { email verified } } }'),
    ).toEqual({
      currentUser: {
        username: 'admin',
        siteAdmin: true,
        emails: [{ email: 'admin@example.com', verified: true }],
      },
    });
    first.kill('SIGINT');
    expect((await first.exited).code).toBe(0);

    const second = await startServer({
      DATA_DIR: path,
      ...adminSettings,
      GATEHOUSE_ADMIN_USERNAME: 'intruder',
    });
    expect(await ask(second.url, await signIn(second.url), '{ users { nodes { username } } }')).toEqual({
      users: { nodes: [{ username: 'admin' }] },
    });
    second.kill('SIGTERM');
    const { stdout, stderr } = await second.exited;
    expect(`${stdout}${stderr}`).not.toContain(testPassword);
    await remove();
  });
});

describe('.env.example', () => {
  const lines = async () => (await readFile(new URL('../.env.example', import.meta.url), 'utf8')).split('\n');
  const assigned = async () =>
    (await lines()).flatMap((line) => {
      const [, name, value] = /^#? ?([A-Z][A-Z_]+)=(.*)$/.exec(line) ?? [];
      return name ? [[name, value] as const] : [];
    });

  test('lists every setting once, with its meaning before it', async () => {
    const names = (await assigned()).map(([name]) => name);

    expect(names.toSorted()).toEqual(settingNames.toSorted());
    for (const [index, line] of (await lines()).entries()) {
      if (!/^#? ?[A-Z][A-Z_]+=/.test(line)) continue;
      expect((await lines())[index - 1], line).toMatch(/^# .*[a-z]|^#? ?[A-Z][A-Z_]+=/);
    }
  });

  test('paths are those of the directory where the server starts, also for programs that run elsewhere', () => {
    const { DATA_DIR, SSH_CONFIG_FILE } = readConfig({ SSH_CONFIG_FILE: 'ssh_config' });
    expect([DATA_DIR, SSH_CONFIG_FILE]).toEqual([resolve('data'), resolve('ssh_config')]);
  });

  test('shows the defaults, and nothing that does not start', async () => {
    const shown = Object.fromEntries(await assigned());
    const defaults = readConfig({});

    const given = readConfig(shown);
    for (const [name, value] of Object.entries(defaults))
      expect([name, given[name as keyof typeof given]]).toEqual([name, value]);
  });
});
