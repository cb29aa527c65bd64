import { anyTermIsEnough } from '../engine/expression.js';
import type { Expression, QueryPart } from './plan.js';

/**
 * Parts of which only the pattern differs are one part that looks for any of their patterns: files are looked through
 * once, and what matches in one is told together. Patterns in which several things must be there, or something must not,
 * stay apart: together, one would tell of places that only the other asks for.
 */
export function joinParts(parts: readonly QueryPart[]): QueryPart[] {
  const joined = new Map<string, QueryPart>();
  for (const [index, part] of parts.entries()) {
    const { pattern, ...scope } = part;
    const key = pattern && anyTermIsEnough(pattern) ? keyOf(scope) : String(index);
    const known = joined.get(key);
    joined.set(key, known ? { ...known, pattern: either(known.pattern, pattern) } : part);
  }
  return [...joined.values()];
}

const keyOf = (scope: Omit<QueryPart, 'pattern'>): string =>
  JSON.stringify(scope, (_key, value: unknown) => (value instanceof Set ? [...value].sort() : value));

const alternativesOf = (pattern: Expression | null): Expression[] =>
  pattern?.kind === 'or' ? pattern.operands : pattern ? [pattern] : [];

const either = (one: Expression | null, other: Expression | null): Expression => ({
  kind: 'or',
  operands: [...alternativesOf(one), ...alternativesOf(other)],
});
