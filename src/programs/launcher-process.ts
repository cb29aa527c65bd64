import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { endGroup } from './end-group.js';
import { type LauncherReport, type LauncherRequest, streamNames } from './launcher-messages.js';

// A process of its own, see launcher.ts. It starts what it is told to, connects it with who asked, and tells when it ended.

const [, , socketPath = ''] = process.argv;
const running = new Map<number, ChildProcess>();

const report = (message: LauncherReport) => {
  if (process.connected) process.send?.(message);
};

async function start({ id, command, args, cwd, env, streams }: LauncherRequest): Promise<void> {
  const sockets: Socket[] = [];
  try {
    for (const name of streamNames) {
      if (!streams.includes(name)) continue;
      // Paused, so that nothing is read here that is for the program.
      const socket = connect(socketPath).pause();
      sockets.push(socket);
      await once(socket, 'connect');
      await new Promise<void>((written) => socket.write(`${id} ${name}\n`, () => written()));
    }
    const stdio = streamNames.map((name) =>
      streams.includes(name) ? (sockets[streams.indexOf(name)] as Socket) : 'ignore',
    );
    const child = spawn(command, args, { cwd, env, stdio, detached: true });
    running.set(id, child);
    if (child.pid !== undefined) report({ id, pid: child.pid });
    const ended = (message: LauncherReport) => {
      if (running.delete(id)) report(message);
    };
    child.once('error', ({ message }) => ended({ id, code: null, failure: message }));
    child.once('exit', (code) => ended({ id, code }));
  } catch (error) {
    report({ id, code: null, failure: (error as Error).message });
  }
  // The program has its own copies.
  for (const socket of sockets) socket.destroy();
}

process.on('message', (request: LauncherRequest) => void start(request));
// Who asked is gone: nobody reads what the programs write.
process.once('disconnect', async () => {
  for (const child of running.values()) endGroup(child.pid);
  await rm(dirname(socketPath), { recursive: true, force: true });
  process.exit();
});
// A terminal sends these to all of its processes. The server decides when it has ended.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('SIGHUP', () => {});
