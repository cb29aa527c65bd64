import { isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schema } from '../src/graphql/schema.js';
import { groups, guardedFields, type Persona, personas, type Row, rootFields } from './access-matrix.data.js';
import { headersOf, startTestApi, type TestApi } from './support/api.js';
import { configure } from './support/site-configuration.js';
import { everythingStored, type Somebody, worldOf } from './support/world.js';

let api: TestApi;
let people: Record<Persona, Somebody>;
let bystander: { id: string; cookie: string };

beforeAll(async () => {
  api = await startTestApi();
  await configure(api, {
    'auth.public': true,
    'auth.accessTokens': { maxTokensPerUser: 1000 },
  });
  const { permissions } = await api.ask(api.admin, '{ permissions { nodes { id } } }');
  const everything = permissions.nodes.map(({ id }: { id: string }) => id);
  const { createRole } = await api.ask(
    api.admin,
    'mutation ($ids: [ID!]!) { createRole(name: "all that a role can hold", permissions: $ids) { id } }',
    { ids: everything },
  );
  bystander = await api.createUser('bystander');

  const grant = (id: string) =>
    api.ask(
      api.admin,
      'mutation ($id: ID!, $role: ID!) { setRoles(user: $id, roles: [$role]) { alwaysNil } }',
      {
        id,
        role: createRole.id,
      },
    );
  const person = async (name: string, options?: { siteAdmin: boolean }) => {
    const { id, cookie } = await api.createUser(name, options);
    return { id, identity: { cookie } };
  };
  const machine = async (name: string) => {
    const { id } = await api.createServiceAccount(name);
    return { id, identity: { token: (await api.createToken(id, { durationSeconds: 86_400 })).token } };
  };
  const scripted = await person('admin-with-a-token', { siteAdmin: true });
  const impersonator = await person('impersonator', { siteAdmin: true });
  const sudo = await api.createToken(impersonator.id, {
    as: impersonator.identity,
    scopes: ['user:all', 'site-admin:sudo'],
    durationSeconds: 86_400,
  });
  const impersonated = await person('impersonated');
  const disabled = await machine('disabled');
  const expiring = await api.createServiceAccount('expired');
  const expired = await api.createToken(expiring.id, { durationSeconds: 1 });
  people = {
    anonymous: { identity: undefined },
    person: await person('person'),
    'person with a role': await person('person-with-a-role'),
    'site admin': await person('site-admin', { siteAdmin: true }),
    "site admin's token": {
      id: scripted.id,
      identity: await api.createToken(scripted.id, { as: scripted.identity, durationSeconds: 86_400 }),
    },
    'service account': await machine('service-account'),
    'service account with a role': await machine('service-account-with-a-role'),
    'sudo as a person': {
      id: impersonated.id,
      identity: { authorization: `token-sudo token="${sudo.token}",user="impersonated"` },
    },
    'expired token': { identity: expired },
    "disabled account's token": { identity: disabled.identity },
  };
  await grant(people['person with a role'].id as string);
  await grant(people['service account with a role'].id as string);
  await api.ask(api.admin, 'mutation ($id: ID!) { disableServiceAccount(serviceAccount: $id) { id } }', {
    id: disabled.id,
  });
  api.clock.advance(2);
});
afterAll(() => api.close());

/** What one of the personas is answered. */
interface Answer {
  persona: Persona;
  status: number;
  text: string;
  requestId: string;
}

async function ask(row: Row, persona: Persona, variables: unknown): Promise<Answer> {
  const response = await api.fetch('/.api/graphql', {
    method: 'POST',
    headers: headersOf(people[persona].identity),
    body: JSON.stringify({ query: row.ask, variables }),
  });
  return {
    persona,
    status: response.status,
    text: await response.text(),
    requestId: response.headers.get('x-request-id') ?? '',
  };
}

