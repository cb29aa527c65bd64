import { LimitExceededError } from '../../errors.js';
import {
  batchesOf,
  commitsAtOnce,
  type LogSearch,
  type RepositoryGit,
  revisionNotFound,
} from './repository-git.js';

/** Somebody who wrote commits, told apart by name and address. */
export interface Contributor {
  name: string;
  email: string;
  /** How many commits, without merges. */
  count: number;
}

/** Commits that are counted: a revision or a range of git, and what of it. */
export interface ContributionSearch {
  revisions: string;
  search: Pick<LogSearch, 'path' | 'after' | 'withoutMerges'>;
}

const mostContributors = 100_000;

/**
 * Reads a range of revisions as `git log` takes it: `v1`, `v1..main`, `v1...main`; without text the head, and null while
 * there is none.
 *
 * @throws NotFoundError where a revision names no commit.
 */
export async function revisionsOf(git: RepositoryGit, range: string): Promise<string | null> {
  if (range === '') return git.resolve('HEAD');
  const [, base = '', dots, head = ''] = /^(.*?)(\.{2,3})(.*)$/s.exec(range) ?? [];
  const resolved = async (revision: string) => {
    const oid = await git.resolve(revision);
    if (oid === null) throw revisionNotFound(revision || 'HEAD');
    return oid;
  };
  if (dots === undefined) return resolved(range);
  return `${await resolved(base)}${dots}${await resolved(head)}`;
}

/**
 * Who wrote how many of the commits, most first. SECURITY: commits that changed nothing that the caller may read do not
 * count.
 */
export async function contributorsOf(
  git: RepositoryGit,
  { revisions, search }: ContributionSearch,
): Promise<Contributor[]> {
  const { isEverything } = await git.readable();
  const found = new Map<string, Contributor>();
  const lines = git.logLines('%H%x00%an%x00%ae', revisions, search);
  for await (const batch of batchesOf(lines, commitsAtOnce, commitsAtOnce)) {
    const commits = batch.map((line) => line.split('\0'));
    const oids = commits.map(([oid = '']) => oid);
    const counted = isEverything ? undefined : new Set(await git.readableCommits(oids, search.path));
    for (const [oid = '', name = '', email = ''] of commits) {
      if (counted && !counted.has(oid)) continue;
      const key = `${name}\0${email}`;
      const known = found.get(key) ?? { name, email, count: 0 };
      known.count += 1;
      found.set(key, known);
      if (found.size > mostContributors)
        throw new LimitExceededError(
          `the commits were written by more than ${mostContributors} people: ask for fewer of them`,
        );
    }
  }
  return [...found.values()].sort(
    (one, other) =>
      other.count - one.count || compare(one.name, other.name) || compare(one.email, other.email),
  );
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
