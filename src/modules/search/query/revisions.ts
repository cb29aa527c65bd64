import { pathMatcher } from '../../../authz/path-pattern.js';
import { QueryError, unsupported } from './query-error.js';

/** Which revisions of repositories are searched. Without any the default branch. */
export interface Revisions {
  /** Branches, tags and ids; the empty one is the default branch. */
  names: string[];
  /** Patterns for the full names of branches and tags, and those that take some of them out again. */
  globs: { matches: (ref: string) => boolean; negated: boolean }[];
  /** Of commits, what these lead to is left out. */
  without: string[];
}

export const defaultBranch: Revisions = { names: [], globs: [], without: [] };

/** Those that are named; the default branch where none is. */
export const namesOf = ({ names }: Revisions): readonly string[] => (names.length === 0 ? [''] : names);

/** Whether only the default branch is meant. */
export const isDefaultBranch = ({ names, globs, without }: Revisions): boolean =>
  names.length + globs.length + without.length === 0;

/** Whether a repository may be searched at several. */
export const areSeveral = ({ names, globs }: Revisions): boolean => names.length > 1 || globs.length > 0;

/**
 * Reads a list that colons separate: `v1`, `*refs/heads/*`, `*!refs/heads/old/*`, `^v1`. SECURITY: what would be an option
 * of git, or walk through a repository, is no name.
 *
 * @throws QueryError
 */
export function revisionsIn(text: string): Revisions {
  const revisions: Revisions = { names: [], globs: [], without: [] };
  for (const one of text.split(':')) {
    if (one.startsWith('*')) revisions.globs.push(globIn(one));
    else if (one.startsWith('^')) revisions.without.push(nameIn(one.slice(1), one));
    else revisions.names.push(one === '' || one === 'HEAD' ? '' : nameIn(one, one));
  }
  revisions.names = [...new Set(revisions.names)];
  const { names, globs } = revisions;
  // What is left out is left out of something.
  if (names.length === 0 && !globs.some(({ negated }) => !negated)) names.push('');
  return names.join() === '' && globs.length + revisions.without.length === 0 ? defaultBranch : revisions;
}

const mostCharacters = 250;

const invalid = (text: string) =>
  new QueryError(`the revision "${text.slice(0, mostCharacters)}" is not valid`, 'Invalid revision syntax');

function nameIn(name: string, text: string): string {
  if (name.startsWith('at.time(')) throw unsupported('rev:at.time()');
  if (name === '' || name.startsWith('-') || /[\s\p{Cc}~?*^[\\]|\.\.|@\{/u.test(name)) throw invalid(text);
  if (name.length > mostCharacters) throw invalid(text);
  return name;
}

/** `refs/` may be left out in front, as of git's `--glob`. Without a wildcard the name is meant, and all below it. */
function globIn(text: string): Revisions['globs'][number] {
  const negated = text.startsWith('*!');
  const given = text.slice(negated ? 2 : 1);
  if (given === '' || given.length > mostCharacters || /[\s\p{Cc}\\]/u.test(given)) throw invalid(text);
  const whole = given.startsWith('refs/') ? given : `refs/${given}`;
  if (!/[*?[]/.test(whole)) {
    const name = whole.replace(/\/$/, '');
    return { matches: (ref) => ref === name || ref.startsWith(`${name}/`), negated };
  }
  try {
    // A star crosses slashes, and braces are text.
    const matches = pathMatcher(whole.replaceAll(/[{}]/g, '\\$&').replaceAll(/\*+/g, '**'));
    return { matches, negated };
  } catch {
    throw invalid(text);
  }
}
