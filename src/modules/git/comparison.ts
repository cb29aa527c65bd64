import type { ReadablePaths } from '../../authz/sub-repository-rules.js';
import { InvalidInputError, LimitExceededError } from '../../errors.js';
import { type DiffFile, DiffParser, diffLine, plainDiff } from '../../git/diff-text.js';
import { changesOptions } from '../../git/large-files.js';
import { kindOfMode, type TreeEntryData } from '../../git/objects.js';
import type { PageInfoShape } from '../../graphql/paging.js';
import { cleanPath, type RepositoryGit, revisionNotFound } from './repository-git.js';

/** Git knows the tree with nothing in it in every repository. Compared with it, everything is new. */
export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** One end of a comparison. */
export interface ComparedRevision {
  /** As it was asked for. */
  expr: string;
  oid: string;
  type: 'commit' | 'tree';
}

export interface ComparedRange {
  base: ComparedRevision;
  head: ComparedRevision;
  /** Null where the base is the empty tree, or the two have no history in common. */
  mergeBase: string | null;
}

/** A file before or after a change. */
export interface ChangedSide {
  path: string;
  oid: string;
  kind: TreeEntryData['kind'];
}

/** A file that is not the same on both sides: `old` is null where it is new, `new` where it is gone; never both. */
export interface ChangedFile {
  old: ChangedSide | null;
  new: ChangedSide | null;
}

export interface FilePatch {
  file: ChangedFile;
  text: DiffFile;
}

/** Changed files in one comparison. */
const mostFiles = 100_000;
const mostListBytes = 32 * 1024 * 1024;
/** Characters of changes that come at once. */
const mostText = 16 * 1024 * 1024;
const mostPaths = 1000;
const mostPathText = 100_000;
/** Of more files that are gone or new, none is looked at for what it was before. */
const mostRenames = 1000;
/** What is larger is never read to be compared. */
const largestCompared = 4 * 1024 * 1024;

/** @throws NotFoundError where a revision names no commit. */
export async function rangeOf(git: RepositoryGit, base: string, head: string): Promise<ComparedRange> {
  const to = await commitOf(git, head);
  if (base === emptyTree)
    return { base: { expr: base, oid: emptyTree, type: 'tree' }, head: to, mergeBase: null };
  const from = await commitOf(git, base);
  return { base: from, head: to, mergeBase: await git.mergeBase(from.oid, to.oid) };
}

async function commitOf(git: RepositoryGit, revision: string): Promise<ComparedRevision> {
  const expr = revision === '' ? 'HEAD' : revision;
  const oid = await git.resolve(expr);
  if (oid === null) throw revisionNotFound(expr);
  return { expr, oid, type: 'commit' };
}

/**
 * What is different between two commits, or a tree and a commit. SECURITY: files that the caller may not read are in
 * none of its answers. Where rules hold any back, nothing is told of renames: a file that came from a hidden place is
 * new, and one that went there is gone.
 */
export class FileComparison {
  readonly #paths: readonly string[];
  #listed: Promise<Listed> | undefined;

  constructor(
    private readonly git: RepositoryGit,
    private readonly from: string,
    private readonly to: string,
    /** Only what is at or below them; without any all. */
    paths: readonly string[],
  ) {
    this.#paths = checkedPaths(paths);
  }

