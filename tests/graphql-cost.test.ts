import fc from 'fast-check';
import { type DocumentNode, getIntrospectionQuery, Kind, parse } from 'graphql';
import { expect, test } from 'vitest';
import { analyseCost, type CostLimits, costErrors, defaultCostLimits } from '../src/graphql/cost.js';

const docsUrl = 'https://gatehouse.example/help/api/graphql#cost-limits';

const costOf = (query: string, variables: Record<string, unknown> = {}, operationName?: string) =>
  analyseCost(parse(query, { noLocation: true }), operationName, variables);

const errorsOf = (query: string, limits: CostLimits = defaultCostLimits) =>
  costErrors(costOf(query), limits, docsUrl);

const repeat = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

/** Counts how often the selections of any operation or fragment are walked. */
function countWalks(document: DocumentNode): { document: DocumentNode; walks: () => number } {
  let walks = 0;
  const definitions = document.definitions.map((definition) => {
    if (!('selectionSet' in definition) || definition.selectionSet === undefined) return definition;
    const { selections } = definition.selectionSet;
    const selectionSet = {
      kind: Kind.SELECTION_SET as const,
      get selections() {
        walks += 1;
        return selections;
      },
    };
    return { ...definition, selectionSet };
  }) as DocumentNode['definitions'];
  return { document: { ...document, definitions }, walks: () => walks };
}

test('an ordinary query is counted field by field', () => {
  const cost = costOf(
    `
    query Users($n: Int) {
      viewer: currentUser { id username @include(if: true) }
      users(first: $n) { nodes { id } totalCount }
    }
  `,
    { n: 10 },
  );

  expect(cost).toEqual({
    aliasCount: 1,
    fieldCount: 3 + 1 + 10 * 3,
    depth: 3,
    duplicateFieldCount: 2,
    uniqueFieldCount: 6,
    directiveCount: 1,
    argumentSize: 1,
  });
});

test.each([
  ['no argument', 'query ($n: Int) { serviceAccounts { id } }', {}],
  ['null', 'query ($n: Int) { serviceAccounts(first: null) { id } }', {}],
  ['a variable that is not sent', 'query ($n: Int) { serviceAccounts(first: $n) { id } }', {}],
  ['a variable that is null', 'query ($n: Int) { serviceAccounts(first: $n) { id } }', { n: null }],
])('a list with %s for its size counts as the page that it gets', (_case, query, variables) => {
  expect(costOf(query, variables).fieldCount).toBe(1 + 50);
});

test('lists of each other cannot be nested without bound, whether or not they name sizes', () => {
  const level = 'accessTokens { nodes { subject {';
  const query = `{ currentUser { ${level.repeat(6)} id ${'} } }'.repeat(6)} } }`;

  expect(costOf(query, {}).fieldCount).toBeGreaterThan(defaultCostLimits.maxFieldCount);
});

test.each([
  ['a literal', '{ people(first: 7) { id } }', {}, 8],
  ['last', '{ people(last: 7) { id } }', {}, 8],
  ['the larger of first and last', '{ people(first: 2, last: 7) { id } }', {}, 8],
  [
    'no more than a page ever has',
    '{ externalServices(first: 99999) { nodes { id kind } } }',
    {},
    1 + 10_000 + 20_000,
  ],
  ['a nested product', '{ people(first: 7) { orgs(last: 3) { id } } }', {}, 1 + 7 + 21],
  ['a variable', 'query ($n: Int) { people(first: $n) { id } }', { n: 7 }, 8],
  ['a variable default', 'query ($n: Int = 7) { people(first: $n) { id } }', {}, 8],
  ['a variable that beats its default', 'query ($n: Int = 7) { people(first: $n) { id } }', { n: 2 }, 3],
  ['null instead of the default', 'query ($n: Int = 7) { people(first: $n) { id } }', { n: null }, 2],
  [
    'a variable inside a fragment',
    'query ($n: Int = 7) { ...F } fragment F on Query { people(first: $n) { id } }',
    {},
    8,
  ],
  [
    'a fragment below a list',
    '{ people(first: 7) { ...F } } fragment F on User { orgs(first: 3) { id } }',
    {},
    1 + 7 + 21,
  ],
  ['no value', 'query ($n: Int) { people(first: $n) { id } }', {}, 2],
  ['null', '{ people(first: null) { id } }', {}, 2],
  ['zero', '{ people(first: 0) { id } }', {}, 2],
  ['a negative number', '{ people(first: -7) { id } }', {}, 2],
  ['a negative variable', 'query ($n: Int) { people(first: $n) { id } }', { n: -7 }, 2],
  ['a fraction', 'query ($n: Int) { people(first: $n) { id } }', { n: 7.5 }, 2],
  ['a string', 'query ($n: Int) { people(first: $n) { id } }', { n: '7' }, 2],
  ['infinity', 'query ($n: Int) { people(first: $n) { id } }', { n: Number.POSITIVE_INFINITY }, 2],
  ['a name every object has', 'query ($__proto__: Int) { people(first: $__proto__) { id } }', {}, 2],
  ['another argument', '{ people(query: 7) { id } }', {}, 2],
  ['a leaf', '{ people(first: 7) }', {}, 1],
  [
    'a number beyond every integer',
    `{ people(first: 9${'0'.repeat(400)}) { id } }`,
    {},
    Number.MAX_SAFE_INTEGER,
  ],
  [
    'a product beyond every integer',
    `${'{ people(first: 2147483647) '.repeat(40)}${'}'.repeat(40)}`.replace(/\) }/, ') { id } }'),
    {},
    Number.MAX_SAFE_INTEGER,
  ],
])('the field count multiplies by %s', (_case, query, variables, expected) => {
  expect(costOf(query, variables).fieldCount).toBe(expected);
});

