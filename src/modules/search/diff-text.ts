/** What a commit changed in one file, as git writes it. */
export interface DiffFile {
  /** `/dev/null` before it was made. */
  oldPath: string;
  /** `/dev/null` after it was deleted. */
  newPath: string;
  hunks: DiffHunk[];
}

export interface DiffHunk {
  header: string;
  /** Each with its mark in front: a space, `+`, `-` or `\`. */
  lines: string[];
}

/**
 * Reads what `git log -p` writes of one commit. SECURITY: lines of a file are told from headers by the counts of their
 * hunk alone, whatever they look like: rules for paths go by the headers.
 */
export function parseDiff(text: string): DiffFile[] {
  const files: DiffFile[] = [];
  const lines = text.split('\n');
  let oldPath: string | undefined;
  let file: DiffFile | undefined;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as string;
    const counts = file && /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line);
    if (file && counts) {
      const hunk = hunkAt(lines, at + 1, { old: Number(counts[1] ?? 1), new: Number(counts[2] ?? 1) });
      file.hunks.push({ header: line, lines: hunk });
      at += hunk.length;
    } else if (line.startsWith('diff --git ')) {
      oldPath = undefined;
      file = undefined;
    } else if (line.startsWith('--- ')) oldPath = pathIn(line.slice(4), 'a/');
    else if (line.startsWith('+++ ')) {
      const newPath = pathIn(line.slice(4), 'b/');
      if (oldPath === undefined || newPath === undefined) continue;
      file = { oldPath, newPath, hunks: [] };
      files.push(file);
    }
  }
  return files;
}

function hunkAt(lines: readonly string[], from: number, left: { old: number; new: number }): string[] {
  const hunk: string[] = [];
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] as string;
    const mark = line[0];
    if (mark === '\\') {
      hunk.push(line);
      continue;
    }
    if (left.old <= 0 && left.new <= 0) break;
    if (mark !== '+') left.old -= 1;
    if (mark !== '-') left.new -= 1;
    hunk.push(line);
  }
  return hunk;
}

const noFile = '/dev/null';

/** The path of a header; undefined where it cannot be read. */
function pathIn(text: string, prefix: string): string | undefined {
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  // A tab ends a name with spaces.
  const name = quoted === undefined ? text.replace(/\t$/, '') : unquoted(quoted);
  if (name === noFile) return noFile;
  return name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
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

/** The path that a change is about. */
export const pathOfDiff = ({ oldPath, newPath }: DiffFile): string =>
  newPath === noFile ? oldPath : newPath;
