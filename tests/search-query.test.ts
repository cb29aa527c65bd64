import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rgPath } from '@vscode/ripgrep';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Languages, loadLanguages } from '../src/modules/search/languages.js';
import { type PatternType, patternTypes, printQuery } from '../src/modules/search/query/ast.js';
import { parseQuery } from '../src/modules/search/query/parse.js';
import { type Expression, planQuery, type SearchPlan } from '../src/modules/search/query/plan.js';
import { QueryError } from '../src/modules/search/query/query-error.js';
import { compilePattern, literalOf, quotePattern } from '../src/modules/search/query/regexp.js';
import { ripgrepPattern } from '../src/modules/search/query/ripgrep-pattern.js';

let languages: Languages;
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-query-'));
beforeAll(async () => {
  languages = await loadLanguages();
});
afterAll(() => rmSync(folder, { recursive: true }));

const now = new Date('2024-06-15T10:00:00Z');
const plan = (text: string, patternType: PatternType = 'standard'): SearchPlan =>
  planQuery(text, { patternType, now, languageNamed: (name) => languages.nameOf(name) });

/** An expression in short: terms in slashes, `!` for what must not be there. */
function shown(expression: Expression | null): string {
  if (!expression) return '';
  if (expression.kind === 'term') return `/${expression.source}/${expression.contentOnly ? 'content' : ''}`;
  if (expression.kind === 'not') return `!${shown(expression.operand)}`;
  return `(${expression.operands.map(shown).join(expression.kind === 'and' ? ' & ' : ' | ')})`;
}
const patterns = (text: string, type?: PatternType) =>
  plan(text, type).parts.map(({ pattern }) => shown(pattern));

function refusal(text: string, type?: PatternType): string {
  try {
    plan(text, type);
  } catch (error) {
    expect(error).toBeInstanceOf(QueryError);
    return (error as Error).message;
  }
  throw new Error(`${text} is not refused`);
}

describe('words', () => {
  test('mean what the pattern type says', () => {
    expect(patterns('foo bar')).toEqual(['/foo bar/']);
    expect(patterns('foo.c bar', 'keyword')).toEqual(['(/foo\\.c/ & /bar/)']);
    expect(patterns('foo.c ba+r', 'regexp')).toEqual(['/(?:foo.c).*?(?:ba+r)/']);
    expect(patterns('/foo.c/ bar')).toEqual(['/(?:foo.c).*?(?:bar)/']);
    expect(patterns('/foo.c/', 'literal')).toEqual(['/\\/foo\\.c\\//'.replaceAll('\\/', '/')]);
    expect(patterns('"a b" c', 'keyword')).toEqual(['(/a b/ & /c/)']);
    expect(patterns('"a (b" c\\ d', 'regexp')).toEqual(['/(?:a \\(b).*?(?:c d)/']);
    expect(patterns('"a b"')).toEqual(['/"a b"/']);
    expect(patterns('/usr/bin')).toEqual(['//usr/bin/']);
  });

  test('are joined across filters', () => {
    const [part] = plan('foo repo:x bar').parts;
    expect(shown(part?.pattern ?? null)).toBe('/foo bar/');
    expect(part?.repos).toEqual([{ source: 'x', negated: false }]);
  });

  test('with parentheses are text unless they group', () => {
    expect(patterns('foo(bar, baz)')).toEqual(['/foo\\(bar, baz\\)/']);
    expect(patterns('main()')).toEqual(['/main\\(\\)/']);
    expect(patterns('func(')).toEqual(['/func\\(/']);
    expect(patterns('(a|b)c', 'regexp')).toEqual(['/(a|b)c/']);
    expect(patterns('(?i:a b)', 'regexp')).toEqual(['/(?i:a b)/']);
    expect(patterns('[(] (a)', 'regexp')).toEqual(['/(?:[(]).*?(?:a)/']);
    expect(patterns('(a or b) c', 'keyword')).toEqual(['((/a/ | /b/) & /c/)']);
  });

  test('unknown fields are text', () => {
    expect(patterns('foo:bar http://x', 'keyword')).toEqual(['(/foo:bar/ & /http://x/)']);
  });

  test('what a minus stands before is text, unless it is a filter', () => {
    expect(patterns('-foo')).toEqual(['/-foo/']);
    expect(plan('-repo:x').parts[0]?.repos).toEqual([{ source: 'x', negated: true }]);
    expect(patterns('a -content:"b c"')).toEqual(['(!/b c/content & /a/)']);
  });
});