test('the introspection queries of graphql-js and GraphiQL stay within the default limits', () => {
  const graphiql = {
    descriptions: true,
    inputValueDeprecation: true,
    schemaDescription: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    oneOf: true,
  };

  expect(errorsOf(getIntrospectionQuery())).toEqual([]);
  expect(errorsOf(getIntrospectionQuery(graphiql))).toEqual([]);
});

/** For each limit a document of any size that comes near no other one. */
const documents: [string, keyof CostLimits, (size: number) => string][] = [
  ['alias count', 'maxAliases', (size) => `{ ${repeat(size, (i) => `a${i}: field${i % 400}`)} }`],
  ['field count', 'maxFieldCount', (size) => `{ users(first: ${size - 1}) { id } }`],
  ['query depth', 'maxDepth', (size) => `${'{ user '.repeat(size)}${'}'.repeat(size)}`],
  ['duplicate field count', 'maxDuplicateFieldCount', (size) => `{ ${repeat(size, () => 'id')} }`],
  ['unique field count', 'maxUniqueFieldCount', (size) => `{ ${repeat(size, (i) => `field${i}`)} }`],
  ['directive count', 'maxDirectives', (size) => `{ id ${repeat(size, () => '@skip(if: false)')} }`],
];

test.each(documents)(
  'a document over the %s limit is refused, and only that is named',
  (type, key, sized) => {
    const limit = defaultCostLimits[key];

    expect(errorsOf(sized(limit))).toEqual([]);
    expect(errorsOf(sized(limit + 1))).toEqual([
      {
        message: `Query exceeds maximum ${type} limit`,
        extensions: {
          code: 'ErrQueryComplexityLimitExceeded',
          type,
          limit,
          actual: limit + 1,
          docs_url: docsUrl,
        },
      },
    ]);
  },
);

test('every exceeded limit is listed, in one order', () => {
  const none = {
    maxAliases: 0,
    maxFieldCount: 0,
    maxDepth: 0,
    maxDuplicateFieldCount: 0,
    maxUniqueFieldCount: 0,
    maxDirectives: 0,
  };

  expect(
    errorsOf('{ me: currentUser @skip(if: false) }', none).map((error) => error.extensions.type),
  ).toEqual([
    'alias count',
    'field count',
    'query depth',
    'duplicate field count',
    'unique field count',
    'directive count',
  ]);
});

test('directives count wherever they stand, and again at each spread', () => {
  const cost = costOf(`
    query ($v: Int @a) @b { ...F @c ...F ... @d { id @e } }
    fragment F on Query @f { id @g }
  `);

  expect(cost.directiveCount).toBe(5 + 2 * 2);
});