/** How an answer came out: `allowed`, or that it was refused as it is to be. Anything else fails the test. */
function outcomeOf(row: Row, { persona, status, text }: Answer, denied: string[]): 'allowed' | 'refused' {
  const cell = `${persona}: ${row.field}: ${status} ${text}`;
  if (status === 401) {
    expect(text, cell).toBe('Invalid access token.\n');
    expect(denied, cell).toHaveLength(1);
    return 'refused';
  }
  expect(status, cell).toBe(200);
  const { data, errors = [] } = JSON.parse(text);
  if (errors.length === 0) {
    expect(data, cell).toBeDefined();
    expect(denied, cell).toEqual([]);
    return 'allowed';
  }
  const refusal = persona === 'anonymous' ? anonymousRefusal(row) : (row.refusal ?? 'must be site admin');
  const hidden = typeof refusal === 'object' && 'hidden' in refusal;
  for (const error of errors) {
    expect(error.message, cell).toMatch(hidden ? refusal.hidden : refusal);
    expect(error.extensions, cell).toEqual({
      code: expect.stringMatching(/^(UNAUTHENTICATED|FORBIDDEN|NOT_FOUND)$/),
    });
  }
  // What is hidden is answered as missing, and a missing object is nothing denied.
  const isDenied = errors[0].extensions.code !== 'NOT_FOUND';
  expect(denied, cell).toEqual(isDenied ? ['GraphQL'] : []);
  return 'refused';
}

/** Of a hidden object nobody hears more than an account would, unless the field asks for an account at all. */
const anonymousRefusal = (row: Row): NonNullable<Row['refusal']> =>
  typeof row.refusal === 'object' && 'hidden' in row.refusal && /^node: a (token|repository)/.test(row.field)
    ? row.refusal
    : 'not authenticated';

const isAllowed = ({ who }: Row, persona: Persona): boolean =>
  (groups[who] as readonly Persona[]).includes(persona);

/** What a row acts on, made for a persona; `own` tells whether it is about that one, so that it will not do for others. */
async function variablesFor(row: Row, persona: Persona) {
  const world = worldOf(api, people[persona], bystander);
  const { self, ownToken } = world;
  let own = false;
  world.self = () => {
    own = true;
    return self();
  };
  world.ownToken = () => {
    own = true;
    return ownToken();
  };
  return { variables: await row.variables?.(world), own };
}

/**
 * The cells of a row, run for real: one after the other where it is to be allowed, and then all that are to be refused
 * at once, on the same things, since together they may change no more than each of them may, which is nothing.
 */
async function column(row: Row): Promise<Record<string, string>> {
  const answers: Answer[] = [];
  for (const persona of personas) {
    if (!isAllowed(row, persona)) continue;
    const { variables } = await variablesFor(row, persona);
    answers.push(await ask(row, persona, variables));
  }
  const toRefuse: (() => Promise<Answer>)[] = [];
  let made: Awaited<ReturnType<typeof variablesFor>> | undefined;
  for (const persona of personas) {
    if (isAllowed(row, persona)) continue;
    if (!made || made.own) made = await variablesFor(row, persona);
    const { variables } = made;
    toRefuse.push(() => ask(row, persona, variables));
  }
  const before = await everythingStored(api);
  answers.push(...(await Promise.all(toRefuse.map((ask) => ask()))));
  expect(await everythingStored(api), row.field).toEqual(before);

  const denied = await api.database.db.query<{ id: string; entity: string }>(
    `SELECT request_id AS id, entity FROM audit_events WHERE request_id = ANY ($1) AND outcome = 'DENIED'`,
    [answers.map(({ requestId }) => requestId)],
  );
  const outcomes = answers.map((answer) => {
    const entities = denied.filter(({ id }) => id === answer.requestId).map(({ entity }) => entity);
    return [answer.persona, outcomeOf(row, answer, entities)];
  });
  return Object.fromEntries(outcomes);
}

const expected = (row: Row): Record<string, string> =>
  Object.fromEntries(personas.map((persona) => [persona, isAllowed(row, persona) ? 'allowed' : 'refused']));

const fieldOf = (row: Row) => row.field.split(':')[0] as string;

test('every field of Query and Mutation has a row', () => {
  const fields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {}),
  );

  expect(fields.filter((field) => !rootFields.some((row) => fieldOf(row) === field))).toEqual([]);
});

test('every field below them that has a rule of its own has a row', () => {
  const fields = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => type !== schema.getQueryType() && type !== schema.getMutationType())
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => !['inherited', undefined].includes(field.extensions['access'] as string))
        .map((field) => `${type.name}.${field.name}`),
    );

  expect(fields.filter((field) => !guardedFields.some((row) => fieldOf(row) === field))).toEqual([]);
});

describe('who may use', () => {
  test.each([...rootFields, ...guardedFields].map((row) => [row.field, row.who, row] as const))(
    '%s: %s',
    async (_field, _who, row) => {
      expect(await column(row)).toEqual(expected(row));
    },
  );
});
