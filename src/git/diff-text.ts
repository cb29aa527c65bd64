/** What changed in one file, as git writes it. */
export interface DiffFile {
  /** The lines above its hunks, each with its end: `diff --git …`, and what else git says of it. */
  header: string;
  /**
   * As the lines `---` and `+++` have them, `/dev/null` where there is no such file. Null where there are no such
   * lines: nothing but names or modes changed, or it is no text.
   */
  paths: { old: string; new: string } | null;
  hunks: DiffHunk[];
}

export interface DiffHunk {
  /** `@@ -1,2 +1,3 @@ function f() {` */
  header: string;
  old: LineRange;
  new: LineRange;
  /** What stands behind the ranges: the function that it is in, mostly. */
  section: string;
  /** The lines, each with its mark in front (a space, `+`, `-` or `\`) and its end behind it. */
  text: string;
  added: number;
  deleted: number;
}

export interface LineRange {
  start: number;
  lines: number;
}

/** How diffs are made that are read here: nothing that a machine or a repository sets shows in them. */
export const plainDiff = [
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-prefix',
  '--submodule=short',
] as const;

const noFile = '/dev/null';
const newline = 10;
const plus = 43;
const minus = 45;
const backslash = 92;

/**
 * Reads what git writes of changes, piece by piece, and holds one file at a time. SECURITY: lines of a file are told
 * from headers by the counts of their hunk alone, whatever they look like: rules for paths go by the headers.
 */
export class DiffParser {
  #file: DiffFile | undefined;
  #oldPath: string | undefined;
  /** The line outside of hunks that has not ended yet. */
  #line: Buffer[] = [];
  #hunk: DiffHunk | undefined;
  #pieces: Buffer[] = [];
  #left = { old: 0, new: 0 };
  #atLineStart = true;

  /** Takes a piece, and answers the files that have ended. */
  *push(piece: Buffer): Generator<DiffFile> {
    for (let at = 0; at < piece.length; ) {
      if (this.#hunk) {
        at = this.#inHunk(this.#hunk, piece, at);
        continue;
      }
      const end = piece.indexOf(newline, at);
      const next = end < 0 ? piece.length : end + 1;
      this.#line.push(piece.subarray(at, next));
      at = next;
      if (end >= 0) yield* this.#takeLine();
    }
  }