  async count(): Promise<number> {
    return (await this.#list()).visible.length;
  }

  /** Some of the files, with what changed in them: fewer than are wanted where that is much. */
  async page(skip: number, size: number): Promise<{ nodes: FilePatch[]; pageInfo: PageInfoShape }> {
    const { visible } = await this.#list();
    const nodes = await this.#patches(visible.slice(skip, skip + size), 'cut');
    const passed = skip + nodes.length;
    const hasNextPage = passed < visible.length;
    return {
      nodes,
      pageInfo: {
        startCursor: null,
        endCursor: hasNextPage ? String(passed) : null,
        hasNextPage,
        hasPreviousPage: skip > 0,
      },
    };
  }

  /** All changes, as git writes them. */
  async text(): Promise<string> {
    const { visible } = await this.#list();
    const patches = await this.#patches(visible, 'refuse');
    return patches.map(({ text }) => textOf(text)).join('');
  }

  /** How many lines of all files were added and deleted. */
  async stat(): Promise<{ added: number; deleted: number }> {
    const { renames } = await this.#list();
    const readable = await this.git.readable();
    const sum = { added: 0, deleted: 0 };
    const parts = (await this.#run(['--numstat', '-z', renames])).toString('utf8').split('\0');
    for (let at = 0; at < parts.length - 1; at += 1) {
      const [, added, deleted, path = ''] = /^(\S+)\t(\S+)\t(.*)$/s.exec(parts[at] as string) ?? [];
      // Of what was renamed both names come behind.
      if (path === '') at += 2;
      else if (!readable.file(path)) continue;
      sum.added += Number(added) || 0;
      sum.deleted += Number(deleted) || 0;
    }
    return sum;
  }

  #list(): Promise<Listed> {
    this.#listed ??= this.#readList();
    return this.#listed;
  }

  async #readList(): Promise<Listed> {
    const readable = await this.git.readable();
    let renames = '--no-renames';
    let all = await this.#changes(renames);
    const wanted = readable.isEverything ? await this.#renamesAmong(all) : renames;
    if (wanted !== renames) {
      renames = wanted;
      all = await this.#changes(renames);
    }
    const visible = [...all.keys()].filter((index) => mayRead(readable, all[index] as ChangedFile));
    return { renames, all, visible };
  }

  /** How to look for renames, so that it takes neither long nor much memory; the same whatever page is asked for. */
  async #renamesAmong(all: readonly ChangedFile[]): Promise<string> {
    const gone = all.flatMap((file) => (file.new === null && file.old ? [file.old] : []));
    const made = all.flatMap((file) => (file.old === null && file.new ? [file.new] : []));
    if (gone.length === 0 || made.length === 0) return '--no-renames';
    const exact = '--find-renames=100%';
    if (gone.length > mostRenames || made.length > mostRenames) return exact;
    const files = [...gone, ...made].filter(({ kind }) => kind === 'file');
    const sizes = await Promise.all(files.map(({ oid }) => this.git.size(oid)));
    return sizes.some((size) => size > largestCompared) ? exact : '--find-renames';
  }

  async #changes(renames: string): Promise<ChangedFile[]> {
    const files = changesIn(await this.#run(['--raw', '--no-abbrev', '-z', renames]));
    if (files.length > mostFiles) throw tooManyFiles();
    return files;
  }

  async #run(options: readonly string[]): Promise<Buffer> {
    try {
      return await this.git.run(this.#arguments(options), { maxBytes: mostListBytes });
    } catch (error) {
      throw error instanceof LimitExceededError && /wrote more/.test(error.message) ? tooManyFiles() : error;
    }
  }

  #arguments(options: readonly string[]): string[] {
    const command = [...changesOptions.args, 'diff-tree', '-r', ...plainDiff, `-l${mostRenames}`];
    return [...command, ...options, this.from, this.to, '--', ...this.#paths];
  }

  /** What changed in files, by their places in the list. */
  async #patches(wanted: readonly number[], tooMuch: 'cut' | 'refuse'): Promise<FilePatch[]> {
    const [first, last] = [wanted[0], wanted.at(-1)];
    if (first === undefined || last === undefined) return [];
    const { all } = await this.#list();
    const isWanted = new Set(wanted);
    const patches: FilePatch[] = [];
    let length = 0;
    let at = startFor(all, first);
    for await (const text of this.#texts(at === 0 ? undefined : nameOf(all[at] as ChangedFile))) {
      const file = all[at];
      // SECURITY: a change is told under the name that it has in the list, by which it was seen whether it may be.
      if (!file || !text.header.startsWith(`${diffLine(file.old?.path ?? nameOf(file), nameOf(file))}\n`))
        throw new Error(`git wrote another change than the one it has in its list at ${at}`);
      if (isWanted.has(at)) {
        length += lengthOf(text);
        if (length > mostText && (patches.length > 0 || tooMuch === 'refuse')) {
          if (tooMuch === 'cut') return patches;
          throw new LimitExceededError(
            `the diff has more than ${mostText} characters: ask for \`nodes\` page by page, or for some \`paths\``,
          );
        }
        this.git.spendBytes(lengthOf(text));
        patches.push({ file, text });
      }
      if (at === last) return patches;
      at += 1;
    }
    throw new Error('git wrote fewer changes than it has in its list');
  }

  /** Changes in the order of the list, from the file with a name on. */
  async *#texts(from: string | undefined): AsyncGenerator<DiffFile> {
    const { renames } = await this.#list();
    const start = from === undefined ? [] : [`--skip-to=${from}`];
    const options = ['--patch', '--full-index', '--inter-hunk-context=3', renames, ...start];
    const parser = new DiffParser();
    for await (const piece of this.git.output(this.#arguments(options))) yield* parser.push(piece);
    yield* parser.end();
  }
}

