/** Who wrote or committed something, and when. */
export interface GitSignature {
  name: string;
  email: string;
  date: Date;
}

/** A commit as it is stored. */
export interface CommitData {
  tree: string;
  parents: string[];
  author: GitSignature;
  committer: GitSignature;
  /** Without the line end behind it. */
  message: string;
}

/** One line of a tree. */
export interface TreeEntryData {
  kind: 'tree' | 'file' | 'link' | 'submodule';
  name: string;
  oid: string;
}

/** Reads a commit. Whatever is missing or malformed in it reads as empty: it was written by strangers. */
export function parseCommit(content: Buffer): CommitData {
  const end = content.indexOf('\n\n');
  const head = end < 0 ? content : content.subarray(0, end);
  const body = end < 0 ? Buffer.alloc(0) : content.subarray(end + 2);
  const encoding = /^encoding (\S+)$/m.exec(head.toString('latin1'))?.[1] ?? 'utf-8';
  const lines = decoded(head, encoding).split('\n');
  const valuesOf = (key: string) =>
    lines.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  const author = parseSignature(valuesOf('author')[0] ?? '');
  const [committer] = valuesOf('committer').map(parseSignature);
  return {
    tree: valuesOf('tree')[0] ?? '',
    parents: valuesOf('parent'),
    author,
    committer: committer ?? author,
    message: decoded(body, encoding).trimEnd(),
  };
}

function parseSignature(text: string): GitSignature {
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<([^>]*)>(?: (-?\d+))?/.exec(text) ?? [];
  return { name: name.trim(), email: email.trim(), date: dateOf(Number(seconds)) };
}

/** Times that no calendar has are taken for the nearest that one has. */
const dateOf = (seconds: number): Date =>
  new Date(Math.min(Math.max(seconds, -62_135_596_800), 253_402_300_799) * 1000);

function decoded(bytes: Buffer, encoding: string): string {
  try {
    return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes).replaceAll('\0', '');
  } catch {
    return bytes.toString('utf8').replaceAll('\0', '');
  }
}

/** Reads a tree, in the order of git. */
export function parseTree(content: Buffer): TreeEntryData[] {
  const entries: TreeEntryData[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at);
    const end = content.indexOf(0, space);
    if (space < 0 || end < 0) break;
    entries.push({
      kind: kindOfMode(content.toString('latin1', at, space)),
      name: content.toString('utf8', space + 1, end),
      oid: content.toString('hex', end + 1, end + 21),
    });
    at = end + 21;
  }
  return entries;
}

/** What the mode of an entry says that it is. */
export function kindOfMode(mode: string): TreeEntryData['kind'] {
  switch (mode) {
    case '40000':
      return 'tree';
    case '120000':
      return 'link';
    case '160000':
      return 'submodule';
    default:
      return 'file';
  }
}

/** Directories first, each kind by name, as the mirrored product lists them. */
export const inListOrder = <Entry extends { kind: TreeEntryData['kind'] }>(
  entries: readonly Entry[],
  nameOf: (entry: Entry) => string,
): Entry[] =>
  [...entries].sort((one, other) => {
    const byKind = Number(other.kind === 'tree') - Number(one.kind === 'tree');
    return byKind || (nameOf(one) < nameOf(other) ? -1 : 1);
  });

/** Whether bytes are no text: git looks for the same in as many of them. */
export const isBinary = (content: Buffer): boolean => content.subarray(0, 8000).includes(0);

/** How many lines there are, the last one with or without its end. */
export function countLines(content: Buffer): number {
  let count = 0;
  for (let at = content.indexOf(10); at >= 0; at = content.indexOf(10, at + 1)) count += 1;
  return content.length > 0 && content.at(-1) !== 10 ? count + 1 : count;
}

/** Some of the lines, counted from 1, both ends included. */
export function linesOf(content: Buffer, from: number | null, to: number | null): Buffer {
  const start = offsetOfLine(content, Math.max(from ?? 1, 1));
  const end = to === null ? content.length : offsetOfLine(content, to + 1);
  return content.subarray(start, Math.max(start, end));
}

function offsetOfLine(content: Buffer, line: number): number {
  let offset = 0;
  for (let before = 1; before < line; before += 1) {
    const end = content.indexOf(10, offset);
    if (end < 0) return content.length;
    offset = end + 1;
  }
  return offset;
}

const lfsPointer =
  /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1\n[\s\S]*^size (\d{1,18})$/m;

/** The size of the file that a Git LFS pointer stands for; null where the content is none. */
export function lfsSizeIn(content: Buffer): bigint | null {
  if (content.length >= 1024) return null;
  const size = lfsPointer.exec(content.toString('latin1'))?.[1];
  return size === undefined ? null : BigInt(size);
}
