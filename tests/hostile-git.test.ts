import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { mirrorOf } from '../src/modules/mirrors/mirror-state.js';
import { numberIn } from './support/access-tokens.js';
import { headersOf, startTestApi, type TestApi } from './support/api.js';
import { makeBareRepository } from './support/git.js';
import { addConnection, namesSeen, repositoryNamed } from './support/repositories.js';

const bigFileBytes = 200 * 1024 * 1024;

let api: TestApi;
let gitDir: string;
/** What a hostile text tries to write. */
let written: string;

beforeAll(async () => {
  api = await startTestApi();
  written = join(api.services.config.DATA_DIR, 'written');
  await addConnection(api, { url: 'file:///nowhere', repos: ['app'], repositoryPathPattern: '{repo}' });
  const number = numberIn((await repositoryNamed(api, 'app')).id);
  gitDir = mirrorOf(api.services, number).gitDir;
  await makeBareRepository(gitDir);
  const git = (args: string, input = '') =>
    execFileSync('sh', ['-c', `${input}git --git-dir='${gitDir}' ${args}`], {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        ...Object.fromEntries(
          ['AUTHOR', 'COMMITTER'].flatMap((who) => [
            [`GIT_${who}_NAME`, 'Ada'],
            [`GIT_${who}_EMAIL`, 'ada@example.com'],
          ]),
        ),
      },
    }).trim();
  git('config core.compression 1');
  const blob = git('hash-object -w --stdin', `head -c ${bigFileBytes} /dev/zero | `);
  const tree = git('mktree', `printf '100644 blob ${blob}\\tbig\\n' | `);
  git(`update-ref refs/heads/big ${git(`commit-tree -m big ${tree}`)}`);
  await api.database.db.query(`UPDATE repository_mirrors SET status = 'CLONED' WHERE repository_id = $1`, [
    number,
  ]);
}, 60_000);
afterAll(() => api.close());

/** Begins to read a path, sent as it is: `fetch` would put it straight. Nothing beyond the first bytes is read. */
function open(path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(api.url);
    request({ hostname, port, path, headers: headersOf(api.admin), agent: false }, resolve)
      .on('error', reject)
      .end();
  });
}

async function read(path: string): Promise<string> {
  const response = await open(path);
  let text = '';
  for await (const chunk of response) text += chunk;
  return `${response.statusCode} ${text}`;
}

/** Whether git runs on the repository, other than to answer questions. */
const isRead = () =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .some((line) => line.includes(gitDir) && /cat-file blob|archive/.test(line));

describe('a name or a revision', () => {
  test('that goes up or reads as an option is no repository, however it is written', async () => {
    for (const name of ['../x', '..', './app', 'app/../app', '--upload-pack=x', '/etc/passwd']) {
      const { repository } = await api.ask(
        api.admin,
        'query ($name: String) { repository(name: $name) { id } }',
        {
          name,
        },
      );
      expect(repository, name).toBeNull();
      const escaped = name.replaceAll('.', '%2e').replaceAll('/', '%2F');
      for (const path of [
        `/${name}/-/raw`,
        `/${escaped}/-/raw`,
        `/${escaped}/-/raw/%2e%2e/%2e%2e/etc/passwd`,
      ]) {
        expect(await read(path), path).toMatch(/^404 (repository not found|no route)\n$/);
      }
    }
  });

  test('is not taken from a code host connection', async () => {
    for (const repo of ['../x', '..', 'a/../b', '-x']) {
      await api.query(
        api.admin,
        'mutation ($input: AddExternalServiceInput!) { addExternalService(input: $input) { id } }',
        {
          input: {
            kind: 'OTHER',
            displayName: 'hostile',
            config: JSON.stringify({
              url: 'file:///nowhere',
              repos: [repo],
              repositoryPathPattern: '{repo}',
            }),
          },
        },
      );
      expect(await namesSeen(api, api.admin), repo).toEqual(['app']);
    }
  });

  test('is never an option of git: nothing runs, and nothing is written', async () => {
    const hostile = [
      `--upload-pack=touch ${written}`,
      `--output=${written}`,
      `--exec=touch ${written}`,
      '--all',
      '-p',
      `main --output=${written}`,
      `:/--output=${written}`,
    ];
    for (const text of hostile) {
      const inPath = encodeURIComponent(text);
      expect(await read(`/app@${inPath}/-/raw/file`), text).toMatch(/^404 (revision not found|no route)\n$/);
      expect(await read(`/app@${inPath}/-/raw?format=tar`), text).toMatch(
        /^404 (revision not found|no route)\n$/,
      );
      expect(await read(`/app/-/raw/${inPath}`), text).toBe('404 path not found\n');
      const { data } = await api.query(
        api.admin,
        `query ($text: String!) { repository(name: "app") { of: commit(rev: $text) { oid } commit(rev: "main") {
          blob(path: $text) { path } byText: ancestors(first: 5, query: $text) { nodes { oid } }
          byPath: ancestors(first: 5, path: $text) { nodes { oid } } } } }`,
        { text },
      );
      expect(data?.repository, text).toEqual({
        of: null,
        commit: { blob: null, byText: { nodes: [] }, byPath: { nodes: [] } },
      });
      for (const date of ['after', 'before']) {
        const answer = await api.query(
          api.admin,
          `query ($text: String!) { repository(name: "app") { commit(rev: "main") { ancestors(first: 5, ${date}: $text) { nodes { oid } } } } }`,
          { text },
        );
        expect(answer.errors?.[0]?.message ?? '', text).not.toBe('Unexpected error.');
      }
    }
    expect(existsSync(written)).toBe(false);
  });
});

describe('a file of 200 MB', () => {
  test.each(['/app@big/-/raw/big', '/app@big/-/raw?format=tar'])(
    'ends its git when whoever reads %s hangs up in the middle',
    async (path) => {
      const response = await open(path);
      expect(response.statusCode).toBe(200);
      expect(isRead()).toBe(true);

      response.destroy();

      await vi.waitFor(() => expect(isRead()).toBe(false), { timeout: 10_000 });
      expect(await read('/app/-/raw/file')).toBe('200 text 1');
    },
  );

  test('is passed on and not held', async () => {
    const held = () => {
      const { arrayBuffers, heapUsed } = process.memoryUsage();
      return arrayBuffers + heapUsed;
    };
    const before = held();
    let most = 0;
    let size = 0;

    const response = await open('/app@big/-/raw/big');
    for await (const chunk of response) {
      size += chunk.length;
      most = Math.max(most, held() - before);
    }

    expect(size).toBe(bigFileBytes);
    expect(most).toBeLessThan(bigFileBytes / 2);
  }, 30_000);
});
