import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { messageOf } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';
import { configure } from './support/site-configuration.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

beforeEach(async () => {
  await configure(api, {});
  await api.database.db.query('DELETE FROM access_requests');
  // An hour in which nobody has asked yet.
  api.clock.advance(3601);
});

const dora = { name: 'Dora', email: 'dora@example.com', additionalInfo: 'new in the build team' };

async function apply(fields: object): Promise<{ status: number; body: string }> {
  const response = await api.fetch('/-/request-access', { method: 'POST', body: JSON.stringify(fields) });
  return { status: response.status, body: (await response.text()).trim() };
}

const list = async (args: string) =>
  (
    await api.ask(
      api.admin,
      `{ accessRequests(${args}) { totalCount nodes { id name email additionalInfo status createdAt }
           pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }`,
    )
  ).accessRequests;
const all = async () => (await list('first: 100')).nodes;
const answer = (id: string, status: string) =>
  api.query(
    api.admin,
    'mutation ($id: ID!, $status: AccessRequestStatus!) { setAccessRequestStatus(id: $id, status: $status) { alwaysNil } }',
    { id, status },
  );
const fill = (count: number) =>
  api.database.db.query(
    `INSERT INTO access_requests (name, email, created_at, updated_at)
     SELECT 'asker ' || n, n || '@example.com', now(), now() FROM generate_series(1, $1::int) n`,
    [count],
  );
const newestEvents = async () =>
  (await api.events({ entity: 'accessRequest' })).map(({ action, outcome, reason, target, actor }) => ({
    action,
    outcome,
    reason,
    target: target.name,
    actor: actor.name,
  }));

describe('who asks for an account', () => {
  test('is seen by site admins with what they said, and by nobody else', async () => {
    expect(await apply(dora)).toEqual({ status: 201, body: '' });

    expect(await all()).toEqual([
      {
        ...dora,
        id: expect.any(String),
        status: 'PENDING',
        createdAt: `${api.clock.now().toISOString().slice(0, 19)}Z`,
      },
    ]);
    expect((await newestEvents())[0]).toEqual({
      action: 'created',
      outcome: 'SUCCESS',
      reason: null,
      target: 'Dora',
      actor: '',
    });
  });

  test('hears the same when they have an account or have asked before, and nothing is written', async () => {
    await apply(dora);
    const before = await all();

    for (const email of ['DORA@example.com', 'Admin@Example.com']) {
      expect(await apply({ ...dora, name: 'Somebody else', email })).toEqual({ status: 201, body: '' });
      expect((await newestEvents())[0]).toMatchObject({
        outcome: 'DENIED',
        reason: 'somebody with this address has an account or has asked before',
      });
    }

    expect(await all()).toEqual(before);
  });

  test('is written once when they ask twice at once', async () => {
    const answers = await Promise.all([apply(dora), apply({ ...dora, email: 'Dora@Example.com' })]);

    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(await all()).toHaveLength(1);
  });

  test('may ask anew after a yes or when it was not needed, and not after a no', async () => {
    await apply(dora);
    const [{ id }] = await all();

    for (const [status, heard] of [
      ['REJECTED', false],
      ['APPROVED', true],
      ['CANCELED', true],
    ] as const) {
      await answer(id, status);
      await apply({ ...dora, additionalInfo: `after ${status}` });

      expect(await all()).toMatchObject([
        heard
          ? { id, status: 'PENDING', additionalInfo: `after ${status}` }
          : { id, status, additionalInfo: dora.additionalInfo },
      ]);
    }
  });

  test.each([
    [{ ...dora, name: ' ' }, 422, 'the name is one line of 1 to 255 characters'],
    [{ ...dora, name: 'Dora\nBcc: everybody' }, 422, 'the name is one line of 1 to 255 characters'],
    [{ ...dora, email: 'dora' }, 422, '"dora" is no email address'],
    [{ ...dora, email: `${'x'.repeat(309)}@example.com` }, 422, 'maximum email length is 320, got 321'],
    [
      { ...dora, additionalInfo: 'x'.repeat(2001) },
      422,
      'the additional information has at most 2000 characters',
    ],
    [{ name: 'Dora' }, 400, 'Could not decode request body'],
  ])('is told what is wrong with it, and nothing is written: %j', async (fields, status, body) => {
    expect(await apply(fields)).toEqual({ status, body });
    expect(await all()).toEqual([]);
  });

  test('needs to say no more than a name and an address', async () => {
    await apply({ name: dora.name, email: dora.email });
    await apply({ name: 'Eve', email: 'eve@example.com', additionalInfo: null });

    expect(await all()).toMatchObject([{ additionalInfo: null }, { additionalInfo: null }]);
  });

  test('is not heard where it is switched off, or where one signs up instead', async () => {
    await configure(api, { 'auth.accessRequest': { enabled: false } });
    expect(await apply(dora)).toMatchObject({ status: 403 });
    await configure(api, { 'auth.providers': [{ type: 'builtin', allowSignup: true }] });
    expect(await apply(dora)).toMatchObject({ status: 409 });

    expect(await all()).toEqual([]);
  });

  test('may try twenty times within an hour from one network address', async () => {
    const statuses: number[] = [];
    for (let n = 0; n <= 20; n += 1) {
      statuses.push((await apply({ ...dora, email: `dora-${n}@example.com` })).status);
    }

    expect(statuses).toEqual([...Array(20).fill(201), 429]);
    expect(await all()).toHaveLength(20);
    expect((await newestEvents())[0]).toMatchObject({
      outcome: 'DENIED',
      reason: 'too many requests from this address',
    });
    api.clock.advance(3601);
    expect(await apply({ ...dora, email: 'dora-20@example.com' })).toMatchObject({ status: 201 });
  });

  test('waits until others were answered when a thousand wait already', async () => {
    await fill(1000);

    expect(await apply(dora)).toMatchObject({ status: 429 });
    const [{ id }] = await all();
    await answer(id, 'REJECTED');
    expect(await apply(dora)).toMatchObject({ status: 201 });
  });
});

