import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** The most memory that a process used, in megabytes, looked at several times a second. */
export function watchMemory(pid: number): { stop(): Promise<number> } {
  let most = 0;
  let running = true;
  const watching = (async () => {
    while (running) {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      most = Math.max(most, Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
      await sleep(200);
    }
  })();
  return {
    async stop() {
      running = false;
      await watching;
      return Math.round(most);
    },
  };
}
