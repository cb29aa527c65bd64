import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { afterAll, describe, expect, test } from 'vitest';
import { areaOf } from '../compatibility/areas.js';
import { compare } from '../compatibility/compare.js';
import { differences } from '../compatibility/differences.js';
import { compatibilityPage } from '../compatibility/page.js';
import { oldForms, productSignatures, type Signatures } from '../compatibility/signatures.js';
import { schema } from '../src/graphql/schema.js';

const comparison = compare(schema, productSignatures(), oldForms());

test('whatever is served has the types, arguments, defaults and nullability of the product', () => {
  expect(comparison.mismatches).toEqual([]);
});

test('a difference on purpose is one', () => {
  const product = productSignatures();
  const same = Object.entries(differences).filter(([name, { ours }]) => {
    const [type = '', field = ''] = name.split('.');
    return [ours, undefined].includes(product.get(type)?.fields.get(field)?.type);
  });

  expect(same).toEqual([]);
});

test('what only Gatehouse has says so', () => {
  expect(comparison.unmarked).toEqual([]);
});

test('everything that the product has belongs to an area', () => {
  expect(() => comparison.items.map(areaOf)).not.toThrow();
});

test('docs/compatibility.md is what the schema says', () => {
  expect(readFileSync('docs/compatibility.md', 'utf8')).toBe(compatibilityPage(comparison, oldForms()));
});

describe('a difference is noticed', () => {
  const product: Signatures = new Map([
    [
      'Query',
      {
        kind: 'object',
        members: new Set<string>(),
        fields: new Map([
          ['users', { type: '[User!]!', args: new Map([['first', 'Int = 50']]) }],
          ['roles', { type: 'Int', args: new Map() }],
        ]),
      },
    ],
    ['Order', { kind: 'enum', members: new Set(['NAME']), fields: new Map() }],
  ]);
  const ours = (fields: string, more = '') =>
    compare(buildSchema(`type Query { ${fields} } type User { id: ID! } ${more}`), product, new Map());
  const same = 'users(first: Int = 50): [User!]!';

  test.each([
    ['in a type', 'users(first: Int = 50): [User!]', 'Query.users is [User!], not [User!]!'],
    [
      'in the type of an argument',
      'users(first: Int! = 50): [User!]!',
      'Query.users(first:) is Int! = 50, not Int = 50',
    ],
    ['in a default', 'users(first: Int = 20): [User!]!', 'Query.users(first:) is Int = 20, not Int = 50'],
    [
      'by an argument that old clients do not send',
      'users(first: Int = 50, all: Boolean!): [User!]!',
      'Query.users(all:) is not of the product, and required',
    ],
  ])('%s', (_where, field, mismatch) => {
    expect(ours(field).mismatches).toEqual([mismatch]);
    expect(ours(same).mismatches).toEqual([]);
  });

  test('in the kind of a type', () => {
    expect(ours(same, 'type Order { id: ID! }').mismatches).toEqual(['Order is of kind object, not enum']);
  });

  test('by what is not there', () => {
    const missing = ours('users: [User!]!', 'enum Order { AGE }').items.filter(({ served }) => !served);

    expect(missing.map(({ name }) => name)).toEqual(['Query.users(first:)', 'Query.roles', 'Order.NAME']);
  });

  test('by what is added without a word', () => {
    const { unmarked } = ours(
      `users(first: Int = 50, "An addition of Gatehouse." all: Boolean, any: Boolean): [User!]!`,
      'enum Order { NAME AGE "An addition of Gatehouse." SIZE }',
    );

    expect(unmarked).toEqual(['Query.users(any:)', 'User', 'Order.AGE']);
  });
});

afterAll(() => {
  const types = [...new Set(comparison.items.map(({ type }) => type))];
  const rows = types.map((type) => {
    const items = comparison.items.filter((item) => item.type === type);
    return `${type.padEnd(45)} ${items.filter(({ served }) => served).length} of ${items.length}`;
  });
  process.stdout.write(`Coverage of the product's types:\n${rows.join('\n')}\n`);
});
