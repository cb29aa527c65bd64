import { bytesBeforeText } from './byte-order-mark.js';
import type { MatchedLines } from './engine/search-engine.js';

/** A place in a file, counted from 0: in bytes, and in characters of its line. */
export interface Position {
  offset: number;
  line: number;
  column: number;
}

export interface ChunkMatch {
  /** Whole lines, without the last line end. */
  content: string;
  contentStart: Position;
  ranges: { start: Position; end: Position }[];
  /** Whether lines of it were cut. */
  contentTruncated: boolean;
}

export interface LineMatch {
  line: string;
  lineNumber: number;
  /** In characters. */
  offsetAndLengths: [offset: number, length: number][];
}

/** Walks through the bytes of a piece of a file and knows which line and character it is at. */
class Walk {
  #at = 0;
  #line: number;
  #column = 0;
  readonly #bytes: Buffer;

  constructor(private readonly piece: MatchedLines) {
    this.#line = piece.line;
    this.#bytes = piece.bytes ?? Buffer.from(piece.text);
  }

  /** The place of a byte, which must not lie before the one that was asked for last. */
  to(byte: number): Position {
    const bytes = this.#bytes;
    const end = Math.min(byte, bytes.length);
    for (let at = bytes.indexOf(10, this.#at); at >= 0 && at < end; at = bytes.indexOf(10, this.#at)) {
      this.#line += 1;
      this.#column = 0;
      this.#at = at + 1;
    }
    // Where it is no UTF-8 the text has one character for each piece that is none.
    this.#column += charactersIn(bytes.toString('utf8', this.#at, end));
    this.#at = end;
    return { offset: this.piece.offset + end, line: this.#line, column: this.#column };
  }
}

/** As `Walk`, for one line of ASCII: a byte is a character. */
class Columns {
  constructor(private readonly piece: MatchedLines) {}

  to = (byte: number): Position => ({
    offset: this.piece.offset + byte,
    line: this.piece.line,
    column: byte,
  });
}

/** Whether every place that matches is in a first line whose characters have one byte each. Most lines are like that. */
function isOneByteEach({ text, ranges, bytes }: MatchedLines): boolean {
  if (bytes) return false;
  const lineEnd = text.indexOf('\n');
  const last = ranges.at(-1)?.[1] ?? 0;
  return last <= (lineEnd < 0 ? text.length : lineEnd) && Buffer.byteLength(text) === text.length;
}

const rangesOf = (piece: MatchedLines) => {
  const walk = isOneByteEach(piece) ? new Columns(piece) : new Walk(piece);
  return piece.ranges.map(([start, end]) => ({ start: walk.to(start), end: walk.to(end) }));
};

/** Pieces that follow each other without a gap are one. `longestLine` cuts lines of what is shown. */
export function chunksOf(found: readonly MatchedLines[], file: string, longestLine = -1): ChunkMatch[] {
  const before = found.length > 0 ? bytesBeforeText(file) : 0;
  const pieces = before > 0 ? found.map((piece) => ({ ...piece, offset: piece.offset + before })) : found;
  const chunks: ChunkMatch[] = [];
  let next = -1;
  for (const piece of pieces) {
    const ranges = rangesOf(piece);
    const last = chunks.at(-1);
    if (last && piece.line === next) {
      last.content += piece.text;
      last.ranges.push(...ranges);
    } else {
      chunks.push({
        content: piece.text,
        contentStart: { offset: piece.offset, line: piece.line, column: 0 },
        ranges,
        contentTruncated: false,
      });
    }
    next = piece.line + piece.text.split('\n').length - 1;
  }
  // Lines around matches alone tell nothing.
  return chunks.filter(({ ranges }) => ranges.length > 0).map((chunk) => shown(chunk, longestLine));
}

function shown(chunk: ChunkMatch, longestLine: number): ChunkMatch {
  const content = chunk.content.replace(/\n$/, '');
  if (longestLine < 0) return { ...chunk, content };
  const cut = content
    .split('\n')
    .map((line) => (line.length <= longestLine ? line : [...line].slice(0, longestLine).join('')))
    .join('\n');
  return { ...chunk, content: cut, contentTruncated: cut !== content };
}

/** Each line that matches, with what matches in it; a match over several lines is in each of them. */
export function lineMatchesOf(pieces: readonly MatchedLines[]): LineMatch[] {
  const matches: LineMatch[] = [];
  for (const piece of pieces) {
    if (piece.ranges.length === 0) continue;
    const lines = piece.text.replace(/\n$/, '').split('\n');
    const found = new Map<number, [number, number][]>();
    const add = (line: number, start: number, end: number | undefined) => {
      const text = lines[line - piece.line];
      if (text === undefined) return;
      const length = (end ?? charactersIn(text)) - start;
      const known = found.get(line) ?? [];
      known.push([start, Math.max(length, 0)]);
      found.set(line, known);
    };
    for (const { start, end } of rangesOf(piece)) {
      for (let line = start.line; line <= end.line; line += 1) {
        if (line === end.line && line > start.line && end.column === 0) break;
        add(line, line === start.line ? start.column : 0, line === end.line ? end.column : undefined);
      }
    }
    for (const [lineNumber, offsetAndLengths] of found) {
      const line = (lines[lineNumber - piece.line] ?? '').replace(/\r$/, '');
      matches.push({ line, lineNumber, offsetAndLengths });
    }
  }
  return matches;
}

/** The place of a character of JavaScript in a text of one line. */
export function positionIn(text: string, at: number): Position {
  const before = text.slice(0, at);
  return { offset: Buffer.byteLength(before), line: 0, column: charactersIn(before) };
}

/** Characters, of which JavaScript takes some for two. Lines may have a million: no list is made of them. */
function charactersIn(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length; at += 1) if ((text.charCodeAt(at) & 0xfc00) === 0xdc00) count -= 1;
  return count;
}