test.each<[what: string, query: string, variables: Record<string, unknown>, size: number]>([
  ['a text in the document', '{ a(x: "four") b(x: "five!") }', {}, 9],
  ['what is in a list or an object', '{ a(x: ["one", { y: "two", z: [$v] }]) }', { v: 'three' }, 11],
  ['a variable, for every field that it is given to', '{ a(x: $v) b: a(x: $v) }', { v: 'three' }, 10],
  ['the texts in a variable', '{ a(x: $v) }', { v: [{ y: 'one' }, { y: ['two', 'three'] }] }, 11],
  ['a default of a variable that is not sent', '{ a(x: $d) b(x: $d) }', {}, 14],
  ['the value of one that is sent, instead', '{ a(x: $d) }', { d: 'one' }, 3],
  ['an argument in a list, as often as that is long', '{ a(first: 50) { b(x: "four") } }', {}, 2 + 200],
  ['one in a fragment, at each spread', '{ a { ...F } b(last: 10) { ...F } }', {}, 2 + 11 * 5],
  ['an argument of a list once, however long it is', '{ a(first: 50, x: "four") { b } }', {}, 6],
])('arguments: counts %s', (_what, query, variables, size) => {
  const fragment = query.includes('...F') ? 'fragment F on Query { c(x: "five!") }' : '';
  const cost = costOf(`query ($v: Any, $d: Any = "default") ${query} ${fragment}`, variables);

  expect(cost.argumentSize).toBe(size);
});

const several = `
  query Small { id }
  query Wide { a b c d }
  query Deep { a { b { c } } }
  fragment Unused on Query { x: y }
`;

test('only the operation that is executed counts', () => {
  expect(costOf(several, {}, 'Small')).toMatchObject({ fieldCount: 1, depth: 1, uniqueFieldCount: 1 });
  expect(costOf(several, {}, 'Deep')).toMatchObject({ fieldCount: 3, depth: 3 });
  expect(costOf('query Only { id }', {}, undefined).fieldCount).toBe(1);
});

test.each([undefined, 'Missing', ''])(
  'without an operation to pick (%s) each count is the largest',
  (name) => {
    expect(costOf(several, {}, name)).toEqual({
      aliasCount: 0,
      fieldCount: 4,
      depth: 3,
      duplicateFieldCount: 1,
      uniqueFieldCount: 4,
      directiveCount: 0,
      argumentSize: 0,
    });
  },
);

test('a document without operations costs nothing', () => {
  expect(costOf('fragment F on Query { id }').fieldCount).toBe(0);
});

test('hostile: a value that fields of many operations name is sized once', () => {
  let walks = 0;
  const value = {
    get long() {
      walks += 1;
      return 'text';
    },
  };
  const query = repeat(100, () => 'query Same { a(x: $v) b: a(x: $v) }');

  expect(costOf(query, { v: value }, 'Same').argumentSize).toBe(8);
  expect(walks).toBe(1);
});

test('hostile: exponential spreads saturate, and each fragment is walked once', () => {
  const levels = 60;
  const spreads = repeat(levels, (i) => `fragment f${i} on Query { a { ...f${i + 1} ...f${i + 1} } }`);
  const query = `{ ...f0 } ${spreads} fragment f${levels} on Query { x: id @skip(if: true) }`;
  const { document, walks } = countWalks(parse(query));

  const cost = analyseCost(document, undefined, {});

  expect(cost).toEqual({
    aliasCount: Number.MAX_SAFE_INTEGER,
    fieldCount: Number.MAX_SAFE_INTEGER,
    depth: levels + 1,
    duplicateFieldCount: Number.MAX_SAFE_INTEGER,
    uniqueFieldCount: 2,
    directiveCount: Number.MAX_SAFE_INTEGER,
    argumentSize: 0,
  });
  expect(walks()).toBe(levels + 2);
});