describe('an answer', () => {
  test('says what became of the request, makes no account, and is recorded with what was said before', async () => {
    await apply(dora);
    const [{ id }] = await all();

    for (const status of ['APPROVED', 'REJECTED', 'CANCELED', 'PENDING']) {
      expect((await answer(id, status)).errors).toBeUndefined();
      expect(await list(`first: 1, status: ${status}`)).toMatchObject({ totalCount: 1, nodes: [{ id }] });
    }

    expect(await api.ask(api.admin, '{ user(email: "dora@example.com") { id } }')).toEqual({ user: null });
    const events = (await api.events({ entity: 'accessRequest' })).slice(0, 4);
    expect(events.map(({ action, details }) => [action, details.before])).toEqual([
      ['reopened', 'CANCELED'],
      ['canceled', 'REJECTED'],
      ['rejected', 'APPROVED'],
      ['approved', 'PENDING'],
    ]);
  });

  test('to a request that is not there is an error', async () => {
    expect(messageOf(await answer(Buffer.from('AccessRequest:1').toString('base64'), 'APPROVED'))).toBe(
      'access request with ID 1 not found',
    );
  });
});

describe('the list', () => {
  test('is read in both directions, newest first, and never whole', async () => {
    await fill(5);
    const names = ({ nodes }: { nodes: { name: string }[] }) => nodes.map(({ name }) => name);

    const first = await list('first: 2');
    expect(names(first)).toEqual(['asker 5', 'asker 4']);
    expect(first).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    const next = await list(`first: 2, after: "${first.pageInfo.endCursor}"`);
    expect(names(next)).toEqual(['asker 3', 'asker 2']);
    const back = await list(`last: 2, before: "${next.pageInfo.startCursor}"`);
    expect(names(back)).toEqual(names(first));
    expect(back.pageInfo).toEqual({ ...first.pageInfo });
    expect(names(await list('last: 1'))).toEqual(['asker 1']);

    expect(messageOf(await api.query(api.admin, '{ accessRequests { totalCount } }'))).toBe(
      'you must provide a `first` or `last` value to properly paginate',
    );
  });
});
