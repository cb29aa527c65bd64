import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pathMatcher } from '../src/authz/path-pattern.js';
import { normalizedRule, pathsReadableBy } from '../src/authz/sub-repository-rules.js';

const readable = (...rules: string[]) => pathsReadableBy(rules.map(normalizedRule));

/** A glob as one would write it without thinking of time: by trying. */
function matches(pattern: string, path: string): boolean {
  if (pattern === '') return path === '';
  if (pattern.startsWith('**')) {
    const rest = pattern.replace(/^\*+/, '');
    return [...path, ''].some((_, at) => matches(rest, path.slice(at)));
  }
  if (pattern.startsWith('*')) {
    const segment = path.split('/')[0] ?? '';
    return [...segment, ''].some((_, at) => matches(pattern.slice(1), path.slice(at)));
  }
  if (path === '') return false;
  const first = pattern[0] === '?' ? path[0] !== '/' : pattern[0] === path[0];
  return first && matches(pattern.slice(1), path.slice(1));
}

const pieces = fc.array(fc.constantFrom('a', 'b', '/', '/', '*', '**', '?', '.'), { maxLength: 7 });
const pattern = pieces.map((parts) => `/${parts.join('')}`);
const path = fc
  .array(fc.constantFrom('a', 'b', 'ab', 'a.b', '.'), { minLength: 1, maxLength: 4 })
  .map((parts) => `/${parts.join('/')}`);

describe('a pattern', () => {
  test('matches what a simple reading of it matches', () => {
    fc.assert(
      fc.property(pattern, path, (glob, file) => pathMatcher(glob)(file) === matches(glob, file)),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['/a/*', '/a/b', true],
    ['/a/*', '/a/b/c', false],
    ['/a/**', '/a/b/c', true],
    ['/a/**', '/ab', false],
    ['/[a-c].txt', '/b.txt', true],
    ['/[!a-c].txt', '/b.txt', false],
    ['/[!a]', '//', false],
    ['/[.-0]', '//', false],
    ['/{a,b/c}.txt', '/b/c.txt', true],
    ['/{a,b/c}.txt', '/b.txt', false],
    ['/a\\*', '/a*', true],
    ['/a\\*', '/ab', false],
    ['/a.b', '/axb', false],
    ['/ü?', '/ü😀', true],
  ])('%s against %s: %s', (glob, file, expected) => {
    expect(pathMatcher(glob)(file)).toBe(expected);
  });

  test('that would take for ever by trying is decided at once', () => {
    const glob = `/${'**a'.repeat(300)}`;
    expect(pathMatcher(glob)(`/${'a'.repeat(10_000)}b`)).toBe(false);
  });

  test.each<[rule: string, problem: string]>([
    ['', 'it names no path'],
    ['-', 'it names no path'],
    ['/[a', '"[" without "]" behind it'],
    ['/[]', '"[]" holds nothing'],
    ['/[z-a]', 'the range z-a ends before it begins'],
    ['/{a', '"{" without "}" behind it'],
    ['/a}', '"}" without "{" before it'],
    ['/a\\', 'it ends with a backslash'],
    ['/a\nb', 'it holds control characters'],
  ])('%j is refused: %s', (rule, problem) => {
    expect(() => normalizedRule(rule)).toThrow(problem);
  });

  test('has at most 1000 characters', () => {
    expect(() => normalizedRule('a'.repeat(1001))).toThrow('it is longer than 1000 characters');
  });
});

describe('rules', () => {
  test('get a slash in front, behind the sign of those that deny', () => {
    expect(['a/b', '/a', '-a', '-/a', '**/x'].map(normalizedRule)).toEqual([
      '/a/b',
      '/a',
      '-/a',
      '-/a',
      '/**/x',
    ]);
  });

  test('are asked from the last to the first, and what none matches is held back', () => {
    const one = readable('-/**', '/README.md');
    expect([one.file('README.md'), one.file('/README.md'), one.file('src/main.ts')]).toEqual([
      true,
      true,
      false,
    ]);
    const allBut = readable('/**', '-/README.md');
    expect([allBut.file('README.md'), allBut.file('src/README.md')]).toEqual([false, true]);
    expect(readable('/a').file('b')).toBe(false);
  });

  test('that begin with any directories hold in the root, too', () => {
    const java = readable('/**/x.java');
    expect([java.file('x.java'), java.file('a/b/x.java'), java.file('ax.java')]).toEqual([true, true, false]);
    expect(readable('/**', '-/**/x.java').file('x.java')).toBe(false);
  });

  test('let directories be listed that lead to what they allow, and no others', () => {
    const deep = readable('/a/*/c/d.txt');
    expect(['', '/', 'a', 'a/b', 'a/b/c', 'x', 'a/b/d'].map((path) => deep.directory(path))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    const below = readable('-/**', '/a/**');
    expect(['a', 'a/b/c', 'b'].map((path) => below.directory(path))).toEqual([true, true, false]);
    const choice = readable('/a/{b,c/d}/e.txt');
    expect(['a', 'a/b', 'a/c', 'a/c/d', 'x'].map((path) => choice.directory(path))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(readable('/[a/b]/c').directory('a')).toBe(true);
    expect(readable('/**/x').directory('any/where')).toBe(true);
    expect(readable('/a/**', '-/a/secret/**').directory('a/secret')).toBe(false);
  });

  test('decide as the last of them that matches, whatever they are, and never hide the way to a file', () => {
    // One that denies and ends with a slash means directories alone.
    const rule = fc
      .record({ denies: fc.boolean(), glob: pattern })
      .filter(({ denies, glob }) => !(denies && glob.endsWith('/')));
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 5 }), path, (list, file) => {
        const paths = readable(...list.map(({ denies, glob }) => `${denies ? '-' : ''}${glob}`));
        const hit = list.findLast(
          ({ glob }) => matches(glob, file) || (glob.startsWith('/**/') && matches(glob.slice(3), file)),
        );
        expect(paths.file(file)).toBe(hit !== undefined && !hit.denies);
        const above = file.split('/').slice(0, -1);
        if (hit && !hit.denies)
          for (const [at] of above.entries())
            expect(paths.directory(above.slice(0, at + 1).join('/')), `${file} ${at}`).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
