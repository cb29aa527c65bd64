import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createTestDatabase, onServer, type TestDatabase } from './support/database.js';
import {
  adminSettings,
  ask,
  killServers,
  type ServerProcess,
  send,
  signIn,
  startServer,
  temporaryDirectory,
} from './support/process.js';

/** How often something is taken away. */
const rounds = Number(process.env['REVOCATION_ROUNDS'] ?? 20);
/** Requests to the other server that follow the answer to a change at once. */
const tries = 5;
/** Clients that keep each server busy meanwhile. */
const busyClients = 4;

vi.setConfig({ testTimeout: 120_000 + rounds * 5000, hookTimeout: 120_000 });

describe.skipIf(!onServer)('two server processes on one database', () => {
  let database: TestDatabase;
  let directory: { path: string; remove(): Promise<void> };
  let servers: [ServerProcess, ServerProcess];
  let admin: { cookie: string };

  const settings = () => ({
    DATABASE_URL: database.url as string,
    DATABASE_POOL_SIZE: '8',
    DATA_DIR: directory.path,
    GATEHOUSE_SECRET_KEYS: 'a key that both of the processes are given',
    ...adminSettings,
  });

  beforeAll(async () => {
    database = await createTestDatabase();
    directory = await temporaryDirectory();
    servers = await Promise.all([startServer(settings()), startServer(settings())]);
    admin = await signIn(servers[0].url);
  });
  afterAll(async () => {
    await killServers();
    await database.drop();
    await directory.remove();
  });

  const mutate = (server: ServerProcess, mutation: string, variables: Record<string, unknown> = {}) => {
    const parameters = Object.keys(variables).map((name) => `$${name}: ${name === 'ids' ? '[ID!]!' : 'ID!'}`);
    return ask(
      server.url,
      admin,
      `mutation ${parameters.length > 0 ? `(${parameters.join(', ')})` : ''} { it: ${mutation} }`,
      variables,
    );
  };

  let names = 0;
  async function accountWithToken(server: ServerProcess) {
    names += 1;
    const { it: account } = await mutate(
      server,
      `createServiceAccount(input: { name: "bot-${names}" }) { id }`,
    );
    const { it: token } = await mutate(
      server,
      'createAccessToken(user: $user, note: "n", scopes: ["user:all"], durationSeconds: 3600) { id token }',
      { user: account.id },
    );
    return { account: account.id as string, token };
  }

  const statusOf = async (server: ServerProcess, token: string) =>
    (await send(server.url, { token }, '{ currentUser { username } }'))?.status;

  test('that start at once on an empty installation serve both, with one first admin', async () => {
    for (const server of servers) {
      const { users } = await ask(server.url, admin, '{ users { nodes { username } } }');
      expect(users.nodes).toEqual([{ username: 'admin' }]);
      expect(server.stdout()).toContain(`Database: ${database.db.description}`);
    }
  });

  test('make tokens of one installation', async () => {
    const tokens = await Promise.all(servers.map((server) => accountWithToken(server)));

    const [first, second] = tokens.map(({ token }) => token.token.slice(0, 'sgp_01234567'.length));
    expect(first).toBe(second);
    for (const server of servers)
      for (const { token } of tokens) expect(await statusOf(server, token.token)).toBe(200);
  });

  /** Takes something away through one server; resolves with whether the other still grants it. */
  type Act = (here: ServerProcess, there: ServerProcess) => Promise<() => Promise<boolean>>;

  const acts: Record<string, Act> = {
    'a revoked token': async (here, there) => {
      const { token } = await accountWithToken(here);
      expect(await statusOf(there, token.token)).toBe(200);
      await mutate(here, 'deleteAccessToken(byID: $id) { alwaysNil }', { id: token.id });
      return async () => (await statusOf(there, token.token)) !== 401;
    },
    'the token of a disabled account': async (here, there) => {
      const { account, token } = await accountWithToken(there);
      expect(await statusOf(there, token.token)).toBe(200);
      await mutate(here, 'disableServiceAccount(serviceAccount: $id) { id }', { id: account });
      return async () => (await statusOf(there, token.token)) !== 401;
    },
    'the token of a deleted account': async (here, there) => {
      const { account, token } = await accountWithToken(here);
      expect(await statusOf(there, token.token)).toBe(200);
      await mutate(here, 'deleteServiceAccount(serviceAccount: $id) { alwaysNil }', { id: account });
      return async () => (await statusOf(there, token.token)) !== 401;
    },
    'a role that was taken': async (here, there) => {
      const { account, token } = await accountWithToken(here);
      const { it: role } = await mutate(
        there,
        `createRole(name: "role-${names}", permissions: ["UGVybWlzc2lvbjox"]) { id }`,
      );
      await mutate(here, 'setRoles(user: $id, roles: $ids) { alwaysNil }', { id: account, ids: [role.id] });
      const held = async () => {
        const { currentUser } = await ask(there.url, token, '{ currentUser { permissions { totalCount } } }');
        return currentUser.permissions.totalCount > 0;
      };
      expect(await held()).toBe(true);
      await mutate(here, 'setRoles(user: $id, roles: []) { alwaysNil }', { id: account });
      return held;
    },
    'a rotated token without overlap': async (here, there) => {
      const { token } = await accountWithToken(here);
      expect(await statusOf(there, token.token)).toBe(200);
      await mutate(here, 'rotateAccessToken(token: $id, overlapSeconds: 0) { id }', { id: token.id });
      return async () => (await statusOf(there, token.token)) !== 401;
    },
  };

  /** Keeps both servers busy while `work` runs; answers how many requests that were. */
  async function underLoad(work: () => Promise<void>): Promise<number> {
    const { token } = await accountWithToken(servers[0]);
    let answered = 0;
    let over = false;
    const clients = servers.flatMap((server) =>
      Array.from({ length: busyClients }, async () => {
        while (!over) {
          expect(await statusOf(server, token.token)).toBe(200);
          answered += 1;
        }
      }),
    );
    try {
      await work();
    } finally {
      over = true;
    }
    await Promise.all(clients);
    return answered;
  }

  test.each(Object.keys(acts))(
    `%s is not accepted by the other in any request after the answer, in ${rounds} rounds under load`,
    async (what) => {
      let late = 0;

      const answered = await underLoad(async () => {
        for (let round = 0; round < rounds; round += 1) {
          const [here, there] =
            round % 2 === 0 ? servers : ([...servers].reverse() as [ServerProcess, ServerProcess]);
          const stillGranted = await (acts[what] as Act)(here, there);
          const results = await Promise.all(Array.from({ length: tries }, stillGranted));
          late += results.filter(Boolean).length;
        }
      });

      expect(late).toBe(0);
      expect(answered).toBeGreaterThan(rounds);
    },
  );

  test('an account that is enabled again is accepted by the other in the next request', async () => {
    const { account, token } = await accountWithToken(servers[0]);
    await mutate(servers[0], 'disableServiceAccount(serviceAccount: $id) { id }', { id: account });
    expect(await statusOf(servers[1], token.token)).toBe(401);

    await mutate(servers[1], 'enableServiceAccount(serviceAccount: $id) { id }', { id: account });

    expect(await statusOf(servers[0], token.token)).toBe(200);
  });

  test('a session that ends on one is over on the other', async () => {
    const session = await signIn(servers[1].url);
    expect((await send(servers[0].url, session, '{ currentUser { id } }'))?.status).toBe(200);

    await fetch(`${servers[0].url}/-/sign-out`, { headers: session, redirect: 'manual' });

    expect((await send(servers[1].url, session, '{ currentUser { id } }'))?.status).toBe(401);
  });

  // That it takes no second is in site-configuration.test.ts, by the looks and not by a clock.
  test('a change of the configuration is in force on the other by itself', async () => {
    const lengthOn = async (server: ServerProcess) => {
      const { site } = await ask(
        server.url,
        admin,
        '{ site { configuration(returnSafeConfigsOnly: true) { effectiveContents } } }',
      );
      return JSON.parse(site.configuration.effectiveContents)['auth.minPasswordLength'] as number;
    };
    const { site } = await ask(servers[0].url, admin, '{ site { configuration { id } } }');

    await ask(
      servers[0].url,
      admin,
      'mutation ($lastID: Int!, $input: String!) { updateSiteConfiguration(lastID: $lastID, input: $input) }',
      { lastID: site.configuration.id, input: JSON.stringify({ 'auth.minPasswordLength': 21 }) },
    );

    expect(await lengthOn(servers[0])).toBe(21);
    await vi.waitFor(async () => expect(await lengthOn(servers[1])).toBe(21), {
      timeout: 20_000,
      interval: 20,
    });
  });

  test('one that ends leaves the other serving', async () => {
    const { token } = await accountWithToken(servers[0]);

    servers[0].kill('SIGTERM');

    expect((await servers[0].exited).code).toBe(0);
    expect(await statusOf(servers[1], token.token)).toBe(200);
  });
});
