import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

/** The first cells of a Markdown table's rows, and how many cells each row has. */
function rowsOf(markdown: string, title: string): { name: string; cells: string[] }[] {
  const [, section = ''] = markdown.split(`## ${title}`);
  const [table = ''] = section.split('\n\n').filter((block) => block.startsWith('|'));
  return table
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
    .map(([name = '', ...cells]) => ({ name, cells }));
}

test('the bench measures every contender of both tables against its floor and bare Yoga', async () => {
  const { stdout } = await run(process.execPath, [
    '--import',
    'tsx',
    'bench/main.ts',
    '--quick',
    '--embedded',
  ]);

  const a = rowsOf(stdout, '(a)');
  const b = rowsOf(stdout, '(b)');
  expect(a.map(({ name, cells }) => [name, cells[0], cells[1]].join(' ').trim())).toEqual([
    'fixed JSON on node:http (floor)',
    'bare Yoga',
    'Gatehouse, embedded 100 durable',
    'Gatehouse, embedded 100 async',
    'Gatehouse, embedded 100 off',
    'Gatehouse, embedded 2,000 durable',
    'Gatehouse, embedded 2,000 async',
    'Gatehouse, embedded 2,000 off',
  ]);
  expect(b.map(({ name }) => name)).toEqual([
    expect.stringMatching(/^fixed JSON on node:http \(floor\), \d+ kB$/),
    'bare Yoga, the same JSON from memory',
    'Gatehouse, embedded',
  ]);
  // Requests a second, times the floor, times bare Yoga, p50, p99, CPU: a number in each, and none is 0.
  for (const { name, cells } of [...a, ...b]) {
    const numbers = cells.slice(-7, -1);
    expect(numbers, name).toHaveLength(6);
    for (const text of numbers) expect(text, name).toMatch(/^[\d,]*[1-9][\d,.]*( ×)?$|^0\.\d+( ×)?$/);
  }
}, 180_000);

// Of permissions with a Postgres server alone, which the bench would install: where there is none it is left out.
test.skipIf(!existsSync('/usr/lib/postgresql'))(
  'the bench measures permissions, and searches that find what ripgrep finds',
  async () => {
    const { stdout } = await run(process.execPath, [
      '--import',
      'tsx',
      'bench/main.ts',
      'permissions',
      'search',
      '--quick',
    ]);

    const permissions = rowsOf(stdout, '(permissions)');
    expect(permissions.map(({ name }) => name.replaceAll(/\d[\d,]*/g, '#'))).toEqual([
      'capture, one client',
      'capture, four clients together',
      'SQL statements a request',
      'presence of all, by probes of the client',
      'presence of all, in one request',
      ...[1, 2, 3].map(() => '`repositories(first: #)` and `repository(name)` with # grants, p#'),
      'replace # repositories x # accounts, # at once',
      'a write, p#',
      'a read meanwhile, p#',
      'the same lists again',
      'reading grants in pages of #',
      'server memory, the most',
    ]);
    for (const { name, cells } of permissions) {
      expect(cells, name).toEqual([expect.stringMatching(/^\d/), expect.any(String)]);
      expect(cells[0], name).not.toMatch(/NaN|undefined|Infinity/);
    }
    const searches = rowsOf(stdout, '(search)');
    expect(searches.map(({ name }) => name)).toEqual(
      ['all 6', '2'].flatMap((few) =>
        ['a rare word', 'a common regular expression', 'what is nowhere'].map(
          (what) => `${what}, seeing ${few}`,
        ),
      ),
    );
    for (const { name, cells } of searches) {
      const [lines = '', , ...rest] = cells;
      expect(lines, name).toMatch(/^([\d,]+) \/ \1 \/ [\d,]+$/);
      for (const text of rest) expect(text, name).toMatch(/^[\d,.]+ (ms|×)$/);
    }
  },
  180_000,
);

test('a command line that the bench does not understand is answered with how to use it', async () => {
  const failure = await run(process.execPath, ['--import', 'tsx', 'bench/main.ts', 'c']).catch(
    (error: { code: number; stderr: string }) => error,
  );

  expect(failure).toMatchObject({ code: 2, stderr: expect.stringContaining('npm run bench --') });
});
