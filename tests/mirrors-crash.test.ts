import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { mirrorIn } from '../src/git/mirror.js';
import { currentSnapshot } from '../src/git/snapshot.js';
import { numberIn } from './support/access-tokens.js';
import { repositoriesDirectory } from './support/git.js';
import {
  adminSettings,
  ask,
  killServers,
  signIn,
  startServer,
  temporaryDirectory,
} from './support/process.js';

// A server that is killed while it clones or fetches leaves nothing that the next one cannot put right.

vi.setConfig({ testTimeout: 300_000 });

const rounds = 4;
const maxLifeMs = 400;

const data = await temporaryDirectory();
const host = await repositoriesDirectory();
afterEach(killServers);
afterAll(async () => {
  await data.remove();
  await host.remove();
});

test(`killed ${rounds} times while it clones and fetches, the server has every repository up to date after its next start`, async () => {
  const names = ['one', 'two', 'three'];
  const repositories = await Promise.all(names.map((name) => host.create(name)));
  const files = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`f${n}`, `${n}`.repeat(500)]));
  await Promise.all(repositories.map((repository) => repository.commit(files)));
  let commits: string[] = [];
  const config = JSON.stringify({ url: host.url, repos: names, repositoryPathPattern: '{repo}' });
  const update = 'mutation ($id: ID!) { updateMirrorRepository(repository: $id) { alwaysNil } }';
  const state = '{ repositories(first: 10) { nodes { id name mirrorInfo { cloned lastError } } } }';

  for (let round = 0; round < rounds; round += 1) {
    const server = await startServer({ DATA_DIR: data.path, ...adminSettings });
    const admin = await signIn(server.url);
    if (round === 0) {
      await ask(
        server.url,
        admin,
        'mutation ($config: String!) { addExternalService(input: { kind: OTHER, displayName: "git", config: $config }) { id } }',
        { config },
      );
    }
    commits = await Promise.all(
      repositories.map((repository) => repository.commit({ f1: `round ${round}` })),
    );
    const { nodes } = (await ask(server.url, admin, state)).repositories;
    await Promise.all(nodes.map(({ id }: { id: string }) => ask(server.url, admin, update, { id })));
    await setTimeout((maxLifeMs * round) / rounds);
    server.kill('SIGKILL');
    await server.exited;
  }

  const server = await startServer({ DATA_DIR: data.path });
  const admin = await signIn(server.url);
  const { nodes } = (await ask(server.url, admin, state)).repositories;
  const folder = (id: string) => join(data.path, 'repositories', String(numberIn(id)));
  const upToDate = async () => {
    const { repositories: now } = await ask(server.url, admin, state);
    const snapshots = await Promise.all(
      nodes.map(({ id }: { id: string }) => currentSnapshot(mirrorIn(folder(id)))),
    );
    return (
      now.nodes.every(({ mirrorInfo }: any) => mirrorInfo.cloned && mirrorInfo.lastError === null) &&
      snapshots.every((snapshot) => commits.includes(snapshot?.commit ?? ''))
    );
  };
  while (!(await upToDate())) await setTimeout(200);
  for (const { id } of nodes) {
    const left = await readdir(folder(id), { recursive: true });
    expect(left.filter((name) => name.endsWith('.tmp') || name.endsWith('.lock'))).toEqual([]);
  }
  server.kill('SIGTERM');
  expect(await server.exited).toMatchObject({ code: 0, stderr: expect.not.stringContaining('Error') });
});
