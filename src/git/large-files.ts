import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git, gitEnvironment } from './git-process.js';
import type { MirrorDirectory } from './mirror.js';

// git reads a file that a commit adds or removes into memory to write the change, however large it is, and only then
// says that it is no text. So large files have stand-ins, which commands that write changes see in their place.

/** Files from so many bytes on have a stand-in. */
const largeFrom = '16m';
const standInRefs = 'refs/gatehouse/stand-ins/';
/** A file that git takes for no text, and as different from another as the large one is. */
const standInFor = (oid: string): string => `\0${oid}`;
/** Beside the refs: whose histories were looked through. */
const seenFile = 'gatehouse-stand-ins';
const timeoutSeconds = 3600;

/** For commands that write changes: no file is read that is large, and none that is larger than 4 MiB is compared. */
export const changesOptions = {
  args: ['-c', 'core.bigFileThreshold=4m'],
  get env(): Record<string, string> {
    const { GIT_NO_REPLACE_OBJECTS: _, ...env } = gitEnvironment();
    return { ...env, GIT_REPLACE_REF_BASE: standInRefs };
  },
} as const;

/**
 * Gives stand-ins to the large files of a mirror that have none: those in what came since it was done last. Only whoever
 * works on the repository may call it.
 *
 * @throws GitError
 */
export async function addStandIns({ gitDir }: MirrorDirectory, signal: AbortSignal): Promise<void> {
  const options = { gitDir, signal, timeoutSeconds };
  const listed = await git(['for-each-ref', '--format=%(objectname)', 'refs/heads/', 'refs/tags/'], options);
  const tips = listed.toString('latin1');
  const seen = await readFile(join(gitDir, seenFile), 'latin1').catch(() => '');
  if (tips === seen) return;
  const large = await largeFilesIn(tips, seen, options);
  const refs: string[] = [];
  for (const oid of large) {
    const made = await git(['hash-object', '-w', '--stdin'], { ...options, input: standInFor(oid) });
    refs.push(`update ${standInRefs}${oid} ${made.toString('latin1').trim()}\n`);
  }
  if (refs.length > 0) await git(['update-ref', '--stdin'], { ...options, input: refs.join('') });
  const draft = join(gitDir, `${seenFile}.tmp`);
  await writeFile(draft, tips);
  await rename(draft, join(gitDir, seenFile));
}

/** The ids of large files that are in the histories of some objects, and not of others. */
async function largeFilesIn(
  tips: string,
  without: string,
  options: { gitDir: string; signal: AbortSignal; timeoutSeconds: number },
): Promise<string[]> {
  const listed = await git(
    ['rev-list', '--objects', '--quiet', `--filter=blob:limit=${largeFrom}`, '--filter-print-omitted'].concat(
      ['--ignore-missing', '--stdin'],
    ),
    { ...options, input: `${tips}${without.replaceAll(/^(?=.)/gm, '^')}` },
  );
  return [...listed.toString('latin1').matchAll(/^~([0-9a-f]+)$/gm)].map(([, oid = '']) => oid);
}
