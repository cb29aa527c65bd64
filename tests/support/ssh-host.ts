import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ssh2 from 'ssh2';

const { Server, utils } = ssh2;

/** Whether this machine has the program that git reaches hosts with. Without it tests of it are left out. */
export const hasSsh = spawnSync('ssh', ['-V']).status === 0;

/** A directory of programs with git and without ssh. */
export async function programsWithoutSsh(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'gatehouse-path-'));
  await symlink(execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim(), join(path, 'git'));
  return { path, remove: () => rm(path, { recursive: true }) };
}

/** A key pair: the private half as `ssh-keygen` writes it, the public half in one line. */
export function sshKeyPair(passphrase?: string): { private: string; public: string } {
  const pair = utils.generateKeyPairSync(
    'ed25519',
    passphrase ? { passphrase, cipher: 'aes256-ctr', rounds: 1 } : {},
  );
  // One of 256 is written without the zero that it begins with, and nobody can read it.
  return utils.parseKey(pair.public) instanceof Error ? sshKeyPair(passphrase) : pair;
}

/** A host that people fetch from over ssh. */
export interface SshHost {
  url: string;
  /** Its line in a file of known hosts. */
  known: string;
  /** Commands that it was asked for, by whoever it let in. */
  commands: string[];
  /** Algorithms of the keys that it was shown. */
  shown: string[];
  close(): Promise<void>;
}

/**
 * Lets in whoever has the private half of `publicKey`, and runs git-upload-pack on what is in a directory. Other commands
 * are refused.
 */
export async function startSshHost(directory: string, publicKey: string): Promise<SshHost> {
  const hostKey = sshKeyPair();
  const allowed = utils.parseKey(publicKey);
  if (allowed instanceof Error) throw allowed;
  const commands: string[] = [];
  const shown: string[] = [];
  const server = new Server({ hostKeys: [hostKey.private] }, (client) => {
    // Whoever does not like the key of the host hangs up.
    client.on('error', () => {});
    client.on('authentication', (attempt) => {
      if (attempt.method !== 'publickey') return attempt.reject(['publickey']);
      shown.push(attempt.key.algo);
      const isAllowed = attempt.key.data.equals(allowed.getPublicSSH());
      const { blob, signature, hashAlgo } = attempt;
      const isProven = !signature || (blob && allowed.verify(blob, signature, hashAlgo) === true);
      return isAllowed && isProven ? attempt.accept() : attempt.reject(['publickey']);
    });
    client.on('session', (accept) => {
      const session = accept();
      const env: Record<string, string> = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };
      session.on('env', (acceptVariable, _reject, { key, val }) => {
        if (key === 'GIT_PROTOCOL') env[key] = val;
        acceptVariable?.();
      });
      session.on('exec', (acceptCommand, reject, { command }) => {
        commands.push(command);
        const [, path] = /^git-upload-pack '([^']+)'$/.exec(command) ?? [];
        const repository = resolve(directory, `.${path}`);
        if (path === undefined || !repository.startsWith(`${directory}/`)) return reject();
        const channel = acceptCommand();
        const program = spawn('git', ['upload-pack', '--', repository], { env });
        channel.pipe(program.stdin);
        program.stdout.pipe(channel, { end: false });
        program.stderr.pipe(channel.stderr, { end: false });
        program.on('close', (code) => {
          channel.exit(code ?? 1);
          channel.end();
        });
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `ssh://git@127.0.0.1:${port}`,
    known: `[127.0.0.1]:${port} ${hostKey.public.split(' ').slice(0, 2).join(' ')}\n`,
    commands,
    shown,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
