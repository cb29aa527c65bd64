import { RE2JS } from 're2js';
import { z } from 'zod';

/** What an `exclude` entry can say of a repository. */
export const exclusion = z.strictObject({
  name: z.string().min(1).optional(),
  pattern: z.string().min(1).refine(isExpression, 'is no regular expression').optional(),
});

export type Exclusion = z.output<typeof exclusion>;

/** Linear in time, so that no pattern holds up the process. */
function isExpression(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

/** Whether a name is what an entry says: all that it says. Undefined where it says nothing of names. */
export function matcherOf({ name, pattern }: Exclusion): ((text: string) => boolean) | undefined {
  const parts = [name === undefined ? [] : [{ name }], pattern === undefined ? [] : [{ pattern }]].flat();
  const matchers = parts.map((part) => excludedBy([part]));
  return matchers.length === 0 ? undefined : (text) => matchers.every((matches) => matches(text));
}

/** Tells which names the entries leave out. */
export function excludedBy(exclusions: readonly Exclusion[]): (name: string) => boolean {
  const names = new Set(exclusions.flatMap(({ name }) => (name ? [name.toLowerCase()] : [])));
  const patterns = exclusions.flatMap(({ pattern }) => (pattern ? [RE2JS.compile(pattern)] : []));
  return (name) => names.has(name.toLowerCase()) || patterns.some((pattern) => pattern.matcher(name).find());
}
