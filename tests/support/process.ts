import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startCommand } from '../../bench/start-command.js';
import { type GraphQLResult, headersOf, type Identity, testPassword } from './api.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const entry = join(root, 'dist/main.js');
const start = startCommand();
const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** The settings that make the first site admin: `admin` with the tests' password. */
export const adminSettings = {
  GATEHOUSE_ADMIN_USERNAME: 'admin',
  GATEHOUSE_ADMIN_EMAIL: 'admin@example.com',
  GATEHOUSE_ADMIN_PASSWORD: testPassword,
};

/** A server in a process of its own. */
export interface ServerProcess {
  url: string;
  pid: number;
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  /** How it ended. */
  exited: Promise<Exit>;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

const running = new Set<ChildProcess>();

/** Ends what tests left running; for `afterAll`. */
export async function killServers(): Promise<void> {
  await Promise.all(
    [...running].map((child) => {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      return ended;
    }),
  );
}

/** An empty directory of one's own and how to throw it away. */
export async function temporaryDirectory(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'gatehouse-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Starts the built server on a free port and waits until it says where it listens. Its end before that is an error. */
export async function startServer(settings: Record<string, string>): Promise<ServerProcess> {
  const started = await launch(settings);
  const { child } = started;
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const [, port] = /listens on \S+?:(\d+)\n/.exec(started.stdout()) ?? [];
      if (port) resolve(`http://127.0.0.1:${port}`);
    });
    void started.exited.then(({ code, stderr }) => reject(new Error(`it ended with ${code}: ${stderr}`)));
  });
  return {
    url,
    pid: child.pid as number,
    stdout: started.stdout,
    stderr: started.stderr,
    kill: (signal) => void child.kill(signal),
    exited: started.exited,
  };
}

/** Runs a server that is to end by itself. */
export const runServer = async (settings: Record<string, string>): Promise<Exit> =>
  (await launch(settings)).exited;

async function launch(settings: Record<string, string>) {
  await build();
  const child = spawn(process.execPath, [...start.flags, entry], {
    // Nothing of the developer's own settings, nor a file with them.
    cwd: tmpdir(),
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      ...start.env,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output.stderr += chunk;
  });
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal, ...output });
    });
  });
  return { child, exited, stdout: () => output.stdout, stderr: () => output.stderr };
}

const longestBuildMs = 180_000;

/** Compiles the server unless `dist` is newer than every source; of test files that start at once one does it. */
async function build(): Promise<void> {
  const lock = join(root, 'dist/.building');
  await mkdir(join(root, 'dist'), { recursive: true });
  for (;;) {
    if (await isFresh()) return;
    const taken = await mkdir(lock).catch((error: NodeJS.ErrnoException) => error.code);
    if (taken !== 'EEXIST') break;
    const since = (await stat(lock).catch(() => undefined))?.mtimeMs ?? Date.now();
    // Whoever took it was interrupted.
    if (Date.now() - since > longestBuildMs) await rmdir(lock).catch(() => {});
    await setTimeout(100);
  }
  try {
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
      cwd: root,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`the build failed:\n${stdout}`);
    // Compiled incrementally, a file that stays the same keeps its time.
    await utimes(entry, new Date(), new Date());
  } finally {
    await rmdir(lock);
  }
}

async function isFresh(): Promise<boolean> {
  const built = await stat(entry).catch(() => undefined);
  if (!built) return false;
  const sources = await readdir(join(root, 'src'), { recursive: true });
  const times = await Promise.all(
    sources.filter((name) => name.endsWith('.ts')).map((name) => stat(join(root, 'src', name))),
  );
  return times.every(({ mtimeMs }) => mtimeMs <= built.mtimeMs);
}

/** Resolves once nothing accepts connections at the address any more. */
export async function refusesConnections(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const accepts = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(Number(port), hostname);
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
  while (await accepts()) await setTimeout(5);
}

/** Asks a server in another process; `undefined` for an answer that never came. */
export async function send(
  url: string,
  identity: Identity,
  query: string,
  variables?: Record<string, unknown>,
): Promise<{ status: number; result: GraphQLResult } | undefined> {
  try {
    const response = await fetch(`${url}/.api/graphql`, {
      method: 'POST',
      headers: headersOf(identity),
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    return { status: response.status, result: response.ok ? (JSON.parse(text) as GraphQLResult) : {} };
  } catch {
    return undefined;
  }
}

/** As `send`, for an answer that must come and have no errors. */
export async function ask(
  url: string,
  identity: Identity,
  query: string,
  variables?: Record<string, unknown>,
): Promise<any> {
  const answer = await send(url, identity, query, variables);
  if (answer?.status !== 200 || answer.result.errors) {
    throw new Error(`${query}: ${JSON.stringify(answer) ?? 'no answer'}`);
  }
  return answer.result.data;
}

/** Signs in with the tests' password; the identity of the new session. */
export async function signIn(url: string, login = 'admin'): Promise<{ cookie: string }> {
  const response = await fetch(`${url}/-/sign-in`, {
    method: 'POST',
    body: JSON.stringify({ email: login, password: testPassword }),
  });
  const [cookie] = response.headers.getSetCookie().map((value) => value.split(';')[0] as string);
  if (!cookie) throw new Error(`not signed in: ${response.status} ${await response.text()}`);
  return { cookie };
}
