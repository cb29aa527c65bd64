import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gitEnvironment } from '../src/git/git-process.js';
import { addStandIns, changesOptions } from '../src/git/large-files.js';
import { cloneMirror, fetchMirror, mirrorIn } from '../src/git/mirror.js';
import { repositoriesDirectory } from './support/git.js';

// What a commit does to a large file is told without reading the file.

const megabytes = 1024 * 1024;
const signal = new AbortController().signal;

let root: string;
let host: Awaited<ReturnType<typeof repositoriesDirectory>>;

beforeAll(async () => {
  [root, host] = await Promise.all([
    mkdtemp(join(tmpdir(), 'gatehouse-large-files-')),
    repositoriesDirectory(),
  ]);
});
afterAll(async () => {
  await host.remove();
  await rm(root, { recursive: true });
});

/** The changes of a history, by a git that may hold less than a large file has. */
const changes = (gitDir: string, revision: string): string =>
  execFileSync(
    'sh',
    [
      '-c',
      `ulimit -d ${48 * 1024}; exec git "$@"`,
      'git',
      `--git-dir=${gitDir}`,
      ...changesOptions.args,
    ].concat(['log', '--format=', '--patch', '--full-index', '--no-renames', '--end-of-options', revision]),
    { env: changesOptions.env, encoding: 'utf8' },
  );

test('large files of the first copy and of later ones have stand-ins, and only where changes are written', async () => {
  const repository = await host.create('app');
  repository.git('config', 'core.bigFileThreshold', '16m');
  const commitLarge = async (name: string, size: number): Promise<string> => {
    await writeFile(join(repository.path, name), '');
    await truncate(join(repository.path, name), size);
    repository.git('add', '.');
    await repository.commit({ 'README.md': `${name} has ${size} bytes\n` });
    return repository.git('rev-parse', `HEAD:${name}`).trim();
  };
  const mirror = mirrorIn(join(root, 'app'));
  const options = { url: `${host.url}/app`, env: gitEnvironment(), signal, onProgress: () => {} };

  const first = await commitLarge('first', 64 * megabytes);
  await cloneMirror(mirror, options);
  await addStandIns(mirror, signal);
  expect(changes(mirror.gitDir, 'main')).toContain(`${first}\nBinary files /dev/null and b/first differ\n`);

  repository.git('rm', '--quiet', 'first');
  await commitLarge('second', 65 * megabytes);
  const second = await commitLarge('second', 66 * megabytes);
  await fetchMirror(mirror, options);
  await addStandIns(mirror, signal);
  await addStandIns(mirror, signal);
  const told = changes(mirror.gitDir, 'main');
  expect(told).toContain(`${second} 100644\nBinary files a/second and b/second differ\n`);
  expect(told).toContain('Binary files a/first and /dev/null differ\n');
  expect(told).toContain('+first has');
  const size = execFileSync('git', [`--git-dir=${mirror.gitDir}`, 'cat-file', '-s', 'main:second'], {
    env: gitEnvironment(),
    encoding: 'utf8',
  });
  expect(Number(size)).toBe(66 * megabytes);
});
