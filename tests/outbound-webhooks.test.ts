import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { purge } from '../src/housekeeping.js';
import { maxResponseBytes, outboundUrlProblem, postOutside } from '../src/outbound-request.js';
import { messageOf, numberIn } from './support/access-tokens.js';
import { startTestApi, type TestApi, testPassword } from './support/api.js';
import { configure } from './support/site-configuration.js';

// What is told to webhooks, by a real server to a real server.

let api: TestApi;
let listener: Server;
let url: string;
let told: { headers: IncomingHttpHeaders; body: string; path: string }[] = [];
let answer: (response: ServerResponse) => void;

const secret = 'a secret that signs what webhooks are told';
const onlyHere = { 'outboundWebhooks.allowedHosts': ['127.0.0.1'] };

beforeAll(async () => {
  listener = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      told.push({
        headers: request.headers,
        path: request.url ?? '',
        body: Buffer.concat(chunks).toString(),
      });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hooks?for=gatehouse`;
  api = await startTestApi({ BACKGROUND_WORK: true });
  await configure(api, onlyHere);
  api.secrets.add(secret);
});
afterAll(async () => {
  await api.close();
  listener.closeAllConnections();
  listener.close();
});
beforeEach(async () => {
  await api.database.db.query('DELETE FROM outbound_webhooks');
  answer = (response) => response.end('thank you');
  told = [];
});

const listening = { eventTypes: [{ eventType: 'user:create' }] };
const create = (input: object) =>
  api.query(
    api.admin,
    `mutation ($input: OutboundWebhookCreateInput!) {
       createOutboundWebhook(input: $input) { id url eventTypes { eventType scope } stats { total errored } } }`,
    { input: { url, secret, ...listening, ...input } },
  );
const added = async (input: object = {}) => (await create(input)).data.createOutboundWebhook;
const update = (id: string, input: object) =>
  api.query(
    api.admin,
    `mutation ($id: ID!, $input: OutboundWebhookUpdateInput!) {
       updateOutboundWebhook(id: $id, input: $input) { id url eventTypes { eventType } } }`,
    { id, input: { url, ...listening, ...input } },
  );
const remove = (id: string) =>
  api.query(api.admin, 'mutation ($id: ID!) { deleteOutboundWebhook(id: $id) { alwaysNil } }', { id });
const logsOf = async (id: string, args = '') =>
  (
    await api.ask(
      api.admin,
      `query ($id: ID!) { node(id: $id) { ... on OutboundWebhook { stats { total errored } logs${args} {
         totalCount pageInfo { endCursor hasNextPage } nodes { id sentAt statusCode error
           job { id eventType scope payload }
           request { method url version body headers { name values } } response { body headers { name values } } } } } } }`,
      { id },
    )
  ).node;
const waiting = async () =>
  (await api.database.db.query<{ tries: number }>('SELECT tries FROM outbound_webhook_deliveries')).map(
    ({ tries }) => tries,
  );
let people = 0;
/** Makes an account, and waits until nothing is due any more. */
async function happen(): Promise<string> {
  people += 1;
  await api.createServiceAccount(`told-${people}`);
  await api.services.background.idle();
  return `told-${people}`;
}
/** The next try is due, as far as the clock goes. */
async function later(seconds: number): Promise<void> {
  api.clock.advance(seconds);
  api.services.background.wake();
  await api.services.background.idle();
}

describe('a webhook', () => {
  test('is added, changed and deleted by site admins, each with its event; its secret is nowhere to be read', async () => {
    const webhook = await added();
    expect(webhook).toEqual({
      id: expect.any(String),
      url,
      eventTypes: [{ eventType: 'user:create', scope: null }],
      stats: { total: 0, errored: 0 },
    });

    const changed = await update(webhook.id, { url: `${url}&changed` });
    expect(changed.data.updateOutboundWebhook).toMatchObject({ id: webhook.id, url: `${url}&changed` });
    const list = (args: string) =>
      api.ask(api.admin, `{ outboundWebhooks${args} { totalCount nodes { url } pageInfo { hasNextPage } } }`);
    const one = { totalCount: 1, nodes: [{ url: `${url}&changed` }], pageInfo: { hasNextPage: false } };
    expect((await list('')).outboundWebhooks).toEqual(one);
    expect((await list('(eventType: "user:create")')).outboundWebhooks).toEqual(one);
    expect((await list('(eventType: "user:delete")')).outboundWebhooks.totalCount).toBe(0);
    expect((await list('(scope: "anything")')).outboundWebhooks.totalCount).toBe(0);

    await remove(webhook.id);
    expect((await list('')).outboundWebhooks.nodes).toEqual([]);
    expect((await remove(webhook.id)).errors?.[0]?.message).toBe(
      `outbound webhook not found: ${numberIn(webhook.id)}`,
    );
    const events = await api.events({ entity: 'webhooks.outbound' });
    expect(events.slice(0, 3).map(({ action, target }) => [action, target])).toEqual(
      ['deleted', 'changed', 'created'].map((action) => [
        action,
        { kind: 'OutboundWebhook', databaseID: numberIn(webhook.id), name: new URL(url).host },
      ]),
    );
    expect(JSON.stringify(events)).not.toContain('for=gatehouse');
  });

  test.each([
    [{ eventTypes: [] }, 'a webhook needs at least one event type'],
    [
      { eventTypes: [{ eventType: 'user:dance' }] },
      'unknown event type "user:dance" (valid event types: ["user:create"])',
    ],
    [
      { eventTypes: [{ eventType: 'user:create', scope: '1' }] },
      'events of the type "user:create" have no scope: leave it out',
    ],
    [{ secret: '' }, 'the secret has 1 to 1000 characters'],
    [{ url: 'ftp://example.com' }, 'the URL must begin with https://'],
    [{ url: 'https://a:b@example.com' }, 'the URL must hold no user name and no password'],
    [
      { url: 'http://example.com' },
      'the URL must begin with https://, unless outboundWebhooks.allowedHosts names its host',
    ],
    [
      { url: 'https://[::ffff:10.0.0.1]/' },
      'the address ::ffff:a00:1 is inside of the own network, and outboundWebhooks.allowedHosts does not name it',
    ],
    [{ url: `https://example.com/${'x'.repeat(2000)}` }, 'the URL has at most 2000 characters'],
  ])('is refused, and nothing is written: %#', async (input, text) => {
    expect(messageOf(await create(input))).toBe(text);

    expect(await api.ask(api.admin, '{ outboundWebhooks { totalCount } }')).toEqual({
      outboundWebhooks: { totalCount: 0 },
    });
  });
});

