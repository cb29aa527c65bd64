import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schema } from '../src/graphql/schema.js';
import { guardedFields, rootFields } from './access-matrix.data.js';
import { eventsOfMutations, eventsOfQueries, mutationsNeverDone } from './audit-mutations.data.js';
import { idOf, messageOf, numberIn } from './support/access-tokens.js';
import { headersOf, type Identity, startTestApi, type TestApi } from './support/api.js';
import { rawRequest, whoAmI } from './support/raw-request.js';
import { configure } from './support/site-configuration.js';
import { everythingStored, worldOf } from './support/world.js';

let api: TestApi;
let bystander: { id: string; cookie: string };

beforeAll(async () => {
  api = await startTestApi();
  bystander = await api.createUser('bystander');
});
afterAll(() => api.close());

const asAdmin = () => ({ id: api.admin.id, identity: api.admin });

/** Sends an operation and answers with it the events of that very request, the oldest first. */
async function ask(identity: Identity, query: string, variables?: Record<string, unknown>) {
  const response = await api.fetch('/.api/graphql', {
    method: 'POST',
    headers: headersOf(identity),
    body: JSON.stringify({ query, variables }),
  });
  const requestId = response.headers.get('x-request-id');
  const events = await api.database.db.query<Record<string, any>>(
    'SELECT * FROM audit_events WHERE request_id = $1 ORDER BY id',
    [requestId],
  );
  const text = await response.text();
  return { status: response.status, answer: response.ok ? JSON.parse(text) : text, events };
}

const inShort = (event: Record<string, any>) =>
  [event['entity'], event['action'], event['target_kind']].filter((word) => word !== null).join(' ');

