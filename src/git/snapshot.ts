import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readlink, rename, rm, symlink, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { git, gitEnvironment } from './git-process.js';
import type { MirrorDirectory } from './mirror.js';

/** The files of a commit, on disk. */
export interface Snapshot {
  commit: string;
  path: string;
}

/** How long a snapshot stays after another took its place: whoever reads it is to finish. */
const keptMs = 600_000;

const checkoutTimeoutSeconds = 1800;

/** The snapshot of the default branch that is in force; null when there is none. */
export async function currentSnapshot({ directory }: MirrorDirectory): Promise<Snapshot | null> {
  const target = await readlink(join(directory, 'snapshot')).catch(() => null);
  return target === null ? null : { commit: basename(target), path: join(directory, target) };
}

/**
 * Checks out the default branch beside the mirror and switches to it in one step, so that nobody ever meets half of
 * one. Symbolic links come as files that hold where they lead: nothing in a snapshot leads out of it.
 */
export async function takeSnapshot(mirror: MirrorDirectory, signal: AbortSignal): Promise<Snapshot | null> {
  const commit = await headCommit(mirror);
  const before = await currentSnapshot(mirror);
  if (commit === null) {
    await rm(join(mirror.directory, 'snapshot'), { force: true });
    return null;
  }
  const folder = join(mirror.directory, 'snapshots');
  const path = join(folder, commit);
  if (before?.commit === commit && (await exists(path))) return before;
  await mkdir(folder, { recursive: true });
  if (!(await exists(path))) await checkOut(mirror, { commit, path, signal });
  const link = join(mirror.directory, `${randomUUID()}.tmp`);
  await symlink(join('snapshots', commit), link);
  await rename(link, join(mirror.directory, 'snapshot'));
  if (before) await utimes(before.path, new Date(), new Date()).catch(() => {});
  await removeOld(folder, commit);
  return { commit, path };
}

async function checkOut(
  { directory, gitDir }: MirrorDirectory,
  { commit, path, signal }: { commit: string; path: string; signal: AbortSignal },
): Promise<void> {
  // Whoever works on the repository next removes what ends so.
  const draft = join(directory, `${randomUUID()}.tmp`);
  const index = join(directory, `${randomUUID()}.index.tmp`);
  await mkdir(draft);
  try {
    const call = { gitDir, signal, timeoutSeconds: checkoutTimeoutSeconds };
    const env = { ...gitEnvironment(), GIT_INDEX_FILE: index };
    await git([`--work-tree=${draft}`, 'read-tree', commit], { ...call, env });
    await git([`--work-tree=${draft}`, 'checkout-index', '--all', '--quiet', '--force'], { ...call, env });
    await rename(draft, path);
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(index, { force: true });
  }
}

async function headCommit({ gitDir }: MirrorDirectory): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', 'HEAD^{commit}'];
  const commit = await git(args, { gitDir }).catch(() => Buffer.from(''));
  return commit.toString('utf8').trim() || null;
}

/** Removes what nobody reads any more. */
async function removeOld(folder: string, current: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name === current) continue;
    const path = join(folder, name);
    const made = await lstat(path).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > keptMs) await rm(path, { recursive: true, force: true });
  }
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );
