import {
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { schema } from '../src/graphql/schema.js';
import { encodeId, type NodeKind } from '../src/ids.js';
import { startTestApi, type TestApi } from './support/api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

/** A value for an argument, with `text` wherever a text or an id belongs. */
function argumentOf(type: GraphQLInputType, text: string): unknown {
  const plain = getNullableType(type);
  if (isListType(plain)) return [argumentOf(plain.ofType, text)];
  if (isEnumType(plain)) return plain.getValues()[0]?.name;
  if (isInputObjectType(plain)) {
    return Object.fromEntries(
      Object.values(plain.getFields())
        .filter((field) => !isInputObjectType(getNamedType(field.type)) || String(field.type).endsWith('!'))
        .map((field) => [field.name, argumentOf(field.type, text)]),
    );
  }
  const values: Record<string, unknown> = {
    Int: 1,
    Boolean: true,
    Float: 1,
    DateTime: '2026-01-01T00:00:00Z',
  };
  return plain.name in values ? values[plain.name] : text;
}

const fields = [
  ...Object.values(schema.getQueryType()?.getFields() ?? {}).map((field) => ['query', field] as const),
  ...Object.values(schema.getMutationType()?.getFields() ?? {}).map((field) => ['mutation', field] as const),
].filter(([, { args }]) => args.some(({ type }) => !isEnumType(getNamedType(type))));

const long = 'n'.repeat(100_000);
const texts: [string, string][] = [
  ['a long text', long],
  ['a long id', encodeId('User', long)],
  ['an id of a long kind', encodeId(long as NodeKind, 1)],
];

test.each(fields.map(([kind, field]) => [field.name, kind, field] as const))(
  '%s repeats nothing long in its errors',
  async (name, kind, { args, type }) => {
    const selection = isLeafType(getNamedType(type)) ? '' : '{ __typename }';
    const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
    const given = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
    const document = `${kind} (${declared}) { ${name}(${given}) ${selection} }`;
    for (const [what, text] of texts) {
      const variables = Object.fromEntries(args.map((arg) => [arg.name, argumentOf(arg.type, text)]));
      const { errors = [] } = await api.query(api.admin, document, variables);
      for (const { message } of errors) expect(message.length, what).toBeLessThan(5000);
    }
  },
);

test('a long value that many fields are given is refused before any of them runs', async () => {
  const aliases = Array.from({ length: 100 }, (_, n) => `a${n}: setTosAccepted(userID: $id) { alwaysNil }`);
  const { errors, data } = await api.query(
    api.admin,
    `mutation ($id: ID!) { createOrganization(name: "made") { id } ${aliases.join(' ')} }`,
    { id: long },
  );

  expect(data).toBeUndefined();
  expect(errors).toEqual([
    {
      message:
        'the fields are given more than 8388608 characters as arguments, each counted as often as its list is long: send fewer of them at once',
      extensions: { code: 'LIMIT_EXCEEDED' },
    },
  ]);
  expect(await api.ask(api.admin, '{ organizations { totalCount } }')).toEqual({
    organizations: { totalCount: 0 },
  });
});

test('what is looked for is no longer than what could hold it', async () => {
  for (const query of ['users(first: 1, query: $text)', 'repositories(first: 1, query: $text)']) {
    const { errors } = await api.query(api.admin, `query ($text: String) { ${query} { totalCount } }`, {
      text: long,
    });
    expect(errors?.[0]?.message).toBe('what is looked for is longer than 1000 characters');
  }
  const { errors } = await api.query(
    api.admin,
    'query ($text: String) { auditEvents(filter: { action: $text }) { totalCount } }',
    { text: long },
  );
  expect(errors?.[0]?.message).toBe('a text of the filter is longer than 1000 characters');
});
