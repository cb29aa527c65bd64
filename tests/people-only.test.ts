import { type GraphQLArgument, type GraphQLInputField, getNamedType, isInputObjectType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { schema } from '../src/graphql/schema.js';
import { forPeopleOnly } from '../src/modules/users/people-only.js';
import { machinesToo, peopleOnly } from './people-only.data.js';
import { messageOf, numberIn } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';
import { everythingStored } from './support/world.js';

// What makes no sense for a machine is refused with one text, whoever asks and whatever it is, and recorded with the
// account that it was about.

let api: TestApi;
let robot: { id: string; name: string };
let token: string;
let organization: string;

beforeAll(async () => {
  api = await startTestApi();
  robot = await api.createServiceAccount('robot');
  ({ token } = await api.createToken(robot.id));
  const { createOrganization } = await api.ask(
    { token },
    'mutation { createOrganization(name: "machines") { id } }',
  );
  organization = createOrganization.id;
});
afterAll(() => api.close());

/** Names of arguments, input fields and mutations that are about accounts, or about what people have. */
const aboutAccounts = /user|account|(?<!code)owner|email|password|session|member|bindID|invit|subject|tos/i;

const namesIn = (args: readonly (GraphQLArgument | GraphQLInputField)[]): string[] =>
  args.flatMap(({ name, type }) => {
    const named = getNamedType(type);
    return [name, ...(isInputObjectType(named) ? namesIn(Object.values(named.getFields())) : [])];
  });

test('every mutation that is about accounts is for people only, or says why it is not', () => {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {})
    .filter(({ name, args }) => [name, ...namesIn(args)].some((one) => aboutAccounts.test(one)))
    .map(({ name }) => name);

  expect([...Object.keys(peopleOnly), ...Object.keys(machinesToo)].sort()).toEqual(mutations.sort());
});

const attempts = Object.entries(peopleOnly).flatMap(([field, { call, by, refusal = forPeopleOnly }]) =>
  by.map((whom) => ({ field, call, whom, refusal })),
);

test.each(attempts)('$field of a service account, by $whom', async ({ field, call, whom, refusal }) => {
  const as = whom === 'a site admin' ? api.admin : { token };
  const declared = ['id', 'organization'].filter((name) => call.includes(`$${name}`));
  const variables = declared.length > 0 ? `(${declared.map((name) => `$${name}: ID!`).join(', ')})` : '';
  const before = await everythingStored(api);

  const result = await api.query(as, `mutation ${variables} { ${call} }`, { id: robot.id, organization });

  expect(result.errors).toMatchObject([{ message: refusal, extensions: { code: 'FORBIDDEN' } }]);
  expect(await everythingStored(api)).toEqual(before);
  const [event] = await api.events({ outcome: 'DENIED' });
  expect(event).toMatchObject({
    entity: 'GraphQL',
    action: 'request',
    reason: refusal,
    rootFields: [field],
    actor: { name: whom === 'a site admin' ? 'admin' : 'robot' },
    ...(refusal === forPeopleOnly && {
      target: { kind: 'ServiceAccount', name: 'robot', databaseID: numberIn(robot.id) },
    }),
  });
});

test('unlocking a service account, by a site admin at /-/unlock-user-account', async () => {
  const before = await everythingStored(api);

  const response = await api.fetch('/-/unlock-user-account', {
    method: 'POST',
    headers: { cookie: api.admin.cookie, 'x-requested-with': 'tests' },
    body: '{"username":"robot"}',
  });

  expect([response.status, await response.text()]).toEqual([403, `${forPeopleOnly}\n`]);
  expect(await everythingStored(api)).toEqual(before);
  const [event] = await api.events({ outcome: 'DENIED' });
  expect(event).toMatchObject({
    entity: 'user',
    action: 'modified',
    reason: forPeopleOnly,
    actor: { name: 'admin' },
    target: { kind: 'ServiceAccount', name: 'robot', databaseID: numberIn(robot.id) },
  });
});

test('ending the sessions of several accounts ends none when one of them is a machine', async () => {
  const person = await api.createUser('with-a-session');

  const result = await api.query(
    api.admin,
    'mutation ($ids: [ID!]!) { invalidateSessionsByIDs(userIDs: $ids) { alwaysNil } }',
    { ids: [person.id, robot.id] },
  );

  expect(messageOf(result)).toBe(forPeopleOnly);
  await api.ask({ cookie: person.cookie }, '{ currentUser { id } }');
});

test('the line of the audit log names the machine', () => {
  const lines = api.auditLines.map((line) => JSON.parse(line));
  const refusals = lines.filter(({ Attributes }) => Attributes.audit.reason === forPeopleOnly);

  expect(refusals.length).toBeGreaterThan(0);
  for (const { Attributes } of refusals) {
    expect(Attributes.target).toEqual({ kind: 'ServiceAccount', id: numberIn(robot.id), name: 'robot' });
  }
});
