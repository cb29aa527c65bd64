import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Job, Outcome, Report } from './load.js';
import type { Bench } from './rounds.js';
import { startCommand } from './start-command.js';

/** A server under measurement: a process of its own. */
export interface Contender {
  port: number;
  pid: number;
  /** CPU that the process has used so far, in seconds. */
  cpuSeconds(): Promise<number>;
}

type CleanUp = Pick<Bench, 'cleanUp'>;

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Every contender runs as a service would be run, so that libraries leave their checks for developers out. */
const environment = { NODE_ENV: 'production' };

async function startServer(
  { cleanUp }: CleanUp,
  args: string[],
  env: Record<string, string>,
): Promise<Contender> {
  const all = { ...process.env, ...environment, ...env };
  const child = spawn(process.execPath, ['--import', file('contenders/report-cpu.mjs'), ...args], {
    env: all,
    // Gatehouse writes its audit lines to stderr: they cost what writing costs, and go nowhere.
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  cleanUp.push(() => end(child));
  const port = await announcedPort(child).catch((error: Error) => {
    const again = spawnSync(process.execPath, args, { env: all, encoding: 'utf8', timeout: 5_000 });
    throw new Error(`${args.at(-1)}: ${error.message} ${again.stderr}`);
  });
  return {
    port,
    pid: child.pid ?? 0,
    cpuSeconds: async () => {
      const answer = once(child, 'message');
      child.send('cpu');
      const [{ user, system }] = (await answer) as [NodeJS.CpuUsage];
      return (user + system) / 1e6;
    },
  };
}

/** The port in a server's first lines. */
async function announcedPort({ stdout }: ChildProcess): Promise<number> {
  if (!stdout) throw new Error('no output');
  const seen: string[] = [];
  const lines = createInterface({ input: stdout });
  for await (const line of lines) {
    seen.push(line);
    const port = /listens on http:\/\/localhost:(\d+)/.exec(line)?.[1];
    if (port) {
      stdout.resume();
      return Number(port);
    }
  }
  throw new Error(`the server ended before it listened: ${seen.join(' ')}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

/** A contender of the bench itself, by its file in `contenders/`. */
export const startContender = (
  bench: CleanUp,
  name: string,
  env: Record<string, string> = {},
): Promise<Contender> => startServer(bench, ['--import', 'tsx', file(`contenders/${name}.ts`)], env);

/** Gatehouse as `npm start` starts it. */
export function startGatehouse(bench: CleanUp, env: Record<string, string>): Promise<Contender> {
  const start = startCommand();
  return startServer(bench, [...start.flags, file('../dist/main.js')], { ...start.env, ...env });
}

/** The load generator. */
export interface LoadGenerator {
  run(job: Job): Promise<Outcome>;
  stop(): Promise<void>;
}

export function startLoadGenerator(): LoadGenerator {
  const child = spawn(process.execPath, ['--import', 'tsx', file('load.ts')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    run: async (job) => {
      const answer = once(child, 'message');
      child.send(job);
      const [report] = (await answer) as [Report];
      if ('failure' in report) throw new Error(report.failure);
      return report.outcome;
    },
    stop: () => end(child),
  };
}
