import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

/** Linux counts CPU in hundredths of a second. */
const ticksPerSecond = 100;

interface ProcessTimes {
  parent: number;
  /** Of the process itself, in seconds. */
  own: number;
  /** Of its children that have ended. */
  ended: number;
}

/**
 * How to read the CPU, in seconds, that all processes of a Postgres server have used so far. Undefined when it runs
 * elsewhere, or not on Linux: then nobody can tell.
 */
export async function postgresCpu(url: string): Promise<(() => Promise<number>) | undefined> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ pid: number; version: string }>('SELECT pg_backend_pid() AS pid');
  const backend = await times(rows[0]?.pid ?? 0);
  const name = await readFile(`/proc/${backend?.parent}/comm`, 'utf8').catch(() => '');
  await client.end();
  if (!backend || !name.startsWith('postgres')) return undefined;
  return () => cpuOfTree(backend.parent);
}

async function cpuOfTree(postmaster: number): Promise<number> {
  let total = 0;
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    const found = Number.isInteger(pid) ? await times(pid) : undefined;
    if (pid === postmaster) total += (found?.own ?? 0) + (found?.ended ?? 0);
    else if (found?.parent === postmaster) total += found.own;
  }
  return total;
}

async function times(pid: number): Promise<ProcessTimes | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (!stat) return undefined;
  // What precedes the last parenthesis is the name, which may hold anything.
  const [, parent, , , , , , , , , , user, system, endedUser, endedSystem] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const seconds = (...ticks: (number | undefined)[]) =>
    ticks.reduce<number>((sum, tick) => sum + (tick ?? 0), 0) / ticksPerSecond;
  return { parent: parent ?? 0, own: seconds(user, system), ended: seconds(endedUser, endedSystem) };
}
