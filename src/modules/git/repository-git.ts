import { readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Readable } from 'node:stream';
import type { ReadablePaths } from '../../authz/sub-repository-rules.js';
import { ConflictError, InvalidInputError, LimitExceededError, NotFoundError } from '../../errors.js';
import type { ObjectInfo } from '../../git/cat-file.js';
import { GitStoppedError } from '../../git/git-process.js';
import { type CommitData, parseCommit, parseTree, type TreeEntryData } from '../../git/objects.js';
import type { Services } from '../../services.js';
import { mirrorOf } from '../mirrors/mirror-state.js';
import type { Repository } from '../repositories/repositories.js';
import type { GitBudget } from './git-budget.js';

/** A branch or a tag. */
export interface RefData {
  /** `refs/heads/main` */
  name: string;
  oid: string;
}

/** What is at a path of a commit. */
export interface FoundEntry {
  kind: TreeEntryData['kind'];
  path: string;
  oid: string;
}

/** Which commits of a history are wanted. */
export interface LogSearch {
  first: number;
  skip: number;
  query?: string | null | undefined;
  path?: string | null | undefined;
  follow?: boolean;
  /** Dates in words of git. */
  after?: string | null | undefined;
  before?: string | null | undefined;
  /** Behind these commits the history is not followed. */
  without?: readonly string[];
}

/** Larger files are there to be fetched, not to be put into an answer. */
export const maxFileBytes = 16 * 1024 * 1024;
const maxCommitBytes = 1024 * 1024;
const maxTreeBytes = 32 * 1024 * 1024;
/** Files and directories in a list of everything below a directory. */
const maxRecursiveEntries = 100_000;
const maxPathLength = 4096;
const maxTextLength = 1000;

/**
 * Reads one repository for one request: what is asked twice is read once. SECURITY: only for a repository that was
 * found for the caller.
 */
export class RepositoryGit {
  readonly #gitDir: string;
  readonly #kept = new Map<string, Promise<unknown>>();

  constructor(
    private readonly services: Pick<Services, 'config' | 'git'>,
    readonly repository: Repository,
    private readonly request: {
      budget: GitBudget;
      /** SECURITY: what of it the caller may read. */
      readable: () => Promise<ReadablePaths>;
      signal: AbortSignal | undefined;
    },
  ) {
    this.#gitDir = mirrorOf(services, repository.id).gitDir;
  }

