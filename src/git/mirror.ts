import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError, type GitOptions, git, withoutSecrets } from './git-process.js';

/** Where the copy of a repository is: `mirror.git`, and beside it what is made from it. */
export interface MirrorDirectory {
  directory: string;
  gitDir: string;
}

export const mirrorIn = (directory: string): MirrorDirectory => ({
  directory,
  gitDir: join(directory, 'mirror.git'),
});

export interface FetchOptions {
  url: string;
  /** The environment with the credentials for the URL. */
  env: Record<string, string>;
  signal: AbortSignal;
  /** Told how far it is, in git's words. */
  onProgress: (text: string) => void;
}

export interface FetchResult {
  /** Whether any branch or tag is another than before. */
  changed: boolean;
  output: string;
}

const cloneTimeoutSeconds = 3600;
const askTimeoutSeconds = 60;

/** A file of settings in a mirror: files come out of it as they are in the commit, and all of them. */
const attributes = '* -text -eol -ident -filter -working-tree-encoding -export-ignore -export-subst\n';

/** Copies a repository for the first time, or anew. It is there as a whole or not at all. */
export async function cloneMirror(mirror: MirrorDirectory, options: FetchOptions): Promise<FetchResult> {
  await removeLeftovers(mirror);
  const draft = join(mirror.directory, `${randomUUID()}.tmp`);
  await mkdir(mirror.directory, { recursive: true });
  try {
    await git(['init', '--quiet', '--bare', '--template=', '--', draft]);
    await mkdir(join(draft, 'info'), { recursive: true });
    await writeFile(join(draft, 'info', 'attributes'), attributes);
    const result = await fetchInto(draft, options);
    await rm(mirror.gitDir, { recursive: true, force: true });
    await rename(draft, mirror.gitDir);
    return { ...result, changed: true };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Brings a copy up to date. */
export async function fetchMirror(mirror: MirrorDirectory, options: FetchOptions): Promise<FetchResult> {
  await removeLeftovers(mirror);
  await removeLocks(mirror.gitDir);
  return fetchInto(mirror.gitDir, options);
}

/** Whether there is a copy. */
export const isCloned = (mirror: MirrorDirectory): Promise<boolean> =>
  stat(join(mirror.gitDir, 'HEAD')).then(
    () => true,
    () => false,
  );

async function fetchInto(
  gitDir: string,
  { url, env, signal, onProgress }: FetchOptions,
): Promise<FetchResult> {
  const call = { gitDir, env, signal };
  const before = await refsOf(gitDir);
  const head = await remoteHead(url, call);
  const lines: string[] = [];
  await git(
    ['fetch', '--progress', '--prune', '--no-tags', '--force', '--no-write-fetch-head', '--no-auto-gc']
      .concat(['--end-of-options', url])
      .concat(['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']),
    {
      ...call,
      timeoutSeconds: cloneTimeoutSeconds,
      onLine: (line) => {
        lines.push(line);
        if (lines.length > 100) lines.shift();
        onProgress(line);
      },
    },
  );
  const after = await refsOf(gitDir);
  await setHead(gitDir, head, after.names);
  return { changed: before.digest !== after.digest, output: withoutSecrets(lines.join('\n')) };
}

/** Asks a repository for its default branch, which also tells whether it can be reached. */
export async function remoteHead(
  url: string,
  options: Pick<GitOptions, 'env' | 'signal'>,
): Promise<string | undefined> {
  const args = ['ls-remote', '--symref', '--end-of-options', url, 'HEAD'];
  const answer = await git(args, { ...options, timeoutSeconds: askTimeoutSeconds });
  return /^ref: (refs\/heads\/[^\s]+)\tHEAD$/m.exec(answer.toString('utf8'))?.[1];
}

/** All branches and tags, and one word for what they are. */
async function refsOf(gitDir: string): Promise<{ digest: string; names: string[] }> {
  const listed = await git(['for-each-ref', '--format=%(objectname) %(refname)'], { gitDir });
  const text = listed.toString('utf8');
  return {
    digest: createHash('sha256').update(text).digest('hex'),
    names: text.split('\n').flatMap((line) => (line === '' ? [] : [line.slice(line.indexOf(' ') + 1)])),
  };
}

/** The default branch: what the remote says, or else what most repositories call it, or else the first. */
async function setHead(gitDir: string, wanted: string | undefined, names: readonly string[]): Promise<void> {
  const branches = names.filter((name) => name.startsWith('refs/heads/'));
  const head =
    [wanted, 'refs/heads/main', 'refs/heads/master'].find((name) => name && branches.includes(name)) ??
    branches[0] ??
    'refs/heads/main';
  await git(['symbolic-ref', 'HEAD', head], { gitDir });
}

/** The size of a copy, in bytes. */
export async function sizeOf(mirror: MirrorDirectory): Promise<number> {
  const counted = await git(['count-objects', '-v'], { gitDir: mirror.gitDir });
  const kilobytes = [...counted.toString('utf8').matchAll(/^(?:size|size-pack): (\d+)$/gm)];
  return kilobytes.reduce((sum, [, size]) => sum + Number(size), 0) * 1024;
}

/** Packs what many fetches left in pieces; does nothing where there are few. */
export const packWhereNeeded = (mirror: MirrorDirectory, signal: AbortSignal, how: 'auto' | 'now' = 'auto') =>
  git(how === 'auto' ? ['gc', '--quiet', '--auto'] : ['gc', '--quiet'], {
    gitDir: mirror.gitDir,
    signal,
    timeoutSeconds: cloneTimeoutSeconds,
  });

/** True for a failure that says that the copy itself is broken, which a new copy mends. */
export const saysCorrupted = (error: unknown): boolean =>
  error instanceof GitError &&
  /not a git repository|bad object|object file .* is empty|loose object .* corrupt|packfile .* (cannot be|is) |unable to read tree|missing (blob|tree|commit|object)|did not receive expected object|bad config line|inflate: data stream error|sha1 mismatch|unresolved deltas/i.test(
    `${error.message}\n${error.output}`,
  );

/** Drafts that somebody who ended in the middle left behind. Only whoever works on the repository may call it. */
async function removeLeftovers({ directory }: MirrorDirectory): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    if (name.endsWith('.tmp')) await rm(join(directory, name), { recursive: true, force: true });
  }
}

/** Locks of a git that was killed. One that still lives holds its lock for a moment only, so younger ones stay. */
async function removeLocks(gitDir: string, youngerThanMs = 30_000): Promise<void> {
  const entries = await readdir(gitDir, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.endsWith('.lock')) continue;
    const path = join(entry.parentPath, entry.name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > youngerThanMs) await rm(path, { force: true });
  }
}
