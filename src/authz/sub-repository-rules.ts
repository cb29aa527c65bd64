import { createHash } from 'node:crypto';
import { type PathMatcher, pathMatcher } from './path-pattern.js';

/** What of a repository an account may read. Paths are from its root, with or without a slash in front. */
export interface ReadablePaths {
  /** Whether nothing is held back. */
  readonly isEverything: boolean;
  /** Whether a file may be read. */
  file(path: string): boolean;
  /** Whether a directory may be listed; what is in it is decided entry by entry. */
  directory(path: string): boolean;
  /** The same for the same rules, and for no others; empty where nothing is held back. */
  readonly key: string;
}

/** Where no rules are. */
export const everyPath: ReadablePaths = {
  isEverything: true,
  file: () => true,
  directory: () => true,
  key: '',
};

const longestPattern = 1000;

/**
 * A rule as it is kept: a slash in front, behind the `-` of those that deny.
 *
 * @throws Error that says what is wrong with it.
 */
export function normalizedRule(given: string): string {
  const denies = given.startsWith('-');
  const path = denies ? given.slice(1) : given;
  if (path.trim() === '') throw new Error('it names no path');
  if ([...path].length > longestPattern) throw new Error(`it is longer than ${longestPattern} characters`);
  if (/\p{Cc}|\p{Cs}/u.test(path)) throw new Error('it holds control characters');
  const pattern = path.startsWith('/') ? path : `/${path}`;
  pathMatcher(pattern);
  return `${denies ? '-' : ''}${pattern}`;
}

/**
 * What rules let read, as `normalizedRule` made them: the last one that matches a path decides, and what none matches is
 * held back. Directories on the way to what is allowed can be listed. Source: access-control reference, 2.7.
 */
export function pathsReadableBy(rules: readonly string[]): ReadablePaths {
  const newestFirst = [...rules].reverse().map((rule) => {
    const allows = !rule.startsWith('-');
    return { allows, matches: ruleMatcher(allows ? rule : rule.slice(1)) };
  });
  const onTheWay = rules.filter((rule) => !rule.startsWith('-')).flatMap(directoriesAbove);
  const decided = (path: string) => newestFirst.find(({ matches }) => matches(path))?.allows ?? false;
  return {
    isEverything: false,
    get key() {
      return createHash('sha256').update(JSON.stringify(rules)).digest('hex');
    },
    file: (path) => isRoot(path) || decided(rooted(path)),
    directory: (path) => {
      if (isRoot(path)) return true;
      const directory = `${rooted(path).replace(/\/+$/, '')}/`;
      return onTheWay.some((matches) => matches(directory)) || decided(directory);
    },
  };
}

const isRoot = (path: string): boolean => path === '' || path === '/';

const rooted = (path: string): string => (path.startsWith('/') ? path : `/${path}`);

/** A pattern that begins with any directories also means none of them. */
function ruleMatcher(pattern: string): PathMatcher {
  const matches = pathMatcher(pattern);
  if (!pattern.startsWith('/**/')) return matches;
  const atRoot = pathMatcher(pattern.slice('/**'.length));
  return (path) => matches(path) || atRoot(path);
}

/** Which directories lead to what a rule allows. Of one that begins with a wildcard nobody can tell: all may. */
function directoriesAbove(pattern: string): PathMatcher[] {
  if (pattern.startsWith('/*')) return [() => true];
  const { ends, open } = directoryEnds(pattern);
  const matchers = ends.map((end) => pathMatcher(pattern.slice(0, end)));
  // Nor is it told where segments end behind that: all below may lead there.
  if (open !== undefined) matchers.push(pathMatcher(`${pattern.slice(0, open)}**`));
  return matchers;
}

/**
 * Where directories of a pattern end, up to where it crosses segments: `**`, or alternatives that hold a slash, before
 * which the directory that they are in ends.
 */
function directoryEnds(pattern: string): { ends: number[]; open?: number } {
  const ends: number[] = [];
  let depth = 0;
  for (let at = 1; at < pattern.length; at += 1) {
    const character = pattern[at];
    const crosses = character === '*' && pattern[at + 1] === '*';
    if (character === '\\') at += 1;
    else if (character === '[') at = pattern.indexOf(']', at);
    else if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    else if (depth > 0 && (crosses || character === '/')) return { ends, open: ends.at(-1) ?? 1 };
    // At its end it matches directories itself, and later rules may deny them.
    else if (crosses) return /^\*+$/.test(pattern.slice(at)) ? { ends } : { ends, open: at };
    else if (character === '/') ends.push(at + 1);
  }
  return { ends };
}
