import type { Expression } from '../query/plan.js';
import { compilePattern, isTooLarge, literalOf, requireFewSteps } from '../query/regexp.js';
import { ripgrepHas } from './ripgrep.js';

export type Term = Expression & { kind: 'term' };

/** The terms of an expression, each once. */
export function termsOf(expression: Expression): Term[] {
  const bySource = new Map<string, Term>();
  const visit = (node: Expression): void => {
    if (node.kind === 'term') bySource.set(`${node.contentOnly} ${node.source}`, node);
    else if (node.kind === 'not') visit(node.operand);
    else for (const operand of node.operands) visit(operand);
  };
  visit(expression);
  return [...bySource.values()];
}

/** Whether an expression holds where its terms hold as told. */
export function holds(expression: Expression, has: (term: Term) => boolean): boolean {
  switch (expression.kind) {
    case 'term':
      return has(expression);
    case 'not':
      return !holds(expression.operand, has);
    case 'and':
      return expression.operands.every((operand) => holds(operand, has));
    default:
      return expression.operands.some((operand) => holds(operand, has));
  }
}

/** Whether one term is enough, whichever: then whatever is found is a match. */
export const anyTermIsEnough = (expression: Expression): boolean =>
  expression.kind === 'term' || (expression.kind === 'or' && expression.operands.every(anyTermIsEnough));

/** Finds terms in texts. */
export class TermFinder {
  readonly #finders = new Map<string, { literal?: string; find: ReturnType<typeof compilePattern> }>();

  constructor(
    terms: readonly Term[],
    private readonly caseSensitive: boolean,
  ) {
    for (const { source } of terms) {
      const literal = literalOf(source);
      const isPlain = literal !== undefined && (caseSensitive || isAscii(literal));
      this.#finders.set(source, {
        ...(isPlain && { literal: caseSensitive ? literal : literal.toLowerCase() }),
        find: compilePattern(source, caseSensitive),
      });
    }
  }

  /**
   * Whether a short text holds a term.
   *
   * @throws QueryError where it would take too long.
   */
  has(term: Term, text: string): boolean {
    const plain = this.#hasLiteral(term, text);
    if (plain !== undefined) return plain;
    const find = this.#finders.get(term.source)?.find;
    if (!find) return false;
    requireFewSteps(find.programSize(), text);
    return find.test(text);
  }

  /** As `has`, for a text of any length: ripgrep looks where that would take long here. */
  async hasIn(term: Term, text: string, signal: AbortSignal): Promise<boolean> {
    const size = this.#finders.get(term.source)?.find.programSize() ?? 0;
    if (!isTooLarge(size, text)) return this.has(term, text);
    return this.#hasLiteral(term, text) ?? ripgrepHas(term.source, text, this.caseSensitive, signal);
  }

  /** Whether a text holds a term that is a text itself; undefined for one that is not. */
  #hasLiteral({ source }: Term, text: string): boolean | undefined {
    const literal = this.#finders.get(source)?.literal;
    return literal === undefined ? undefined : (this.caseSensitive ? text : folded(text)).includes(literal);
  }

  /** Where a term matches. */
  ranges({ source }: Term, text: string): [number, number][] {
    const find = this.#finders.get(source)?.find;
    // What matches is then told without the place.
    if (!find || find.programSize() * text.length > mostStepsToLocate) return [];
    const matcher = find.matcher(text);
    const ranges: [number, number][] = [];
    while (ranges.length < mostRanges && matcher.find()) {
      if (matcher.end() > matcher.start()) ranges.push([matcher.start(), matcher.end()]);
    }
    return ranges;
  }

  /** Where any of the terms match, from left to right and none inside another. */
  allRanges(terms: readonly Term[], text: string): [number, number][] {
    const ranges = terms.flatMap((term) => this.ranges(term, text)).sort(([a], [b]) => a - b);
    return ranges.filter(([start], index) => index === 0 || start >= (ranges[index - 1]?.[1] ?? 0));
  }
}

const mostRanges = 100;
/** As for `requireFewSteps`. */
const mostStepsToLocate = 1_000_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
const isAscii = (text: string) => /^[\x00-\x7f]*$/.test(text);

/** A text in which the small letters of ASCII stand for all that is the same letter, and for nothing else. */
const folded = (text: string): string =>
  // These are the characters beyond ASCII that are, or turn into, letters of ASCII; the Kelvin sign turns into k by itself.
  isAscii(text)
    ? text.toLowerCase()
    : text.replaceAll('\u0130', '\0').toLowerCase().replaceAll('\u017f', 's');
