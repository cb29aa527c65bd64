import type { ReadablePaths } from '../../authz/sub-repository-rules.js';
import { type DiffFile, type DiffHunk, linesOfHunk, parseDiff, pathOfDiff } from '../../git/diff-text.js';
import { Pace } from '../../pace.js';
import type { Repository } from '../repositories/repositories.js';
import { type Author, type LoggedCommit, readLog } from './commit-log.js';
import { holds, type Term, TermFinder, termsOf } from './engine/expression.js';
import type { SearchViewer } from './find-repositories.js';
import type { Condition, QueryPart } from './query/plan.js';
import { textTest } from './query/regexp.js';
import type { CommitResult } from './results.js';

/** Characters of a message or a diff that come with a result. */
const longestContent = 100_000;

/** Where commits are looked for: by id. SECURITY: in a repository that was found for the viewer. */
export interface HistoryTarget {
  repository: Repository;
  gitDir: string;
  /** Where histories begin, each with the revision that it was asked for by. */
  from: ReadonlyMap<string, string>;
  without: readonly string[];
  readable: ReadablePaths;
}

/** Looks for commits by what they say and by what they changed, in the history of one commit. */
export class CommitSearch {
  readonly #terms: readonly Term[];
  readonly #finder: TermFinder;
  readonly #tests: ((commit: LoggedCommit) => boolean)[];