describe('a change and its event', () => {
  const rows = rootFields.filter((row) => row.field in eventsOfMutations);

  test('every mutation is in the table of events', () => {
    const named = [...Object.keys(eventsOfMutations), ...mutationsNeverDone].map(
      (field) => field.split(':')[0],
    );

    expect(
      Object.keys(schema.getMutationType()?.getFields() ?? {}).filter((name) => !named.includes(name)),
    ).toEqual([]);
    expect(rows).toHaveLength(Object.keys(eventsOfMutations).length);
  });

  test.each(rows.map((row) => [row.field, row] as const))('%s is recorded once', async (field, row) => {
    const variables = await row.variables?.(worldOf(api, asAdmin(), bystander));

    const { answer, events } = await ask(api.admin, row.ask, variables);

    expect(answer.errors).toBeUndefined();
    expect(events.map(inShort)).toEqual(eventsOfMutations[field]);
    for (const event of events) {
      expect(event).toMatchObject({
        outcome: 'SUCCESS',
        reason: null,
        actor_id: numberIn(api.admin.id),
        actor_name: 'admin',
        actor_kind: 'USER',
        ip: '127.0.0.1',
      });
      expect(event['target_name']).not.toBe('');
    }
  });

  test.each(rows.map((row) => [row.field, row] as const))(
    '%s is not done when it cannot be recorded',
    async (_field, row) => {
      const { db } = api.database;
      const variables = await row.variables?.(worldOf(api, asAdmin(), bystander));
      // A try at a password counts, however it ends.
      const stored = async () =>
        (await everythingStored(api)).filter((line) => !line.startsWith('sign_in_throttles'));
      const before = await stored();
      await db.query(
        `CREATE FUNCTION no_events() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''full''; END'`,
      );
      await db.query(
        'CREATE TRIGGER no_events BEFORE INSERT ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION no_events()',
      );

      const { answer, events } = await ask(api.admin, row.ask, variables);

      await db.query('DROP FUNCTION no_events CASCADE');
      expect(answer.errors[0]).toMatchObject({
        message: 'Unexpected error.',
        extensions: { code: 'INTERNAL' },
      });
      expect(await stored()).toEqual(before);
      expect(events).toEqual([]);
    },
  );

  test.each(Object.keys(eventsOfQueries))('reading %s is recorded too', async (field) => {
    const row = guardedFields.find((row) => row.field === field);

    const { events } = await ask(api.admin, row?.ask ?? '');

    expect(events.map(inShort)).toEqual(eventsOfQueries[field]);
  });

  test('says what was before and what is after', async () => {
    const world = worldOf(api, asAdmin(), bystander);
    const { id, name } = await world.serviceAccount();
    const update =
      'mutation ($id: ID!) { updateServiceAccount(serviceAccount: $id, input: { displayName: "New", name: "renamed" }) { id } }';
    const person = await world.person();
    const role = await world.role();
    const { roles } = await api.ask(api.admin, '{ roles(first: 100) { nodes { id name } } }');
    const roleName = roles.nodes.find((node: { id: string }) => node.id === role.id).name;

    const [updated] = (await ask(api.admin, update, { id })).events;
    const [promoted] = (
      await ask(
        api.admin,
        'mutation ($id: ID!) { setUserIsSiteAdmin(userID: $id, siteAdmin: true) { alwaysNil } }',
        {
          id: person.id,
        },
      )
    ).events;
    const [given] = (
      await ask(
        api.admin,
        'mutation ($id: ID!, $role: ID!) { setRoles(user: $id, roles: [$role]) { alwaysNil } }',
        {
          id,
          role: role.id,
        },
      )
    ).events;

    expect(updated?.['details']).toEqual({
      before: { name, displayName: null, description: '', usedBy: '', ownerId: null },
      after: { name: 'renamed', displayName: 'New', description: '', usedBy: '', ownerId: null },
    });
    expect(promoted?.['details']).toEqual({ before: { siteAdmin: false }, after: { siteAdmin: true } });
    expect(given?.['details']).toEqual({ before: [], after: [roleName] });
    expect(given).toMatchObject({
      target_kind: 'ServiceAccount',
      target_name: 'renamed',
      target_id: numberIn(id),
    });
  });

  test('that several people are deleted with is one event for each', async () => {
    const world = worldOf(api, asAdmin(), bystander);
    const [one, two] = [await world.person(), await world.serviceAccount()];

    const { events } = await ask(
      api.admin,
      'mutation ($ids: [ID!]!) { deleteUsers(users: $ids) { alwaysNil } }',
      {
        ids: [one.id, two.id],
      },
    );

    expect(events.map((event) => [inShort(event), event['target_name']])).toEqual([
      ['user deleted User', one.username],
      ['serviceAccount deleted ServiceAccount', two.name],
    ]);
  });

  test('done by impersonation names both', async () => {
    const sudo = await api.createToken(api.admin.id, {
      scopes: ['user:all', 'site-admin:sudo'],
      note: 'support',
    });

    const { events } = await ask(
      { authorization: `token-sudo token="${sudo.token}",user="bystander"` },
      'mutation ($id: ID!) { createAccessToken(user: $id, note: "by support", scopes: ["user:all"], durationSeconds: 60) { id } }',
      { id: bystander.id },
    );

    expect(events.map(inShort)).toEqual([
      'auth.accessToken impersonated User',
      'user.accessToken created AccessToken',
    ]);
    expect(events[0]).toMatchObject({
      actor_name: 'admin',
      target_name: 'bystander',
      access_token_note: 'support',
    });
    expect(events[1]).toMatchObject({
      actor_name: 'bystander',
      impersonator_name: 'admin',
      impersonator_id: numberIn(api.admin.id),
      access_token_note: 'support',
    });
  });
});

describe('the log only grows', () => {
  test.each([
    'UPDATE audit_events SET actor_name = $$nobody$$',
    'UPDATE audit_events SET actor_name = actor_name WHERE false',
    'DELETE FROM audit_events',
    'TRUNCATE audit_events',
  ])('%s is refused', async (sql) => {
    const count = async () => (await api.database.db.query('SELECT count(*)::int AS n FROM audit_events'))[0];
    const before = await count();

    await expect(api.database.db.query(sql)).rejects.toThrow('audit events are append-only');
    expect(await count()).toEqual(before);
  });

  test('no mutation changes or deletes an event', () => {
    expect(
      Object.keys(schema.getMutationType()?.getFields() ?? {}).filter((name) => /audit|event/i.test(name)),
    ).toEqual([]);
  });
});

