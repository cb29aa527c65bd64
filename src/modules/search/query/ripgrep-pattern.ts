import { compilePattern } from './regexp.js';

/** A pattern as ripgrep reads it. */
export interface RipgrepPattern {
  pattern: string;
  /** Whether a match may go over the end of a line, or depends on where the whole text begins and ends. */
  crossesLines: boolean;
}

/** One piece of a pattern outside classes; a class is read from its bracket on. */
const piece =
  /\\Q(?:(?!\\E).)*(?:\\E)?|\\[pP](?:\{[^}]*\}|.)|\\x(?:\{[^}]*\}|.{2})|\\[0-7]{1,3}|\\.|\(\?P?<[^>]*>|\(\?[A-Za-z-]*:?|\{\d+(?:,\d*)?\}|./suy;

/** One piece of a class. */
const classPiece = /\[:\^?[a-z]+:\]|\\[pP](?:\{[^}]*\}|.)|\\x(?:\{[^}]*\}|.{2})|\\[0-7]{1,3}|\\.|./suy;

const next = (expression: RegExp, source: string, at: number): string => {
  expression.lastIndex = at;
  return expression.exec(source)?.[0] ?? '';
};

/**
 * The same pattern in the syntax of ripgrep, for one that `compilePattern` takes. Whatever could mean something else
 * there is written by its number: doubled marks in a class, brackets in it, a brace that counts nothing. An entry of a
 * list ends where its line does.
 */
export function ripgrepPattern(source: string, { inList = false } = {}): RipgrepPattern {
  let pattern = '';
  let crossesLines = false;
  for (let at = 0; at < source.length; ) {
    let token = next(piece, source, at);
    if (token === '[') {
      const { end, text } = classAt(source, at);
      token = source.slice(at, end);
      pattern += text;
    } else pattern += inList && token === '\\z' ? '$' : outsideClasses(token);
    at += token.length;
    crossesLines ||= mayCross(token);
  }
  return { pattern, crossesLines };
}

function mayCross(token: string): boolean {
  if (token.startsWith('(?')) return /^\(\?[A-Za-z]*(?:s|-.*m)/.test(token);
  if (token.startsWith('\\Q')) return token.includes('\n');
  if (/^\\[bB]$/.test(token)) return false;
  if (/^\\[Az]$/.test(token)) return true;
  // Of what stands for one character, the compiler knows whether that may be a line end.
  return token === '\n' || (/^(?:\\|\[)/.test(token) && compilePattern(token, true).test('\n'));
}

function outsideClasses(token: string): string {
  if (token.startsWith('\\Q')) return [...token.slice(2).replace(/\\E$/, '')].map(text).join('');
  // Names may be such as ripgrep does not take, and nobody asks for them.
  if (/^\(\?P?</.test(token)) return '(';
  if (/^(?:\(\?|\{\d)/.test(token) || /^(?:[.^$*+?()|]|\\[Az])$/.test(token)) return token;
  // In the words of ASCII.
  if (/^\\[bB]$/.test(token)) return `(?-u:${token})`;
  return isSet(token) ? `[${set(token)}]` : text(characterOf(token));
}

/** The class that begins at a bracket. */
function classAt(source: string, from: number): { end: number; text: string } {
  const negated = source[from + 1] === '^';
  const first = negated ? from + 2 : from + 1;
  let out = '';
  let at = first;
  let hasNul = false;
  const take = () => {
    const token = next(classPiece, source, at);
    at += token.length;
    return token;
  };
  const character = (token: string) => {
    const one = characterOf(token);
    hasNul ||= one === '\0';
    return numbered(one);
  };
  while (at < source.length && (at === first || source[at] !== ']')) {
    const token = take();
    if (/^\[:/.test(token)) out += token;
    else if (isSet(token)) out += set(token);
    else if (source[at] === '-' && source[at + 1] !== ']') {
      at += 1;
      out += `${character(token)}-${character(take())}`;
    } else out += character(token);
  }
  const whole = `[${negated ? '^' : ''}${out}]`;
  // ripgrep refuses what asks for NUL alone. No text has any.
  return { end: at + 1, text: hasNul ? `[${whole}&&[^\\x00]]` : whole };
}

const ascii: Record<string, string> = { d: '0-9', w: '0-9A-Za-z_', s: '\\t\\n\\f\\r ' };

const isSet = (token: string): boolean => /^\\[dDwWsSpP]/.test(token);

/** `\d` and its kind, which are of ASCII, and `\p{...}`, for inside a class. */
function set(token: string): string {
  const kind = token[1] as string;
  const isNegated = kind !== kind.toLowerCase();
  const members = ascii[kind.toLowerCase()];
  if (members !== undefined) return isNegated ? `[^${members}]` : members;
  const [, caret = '', name = ''] = /^\{?(\^?)(.*?)\}?$/su.exec(token.slice(2)) ?? [];
  return `\\${isNegated !== (caret !== '') ? 'P' : 'p'}{${name}}`;
}

const named: Record<string, string> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** What an escape, or a character, stands for. */
function characterOf(token: string): string {
  if (!token.startsWith('\\') || token === '\\') return token;
  const escaped = token.slice(1);
  if (/^x/.test(escaped)) return String.fromCodePoint(Number.parseInt(escaped.replaceAll(/[x{}]/g, ''), 16));
  if (/^[0-7]/.test(escaped)) return String.fromCodePoint(Number.parseInt(escaped, 8));
  return named[escaped] ?? escaped;
}

/** A character that means itself. */
function numbered(character: string): string {
  if (/[0-9A-Za-z_]/.test(character)) return character;
  return `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** As `numbered`, outside classes. NUL and half characters are in no text. */
const text = (character: string): string =>
  /^[\0\ud800-\udfff]$/u.test(character) ? '\\P{any}' : numbered(character);
