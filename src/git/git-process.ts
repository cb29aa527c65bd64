import { Readable } from 'node:stream';
import { startProgram } from '../programs/program.js';

/** What a repository is fetched with. It reaches git by the environment: neither arguments nor files hold it. */
export interface GitCredentials {
  /** For http and https. */
  basic?: { user: string; password: string };
  /** Path of a file with a private key, for ssh. */
  sshKeyFile?: string;
}

/** What a call needs to reach another repository. */
export interface GitAccess {
  url: string;
  use: GitCredentials;
  /** Path of the file with the keys of ssh hosts. */
  knownHosts: string;
  /** Path of the configuration of ssh that the operator wrote for this, where there is one. */
  sshConfig?: string | undefined;
}

export interface GitOptions {
  /** The bare repository; not for commands that need none. */
  gitDir?: string;
  /** Ends the program and all that it started. */
  signal?: AbortSignal;
  timeoutSeconds?: number;
  /** More output than this ends the program. */
  maxBytes?: number;
  /** What is written while it runs, line by line; git reports its progress there. */
  onLine?: (line: string) => void;
  /** Takes the output piece by piece, and then none is answered. git waits meanwhile. */
  onOutput?: (chunk: Buffer) => Promise<void>;
  input?: Buffer | string | Readable;
  env?: Record<string, string>;
}

/** git ended with a failure, was stopped, or wrote too much. */
export class GitError extends Error {
  constructor(
    message: string,
    /** What git wrote, without credentials. */
    readonly output: string,
    readonly exitCode: number | null = null,
  ) {
    super(message);
  }
}

/** git took longer or wrote more than it may, or was stopped. */
export class GitStoppedError extends GitError {}

/** By what means git may reach other repositories, whatever a URL or a redirection says. */
const allProtocols = 'https:http:ssh:git:file';

/**
 * Settings that hold for every call, above those of any file. Nothing of a repository or of the machine's user runs a
 * program, asks a question, or hands out a credential.
 */
const settings: readonly (readonly [string, string])[] = [
  // Larger objects pass through git without being held in its memory.
  ['core.bigFileThreshold', '16m'],
  ['core.deltaBaseCacheLimit', '32m'],
  ['pack.windowMemory', '64m'],
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.askPass', ''],
  ['core.symlinks', 'false'],
  ['core.quotePath', 'false'],
  ['credential.helper', ''],
  ['gc.autoDetach', 'false'],
  ['maintenance.autoDetach', 'false'],
  ['protocol.version', '2'],
  ['safe.directory', '*'],
  ['submodule.recurse', 'false'],
  ['advice.detachedHead', 'false'],
  ['init.defaultBranch', 'main'],
  ['init.defaultRefFormat', 'files'],
  ['core.precomposeUnicode', 'false'],
];

/** Variables of this process that git may see: how to find programs and the way through a proxy. */
const inherited = ['PATH', 'TMPDIR', 'http_proxy', 'https_proxy', 'no_proxy', 'HTTPS_PROXY', 'NO_PROXY']
  .concat(['SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO', 'SSH_AUTH_SOCK'])
  .concat(['SYSTEMROOT']);

/** What git sees of this process's environment. Reading a variable takes its time, and git is called often. */
const inheritedVariables = (() => {
  let variables: Record<string, string> | undefined;
  return () => {
    variables ??= Object.fromEntries(
      inherited.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
    );
    return variables;
  };
})();