  get #signal(): AbortSignal | undefined {
    return this.request.signal;
  }

  /** The directory for git. Throws while the repository is not on disk. */
  get gitDir(): string {
    const { mirror, name } = this.repository;
    if (mirror.status === 'CLONING') throw new ConflictError(`repository ${name} is currently being cloned`);
    if (mirror.status !== 'CLONED') throw new ConflictError(`repository ${name} is not cloned yet`);
    return this.#gitDir;
  }

  /** The commit that a revision names, by its id; null when it names none. Without text: the head. */
  async resolve(revision: string): Promise<string | null> {
    const { gitDir } = this;
    const rev = revision === '' ? 'HEAD' : revision;
    if (!mayBeRevision(rev)) return null;
    const object = await this.#describe(gitDir, `${rev}^{commit}`);
    return object?.oid ?? null;
  }

  /** What an object is, behind any tags that lead to it; null when it is not there. */
  async peeled(oid: string): Promise<ObjectInfo | null> {
    return this.#describe(this.gitDir, `${oid}^{}`);
  }

  async size(oid: string): Promise<number> {
    const object = await this.#describe(this.gitDir, oid);
    if (!object) throw new NotFoundError(`object not found: ${oid}`);
    return object.size;
  }

  /** A commit; without its message where it changed nothing that the caller may read. */
  async commit(oid: string): Promise<CommitData> {
    const commit = await this.#anyCommit(oid);
    return (await this.#readable([oid])).includes(oid) ? commit : { ...commit, message: '' };
  }

  #anyCommit(oid: string): Promise<CommitData> {
    return this.#once(`commit ${oid}`, async () => {
      const object = await this.#describe(this.gitDir, oid);
      if (object?.type !== 'commit') throw new NotFoundError(`commit not found: ${oid}`);
      return parseCommit(await this.#read(object, maxCommitBytes, 'commit'));
    });
  }

  /** The entries of a tree, in the order of git. */
  tree(oid: string): Promise<TreeEntryData[]> {
    return this.#once(`tree ${oid}`, async () => {
      const object = await this.#describe(this.gitDir, oid);
      if (object?.type !== 'tree') throw new NotFoundError(`tree not found: ${oid}`);
      return parseTree(await this.#read(object, maxTreeBytes, 'directory'));
    });
  }

  /** The bytes of a file. */
  file(oid: string): Promise<Buffer> {
    return this.#once(`file ${oid}`, async () => {
      const object = await this.#describe(this.gitDir, oid);
      if (object?.type !== 'blob') throw new NotFoundError(`file not found: ${oid}`);
      return this.#read(object, maxFileBytes, 'file');
    });
  }

  /** The first bytes of a file, however large it is. */
  async firstBytes(oid: string): Promise<Buffer> {
    if ((await this.size(oid)) <= maxFileBytes) return this.file(oid);
    return this.#once(`first bytes ${oid}`, async () => {
      this.request.budget.spend('programs', 1);
      const stop = new AbortController();
      const signal = this.#signal ? AbortSignal.any([this.#signal, stop.signal]) : stop.signal;
      const output = await this.services.git.stream(this.gitDir, ['cat-file', 'blob', oid], signal);
      for await (const chunk of output) {
        stop.abort();
        return chunk as Buffer;
      }
      return Buffer.alloc(0);
    });
  }

  /** What is at a path of a commit; null when nothing is. Links are not followed. */
  async find(commitOid: string, path: string): Promise<FoundEntry | null> {
    const { tree } = await this.#anyCommit(commitOid);
    const clean = cleanPath(path);
    if (clean === '') return { kind: 'tree', path: '', oid: tree };
    if (clean.length > maxPathLength) return null;
    let at: Pick<TreeEntryData, 'kind' | 'oid'> = { kind: 'tree', oid: tree };
    for (const name of clean.split('/')) {
      if (at.kind !== 'tree') return null;
      const below = await this.#byName(at.oid);
      const entry = below.get(name);
      if (!entry) return null;
      at = entry;
    }
    const found = { kind: at.kind, path: clean, oid: at.oid };
    return mayRead(await this.request.readable(), found) ? found : null;
  }

  /** What is in a directory, by path from the root. */
  async entries(tree: { path: string; oid: string }, recursive: boolean): Promise<FoundEntry[]> {
    const readable = await this.request.readable();
    const found: FoundEntry[] = [];
    let level = [tree];
    while (level.length > 0) {
      const lists = await Promise.all(level.map(({ oid }) => this.tree(oid)));
      const below = lists.flatMap((list, index) =>
        list
          .map(({ kind, name, oid }) => ({ kind, path: joined(level[index]?.path ?? '', name), oid }))
          .filter((entry) => mayRead(readable, entry)),
      );
      for (const entry of below) found.push(entry);
      if (!recursive) break;
      if (found.length > maxRecursiveEntries) {
        throw new LimitExceededError(
          `there are more than ${maxRecursiveEntries} files and directories below "${tree.path}": ask for a directory in it`,
        );
      }
      level = below.filter(({ kind }) => kind === 'tree');
    }
    return found;
  }

  /** The full name of the default branch; null while it has no commit or nothing is on disk. */
  defaultBranch(): Promise<string | null> {
    return this.#once('default branch', async () => {
      if (this.repository.mirror.status !== 'CLONED') return null;
      const head = await readFile(join(this.#gitDir, 'HEAD'), 'utf8').catch(() => '');
      const name = /^ref: (refs\/heads\/\S+)\n$/.exec(head)?.[1];
      return name !== undefined && (await this.#hasRef(name)) ? name : null;
    });
  }

  /** All branches and tags, by full name. */
  refs(): Promise<RefData[]> {
    return this.#once('refs', async () => {
      const listed = await this.run([
        'for-each-ref',
        '--format=%(objectname) %(refname)',
        'refs/heads',
        'refs/tags',
      ]);
      return listed
        .toString('utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => ({ oid: line.slice(0, line.indexOf(' ')), name: line.slice(line.indexOf(' ') + 1) }));
    });
  }

  /** The branch or tag with a full name; null when there is none. */
  async ref(name: string): Promise<RefData | null> {
    if (!/^refs\/(heads|tags)\//.test(name) || !mayBeRevision(name)) return null;
    const object = await this.#describe(this.gitDir, name);
    return object && { name, oid: object.oid };
  }

  /**
   * Commits of the history of one, by id, the newest first, and how many were looked at: one more than asked for when
   * more follow. Those that the caller may not read are left out of the page.
   */
  async log(commitOid: string, search: LogSearch): Promise<{ oids: readonly string[]; read: number }> {
    const args = ['log', '--format=%H', `--max-count=${search.first + 1}`, `--skip=${search.skip}`];
    const path = cleanPath(search.path ?? '');
    const readable = await this.request.readable();
    if (path !== '' && !readable.file(path) && !readable.directory(path)) return { oids: [], read: 0 };
    const oids = await this.#lines([...args, ...logArguments(commitOid, search)]);
    return { oids: await this.#readable(oids.slice(0, search.first)), read: oids.length };
  }

  /** Those of the commits that changed something which the caller may read, or nothing at all. */
  async #readable(oids: readonly string[]): Promise<readonly string[]> {
    const readable = await this.request.readable();
    if (readable.isEverything) return oids;
    return this.#once(`readable ${oids.join()}`, async () => {
      const listed = await this.run(['diff-tree', '--stdin', '-r', '-m', '--root', '--name-only', '-z'], {
        input: oids.map((oid) => `${oid}\n`).join(''),
      });
      const decided = new Map<string, boolean>();
      let oid = '';
      for (const item of listed.toString('utf8').split('\0')) {
        if (/^[0-9a-f]{40}$/.test(item) && oids.includes(item)) oid = item;
        else if (item !== '') decided.set(oid, decided.get(oid) || readable.file(item));
      }
      return oids.filter((one) => decided.get(one) ?? true);
    });
  }

  /** How many commits there are in a history; null where that takes following a file through renames. */
  async countLog(commitOid: string, search: LogSearch): Promise<number | null> {
    if (search.follow && search.path) return null;
    if (!(await this.request.readable()).isEverything) return null;
    const counted = await this.run(['rev-list', '--count', ...logArguments(commitOid, search)]);
    return Number(counted.toString('latin1'));
  }

  /** The commit without parents that is the oldest; null while there is none. */
  async firstEver(): Promise<string | null> {
    const head = await this.resolve('HEAD');
    if (head === null) return null;
    const roots = await this.#lines(['rev-list', '--max-parents=0', '--date-order', head]);
    return roots.at(-1) ?? null;
  }

  /** How many commits the first has that the second has not, and the other way round. */
  async behindAhead(base: string, commitOid: string): Promise<{ behind: number; ahead: number }> {
    const counted = await this.run(['rev-list', '--left-right', '--count', `${base}...${commitOid}`]);
    const [behind = 0, ahead = 0] = counted.toString('latin1').trim().split('\t').map(Number);
    return { behind, ahead };
  }

  /** Where the submodules of a commit come from, by path. */
  submodules(commitOid: string): Promise<Map<string, string>> {
    return this.#once(`submodules ${commitOid}`, async () => {
      const file = await this.find(commitOid, '.gitmodules');
      if (file?.kind !== 'file') return new Map();
      const listed = await this.run(['config', '-z', '--blob', file.oid, '--list']).catch(() =>
        Buffer.alloc(0),
      );
      return submodulesIn(listed.toString('utf8'));
    });
  }

  /** Runs git here for its output. SECURITY: as `GitReader.run`. */
  run(args: readonly string[], options: { maxBytes?: number; input?: string } = {}): Promise<Buffer> {
    this.request.budget.spend('programs', 1);
    const { gitDir } = this;
    const signal = this.#signal;
    return this.services.git
      .run(gitDir, ['--literal-pathspecs', ...args], { ...options, ...(signal && { signal }) })
      .catch(asLimit);
  }

  /** Runs git here and hands on what it writes. SECURITY: as `GitReader.run`. */
  stream(args: readonly string[]): Promise<Readable> {
    const signal = this.#signal ?? new AbortController().signal;
    return this.services.git.stream(this.gitDir, ['--literal-pathspecs', ...args], signal);
  }

  /** Everything at these paths of a commit as one file, with paths from the root; without paths all of it. */
  archive(commitOid: string, format: 'zip' | 'tar', paths: readonly string[]): Promise<Readable> {
    return this.stream(['archive', `--format=${format}`, commitOid, '--', ...paths]);
  }

  /**
   * What to put into an archive of a file or directory. SECURITY: where rules hold paths back, each file that may be
   * read, by name; when these names are longer than given together, none.
   */
  async archivePaths(entry: FoundEntry, maxLength: number): Promise<string[]> {
    const whole = entry.path === '' ? [] : [entry.path];
    if (entry.kind !== 'tree' || (await this.request.readable()).isEverything) return whole;
    const files = (await this.entries(entry, true)).filter(({ kind }) => kind !== 'tree');
    const paths = files.map(({ path }) => path);
    if (paths.length === 0) throw new NotFoundError('path not found');
    if (paths.join(' ').length <= maxLength) return paths;
    throw new LimitExceededError(
      'rules hold parts of it back, and the rest has too many files for one archive',
    );
  }

  async #lines(args: readonly string[]): Promise<string[]> {
    return (await this.run(args)).toString('latin1').split('\n').filter(Boolean);
  }

  #describe(gitDir: string, name: string): Promise<ObjectInfo | null> {
    return this.#once(`describe ${name}`, () => {
      this.request.budget.spend('objects', 1);
      return this.services.git.describe(gitDir, name, this.#signal).catch(asLimit);
    });
  }

  async #read({ oid, size }: ObjectInfo, maxBytes: number, what: string): Promise<Buffer> {
    if (size > maxBytes) {
      throw new LimitExceededError(`the ${what} has ${size} bytes, and at most ${maxBytes} are read`);
    }
    this.request.budget.spend('bytes', size);
    return this.services.git.read(this.gitDir, oid, maxBytes, this.#signal).catch(asLimit);
  }

  #byName(treeOid: string): Promise<Map<string, TreeEntryData>> {
    return this.#once(`names ${treeOid}`, async () => {
      const entries = await this.tree(treeOid);
      return new Map(entries.map((entry) => [entry.name, entry]));
    });
  }

  /** Whether a branch has a commit, without running git: lists of repositories ask for it. */
  async #hasRef(name: string): Promise<boolean> {
    const loose = await stat(join(this.#gitDir, name)).catch(() => undefined);
    if (loose?.isFile()) return true;
    const packed = await readFile(join(this.#gitDir, 'packed-refs'), 'utf8').catch(() => '');
    return packed.includes(` ${name}\n`);
  }

  #once<Result>(key: string, make: () => Promise<Result>): Promise<Result> {
    const kept = this.#kept.get(key) ?? make();
    this.#kept.set(key, kept);
    return kept as Promise<Result>;
  }
}

/**
 * SECURITY: what may be handed to git as the name of a commit. Not what reads a path or searches messages (`:`, which
 * could walk through all of history), what asks for the record of a branch's past (`@{`), and nothing with a line end.
 */
const mayBeRevision = (text: string): boolean =>
  text.length <= maxTextLength && !/[\p{Cc}:]|@\{|\^\{\/|\.\./u.test(text);

const mayRead = (readable: ReadablePaths, { kind, path }: Pick<FoundEntry, 'kind' | 'path'>): boolean =>
  kind === 'tree' ? readable.directory(path) : readable.file(path);

/** A path from the root, without `.`, `..` and slashes around it. */
export const cleanPath = (path: string): string => posix.normalize(`/${path}`).replace(/^\/+|\/+$/g, '');

const joined = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`);

/** A commit and what of its history is wanted, for `log` and `rev-list`. */
function logArguments(commitOid: string, search: LogSearch): string[] {
  const { query, after, before, follow } = search;
  const path = cleanPath(search.path ?? '');
  return [
    ...(query ? ['--fixed-strings', '--regexp-ignore-case', `--grep=${text('query', query)}`] : []),
    ...(after ? [`--since=${text('after', after)}`] : []),
    ...(before ? [`--until=${text('before', before)}`] : []),
    ...(follow && path ? ['--follow'] : []),
    commitOid,
    ...(search.without ?? []).map((oid) => `^${oid}`),
    '--',
    ...(path ? [text('path', path, maxPathLength)] : []),
  ];
}

function text(name: string, value: string, maxLength = maxTextLength): string {
  if (value.length > maxLength)
    throw new InvalidInputError(`\`${name}\` is longer than ${maxLength} characters`);
  if (value.includes('\0')) throw new InvalidInputError(`\`${name}\` may not hold NUL characters`);
  return value;
}

/** What took git too long is the client's to know: it asked for too much. */
function asLimit(error: unknown): never {
  throw error instanceof GitStoppedError ? new LimitExceededError(error.message) : error;
}

/** Paths and URLs out of what `git config -z --list` says of `.gitmodules`. */
function submodulesIn(listed: string): Map<string, string> {
  const byName = new Map<string, { path?: string; url?: string }>();
  for (const item of listed.split('\0')) {
    const [, name, key, value] = /^submodule\.(.+)\.(path|url)\n(.*)$/s.exec(item) ?? [];
    if (name === undefined) continue;
    byName.set(name, { ...byName.get(name), [key as 'path' | 'url']: value });
  }
  return new Map(
    [...byName.values()].flatMap(({ path, url }) =>
      path === undefined ? [] : [[cleanPath(path), url ?? ''] as const],
    ),
  );
}
