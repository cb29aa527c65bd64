import { lstat, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { listedPaths, pathListOf } from '../../../git/snapshot.js';
import { Pace } from '../../../pace.js';
import type { Expression } from '../query/plan.js';
import { ripgrepPattern } from '../query/ripgrep-pattern.js';
import { anyTermIsEnough, holds, type Term, TermFinder, termsOf } from './expression.js';
import {
  bytesOf,
  type RipgrepMessage,
  ripgrepEntries,
  ripgrepMatches,
  type Text,
  textOf,
} from './ripgrep.js';
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
/** Lines of one file that are kept, and matches in them. */
const mostLines = 10_000;
const mostMatches = 20_000;

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
  /** How many lines that are, and how many matches are in them. */
  lineCount: number;
  matches: number;
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
    const patterns = this.#terms.map((term) => ({ term, ...ripgrepPattern(term.source) }));
    const overLines = patterns.flatMap(({ term, crossesLines }) => (crossesLines ? [term] : []));
    const args = [
      ...this.#threads,
      caseSensitive ? '--case-sensitive' : '--ignore-case',
      ...(contextLines > 0 ? [`--context=${contextLines}`] : []),
      ...(overLines.length > 0 ? ['--multiline'] : []),
      ...globs.map((glob) => `--iglob=${glob}`),
      ...patterns.flatMap(({ pattern }) => ['-e', pattern]),
      '--',
      ...this.#byDirectory.keys(),
    ];
    let file: FileState | undefined;
    for await (const message of ripgrepMatches(args, { cwd: this.root, signal: this.#signal })) {
      if (this.#pace.isDue) await this.#pace.rest();
      if (message.type === 'begin') file = this.#begin(textOf(message.data.path));
      else if (message.type === 'end') {
        // A NUL further down says that it is no text after all.
        const isText = message.data.binary_offset === null;
        if (file && isText && !this.#anyIsEnough) await this.#noteHidden(file, pattern, overLines);
        const match = file && isText ? this.#end(file, pattern) : undefined;
        file = undefined;
        if (match) yield match;
      } else if (message.type !== 'summary' && file) {
        if (message.type === 'match' && !this.#anyIsEnough) await this.#noteTerms(file, message);
        this.#add(file, message);
      }
    }
  }

  #begin(name: string): FileState | undefined {
    const found = this.#locate(name);
    if (!found || !this.#mayLook(found.target, found.path)) return undefined;
    return { ...found, lines: [], lineCount: 0, matches: 0, found: new Set(), cut: false };
  }

  async #noteTerms({ found }: FileState, { data }: RipgrepMessage & { type: 'match' | 'context' }) {
    const text = textOf(data.lines);
    for (const term of this.#terms) {
      if (found.has(term)) continue;
      if (this.#pace.isDue) await this.#pace.rest();
      if (await this.#finder.hasIn(term, text, this.#signal)) found.add(term);
    }
  }

  /** Matches over lines that begin where ripgrep tells of one of another term, and so not of them. */
  async #noteHidden({ target, path, found }: FileState, pattern: Expression, overLines: readonly Term[]) {
    const missing = overLines.filter((term) => !found.has(term));
    const [only] = missing;
    if (!only) return;
    const withThat = (isThere: boolean) =>
      holds(pattern, (term) => found.has(term) || (isThere && term === only) || this.#inPath(term, path));
    if (missing.length === 1 && withThat(true) === withThat(false)) return;
    const text = await readFile(join(target.path, path), 'utf8').catch(() => '');
    for (const term of missing) {
      if (this.#pace.isDue) await this.#pace.rest();
      if (await this.#finder.hasIn(term, text, this.#signal)) found.add(term);
    }
  }

  #add(file: FileState, { type, data }: RipgrepMessage & { type: 'match' | 'context' }): void {
    const left = mostMatches - file.matches;
    if (file.lineCount >= mostLines || left === 0) {
      file.cut ||= type === 'match';
      return;
    }
    // A match may go over ever so many lines.
    const { text, count, isAll, bytes } = firstLines(data.lines, mostLines - file.lineCount);
    const length = isAll ? Number.POSITIVE_INFINITY : (bytes?.length ?? Buffer.byteLength(text));
    const ranges = data.submatches
      .slice(0, left)
      .filter(({ start }) => start < length)
      .map(({ start, end }): [number, number] => [start, Math.min(end, length)]);
    file.cut ||= data.submatches.length > left || !isAll;
    file.lineCount += count;
    file.matches += ranges.length;
    const { line_number: number, absolute_offset: offset } = data;
    file.lines.push({ line: number - 1, offset, text, ranges, ...(bytes && { bytes }) });
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
        ...terms.flatMap(({ source }) => ['-e', ripgrepPattern(source, { inList: true }).pattern]),
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
      for await (const paths of listedPaths(target.path)) for (const path of paths) yield { target, path };
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

interface FirstLines {
  text: string;
  count: number;
  isAll: boolean;
  bytes?: Buffer;
}

/** So many lines of a text at most, how many they are, and their bytes where those are no UTF-8. */
function firstLines(lines: Text, most: number): FirstLines {
  const whole = 'text' in lines ? lines.text : bytesOf(lines);
  let end = 0;
  let count = 0;
  while (count < most && end < whole.length) {
    const at = whole.indexOf('\n', end);
    end = at < 0 ? whole.length : at + 1;
    count += 1;
  }
  const isAll = end === whole.length;
  if (typeof whole === 'string') return { text: isAll ? whole : whole.slice(0, end), count, isAll };
  const bytes = whole.subarray(0, end);
  return { text: bytes.toString('utf8'), count, isAll, bytes };
}

const isThere = ({ path }: SearchTarget): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

const keyOf = ({ repositoryId, commit }: SearchTarget, path: string) => `${repositoryId} ${commit} ${path}`;