describe('operators', () => {
  test('AND binds tighter than OR, in any case', () => {
    expect(patterns('a or b AND c')).toEqual(['(/a/ | (/b/ & /c/))']);
    expect(patterns('NOT a and not (b or c)')).toEqual(['(!/a/ & (!/b/ & !/c/))']);
  });

  test('a filter belongs to the operand that it stands in', () => {
    const apart = plan('file:a x or y').parts;
    expect(apart.map(({ paths, pattern }) => [paths.length, shown(pattern)])).toEqual([
      [1, '/x/'],
      [0, '/y/'],
    ]);
    const spanned = plan('file:a (x or y)').parts;
    expect(spanned.map(({ paths, pattern }) => [paths.length, shown(pattern)])).toEqual([[1, '(/x/ | /y/)']]);
    expect(plan('NOT (repo:a b)').parts.map(({ repos, pattern }) => [repos, shown(pattern)])).toEqual([
      [[{ source: 'a', negated: true }], ''],
      [[], '!/b/'],
    ]);
  });

  test('sides that differ in their pattern alone are one part, unless one asks for what another only shows', () => {
    const joined = (query: string) => plan(query).parts.map(({ pattern }) => shown(pattern));
    expect(joined('repo:r file:f -file:g a or file:f -file:g repo:r (b or c)')).toEqual([
      '(/a/ | /b/ | /c/)',
    ]);
    expect(joined('type:file type:path a or type:path type:file b')).toEqual(['(/a/ | /b/)']);
    expect(joined('file:f a or file:g b or file:f c')).toEqual(['(/a/ | /c/)', '/b/']);
    for (const different of [
      'file:f a or file:f case:yes b',
      'file:f a or -file:f b',
      'repo:r@x a or repo:r@y b',
      'repo:has.meta(k) a or repo:has.tag(k) b',
      'file:f a or file:f',
      'file:f a or file:f (b and c)',
      'file:f a or file:f not b',
    ]) {
      expect(joined(different), different).toHaveLength(2);
    }
  });

  test.each(['a and', 'or b', '(a or)', 'not', 'a and or b', '( )'])('%s lacks an operand', (text) => {
    expect(refusal(text)).toMatch(/has nothing to apply to/);
  });

  test('parentheses must be balanced where they group', () => {
    expect(refusal('(a or b')).toBe('unbalanced expression: unmatched opening parenthesis (');
    expect(refusal('a or b )')).toBe('unbalanced expression: unmatched closing parenthesis )');
    expect(refusal('a )', 'keyword')).toBe('unbalanced expression: unmatched closing parenthesis )');
  });
});

