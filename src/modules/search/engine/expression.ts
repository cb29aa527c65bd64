import type { Expression } from '../query/plan.js';
import { compilePattern, literalOf, requireFewSteps } from '../query/regexp.js';

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

/** Finds terms in texts. Texts of plain ASCII are looked through faster. */
export class TermFinder {
  readonly #finders = new Map<string, { literal?: string; find: ReturnType<typeof compilePattern> }>();

  constructor(
    terms: readonly Term[],
    private readonly caseSensitive: boolean,
  ) {
    for (const { source } of terms) {
      const literal = literalOf(source);
      this.#finders.set(source, {
        ...(literal !== undefined &&
          isAscii(literal) && { literal: caseSensitive ? literal : literal.toLowerCase() }),
        find: compilePattern(source, caseSensitive),
      });
    }
  }

  has({ source }: Term, text: string): boolean {
    const finder = this.#finders.get(source);
    if (!finder) return false;
    if (finder.literal !== undefined && isAscii(text))
      return (this.caseSensitive ? text : text.toLowerCase()).includes(finder.literal);
    requireFewSteps(finder.find.programSize(), text);
    return finder.find.test(text);
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
