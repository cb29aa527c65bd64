import { readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Readable } from 'node:stream';
import DataLoader from 'dataloader';
import type { ReadablePaths } from '../../authz/sub-repository-rules.js';
import { ConflictError, InvalidInputError, LimitExceededError, NotFoundError } from '../../errors.js';
import type { ObjectInfo } from '../../git/cat-file.js';
import { GitError, GitStoppedError } from '../../git/git-process.js';
import { changesOptions } from '../../git/large-files.js';
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
  /** Where the page begins: how many come before it, or behind which commit it is. */
  from: number | string;
  query?: string | null | undefined;
  path?: string | null | undefined;
  follow?: boolean;
  /** Dates in words of git. */
  after?: string | null | undefined;
  before?: string | null | undefined;
  /** Whoever wrote them. */
  author?: { name: string; email: string };
  withoutMerges?: boolean;
}

/** Larger files are there to be fetched, not to be put into an answer. */
export const maxFileBytes = 16 * 1024 * 1024;
const maxCommitBytes = 1024 * 1024;
const maxTreeBytes = 8 * 1024 * 1024;
/** Files and directories in a list. */
const maxEntries = 100_000;
/** An entry of a directory takes so many times the memory of its bytes. */
const memoryOfTrees = 4;
const maxPathLength = 4096;
const longestSeconds = 60;
const maxTextLength = 1000;
/** Commits of which it is looked up together whether they may be read. */
export const commitsAtOnce = 1000;

/**
 * Reads one repository for one request: what is asked twice is read once. SECURITY: only for a repository that was
 * found for the caller.
 */
