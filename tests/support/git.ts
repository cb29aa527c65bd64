import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A file of a commit: its text or bytes, a symbolic link, or the commit of a submodule; null deletes it. */
export type FileChange =
  | string
  | Buffer
  | { link: string }
  | { submodule: string }
  | { executable: string }
  | null;

/** Who commits, and when; every commit a minute after the one before. */
export interface CommitOptions {
  author?: string;
  email?: string;
  message?: string;
  /** Minutes since 2024. */
  minute?: number;
}

const environment = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  LC_ALL: 'C',
};

/** A git repository that a test makes, in a temporary directory. */
export class TestRepository {
  #minute = 0;
  private constructor(readonly path: string) {}

  static async create(path: string): Promise<TestRepository> {
    await mkdir(path, { recursive: true });
    const repository = new TestRepository(path);
    repository.#shell('git init --quiet --initial-branch=main && git config uploadpack.allowFilter true');
    return repository;
  }

  git(...args: string[]): string {
    return this.gitWith({}, ...args);
  }

  gitWith(env: Record<string, string>, ...args: string[]): string {
    return this.#shell('git "$@"', { env, args });
  }

  /**
   * Runs git as often as a script says. To start a program takes a process as large as that of the tests many times as
   * long as it takes a shell.
   */
  #shell(
    script: string,
    {
      env = {},
      args = [],
      input = '',
    }: { env?: Record<string, string>; args?: string[]; input?: string } = {},
  ): string {
    return execFileSync('sh', ['-c', script, 'sh', ...args], {
      cwd: this.path,
      env: { ...environment, ...env },
      encoding: 'utf8',
      input,
      stdio: 'pipe',
    }).trim();
  }

  /** Changes files and commits them; answers the id of the commit. */
  async commit(files: Record<string, FileChange>, options: CommitOptions = {}): Promise<string> {
    const written: string[] = [];
    for (const [name, change] of Object.entries(files)) {
      if (await this.#write(name, change)) written.push(name);
    }
    const { author = 'Ada', email = 'ada@example.com', message = 'change' } = options;
    this.#minute = options.minute ?? this.#minute + 1;
    const date = new Date(Date.UTC(2024, 0, 1) + this.#minute * 60_000).toISOString();
    const person = { NAME: author, EMAIL: email, DATE: date };
    const env = Object.fromEntries(
      Object.entries(person).flatMap(([key, value]) => [
        [`GIT_AUTHOR_${key}`, value],
        [`GIT_COMMITTER_${key}`, value],
      ]),
    );
    const add = written.length > 0 ? 'git add --pathspec-from-file=- --pathspec-file-nul && ' : '';
    return this.#shell(`${add}git commit --quiet --allow-empty -m "$1" && git rev-parse HEAD`, {
      env,
      args: [message],
      input: written.join('\0'),
    });
  }

  /** Makes a change in the directory; answers whether it is still to be added. */
  async #write(name: string, change: FileChange): Promise<boolean> {
    const path = join(this.path, name);
    if (change === null) {
      this.git('rm', '--quiet', '-r', '--', name);
      return false;
    }
    if (typeof change === 'object' && 'submodule' in change) {
      this.git('update-index', '--add', '--cacheinfo', `160000,${change.submodule},${name}`);
      return false;
    }
    await mkdir(dirname(path), { recursive: true });
    if (typeof change === 'object' && 'link' in change) await symlink(change.link, path);
    else if (typeof change === 'object' && 'executable' in change) {
      await writeFile(path, change.executable);
      await chmod(path, 0o755);
    } else await writeFile(path, change);
    return true;
  }
}

/**
 * Makes a bare repository with a history of one branch, and with more branches and tags. Each commit adds a file; every
 * second is by Ada, and the others are by somebody else each.
 */
export async function makeBareRepository(
  gitDir: string,
  counts: { commits: number; refs: number } = { commits: 1, refs: 0 },
): Promise<void> {
  await mkdir(dirname(gitDir), { recursive: true });
  const run = (args: string[], input = '') => execFileSync('git', args, { env: environment, input });
  run(['init', '--quiet', '--bare', '--initial-branch=main', '--', gitDir]);
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  const commits = numbers(counts.commits).map((n) => {
    const text = `text ${n}`;
    const data = `data ${text.length}\n${text}\n`;
    const person = n % 2 === 1 ? 'Ada <ada@example.com>' : `Ada ${n} <ada${n}@example.com>`;
    const files = ['file', `files/${n}`].map((path) => `M 644 inline ${path}\n${data}`).join('');
    return `commit refs/heads/main\nmark :${n}\ncommitter ${person} ${1_700_000_000 + n} +0000\n${data}${files}`;
  });
  const refs = numbers(counts.refs).flatMap((n) =>
    ['heads/b', 'tags/t'].map((name) => `reset refs/${name}${n}\nfrom :${n % counts.commits || 1}\n`),
  );
  run([`--git-dir=${gitDir}`, 'fast-import', '--quiet'], [...commits, ...refs].join('\n'));
}

/** A directory for repositories, of which code host connections can be made. */
export async function repositoriesDirectory(): Promise<{
  path: string;
  url: string;
  create(name: string): Promise<TestRepository>;
  remove(): Promise<void>;
}> {
  const path = await mkdtemp(join(tmpdir(), 'gatehouse-git-'));
  return {
    path,
    url: `file://${path}`,
    create: (name) => TestRepository.create(join(path, name)),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}
