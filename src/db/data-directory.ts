import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseUnavailableError } from './database.js';

/** Socket paths may not be longer than about 107 bytes on Linux, 103 on macOS. */
const maxSocketPath = 100;

/**
 * Takes the data directory for this process, creating it if need be, and returns how to give it back. Two
 * processes on one embedded database would destroy it.
 *
 * The claim is a listening Unix socket inside the directory: unlike a pid file it ends with the process
 * however that dies, and it holds across containers that share the directory.
 *
 * @throws DatabaseUnavailableError when another process has it, or it cannot be created.
 */
export async function claimDataDirectory(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((cause: Error) => {
    throw new DatabaseUnavailableError(`cannot create the data directory ${directory}: ${cause.message}`);
  });
  const path = claimPath(directory);
  let server: Server;
  try {
    server = await listen(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') {
      throw new DatabaseUnavailableError(
        `cannot use the data directory ${directory}: ${(error as Error).message}`,
      );
    }
    if (await isAnswering(path)) throw inUse(directory);
    // Left by a process that died. Moving it aside first means that of two starting processes one wins.
    const stale = `${path}.${process.pid}`;
    await rename(path, stale).catch(() => {});
    await rm(stale, { force: true });
    server = await listen(path).catch(() => {
      throw inUse(directory);
    });
  }
  server.unref();
  return () => new Promise((done) => server.close(() => done()));
}

const inUse = (directory: string) =>
  new DatabaseUnavailableError(`the data directory ${directory} is in use by another Gatehouse process`);

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
