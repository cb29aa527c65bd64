import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from './load.js';
import type { Contender, LoadGenerator } from './processes.js';

/** One line of a table: a contender, and what it is asked. */
export interface Entry {
  contender: Contender;
  job: Omit<Job, 'port' | 'seconds'>;
  /** Brings the contender into the state to be measured. */
  prepare?: () => Promise<void>;
}

/** What an entry reached in one turn, or its medians over the rounds. */
export interface Measured {
  perSecond: number;
  p50: number;
  p99: number;
  /** CPU microseconds per request: of the server process, and of the Postgres server. */
  cpu: number;
  postgresCpu: number | undefined;
  /** Share of one core that the load generator used. */
  generatorLoad: number;
}

export interface Bench {
  generator: LoadGenerator;
  /** Reads the CPU seconds of the Postgres server, where that can be known. */
  postgresCpu: (() => Promise<number>) | undefined;
  rounds: number;
  seconds: number;
  warmupSeconds: number;
  /** What is to be done after a table, last first. */
  cleanUp: (() => Promise<void>)[];
}

/** CPU microseconds per request of everything that is known to work for it. */
export const wholeCpu = (measured: Measured): number => measured.cpu + (measured.postgresCpu ?? 0);

/** What a reader has to know of the load generator: near 1 it is what limits. */
export function generatorNote(measured: Iterable<Measured>): string {
  const loads = [...measured].map(({ generatorLoad }) => generatorLoad);
  return `The load generator used ${Math.min(...loads).toFixed(2)} to ${Math.max(...loads).toFixed(2)} of one core.`;
}

/** What servers do after a request (flush, write behind) is given this long before the next turn. */
const pauseMs = 300;

/** Gives every entry its turn in every round, in turn order and back again, and answers the medians. */
export async function measure<Name extends string>(
  bench: Bench,
  entries: ReadonlyMap<Name, Entry>,
): Promise<Map<Name, Measured>> {
  const turns = new Map<Name, Measured[]>([...entries.keys()].map((name) => [name, []]));
  for (const entry of entries.values()) await turn(bench, entry, bench.warmupSeconds);
  for (let round = 0; round < bench.rounds; round += 1) {
    // Forward and back, so that nobody always follows the same neighbour.
    const order = round % 2 === 0 ? [...entries] : [...entries].reverse();
    for (const [name, entry] of order) turns.get(name)?.push(await turn(bench, entry, bench.seconds));
  }
  return new Map([...turns].map(([name, measured]) => [name, medians(measured)]));
}

async function turn(bench: Bench, entry: Entry, seconds: number): Promise<Measured> {
  const { contender, job, prepare } = entry;
  await prepare?.();
  const cpuBefore = await contender.cpuSeconds();
  const postgresBefore = await bench.postgresCpu?.();
  const outcome = await bench.generator.run({ ...job, port: contender.port, seconds });
  const postgresAfter = await bench.postgresCpu?.();
  const cpuAfter = await contender.cpuSeconds();
  await sleep(pauseMs);
  const micros = (cpuSeconds: number) => (cpuSeconds / outcome.requests) * 1e6;
  return {
    perSecond: outcome.requests / outcome.seconds,
    p50: outcome.p50,
    p99: outcome.p99,
    cpu: micros(cpuAfter - cpuBefore),
    postgresCpu:
      postgresBefore === undefined || postgresAfter === undefined
        ? undefined
        : micros(postgresAfter - postgresBefore),
    generatorLoad: outcome.cpuSeconds / outcome.seconds,
  };
}

function medians(turns: readonly Measured[]): Measured {
  const of = (pick: (turn: Measured) => number) => median(turns.map(pick));
  return {
    perSecond: of((turn) => turn.perSecond),
    p50: of((turn) => turn.p50),
    p99: of((turn) => turn.p99),
    cpu: of((turn) => turn.cpu),
    postgresCpu:
      turns[0]?.postgresCpu === undefined ? undefined : of((turn) => turn.postgresCpu ?? Number.NaN),
    generatorLoad: of((turn) => turn.generatorLoad),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