export class RepositoryGit {
  readonly #gitDir: string;
  readonly #kept = new Map<string, Promise<unknown>>();
  /** What is asked for together is answered together, so that what is then looked up for all of them is one statement. */
  readonly #commits = new DataLoader((oids: readonly string[]) =>
    Promise.all(oids.map((oid) => this.#anyCommit(oid).catch((error: Error) => error))),
  );
  readonly #mayReadCommit = new DataLoader((oids: readonly string[]) => this.#areReadable(oids), {
    maxBatchSize: commitsAtOnce,
  });

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

  /**
   * As `resolve`, for who asks for the commit itself. SECURITY: one that changed nothing which the caller may read is there
   * only as what a branch, a tag or the head leads to: otherwise they would lead nowhere. The beginning of its id and the
   * way to it from another name nothing, as if it were not there; its whole id is refused, and whoever has that knows of it.
   * Source: access-control reference, 2.7.
   *
   * @throws NotFoundError for the id of such a commit.
   */
  async resolveCommit(revision: string): Promise<string | null> {
    const oid = await this.resolve(revision);
    if (oid === null || (await this.#mayReadCommit.load(oid))) return oid;
    if (revision.toLowerCase() === oid) throw revisionNotFound(revision);
    return (await this.#isNameOfRef(revision)) ? oid : null;
  }

  /** Exactly: git also takes the beginning of an id behind any text for a revision. */
  async #isNameOfRef(revision: string): Promise<boolean> {
    if (['', '@', 'HEAD'].includes(revision)) return true;
    const names = ['', 'refs/', 'refs/heads/', 'refs/tags/'].map((prefix) => prefix + revision);
    return (await this.refs()).some(({ name }) => names.includes(name));
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
    const [commit, mayRead] = await Promise.all([this.#commits.load(oid), this.#mayReadCommit.load(oid)]);
    return mayRead ? commit : { ...commit, message: '' };
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
      await this.request.budget.read(object.size * (memoryOfTrees - 1));
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

  /** Bytes of a file as a text of the answer. What is no UTF-8 is replaced. */
  async text(bytes: Buffer): Promise<string> {
    this.request.budget.requireText(bytes.length);
    await this.request.budget.answer(bytesInJson(bytes));
    return bytes.toString('utf8');
  }

  /** The first bytes of a file, however large it is. */
  async firstBytes(oid: string): Promise<Buffer> {
    if ((await this.size(oid)) <= maxFileBytes) return this.file(oid);
    return this.#once(`first bytes ${oid}`, async () => {
      this.request.budget.spend('programs', 1);
      const stop = new AbortController();
      const signal = this.#signal ? AbortSignal.any([this.#signal, stop.signal]) : stop.signal;
      const output = await this.services.git.stream(this.gitDir, ['cat-file', 'blob', oid], { signal });
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
          .filter((entry) => entry.path.length <= maxPathLength && mayRead(readable, entry)),
      );
      for (const entry of below) found.push(entry);
      if (found.length > maxEntries) {
        throw new LimitExceededError(
          `there are more than ${maxEntries} files and directories below "${tree.path}": ask for a directory in it`,
        );
      }
      await this.request.budget.list(below.length);
      await this.request.budget.answer(below.reduce((sum, { path }) => sum + path.length, 0));
      if (!recursive) break;
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

  /** All branches and tags, by full name, each with the commit that it leads to. */
  refs(): Promise<(RefData & { commit: string })[]> {
    return this.#once('refs', async () => {
      const listed = await this.run([
        'for-each-ref',
        '--format=%(objectname) %(*objectname) %(refname)',
        'refs/heads',
        'refs/tags',
      ]);
      return listed
        .toString('utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => {
          const [oid = '', tagged = '', name = ''] = line.split(' ');
          return { oid, name, commit: tagged || oid };
        });
    });
  }

  /** The branch or tag with a full name; null when there is none. */
  async ref(name: string): Promise<RefData | null> {
    if (!/^refs\/(heads|tags)\//.test(name) || !mayBeRevision(name)) return null;
    const object = await this.#describe(this.gitDir, name);
    return object && { name, oid: object.oid };
  }

  /**
   * Commits of the history of one, or of a range, by id, the newest first: one more than asked for when more follow.
   * SECURITY: those that the caller may not read are not there: they make no page shorter, and none counts as passed.
   * Null when the commit to begin behind is not in it.
   */
  async log(revisions: string, { first, from, ...given }: LogSearch): Promise<string[] | null> {
    await this.#requireDates(given);
    const search = await this.#allowed(given);
    const { isEverything } = await this.request.readable();
    if (isEverything && typeof from === 'number') {
      const page = [`--max-count=${first + 1}`, `--skip=${from}`];
      return this.#lines(['log', '--no-mailmap', '--format=%H', ...page, ...logArguments(revisions, search)]);
    }
    // SECURITY: asked before it is looked for, so that a hidden one is as fast not found whether it matches or not.
    if (typeof from === 'string' && !(await this.readableCommits([from], search.path)).includes(from))
      return null;
    let found: string[] | null = typeof from === 'number' ? [] : null;
    let passed = 0;
    for await (const oid of this.#readableLog(revisions, search, first + 1)) {
      if (found === null) {
        if (oid === from) found = [];
      } else if (typeof from === 'number' && passed < from) passed += 1;
      else if (found.push(oid) > first) break;
    }
    return found;
  }

  /** A history without what the caller may not read. So many of it are looked at together at first. */
  async *#readableLog(
    revisions: string,
    search: Omit<LogSearch, 'first' | 'from'>,
    atFirst: number,
  ): AsyncGenerator<string> {
    for await (const oids of batchesOf(this.logLines('%H', revisions, search), atFirst, commitsAtOnce))
      yield* await this.readableCommits(oids, search.path);
  }

  /** SECURITY: how much happened at a path that the caller may not read is not told, either. */
  async #mayAskFor(revisions: string, search: Pick<LogSearch, 'path'>): Promise<boolean> {
    const path = cleanPath(search.path ?? '');
    if (path === '' || (await this.request.readable()).directory(path)) return true;
    return (await this.find(revisions.slice(-40), path)) !== null;
  }

  /** SECURITY: where rules hold paths back, nothing is followed to what it was called before. */
  async #allowed<Search extends Pick<LogSearch, 'follow'>>(search: Search): Promise<Search> {
    return (await this.request.readable()).isEverything ? search : { ...search, follow: false };
  }

  /**
   * Those of the commits that changed something which the caller may read, or nothing at all; with a path something
   * that is there.
   */
  async readableCommits(oids: readonly string[], path?: string | null): Promise<string[]> {
    const at = cleanPath(path ?? '');
    const decided =
      at === ''
        ? await Promise.all(oids.map((oid) => this.#mayReadCommit.load(oid)))
        : await this.#areReadable(oids, at);
    return oids.filter((_oid, index) => decided[index]);
  }

  async #areReadable(oids: readonly string[], path = ''): Promise<boolean[]> {
    const readable = await this.request.readable();
    if (readable.isEverything || oids.length === 0) return oids.map(() => true);
    const command = ['diff-tree', '--stdin', '-r', '-m', '--root', '--name-only', '-z'];
    const listed = await this.run(path === '' ? command : [...command, '--', path], {
      input: oids.map((oid) => `${oid}\n`).join(''),
    });
    const asked = new Set(oids);
    const decided = new Map<string, boolean>();
    let oid = '';
    for (const item of listed.toString('utf8').split('\0')) {
      if (asked.has(item)) oid = item;
      else if (item !== '') decided.set(oid, decided.get(oid) || readable.file(item));
    }
    return oids.map((one) => decided.get(one) ?? path === '');
  }

  /** The same history as git writes it, a line for each commit. SECURITY: also of those that the caller may not read. */
  async *logLines(
    format: string,
    revisions: string,
    search: Omit<LogSearch, 'first' | 'from'>,
  ): AsyncGenerator<string> {
    await this.#requireDates(search);
    if (!(await this.#mayAskFor(revisions, search))) return;
    const command = ['log', '--no-mailmap', `--format=${format}`, ...logArguments(revisions, search)];
    const decoder = new TextDecoder();
    let rest = '';
    for await (const piece of this.output(command)) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  }

  /** What git takes for no date it would read as now, and there would be no commits. */
  async #requireDates({ after, before }: Pick<LogSearch, 'after' | 'before'>): Promise<void> {
    for (const [name, value] of Object.entries({ after, before })) {
      if (value && !(await this.#isDate(text(name, value))))
        throw new InvalidInputError(
          `\`${name}\` is no date that git understands: ${JSON.stringify(value.slice(0, 100))}`,
        );
    }
  }

  /** Asks git: it takes dates in ever so many words. Two more words have a meaning where it is asked. */
  #isDate(value: string): Promise<boolean> {
    if (/^(?:all|false)$/i.test(value)) return Promise.resolve(false);
    return this.#once(`date ${value}`, () =>
      this.run([
        '-c',
        `gatehouse.date=${value}`,
        'config',
        '--type=expiry-date',
        '--get',
        'gatehouse.date',
      ]).then(
        () => true,
        (error: unknown) => {
          if (error instanceof GitError && /not a valid timestamp/.test(error.output)) return false;
          throw error;
        },
      ),
    );
  }

  /** How many commits there are in a history; null where that takes following a file through renames. */
  async countLog(revisions: string, search: LogSearch): Promise<number | null> {
    await this.#requireDates(search);
    if (search.follow && search.path) return null;
    if (!(await this.request.readable()).isEverything) return null;
    const counted = await this.run(['rev-list', '--count', ...logArguments(revisions, search)]);
    return Number(counted.toString('latin1'));
  }

  /** The commit without parents that is the oldest; null while there is none. */
  async firstEver(): Promise<string | null> {
    const head = await this.resolve('HEAD');
    if (head === null) return null;
    const roots = await this.#lines(['rev-list', '--max-parents=0', '--date-order', head]);
    return roots.at(-1) ?? null;
  }

  /**
   * How many commits the first has that the second has not, and the other way round. SECURITY: those that the caller may
   * not read do not count.
   */
  async behindAhead(base: string, commitOid: string): Promise<{ behind: number; ahead: number }> {
    if (!(await this.request.readable()).isEverything) {
      const count = async (range: string) => {
        let count = 0;
        for await (const _ of this.#readableLog(range, {}, commitsAtOnce)) count += 1;
        return count;
      };
      return { behind: await count(`${commitOid}..${base}`), ahead: await count(`${base}..${commitOid}`) };
    }
    const counted = await this.run(['rev-list', '--left-right', '--count', `${base}...${commitOid}`]);
    const [behind = 0, ahead = 0] = counted.toString('latin1').trim().split('\t').map(Number);
    return { behind, ahead };
  }

  /** The newest commit that both histories have; null when they have none in common. */
  async mergeBase(one: string, other: string): Promise<string | null> {
    const found = await this.#lines(['merge-base', one, other]).catch((error: unknown) => {
      if (error instanceof GitError && error.exitCode === 1) return [];
      throw error;
    });
    return found[0] ?? null;
  }

  /** SECURITY: what of it the caller may read. */
  readable(): Promise<ReadablePaths> {
    return this.request.readable();
  }

  /** Counts what was read by another way than `file`. */
  spendBytes(bytes: number): void {
    this.request.budget.spend('bytes', bytes);
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
    return this.services.git.stream(this.gitDir, ['--literal-pathspecs', ...args], { signal });
  }

  /** What git writes of history and changes, as it is taken, for as long as git may run. SECURITY: as `GitReader.run`. */
  async *output(args: readonly string[]): AsyncGenerator<Buffer> {
    this.request.budget.spend('programs', 1);
    const timeUp = AbortSignal.timeout(longestSeconds * 1000);
    const signal = this.#signal ? AbortSignal.any([this.#signal, timeUp]) : timeUp;
    const { env } = changesOptions;
    const command = ['--literal-pathspecs', ...args];
    const output = await this.services.git.stream(this.gitDir, command, { signal, env });
    try {
      for await (const piece of output as AsyncIterable<Buffer>) yield piece;
    } catch (error) {
      throw timeUp.aborted ? new LimitExceededError(`git took longer than ${longestSeconds} seconds`) : error;
    } finally {
      output.destroy();
    }
  }

  /** Everything at these paths of a commit as one file, with paths from the root; without paths all of it. */
  archive(commitOid: string, format: 'zip' | 'tar', paths: readonly string[]): Promise<Readable> {
    return this.stream(['archive', `--format=${format}`, commitOid, '--', ...paths]);
  }

  /**
   * What to put into an archive of a file or directory. SECURITY: where rules hold paths back, each file that may be
   * read, by name; when these names are longer than given together, or cannot be given, none.
   */
  async archivePaths(entry: FoundEntry, maxLength: number): Promise<string[]> {
    const whole = entry.path === '' ? [] : [entry.path];
    if (entry.kind !== 'tree' || (await this.request.readable()).isEverything) return givable(whole);
    const files = (await this.entries(entry, true)).filter(({ kind }) => kind !== 'tree');
    const paths = files.map(({ path }) => path);
    if (paths.length === 0) throw new NotFoundError('path not found');
    if (paths.join(' ').length <= maxLength) return givable(paths);
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
    await this.request.budget.read(size);
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

/** How many bytes a text has in JSON, nearly: what JSON or UTF-8 write otherwise takes several times its size. */
function bytesInJson(bytes: Buffer): number {
  let count = bytes.length;
  for (const byte of bytes) {
    if (byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) count += 5;
  }
  return count;
}

const mayRead = (readable: ReadablePaths, { kind, path }: Pick<FoundEntry, 'kind' | 'path'>): boolean =>
  kind === 'tree' ? readable.directory(path) : readable.file(path);

/** Paths as git is given them: as text, and it would not find what is no UTF-8 and was replaced. */
function givable(paths: string[]): string[] {
  if (paths.some((path) => path.includes('\ufffd')))
    throw new LimitExceededError('it has file names that are not UTF-8, which only a whole archive can hold');
  return paths;
}

/** What comes one by one, so many at once: each time twice as many, and no more than `most`. */
export async function* batchesOf<Item>(
  items: AsyncIterable<Item>,
  atFirst: number,
  most: number,
): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  let size = Math.min(atFirst, most);
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
    size = Math.min(size * 2, most);
  }
  if (batch.length > 0) yield batch;
}