/** The environment of a call. */
export function gitEnvironment(access?: GitAccess, protocols = allProtocols): Record<string, string> {
  const pairs = [...settings, ...(access ? basicSettings(access.url, access.use) : [])];
  return {
    ...inheritedVariables(),
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: protocols,
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_SSH_COMMAND: access ? sshCommand(access) : 'false',
    GIT_CONFIG_COUNT: String(pairs.length),
    ...Object.fromEntries(
      pairs.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}

/**
 * SECURITY: once git has followed a redirection, it sends the header to wherever that led. So with a credential it follows
 * none; `movedTo` finds out what it means.
 */
function basicSettings(url: string, { basic }: GitCredentials): [string, string][] {
  if (!basic || !/^https?:/.test(url)) return [];
  return [
    [`http.${new URL(url).origin}/.extraHeader`, `Authorization: ${basicAuthorization(basic)}`],
    ['http.followRedirects', 'false'],
  ];
}

/** How a user and a password are sent by http. */
export const basicAuthorization = ({ user, password }: NonNullable<GitCredentials['basic']>): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/**
 * ssh asks nothing and waits for no host for ever. SECURITY: it speaks with no host whose key it was not told, and uses no
 * key that was not given for this: neither files nor the agent of the user that runs the server, unless the operator's
 * configuration says so.
 */
function sshCommand({ use: { sshKeyFile }, knownHosts, sshConfig }: GitAccess): string {
  const options = [
    'BatchMode=yes',
    'ConnectTimeout=20',
    'ServerAliveInterval=20',
    'ServerAliveCountMax=3',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${sshPath(knownHosts)}`,
    'GlobalKnownHostsFile=/dev/null',
    // A connection that stays open for others would keep git waiting.
    'ControlPath=none',
    ...(sshKeyFile || !sshConfig
      ? ['IdentitiesOnly=yes', 'IdentityAgent=none', `IdentityFile=${sshPath(sshKeyFile ?? 'none')}`]
      : []),
  ];
  const file = `-F ${shellQuoted(sshConfig ?? '/dev/null')}`;
  return ['ssh', file, ...options.map((option) => `-o ${shellQuoted(option)}`)].join(' ');
}

/** A path as ssh takes it in an option: `%` begins what it puts in itself. */
const sshPath = (path: string) => `"${path.replaceAll('%', '%%')}"`;

const shellQuoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** How much of what git writes beside its output is kept. */
const keptOutput = 16 * 1024;

/**
 * Runs git and answers its output. SECURITY: `args` are ours; whatever a client or a repository said stands behind `--`
 * or `--end-of-options`, and has been checked before.
 *
 * @throws GitError
 */
export async function git(args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  const {
    gitDir,
    signal,
    timeoutSeconds = 60,
    maxBytes = 64 * 1024 * 1024,
    onLine,
    onOutput,
    input,
  } = options;
  signal?.throwIfAborted();
  const program = startProgram('git', [...(gitDir ? [`--git-dir=${gitDir}`] : []), ...args], {
    env: options.env ?? gitEnvironment(),
    cwd: '/',
    input: input !== undefined,
    errors: true,
  });
  let problem: string | undefined;
  const stop = (why: string) => {
    problem ??= why;
    program.kill();
  };
  const timer = setTimeout(
    () => stop(`git took longer than ${timeoutSeconds} seconds`),
    timeoutSeconds * 1000,
  );
  const onAbort = () => stop('git was stopped');
  signal?.addEventListener('abort', onAbort, { once: true });

  const chunks: Buffer[] = [];
  let size = 0;
  let taken: Promise<unknown> | undefined;
  program.output.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) stop(`git wrote more than ${maxBytes} bytes`);
    else if (onOutput) {
      program.output.pause();
      taken = onOutput(chunk)
        .catch((error: Error) => stop(error.message))
        .finally(() => program.output.resume());
    } else chunks.push(chunk);
  });
  const lines = lineReader(onLine);
  program.errors?.on('data', lines.add);
  // What the program does not read is its own affair.
  if (input instanceof Readable) input.once('error', ({ message }) => stop(message)).pipe(program.input);
  else if (input !== undefined) program.input.end(input);

  try {
    const { code, failure } = await program.ended;
    await taken;
    const output = lines.kept();
    if (failure) throw new GitError(`git cannot be run: ${failure.message}`, output);
    if (problem) throw new GitStoppedError(problem, output, code);
    if (code !== 0) throw new GitError(reasonIn(output) ?? `git ended with ${code}`, output, code);
    return Buffer.concat(chunks);
  } finally {
    // What git did not read to its end would stay open.
    if (input instanceof Readable) input.destroy();
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Cuts what arrives into lines. Progress is written over itself with carriage returns. */
function lineReader(onLine: ((line: string) => void) | undefined) {
  let kept = '';
  let rest = '';
  return {
    add: (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split(/[\r\n]+/);
      rest = (lines.pop() ?? '').slice(-keptOutput);
      for (const line of lines) {
        if (line === '') continue;
        onLine?.(line);
        if (!isProgress(line)) kept = `${kept}${line}\n`.slice(-keptOutput);
      }
    },
    kept: () => withoutSecrets(`${kept}${isProgress(rest) ? '' : rest}`.trim()),
  };
}

const isProgress = (line: string) => /^(remote: )?[A-Z][\w ]+: +\d+%/.test(line);

/** The line that says why, of what git wrote. */
function reasonIn(output: string): string | undefined {
  const lines = output.split('\n').filter(Boolean);
  const found = lines.find((line) => /^(fatal|error|ERROR|ssh): /.test(line));
  if (found !== sshKnows) return found ?? lines.at(-1);
  return sshReason(lines.slice(0, lines.indexOf(sshKnows))) ?? found;
}

/** What git says when all that it knows is that ssh gave up. */
const sshKnows = 'fatal: Could not read from remote repository.';

/** The line of ssh that says why: the last one, but for one that repeats it and one that comes of another. */
function sshReason(lines: readonly string[]): string | undefined {
  if (lines.some((line) => /\bssh: (command )?not found$/.test(line))) {
    return 'ssh is not installed on the machine of the server';
  }
  const [, unreadable] = lines.map((line) => /^Load key ".*": (.+)$/.exec(line)).find(Boolean) ?? [];
  if (unreadable) return `ssh cannot read the private key: ${unreadable}`;
  return lines.filter((line) => line !== 'Host key verification failed.').at(-1);
}

/** SECURITY: no credential in a URL leaves in an error. */
export const withoutSecrets = (text: string): string =>
  text
    .replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]*@/gi, '$1')
    .replaceAll(/(Authorization: )[^\n]*/gi, '$1…');