describe('filters', () => {
  test('have aliases, in any case, and values in quotes', () => {
    const [part] = plan(
      `R:a -F:b L:golang type:commit until:2020-01-02 Since:"2 weeks ago" m:"x \\"y" author:z committer:w`,
    ).parts;
    expect(part).toMatchObject({
      repos: [{ source: 'a' }],
      paths: [{ source: 'b', negated: true }],
      languages: [{ name: 'Go', negated: false }],
      before: new Date('2020-01-02T00:00:00Z'),
      after: new Date('2024-06-01T10:00:00Z'),
      messages: [{ source: 'x "y' }],
      authors: [{ source: 'z' }],
      committers: [{ source: 'w' }],
    });
  });

  test('dates are read in the usual ways', () => {
    const since = (text: string) => plan(`type:commit after:${text}`).parts[0]?.after?.toISOString();
    expect(since('yesterday')).toBe('2024-06-14T00:00:00.000Z');
    expect(since('"november 1 2019"')).toBe('2019-11-01T00:00:00.000Z');
    expect(since('1700000000')).toBe('2023-11-14T22:13:20.000Z');
    expect(since('"3 days"')).toBe('2024-06-12T10:00:00.000Z');
    expect(since('"2019-01-01 12:00:00 +0200"')).toBe('2019-01-01T10:00:00.000Z');
    expect(refusal('type:commit after:whenever')).toBe('invalid date "whenever"');
    for (const junk of ['junk 2019-01-01', '2019-01-01 junk', '2019-01-01 or 2020-01-01', 'ago'])
      expect(refusal(`type:commit after:"${junk}"`)).toBe(`invalid date "${junk}"`);
  });

  test('dates are read as git writes and reads them', () => {
    const since = (text: string) => plan(`type:commit after:"${text}"`).parts[0]?.after?.toISOString();
    expect(since('2.weeks.ago')).toBe('2024-06-01T10:00:00.000Z');
    expect(since('2.weeks')).toBe('2024-06-01T10:00:00.000Z');
    expect(since('Thu Apr 7 22:13:13 2005 +0200')).toBe('2005-04-07T20:13:13.000Z');
    expect(since('Thu, 7 Apr 2005 22:13:13 +0200')).toBe('2005-04-07T20:13:13.000Z');
    expect(since('@1700000000 +0200')).toBe('2023-11-14T22:13:20.000Z');
    expect(since('2024-01-01T00:02:30.125Z')).toBe('2024-01-01T00:02:30.125Z');
  });

  test('a date that comes again is the last one', () => {
    const since = (text: string) => plan(`type:commit after:"${text}"`).parts[0]?.after?.toISOString();
    // It is Saturday, the 15th of June.
    expect(since('may')).toBe('2024-05-01T00:00:00.000Z');
    expect(since('august')).toBe('2023-08-01T00:00:00.000Z');
    expect(since('june 16')).toBe('2023-06-16T00:00:00.000Z');
    expect(since('on june 14')).toBe('2024-06-14T00:00:00.000Z');
    expect(since('sunday')).toBe('2024-06-09T00:00:00.000Z');
    expect(since('next monday')).toBe('2024-06-17T00:00:00.000Z');
    expect(since('3pm')).toBe('2024-06-14T15:00:00.000Z');
    expect(since('9am')).toBe('2024-06-15T09:00:00.000Z');
    expect(since('tomorrow')).toBe('2024-06-16T00:00:00.000Z');
  });

  test('revisions stand behind @ or in rev:', () => {
    expect(plan('repo:a@v1:main x').parts[0]).toMatchObject({
      revisions: { names: ['v1', 'main'], globs: [], without: [] },
      repos: [{ source: 'a' }],
    });
    const revisions = (text: string) => plan(text).parts[0]?.revisions;
    expect(revisions('repo:a rev:v1 x')?.names).toEqual(['v1']);
    expect(revisions('repo:a@HEAD x')).toEqual(revisions('repo:a x'));
    expect(revisions('repo:a@HEAD:v1 x')?.names).toEqual(['', 'v1']);
    expect(revisions('repo:a rev:^v1 type:commit x')).toMatchObject({ names: [''], without: ['v1'] });
    for (const bad of ['--upload-pack=x', 'a..b', 'a~1', '^', '^-x', '*', '*!', '*[b', 'x*'])
      expect(refusal(`repo:a rev:"${bad}" type:commit`), bad).toMatch(/revision .* is not valid/);
  });

  test.each([
    ['*refs/heads/*', ['refs/heads/a', 'refs/heads/a/b'], ['refs/tags/a']],
    ['*refs/heads/a', ['refs/heads/a', 'refs/heads/a/b'], ['refs/heads/ab']],
    ['*heads', ['refs/heads/a', 'refs/heads/a/b'], ['refs/headsx/a', 'refs/tags/a']],
    ['*refs/tags/v?', ['refs/tags/v1'], ['refs/tags/v10', 'refs/tags/v']],
    ['*refs/heads/{a}*', ['refs/heads/{a}b'], ['refs/heads/a']],
    ['*refs/heads/[ab]', ['refs/heads/a'], ['refs/heads/c']],
  ])('the pattern %s for revisions means full names', (glob, matching, others) => {
    const [parsed] = plan(`repo:a@${glob} x`).parts[0]?.revisions.globs ?? [];
    expect([...matching, ...others].filter((ref) => parsed?.matches(ref))).toEqual(matching);
    expect(parsed?.negated).toBe(false);
    expect(plan(`repo:a@${glob.replace('*', '*!')} x`).parts[0]?.revisions).toMatchObject({
      names: [''],
      globs: [{ negated: true }],
    });
  });

  test('forks and archived repositories are left out, unless one is named as a whole', () => {
    expect(plan('repo:a').parts[0]).toMatchObject({ fork: 'no', archived: 'no' });
    expect(plan('repo:^a$').parts[0]).toMatchObject({ fork: 'yes', archived: 'yes' });
    expect(plan('repo:a fork:only archived:Y').parts[0]).toMatchObject({ fork: 'only', archived: 'yes' });
  });

  test('count, timeout and pattern type are of the whole query', () => {
    expect(plan('a count:5')).toMatchObject({ count: 5, timeoutMs: null });
    expect(plan('a count:ALL timeout:1m30s')).toMatchObject({ count: 'all', timeoutMs: 90_000 });
    expect(patterns('a b patterntype:regex')).toEqual(['/(?:a).*?(?:b)/']);
    expect(patterns('a b patternType:lucky', 'regexp')).toEqual(['/a b/']);
    expect(plan('a count:99999999999').count).toBe(99_999_999_999);
    expect(plan('a timeout:1ns').timeoutMs).toBe(1);
  });

  test('the pattern type that a query names is what it is read by, from its beginning on', () => {
    expect(patterns('patternType:literal return (')).toEqual(['/return \\(/']);
    expect(patterns('return ( patternType:literal', 'regexp')).toEqual(['/return \\(/']);
    expect(patterns('patternType:keyword "a ("')).toEqual(['/a \\(/']);
    expect(patterns('patterntype:regexp "println ("')).toEqual(['/println \\(/']);
    const unbalanced = 'unbalanced expression: unmatched opening parenthesis (';
    expect(refusal('patternType:keyword a (b')).toBe(unbalanced);
    expect(refusal('"patternType:literal" (', 'keyword')).toBe(unbalanced);
  });

  test('content: is a pattern as the words are', () => {
    expect(patterns('content:"needle.*one"', 'regexp')).toEqual(['/needle.*one/content']);
    expect(patterns('patterntype:regexp a -content:b+')).toEqual(['(!/b+/content & /a/)']);
    for (const type of ['keyword', 'standard', 'literal'] as const)
      expect(patterns('content:"a.b"', type)).toEqual(['/a\\.b/content']);
    expect(refusal('content:[ x', 'regexp')).toBe('error parsing regexp: missing closing ]: `[`');
    expect(refusal('a content:')).toBe('field "content" has no value: say what is to be looked for');
  });

  test('predicates are told from patterns', () => {
    expect(
      plan('repo:has.meta(team:/a.*/) -repo:has.tag(old) repo:has.file(path:x content:y z)').parts[0],
    ).toMatchObject({
      repos: [],
      repoPredicates: [
        { kind: 'metadata', key: { text: 'team' }, value: { source: 'a.*' }, negated: false },
        { kind: 'metadata', key: { text: 'old' }, value: null, negated: true },
        { kind: 'file', path: 'x', content: 'y', negated: false },
      ],
    });
    expect(plan('-file:has.content(a b)').parts[0]?.filePredicates).toEqual([
      { kind: 'content', source: 'a b', negated: true },
    ]);
    expect(plan('repo:(a|b)').parts[0]?.repos).toEqual([{ source: '(a|b)', negated: false }]);
  });

  test.each([
    ['case:yes case:no x', 'field "case" may not be used more than once'],
    ['-case:yes x', 'field "case" does not support negation'],
    ['case:maybe x', 'invalid boolean "maybe"'],
    ['count:x', 'field count has value x, x is not a number'],
    ['count:0', 'field count requires a positive number'],
    ['timeout:2', `invalid value for field 'timeout' (examples: "timeout:2s", "timeout:200ms")`],
    ['lang:klingon', 'unknown language: "klingon"'],
    ['fork:perhaps', 'invalid value "perhaps" for field "fork". Valid values are: yes, only, no'],
    [
      'author:x y',
      `your query contains the field 'author', which requires type:commit or type:diff in the query`,
    ],
    [
      'rev:x y',
      'invalid syntax. The query contains `rev:` without `repo:`. Add a `repo:` filter and try again',
    ],
    [
      'repo:a@b rev:c',
      'invalid syntax. You specified both @ and `rev:` for a `repo:` filter. Use one of them',
    ],
    [
      'repo: rev:c',
      'invalid syntax. The query contains `rev:` and an empty `repo:`. Add a pattern to `repo:` and try again',
    ],
    ['repo:[', 'error parsing regexp: missing closing ]: `[`'],
    ['/(?=a)/', 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
    ['file:has.content((a)', 'invalid predicate value: error parsing regexp: missing closing ): `(a`'],
    ['patterntype:magic x', 'unrecognized patternType "magic"'],
    ['patterntype:structural x', 'patternType:structural is not supported'],
    [
      'repo:a@^main x',
      'leaving out what a revision reaches (`^`) requires type:commit or type:diff in the query',
    ],
    ['type:symbol x', 'type:symbol is not supported'],
    ['select:file.owners x', 'select:file.owners is not supported'],
    ['file:has.owner(x)', 'file:has.owner() is not supported'],
    ['context:@me x', 'context:@me: there is only context:global, and any other context is not supported'],
  ])('%s is refused: %s', (text, message) => {
    expect(refusal(text)).toBe(message);
  });
});

/** Pieces that queries are made of, put together at random. */
const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      'a',
      'foo',
      'or',
      'AND',
      'not',
      '(',
      ')',
      '"',
      "'",
      '/',
      '\\',
      ' ',
      '  ',
      '-',
      ':',
      '[',
      ']',
      '{2}',
      '*',
    ),
    fc.constantFrom(
      'repo:',
      'file:x',
      '-lang:go',
      'content:"a b"',
      'count:3',
      'type:',
      'case:yes',
      '/a.b/',
      '"q r"',
    ),
    fc.string({ maxLength: 4, unit: 'grapheme' }),
  ),
  { maxLength: 25 },
);
const anyQuery = pieces.map((parts) => parts.join(''));
const spacedQuery = pieces.map((parts) => parts.join(' '));

