import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';

/** Tells whether a path, with a slash in front, matches. */
export type PathMatcher = (path: string) => boolean;

/** Patterns are pure text: who asks about them does not matter. */
const compiled = new LRUCache<string, PathMatcher>({ max: 10_000 });

/**
 * Reads a glob for paths: `*` and `?` stay within one segment, `**` crosses segments, `[a-z]` and `[!a-z]` are sets,
 * `{a,b}` are alternatives, and a backslash takes what follows literally. Linear in time, whatever the pattern.
 *
 * @throws Error that says what is wrong with it.
 */
export function pathMatcher(pattern: string): PathMatcher {
  const known = compiled.get(pattern);
  if (known) return known;
  const matcher = compile(pattern);
  compiled.set(pattern, matcher);
  return matcher;
}

function compile(pattern: string): PathMatcher {
  // Almost all patterns are one of these two, and comparing text is much faster than an automaton.
  if (!special.test(pattern)) return (path) => path === pattern;
  const below = pattern.endsWith('/**') ? pattern.slice(0, -2) : '';
  if (below && !special.test(below)) return (path) => path.startsWith(below);
  const expression = RE2JS.compile(`(?s)${translated(pattern)}`);
  return (path) => expression.testExact(path);
}

const special = /[*?[\]{}\\]/;

const withinSegment = '[^/]';

function translated(pattern: string): string {
  const characters = [...pattern];
  let text = '';
  let depth = 0;
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] as string;
    if (character === '*') {
      const crosses = characters[at + 1] === '*';
      while (characters[at + 1] === '*') at += 1;
      text += crosses ? '.*' : `${withinSegment}*`;
    } else if (character === '?') text += withinSegment;
    else if (character === '[') {
      const end = characters.indexOf(']', at + 1);
      text += set(characters.slice(at + 1, end === -1 ? undefined : end).join(''), end !== -1);
      at = end;
    } else if (character === '{') {
      depth += 1;
      text += '(?:';
    } else if (character === '}') {
      if (depth === 0) throw new Error('"}" without "{" before it');
      depth -= 1;
      text += ')';
    } else if (character === ',' && depth > 0) text += '|';
    else if (character === '\\') {
      at += 1;
      const literal = characters[at];
      if (literal === undefined) throw new Error('it ends with a backslash');
      text += RE2JS.quote(literal);
    } else text += RE2JS.quote(character);
  }
  if (depth > 0) throw new Error('"{" without "}" behind it');
  return text;
}

/** One character of a set, and never a slash: a set stays within its segment. */
function set(inside: string, isClosed: boolean): string {
  if (!isClosed) throw new Error('"[" without "]" behind it');
  const negated = inside.startsWith('!');
  const members = [...(negated ? inside.slice(1) : inside)];
  if (members.length === 0) throw new Error('"[]" holds nothing');
  const ranges: string[] = [];
  for (let at = 0; at < members.length; at += 1) {
    const from = members[at] as string;
    const to = members[at + 1] === '-' ? members[at + 2] : undefined;
    if (to !== undefined) at += 2;
    if ((to ?? from) < from) throw new Error(`the range ${from}-${to} ends before it begins`);
    ranges.push(...withoutSlash(from.codePointAt(0) as number, (to ?? from).codePointAt(0) as number));
  }
  if (negated) return `[^/${ranges.join('')}]`;
  if (ranges.length === 0) throw new Error('"[/]": a set stays within one segment');
  return `[${ranges.join('')}]`;
}

const slash = 0x2f;

function withoutSlash(from: number, to: number): string[] {
  if (from > slash || to < slash) return [range(from, to)];
  return [...(from < slash ? [range(from, slash - 1)] : []), ...(to > slash ? [range(slash + 1, to)] : [])];
}

const range = (from: number, to: number): string => `${codePoint(from)}-${codePoint(to)}`;
const codePoint = (value: number): string => `\\x{${value.toString(16)}}`;
