import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { numberIn } from './support/access-tokens.js';
import { headersOf } from './support/api.js';
import { repositoriesDirectory } from './support/git.js';
import {
  adminSettings,
  ask,
  killServers,
  type ServerProcess,
  signIn,
  startServer,
  temporaryDirectory,
} from './support/process.js';

// A search job goes on where a server that was killed left it, and has everything that it found once.

vi.setConfig({ testTimeout: 300_000 });

const branches = ['b0', 'b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7'];
const names = ['one', 'two'];

const data = await temporaryDirectory();
const host = await repositoriesDirectory();
afterEach(killServers);
afterAll(async () => {
  await data.remove();
  await host.remove();
});

const state = (id: string) =>
  `{ node(id: "${id}") { ... on SearchJob { state repoStats { total completed failed } } } }`;

test('killed in the middle of a job, the server completes it after its next start, and finds nothing twice', async () => {
  for (const name of names) {
    const repository = await host.create(name);
    for (const branch of branches) {
      await repository.commit(
        Object.fromEntries(
          Array.from({ length: 40 }, (_, n) => [`f${n}`, `needle ${branch} ${n}\n`.repeat(50)]),
        ),
      );
      repository.git('branch', branch);
    }
  }
  let server = await startServer({ DATA_DIR: data.path, ...adminSettings });
  let admin = await signIn(server.url);
  const config = JSON.stringify({ url: host.url, repos: names, repositoryPathPattern: '{repo}' });
  await ask(
    server.url,
    admin,
    'mutation ($config: String!) { addExternalService(input: { kind: OTHER, displayName: "git", config: $config }) { id } }',
    { config },
  );
  const cloned = async () =>
    (
      await ask(server.url, admin, '{ repositories(first: 10) { nodes { mirrorInfo { cloned } } } }')
    ).repositories.nodes.every(({ mirrorInfo }: any) => mirrorInfo.cloned);
  while (!(await cloned())) await setTimeout(100);

  const { createSearchJob: job } = await ask(
    server.url,
    admin,
    'mutation ($query: String!) { createSearchJob(query: $query) { id } }',
    { query: `repo:.@${branches.join(':')} needle` },
  );
  const total = names.length * branches.length;
  expect(await begun(server, admin, job.id)).toBeLessThan(total);
  server.kill('SIGKILL');
  await server.exited;
  server = await startServer({ DATA_DIR: data.path });
  admin = await signIn(server.url);
  const ended = async () => (await ask(server.url, admin, state(job.id))).node;
  while ((await ended()).state === 'PROCESSING') await setTimeout(100);

  expect(await ended()).toEqual({ state: 'COMPLETED', repoStats: { total, completed: total, failed: 0 } });
  const response = await fetch(`${server.url}/.api/search/export/${numberIn(job.id)}.jsonl`, {
    headers: headersOf(admin),
  });
  const found = (await response.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ repository, branches: [branch], path }) => `${repository}@${branch} ${path}`);
  expect(found).toHaveLength(total * 40);
  expect(new Set(found).size).toBe(found.length);
  server.kill('SIGTERM');
  expect(await server.exited).toMatchObject({ code: 0, stderr: expect.not.stringContaining('Error') });
});

/** Waits until a job has done something, and answers how far it is. */
async function begun(
  server: ServerProcess,
  admin: Awaited<ReturnType<typeof signIn>>,
  id: string,
): Promise<number> {
  for (;;) {
    const { completed } = (await ask(server.url, admin, state(id))).node.repoStats;
    if (completed > 0) return completed;
    await setTimeout(5);
  }
}
