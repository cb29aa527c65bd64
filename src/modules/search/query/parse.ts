import type { FilterNode, PatternNode, PatternType, QueryNode } from './ast.js';
import { fieldNamed } from './fields.js';
import { QueryError } from './query-error.js';

/** Characters of a query at most. */
const longestQuery = 128 * 1024;
/** Words and filters of a query at most, and how deep parentheses may be. */
const mostTerms = 500;
const deepest = 50;

const missingOperand = () =>
  new QueryError(
    'a word AND, OR or NOT, or a pair of parentheses, has nothing to apply to. To search for the text as it is, put it in quotes',
  );

/**
 * Reads a query: filters, patterns, `AND`, `OR`, `NOT` and parentheses. Null when it is empty. The time that it takes
 * grows with the length alone.
 *
 * @throws QueryError
 */
export function parseQuery(text: string, type: PatternType): QueryNode | null {
  if (text.length > longestQuery) throw new QueryError(`the query is longer than ${longestQuery} characters`);
  return new Parser(text, type).parse();
}

class Parser {
  #at = 0;
  /** Groups and negations around what is read. */
  #depth = 0;
  /** Groups that are open. */
  #open = 0;
  #terms = 0;
  /** Where each parenthesis that is closed is closed. */
  readonly #closing: Int32Array;
  /** How many operators stand before each place. */
  readonly #operators: Int32Array;

  constructor(
    private readonly text: string,
    private readonly type: PatternType,
  ) {
    this.#closing = closingParentheses(text, type === 'regexp');
    this.#operators = operatorCounts(text);
  }

  parse(): QueryNode | null {
    this.#skipSpace();
    if (this.#atEnd()) return null;
    const node = this.#or();
    return node;
  }

  #or(): QueryNode {
    return this.#operands('or', () => this.#operands('and', () => this.#sequence()));
  }

  #operands(kind: 'and' | 'or', next: () => QueryNode): QueryNode {
    const operands = [next()];
    while (this.#takeWord(kind)) operands.push(next());
    return group(kind, operands);
  }

