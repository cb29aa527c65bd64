import { InvalidInputError } from '../../errors.js';
import { nameIn } from '../../git/diff-text.js';
import type { FoundEntry, RepositoryGit } from './repository-git.js';

/** Lines of a file that one commit wrote. */
export interface BlameHunk {
  /** The first line, counted from 1, and the one behind the last. */
  startLine: number;
  endLine: number;
  /** Where they begin and end in the file, counted from 0. */
  startByte: number;
  endByte: number;
  /** The commit. */
  rev: string;
  /** The path that the file had in it. */
  filename: string;
}

export interface BlameSearch {
  startLine: number | null;
  endLine: number | null;
  ignoreWhitespace: boolean;
}

const mostBytes = 32 * 1024 * 1024;

/**
 * Which commits wrote the lines of a file. SECURITY: where rules hold paths back, a file is not followed to what it was
 * called before: lines that it had when it got its name were written by the commit that gave it.
 */
export async function blame(
  git: RepositoryGit,
  commitOid: string,
  { kind, path, oid }: FoundEntry,
  { startLine, endLine, ignoreWhitespace }: BlameSearch,
): Promise<BlameHunk[]> {
  if (kind !== 'file' && kind !== 'link') return [];
  if (path.includes('\ufffd')) throw new InvalidInputError('the path of the file is no UTF-8');
  const starts = lineStarts(await git.file(oid));
  const from = Math.max(startLine ?? 1, 1);
  const to = Math.min(endLine ?? starts.length - 1, starts.length - 1);
  if (from > to) return [];
  const { isEverything } = await git.readable();
  const listed = await git.run(
    [
      'blame',
      '--incremental',
      ...(ignoreWhitespace ? ['-w'] : []),
      ...(isEverything ? [] : ['--no-follow']),
      '-L',
      `${from},${to}`,
      commitOid,
      '--',
      path,
    ],
    { maxBytes: mostBytes },
  );
  const hunks = joined(groupsIn(listed.toString('utf8')));
  const byteAt = (line: number) => starts[line - 1] ?? 0;
  return hunks.map((hunk) => ({
    ...hunk,
    startByte: byteAt(hunk.startLine),
    endByte: byteAt(hunk.endLine),
  }));
}

/** Where each line begins, and where the last one ends. */
function lineStarts(content: Buffer): number[] {
  const starts = [0];
  for (let at = content.indexOf(10); at >= 0; at = content.indexOf(10, at + 1)) starts.push(at + 1);
  if (starts.at(-1) !== content.length) starts.push(content.length);
  return starts;
}

type Group = Pick<BlameHunk, 'startLine' | 'endLine' | 'rev' | 'filename'>;

/** Reads `git blame --incremental`, in the order of the lines. */
function groupsIn(listed: string): Group[] {
  const groups: Group[] = [];
  let group: Omit<Group, 'filename'> | undefined;
  for (const line of listed.split('\n')) {
    const [, rev, start, count] = /^([0-9a-f]{40}) \d+ (\d+) (\d+)$/.exec(line) ?? [];
    if (rev !== undefined) {
      group = { rev, startLine: Number(start), endLine: Number(start) + Number(count) };
    } else if (group && line.startsWith('filename ')) {
      groups.push({ ...group, filename: nameIn(line.slice('filename '.length)) });
      group = undefined;
    }
  }
  return groups.sort((one, other) => one.startLine - other.startLine);
}

/** Neighbours of one commit are one. */
function joined(groups: readonly Group[]): Group[] {
  const hunks: Group[] = [];
  for (const group of groups) {
    const before = hunks.at(-1);
    const goesOn =
      before?.rev === group.rev && before.filename === group.filename && before.endLine === group.startLine;
    if (before && goesOn) before.endLine = group.endLine;
    else hunks.push({ ...group });
  }
  return hunks;
}
