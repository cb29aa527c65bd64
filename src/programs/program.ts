import { spawn } from 'node:child_process';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { endGroup } from './end-group.js';
import { Launcher } from './launcher.js';

export interface ProgramOptions {
  cwd: string;
  /** All of its environment. */
  env: Record<string, string>;
  /** Whether it is told anything; otherwise its input is empty. */
  input?: boolean;
  /** Whether what it complains of is read. */
  errors?: boolean;
}

export interface Outcome {
  /** Null when it was ended. */
  code: number | null;
  /** Why it could not be run. */
  failure?: Error;
}

/** A program that runs beside this process, in a process group of its own. */
export interface Program {
  readonly input: Writable;
  readonly output: Readable;
  readonly errors: Readable | null;
  /** Resolves when it has ended and what it wrote was read or thrown away. */
  readonly ended: Promise<Outcome>;
  /** Ends it, and everything that it started. */
  kill(): void;
}

let launcher: Launcher | undefined;

/** One that ends again and again cannot run here. */
const mostReplacements = 10;
let replacements = 0;

/** From here on programs are started by a launcher. One that ends is replaced. */
export async function useLauncher(): Promise<void> {
  launcher = await Launcher.start();
}

/** Ends the launcher, and every program that it started. */
export async function closeLauncher(): Promise<void> {
  const closing = launcher;
  launcher = undefined;
  await closing?.close();
}

/** Starts a program. SECURITY: no shell is between; `args` reach it as they are. */
export function startProgram(command: string, args: readonly string[], options: ProgramOptions): Program {
  const all = { input: false, errors: false, ...options };
  if (launcher?.hasEnded) {
    launcher = undefined;
    replacements += 1;
    // Until there is another, this process starts them itself.
    if (replacements <= mostReplacements) useLauncher().catch(() => {});
  }
  return launcher?.start(command, args, all) ?? startHere(command, args, all);
}

function startHere(
  command: string,
  args: readonly string[],
  { cwd, env, input, errors }: Required<ProgramOptions>,
): Program {
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: [input ? 'pipe' : 'ignore', 'pipe', errors ? 'pipe' : 'ignore'],
    detached: true,
  });
  child.stdin?.on('error', () => {});
  return {
    input: child.stdin ?? new PassThrough(),
    output: child.stdout as Readable,
    errors: child.stderr,
    ended: new Promise((resolve) => {
      child.once('error', (failure) => resolve({ code: null, failure }));
      child.once('close', (code) => resolve({ code }));
    }),
    kill: () => {
      if (child.exitCode === null && child.signalCode === null) endGroup(child.pid);
    },
  };
}
