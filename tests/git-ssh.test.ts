import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { git, gitEnvironment } from '../src/git/git-process.js';
import { currentSnapshot } from '../src/git/snapshot.js';
import { mirrorOf } from '../src/modules/mirrors/mirror-state.js';
import { messageOf, numberIn } from './support/access-tokens.js';
import { startTestApi, type TestApi } from './support/api.js';
import { repositoriesDirectory, type TestRepository } from './support/git.js';
import { addConnection, repositoryNamed } from './support/repositories.js';
import { hasSsh, programsWithoutSsh, type SshHost, sshKeyPair, startSshHost } from './support/ssh-host.js';

// Repositories that are fetched over ssh, from a host that takes one key.

const key = sshKeyPair();

let api: TestApi;
let files: Awaited<ReturnType<typeof repositoriesDirectory>>;
let app: TestRepository;
let host: SshHost;

beforeAll(async () => {
  api = await startTestApi({ BACKGROUND_WORK: true });
  files = await repositoriesDirectory();
  app = await files.create('app');
  await app.commit({ 'README.md': '# App\n' });
  host = await startSshHost(files.path, key.public);
});
afterAll(async () => {
  await api.close();
  await host.close();
  await files.remove();
});
beforeEach(() => {
  host.commands.length = 0;
  host.shown.length = 0;
});

const settled = () => api.services.background.idle();
const knowHosts = (...lines: string[]) =>
  writeFile(join(api.services.config.DATA_DIR, 'known_hosts'), lines.join(''));