  constructor(
    private readonly viewer: SearchViewer,
    private readonly part: QueryPart,
    /** Whether a file is looked at at all, by its path. */
    private readonly wanted: (path: string) => boolean,
    /** Whether `wanted` leaves any out. */
    private readonly wantsSome: boolean,
  ) {
    this.#terms = part.pattern ? termsOf(part.pattern) : [];
    this.#finder = new TermFinder(this.#terms, part.caseSensitive);
    this.#tests = [
      ...part.authors.map((condition) => personTest(condition, ({ author }) => author)),
      ...part.committers.map((condition) => personTest(condition, ({ committer }) => committer)),
      ...part.messages.map(({ source, negated }) => {
        const test = textTest(source, part.caseSensitive);
        return ({ message }: LoggedCommit) => test(message) !== negated;
      }),
    ];
  }

  async *in(
    target: HistoryTarget,
    kind: 'commit' | 'diff',
    signal: AbortSignal,
  ): AsyncGenerator<CommitResult> {
    const { before, after } = this.part;
    const needsNames = this.wantsSome || !target.readable.isEverything;
    const changes = kind === 'diff' ? 'diff' : needsNames ? 'names' : 'none';
    const { repository, gitDir, without } = target;
    const from = [...target.from.keys()];
    const options = { gitDir, from, without, before, after, changes, signal } as const;
    const log = readLog(this.viewer.services.git, options);
    const pace = new Pace(signal);
    for await (const commit of log) {
      if (pace.isDue) await pace.rest();
      if (!this.#tests.every((test) => test(commit))) continue;
      const match =
        kind === 'diff'
          ? await this.#inDiff(commit, target, { pace, signal })
          : await this.#inMessage(commit, target, changes, { pace, signal });
      if (!match) continue;
      const { oid, author, committer, message } = commit;
      const revision = target.from.get(commit.source) ?? '';
      yield { kind, repository, revision, oid, author, committer, message, ...match };
    }
  }

  async #inMessage(
    { message, changes }: LoggedCommit,
    { readable }: HistoryTarget,
    listed: 'names' | 'none' | 'diff',
    { pace, signal }: { pace: Pace; signal: AbortSignal },
  ) {
    if (listed === 'names') {
      const paths = namesIn(changes);
      // SECURITY: the message of what changed nothing that may be read is held back.
      const mayRead = paths.length === 0 || paths.some((path) => readable.file(path));
      if (!mayRead) return undefined;
      if (this.wantsSome && !paths.some((path) => readable.file(path) && this.wanted(path))) return undefined;
    }
    const { pattern } = this.part;
    const found = new Set<Term>();
    for (const term of this.#terms) if (await this.#finder.hasIn(term, message, signal)) found.add(term);
    if (pattern && !holds(pattern, (term) => found.has(term))) return undefined;
    const content = message.slice(0, longestContent);
    return { content, ranges: await this.#rangesIn(content.split('\n'), pace) };
  }

  /** SECURITY: files that may not be read are left out before anything is looked for in them. */
  async #inDiff(
    { changes }: LoggedCommit,
    { readable }: HistoryTarget,
    { pace, signal }: { pace: Pace; signal: AbortSignal },
  ) {
    const files = parseDiff(changes).filter((file) => {
      const path = pathOfDiff(file);
      return path !== undefined && readable.file(path) && this.wanted(path);
    });
    const { pattern } = this.part;
    const found = new Set<Term>();
    const shown = new Set<DiffHunk>();
    let hasChanged = false;
    for (const { hunks } of files) {
      for (const hunk of hunks) {
        for (const line of linesOfHunk(hunk)) {
          if (!this.#isLookedAt(line)) continue;
          if (pace.isDue) await pace.rest();
          hasChanged = true;
          if (this.#terms.length === 0) shown.add(hunk);
          for (const term of this.#terms) {
            if (found.has(term) && shown.has(hunk)) continue;
            if (!(await this.#finder.hasIn(term, line.slice(1), signal))) continue;
            found.add(term);
            shown.add(hunk);
          }
        }
      }
    }
    if (!hasChanged) return undefined;
    if (pattern && !holds(pattern, (term) => found.has(term))) return undefined;
    const content = contentOf(files, shown);
    // Headers look like changed lines: only what stands below one of a hunk is a line of a file.
    let inHunk = false;
    const lines = content.split('\n').map((line) => {
      if (line.startsWith('@@ ')) inHunk = true;
      else if (!/^[ +\-\\]/.test(line)) inHunk = false;
      return { line, counts: inHunk && this.#isLookedAt(line) };
    });
    return {
      content,
      ranges: await this.#rangesIn(
        lines.map(({ line }) => line),
        pace,
        (index) => lines[index]?.counts ?? false,
        1,
      ),
    };
  }

  #isLookedAt = (line: string): boolean => {
    if (this.part.select === 'commit.diff.added') return line.startsWith('+');
    if (this.part.select === 'commit.diff.removed') return line.startsWith('-');
    return line.startsWith('+') || line.startsWith('-');
  };

  async #rangesIn(
    lines: readonly string[],
    pace: Pace,
    counts: (index: number) => boolean = () => true,
    skipped = 0,
  ): Promise<CommitResult['ranges']> {
    const ranges: CommitResult['ranges'] = [];
    if (this.#terms.length === 0) return ranges;
    for (const [index, line] of lines.entries()) {
      if (!counts(index)) continue;
      if (pace.isDue) await pace.rest();
      const text = line.slice(skipped);
      for (const [start, end] of this.#finder.allRanges(this.#terms, text)) {
        const [before, matched] = [text.slice(0, start), text.slice(start, end)];
        ranges.push([index + 1, [...before].length + skipped, [...matched].length]);
      }
    }
    return ranges;
  }
}

/** The names of files that a commit changed: a line end stands before the first. */
const namesIn = (changes: Buffer): string[] =>
  changes
    .toString('utf8')
    .replace(/^\0?\n/, '')
    .split('\0')
    .filter((path) => path !== '');

/** Hunks to be shown, by file. */
function contentOf(files: readonly DiffFile[], shown: ReadonlySet<DiffHunk>): string {
  const pieces: string[] = [];
  let length = 0;
  for (const { paths, hunks } of files) {
    const wanted = hunks.filter((hunk) => shown.has(hunk));
    if (paths === null || wanted.length === 0 || length > longestContent) continue;
    const piece = [
      `${named(paths.old)} ${named(paths.new)}`,
      ...wanted.flatMap((hunk) => [hunk.header, ...linesOfHunk(hunk)]),
    ].join('\n');
    length += piece.length;
    pieces.push(piece);
  }
  return pieces.join('\n').slice(0, longestContent);
}

/** A name in the first line of a file's changes: a space separates them. */
const named = (path: string): string => (/[\s"]/.test(path) ? JSON.stringify(path) : path);

function personTest({ source, negated }: Condition, of: (commit: LoggedCommit) => Author) {
  const test = textTest(source, false);
  return (commit: LoggedCommit): boolean => {
    const { name, email } = of(commit);
    return test(`${name} <${email}>`) !== negated;
  };
}
