import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Program } from '../src/programs/program.js';

// The launcher is a process of its own, so it is what was built that is tested here.
const built = (await import(
  new URL('../dist/programs/program.js', import.meta.url).href
)) as typeof import('../src/programs/program.js');
const { startProgram, useLauncher, closeLauncher } = built;

const environment = { PATH: process.env['PATH'] ?? '' };
const start = (command: string, args: string[] = [], wanted: { input?: boolean; errors?: boolean } = {}) =>
  startProgram(command, args, { cwd: '/', env: environment, ...wanted });
const shell = (script: string, wanted = {}) => start('sh', ['-c', script], wanted);

/** What has ended, and waits for somebody to ask how, does not run. */
const isRunning = (pid: number) => {
  const { status, stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 && !stdout.startsWith('Z');
};
const untilEnded = (pid: number) =>
  vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 5000, interval: 10 });

describe.each(['from this process', 'by the launcher'])('a program that is started %s', (how) => {
  beforeAll(async () => {
    if (how === 'by the launcher') await useLauncher();
  });
  afterAll(closeLauncher);

  test('is told its input, and what it writes, where and with which code it ends is known', async () => {
    const program = shell('pwd; cat; echo "$0 $HOME" >&2; exit 3', { input: true, errors: true });
    program.input.end('told');
    expect(
      await Promise.all([text(program.output), text(program.errors ?? program.output), program.ended]),
    ).toEqual(['/\ntold', 'sh \n', { code: 3 }]);
  });

  test('has an empty input where it is told nothing', async () => {
    const program = start('cat');
    expect([await text(program.output), await program.ended]).toEqual(['', { code: 0 }]);
  });

  test('reads and writes any number of bytes, no faster than they are taken', async () => {
    const bytes = randomBytes(20_000_000);
    const program = start('cat', [], { input: true });
    program.input.end(bytes);
    const hash = createHash('sha256');
    for await (const chunk of program.output) hash.update(chunk);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    const endless = start('yes');
    await once(endless.output, 'readable');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(endless.output.readableLength).toBeLessThan(1_000_000);
    endless.kill();
    endless.output.resume();
    expect(await endless.ended).toEqual({ code: null });
  });

  test('ends when nobody takes its output any more', async () => {
    const program = start('yes');
    for await (const _chunk of program.output) break;
    expect((await program.ended).code).not.toBe(0);
  });

  test('ends with all that it started', async () => {
    const program = shell('sleep 1000 & echo $!; wait');
    const [line] = await once(program.output, 'data');
    program.kill();
    await program.ended;
    await untilEnded(Number(line));
  });

  test('may be ended before it has begun', async () => {
    const program = start('sleep', ['1000']);
    program.kill();
    program.output.resume();
    expect(await program.ended).toEqual({ code: null });
  });

  test('that is not there is told of', async () => {
    const program = start('gatehouse-has-no-such-program', [], { errors: true });
    program.errors?.resume();
    expect(await text(program.output)).toBe('');
    expect((await program.ended).failure?.message).toContain('ENOENT');
  });

  test('is not taken for another, however many run', async () => {
    const programs = Array.from({ length: 50 }, (_, number) => shell(`echo ${number}; exit ${number}`));
    const said = await Promise.all(
      programs.map(async ({ output, ended }: Program) => [(await text(output)).trim(), (await ended).code]),
    );
    expect(said).toEqual(programs.map((_, number) => [String(number), number]));
  });
});

describe('the launcher', () => {
  test('ends what it runs when the process that it works for is killed', async () => {
    const script = `
      const { startProgram, useLauncher } = await import(${JSON.stringify(new URL('../dist/programs/program.js', import.meta.url).href)});
      await useLauncher();
      const { output } = startProgram('sh', ['-c', 'echo $$; exec sleep 1000'], { cwd: '/', env: process.env });
      output.on('data', (line) => process.stdout.write(line));
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(child.stdout, 'data');
    expect(isRunning(Number(line))).toBe(true);
    child.kill('SIGKILL');
    await untilEnded(Number(line));
  });

  test('is replaced when it is killed, and what it ran has failed', async () => {
    await useLauncher();
    const program = shell('echo $PPID $$; exec sleep 1000');
    const [line] = await once(program.output, 'data');
    const [launcher, pid] = String(line).split(' ').map(Number) as [number, number];
    // Which process that is was told before how another one ended.
    const other = start('true');
    other.output.resume();
    expect(await other.ended).toEqual({ code: 0 });
    process.kill(launcher, 'SIGKILL');
    program.output.resume();
    expect((await program.ended).failure?.message).toBe('the launcher ended');
    await untilEnded(pid);
    expect(await text(start('echo', ['still here']).output)).toBe('still here\n');
    await vi.waitFor(
      async () => expect(await text(shell('echo $PPID').output)).not.toBe(`${process.pid}\n`),
      { timeout: 5000 },
    );
    await closeLauncher();
  });
});
