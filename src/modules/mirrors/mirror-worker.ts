import { rm } from 'node:fs/promises';
import type { Task, TaskSource } from '../../background/worker.js';
import { git } from '../../git/git-process.js';
import { addStandIns } from '../../git/large-files.js';
import {
  cloneMirror,
  type FetchOptions,
  type FetchResult,
  fetchMirror,
  isCloned,
  type MirrorDirectory,
  packWhereNeeded,
  saysCorrupted,
  sizeOf,
} from '../../git/mirror.js';
import { takeSnapshot } from '../../git/snapshot.js';
import type { Services } from '../../services.js';
import { nothingYieldsIt, remotesOf, withAccess } from './fetch-access.js';
import {
  dueMirrors,
  type MirrorTask,
  markCloning,
  markCorrupted,
  markFailed,
  markFetched,
  markRemoved,
  markTaken,
  mirrorLease,
  mirrorOf,
  nextMirrorDueAt,
  noteProgress,
} from './mirror-state.js';

/** Progress is written no more often. */
const progressEveryMs = 1000;
/** Characters of an error or an output that are kept. */
const keptLength = 4000;

/** Copies repositories, brings the copies up to date, and removes those of repositories that are gone. */
export function mirrorTasks(services: Services): TaskSource {
  const { db, clock, siteConfiguration } = services;
  const settings = () => siteConfiguration.current.settings;
  const automatic = () => !settings().disableAutoGitUpdates;
  // What is asked for and what is due by itself take turns: neither waits for ever, however much there is of the other.
  let turnOfAsked = true;
  return {
    concurrency: () => settings().gitMaxConcurrentClones,
    due: async (limit) => {
      const { asked, scheduled } = await dueMirrors(db, { now: clock.now(), automatic: automatic(), limit });
      return (turnOfAsked ? inTurn(asked, scheduled) : inTurn(scheduled, asked)).map(
        (task): Task => ({
          name: mirrorLease(task.id),
          run: (signal) => {
            turnOfAsked = !task.asked;
            return work(services, task, signal);
          },
        }),
      );
    },
    nextDueAt: () => nextMirrorDueAt(db, automatic()),
  };
}

/** One of each as long as there are both. */
const inTurn = <Item>(first: readonly Item[], second: readonly Item[]): Item[] =>
  Array.from({ length: Math.max(first.length, second.length) }).flatMap((_, index) => [
    ...first.slice(index, index + 1),
    ...second.slice(index, index + 1),
  ]);

async function work(services: Services, task: MirrorTask, signal: AbortSignal): Promise<void> {
  const mirror = mirrorOf(services, task.id);
  if (task.deleted) {
    await rm(mirror.directory, { recursive: true, force: true });
    await markRemoved(services.db, task.id);
    return;
  }
  await markTaken(services.db, task.id);
  // After a crash the copy may be there whatever was written; after a deletion it may not be used whatever is there.
  const isThere = task.status !== 'NOT_CLONED' && (await isCloned(mirror));
  if (!isThere) await markCloning(services.db, task.id);
  const remotes = await remotesOf(services.db, task.id);
  let failure: unknown = new Error(nothingYieldsIt);
  for (const remote of remotes) {
    try {
      const result = await withAccess(services, remote, async ({ url, env, withoutSecrets }) => {
        const write = progressWriter(services, task.id, isThere);
        const options = { url, env, signal, onProgress: (line: string) => write(withoutSecrets(line)) };
        const fetched = await copy(services, { task, mirror, isThere, options, withoutSecrets });
        return { ...fetched, output: withoutSecrets(fetched.output) };
      });
      await afterFetch(services, task, mirror, result, signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      failure = error;
    }
  }
  await markFailed(services.db, task, {
    now: services.clock.now(),
    error: (failure as Error).message.slice(0, keptLength),
    cloned: isThere && (await isCloned(mirror)),
  });
}

interface Copying {
  task: MirrorTask;
  mirror: MirrorDirectory;
  isThere: boolean;
  options: FetchOptions;
  withoutSecrets: (text: string) => string;
}

/** A copy that is broken is made anew; until that is done, the broken one stays. */
async function copy(
  services: Services,
  { task, mirror, isThere, options, withoutSecrets }: Copying,
): Promise<FetchResult> {
  if (!isThere) return cloneMirror(mirror, options);
  try {
    return await fetchMirror(mirror, options);
  } catch (error) {
    if (options.signal.aborted || !saysCorrupted(error)) throw error;
    const reason = withoutSecrets((error as Error).message);
    services.log.warn({ repositoryId: task.id, reason }, 'a mirror is broken and is cloned anew');
    await markCorrupted(services.db, task.id, services.clock.now(), reason);
    return cloneMirror(mirror, options);
  }
}

async function afterFetch(
  services: Services,
  task: MirrorTask,
  mirror: MirrorDirectory,
  { changed, output }: FetchResult,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock, log } = services;
  const background = async (what: string, step: () => Promise<unknown>) => {
    try {
      await step();
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error, repositoryId: task.id }, `cannot ${what}`);
    }
  };
  await background('find large files', () => addStandIns(mirror, signal));
  await background('check out the default branch', () => takeSnapshot(mirror, signal));
  await background('pack a mirror', () => packWhereNeeded(mirror, signal));
  const now = clock.now();
  await markFetched(db, task.id, {
    now,
    lastChangedAt: await lastChange(mirror, { task, changed, now }),
    output: output.slice(-keptLength),
    byteSize: await sizeOf(mirror),
  });
}

/** Of a first copy the newest commit says how much happens; later what the fetches bring. */
async function lastChange(
  { gitDir }: MirrorDirectory,
  { task, changed, now }: { task: MirrorTask; changed: boolean; now: Date },
): Promise<Date> {
  if (task.lastChangedAt) return changed ? now : task.lastChangedAt;
  // `for-each-ref` ends at a date that is out of bounds.
  const args = ['rev-list', '--max-count=1', '--timestamp', '--branches'];
  const [seconds] = (await git(args, { gitDir })).toString('utf8').split(' ');
  const newest = Number(seconds) * 1000;
  return newest > 0 && newest < now.getTime() ? new Date(newest) : now;
}

function progressWriter({ db, log }: Services, id: number, isThere: boolean): (line: string) => void {
  let writtenAt = 0;
  return (line) => {
    if (isThere || Date.now() - writtenAt < progressEveryMs) return;
    writtenAt = Date.now();
    noteProgress(db, id, line.slice(0, 200)).catch((error: unknown) =>
      log.warn({ err: error }, 'cannot write how far a clone is'),
    );
  };
}
