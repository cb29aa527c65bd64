import { RE2JS, RE2JSSyntaxException } from 're2js';
import { QueryError } from './query-error.js';

/** Characters of one pattern at most. */
const longestPattern = 8192;

/** Instructions of one pattern at most: time grows with them, too. `.{1000}` has about a thousand. */
const largestProgram = 5000;

/** A test of texts that takes time in proportion to their length, whatever the pattern. */
export type TextTest = (text: string) => boolean;

/**
 * Compiles a pattern of a client. SECURITY: never `RegExp`, whose time has no bound.
 *
 * @throws QueryError with the words of the compiler.
 */
export function compilePattern(source: string, caseSensitive: boolean): RE2JS {
  if (source.length > longestPattern)
    throw new QueryError(`a pattern is longer than ${longestPattern} characters`);
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source, (caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE) | RE2JS.MULTILINE);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    // Options stand before the pattern in what the compiler says.
    throw new QueryError(error.message.replace(/`\(\?[ims]+\)/, '`'));
  }
  if (compiled.programSize() > largestProgram)
    throw new QueryError('a pattern repeats too much: ask for fewer repetitions');
  return compiled;
}

/** Whether a text holds a match of the pattern. */
export function textTest(source: string, caseSensitive: boolean): TextTest {
  if (source === '') return () => true;
  const compiled = compilePattern(source, caseSensitive);
  return (text) => compiled.test(text);
}

/** A pattern that matches the text as it is. */
export const quotePattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** The text that a pattern matches and nothing else; undefined where it matches others too. */
export function literalOf(source: string): string | undefined {
  const pieces = source.match(/\\?./gs) ?? [];
  // An escaped letter or digit is a class; a mark that is not escaped is more than itself.
  if (pieces.some((piece) => /^(?:\\[A-Za-z0-9]|[\^$.*+?()[\]{}|\\])$/.test(piece))) return undefined;
  return pieces.map((piece) => piece.slice(-1)).join('');
}

/**
 * The same pattern in the syntax of ripgrep, for one that `compilePattern` takes: classes are those of ASCII, brackets
 * and doubled marks in a class are text, and so is a brace that counts nothing.
 */
export function asRipgrepPattern(source: string): string {
  let out = '';
  let at = 0;
  const classes: Record<string, string> = {
    d: '0-9',
    w: '0-9A-Za-z_',
    s: '\\t\\n\\f\\r ',
  };
  const escaped = (inClass: boolean): string => {
    const next = source[at + 1] ?? '';
    at += 2;
    const positive = classes[next];
    if (positive !== undefined) return inClass ? positive : `[${positive}]`;
    const negative = classes[next.toLowerCase()];
    if (negative !== undefined && next !== next.toLowerCase()) return `[^${negative}]`;
    if (!inClass && (next === 'b' || next === 'B')) return `(?-u:\\${next})`;
    if (next === 'Q') {
      const end = source.indexOf('\\E', at);
      const quoted = source.slice(at, end < 0 ? undefined : end);
      at = end < 0 ? source.length : end + 2;
      return quotePattern(quoted);
    }
    if (/[0-7]/.test(next)) {
      const digits = /^[0-7]{1,3}/.exec(source.slice(at - 1))?.[0] ?? next;
      at += digits.length - 1;
      return `\\x{${Number.parseInt(digits, 8).toString(16)}}`;
    }
    if (/[^A-Za-z0-9]/.test(next))
      return /[\\^$.*+?()[\]{}|&~#\-/]/.test(next) ? `\\${next}`.replace('\\/', '/') : next;
    return `\\${next}`;
  };
  while (at < source.length) {
    const character = source[at] as string;
    if (character === '\\') {
      out += escaped(false);
    } else if (character === '[') {
      out += '[';
      at += 1;
      if (source[at] === '^') {
        out += '^';
        at += 1;
      }
      for (let first = true; at < source.length && (first || source[at] !== ']'); first = false) {
        const named = /^\[:\^?[a-z]+:\]/.exec(source.slice(at, at + 16))?.[0];
        if (named) {
          out += named;
          at += named.length;
        } else if (source[at] === '\\') {
          out += escaped(true);
        } else {
          const text = source[at] as string;
          out += /[[\]&~]/.test(text) ? `\\${text}` : text;
          at += 1;
        }
      }
      out += ']';
      at += 1;
    } else if (character === '{' && !/^\{\d+(?:,\d*)?\}/.test(source.slice(at, at + 16))) {
      out += '\\{';
      at += 1;
    } else {
      out += character;
      at += 1;
    }
  }
  return out;
}