describe('auditEvents', () => {
  let machine: { id: string; name: string };
  let token: { id: string; token: string };

  beforeAll(async () => {
    machine = await api.createServiceAccount('observed');
    token = await api.createToken(machine.id, { note: 'observer' });
    api.clock.advance(100);
    await api.ask(token, 'query Mine { currentUser { id } }');
    await api.query(token, '{ roles { totalCount } }');
    await api.query(token, 'mutation { deleteAccessToken(byID: "QWNjZXNzVG9rZW46OTk5OTk5") { alwaysNil } }');
    api.clock.advance(100);
  });

  /** What matches, in words. What is counted by the day must be the same. */
  const matching = async (filter: Record<string, unknown>) => {
    const events = await api.events(filter);
    const { auditEventCounts } = await api.ask(
      api.admin,
      'query ($filter: AuditEventFilter) { auditEventCounts(filter: $filter) { total } }',
      { filter },
    );
    const total = auditEventCounts.reduce((sum: number, day: { total: number }) => sum + day.total, 0);
    expect(total, JSON.stringify(filter)).toBe(events.length);
    return events.map((event) => `${event.actor.name} ${event.entity} ${event.action} ${event.outcome}`);
  };
  const ofObserved = [
    'observed GraphQL request FAILURE',
    'observed GraphQL request DENIED',
    'observed GraphQL request SUCCESS',
  ];

  test('names account, kind, token, operation and root fields of a request of a service account', async () => {
    const [event] = await api.events({ actor: 'observed', outcome: 'SUCCESS' });

    expect(event).toMatchObject({
      entity: 'GraphQL',
      action: 'request',
      operationName: 'Mine',
      rootFields: ['currentUser'],
      actor: {
        id: idOf('User', numberIn(machine.id)),
        kind: 'SERVICE_ACCOUNT',
        name: 'observed',
        accessTokenID: token.id,
        accessTokenNote: 'observer',
        ip: '127.0.0.1',
      },
    });
  });

  test('can be narrowed by actor: a name, an id as user, or an id as service account', async () => {
    expect(await matching({ actor: 'observed' })).toEqual(ofObserved);
    expect(await matching({ actor: machine.id })).toEqual(ofObserved);
    expect(await matching({ actor: idOf('User', numberIn(machine.id)) })).toEqual(ofObserved);
    expect(await matching({ actor: 'nobody-of-that-name' })).toEqual([]);
    expect(await matching({ actor: idOf('User', 999_999) })).toEqual([]);
  });

  test('can be narrowed by each of the other filters, and by several at once', async () => {
    const observed = { actor: 'observed' };
    const { since, until } = {
      since: new Date(api.clock.now().getTime() - 150_000).toISOString(),
      until: new Date(api.clock.now().getTime() - 50_000).toISOString(),
    };

    expect(await matching({ ...observed, actorKind: 'SERVICE_ACCOUNT' })).toEqual(ofObserved);
    expect(await matching({ ...observed, actorKind: 'USER' })).toEqual([]);
    expect(new Set((await api.events({ actorKind: 'USER' })).map(({ actor }) => actor.kind))).toEqual(
      new Set(['USER']),
    );
    expect(await matching({ ...observed, outcome: 'DENIED' })).toEqual([ofObserved[1]]);
    expect(await matching({ ...observed, entity: 'GraphQL', action: 'request' })).toEqual(ofObserved);
    expect(await matching({ ...observed, entity: 'user' })).toEqual([]);
    expect(await matching({ ...observed, action: 'created' })).toEqual([]);
    expect(await matching({ accessToken: token.id })).toEqual(ofObserved);
    expect(await matching({ accessToken: idOf('AccessToken', 999_999) })).toEqual([]);
    expect(await matching({ ...observed, ip: '127.0.0.1' })).toEqual(ofObserved);
    expect(await matching({ ...observed, ip: '10.0.0.1' })).toEqual([]);
    expect(await matching({ since, until })).toEqual(ofObserved);
    expect(await matching({ ...observed, since: until })).toEqual([]);
    expect(await matching({ ...observed, until: since })).toEqual([]);
    expect(await matching({ ...observed, outcome: null, since: null })).toEqual(ofObserved);
  });

  test('are counted by the hour or day, with those that failed or were denied, and the times without any', async () => {
    const count = async (args: string, who = 'observed') =>
      (
        await api.ask(
          api.admin,
          `{ auditEventCounts(${args.replace('%', `actor: "${who}"`)}) { start total failures denials } }`,
        )
      ).auditEventCounts;
    const now = api.clock.now();
    const [days, hours] = [await count('filter: { % }'), await count('interval: HOUR, filter: { % }')];
    const three = await count(
      `filter: { %, since: "${new Date(now.getTime() - 2 * 86_400_000).toISOString()}", until: "${now.toISOString()}" }`,
    );
    const sum = (counts: Record<string, number>[]) =>
      ['total', 'failures', 'denials'].map((what) =>
        counts.reduce((total, one) => total + (one[what] ?? 0), 0),
      );

    expect([days.length, hours.length, three.length]).toEqual([30, 48, 3]);
    expect([sum(days), sum(hours), sum(three)]).toEqual(Array(3).fill([3, 1, 1]));
    expect(days.at(-1).start).toBe(`${now.toISOString().slice(0, 10)}T00:00:00Z`);
    expect(sum(await count('filter: { % }', 'nobody-of-that-name'))).toEqual([0, 0, 0]);
    expect(
      messageOf(
        await api.query(
          api.admin,
          '{ auditEventCounts(interval: HOUR, filter: { since: "2020-01-01T00:00:00Z" }) { total } }',
        ),
      ),
    ).toBe('from since to until are more than 1000 hours');
    const [viewed] = await api.events({ entity: 'audit.log' });
    expect(viewed.details).toMatchObject({ filter: { actor: 'nobody-of-that-name' }, countedBy: 'DAY' });
  });

  test('of a service account are told as its usage, by the day', async () => {
    const usage = (args = '') =>
      api.query(
        api.admin,
        `{ serviceAccount(name: "observed") { usage${args} { date requests refusals } } }`,
      );
    const { usage: days } = (await usage()).data.serviceAccount;

    expect(days).toHaveLength(30);
    expect(days.at(-1).date).toBe(api.clock.now().toISOString().slice(0, 10));
    expect(days.reduce((sum: number, day: any) => sum + day.requests, 0)).toBe(3);
    expect(days.reduce((sum: number, day: any) => sum + day.refusals, 0)).toBe(1);
    // Another account, so that what it asks is not told of this one.
    const curious = await api.createServiceAccount('curious');
    const own = await api.query(
      await api.createToken(curious.id),
      `{ node(id: "${curious.id}") { ... on ServiceAccount { usage { requests } } } }`,
    );
    expect(messageOf(own)).toBe('must be site admin');
    expect((await usage('(days: 7)')).data.serviceAccount.usage).toHaveLength(7);
    expect(messageOf(await usage('(days: 0)'))).toBe('days must be between 1 and 400');
    expect(messageOf(await usage('(days: 401)'))).toBe('days must be between 1 and 400');
  });

  test('since is included and until is not', async () => {
    const [event] = await api.events({ actor: 'observed', outcome: 'SUCCESS' });
    const [exact] = await api.database.db.query<{ at: Date }>(
      'SELECT created_at AS at FROM audit_events WHERE audit_id = $1',
      [event.auditID],
    );
    const at = exact?.at.toISOString();

    expect(await matching({ actor: 'observed', since: at })).toEqual(ofObserved);
    expect(await matching({ actor: 'observed', until: at })).toEqual([]);
  });

  test.each([
    ['accessToken: "VXNlcjox"', 'invalid AccessToken id of kind "User"'],
    ['accessToken: "x y"', 'illegal base64 data at input byte 1'],
    ['since: "yesterday"', 'a DateTime is an RFC 3339 string like 2006-01-02T15:04:05Z'],
  ])('refuses the filter {%s}', async (filter, text) => {
    expect(
      messageOf(await api.query(api.admin, `{ auditEvents(filter: { ${filter} }) { totalCount } }`)),
    ).toBe(text);
  });

  test.each(['x', '-1', '1.5', '', '99999999999999999999', "1' OR 1=1"])(
    'refuses the cursor %j',
    async (after) => {
      expect(
        messageOf(
          await api.query(api.admin, `{ auditEvents(after: ${JSON.stringify(after)}) { totalCount } }`),
        ),
      ).toBe('`after` is no cursor of this list');
    },
  );

  test('refuses a negative size', async () => {
    expect(messageOf(await api.query(api.admin, '{ auditEvents(first: -1) { totalCount } }'))).toBe(
      '`first` must not be negative',
    );
  });

  test('is read page by page, each event once, while new ones arrive', async () => {
    const page = async (after?: string) => {
      const { auditEvents } = await api.ask(
        api.admin,
        'query ($after: String) { auditEvents(first: 7, after: $after) { nodes { id } totalCount pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      return auditEvents;
    };
    const [{ n: before } = { n: 0 }] = await api.database.db.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM audit_events',
    );
    const seen: number[] = [];

    let current = await page();
    expect(current.totalCount).toBe(before);
    for (;;) {
      seen.push(...current.nodes.map(({ id }: { id: string }) => numberIn(id)));
      if (!current.pageInfo.hasNextPage) break;
      await whoAmI(api.url, headersOf(token) as Record<string, string>);
      current = await page(current.pageInfo.endCursor);
    }

    expect(seen).toHaveLength(before);
    expect(new Set(seen).size).toBe(before);
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
  });

  test('shows one event by its id', async () => {
    const [{ id, auditID }] = (await api.events({ actor: 'observed' })) as [any];

    const { node } = await api.ask(
      api.admin,
      'query ($id: ID!) { node(id: $id) { ... on AuditEvent { auditID } } }',
      {
        id,
      },
    );

    expect(node.auditID).toBe(auditID);
  });

  test('shows an event whose number is beyond what fits 32 bits', async () => {
    const { db } = api.database;
    await db.query(`SELECT setval('audit_events_id_seq', 5000000000)`);
    await whoAmI(api.url, headersOf(token) as Record<string, string>);

    const [event] = await api.events({ accessToken: token.id });
    const { node } = await api.ask(api.admin, 'query ($id: ID!) { node(id: $id) { id } }', { id: event.id });

    expect(numberIn(event.id)).toBeGreaterThan(5_000_000_000);
    expect(node.id).toBe(event.id);
  });

  test('reads the same after actor, target and token are gone for good', async () => {
    const actor = await api.createUser('short-lived-admin', { siteAdmin: true });
    const { createServiceAccount: account } = await api.ask(
      actor,
      'mutation { createServiceAccount(input: { name: "short-lived-bot" }) { id } }',
    );
    const its = await api.createToken(account.id, { as: actor, note: 'short-lived' });
    await api.ask(its, '{ currentUser { id } }');
    const read = async () => [
      ...(await api.events({ actor: 'short-lived-admin' })),
      ...(await api.events({ accessToken: its.id, entity: 'GraphQL' })),
    ];
    const before = await read();

    await api.ask(
      api.admin,
      'mutation ($ids: [ID!]!) { deleteUsers(users: $ids, hard: true) { alwaysNil } }',
      {
        ids: [actor.id, account.id],
      },
    );

    expect(await read()).toEqual(before);
    expect(before.map((event) => event.target?.name ?? event.actor.accessTokenNote)).toContain('short-lived');
  });
});

