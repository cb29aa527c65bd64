import { randomBytes } from 'node:crypto';
import { plainDiff } from '../../git/diff-text.js';
import { changesOptions } from '../../git/large-files.js';
import type { GitReader } from '../../git/read.js';

export interface Author {
  name: string;
  email: string;
  /** RFC 3339. */
  date: string;
}

/** A commit as the log has it. */
export interface LoggedCommit {
  oid: string;
  /** From which of the commits it was reached. */
  source: string;
  author: Author;
  committer: Author;
  message: string;
  /** What it changed: the names of files, each ended by NUL, or a diff. */
  changes: Buffer;
}

export interface LogOptions {
  gitDir: string;
  /** Ids of commits, and of those whose history is left out. */
  from: readonly string[];
  without: readonly string[];
  before: Date | null;
  after: Date | null;
  /** What of the changes is wanted. */
  changes: 'none' | 'names' | 'diff';
  signal: AbortSignal;
}

/** Of what one commit changed, no more is looked at. */
const mostBytes = 16 * 1024 * 1024;

/** The history of commits, the newest first. */
export async function* readLog(git: GitReader, options: LogOptions): AsyncGenerator<LoggedCommit> {
  const { gitDir, from, without, before, after, changes, signal } = options;
  // Nothing in a repository can look like the beginning of a commit.
  const token = randomBytes(16).toString('hex');
  const output = await git.stream(
    gitDir,
    [
      ...changesOptions.args,
      'log',
      `--format=%x00${token}%n%H%n%S%n%an%n%ae%n%aI%n%cn%n%ce%n%cI%n%B%x00`,
      ...(before ? [`--until=${before.toISOString()}`] : []),
      ...(after ? [`--since=${after.toISOString()}`] : []),
      ...changeArguments[changes],
      ...from,
      ...without.map((oid) => `^${oid}`),
      '--',
    ],
    { signal, env: changesOptions.env },
  );
  const mark = Buffer.from(`\0${token}\n`);
  let rest: Buffer[] = [];
  let size = 0;
  const whole = () => Buffer.concat(rest).subarray(0, mostBytes);
  try {
    for await (const chunk of output as AsyncIterable<Buffer>) {
      // A mark may begin in one chunk and end in the next.
      const tail = rest.pop();
      let piece = tail ? Buffer.concat([tail, chunk]) : chunk;
      if (tail) size -= tail.length;
      for (let at = piece.indexOf(mark); at >= 0; at = piece.indexOf(mark)) {
        rest.push(piece.subarray(0, at));
        const commit = commitIn(whole());
        if (commit) yield commit;
        rest = [];
        size = 0;
        piece = piece.subarray(at + mark.length);
      }
      const safe = Math.max(0, piece.length - mark.length);
      if (size < mostBytes) rest.push(piece.subarray(0, safe));
      size += piece.length;
      rest.push(piece.subarray(safe));
    }
    const last = commitIn(whole());
    if (last) yield last;
  } finally {
    output.destroy();
  }
}

const plain = [...plainDiff, '--no-renames', '--diff-merges=first-parent'];

const changeArguments = {
  none: ['--no-patch'],
  names: [...plain, '--name-only', '-z'],
  diff: [...plain, '--patch', '--unified=1'],
};

/** Reads one commit, behind its mark; undefined for what stands before the first. */
function commitIn(bytes: Buffer): LoggedCommit | undefined {
  const end = bytes.indexOf(0);
  if (end < 0) return undefined;
  const [
    oid = '',
    source = '',
    name = '',
    email = '',
    date = '',
    by = '',
    byEmail = '',
    on = '',
    ...message
  ] = bytes.subarray(0, end).toString('utf8').split('\n');
  return {
    oid,
    source,
    author: { name, email, date },
    committer: { name: by, email: byEmail, date: on },
    message: message.join('\n').replace(/\n+$/, ''),
    changes: bytes.subarray(end + 1),
  };
}
