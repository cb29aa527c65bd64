import { LRUCache } from 'lru-cache';
import { RE2JS, RE2JSSyntaxException } from 're2js';
import { QueryError } from './query-error.js';

/** Characters of one pattern at most. */
const longestPattern = 8192;

/** Instructions of one pattern at most: time grows with them, too. `.{1000}` has about a thousand. */
const largestProgram = 5000;

/** Compiling takes much longer than looking, and a pattern is compiled for each place that it is looked for in. */
const compiledPatterns = new LRUCache<string, RE2JS>({
  maxSize: 10 * largestProgram,
  sizeCalculation: (compiled) => compiled.programSize() + 1,
});

/** A test of texts that takes time in proportion to their length, whatever the pattern, and refuses what takes long. */
export type TextTest = (text: string) => boolean;

/**
 * Compiles a pattern of a client. SECURITY: never `RegExp`, whose time has no bound.
 *
 * @throws QueryError with the words of the compiler.
 */
export function compilePattern(source: string, caseSensitive: boolean): RE2JS {
  if (source.length > longestPattern)
    throw new QueryError(`a pattern is longer than ${longestPattern} characters`);
  const key = `${caseSensitive} ${source}`;
  const known = compiledPatterns.get(key);
  if (known) return known;
  // The compiler writes repetitions out before it can be asked how large the pattern is.
  if (sizeWrittenOut(source) > 2 * largestProgram) throw repeatsTooMuch();
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source, (caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE) | RE2JS.MULTILINE);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    // Options stand before the pattern in what the compiler says.
    throw new QueryError(error.message.replace(/`\(\?[ims]+\)/, '`'));
  }
  if (compiled.programSize() > largestProgram) throw repeatsTooMuch();
  compiledPatterns.set(key, compiled);
  return compiled;
}

const repeatsTooMuch = () => new QueryError('a pattern repeats too much: ask for fewer repetitions');

/** How many characters a pattern has, nearly, once its counted repetitions are written out. Takes any text. */
export function sizeWrittenOut(source: string): number {
  /** Of the groups that are open: how large they are, and what stands last in them. */
  const open = [{ size: 0, last: 0 }];
  const add = (size: number) => {
    const group = open.at(-1) as (typeof open)[number];
    group.size += size;
    group.last = size;
  };
  let mayBeClass = true;
  const close = () => add((open.pop() as (typeof open)[number]).size);
  const count = /\{(\d{1,5})(?:,(\d{0,5}))?\}/y;
  for (let at = 0; at < source.length; at += 1) {
    count.lastIndex = at;
    const repeated = source[at] === '{' ? count.exec(source) : null;
    if (repeated) {
      const group = open.at(-1) as (typeof open)[number];
      const times = Math.max(1, Number(repeated[1]), Number(repeated[2] ?? 0));
      group.size += group.last * (times - 1);
      group.last *= times;
      at = count.lastIndex - 1;
    } else if (source[at] === '(') open.push({ size: 1, last: 0 });
    else if (source[at] === ')' && open.length > 1) close();
    else if (source[at] === '[' && mayBeClass) {
      const end = endOfClass(source, at);
      // Nor has any behind it: looking once is enough.
      if (end === at) mayBeClass = false;
      at = end;
      add(1);
    } else {
      if (source[at] === '\\') at += 1;
      add(1);
    }
  }
  while (open.length > 1) close();
  return open[0]?.size ?? 0;
}

/** Where a class ends; where it begins when it has no end. */
function endOfClass(source: string, from: number): number {
  let at = source[from + 1] === '^' ? from + 2 : from + 1;
  if (source[at] === ']') at += 1;
  for (; at < source.length && source[at] !== ']'; at += 1) if (source[at] === '\\') at += 1;
  return at < source.length ? at : from;
}

/** Sizes of a pattern times the length of a text: some hundred milliseconds, in which nobody else has a turn. */
const mostSteps = 20_000_000;

/** Whether a pattern of a size is too large for a text to be looked for in it here. */
export const isTooLarge = (size: number, text: string): boolean => size * text.length > mostSteps;

/** @throws QueryError where it is. */
export function requireFewSteps(size: number, text: string): void {
  if (!isTooLarge(size, text)) return;
  throw new QueryError(
    `a pattern is too large to be combined with others: there is a line of ${text.length} characters`,
  );
}

/** Whether a text holds a match of the pattern. */
export function textTest(source: string, caseSensitive: boolean): TextTest {
  if (source === '') return () => true;
  const compiled = compilePattern(source, caseSensitive);
  return (text) => {
    requireFewSteps(compiled.programSize(), text);
    return compiled.test(text);
  };
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