/** A path from the root, without `.`, `..` and slashes around it. */
export const cleanPath = (path: string): string => posix.normalize(`/${path}`).replace(/^\/+|\/+$/g, '');

const joined = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`);

/**
 * What is wanted of a history, for `log` and `rev-list`. SECURITY: `revisions` are ids of commits, alone or as a range.
 */
function logArguments(revisions: string, search: Omit<LogSearch, 'first' | 'from'>): string[] {
  const { query, after, before, follow, author, withoutMerges } = search;
  const path = cleanPath(search.path ?? '');
  return [
    ...(query ? ['--fixed-strings', '--regexp-ignore-case', `--grep=${text('query', query)}`] : []),
    ...(after ? [`--since=${text('after', after)}`] : []),
    ...(before ? [`--until=${text('before', before)}`] : []),
    ...(follow && path ? ['--follow'] : []),
    ...(author ? ['--basic-regexp', `--author=${authorPattern(author)}`] : []),
    ...(withoutMerges ? ['--no-merges'] : []),
    revisions,
    '--',
    ...(path ? [text('path', path, maxPathLength)] : []),
  ];
}

/** No commit has the name. */
export const revisionNotFound = (revision: string): NotFoundError =>
  new NotFoundError(`revision not found: ${revision.slice(0, 200)}`);

/** A pattern that one author matches, by the line of a commit that names the author. */
function authorPattern({ name, email }: { name: string; email: string }): string {
  const quoted = (part: string) => part.replaceAll(/[\\.*[\]^$]/g, '\\$&');
  return `^${quoted(name)} *<${quoted(email)}>`;
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