describe('audit.requests', () => {
  let machine: { token: string };
  beforeAll(async () => {
    machine = await api.createToken((await api.createServiceAccount('metered')).id);
  });
  const requests = async () =>
    (
      await api.database.db.query(
        `SELECT 1 FROM audit_events WHERE entity = 'GraphQL' AND actor_name = 'metered'`,
      )
    ).length;

  /** Keeps appended events from being stored until released. */
  function heldAppends() {
    const { db } = api.services;
    const real = db.query;
    let release = () => {};
    const gate = new Promise<void>((open) => {
      release = open;
    });
    Object.assign(db, {
      query: async (text: string, ...rest: [unknown[]?, string?]) => {
        if (text.includes('INSERT INTO audit_events')) await gate;
        return real(text, ...rest);
      },
    });
    return () => {
      Object.assign(db, { query: real });
      release();
    };
  }

  test('durable, the default: the answer waits until the request is recorded', async () => {
    const before = await requests();
    const release = heldAppends();

    const answer = api.ask(machine, '{ currentUser { id } }');
    const first = await Promise.race([answer.then(() => 'answered'), quiet()]);

    expect(first).toBe('waiting');
    release();
    await answer;
    expect(await requests()).toBe(before + 1);
  });

  test('async: the answer does not wait, and the request is recorded all the same', async () => {
    await configure(api, { 'audit.requests': 'async' });
    const before = await requests();
    const release = heldAppends();

    await api.ask(machine, '{ currentUser { id } }');

    expect(await requests()).toBe(before);
    release();
    await api.services.audit.flush();
    expect(await requests()).toBe(before + 1);
  });

  test('async: what cannot be stored is still written as a line, and counted', async () => {
    await configure(api, { 'audit.requests': 'async' });
    const lines = api.auditLines.length;
    const { db } = api.services;
    const real = db.query;
    Object.assign(db, {
      query: async (text: string, ...rest: [unknown[]?, string?]) => {
        if (text.includes('INSERT INTO audit_events')) throw new Error('disk full');
        return real(text, ...rest);
      },
    });

    await api.ask(machine, '{ currentUser { id } }');
    await api.services.audit.flush();
    Object.assign(db, { query: real });

    expect(api.auditLines).toHaveLength(lines + 1);
    expect(await (await api.fetch('/metrics')).text()).toContain('gatehouse_audit_events_lost 1\n');
  });

  test.each(['async', 'off'])('%s: what is denied is recorded before the answer', async (mode) => {
    await configure(api, { 'audit.requests': mode });

    const { events } = await ask(machine, '{ roles { totalCount } }');
    const refused = await ask({ token: 'not-a-token' }, '{ currentUser { id } }');
    const byPerson = await ask(bystander, '{ roles { totalCount } }');

    expect(events).toMatchObject([
      { outcome: 'DENIED', reason: 'must be site admin', root_fields: ['roles'] },
    ]);
    expect(byPerson.events).toMatchObject([{ outcome: 'DENIED', actor_name: 'bystander' }]);
    expect(refused.events).toMatchObject([
      { entity: 'auth.accessToken', action: 'invalid', outcome: 'DENIED' },
    ]);
  });

  test('off: what is allowed is not recorded, and changes are', async () => {
    await configure(api, { 'audit.requests': 'off' });

    const read = await ask(machine, '{ currentUser { id } }');
    const changed = await ask(
      api.admin,
      'mutation { createRole(name: "while off", permissions: []) { id } }',
    );

    expect(read.events).toEqual([]);
    expect(changed.events.map(inShort)).toEqual(['rbac.role created Role']);
  });

  test('what people read is not recorded, whatever the mode', async () => {
    await configure(api, { 'audit.requests': 'durable' });

    expect((await ask(bystander, '{ users { totalCount } }')).events).toEqual([]);
  });

  test('a request whose record cannot be stored is not answered', async () => {
    await configure(api, { 'audit.requests': 'durable' });
    const { db } = api.services;
    const real = db.query;
    Object.assign(db, {
      query: async (text: string, ...rest: [unknown[]?, string?]) => {
        if (text.includes('INSERT INTO audit_events')) throw new Error('disk full');
        return real(text, ...rest);
      },
    });

    const { status, answer } = await ask(machine, '{ currentUser { username } }');
    Object.assign(db, { query: real });

    expect(status).toBe(500);
    expect(answer).not.toContain('metered');
    expect(answer).not.toContain('disk full');
  });
});

