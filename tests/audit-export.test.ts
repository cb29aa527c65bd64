import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { idOf } from './support/access-tokens.js';
import { headersOf, type Identity, startTestApi, type TestApi } from './support/api.js';

let api: TestApi;
let account: string;
let token: { id: string; token: string };

beforeAll(async () => {
  api = await startTestApi();
  ({ id: account } = await api.createServiceAccount('exported-robot'));
  token = await api.createToken(account, { note: 'exported' });
  await api.query(token, 'query Exported { roles { totalCount } }');
  for (const email of ['=1+1', '@SUM(A1)', '+1', '-1', 'two\nlines, "quoted"']) {
    await api.fetch('/-/sign-in', { method: 'POST', body: JSON.stringify({ email, password: 'x' }) });
    api.clock.advance(60);
  }
});
afterAll(() => api.close());

const send = (identity: Identity, parameters: Record<string, string>) =>
  api.fetch(`/.api/audit-log?${new URLSearchParams(parameters)}`, { headers: headersOf(identity) });
const lines = async (parameters: Record<string, string>) =>
  (await (await send(api.admin, parameters)).text())
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('the export of the audit log', () => {
  test('has events as the API has them, as a file', async () => {
    const response = await send(api.admin, { entity: 'auth.password' });
    const text = await response.text();
    const events = await api.events({ entity: 'auth.password' });

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/jsonl; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="audit-log-${api.clock.now().toISOString().slice(0, 10)}.jsonl"`,
    );
    expect(text.endsWith('}\n')).toBe(true);
    expect(events).toHaveLength(5);
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject(events);
  });

  test('of an account with too many of them waiting is answered with when to try again', async () => {
    const enter = vi.spyOn(api.services.largeAnswers, 'enter').mockResolvedValue(undefined);

    const response = await send(api.admin, {}).finally(() => enter.mockRestore());

    expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([
      429,
      '1',
      'too many of your large requests wait for their turn: try again later\n',
    ]);
  });

  test('has what each part of the filter selects, as the query does', async () => {
    const [newest] = await api.events({ entity: 'auth.password' });
    const filters: Record<string, string>[] = [
      { actor: 'exported-robot' },
      { actor: account },
      { actorKind: 'SERVICE_ACCOUNT' },
      { entity: 'GraphQL', action: 'request' },
      { outcome: 'DENIED' },
      { since: newest.createdAt, entity: 'auth.password' },
      { until: newest.createdAt, entity: 'auth.password' },
      { accessToken: token.id },
      { ip: '127.0.0.1', entity: 'serviceAccount' },
      { ip: '203.0.113.1' },
    ];
    for (const filter of filters) {
      const wanted = await api.events(filter);

      expect((await lines(filter)).map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
    }
    expect(await lines({ actor: account })).not.toEqual([]);
    expect(await lines({ ip: '203.0.113.1' })).toEqual([]);
  });

  test('is whole and in order where it is longer than what is read at once', async () => {
    await api.database.db.query(
      `INSERT INTO audit_events (audit_id, created_at, entity, action, outcome, actor_kind, root_fields)
       SELECT gen_random_uuid(), now(), 'organizations', 'created', 'SUCCESS', 'ANONYMOUS', '{}'
       FROM generate_series(1, 2000)`,
    );
    const rows = await api.database.db.query<{ id: string }>(
      `SELECT e.id::text FROM audit_events e WHERE entity = 'organizations' ORDER BY e.id DESC`,
    );

    const exported = await lines({ entity: 'organizations' });

    expect(rows).toHaveLength(2000);
    expect(exported.map(({ id }) => id)).toEqual(rows.map(({ id }) => idOf('AuditEvent', Number(id))));
  });

  test('is a table in which no cell is a formula, and each event one row', async () => {
    const response = await send(api.admin, { format: 'csv', entity: 'auth.password', outcome: 'DENIED' });
    const text = await response.text();

    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(response.headers.get('content-disposition')).toMatch(/\.csv"$/);
    const [head, ...rows] = text.trim().split(/\n(?=\d{4}-\d\d-\d\dT)/);
    expect(head?.split(',').slice(0, 6)).toEqual(['time', 'entity', 'action', 'outcome', 'reason', 'actor']);
    expect(rows).toHaveLength(5);
    for (const name of [`,'=1+1,`, `,'@SUM(A1),`, `,'+1,`, `,'-1,`, `,"two\nlines, ""quoted""",`]) {
      expect(text).toContain(name);
    }
    expect(text).not.toMatch(/(^|,|\n)"?[=+@-]/);
  });

  test('is itself an event, with the filter and the format, and is not in itself', async () => {
    const exported = await lines({ entity: 'audit.log', action: 'exported' });
    const [event] = await api.events({ entity: 'audit.log', action: 'exported' });

    expect(event).toMatchObject({
      outcome: 'SUCCESS',
      actor: { name: 'admin' },
      target: { kind: 'Site', name: 'audit log' },
      details: { filter: { entity: 'audit.log', action: 'exported' }, format: 'jsonl' },
    });
    expect(exported.map(({ id }) => id)).not.toContain(event.id);
  });

  test('is for site admins, by session or by token, and who is refused is recorded', async () => {
    const person = await api.createUser('curious');
    const own = await api.createToken(api.admin.id, { note: 'export', as: api.admin });
    const answer = async (identity: Identity) => {
      const response = await send(identity, { ip: '203.0.113.1' });
      return [response.status, (await response.text()).trim()];
    };

    expect(await answer(undefined)).toEqual([401, 'not authenticated']);
    // Without X-Requested-With a page of another site may have sent it.
    const foreign = await api.fetch('/.api/audit-log', { headers: { cookie: api.admin.cookie } });
    expect(foreign.status).toBe(401);
    expect(await answer({ token: 'nonsense' })).toEqual([401, 'Invalid access token.']);
    expect(await answer(person)).toEqual([403, 'must be site admin']);
    expect(await answer(token)).toEqual([403, 'must be site admin']);
    const denied = await api.events({ entity: 'audit.log', action: 'exported', outcome: 'DENIED' });
    expect(denied.map(({ actor, reason }) => [actor.name, reason])).toEqual([
      ['exported-robot', 'must be site admin'],
      ['curious', 'must be site admin'],
    ]);
    expect(await answer(api.admin)).toEqual([200, '']);
    expect(await answer(own)).toEqual([200, '']);
  });

  test.each<Record<string, string>>([
    { outcome: 'denied' },
    { actorKind: 'ROBOT' },
    { since: 'yesterday' },
    { format: 'xml' },
    { actors: 'admin' },
    { accessToken: 'x' },
  ])('refuses what it does not understand, and nothing is recorded: %j', async (parameters) => {
    const before = await api.events({ entity: 'audit.log', action: 'exported' });

    const response = await send(api.admin, parameters);

    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(
      /^(the parameter \w+ is none of an export, or its value is not understood|invalid graphql\.ID)\n$/,
    );
    expect(await api.events({ entity: 'audit.log', action: 'exported' })).toHaveLength(before.length);
  });
});
