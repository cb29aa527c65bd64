/**
 * Whether an answer has more characters than given, nearly: what JSON escapes is not counted. It is asked before a text
 * is made of it, because many fields may answer one and the same long text.
 */
export function isLargerThan(answer: unknown, characters: number): boolean {
  let left = characters;
  const visit = (value: unknown): void => {
    if (left < 0) return;
    if (typeof value === 'string') left -= value.length + 3;
    else if (typeof value !== 'object' || value === null) left -= 6;
    else if (Array.isArray(value)) for (const item of value) visit(item);
    else for (const key in value) visit((value as Record<string, unknown>)[key]);
  };
  visit(answer);
  return left < 0;
}
