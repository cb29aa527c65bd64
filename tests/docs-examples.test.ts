import { spawn } from 'node:child_process';
import { expect, test, vi } from 'vitest';
import { startTestApi } from './support/api.js';
import { createTestDatabase } from './support/database.js';
import { asPattern, type CodeBlock, codeBlocks, pages, readPage } from './support/markdown.js';
import { IssuedSecrets } from './support/secrets.js';
import { createInstallation, startServer } from './support/server-process.js';

const bashBlocks = (page: string) => codeBlocks(readPage(page)).filter(({ language }) => language === 'bash');

// Each test has an installation of its own, beside whatever else the machine does.
vi.setConfig({ testTimeout: 180_000 });

const readme = bashBlocks('README.md');
const ask = bashBlocks('docs/api.md').filter(({ text }) => text.startsWith('ask() {'));
const pagesToRun = pages.filter((page) => page !== 'README.md' && bashBlocks(page).length > 0);

test('the first service account of the README comes out of pasting its lines on an empty instance', async () => {
  const answers = await runOn(await installAndStart(), [], readme);

  expect(answers.at(-1)).toBe('{"data":{"currentUser":{"username":"ci-nightly"}}}');
});

test.each(pagesToRun)('the examples of %s answer what the page says', async (page) => {
  const preparation = page === 'docs/api.md' ? readme : [...readme, ...ask];

  await runOn(await newInstance(), preparation, bashBlocks(page), page);
});

test('the pages that show how to call the API have examples that run', () => {
  expect(pagesToRun).toEqual(
    [
      'api',
      'audit',
      'configuration',
      'external-accounts',
      'mail',
      'organizations',
      'repositories',
      'roles',
      'search',
      'service-accounts',
      'tokens',
      'webhooks',
    ].map((name) => `docs/${name}.md`),
  );
});

/** A server without any account. */
interface EmptyInstance {
  url: string;
  directory: string;
  /** Ends it, and fails the test when it logged a secret that was printed. */
  close(runs: readonly { output: string }[]): Promise<void>;
}

/** What was built, in a process of its own. */
async function installAndStart(): Promise<EmptyInstance> {
  const installation = await createInstallation();
  const server = await startServer(installation.env);
  return {
    url: server.url,
    directory: installation.directory,
    async close(runs) {
      const status = await server.stop();
      await installation.remove();
      expect(status, server.output()).toBe(0);
      const secrets = new IssuedSecrets();
      for (const { output } of runs) secrets.noteAnswer(output, []);
      secrets.save();
      expect(secrets.foundIn(server.output())).toEqual([]);
    },
  };
}

/** The same in this process, which takes a fraction of the time. */
async function newInstance(): Promise<EmptyInstance> {
  const database = await createTestDatabase();
  const api = await startTestApi({ BACKGROUND_WORK: true }, { database });
  return {
    url: api.url,
    directory: api.services.config.DATA_DIR,
    async close(runs) {
      for (const { output } of runs) api.secrets.noteAnswer(output, []);
      try {
        await api.close();
      } finally {
        await database.drop();
      }
    },
  };
}

/** Runs blocks in one shell and compares their answers. Returns the outputs of `blocks`. */
async function runOn(
  instance: EmptyInstance,
  preparation: CodeBlock[],
  blocks: CodeBlock[],
  page = 'README.md',
): Promise<string[]> {
  const all = [...preparation, ...blocks];
  const runs = await runInBash(all, instance.url, instance.directory);
  await instance.close(runs);
  for (const [index, { text, answer, line }] of all.entries()) {
    const run = runs[index] ?? { status: 'not reached', output: '' };
    const where = `${index < preparation.length ? 'preparation' : `${page}:${line}`}\n${text}\n${run.output}`;
    expect(run.status, where).toBe('0');
    if (answer) compare(run.output, answer, where);
  }
  return runs.slice(preparation.length).map(({ output }) => output);
}

/** A `json` block is what the last line holds, a `text` block how the output ends. */
function compare(output: string, { language, text }: CodeBlock, where: string): void {
  if (language === 'json') {
    const answer = JSON.parse(output.split('\n').at(-1) ?? '');
    expect(answer, where).toEqual(withPatterns(JSON.parse(text)));
  } else {
    const lines = text.split('\n').length;
    expect(output.replaceAll('\r', '').split('\n').slice(-lines).join('\n'), where).toMatch(asPattern(text));
  }
}

function withPatterns(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('…') ? expect.stringMatching(asPattern(value)) : value;
  if (Array.isArray(value)) return value.map(withPatterns);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withPatterns(inner)]));
}

const mark = '--- end of block, status';

/** One interactive-like shell: history expansion is on, as where people paste. */
async function runInBash(
  blocks: CodeBlock[],
  url: string,
  directory: string,
): Promise<{ status: string; output: string }[]> {
  const script = blocks.map(({ text }) => `${text}\nprintf '\\n${mark} %s\\n' $?\n`).join('');
  const bash = spawn('bash', ['--norc', '--noprofile', '-s'], {
    cwd: directory,
    env: { PATH: process.env['PATH'], HOME: directory, NO_PROXY: '*', LC_ALL: 'C.UTF-8' },
  });
  let output = '';
  bash.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  // What curl reports of its progress is not of interest.
  bash.stderr.resume();
  bash.stdin.end(`set -o history -o histexpand\n${script.replaceAll('http://localhost:3080', url)}`);
  await new Promise((done) => bash.once('close', done));
  const parts = output.split(new RegExp(`\\n${mark} (\\d+)\\n`));
  return parts.flatMap((part, index) =>
    index % 2 === 1 ? [{ status: part, output: (parts[index - 1] ?? '').trim() }] : [],
  );
}
