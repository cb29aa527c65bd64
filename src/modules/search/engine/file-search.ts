import { lstat, readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { pathListOf } from '../../../git/snapshot.js';
import { Pace } from '../pace.js';
import type { Expression } from '../query/plan.js';
import { asRipgrepPattern } from '../query/regexp.js';
import { anyTermIsEnough, holds, type Term, TermFinder, termsOf } from './expression.js';
import { type RipgrepMessage, ripgrepEntries, ripgrepMatches, textOf } from './ripgrep.js';
import type {
  FileMatch,
  FileQuery,
  MatchedLines,
  SearchEngine,
  SearchRunOptions,
  SearchTarget,
} from './search-engine.js';

/** Directories that one run of ripgrep is given. */
const targetsAtOnce = 500;
/** Pieces of one file that are kept. */
const mostLines = 10_000;

/**
 * Looks into the snapshots of repositories with ripgrep: one run for many of them. Its expressions take time in
 * proportion to the text, whatever they are.
 */
export class RipgrepEngine implements SearchEngine {
  constructor(
    /** All snapshots are below it. */
    private readonly root: string,
  ) {}

  async *files(
    targets: readonly SearchTarget[],
    query: FileQuery,
    { signal, onGone, inBackground = false }: SearchRunOptions,
  ): AsyncGenerator<FileMatch> {
    for (let from = 0; from < targets.length; from += targetsAtOnce) {
      const searched = targets.slice(from, from + targetsAtOnce);
      yield* new Batch(this.root, searched, query, { signal, inBackground }).run();
      // ripgrep passes over what it cannot read, and says nothing of it.
      for (const target of searched) if (!(await isThere(target))) onGone(target);
    }
  }
}

/** One file as ripgrep tells of it. */
interface FileState {
  target: SearchTarget;
  path: string;
  lines: MatchedLines[];
  found: Set<Term>;
  cut: boolean;
}

class Batch {
  readonly #byDirectory: Map<string, SearchTarget>;
  readonly #terms: Term[];
  readonly #finder: TermFinder;
  readonly #anyIsEnough: boolean;
  /** Files that were decided by their contents, of those that the path alone would decide otherwise. */
  readonly #decided = new Set<string>();
  readonly #pace: Pace;
  readonly #signal: AbortSignal;
  readonly #threads: readonly string[];

  constructor(
    private readonly root: string,
    targets: readonly SearchTarget[],
    private readonly query: FileQuery,
    { signal, inBackground }: { signal: AbortSignal; inBackground: boolean },
  ) {
    this.#signal = signal;
    this.#threads = inBackground ? ['--threads=1'] : [];
    this.#pace = new Pace(signal);
    this.#byDirectory = new Map(targets.map((target) => [this.#relative(target.path), target]));
    this.#terms = query.pattern ? termsOf(query.pattern) : [];
    this.#finder = new TermFinder(this.#terms, query.caseSensitive);
    this.#anyIsEnough = query.pattern !== null && anyTermIsEnough(query.pattern);
  }

  async *run(): AsyncGenerator<FileMatch> {
    const { pattern, contents, paths } = this.query;
    if (pattern && contents) yield* this.#contents(pattern);
    // What is not there can only be told once the contents are known.
    if (paths || (pattern && holds(pattern, () => false))) yield* this.#paths(pattern);
  }

  async *#contents(pattern: Expression): AsyncGenerator<FileMatch> {
    const { caseSensitive, contextLines, globs } = this.query;
    const args = [
      ...this.#threads,
      caseSensitive ? '--case-sensitive' : '--ignore-case',
      ...(contextLines > 0 ? [`--context=${contextLines}`] : []),
      ...(this.#terms.some(({ source }) => crossesLines(source)) ? ['--multiline'] : []),
      ...globs.map((glob) => `--iglob=${glob}`),
      ...this.#terms.flatMap(({ source }) => ['-e', asRipgrepPattern(source)]),
      '--',
      ...this.#byDirectory.keys(),
    ];
    let file: FileState | undefined;
    for await (const message of ripgrepMatches(args, { cwd: this.root, signal: this.#signal })) {
      if (this.#pace.isDue) await this.#pace.rest();
      if (message.type === 'begin') file = this.#begin(textOf(message.data.path));
      else if (message.type === 'end') {
        // A NUL further down says that it is no text after all.
        const match = file && message.data.binary_offset === null ? this.#end(file, pattern) : undefined;
        file = undefined;
        if (match) yield match;
      } else if (message.type !== 'summary' && file) this.#add(file, message);
    }
  }

  #begin(name: string): FileState | undefined {
    const found = this.#locate(name);
    if (!found || !this.#mayLook(found.target, found.path)) return undefined;
    return { ...found, lines: [], found: new Set(), cut: false };
  }

  #add(file: FileState, { type, data }: RipgrepMessage & { type: 'match' | 'context' }): void {
    const text = textOf(data.lines);
    if (type === 'match' && !this.#anyIsEnough) {
      for (const term of this.#terms)
        if (!file.found.has(term) && this.#finder.has(term, text)) file.found.add(term);
    }
    if (file.lines.length >= mostLines) {
      file.cut ||= type === 'match';
      return;
    }
    file.lines.push({
      line: data.line_number - 1,
      offset: data.absolute_offset,
      text,
      ranges: data.submatches.map(({ start, end }) => [start, end]),
    });
  }

  #end(file: FileState, pattern: Expression): FileMatch | undefined {
    const { target, path, lines, cut } = file;
    const byPath = (term: Term) => this.#inPath(term, path);
    if (holds(pattern, byPath)) this.#decided.add(keyOf(target, path));
    const matches = this.#anyIsEnough || holds(pattern, (term) => file.found.has(term) || byPath(term));
    if (!matches) return undefined;
    return { target, path, lines, cut, pathRanges: this.#pathRanges(path) };
  }

  async *#paths(pattern: Expression | null): AsyncGenerator<FileMatch> {
    for await (const { target, path } of this.#candidates(pattern)) {
      if (this.#pace.isDue) await this.#pace.rest();
      if (!this.#mayLook(target, path)) continue;
      if (pattern && !holds(pattern, (term) => this.#inPath(term, path))) continue;
      if (this.#decided.has(keyOf(target, path))) continue;
      yield { target, path, lines: [], cut: false, pathRanges: this.#pathRanges(path) };
    }
  }

  /** Paths that may match: those that hold a term, or all where what is absent decides. */
  async *#candidates(pattern: Expression | null): AsyncGenerator<{ target: SearchTarget; path: string }> {
    if (pattern && !holds(pattern, () => false)) {
      const terms = this.#terms.filter(({ contentOnly }) => !contentOnly);
      if (terms.length === 0) return;
      const byList = new Map(
        [...this.#byDirectory].map(([directory, target]) => [pathListOf(directory), target]),
      );
      const args = [
        ...this.#threads,
        this.query.caseSensitive ? '--case-sensitive' : '--ignore-case',
        ...terms.flatMap(({ source }) => ['-e', asRipgrepPattern(source)]),
        '--',
        ...byList.keys(),
      ];
      for await (const { list, entry } of ripgrepEntries(args, { cwd: this.root, signal: this.#signal })) {
        const target = byList.get(list);
        if (target) yield { target, path: entry };
      }
      return;
    }
    for (const target of this.#byDirectory.values()) {
      this.#signal.throwIfAborted();
      const list = await readFile(pathListOf(target.path), 'utf8').catch(() => '');
      for (const path of list.split('\0')) if (path !== '') yield { target, path };
    }
  }

  /** SECURITY: the one place that every file passes before it is looked at. */
  #mayLook(target: SearchTarget, path: string): boolean {
    return target.readable.file(path) && this.query.wanted(path);
  }

  #inPath = (term: Term, path: string): boolean =>
    this.query.paths && !term.contentOnly && this.#finder.has(term, path);

  #pathRanges(path: string): [number, number][] {
    if (!this.query.paths) return [];
    return this.#finder.allRanges(
      this.#terms.filter(({ contentOnly }) => !contentOnly),
      path,
    );
  }

  /** The repository and the path in it of a file that ripgrep names: `12/snapshots/<commit>/<path>`. */
  #locate(name: string): { target: SearchTarget; path: string } | undefined {
    let at = -1;
    for (let count = 0; count < 3; count += 1) at = name.indexOf(sep, at + 1);
    const target = this.#byDirectory.get(name.slice(0, at));
    return target && { target, path: name.slice(at + 1) };
  }

  #relative = (path: string): string => relative(this.root, path);
}

const isThere = ({ path }: SearchTarget): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

const keyOf = ({ repositoryId, commit }: SearchTarget, path: string) => `${repositoryId} ${commit} ${path}`;

/** Whether a match may go over the end of a line. */
const crossesLines = (source: string): boolean => /\\n|\n|\(\?[a-zA-Z]*s/.test(source);
