import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  rename,
  rm,
  symlink,
  utimes,
} from 'node:fs/promises';
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

/** Larger files are not looked into, and so they are not checked out. */
export const largestFileBytes = 1024 * 1024;
/**
 * What git may say of the files of a commit, which is some millions of them, and what they may be together: a small
 * repository can stand for ever so much.
 */
const largestListing = 256 * 1024 * 1024;
const largestSnapshot = 16 * 1024 ** 3;
/** Longer paths are on no disk. */
const longestPath = 4096;
const longestRest = 1024 * 1024;

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
  const draft = `${list}.${randomUUID()}`;
  try {
    await writeNew(draft, (file) => readTree({ gitDir, commit, signal }, (paths) => write(file, paths.all)));
    await rename(draft, list);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Some of the files of a commit, by path. */
interface TreePaths {
  all: string[];
  /** Those that may be looked into. */
  small: string[];
}

/** Reads the files of a commit while git tells them. Too many or too much of them is an error. */
async function readTree(
  { gitDir, commit, signal }: { gitDir: string; commit: string; signal: AbortSignal },
  take: (paths: TreePaths) => Promise<void>,
): Promise<void> {
  const split = splitter('latin1');
  let bytes = 0;
  const onOutput = async (chunk: Buffer) => {
    const paths: TreePaths = { all: [], small: [] };
    for (const entry of split(chunk)) {
      const tab = entry.indexOf('\t');
      const path = entry.slice(tab + 1);
      const size = Number(entry.slice(entry.lastIndexOf(' ', tab) + 1, tab));
      // A submodule has no size.
      if (Number.isNaN(size) || path.length > longestPath) continue;
      paths.all.push(path);
      if (size > largestFileBytes) continue;
      paths.small.push(path);
      bytes += size;
    }
    if (bytes > largestSnapshot)
      throw new Error(`the files of ${commit} are more than ${largestSnapshot} bytes`);
    await take(paths);
  };
  const args = ['ls-tree', '-r', '-l', '-z', '--full-tree', commit];
  await git(args, {
    gitDir,
    signal,
    maxBytes: largestListing,
    timeoutSeconds: checkoutTimeoutSeconds,
    onOutput,
  });
}

const write = (file: FileHandle, paths: readonly string[]): Promise<void> =>
  file.writeFile(Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1'));

async function writeNew(path: string, work: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await work(file);
  } finally {
    await file.close();
  }
}

/** The paths of the files of a snapshot, some at a time; none where they are not listed. */
export async function* listedPaths(snapshotPath: string): AsyncGenerator<string[]> {
  const split = splitter('utf8');
  try {
    for await (const chunk of createReadStream(pathListOf(snapshotPath))) yield split(chunk as Buffer);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Cuts what arrives into the texts that NULs end. */
function splitter(encoding: 'utf8' | 'latin1'): (chunk: Buffer) => string[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(0);
    rest = bytes.subarray(end + 1);
    if (rest.length > longestRest) throw new Error('a path has no end');
    return end < 0 ? [] : bytes.toString(encoding, 0, end).split('\0');
  };
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
  const [draft, index, list, wanted] = ['', '.index', '.paths', '.wanted'].map((what) =>
    join(drafts, `${randomUUID()}${what}.tmp`),
  ) as [string, string, string, string];
  await mkdir(draft);
  try {
    await writeNew(list, (all) =>
      writeNew(wanted, (small) =>
        readTree({ gitDir, commit, signal }, async (paths) => {
          await write(all, paths.all);
          await write(small, paths.small);
        }),
      ),
    );
    const call = { gitDir, signal, timeoutSeconds: checkoutTimeoutSeconds };
    const env = { ...gitEnvironment(), GIT_INDEX_FILE: index };
    await git([`--work-tree=${draft}`, 'read-tree', commit], { ...call, env });
    const args = ['checkout-index', '--quiet', '--force', '-z', '--stdin'];
    await git([`--work-tree=${draft}`, ...args], { ...call, env, input: createReadStream(wanted) });
    await rename(draft, path).catch(async (error: unknown) => {
      // Somebody else made the same one meanwhile.
      if (!(await exists(path))) throw error;
    });
    await rename(list, pathListOf(path));
  } finally {
    for (const one of [draft, index, list, wanted]) await rm(one, { recursive: true, force: true });
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
