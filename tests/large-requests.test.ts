import { request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { anonymous, type ClientInfo } from '../src/auth/caller.js';
import { headersOf, startTestApi, type TestApi } from './support/api.js';

// Requests with much in them take turns, so that they keep neither memory nor the process nor the database from others.

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const whoAmI = '{ currentUser { username } }';
const large = JSON.stringify({ query: whoAmI, variables: { unused: 'x'.repeat(64 * 1024) } });

const send = (body: BodyInit, token: string, headers: Record<string, string> = {}): Promise<Response> =>
  api.fetch('/.api/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers, ...headersOf({ token }) },
    body,
  });

/** Begins a request with a body of 16 MB of which only so much is sent. */
function begin(token: string, bytes: number) {
  const headers = { ...headersOf({ token }), 'content-length': String(16 * 1024 * 1024) };
  const sent = request(`${api.url}/.api/graphql`, { method: 'POST', headers, agent: false });
  const state = { status: 0, retryAfter: '', text: '', hangUp: () => sent.destroy() };
  sent.on('response', async (response) => {
    state.status = response.statusCode ?? 0;
    state.retryAfter = response.headers['retry-after'] ?? '';
    for await (const chunk of response) state.text += chunk;
  });
  sent.on('error', () => {});
  sent.write(Buffer.alloc(bytes, ' '));
  return state;
}

async function account(name: string): Promise<string> {
  const { id } = await api.createServiceAccount(name);
  return (await api.createToken(id)).token;
}

/** Takes all places, in the names of some others, for as long as `work` takes. */
async function whileOthersHaveAllPlaces(work: () => Promise<void>): Promise<void> {
  const { largeRequests } = api.services;
  const places = ['192.0.2.1', '192.0.2.2'].flatMap((ip) =>
    [1, 2].map(() => largeRequests.place({ caller: anonymous, client: { ip } as ClientInfo })),
  );
  await Promise.all(places.map((place) => place.take()));
  try {
    await work();
  } finally {
    for (const place of places) place.leave();
  }
}

test.each([
  ['', large, {}],
  [' that comes compressed', gzipSync(large), { 'content-encoding': 'gzip' }],
])('a large request%s waits for its turn, and a small one does not', async (_case, body, headers) => {
  const token = await account(`waiting-${Object.keys(headers).length}`);
  let answered = false;
  let answer: Promise<object> | undefined;
  await whileOthersHaveAllPlaces(async () => {
    answer = send(body, token, headers).then((response) => {
      answered = true;
      return response.json();
    });
    expect(await api.ask({ token }, whoAmI)).toMatchObject({ currentUser: {} });
    await setTimeout(100);
    expect(answered).toBe(false);
  });
  expect(await answer).toMatchObject({ data: { currentUser: {} } });
});

test('who sends large requests slowly keeps others from nothing', async () => {
  const [slow, other] = [await account('slow'), await account('other')];
  const begun = Array.from({ length: 10 }, () => begin(slow, 100_000));
  await setTimeout(100);

  expect((await send(large, other)).status).toBe(200);
  for (const { hangUp } of begun) hangUp();
  expect((await send(large, slow)).status).toBe(200);
});

test('who has a hundred of them waiting is told to come again, and others are not', async () => {
  const eager = await account('eager');
  let others: Promise<Response> | undefined;
  await whileOthersHaveAllPlaces(async () => {
    const begun = Array.from({ length: 101 }, () => begin(eager, 64 * 1024));
    const refused = () => begun.filter(({ text }) => text !== '');
    await vi.waitFor(() => expect(refused()).toHaveLength(1), 10_000);
    expect(refused()[0]).toMatchObject({
      status: 429,
      retryAfter: '1',
      text: 'too many large requests of the account wait for their turn\n',
    });
    const [event] = await api.events({ outcome: 'DENIED' });
    expect(event).toMatchObject({
      reason: 'too many large requests of the account wait for their turn',
      actor: { name: 'eager' },
    });
    others = send(large, await account('patient'));
    // Whoever hangs up leaves the place to others.
    for (const { hangUp } of begun) hangUp();
    await vi.waitFor(async () => {
      const again = begin(eager, 64 * 1024);
      await setTimeout(50);
      again.hangUp();
      expect(again.status).toBe(0);
    }, 10_000);
  });
  expect((await others)?.status).toBe(200);
  expect((await send(large, eager)).status).toBe(200);
  expect(api.logged()).not.toContain('"level":50');
});