test('whatever is asked is read, or refused with words', () => {
  fc.assert(
    fc.property(fc.oneof(anyQuery, spacedQuery), fc.constantFrom(...patternTypes), (text, type) => {
      try {
        plan(text, type);
      } catch (error) {
        if (!(error instanceof QueryError)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
});

test('a query that is written out is read to the same again', () => {
  fc.assert(
    fc.property(fc.oneof(anyQuery, spacedQuery), fc.constantFrom(...patternTypes), (text, type) => {
      let node: ReturnType<typeof parseQuery>;
      try {
        node = parseQuery(text, type);
      } catch {
        return;
      }
      if (node) expect(parseQuery(printQuery(node), type)).toEqual(node);
    }),
    { numRuns: 1000 },
  );
});

test('a query of 100 kB is read or refused at once, whatever it repeats', () => {
  const before = performance.now();
  for (const unit of [
    '(',
    ')',
    '"',
    "'",
    '/',
    '\\',
    'a ',
    'not ',
    '(a or ',
    'a(',
    'repo:',
    '"a ',
    '/a ',
    '[',
    'repo:x or ',
    'a',
    '(a)b',
    ' ',
  ]) {
    const text = unit.repeat(100_000 / unit.length);
    for (const type of patternTypes) {
      try {
        plan(text, type);
      } catch (error) {
        expect(error).toBeInstanceOf(QueryError);
      }
    }
  }
  // Seventy of them, each a few milliseconds; anything that grows faster than the text takes minutes.
  expect(performance.now() - before).toBeLessThan(20_000);
});

test('a pattern means the same to the search program as to this process', () => {
  const lines = [
    'abc',
    'a-b_c 9',
    'foo(bar)[0]{2}',
    'x{,2}',
    'ünïcode ß',
    'tab\there',
    '&&--~~',
    'a.b',
    '\\d+',
    '',
    ' ',
    'K',
    'Ωmega é 😀',
    '+,-',
    'const a = {',
    '  foo: 1,',
    '}',
  ];
  const text = lines.join('\n');
  const file = join(folder, 'lines');
  writeFileSync(file, text);
  const expressions = [
    '\\d',
    '\\D',
    '\\w+\\b',
    '\\bc\\b',
    '[\\d_]',
    '[^\\w\\s]',
    '[a[]',
    '[]a]',
    '[&&-]',
    'a\\.b',
    'x{',
    'x{,2}',
    '\\Qa.b\\E',
    '\\QfOo(',
    '{2}\\}'.slice(3),
    '\\x{62}',
    '\\142',
    '(?i)FOO',
    '^a|9$',
    '[[:punct:]]',
    '\\/',
    'o{2}',
    '^$',
    '\\pL+',
    '[^a]',
    '(a|b)(c)?',
    '\\t',
    'ß',
    '\\s',
    '\\S\\s\\S',
    '\\p{L}+',
    '\\P{L}+',
    '\\p{Greek}',
    '\\p{^Greek}+',
    '\\P{^Greek}',
    '[\\p{Greek}\\d]',
    '[^\\pL]',
    '\\x{e9}',
    '\\x{1F600}',
    '\\xe9',
    '[\\x{1F600}é]',
    '\\x0a',
    '\\012',
    '[\\n]',
    '\\Qa\nb\\E|\\n\\Qfoo',
    '\\x00|\\x{d800}|abc',
    '[\\x00-\\x20]',
    '[\\x00]|b',
    '[^\\x00]+',
    '[+--]',
    '[&&a]',
    '[~~]',
    '[!--b]',
    '[--]',
    '[[a]&&[b]]',
    '[#-&]',
    '[\\]-]',
    '(?P<1a>a)(?<b>b)',
    '(?U)\\w+',
    '\\Bb',
    '\\Aabc',
    '\\w\\z',
    '(?-m)^abc',
    '\\{\\s+foo',
    'const[^}]*foo',
    'const[\\s\\S]*foo',
    'const(?s:.*)foo',
    'const(?-s:.*)foo',
    'a\\W+b',
    '\\D+',
    'a = .',
    'const.*\\n.*foo',
  ];
  const bytes = (end: number) => Buffer.byteLength(text.slice(0, end));
  for (const source of expressions) {
    const expected: [number, number][] = [];
    const matcher = compilePattern(source, true).matcher(text);
    while (matcher.find())
      if (matcher.end() > matcher.start()) expected.push([bytes(matcher.start()), bytes(matcher.end())]);
    const { pattern, crossesLines } = ripgrepPattern(source);
    const args = ['--no-config', '--json', ...(crossesLines ? ['--multiline'] : []), '-e', pattern];
    const { stderr, stdout } = spawnSync(rgPath, [...args, '--', file], { encoding: 'utf8' });
    expect(stderr, `${source} as ${pattern}`).toBe('');
    const found = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type === 'match')
      .flatMap(({ data: { absolute_offset: offset, submatches } }) =>
        submatches.map(({ start, end }: { start: number; end: number }) => [offset + start, offset + end]),
      )
      .filter(([start, end]) => end > start);
    expect(found, `${source} as ${pattern}`).toEqual(expected);
  }
});

test('only what may match a line end is looked for over lines', () => {
  for (const source of [
    'a.b',
    '^\\w+$',
    '[a-z]',
    '\\S',
    '\\d+ \\b',
    '(?i:a)',
    '\\pL',
    '[^\\n]',
    '[^\\s]',
    '\\\\n',
  ])
    expect(ripgrepPattern(source).crossesLines, source).toBe(false);
});

test('a pattern that is only text is known as that', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(literalOf(quotePattern(text))).toBe(text);
      if (!text.includes('\n'))
        expect(compilePattern(`^(?:${quotePattern(text)})$`, true).test(text)).toBe(true);
    }),
  );
  expect([literalOf('a.b'), literalOf('a\\d'), literalOf('a|b')]).toEqual([undefined, undefined, undefined]);
});

