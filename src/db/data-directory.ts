import { createHash } from 'node:crypto';
import { mkdir, rm, rmdir, stat } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DatabaseUnavailableError } from './database.js';

/** Socket paths may not be longer than about 107 bytes on Linux, 103 on macOS. */
const maxSocketPath = 100;

/** How long a start waits for others that are starting, and when their lock counts as left behind. */
const takeoverPatienceMs = 10_000;

/**
 * Takes the data directory for this process, creating it if need be, and returns how to give it back. Two
 * processes on one embedded database would destroy it.
 *
 * The claim is a listening Unix socket inside the directory: unlike a pid file it ends with the process
 * however that dies, and it holds across containers that share the directory. Looking whether an old socket
 * still answers and replacing it is done under a lock of its own, so that of several processes that start at
 * once over a dead one, one wins.
 *
 * @throws DatabaseUnavailableError when another process has it, or it cannot be created.
 */
export async function claimDataDirectory(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((cause: Error) => {
    throw new DatabaseUnavailableError(`cannot create the data directory ${directory}: ${cause.message}`);
  });
  const path = claimPath(directory);
  const server = await oneAtATime(`${path}.lock`, async () => {
    try {
      return await listen(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') {
        throw new DatabaseUnavailableError(
          `cannot use the data directory ${directory}: ${(error as Error).message}`,
        );
      }
      if (await isAnswering(path)) {
        throw new DatabaseUnavailableError(
          `the data directory ${directory} is in use by another Gatehouse process`,
        );
      }
      await rm(path, { force: true });
      return listen(path);
    }
  });
  server.unref();
  return () => new Promise((done) => server.close(() => done()));
}

/** Runs `work` while no other process runs its own under the same lock. The work takes milliseconds. */
async function oneAtATime<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const made = await stat(lock).catch(() => undefined);
      if (made && Date.now() - made.mtimeMs > takeoverPatienceMs) await rmdir(lock).catch(() => {});
      await setTimeout(20);
    }
  }
  try {
    return await work();
  } finally {
    await rmdir(lock);
  }
}

function claimPath(directory: string): string {
  const inside = join(resolve(directory), 'gatehouse.sock');
  if (Buffer.byteLength(inside) <= maxSocketPath) return inside;
  const name = createHash('sha256').update(inside).digest('hex').slice(0, 16);
  return join(tmpdir(), `gatehouse-${name}.sock`);
}

function listen(path: string): Promise<Server> {
  return new Promise((done, fail) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', fail);
    server.listen(path, () => done(server));
  });
}

function isAnswering(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
