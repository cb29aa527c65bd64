import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Database } from '../src/db/database.js';
import { openEmbeddedDatabase } from '../src/db/embedded.js';
import { numberIn } from './support/access-tokens.js';
import { headersOf, testPassword } from './support/api.js';
import { findContradictions } from './support/consistency.js';
import {
  adminSettings,
  killServers,
  type ServerProcess,
  startServer,
  temporaryDirectory,
} from './support/process.js';

/** How often a server is killed. */
const rounds = Number(process.env['CRASH_ROUNDS'] ?? 5);
/** Clients that change things at once. */
const clients = 4;
/** A server is killed at a random moment within this time of its first answer. */
const maxLifeMs = 1500;

vi.setConfig({ testTimeout: 60_000 + rounds * 30_000, hookTimeout: 120_000 });

let data: { path: string; remove(): Promise<void> };
beforeAll(async () => {
  data = await temporaryDirectory();
});
afterAll(async () => {
  await killServers();
  await data.remove();
});

/** A change whose answer arrived: it must be there for ever. */
interface Acknowledged {
  mutation: string;
  requestId: string;
  /** A statement that finds it. */
  sql: string;
  values: unknown[];
}

let acknowledged: Acknowledged[] = [];
let onAcknowledged = () => {};
let count = 0;

/** Changes one thing after the other until an answer no longer comes. */
async function change(url: string, cookie: string): Promise<void> {
  const mutate = async (
    mutation: string,
    variables: Record<string, unknown>,
    proof: (data: any) => [string, ...unknown[]],
  ): Promise<any> => {
    const response = await fetch(`${url}/.api/graphql`, {
      method: 'POST',
      headers: headersOf({ cookie }),
      body: JSON.stringify({ query: `mutation (${parametersOf(variables)}) { it: ${mutation} }`, variables }),
    });
    const { data, errors } = (await response.json()) as any;
    expect(errors).toBeUndefined();
    const [sql, ...values] = proof(data.it);
    acknowledged.push({ mutation, requestId: response.headers.get('x-request-id') ?? '', sql, values });
    onAcknowledged();
    return data.it;
  };
  try {
    for (;;) {
      count += 1;
      const name = `thing-${count}`;
      const account = await mutate(
        'createServiceAccount(input: { name: $name }) { id }',
        { name },
        ({ id }) => ["SELECT 1 FROM users WHERE id = $1 AND kind = 'SERVICE_ACCOUNT'", numberIn(id)],
      );
      const user = account.id;
      const token = await mutate(
        'createAccessToken(user: $user, note: $name, scopes: ["user:all"], durationSeconds: 3600) { id }',
        { user, name },
        ({ id }) => ['SELECT 1 FROM access_tokens WHERE id = $1', numberIn(id)],
      );
      const role = await mutate(
        'createRole(name: $name, permissions: ["UGVybWlzc2lvbjox", "UGVybWlzc2lvbjoy"]) { id }',
        { name },
        ({ id }) => [
          'SELECT 1 FROM audit_events WHERE target_id = $1 AND entity = $2',
          numberIn(id),
          'rbac.role',
        ],
      );
      await mutate('setRoles(user: $user, roles: [$role]) { alwaysNil }', { user, role: role.id }, () => [
        'SELECT 1 FROM audit_events WHERE target_id = $1 AND action = $2',
        numberIn(user),
        'changed',
      ]);
      const successor = await mutate(
        'rotateAccessToken(token: $token, overlapSeconds: 60) { id }',
        { token: token.id },
        ({ id }) => [
          'SELECT 1 FROM access_tokens WHERE id = $1 AND replaced_by_id = $2',
          numberIn(token.id),
          numberIn(id),
        ],
      );
      await mutate(
        'updateServiceAccount(serviceAccount: $user, input: { name: $name, description: "changed" }) { id }',
        { user, name: `${name}-renamed` },
        () => [
          "SELECT 1 FROM users WHERE id = $1 AND description = 'changed' AND username = $2",
          numberIn(user),
          `${name}-renamed`,
        ],
      );
      await mutate('deleteAccessToken(byID: $token) { alwaysNil }', { token: successor.id }, () => [
        'SELECT 1 FROM access_tokens WHERE id = $1 AND deleted_at IS NOT NULL',
        numberIn(successor.id),
      ]);
      await mutate('deleteRole(role: $role) { alwaysNil }', { role: role.id }, () => [
        'SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM roles WHERE id = $1)',
        numberIn(role.id),
      ]);
      await mutate('disableServiceAccount(serviceAccount: $user) { id }', { user }, () => [
        'SELECT 1 FROM users WHERE id = $1 AND disabled_at IS NOT NULL',
        numberIn(user),
      ]);
      if (count % 2 === 0) {
        await mutate('deleteServiceAccount(serviceAccount: $user) { alwaysNil }', { user }, () => [
          'SELECT 1 FROM users WHERE id = $1 AND deleted_at IS NOT NULL',
          numberIn(user),
        ]);
      }
    }
  } catch (error) {
    // The server is gone, and with it the answer.
    if (!(error instanceof TypeError)) throw error;
  }
}

const parametersOf = (variables: Record<string, unknown>) =>
  Object.keys(variables)
    .map((name) => `$${name}: ${name === 'name' ? 'String!' : 'ID!'}`)
    .join(', ');

async function signedIn(server: ServerProcess): Promise<string> {
  const response = await fetch(`${server.url}/-/sign-in`, {
    method: 'POST',
    body: JSON.stringify({ email: 'admin', password: testPassword }),
  });
  expect(response.status).toBe(200);
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** Acknowledged changes that are not there, or without exactly one event. */
async function lost(db: Database): Promise<Acknowledged[]> {
  const missing: Acknowledged[] = [];
  const counted = await db.query<{ id: string; n: number }>(
    'SELECT request_id AS id, count(*)::int AS n FROM audit_events WHERE request_id = ANY($1) GROUP BY 1',
    [acknowledged.map(({ requestId }) => requestId)],
  );
  const events = new Map(counted.map(({ id, n }) => [id, n]));
  for (const change of acknowledged) {
    const found = await db.query(change.sql, change.values);
    if (found.length === 0 || events.get(change.requestId) !== 1) missing.push(change);
  }
  return missing;
}

test(`killed ${rounds} times in the middle of changes, it keeps each that it answered, whole and with its event`, async () => {
  let total = 0;
  let cookie = '';
  for (let round = 0; round < rounds; round += 1) {
    const server = await startServer({ DATA_DIR: data.path, ...adminSettings });
    cookie ||= await signedIn(server);
    acknowledged = [];
    const firstAnswer = new Promise<void>((resolve) => {
      onAcknowledged = resolve;
    });

    const changes = Promise.all(Array.from({ length: clients }, () => change(server.url, cookie)));
    await Promise.race([firstAnswer, changes]);
    await setTimeout(Math.random() * maxLifeMs);
    server.kill('SIGKILL');
    await Promise.all([server.exited, changes]);

    const db = await openEmbeddedDatabase(data.path);
    expect(await lost(db), `round ${round}`).toEqual([]);
    expect(await findContradictions(db), `round ${round}`).toEqual({});
    await db.close();
    total += acknowledged.length;
  }
  expect(total).toBeGreaterThan(5 * rounds);
});

test('after all that the next start serves, and the data directory is not left claimed', async () => {
  const server = await startServer({ DATA_DIR: data.path });

  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  server.kill('SIGTERM');
  expect(await server.exited).toMatchObject({ code: 0 });
  const db = await openEmbeddedDatabase(data.path);
  expect(db.description).toContain(join(data.path, 'postgres'));
  await db.close();
});