test('files have the language of their name', () => {
  const of = (path: string) => languages.ofPath(path);
  expect(
    [
      'a/b.go',
      'x.TS',
      'Makefile',
      'y.h',
      'a.d.ts',
      'README.md',
      'z.py',
      'a.rs',
      'noext',
      'a.json',
      'q.js',
    ].map(of),
  ).toEqual([
    'Go',
    'TypeScript',
    'Makefile',
    'C',
    'TypeScript',
    'Markdown',
    'Python',
    'Rust',
    undefined,
    'JSON',
    'JavaScript',
  ]);
  expect(languages.globsOf('Go')).toEqual(['*.go']);
  expect(
    ['a.txt', 'a.es', 'a.cfg', 'a.t', 'a.f', 'a.for', 'a.inc', 'a.cls', 'a.fcgi', 'nginx.conf.txt'].map(of),
  ).toEqual(['Text', 'JavaScript', 'INI', 'Perl', 'Fortran', 'Fortran', 'PHP', 'TeX', 'Perl', 'Text']);
});

test('a file whose name several languages share is found as each of them, and no other', () => {
  const found = (path: string, names: string[]) =>
    names.filter((name) => languages.mayBe(path, languages.nameOf(name) ?? ''));
  expect(found('src/a.h', ['c', 'c++', 'objective-c', 'go'])).toEqual(['c', 'c++', 'objective-c']);
  expect(found('a.cls', ['apex', 'tex', 'java'])).toEqual(['apex', 'tex']);
  expect(found('a.txt', ['text', 'adblock', 'vim help file'])).toEqual(['text']);
  expect(found('a.rs', ['rust', 'xml'])).toEqual(['rust']);
  // What is searched holds them, too.
  expect(languages.globsOf('c++')).toContain('*.h');
});