/** How the copy of a repository is that a new connection names. */
async function mirrorFrom(config: { url?: string; repos?: string[]; gitSSHCredential?: string }) {
  const all = { url: host.url, repos: ['app'], repositoryPathPattern: '{repo}', ...config };
  const connection = await addConnection(api, all);
  await settled();
  const { id } = await repositoryNamed(api, (all.repos[0] ?? '').replace(/.*\//, ''));
  const info = async () =>
    (
      await api.ask(
        api.admin,
        'query ($id: ID!) { node(id: $id) { ... on Repository { mirrorInfo { cloned lastError remoteURL } } } }',
        { id },
      )
    ).node.mirrorInfo;
  const remove = async () => {
    await api.ask(
      api.admin,
      'mutation ($id: ID!) { deleteExternalService(externalService: $id) { alwaysNil } }',
      { id: connection.id },
    );
    await settled();
  };
  const fetch = async () => {
    await api.ask(
      api.admin,
      'mutation ($id: ID!) { updateMirrorRepository(repository: $id) { alwaysNil } }',
      { id },
    );
    await settled();
  };
  return { id, info, fetch, remove };
}

describe.skipIf(!hasSsh)('over ssh', () => {
  test('a repository is cloned and fetched with the private key of its connection', async () => {
    await knowHosts(host.known);
    // As it is pasted where lines end otherwise.
    const repository = await mirrorFrom({ gitSSHCredential: key.private.replaceAll('\n', '\r\n') });

    expect(await repository.info()).toEqual({ cloned: true, lastError: null, remoteURL: `${host.url}/app` });
    const commit = await app.commit({ 'README.md': '# More\n' });
    await repository.fetch();
    const snapshot = await currentSnapshot(mirrorOf(api.services, numberIn(repository.id)));
    expect(snapshot?.commit).toBe(commit);
    expect(await readFile(join(snapshot?.path ?? '', 'README.md'), 'utf8')).toBe('# More\n');
    expect(new Set(host.commands)).toEqual(new Set(["git-upload-pack '/app'"]));
    await repository.remove();
  });

  test('a host is not spoken to before its key is among the known ones, and then at once', async () => {
    await knowHosts();
    const repository = await mirrorFrom({ gitSSHCredential: key.private });

    const place = host.url.replace('ssh://git@127.0.0.1', '[127.0.0.1]');
    expect(await repository.info()).toMatchObject({
      cloned: false,
      lastError: `No ED25519 host key is known for ${place} and you have requested strict checking.`,
    });
    expect(host.shown).toEqual([]);
    expect(await readFile(join(api.services.config.DATA_DIR, 'known_hosts'), 'utf8')).toBe('');

    await knowHosts(host.known.replace(/\S+$/m, sshKeyPair().public.split(' ')[1] ?? ''));
    await repository.fetch();
    expect(await repository.info()).toMatchObject({
      cloned: false,
      lastError: `Host key for ${place} has changed and you have requested strict checking.`,
    });
    expect(host.shown).toEqual([]);

    await knowHosts(host.known);
    await repository.fetch();
    expect(await repository.info()).toMatchObject({ cloned: true, lastError: null });
    await repository.remove();
  });

  test('no key but that of the connection is shown, and one that the host does not take is said', async () => {
    await knowHosts(host.known);
    const denied = { cloned: false, lastError: 'git@127.0.0.1: Permission denied (publickey).' };
    const without = await mirrorFrom({});
    expect(await without.info()).toMatchObject(denied);
    expect(host.shown).toEqual([]);
    await without.remove();

    const foreign = await mirrorFrom({ gitSSHCredential: sshKeyPair().private });
    expect(await foreign.info()).toMatchObject(denied);
    expect(new Set(host.shown)).toEqual(new Set(['ssh-ed25519']));
    await foreign.remove();

    const broken = await mirrorFrom({
      gitSSHCredential: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
    });
    expect((await broken.info()).lastError).toMatch(/^ssh cannot read the private key: /);
    await broken.remove();
    expect(host.commands).toEqual([]);
  });

  test('the operator names keys in a configuration of ssh, for connections that bring none', async () => {
    await knowHosts(host.known);
    const repository = await mirrorFrom({});
    const directory = await mkdtemp(join(tmpdir(), 'gatehouse-ssh-'));
    const [config, identity] = [join(directory, 'config'), join(directory, 'key')];
    await writeFile(identity, key.private, { mode: 0o600 });
    await writeFile(config, `Host 127.0.0.1\n  IdentityFile ${identity}\n  StrictHostKeyChecking no\n`);
    const { DATA_DIR } = api.services.config;
    const other = await startTestApi({ SSH_CONFIG_FILE: config, DATA_DIR }, api);
    const check = async () =>
      (
        await other.ask(
          other.admin,
          'mutation ($id: ID!) { checkMirrorRepositoryConnection(repository: $id) { error } }',
          { id: repository.id },
        )
      ).checkMirrorRepositoryConnection.error;

    expect(await check()).toBeNull();
    // That hosts are known is not for it to say.
    await knowHosts();
    expect(await check()).toContain('host key is known');
    await other.close();
    await rm(directory, { recursive: true });
    await repository.remove();
  });

  test('what else is in the way is said in the words of whoever knows it', async () => {
    await knowHosts(host.known);
    const errors: string[] = [];
    for (const config of [{ repos: ['missing'] }, { repos: ["it's"] }, { url: 'ssh://git@127.0.0.1:1' }]) {
      const repository = await mirrorFrom({ gitSSHCredential: key.private, ...config });
      errors.push((await repository.info()).lastError);
      await repository.remove();
    }

    expect(errors).toEqual([
      expect.stringMatching(/^fatal: '.*\/missing' does not appear to be a git repository$/),
      'exec request failed on channel 0',
      'ssh: connect to host 127.0.0.1 port 1: Connection refused',
    ]);
  });
});

test('a machine without ssh says so', async () => {
  const programs = await programsWithoutSsh();
  const env = { ...gitEnvironment({ url: host.url, use: {}, knownHosts: '/none' }), PATH: programs.path };

  await expect(git(['ls-remote', '--end-of-options', `${host.url}/app`], { env })).rejects.toThrow(
    'ssh is not installed on the machine of the server',
  );
  await programs.remove();
});

test('ssh asks nobody, waits for no host for ever, and takes paths as they are', () => {
  const { GIT_SSH_COMMAND: command } = gitEnvironment({
    url: 'ssh://git@git.example.org/a',
    use: { sshKeyFile: "/tmp/it's a key" },
    knownHosts: '/100% known hosts',
  });

  expect(command?.split(" -o '")).toEqual([
    "ssh -F '/dev/null'",
    "BatchMode=yes'",
    "ConnectTimeout=20'",
    "ServerAliveInterval=20'",
    "ServerAliveCountMax=3'",
    "StrictHostKeyChecking=yes'",
    `UserKnownHostsFile="/100%% known hosts"'`,
    "GlobalKnownHostsFile=/dev/null'",
    "ControlPath=none'",
    "IdentitiesOnly=yes'",
    "IdentityAgent=none'",
    `IdentityFile="/tmp/it'\\''s a key"'`,
  ]);
});

describe('a private key', () => {
  const add = (gitSSHCredential: string) =>
    api.query(
      api.admin,
      'mutation ($config: String!) { addExternalService(input: { kind: OTHER, displayName: "ssh", config: $config }) { id } }',
      { config: JSON.stringify({ url: 'ssh://git@git.example.org', repos: ['a'], gitSSHCredential }) },
    );
  const encrypted = (type: 'pkcs1' | 'pkcs8') =>
    generateKeyPairSync('rsa', {
      modulusLength: 1024,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type, format: 'pem', cipher: 'aes-128-cbc', passphrase: 'secret' },
    }).privateKey;

  test.each([
    ['that ssh-keygen wrote', () => sshKeyPair('secret').private],
    ['as openssl writes it', () => encrypted('pkcs8')],
    ['in the old form', () => encrypted('pkcs1')],
  ])('with a passphrase is refused, since nobody is there to type it: %s', async (_how, make) => {
    expect(messageOf(await add(make()))).toBe(
      'invalid configuration of OTHER: line 1: gitSSHCredential: must be a private key without a passphrase',
    );
  });

  test.each([
    ['any text', 'no key'],
    ['a public key', key.public],
    ['half of a key', key.private.slice(0, 100)],
  ])('is a whole one: %s is refused', async (_what, text) => {
    expect(messageOf(await add(text))).toBe(
      'invalid configuration of OTHER: line 1: gitSSHCredential: must be a private key: all of its file, with the lines of BEGIN and END',
    );
  });
});
