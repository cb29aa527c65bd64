import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import pino from 'pino';
import { expect } from 'vitest';
import { createApp } from '../../src/app.js';
import { serverKeys } from '../../src/auth/server-keys.js';
import type { Clock } from '../../src/clock.js';
import { type Config, readConfig } from '../../src/config.js';
import type { Services } from '../../src/services.js';
import { createServices } from '../../src/start.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { dumpTables, IssuedSecrets } from './secrets.js';

export const testKey = 'a key for tests only, forty characters long';
export const testPassword = 'correct horse battery';

/** A clock that tests move. It starts at the real time and stands still. */
export class TestClock implements Clock {
  #now = new Date();
  now(): Date {
    return new Date(this.#now);
  }
  advance(seconds: number): void {
    this.#now = new Date(this.#now.getTime() + seconds * 1000);
  }
}

export interface GraphQLResult {
  data?: any;
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
}

/** How a request presents itself: by token, by the session cookie of a signed-in person, or not at all. */
export type Identity = { token: string } | { cookie: string } | { authorization: string } | undefined;

export interface TestApi {
  url: string;
  services: Services;
  clock: TestClock;
  database: TestDatabase;
  secrets: IssuedSecrets;
  /** The first site admin, signed in. */
  admin: { cookie: string; id: string; username: string };
  /** Lines of the audit log so far. */
  auditLines: string[];
  /** Everything the server logged. */
  logged(): string;
  /** `fetch` against this server; remembers the secrets that answers give away. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Sends a GraphQL request and answers what came back; a status other than 200 fails the test. */
  query(identity: Identity, query: string, variables?: Record<string, unknown>): Promise<GraphQLResult>;
  /** As `query`, and fails the test on any error. */
  ask(identity: Identity, query: string, variables?: Record<string, unknown>): Promise<any>;
  createUser(
    username: string,
    options?: { siteAdmin?: boolean },
  ): Promise<{ id: string; cookie: string; username: string }>;
  createServiceAccount(name: string): Promise<{ id: string; name: string }>;
  createToken(
    subjectId: string,
    options?: { note?: string; scopes?: string[]; durationSeconds?: number; as?: Identity },
  ): Promise<{ id: string; token: string }>;
  /** Audit events, the newest first, as an admin reads them; without a filter also without the readings of the log. */
  events(filter?: Record<string, unknown>): Promise<any[]>;
  close(): Promise<void>;
}

/** Headers that present an identity. */
export function headersOf(identity: Identity): Record<string, string> {
  if (!identity) return {};
  if ('token' in identity) return { authorization: `Bearer ${identity.token}` };
  if ('authorization' in identity) return { authorization: identity.authorization };
  return { cookie: identity.cookie, 'x-requested-with': 'tests' };
}

/** What a second server has in common with the first: at least the database. A whole `TestApi` will do. */
export type SharedWithFirst = Pick<TestApi, 'database'> &
  Partial<Pick<TestApi, 'clock' | 'admin' | 'services'>>;

/**
 * Starts the real server on a fresh database and a free port, with a first site admin signed in. With `shared`
 * it is one more server on the same database; close it before the first.
 */
export async function startTestApi(
  settings: Partial<Config> = {},
  shared?: SharedWithFirst,
): Promise<TestApi> {
  const database = shared?.database ?? (await createTestDatabase());
  const clock = shared?.clock ?? new TestClock();
  const log = new PassThrough();
  const logChunks: string[] = [];
  log.on('data', (chunk: Buffer) => logChunks.push(chunk.toString()));
  const auditLines: string[] = [];
  const sharedDirectory = shared?.services?.config.DATA_DIR;
  const dataDirectory = sharedDirectory ?? (await mkdtemp(join(tmpdir(), 'gatehouse-api-')));
  const config: Config = {
    ...readConfig({ PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDirectory }),
    // Tests that say nothing of it look at a server that does what it is asked, and nothing besides.
    BACKGROUND_WORK: false,
    PASSWORD_HASH_COST: 4,
    ...settings,
  };
  const services = await createServices({
    config,
    db: database.db,
    clock,
    keys: serverKeys(config.GATEHOUSE_SECRET_KEYS ?? [testKey]),
    log: pino({ level: 'trace' }, log),
    writeAuditLine: (line) => auditLines.push(line),
  });
  const app = await createApp(services);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const secrets = new IssuedSecrets();

  const api: TestApi = {
    url,
    services,
    clock,
    database,
    secrets,
    admin: { cookie: '', id: '', username: 'admin', ...shared?.admin },
    auditLines,
    logged: () => logChunks.join(''),
    async fetch(path, init) {
      const response = await fetch(new URL(path, url), { redirect: 'manual', ...init });
      const text = await response.clone().text();
      secrets.noteAnswer(text, response.headers.getSetCookie());
      return response;
    },
    async query(identity, query, variables) {
      const response = await api.fetch('/.api/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headersOf(identity) },
        body: JSON.stringify({ query, variables }),
      });
      const text = await response.text();
      expect(response.status, text).toBe(200);
      return JSON.parse(text) as GraphQLResult;
    },
    async ask(identity, query, variables) {
      const result = await api.query(identity, query, variables);
      expect(result.errors, `${query}\n${JSON.stringify(variables)}`).toBeUndefined();
      return result.data;
    },
    async createUser(username, { siteAdmin = false } = {}) {
      const { createUser } = await api.ask(
        api.admin,
        `mutation ($username: String!, $email: String) { createUser(username: $username, email: $email) { user { id databaseID } resetPasswordURL } }`,
        { username, email: `${username}@example.com` },
      );
      const code = new URL(createUser.resetPasswordURL).searchParams.get('code');
      const response = await api.fetch('/-/reset-password-code', {
        method: 'POST',
        body: JSON.stringify({ userID: createUser.user.databaseID, code, password: testPassword }),
      });
      expect(response.status, await response.text()).toBe(200);
      if (siteAdmin) {
        await api.ask(
          api.admin,
          'mutation ($id: ID!) { setUserIsSiteAdmin(userID: $id, siteAdmin: true) { alwaysNil } }',
          {
            id: createUser.user.id,
          },
        );
      }
      return { id: createUser.user.id, cookie: cookieOf(response), username };
    },
    async createServiceAccount(name) {
      const { createServiceAccount } = await api.ask(
        api.admin,
        'mutation ($name: String!) { createServiceAccount(input: { name: $name }) { id name } }',
        { name },
      );
      return createServiceAccount;
    },
    async createToken(
      subjectId,
      { note = 'test', scopes = ['user:all'], durationSeconds = 3600, as = api.admin } = {},
    ) {
      const { createAccessToken } = await api.ask(
        as,
        'mutation ($user: ID!, $note: String!, $scopes: [String!]!, $durationSeconds: Int) { createAccessToken(user: $user, note: $note, scopes: $scopes, durationSeconds: $durationSeconds) { id token } }',
        { user: subjectId, note, scopes, durationSeconds },
      );
      return createAccessToken;
    },
    async events(filter) {
      const { auditEvents } = await api.ask(
        api.admin,
        `query ($filter: AuditEventFilter) { auditEvents(first: 1000, filter: $filter) { nodes {
          id auditID createdAt requestID entity action outcome reason operationName rootFields details
          actor { kind id name impersonatedBy accessTokenID accessTokenNote ip userAgent clientName }
          target { kind databaseID name } } } }`,
        { filter },
      );
      return filter
        ? auditEvents.nodes
        : auditEvents.nodes.filter((event: any) => event.entity !== 'audit.log');
    },
    async close() {
      await app.close();
      await services.mailer.stop();
      await services.background.stop();
      if (!sharedDirectory) await rm(dataDirectory, { recursive: true, force: true });
      await services.lastUsed.flush();
      await services.audit.flush();
      const everything = [await dumpTables(database.db), api.logged(), ...auditLines].join('\n');
      secrets.save();
      services.siteConfiguration.stop();
      if (!shared) await database.drop();
      expect(secrets.foundIn(everything), 'secrets in the tables or logs').toEqual([]);
    },
  };

  if (!shared) {
    const response = await api.fetch('/-/site-init', {
      method: 'POST',
      body: JSON.stringify({ username: 'admin', email: 'admin@example.com', password: testPassword }),
    });
    expect(response.status, await response.clone().text()).toBe(200);
    api.admin.cookie = cookieOf(response);
    const { currentUser } = await api.ask(api.admin, '{ currentUser { id } }');
    api.admin.id = currentUser.id;
  }
  return api;
}

/** The session cookie that an answer sets, as a Cookie header. */
export function cookieOf(response: Response): string {
  const cookie = response.headers.getSetCookie().find((value) => value.startsWith('sgs='));
  return cookie?.split(';')[0] ?? '';
}