  /** There is no more: answers the last file. */
  *end(): Generator<DiffFile> {
    if (this.#hunk) this.#endHunk(this.#hunk);
    else if (this.#line.length > 0) yield* this.#takeLine();
    if (this.#file) yield this.#file;
    this.#file = undefined;
  }

  /** Takes lines up to the end of the hunk or of the piece, and answers where that is. */
  #inHunk(hunk: DiffHunk, piece: Buffer, from: number): number {
    const left = this.#left;
    let at = from;
    while (at < piece.length) {
      const mark = piece[at];
      if (this.#atLineStart && mark !== backslash) {
        if (left.old <= 0 && left.new <= 0) {
          this.#pieces.push(piece.subarray(from, at));
          this.#endHunk(hunk);
          return at;
        }
        if (mark !== plus) left.old -= 1;
        if (mark !== minus) left.new -= 1;
        if (mark === plus) hunk.added += 1;
        if (mark === minus) hunk.deleted += 1;
      }
      const end = piece.indexOf(newline, at);
      this.#atLineStart = end >= 0;
      at = end < 0 ? piece.length : end + 1;
    }
    this.#pieces.push(piece.subarray(from, at));
    return at;
  }

  #endHunk(hunk: DiffHunk): void {
    hunk.text = Buffer.concat(this.#pieces).toString('utf8');
    this.#pieces = [];
    this.#hunk = undefined;
  }

  *#takeLine(): Generator<DiffFile> {
    const line = Buffer.concat(this.#line).toString('utf8').replace(/\n$/, '');
    this.#line = [];
    if (line.startsWith('diff --git ')) {
      if (this.#file) yield this.#file;
      this.#file = { header: `${line}\n`, paths: null, hunks: [] };
      this.#oldPath = undefined;
    } else if (this.#file) this.#takeLineOf(this.#file, line);
  }

  #takeLineOf(file: DiffFile, line: string): void {
    const hunk = hunkIn(line);
    if (hunk) {
      file.hunks.push(hunk);
      this.#hunk = hunk;
      this.#left = { old: hunk.old.lines, new: hunk.new.lines };
      this.#atLineStart = true;
    } else if (file.hunks.length === 0) {
      file.header += `${line}\n`;
      if (line.startsWith('--- ')) this.#oldPath = nameIn(line.slice(4));
      else if (line.startsWith('+++ ') && this.#oldPath !== undefined)
        file.paths = { old: this.#oldPath, new: nameIn(line.slice(4)) };
    }
  }
}

/** Reads changes that are at hand as a whole. */
export function parseDiff(text: Buffer): DiffFile[] {
  const parser = new DiffParser();
  return [...parser.push(text), ...parser.end()];
}

/** The path that a change is about; undefined where it is not said. */
export const pathOfDiff = ({ paths }: DiffFile): string | undefined =>
  paths === null || paths.new !== noFile ? paths?.new : paths.old;

/** The lines of a hunk, with their marks and without their ends. */
export const linesOfHunk = ({ text }: DiffHunk): string[] => text.replace(/\n$/, '').split('\n');

/**
 * The lines of a hunk without those that tell of a missing line end: what is new lacks its last one, and of what is
 * old it is told that it does.
 */
export function bodyOfHunk({ text }: DiffHunk): { body: string; oldNoNewlineAt: boolean } {
  let oldNoNewlineAt = false;
  let body = '';
  let from = 0;
  for (;;) {
    const end = text.indexOf('\n\\', from);
    if (end < 0) return { body: body + text.slice(from), oldNoNewlineAt };
    const isOld = text[text.lastIndexOf('\n', end - 1) + 1] === '-';
    oldNoNewlineAt ||= isOld;
    body += text.slice(from, isOld ? end + 1 : end);
    const next = text.indexOf('\n', end + 1);
    from = next < 0 ? text.length : next + 1;
  }
}

function hunkIn(line: string): DiffHunk | undefined {
  const [, start, lines, newStart, newLines, section = ''] =
    /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/s.exec(line) ?? [];
  if (start === undefined) return undefined;
  return {
    header: line,
    old: { start: Number(start), lines: Number(lines ?? 1) },
    new: { start: Number(newStart), lines: Number(newLines ?? 1) },
    section,
    text: '',
    added: 0,
    deleted: 0,
  };
}

/** A name as git writes it in headers. */
export function nameIn(text: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  // A tab ends a name with spaces.
  return quoted === undefined ? text.replace(/\t$/, '') : unquoted(quoted);
}

const escapes: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** A name as git quotes it, with bytes in octal. */
function unquoted(text: string): string {
  const bytes: Buffer[] = [];
  for (const [, plain, octal, letter = ''] of text.matchAll(/([^\\]+)|\\([0-7]{3})|\\(.)/g)) {
    if (plain !== undefined) bytes.push(Buffer.from(plain));
    else if (octal !== undefined) bytes.push(Buffer.from([Number.parseInt(octal, 8)]));
    else bytes.push(letter in escapes ? Buffer.from([escapes[letter] as number]) : Buffer.from(letter));
  }
  return Buffer.concat(bytes).toString('utf8');
}

/** The first line of what changed in a file. */
export const diffLine = (oldPath: string, newPath: string): string =>
  `diff --git ${quotedName(oldPath)} ${quotedName(newPath)}`;

const letters = new Map(Object.entries(escapes).map(([letter, byte]) => [byte, letter]));

/** The other way round: quoted where it holds control characters, quotes or backslashes. */
function quotedName(name: string): string {
  const text = name.replaceAll(/["\\\p{Cc}]/gu, (character) => {
    const byte = character.charCodeAt(0);
    if (character === '"' || character === '\\') return `\\${character}`;
    return byte > 127 ? character : `\\${letters.get(byte) ?? byte.toString(8).padStart(3, '0')}`;
  });
  return text === name ? name : `"${text}"`;
}
