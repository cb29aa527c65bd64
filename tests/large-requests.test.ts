import { request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { headersOf, startTestApi, type TestApi } from './support/api.js';

// Requests with much in them take turns, so that they keep neither the process nor the database from all others.

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const whoAmI = '{ currentUser { username } }';
const large = JSON.stringify({ query: whoAmI, variables: { unused: 'x'.repeat(64 * 1024) } });

function send(body: string, token: string): Promise<Response> {
  return api.fetch('/.api/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headersOf({ token }) },
    body,
  });
}

async function account(name: string): Promise<string> {
  const { id } = await api.createServiceAccount(name);
  return (await api.createToken(id)).token;
}

/** Takes all places. Answers what gives them back. */
async function takeAllPlaces(): Promise<() => void> {
  const leaving: (() => void)[] = [];
  for (let place = 0; place < 2; place += 1) {
    const leave = await api.services.largeRequests.enter('somebody else', undefined);
    if (leave) leaving.push(leave);
  }
  return () => {
    for (const leave of leaving) leave();
  };
}

test('a large request waits while others are carried out, and a small one does not', async () => {
  const token = await account('waiting');
  const giveBack = await takeAllPlaces();
  let answered = false;
  const answer = send(large, token).then((response) => {
    answered = true;
    return response.json();
  });

  expect(await api.ask({ token }, whoAmI)).toEqual({ currentUser: { username: 'waiting' } });
  await setTimeout(100);
  expect(answered).toBe(false);
  giveBack();
  expect(await answer).toEqual({ data: { currentUser: { username: 'waiting' } } });
});

test('who has a hundred of them waiting is told to come again, and others are not', async () => {
  const [eager, other] = [await account('eager'), await account('other')];
  const giveBack = await takeAllPlaces();
  const statuses = Array.from({ length: 101 }, async () => {
    const response = await send(large, eager);
    return `${response.status} ${response.headers.get('retry-after')}`;
  });
  // The first to be answered is the one that found no place to wait.
  expect(await Promise.race(statuses)).toBe('429 1');
  const [refusal] = await api.events({ outcome: 'DENIED' });
  expect(refusal).toMatchObject({
    reason: 'too many large requests of the account wait for their turn',
    actor: { name: 'eager' },
  });

  const others = send(large, other);
  giveBack();
  expect((await others).status).toBe(200);
  expect((await Promise.all(statuses)).sort()).toEqual([...Array(100).fill('200 null'), '429 1']);
});

test('who hangs up while waiting leaves its place to others', async () => {
  const token = await account('impatient');
  const giveBack = await takeAllPlaces();
  let refused = 0;
  const gone = Array.from({ length: 101 }, () => {
    const sent = request(`${api.url}/.api/graphql`, { method: 'POST', headers: headersOf({ token }) });
    sent.on('response', ({ statusCode }) => {
      if (statusCode === 429) refused += 1;
    });
    sent.on('error', () => {});
    sent.end(large);
    return sent;
  });
  await vi.waitFor(() => expect(refused).toBe(1), 10_000);
  for (const sent of gone) sent.destroy();

  await setTimeout(100);
  const stays = send(large, token);
  giveBack();
  expect((await stays).status).toBe(200);
  expect(api.logged()).not.toContain('"level":50');
});
