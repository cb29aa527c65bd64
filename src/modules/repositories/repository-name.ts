/** Characters in a name at most. */
export const maxNameLength = 500;

/** Names are compared whatever their case. */
export const repositoryNameKey = (name: string): string => name.toLowerCase();

/**
 * What keeps a name from being one; undefined when nothing does. A name becomes part of URLs beside a revision
 * (`/name@revision/-/raw/path`) and is given to programs, so no part of it is empty, goes up, reads as an option, or
 * hides its end. A space is part of some names; other white space cannot be told from one.
 */
export function repositoryNameProblem(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > maxNameLength) return `it is longer than ${maxNameLength} characters`;
  if (/[@\p{Cc}\p{Cf}\p{Cs}]|(?! )\s/u.test(name))
    return 'it holds "@", a control character or a space of another kind';
  if (name.startsWith('-')) return 'it begins with "-"';
  const bad = name.split('/').find((part) => ['', '.', '..', '-'].includes(part));
  if (bad !== undefined) return `it has a part ${JSON.stringify(bad)}`;
  return /(?:^|\/) | (?:\/|$)/.test(name) ? 'a part of it begins or ends with a space' : undefined;
}

/** The path of the page of a repository: its name, with everything escaped that means something else in a URL or a link. */
export const repositoryPath = (name: string): string =>
  `/${encodeURI(name.toWellFormed()).replaceAll(/[?#()]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)}`;