interface Listed {
  /** How renames were looked for. */
  renames: string;
  /** Every change, in the order in which git writes them. */
  all: ChangedFile[];
  /** The places of those that the caller may read. */
  visible: number[];
}

const tooManyFiles = () =>
  new LimitExceededError(`more than ${mostFiles} files are different: ask for some \`paths\``);

function checkedPaths(paths: readonly string[]): string[] {
  if (paths.length > mostPaths) throw new InvalidInputError(`\`paths\` may name ${mostPaths} paths at most`);
  const clean = paths.map(cleanPath);
  if (clean.join('').length > mostPathText)
    throw new InvalidInputError(`\`paths\` may have ${mostPathText} characters together`);
  if (clean.some((path) => path.includes('\0')))
    throw new InvalidInputError('`paths` may not hold NUL characters');
  // The root is everything.
  return clean.includes('') ? [] : clean;
}

const mayRead = (readable: ReadablePaths, file: ChangedFile): boolean =>
  [file.old, file.new].every((side) => side === null || readable.file(side.path));

/** The name that git sorts a change by. */
const nameOf = (file: ChangedFile): string => (file.new ?? file.old)?.path ?? '';

/** Reads `git diff-tree --raw -z`. A file that becomes a link, say, is written as two changes, and so it is two here. */
function changesIn(listed: Buffer): ChangedFile[] {
  const parts = listed.toString('utf8').split('\0');
  const files: ChangedFile[] = [];
  for (let at = 0; at + 1 < parts.length; ) {
    const [, oldMode = '', newMode = '', oldOid = '', newOid = '', status = ''] =
      /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])/.exec(parts[at] as string) ?? [];
    const isRename = status === 'R' || status === 'C';
    const oldPath = parts[at + 1] as string;
    const newPath = isRename ? (parts[at + 2] as string) : oldPath;
    const old: ChangedSide = { path: oldPath, oid: oldOid, kind: kindOfMode(oldMode) };
    const made: ChangedSide = { path: newPath, oid: newOid, kind: kindOfMode(newMode) };
    if (status === '') throw new Error('git listed changes in a form that is not known');
    if (status === 'A') files.push({ old: null, new: made });
    else if (status === 'D') files.push({ old, new: null });
    else if (status === 'T') files.push({ old, new: null }, { old: null, new: made });
    else files.push({ old, new: made });
    at += isRename ? 3 : 2;
  }
  return files;
}

/** Where git can be told to begin, to reach a place of the list: at a name that can be said, before it has any changes. */
function startFor(all: readonly ChangedFile[], place: number): number {
  let at = place;
  const name = () => nameOf(all[at] as ChangedFile);
  const hasSameBefore = () => at > 0 && nameOf(all[at - 1] as ChangedFile) === name();
  while (at > 0 && (name().includes('\ufffd') || hasSameBefore())) at -= 1;
  return at;
}

const textOf = ({ header, hunks }: DiffFile): string =>
  `${header}${hunks.map((hunk) => `${hunk.header}\n${hunk.text}`).join('')}`;

const lengthOf = ({ header, hunks }: DiffFile): number =>
  hunks.reduce((sum, hunk) => sum + hunk.header.length + 1 + hunk.text.length, header.length);
