import { rgPath } from '@vscode/ripgrep';
import { largestFileBytes } from '../../../git/snapshot.js';
import { type Program, startProgram } from '../../../programs/program.js';
import { QueryError } from '../query/query-error.js';
import { ripgrepPattern } from '../query/ripgrep-pattern.js';

/** Of a longer message, which is one line with ever so many matches, only the beginning is taken. */
const longestMessage = 8 * 1024 * 1024;

export type Text = { text: string } | { bytes: string };

/** What ripgrep tells, one line of JSON each. */
export type RipgrepMessage =
  | { type: 'begin'; data: { path: Text } }
  | {
      type: 'match' | 'context';
      data: {
        lines: Text;
        line_number: number;
        absolute_offset: number;
        submatches: { start: number; end: number }[];
      };
    }
  | { type: 'end'; data: { binary_offset: number | null } }
  | { type: 'summary' };

export const textOf = (text: Text): string => ('text' in text ? text.text : bytesOf(text).toString('utf8'));

/** What is no UTF-8, as it is. */
export const bytesOf = ({ bytes }: { bytes: string }): Buffer => Buffer.from(bytes, 'base64');

/** What it says of patterns that it does not take. */
const refusal = /^rg: (?:regex parse error|.* is not allowed in a regex|.* is impossible to match)/;

const common = [
  '--no-config',
  '--no-messages',
  '--no-ignore',
  '--hidden',
  '--regex-size-limit=50M',
  '--dfa-size-limit=50M',
];

/**
 * Runs ripgrep in a directory and gives what it writes, cut at a byte, and whether more than that was left out. Ends it
 * when nobody takes any more.
 */
async function* run(
  args: readonly string[],
  { cwd, separator, signal }: { cwd: string; separator: number; signal: AbortSignal },
): AsyncGenerator<{ piece: Buffer; isCut: boolean }> {
  signal.throwIfAborted();
  const program = startProgram(rgPath, [...common, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '' },
    errors: true,
  });
  const ended = end(program);
  const stop = () => program.kill();
  signal.addEventListener('abort', stop, { once: true });
  try {
    let rest: Buffer[] = [];
    let size = 0;
    let isCut = false;
    for await (const chunk of program.output as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(separator); at >= 0; at = chunk.indexOf(separator, from)) {
        const piece = chunk.subarray(from, at);
        from = at + 1;
        const whole = rest.length === 0 ? piece : Buffer.concat(isCut ? rest : [...rest, piece]);
        yield { piece: whole, isCut };
        rest = [];
        size = 0;
        isCut = false;
      }
      if (from === chunk.length || isCut) continue;
      size += chunk.length - from;
      rest.push(chunk.subarray(from));
      isCut = size > longestMessage;
    }
    const { code, problem } = await ended;
    signal.throwIfAborted();
    // Ended by something else than us, it has not looked at everything.
    if (code === null) throw new Error('ripgrep was ended');
    // 2 also says that some file could not be read.
    if (code === 2 && problem !== '') throw problemOf(problem);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** Whether a text holds a match of a pattern of `compilePattern`. */
export async function ripgrepHas(
  source: string,
  text: string,
  caseSensitive: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  signal.throwIfAborted();
  const which = caseSensitive ? '--case-sensitive' : '--ignore-case';
  const args = ['--quiet', '--text', '--multiline', which, '-e', ripgrepPattern(source).pattern, '--', '-'];
  const program = startProgram(rgPath, [...common, ...args], {
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '' },
    input: true,
    errors: true,
  });
  const stop = () => program.kill();
  signal.addEventListener('abort', stop, { once: true });
  // It ends as soon as it has found one.
  program.input.on('error', () => {}).end(text);
  program.output.resume();
  const { code, problem } = await end(program);
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (code === 0 || code === 1) return code === 0;
  throw problemOf(problem);
}

/** SECURITY: patterns, which may hold secrets, are not repeated: they stand below the first line. */
function problemOf(problem: string): Error {
  if (/exceeds size limit/.test(problem))
    return new QueryError('a pattern repeats too much: ask for fewer repetitions');
  if (refusal.test(problem))
    return new QueryError('a pattern asks for characters that cannot be looked for in files');
  return new Error(`ripgrep: ${problem.split('\n')[0]}`);
}

async function end({ errors, ended }: Program): Promise<{ code: number | null; problem: string }> {
  let problem = '';
  errors?.on('data', (chunk: Buffer) => {
    problem = (problem + chunk.toString()).slice(0, 2000);
  });
  const { code, failure } = await ended;
  return failure ? { code: 2, problem: failure.message } : { code, problem: problem.trim() };
}

/** Looks for patterns in the files of directories. */
export async function* ripgrepMatches(
  args: readonly string[],
  options: { cwd: string; signal: AbortSignal },
): AsyncGenerator<RipgrepMessage> {
  // What is no text is left out, too.
  const all = ['--json', `--max-filesize=${largestFileBytes}`, ...args];
  for await (const { piece, isCut } of run(all, { ...options, separator: 10 })) {
    const text = piece.toString('utf8');
    const whole = isCut ? withFirstMatches(text) : text;
    if (whole !== undefined) yield JSON.parse(whole) as RipgrepMessage;
  }
}

/** A message that was cut, up to the last match that is there as a whole; undefined where none is. */
function withFirstMatches(text: string): string | undefined {
  // In a text of JSON quotation marks are escaped, so this is never part of one.
  const end = text.lastIndexOf('},{"match":{');
  return end < 0 ? undefined : `${text.slice(0, end)}}]}}`;
}

/** Looks for patterns in lists whose entries end with NUL: which list, and which entry. */
export async function* ripgrepEntries(
  args: readonly string[],
  options: { cwd: string; signal: AbortSignal },
): AsyncGenerator<{ list: string; entry: string }> {
  let list: string | undefined;
  const all = [
    '--null-data',
    '--text',
    '--null',
    '--with-filename',
    '--no-heading',
    '--no-line-number',
    '--color=never',
  ];
  for await (const { piece } of run([...all, ...args], { ...options, separator: 0 })) {
    const text = piece.toString('utf8');
    if (list === undefined) list = text;
    else {
      yield { list, entry: text };
      list = undefined;
    }
  }
}