/** Resolves once a few answers to other requests have come: long enough for one that waits for nothing. */
async function quiet(): Promise<'waiting'> {
  for (let round = 0; round < 20; round += 1) await api.fetch('/readyz');
  return 'waiting';
}

describe('hostile input', () => {
  let machine: { token: string; id: string };
  beforeAll(async () => {
    machine = await api.createToken((await api.createServiceAccount('hostile')).id);
  });

  /** Any UTF-16 code units, halves of surrogate pairs among them. */
  const anyText = fc.string({
    unit: fc.oneof(
      fc.constantFrom(
        '\0',
        '\n',
        '\r',
        '\x1b',
        '\u2028',
        '\u2029',
        '\ud800',
        '\udfff',
        '"',
        '\\',
        '\\u0000',
        '😀',
      ),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    ),
    maxLength: 40,
  });
  /** What HTTP lets through in a header: no control characters but tab. */
  const headerText = fc
    .string({
      unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
      maxLength: 60,
    })
    .filter((text) => !text.includes('\x7f'));

  test('nothing that a client sends keeps its request from being recorded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.option(anyText), anyText, headerText, async (name, value, header) => {
        const response = await rawRequest(api.url, '/.api/graphql', {
          headers: {
            ...headersOf(machine),
            'user-agent': header,
            'x-forwarded-for': header,
            'x-requested-with': header,
            'x-sourcegraph-api-client-name': header,
            'x-sourcegraph-api-client-version': header,
          },
          body: JSON.stringify({
            operationName: name,
            query: 'query ($value: String!) { user(username: $value) { id } }',
            variables: { value },
          }),
        });

        const wanted = [name ?? '', value].some((text) => text.includes('\0') || !text.isWellFormed())
          ? [400, expect.stringMatching(/^text may not hold /)]
          : [200, expect.not.stringContaining('Unexpected')];
        expect([response.status, response.body]).toEqual(wanted);
        const events = await api.database.db.query('SELECT 1 FROM audit_events WHERE request_id = $1', [
          response.headers['x-request-id'],
        ]);
        expect(events).toHaveLength(1);
      }),
      {
        numRuns: 150,
        examples: [
          ['\ud800', '\0', ''],
          ['a\0', 'x\ud800', 'é'],
          [null, '\ud800', 'é'],
          [null, 'a\0', ''],
          ['', '', '\t'],
        ],
      },
    );
  });

  const texts = [
    'two\r\nlines',
    '\x1b[31mred',
    'line\u2028separator',
    'half \ud800',
    'nul\0',
    '"quoted\\',
    '😀'.repeat(60),
  ];

  test.each(texts)(
    'a note that is %j is stored or refused in plain words, and makes one line of the log',
    async (note) => {
      const lines = api.auditLines.length;

      const { answer, events } = await ask(
        api.admin,
        'mutation ($user: ID!, $note: String!) { createAccessToken(user: $user, note: $note, scopes: ["user:all"], durationSeconds: 60) { id } }',
        { user: api.admin.id, note },
      );

      const written = api.auditLines.slice(lines);
      expect(written).toHaveLength(events.length);
      if (note.includes('\0')) expect(answer).toBe('text may not hold NUL characters\n');
      else if (!note.isWellFormed()) expect(answer).toBe('text may not hold halves of surrogate pairs\n');
      else expect(events.map(inShort)).toEqual(['user.accessToken created AccessToken']);
    },
  );

  test.each(texts)(
    'a display name, a role, a search and a filter that are %j never fail unexpectedly',
    async (text) => {
      const answers = [
        await ask(
          api.admin,
          'mutation ($text: String) { createServiceAccount(input: { name: "-", displayName: $text }) { id } }',
          { text },
        ),
        await ask(
          api.admin,
          'mutation ($text: String, $name: String!) { createServiceAccount(input: { name: $name, displayName: $text, description: $text }) { id } }',
          { text, name: `hostile-${texts.indexOf(text)}` },
        ),
        await ask(
          api.admin,
          'mutation ($text: String!) { createRole(name: $text, permissions: []) { id } }',
          { text },
        ),
        await ask(api.admin, 'mutation ($text: String!) { createUser(username: $text) { user { id } } }', {
          text,
        }),
        await ask(
          api.admin,
          'mutation ($text: String!) { createUser(username: "mail", email: $text) { user { id } } }',
          { text: `${text}@x` },
        ),
        await ask(api.admin, 'query ($text: String) { users(query: $text) { totalCount } }', { text }),
        await ask(api.admin, 'query ($text: String) { user(username: $text) { id } }', { text }),
        await ask(api.admin, 'query ($text: String) { user(email: $text) { id } }', { text }),
        await ask(api.admin, 'query ($text: String) { serviceAccount(name: $text) { id } }', { text }),
        await ask(api.admin, 'query ($text: String) { serviceAccounts(query: $text) { totalCount } }', {
          text,
        }),
        await ask(
          api.admin,
          'query ($text: String) { auditEvents(filter: { actor: $text, entity: $text, action: $text, ip: $text }) { totalCount } }',
          { text },
        ),
        await ask(api.admin, 'query ($text: ID!) { node(id: $text) { id } }', { text }),
        await ask(
          api.admin,
          'mutation ($text: String!, $id: ID!) { rotateAccessToken(token: $id, idempotencyKey: $text) { id } }',
          { text, id: (await worldOf(api, asAdmin(), bystander).ownToken()).id },
        ),
        await ask(
          api.admin,
          'mutation ($text: String!) { deleteAccessToken(byToken: $text) { alwaysNil } }',
          { text },
        ),
        await ask(
          api.admin,
          'mutation ($text: String!) { updatePassword(oldPassword: $text, newPassword: $text) { alwaysNil } }',
          { text },
        ),
        await ask(
          api.admin,
          'mutation ($text: String!) { updateSiteConfiguration(lastID: 0, input: $text) }',
          { text },
        ),
      ];

      const unexpected = answers
        .flatMap(({ answer }) => answer.errors ?? [])
        .filter((error: any) => error.message === 'Unexpected error.');
      expect(unexpected).toEqual([]);
    },
  );

  test('a megabyte of name or reason is recorded in part', async () => {
    const long = 'x'.repeat(1024 * 1024);

    const byName = await ask(machine, `query ${long} { currentUser { id } }`);
    const byField = await ask(machine, `{ ${long} }`);
    const byAsked = await whoAmI(api.url, {
      ...headersOf(machine),
      'user-agent': 'x'.repeat(8000),
      'x-forwarded-for': '1.1.1.1,'.repeat(500),
    });
    const answer = await api.fetch('/.api/graphql', {
      method: 'POST',
      headers: headersOf(machine),
      body: JSON.stringify({ operationName: long, query: '{ currentUser { id } }' }),
    });

    expect([byAsked.status, answer.status]).toEqual([200, 200]);
    const [longest] = await api.database.db.query<{ length: number }>(
      'SELECT max(length(to_jsonb(e)::text))::int AS length FROM audit_events e',
    );
    expect(longest?.length).toBeLessThan(10_000);
    expect(byName.events).toHaveLength(1);
    expect(byField.events).toHaveLength(1);
    expect(Math.max(...api.auditLines.map((line) => line.length))).toBeLessThan(10_000);
  });
});