describe('whoever listens', () => {
  test('is told of an account when it is there, signed with the secret, and the log says so', async () => {
    const webhook = await added();

    const name = await happen();

    const [{ headers, body, path } = told[0] as never] = told;
    expect(path).toBe('/hooks?for=gatehouse');
    const { user, ...rest } = JSON.parse(body);
    expect(rest).toEqual({ version: 1, created_by_user_id: numberIn(api.admin.id) });
    expect(user).toEqual({
      database_id: expect.any(Number),
      username: name,
      display_name: '',
      avatar_url: '',
      created_at: `${api.clock.now().toISOString().slice(0, 19)}Z`,
      site_admin: false,
      service_account: true,
    });
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-sourcegraph-webhook-event-type': 'user:create',
      'x-sourcegraph-webhook-signature': createHmac('sha256', secret).update(body).digest('hex'),
    });
    const { stats, logs } = await logsOf(webhook.id);
    expect(stats).toEqual({ total: 1, errored: 0 });
    expect(logs.nodes).toMatchObject([
      {
        statusCode: 200,
        error: null,
        job: { eventType: 'user:create', scope: null, payload: body },
        request: { method: 'POST', url, version: 'HTTP/1.1', body },
        response: { body: 'thank you' },
      },
    ]);
    expect(logs.nodes[0].request.headers).toContainEqual({
      name: 'x-sourcegraph-webhook-event-type',
      values: ['user:create'],
    });
    expect(await waiting()).toEqual([]);
  });

  test('is told of people with their address only where it is verified, and of nobody by whom they signed up', async () => {
    await configure(api, { ...onlyHere, 'auth.providers': [{ type: 'builtin', allowSignup: true }] });
    await added();

    await api.createUser('told-person');
    await api.fetch('/-/sign-up', {
      method: 'POST',
      body: JSON.stringify({ username: 'told-stranger', email: 'told@example.com', password: testPassword }),
    });
    await api.services.background.idle();

    const bodies = told.map(({ body }) => JSON.parse(body));
    expect(bodies).toMatchObject([
      {
        user: { username: 'told-person', service_account: false, verified_email: 'told-person@example.com' },
      },
      { user: { username: 'told-stranger' } },
    ]);
    expect(bodies[1].user).not.toHaveProperty('verified_email');
    expect(bodies[1]).not.toHaveProperty('created_by_user_id');
    await configure(api, onlyHere);
  });

  test('is told nothing of an account that could not be made', async () => {
    await added();
    const name = await happen();
    told = [];

    await api.query(api.admin, `mutation { createUser(username: "${name}") { user { id } } }`);
    await api.services.background.idle();

    expect(told).toEqual([]);
  });

  test('is told again after longer and longer times while it does not take it, and then no more', async () => {
    const webhook = await added();
    answer = (response) => response.writeHead(503).end('not now\0');

    await happen();
    for (const seconds of [9, 1, 60, 600, 3600]) await later(seconds);

    expect(told).toHaveLength(5);
    expect(new Set(told.map(({ body }) => body)).size).toBe(1);
    expect(new Set(told.map(({ headers }) => headers['x-gatehouse-webhook-job'])).size).toBe(1);
    await later(100_000);
    expect(told).toHaveLength(5);
    expect(await waiting()).toEqual([]);
    const { stats, logs } = await logsOf(webhook.id, '(onlyErrors: true, first: 2)');
    expect(stats).toEqual({ total: 5, errored: 5 });
    expect(logs.nodes).toMatchObject([
      { statusCode: 503, response: { body: 'not now\uFFFD' } },
      { statusCode: 503 },
    ]);
    expect(logs).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true } });
    const next = await logsOf(webhook.id, `(first: 10, after: "${logs.pageInfo.endCursor}")`);
    expect(next.logs.nodes).toHaveLength(3);
  });

  test('is told by the next server what the one before it did not get to', async () => {
    await added();
    answer = (response) => response.destroy();
    await happen();
    answer = (response) => response.end();
    // A server that died in its last try leaves one that was tried too often.
    await api.database.db.query(
      `INSERT INTO outbound_webhook_deliveries (job_id, webhook_id, tries, next_try_at)
       SELECT job_id, webhook_id, 5, next_try_at FROM outbound_webhook_deliveries`,
    );
    api.clock.advance(10);

    const next = await startTestApi({ BACKGROUND_WORK: true }, api);
    await next.services.background.idle();
    await next.close();

    expect(told).toHaveLength(2);
    expect(await waiting()).toEqual([]);
  });

  test('that never answers is given up on by the time-out, and one that is deleted is told nothing more', async () => {
    const webhook = await added();
    answer = (response) => response.destroy();
    await happen();
    expect((await logsOf(webhook.id)).logs.nodes).toMatchObject([
      { statusCode: 0, error: expect.stringMatching(/./), response: null },
    ]);

    await remove(webhook.id);
    await later(100_000);

    expect(told).toHaveLength(1);
    expect(await waiting()).toEqual([]);
  });

  test('is not remembered for ever: after a week the log is forgotten', async () => {
    const webhook = await added();
    await happen();

    api.clock.advance(7 * 86_400 + 1);
    await purge(api.services);

    expect((await logsOf(webhook.id)).stats).toEqual({ total: 0, errored: 0 });
    expect(await api.database.db.query('SELECT 1 FROM outbound_webhook_jobs')).toEqual([]);
  });
});

