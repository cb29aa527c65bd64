import { execFile } from 'node:child_process';
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

test('a command line that the bench does not understand is answered with how to use it', async () => {
  const failure = await run(process.execPath, ['--import', 'tsx', 'bench/main.ts', 'c']).catch(
    (error: { code: number; stderr: string }) => error,
  );

  expect(failure).toMatchObject({ code: 2, stderr: expect.stringContaining('npm run bench --') });
});
