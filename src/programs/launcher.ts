import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { PassThrough, pipeline } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { endGroup } from './end-group.js';
import type { LauncherReport, LauncherRequest, StreamName } from './launcher-messages.js';
import type { Outcome, Program, ProgramOptions } from './program.js';

/**
 * Has programs started by a small process beside this one. To start one, a process copies its page tables, during which
 * it does nothing else: some 30 microseconds for each megabyte that it uses. This process answers requests and uses
 * hundreds of them.
 *
 * What programs read and write goes through sockets in a directory that only this user may enter; nothing is copied on
 * the way. When this process ends, however it does, the launcher ends what still runs.
 */
export class Launcher {
  readonly #running = new Map<number, Running>();
  #lastId = 0;

  private constructor(
    private readonly child: ChildProcess,
    server: Server,
  ) {
    server.on('connection', (socket) => this.#connect(socket));
    child.on('message', ({ id, pid, code, failure }: LauncherReport) => {
      const running = this.#running.get(id);
      if (pid !== undefined) running?.begin(pid);
      else running?.end({ code, ...(failure !== undefined && { failure: new Error(failure) }) });
    });
    // It has ended, or was let go, and everything that it told has been read: which processes to end, for one.
    child.once('disconnect', () => {
      server.close();
      for (const running of this.#running.values()) {
        running.kill();
        running.end({ code: null, failure: new Error('the launcher ended') });
      }
    });
    // Neither keeps this process from ending.
    child.unref();
    child.channel?.unref();
    server.unref();
  }

  static async start(): Promise<Launcher> {
    const path = join(await mkdtemp(join(tmpdir(), 'gatehouse-')), 'socket');
    const server = createServer();
    server.listen(path);
    await once(server, 'listening');
    // As it is built, or as it is written while somebody works on it.
    const extension = extname(import.meta.url);
    const file = fileURLToPath(new URL(`launcher-process${extension}`, import.meta.url));
    const child = fork(file, [path], {
      execArgv: extension === '.ts' ? process.execArgv : ['--max-old-space-size=64'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await once(child, 'spawn');
    return new Launcher(child, server);
  }

  get hasEnded(): boolean {
    return !this.child.connected;
  }

  start(
    command: string,
    args: readonly string[],
    { cwd, env, input, errors }: Required<ProgramOptions>,
  ): Program {
    this.#lastId += 1;
    const id = this.#lastId;
    const running = new Running(errors, () => this.#running.delete(id));
    this.#running.set(id, running);
    const streams: StreamName[] = [...(input ? ['input' as const] : []), 'output'];
    if (errors) streams.push('errors');
    const request: LauncherRequest = { id, command, args, cwd, env, streams };
    this.child.send(request, () => {});
    return running;
  }

  /** Ends it, and what it runs. */
  async close(): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }

  /** The first line says whose connection it is. */
  #connect(socket: Socket): void {
    let head = Buffer.alloc(0);
    const read = () => {
      for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf(10);
        if (end < 0) continue;
        socket.off('readable', read);
        const [id, name] = head.toString('latin1', 0, end).split(' ');
        const running = this.#running.get(Number(id));
        if (end + 1 < head.length) socket.unshift(head.subarray(end + 1));
        if (running) running.connect(name as StreamName, socket);
        else socket.destroy();
        return;
      }
    };
    socket.on('error', () => {});
    socket.on('readable', read);
  }
}

/** A program that the launcher was asked for. Its streams are there before it is. */
class Running implements Program {
  readonly input = new PassThrough();
  readonly output = new PassThrough();
  readonly errors: PassThrough | null;
  readonly ended: Promise<Outcome>;
  #resolve: (outcome: Outcome) => void = () => {};
  #outcome: Outcome | undefined;
  #pid: number | undefined;
  #isUnwanted = false;
  /** Streams that were not read to their end. */
  #open: number;

  constructor(
    errors: boolean,
    private readonly onOver: () => void,
  ) {
    this.errors = errors ? new PassThrough() : null;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    // What is no longer read is lost, as with a pipe.
    this.input.on('error', () => {});
    const streams = [this.output, ...(this.errors ? [this.errors] : [])];
    this.#open = streams.length;
    for (const stream of streams) {
      stream.once('close', () => {
        this.#open -= 1;
        this.#endIfOver();
      });
    }
  }

  connect(name: StreamName, socket: Socket): void {
    // How it ended is told by the launcher.
    const done = () => {};
    if (name === 'input') pipeline(this.input, socket, done);
    else pipeline(socket, (name === 'output' ? this.output : this.errors) ?? new PassThrough(), done);
  }

  begin(pid: number): void {
    this.#pid = pid;
    if (this.#isUnwanted) endGroup(pid);
  }

  /** It has ended; what it wrote may still be on its way. */
  end(outcome: Outcome): void {
    this.#outcome = outcome;
    this.input.destroy();
    if (outcome.failure) {
      this.output.end();
      this.errors?.end();
    }
    this.#endIfOver();
  }

  kill(): void {
    if (this.#outcome) return;
    this.#isUnwanted = true;
    endGroup(this.#pid);
  }

  #endIfOver(): void {
    if (!this.#outcome || this.#open > 0) return;
    this.onOver();
    this.#resolve(this.#outcome);
  }
}