describe('a request to where somebody says', () => {
  const post = (where: string, { allowedHosts = [] as string[], timeoutMs = 5000 } = {}) =>
    postOutside({
      url: where,
      headers: {},
      body: '{}',
      allowedHosts,
      timeoutMs,
      signal: new AbortController().signal,
    });
  const port = () => new URL(url).port;

  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '192.168.0.1',
    '0.0.0.0',
    '[::1]',
    '[fe80::1]',
    '[fd00::1]',
    '[::ffff:127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '2130706433',
    '0x7f.1',
  ])('to %s is not made unless the configuration names it', (host) => {
    expect(outboundUrlProblem(`https://${host}/`, ['192.0.2.0/24', 'example.com'])).toMatch(
      /^the address \S+ is inside of the own network/,
    );
  });

  test('is not made to a name that resolves to inside, by TLS or not', async () => {
    await expect(post(`https://localhost:${port()}/`)).rejects.toThrow(
      /^the address \S+ is inside of the own network, and outboundWebhooks.allowedHosts does not name it$/,
    );
    expect(told).toEqual([]);
  });

  test.each([['localhost'], ['LOCALHOST']])(
    'is made to %s where the configuration names it',
    async (name) => {
      const { status, body } = await post(`http://localhost:${port()}/`, { allowedHosts: [name] });

      expect({ status, body }).toEqual({ status: 200, body: 'thank you' });
    },
  );

  test('is made to an address of a range that the configuration names', async () => {
    expect(await post(url, { allowedHosts: ['10.0.0.0/8', '127.0.0.0/8'] })).toMatchObject({ status: 200 });
  });

  test('does not follow where the answer sends it', async () => {
    answer = (response) => response.writeHead(302, { location: url }).end();

    expect(await post(url, { allowedHosts: ['127.0.0.1'] })).toMatchObject({
      status: 302,
      headers: { location: [url] },
    });
    expect(told).toHaveLength(1);
  });

  test('reads no more of the answer than it keeps, and waits no longer than it may', async () => {
    answer = (response) => response.write('x'.repeat(10 * maxResponseBytes));
    expect((await post(url, { allowedHosts: ['127.0.0.1'] })).body).toHaveLength(maxResponseBytes);

    answer = () => {};
    await expect(post(url, { allowedHosts: ['127.0.0.1'], timeoutMs: 50 })).rejects.toThrow(
      'no answer within 0.05 seconds',
    );
  });
});
