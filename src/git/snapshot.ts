import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readlink, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
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

/** What reads a snapshot is to be done with it within this: it may be removed later. */
export const longestReadMs = 540_000;

/** Snapshots of one repository beside that of its default branch; whoever still reads one more finds it gone. */
const mostOthers = 20;

/** The file with the paths of a snapshot, each ended by NUL, beside its directory. */
export const pathListOf = (snapshotPath: string): string => `${snapshotPath}.paths`;

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
  if (before?.commit === commit && (await exists(path))) {
    await removeOld(folder, commit);
    return before;
  }
  await mkdir(folder, { recursive: true });
  if (!(await exists(path))) await checkOut(mirror, { commit, path, signal });
  const link = join(mirror.directory, `${randomUUID()}.tmp`);
  await symlink(join('snapshots', commit), link);
  await rename(link, join(mirror.directory, 'snapshot'));
  if (before) await utimes(before.path, new Date(), new Date()).catch(() => {});
  await removeOld(folder, commit);
  return { commit, path };
}

/**
 * The files of any commit, for as long as `longestReadMs`: made when somebody first asks, and removed some time after
 * the last did, or when too many others were asked for since.
 */
export async function snapshotOf(
  mirror: MirrorDirectory,
  commit: string,
  signal: AbortSignal,
): Promise<Snapshot> {
  const folder = join(mirror.directory, 'snapshots');
  const path = join(folder, commit);
  // From here on it stays long enough.
  await utimes(path, new Date(), new Date()).catch(() => {});
  if (!(await exists(path))) {
    await mkdir(folder, { recursive: true });
    // Beside the others: whoever fetches meanwhile removes what lies elsewhere.
    await checkOut(mirror, { commit, path, signal, drafts: folder });
    await removeOld(folder, (await currentSnapshot(mirror))?.commit);
  }
  return { commit, path };
}

/** Writes the paths of a snapshot beside it, where they are not there yet. */
export async function ensurePathList(
  { gitDir }: MirrorDirectory,
  { commit, path }: Snapshot,
  signal: AbortSignal,
): Promise<void> {
  const list = pathListOf(path);
  if (await exists(list)) return;
  const args = ['ls-tree', '-r', '-z', '--full-tree', commit];
  const listed = await git(args, { gitDir, signal, maxBytes: 1024 * 1024 * 1024 });
  const paths = listed
    .toString('latin1')
    .split('\0')
    .flatMap((entry) => {
      const tab = entry.indexOf('\t');
      return tab < 0 || entry.startsWith('160000 ') ? [] : [`${entry.slice(tab + 1)}\0`];
    });
  const draft = `${list}.${randomUUID()}`;
  await writeFile(draft, Buffer.from(paths.join(''), 'latin1'));
  await rename(draft, list);
}

async function checkOut(
  mirror: MirrorDirectory,
  {
    commit,
    path,
    signal,
    drafts = mirror.directory,
  }: { commit: string; path: string; signal: AbortSignal; drafts?: string },
): Promise<void> {
  const { gitDir } = mirror;
  // Whoever works on the repository next removes what ends so.
  const draft = join(drafts, `${randomUUID()}.tmp`);
  const index = join(drafts, `${randomUUID()}.index.tmp`);
  await mkdir(draft);
  try {
    const call = { gitDir, signal, timeoutSeconds: checkoutTimeoutSeconds };
    const env = { ...gitEnvironment(), GIT_INDEX_FILE: index };
    await git([`--work-tree=${draft}`, 'read-tree', commit], { ...call, env });
    await git([`--work-tree=${draft}`, 'checkout-index', '--all', '--quiet', '--force'], { ...call, env });
    await ensurePathList(mirror, { commit, path }, signal);
    await rename(draft, path).catch(async (error: unknown) => {
      // Somebody else made the same one meanwhile.
      if (!(await exists(path))) throw error;
    });
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

/** Removes what nobody reads any more, and of the snapshots beside the one in force the oldest that are too many. */
async function removeOld(folder: string, current: string | undefined): Promise<void> {
  const names = (await readdir(folder)).filter((name) => !name.endsWith('.paths') && name !== current);
  const found = await Promise.all(
    names.map(async (name) => {
      const made = await lstat(join(folder, name)).catch(() => undefined);
      return { name, ageMs: made ? Date.now() - made.mtimeMs : 0 };
    }),
  );
  const [drafts, others] = [true, false].map((isDraft) =>
    // The name of a snapshot is that of its commit.
    found.filter(({ name }) => name.includes('.') === isDraft),
  ) as [typeof found, typeof found];
  others.sort((one, other) => one.ageMs - other.ageMs);
  const unread = [
    ...drafts.filter(({ ageMs }) => ageMs > checkoutTimeoutSeconds * 1000),
    ...others.filter(({ ageMs }, index) => ageMs > keptMs || index >= mostOthers),
  ];
  for (const { name } of unread) {
    await rm(join(folder, name), { recursive: true, force: true });
    await rm(pathListOf(join(folder, name)), { force: true });
  }
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );
