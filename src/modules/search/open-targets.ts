import { readablePaths } from '../../authz/readable-paths.js';
import { GitError } from '../../git/git-process.js';
import { currentSnapshot, ensurePathList, type Snapshot, snapshotOf } from '../../git/snapshot.js';
import { mirrorOf } from '../mirrors/mirror-state.js';
import type { Repository } from '../repositories/repositories.js';
import type { SearchTarget } from './engine/search-engine.js';
import type { SearchViewer } from './find-repositories.js';
import type { Revisions } from './query/revisions.js';
import { revisionsOf } from './repository-revisions.js';

/** A repository with the commit that is searched in it. */
export interface RevisionTarget extends SearchTarget {
  repository: Repository;
  /** As it was asked for; empty for the default branch. */
  revision: string;
}

export interface OpenedTargets {
  targets: RevisionTarget[];
  /** Repositories that are being copied for the first time. */
  cloning: Repository[];
  /** Repositories that are not on disk, or were removed from it meanwhile. */
  missing: Repository[];
  /** Revisions that are not there. */
  missingRevisions: { repository: Repository; revision: string }[];
}

/** Revisions of one repository: the files of each are on disk. */
const mostRevisions = 50;
/** Each looks at the disk, or has git check a commit out. */
const openAtOnce = 8;

/**
 * The snapshots of repositories at the revisions that are asked for, in the order of the repositories; what is held back
 * of them is one statement. SECURITY: only for repositories that were found for the viewer.
 */
export async function openTargets(
  viewer: SearchViewer,
  repositories: readonly Repository[],
  revisions: Revisions,
  signal: AbortSignal,
): Promise<OpenedTargets> {
  const opened: OpenedTargets = { targets: [], cloning: [], missing: [], missingRevisions: [] };
  const rules = await readablePaths(
    viewer,
    repositories.map(({ id }) => id),
  );
  const open = async (repository: Repository, index: number): Promise<RevisionTarget[]> => {
    const readable = rules[index];
    if (!readable) throw new Error('no rules were read');
    const { status } = repository.mirror;
    if (status !== 'CLONED') {
      opened[status === 'CLONING' ? 'cloning' : 'missing'].push(repository);
      return [];
    }
    const found: RevisionTarget[] = [];
    try {
      for (const revision of await revisionsOf(viewer, repository, revisions, {
        most: mostRevisions,
        signal,
      })) {
        const snapshot = await snapshotAt(viewer, repository, revision, signal);
        if (snapshot)
          found.push({ ...snapshot, repositoryId: repository.id, readable, repository, revision });
        else if (revision !== '') opened.missingRevisions.push({ repository, revision });
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof GitError) && !hasCode(error)) throw error;
      viewer.services.log.warn({ err: error, repositoryId: repository.id }, 'cannot search a repository');
      opened.missing.push(repository);
    }
    return found;
  };
  for (let from = 0; from < repositories.length; from += openAtOnce) {
    const group = repositories.slice(from, from + openAtOnce);
    const targets = await Promise.all(group.map((repository, at) => open(repository, from + at)));
    opened.targets.push(...targets.flat());
  }
  return opened;
}

/** The files at a revision; null when it is not there, or the repository is empty. */
async function snapshotAt(
  { services }: SearchViewer,
  repository: Repository,
  revision: string,
  signal: AbortSignal,
): Promise<Snapshot | null> {
  const mirror = mirrorOf(services, repository.id);
  let snapshot = revision === '' ? await currentSnapshot(mirror) : null;
  if (!snapshot) {
    // The default branch may have a commit and not be checked out yet.
    const name = `${revision === '' ? 'HEAD' : revision}^{commit}`;
    const commit = await services.git.describe(mirror.gitDir, name, signal);
    if (!commit) return null;
    snapshot = await snapshotOf(mirror, commit.oid, signal);
  }
  await ensurePathList(mirror, snapshot, signal);
  return snapshot;
}

/** A failure of the file system: what was there a moment ago is not any more. */
const hasCode = (error: unknown): boolean => typeof (error as NodeJS.ErrnoException)?.code === 'string';