  #sequence(): QueryNode {
    const operands: QueryNode[] = [];
    for (;;) {
      this.#skipSpace();
      if (this.#atEnd() || this.#isGroupEnd() || this.#isWord('and') || this.#isWord('or')) break;
      operands.push(this.#factor());
    }
    if (operands.length === 0) throw missingOperand();
    return group('sequence', operands);
  }

  #factor(): QueryNode {
    this.#terms += 1;
    if (this.#terms > mostTerms) throw new QueryError(`the query has more than ${mostTerms} terms`);
    if (this.#takeWord('not')) return this.#negated();
    if (this.#opensGroup()) return this.#group();
    if (this.text[this.#at] === ')' && this.type !== 'literal')
      throw new QueryError('unbalanced expression: unmatched closing parenthesis )');
    return this.#filter() ?? this.#pattern();
  }

  #negated(): QueryNode {
    this.#skipSpace();
    if (this.#atEnd() || this.#isGroupEnd() || this.#isWord('and') || this.#isWord('or'))
      throw missingOperand();
    return this.#nested(() => {
      const operand = this.#factor();
      if (operand.kind === 'filter' && !operand.negated) return { ...operand, negated: true };
      return { kind: 'not', operand };
    });
  }

  #group(): QueryNode {
    return this.#nested(() => {
      this.#at += 1;
      this.#open += 1;
      const node = this.#or();
      this.#skipSpace();
      if (this.text[this.#at] !== ')')
        throw new QueryError('unbalanced expression: unmatched opening parenthesis (');
      this.#at += 1;
      this.#open -= 1;
      return node;
    });
  }

  #nested(read: () => QueryNode): QueryNode {
    this.#depth += 1;
    if (this.#depth > deepest) throw new QueryError('the query is nested too deeply');
    const node = read();
    this.#depth -= 1;
    return node;
  }

  /** A parenthesis that begins a word groups, unless the word goes on behind it: `(a|b)c` is a pattern. */
  #opensGroup(): boolean {
    if (this.text[this.#at] !== '(') return false;
    const end = this.#closing[this.#at] as number;
    if (end < 0) {
      if (this.type === 'literal') return false;
      throw new QueryError('unbalanced expression: unmatched opening parenthesis (');
    }
    if (end === this.#at + 1) return false;
    if (this.type === 'regexp' && this.text[this.#at + 1] === '?') return false;
    return this.#isBoundary(end + 1);
  }

  #filter(): FilterNode | undefined {
    const start = /(-?)([A-Za-z]{1,32}):/y;
    start.lastIndex = this.#at;
    const [whole = '', minus, name = ''] = start.exec(this.text) ?? [];
    const field = fieldNamed(name);
    if (!field) return undefined;
    this.#at += whole.length;
    return { kind: 'filter', field, value: this.#value(), negated: minus === '-' };
  }

  #value(): string {
    const quoted = this.#quoted();
    if (quoted !== undefined) return quoted.value;
    const from = this.#at;
    this.#at = this.#wordEnd(from);
    return this.text.slice(from, this.#at);
  }

  #pattern(): PatternNode {
    const from = this.#at;
    const literal = (value: string): PatternNode => ({
      kind: 'pattern',
      text: this.text.slice(from, this.#at),
      value,
      isRegexp: false,
    });
    if (this.type === 'keyword' || this.type === 'regexp') {
      const quoted = this.#quoted();
      if (quoted !== undefined) return literal(quoted.value);
    }
    if (this.type === 'keyword' || this.type === 'standard') {
      const expression = this.#between('/');
      if (expression !== undefined) {
        const value = expression.replaceAll('\\/', '/');
        return { kind: 'pattern', text: this.text.slice(from, this.#at), value, isRegexp: true };
      }
    }
    this.#at = this.#wordEnd(from);
    const text = this.text.slice(from, this.#at);
    if (this.type !== 'regexp') return literal(text);
    return { kind: 'pattern', text, value: text.replaceAll('\\ ', ' '), isRegexp: true };
  }

  /** Text in quotes that a boundary follows, with its escapes undone. */
  #quoted(): { value: string } | undefined {
    const quote = this.text[this.#at];
    if (quote !== '"' && quote !== "'") return undefined;
    const inner = this.#between(quote);
    if (inner === undefined) return undefined;
    return { value: inner.replaceAll(/\\([\\"'])/g, '$1') };
  }

  /** What stands between two of a mark, of which the second is followed by a boundary; not empty for slashes. */
  #between(mark: string): string | undefined {
    const from = this.#at;
    if (this.text[from] !== mark) return undefined;
    let end = from + 1;
    while (end < this.text.length && this.text[end] !== mark) end += this.text[end] === '\\' ? 2 : 1;
    if (end >= this.text.length || !this.#isBoundary(end + 1)) return undefined;
    if (mark === '/' && end === from + 1) return undefined;
    this.#at = end + 1;
    return this.text.slice(from + 1, end);
  }

  /** Where a word ends: at a space or the end of the group. Balanced parentheses in it may hold spaces. */
  #wordEnd(from: number): number {
    let at = from;
    while (at < this.text.length) {
      const character = this.text[at] as string;
      if (/\s/.test(character)) break;
      if (character === ')' && this.#open > 0) break;
      if (character === '\\' && this.type !== 'literal') {
        at += 2;
        continue;
      }
      if (character === '(') {
        const end = this.#closing[at] as number;
        const whole = end >= 0 && this.#operators[end] === this.#operators[at];
        if (whole) {
          at = end + 1;
          continue;
        }
      }
      at += 1;
    }
    return Math.min(at, this.text.length);
  }

  #isBoundary(at: number): boolean {
    const character = this.text[at];
    return character === undefined || /[\s)]/.test(character);
  }

  #isGroupEnd(): boolean {
    return this.#open > 0 && this.text[this.#at] === ')';
  }

  #isWord(word: string): boolean {
    const end = this.#at + word.length;
    if (this.text.slice(this.#at, end).toLowerCase() !== word) return false;
    const next = this.text[end];
    return next === undefined || /[\s()]/.test(next);
  }

  #takeWord(word: string): boolean {
    this.#skipSpace();
    if (!this.#isWord(word)) return false;
    this.#at += word.length;
    return true;
  }

  #skipSpace(): void {
    while (!this.#atEnd() && /\s/.test(this.text[this.#at] as string)) this.#at += 1;
  }

  #atEnd(): boolean {
    return this.#at >= this.text.length;
  }
}

/** One operand stands for itself, and operands of the same kind are one list. */
function group(kind: 'and' | 'or' | 'sequence', operands: QueryNode[]): QueryNode {
  const flat = operands.flatMap((operand) => (operand.kind === kind ? operand.operands : [operand]));
  return flat.length === 1 ? (flat[0] as QueryNode) : { kind, operands: flat };
}

/** For each opening parenthesis where it is closed, or -1. What is escaped, or in a class of a regexp, is text. */
function closingParentheses(text: string, isRegexp: boolean): Int32Array {
  const closing = new Int32Array(text.length).fill(-1);
  const open: number[] = [];
  let inClass = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (isRegexp && inClass) inClass = character !== ']';
    else if (isRegexp && character === '[') inClass = true;
    else if (character === '(') open.push(at);
    else if (character === ')') {
      const start = open.pop();
      if (start !== undefined) closing[start] = at;
    }
  }
  return closing;
}

/** How many operators stand before each place. */
function operatorCounts(text: string): Int32Array {
  const counts = new Int32Array(text.length + 1);
  for (const { index } of text.matchAll(/(?<=\s|^|\()(?:and|or|not)(?=\s|\(|\)|$)/gi)) counts[index] = 1;
  let sum = 0;
  for (let at = 0; at <= text.length; at += 1) {
    sum += counts[at] as number;
    counts[at] = sum;
  }
  return counts;
}
