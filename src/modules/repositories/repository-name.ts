/** Characters in a name at most. */
const maxNameLength = 500;

/** Names are compared whatever their case. */
export const repositoryNameKey = (name: string): string => name.toLowerCase();

/**
 * What keeps a name from being one; undefined when nothing does. A name becomes part of URLs beside a revision
 * (`/name@revision/-/raw/path`) and is given to programs, so no part of it is empty, goes up, reads as an option, or
 * hides the end of the name.
 */
export function repositoryNameProblem(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > maxNameLength) return `it is longer than ${maxNameLength} characters`;
  if (/[@\s\p{Cc}\p{Cf}]/u.test(name)) return 'it holds "@", a space or a control character';
  if (name.startsWith('-')) return 'it begins with "-"';
  const bad = name.split('/').find((part) => ['', '.', '..', '-'].includes(part));
  return bad === undefined ? undefined : `it has a part ${JSON.stringify(bad)}`;
}
