import { repositoryPath } from '../repositories/repository-name.js';
import type { Commit, Entry } from './git-types.js';

/** A path in a URL: slashes stay, everything else that means something there is escaped. */
const escaped = (path: string): string =>
  path
    .split('/')
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join('/');

const withRevision = ({ repository }: Commit, revision: string | null): string =>
  `${repositoryPath(repository.name)}${revision ? `@${escaped(revision)}` : ''}`;

/** The path of the page of a commit. */
export const commitUrl = ({ repository, oid, revision }: Commit): string =>
  `${repositoryPath(repository.name)}/-/commit/${escaped(revision || oid)}`;

/** The path that leads to the same commit for ever. */
export const canonicalCommitUrl = ({ repository, oid }: Commit): string =>
  `${repositoryPath(repository.name)}/-/commit/${oid}`;

/** The path of the page of a file or directory, at the revision as it was asked for. */
export const entryUrl = (entry: Entry): string => pageOf(entry, entry.commit.revision);

/** The path that leads to the same content for ever. */
export const canonicalEntryUrl = (entry: Entry): string => pageOf(entry, entry.commit.oid);

function pageOf({ commit, path, kind }: Entry, revision: string | null): string {
  const root = withRevision(commit, revision);
  return path === '' ? root : `${root}/-/${kind === 'tree' ? 'tree' : 'blob'}/${escaped(path)}`;
}

/** The path of the bytes of a file, or of the list of a directory. */
export const rawUrl = ({ commit, path }: Entry): string =>
  `${withRevision(commit, commit.revision)}/-/raw${path === '' ? '' : `/${escaped(path)}`}`;

/** The path of a branch or tag. */
export const refUrl = (repositoryName: string, ref: string): string =>
  `${repositoryPath(repositoryName)}@${escaped(ref)}`;
