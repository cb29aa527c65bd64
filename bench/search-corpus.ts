import { execFile } from 'node:child_process';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SearchSizes } from './search.js';

const run = promisify(execFile);
const nodeModules = fileURLToPath(new URL('../node_modules', import.meta.url));

/** A package keeps others under it: those are no part of it. */
const ofOthers = 'node_modules';

/** Bare git repositories below `directory`. */
export interface Corpus {
  directory: string;
  /** Paths of the repositories in it. */
  names: string[];
  bytes: number;
}

/** Makes a bare git repository of each of the largest installed npm packages. */
export async function buildCorpus(
  directory: string,
  { repositories, largestPackage }: Pick<SearchSizes, 'repositories' | 'largestPackage'>,
): Promise<Corpus> {
  const packages = await Promise.all(
    (await packageNames()).map(async (name) => ({ name, bytes: await bytesIn(join(nodeModules, name)) })),
  );
  const chosen = packages
    .filter(({ bytes }) => bytes > 0 && bytes <= largestPackage)
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, repositories);
  for (const { name } of chosen) await commitAll(join(nodeModules, name), join(directory, name));
  return {
    directory,
    names: chosen.map(({ name }) => name),
    bytes: chosen.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

async function packageNames(): Promise<string[]> {
  const top = (await readdir(nodeModules)).filter((name) => !name.startsWith('.'));
  const names = await Promise.all(
    top.map(async (name) =>
      name.startsWith('@')
        ? (await readdir(join(nodeModules, name))).map((inner) => `${name}/${inner}`)
        : [name],
    ),
  );
  return names.flat();
}

async function bytesIn(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true });
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return entry.name === ofOthers ? 0 : bytesIn(path);
      return entry.isFile() ? (await stat(path)).size : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Everything in a directory as the one commit of a new bare repository. */
async function commitAll(workTree: string, gitDir: string): Promise<void> {
  await mkdir(gitDir, { recursive: true });
  const git = (...args: string[]) =>
    run('git', ['--git-dir', gitDir, ...args], { cwd: workTree, env: { ...process.env, ...author } });
  await git('init', '--quiet', '--bare', '--initial-branch=main');
  await git('config', 'core.bare', 'false');
  await git('--work-tree=.', 'add', '--all', '--force', '--', '.', `:(exclude)${ofOthers}`);
  await git('--work-tree=.', 'commit', '--quiet', '--no-verify', '--message=the package');
  await git('config', 'core.bare', 'true');
}

const author = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
};