// After everything above, so that every kind of line is there.
describe('the lines of the log', () => {
  const actorKeys = [
    'X-Forwarded-For',
    'X-Requested-With',
    'X-Sourcegraph-API-Client-Feature',
    'X-Sourcegraph-API-Client-Name',
    'X-Sourcegraph-API-Client-Version',
    'actorKind',
    'actorName',
    'actorUID',
    'fromAccessTokenID',
    'fromAccessTokenNote',
    'ip',
    'sourcegraphOperator',
    'userAgent',
  ];

  test('each is one JSON object on one line, in the shape of the mirrored product', () => {
    expect(api.auditLines.length).toBeGreaterThan(150);

    for (const line of api.auditLines) {
      // Neither a line end nor any other control character, nor what some readers take for a line end.
      expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      expect(line.isWellFormed()).toBe(true);
      const { Attributes, ...record } = JSON.parse(line);
      const { audit } = Attributes;
      expect(record).toMatchObject({
        timestampNanos: expect.any(Number),
        Resource: {
          'service.name': 'gatehouse',
          'service.version': expect.stringMatching(/^\d+\.\d+\.\d+/),
          'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
        InstrumentationScope: 'gatehouse.audit',
        Body: `${audit.action} (sampling immunity token: ${audit.auditID})`,
        message: record.Body,
      });
      expect(line).toMatch(/^\{"timestampNanos":\d{19},/);
      expect(audit).toMatchObject({
        auditID: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        entity: expect.stringMatching(/^[A-Za-z]+([./][A-Za-z]+)*$/),
        action: expect.stringMatching(/^[A-Za-z_]+$/),
        outcome: expect.stringMatching(/^(SUCCESS|FAILURE|DENIED)$/),
      });
      if (audit.outcome === 'DENIED') expect(audit.reason).toEqual(expect.stringMatching(/./));
      const { sourcegraphOperator, impersonatorUID, impersonatorName, ...actor } = audit.actor;
      expect(Object.keys({ ...actor, sourcegraphOperator }).sort()).toEqual(actorKeys);
      for (const value of Object.values(actor)) expect(value).toEqual(expect.any(String));
      expect(sourcegraphOperator).toBe(false);
      expect(typeof impersonatorUID).toBe(typeof impersonatorName);
      expect(actor.actorUID).toMatch(/^\d+$/);
      expect(actor.actorKind).toMatch(/^(USER|SERVICE_ACCOUNT|ANONYMOUS)$/);
      expect(actor.ip).toBe('127.0.0.1');
      if (actor.actorKind === 'ANONYMOUS') expect([actor.actorUID, actor.actorName]).toEqual(['0', '']);
      else expect(actor.actorName).not.toBe('');
    }
  });

  test('each that was stored has its event in the table, under the same id and with the same words', async () => {
    const stored = await api.database.db.query<Record<string, any>>('SELECT * FROM audit_events');
    const byId = new Map(stored.map((event) => [event['audit_id'], event]));
    const lines = api.auditLines.map((line) => JSON.parse(line).Attributes);

    const withoutEvent = lines.filter(({ audit }) => !byId.has(audit.auditID));
    // The one request whose record could not be stored, above, was written all the same.
    expect(withoutEvent).toHaveLength(1);
    expect(stored).toHaveLength(lines.length - 1);
    for (const { audit, target, requestID } of lines) {
      const event = byId.get(audit.auditID);
      if (!event) continue;
      expect([event['entity'], event['action'], event['outcome'], event['request_id']]).toEqual([
        audit.entity,
        audit.action,
        audit.outcome,
        requestID,
      ]);
      expect(event['actor_name']).toBe(audit.actor.actorName);
      expect(event['target_name'] ?? undefined).toBe(target?.name);
    }
  });
});

test('reading the audit log is an event, with the filter, and does not count itself', async () => {
  const { auditEvents } = await api.ask(
    api.admin,
    '{ auditEvents(first: 1, filter: { action: "viewed", outcome: SUCCESS }) { totalCount nodes { id } } }',
  );
  const [viewed] = await api.events({ entity: 'audit.log', action: 'viewed' });

  expect(viewed).toMatchObject({
    actor: { name: 'admin' },
    target: { name: 'audit log' },
    details: { filter: { action: 'viewed', outcome: 'SUCCESS' } },
  });
  const { auditEvents: again } = await api.ask(
    api.admin,
    '{ auditEvents(first: 1, filter: { action: "viewed", outcome: SUCCESS }) { totalCount } }',
  );
  expect(again.totalCount).toBe(auditEvents.totalCount + 2);
});
