import { closeSync, openSync, readSync } from 'node:fs';

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * How many bytes of a file stand before its text: those of the mark of UTF-8, which ripgrep passes over. The file was
 * searched a moment ago, so no disk is waited for; of one that was removed since it is none.
 */
export function bytesBeforeText(path: string): number {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const first = Buffer.alloc(byteOrderMark.length);
    readSync(file, first);
    return first.equals(byteOrderMark) ? first.length : 0;
  } catch {
    return 0;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