test('hostile: forty levels are counted exactly', () => {
  const spreads = repeat(40, (i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`);

  expect(costOf(`{ ...f0 } ${spreads} fragment f40 on Query { id }`).fieldCount).toBe(2 ** 40);
});

test('hostile: many spreads of a wide fragment are walked once', () => {
  const wide = `fragment F on Query { ${repeat(20_000, (i) => `b${i}`)} }`;
  const query = `{ ${repeat(20_000, (i) => `a${i} { ...F }`)} } ${wide}`;
  const { document, walks } = countWalks(parse(query));

  expect(analyseCost(document, undefined, {})).toMatchObject({
    fieldCount: 20_000 + 20_000 ** 2,
    duplicateFieldCount: 20_000,
    uniqueFieldCount: 40_000,
  });
  expect(walks()).toBe(2);
});

test('hostile: a long chain of fragments does not exhaust the stack', () => {
  const length = 100_000;
  const chain = repeat(length, (i) => `fragment f${i} on Query { a { ...f${i + 1} } }`);

  expect(costOf(`{ ...f0 } ${chain}`)).toMatchObject({ fieldCount: length, depth: length });
});

test('hostile: a deeply nested document does not exhaust the stack', () => {
  let selectionSet: object | undefined;
  for (let i = 0; i < 200_000; i += 1) {
    const name = { kind: Kind.NAME, value: 'a' };
    selectionSet = { kind: Kind.SELECTION_SET, selections: [{ kind: Kind.FIELD, name, selectionSet }] };
  }
  const document = {
    kind: Kind.DOCUMENT,
    definitions: [{ kind: Kind.OPERATION_DEFINITION, operation: 'query', selectionSet }],
  } as unknown as DocumentNode;

  expect(analyseCost(document, null, null).depth).toBe(200_000);
});

test.each([
  ['itself', '{ ...A } fragment A on Query { a ...A }', 1],
  [
    'a circle',
    '{ ...A } fragment A on Query { a ...B } fragment B on Query { b ...C } fragment C on Query { c ...A }',
    3,
  ],
  ['two circles', '{ ...A ...B } fragment A on Query { a ...B ...A } fragment B on Query { b ...A ...B }', 3],
  ['a circle through a list', '{ ...A } fragment A on Query { a(first: 9) { ...A } }', 1],
  ['a missing fragment', '{ id ...A }', 1],
])('hostile: a spread of %s ends', (_case, query, fields) => {
  expect(costOf(query).fieldCount).toBe(fields);
});

test('hostile: operations that cannot be executed do not multiply the work', () => {
  const wide = `fragment F on Query { ${repeat(20_000, (i) => `b${i}`)} }`;
  const query = `${repeat(2_000, (i) => `query q${i} { ...F }`)} ${wide}`;
  const { document, walks } = countWalks(parse(query));

  expect(analyseCost(document, undefined, {}).uniqueFieldCount).toBe(20_000);
  expect(walks()).toBeLessThan(20);
});

type Tree = { kind: 'field' | 'fragment'; name: string; extra: string; children: Tree[] };

const treeOf = (depth: number): fc.Arbitrary<Tree> =>
  fc.record({
    kind: fc.constantFrom('field', 'fragment'),
    name: fc.constantFrom('a', 'b', 'c'),
    extra: fc.constantFrom('', '(first: 3)', '(last: $n)', '@skip(if: false)'),
    children: depth === 0 ? fc.constant([]) : fc.array(treeOf(depth - 1), { maxLength: 3 }),
  });
const tree = treeOf(4);

/** Prints the same selections with every fragment inline, or with every fragment spread by name. */
function printSelections(trees: Tree[], fragments: string[] | null): string {
  const selections = trees.map(({ kind, name, extra, children }) => {
    const inner = printSelections(children, fragments);
    if (kind === 'field') return `${name}: ${name}${extra} ${children.length > 0 ? inner : ''}`;
    const directive = extra.startsWith('@') ? extra : '';
    if (fragments === null) return `... on T ${directive} ${inner}`;
    fragments.push(`fragment F${fragments.length} on T ${inner}`);
    return `...F${fragments.length - 1} ${directive}`;
  });
  return `{ ${['__typename', ...selections].join(' ')} }`;
}

test('inlining fragments does not change the cost', () => {
  fc.assert(
    fc.property(fc.array(tree, { maxLength: 4 }), fc.integer({ min: -1, max: 50 }), (trees, n) => {
      const fragments: string[] = [];
      const spread = `query ($n: Int) ${printSelections(trees, fragments)} ${fragments.join(' ')}`;
      const inline = `query ($n: Int) ${printSelections(trees, null)}`;

      expect(costOf(spread, { n })).toEqual(costOf(inline, { n }));
    }),
  );
});

test('spreading a fragment twice costs the same as writing it twice', () => {
  fc.assert(
    fc.property(fc.array(tree, { maxLength: 3 }), (trees) => {
      const body = printSelections(trees, null);
      const spread = `query ($n: Int = 4) { x(first: 5) { ...F } ...F } fragment F on T ${body}`;

      expect(costOf(spread)).toEqual(costOf(`query ($n: Int = 4) { x(first: 5) ${body} ... ${body} }`));
    }),
  );
});
