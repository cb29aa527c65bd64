import { type BenchDatabase, createDatabase, type Place } from './databases.js';
import { type AuditMode, auditModes, setAuditMode } from './gatehouse-client.js';
import type { Options } from './options.js';
import { type Contender, startContender, startGatehouse } from './processes.js';
import { type Bench, type Entry, generatorNote, type Measured, measure, wholeCpu } from './rounds.js';
import { costCells, costColumns, number, percentDearer, table, times } from './tables.js';

// Table (a): the first request of the main job, `currentUser` with the token of a service account.

const tokensPerAccount = 25;
/** How many different tokens are presented, spread over all there are. */
const presented = 1_000;

const job = {
  connections: 32,
  body: JSON.stringify({ query: 'query { currentUser { username } }' }),
  expected: '{"data":{"currentUser":{"username":"',
};

interface Subject {
  contender: Contender;
  database: BenchDatabase;
}

/** The same place with few tokens and with many. */
interface Pair {
  small: Subject;
  large: Subject;
}

/** Measures table (a) and answers it as Markdown. */
export async function currentUserTable(
  bench: Bench,
  options: Options,
  places: readonly Place[],
): Promise<string> {
  const pairs: Pair[] = [];
  for (const place of places) {
    const [small, large] = options.tokens;
    pairs.push({ small: await start(bench, place, small), large: await start(bench, place, large) });
  }
  const entries = new Map<string, Entry>([
    ['floor', { contender: await startContender(bench, 'floor'), job }],
    ['yoga', { contender: await startContender(bench, 'bare-yoga'), job }],
  ]);
  for (const subject of pairs.flatMap(({ small, large }) => [small, large])) {
    for (const mode of auditModes) entries.set(key(subject, mode), entryOf(subject, mode));
  }
  const measured = await measure(bench, entries);
  const of = (name: string) => measured.get(name) as Measured;
  return [
    `## (a) \`currentUser\` with a service account's token, ${job.connections} connections`,
    resultTable(pairs, of),
    generatorNote(measured.values()),
    sizeTable(pairs, of),
    ...pairs.filter(({ small }) => small.database.kind === 'server').map((pair) => aimTable(pair, of)),
  ].join('\n\n');
}

async function start(bench: Bench, place: Place, tokens: number): Promise<Subject> {
  const database = await createDatabase(bench, place, `tokens_${tokens}`, {
    accounts: Math.ceil(tokens / tokensPerAccount),
    tokensPerAccount,
  });
  return { database, contender: await startGatehouse(bench, database.env) };
}

const key = ({ database: { kind, tokens } }: Subject, mode: AuditMode) => `${kind} ${tokens} ${mode}`;

function entryOf({ contender, database }: Subject, mode: AuditMode): Entry {
  const { instance, tokens } = database;
  const count = Math.min(presented, tokens);
  const numbers = Array.from({ length: count }, (_, index) => 1 + Math.floor((index * tokens) / count));
  return {
    contender,
    job: { ...job, tokens: { instance, numbers } },
    prepare: () => setAuditMode(contender, database, mode),
  };
}

type Results = (name: string) => Measured;

function resultTable(pairs: readonly Pair[], of: Results): string {
  const references = { floor: of('floor'), yoga: of('yoga') };
  return table(
    ['', 'tokens', 'audit', ...costColumns],
    [
      ['fixed JSON on node:http (floor)', '', '', ...costCells(of('floor'), references)],
      ['bare Yoga', '', '', ...costCells(of('yoga'), references)],
      ...pairs
        .flatMap(({ small, large }) => [small, large])
        .flatMap((subject) =>
          auditModes.map((mode) => [
            `Gatehouse, ${subject.database.kind}`,
            number(subject.database.tokens),
            mode,
            ...costCells(of(key(subject, mode)), references),
          ]),
        ),
    ],
  );
}

function sizeTable(pairs: readonly Pair[], of: Results): string {
  const rows = pairs.flatMap(({ small, large }) =>
    auditModes.map((mode) => {
      const [few, many] = [of(key(small, mode)), of(key(large, mode))];
      return [
        `${number(large.database.tokens)} tokens against ${number(small.database.tokens)}, ${small.database.kind}, audit ${mode}`,
        times(many.perSecond / few.perSecond),
        percentDearer(many.perSecond ** -1, few.perSecond ** -1),
        percentDearer(wholeCpu(many), wholeCpu(few)),
      ];
    }),
  );
  return table(['', 'requests/s', 'time', 'CPU'], rows);
}

function aimTable({ small, large }: Pair, of: Results): string {
  const yoga = of('yoga').perSecond;
  const reached = (mode: AuditMode) =>
    [small, large].map(
      (subject) =>
        `${times(of(key(subject, mode)).perSecond / yoga)} (${number(subject.database.tokens)} tokens)`,
    );
  const dearer = auditModes.map((mode) => {
    const [few, many] = [of(key(small, mode)), of(key(large, mode))];
    return `${percentDearer(wholeCpu(many), wholeCpu(few))} (${mode})`;
  });
  return table(
    ['aim on server Postgres', 'measured'],
    [
      ['4 × bare Yoga with audit off', reached('off').join(', ')],
      ['3 × bare Yoga with durable audit', reached('durable').join(', ')],
      ['many tokens at most 5 % dearer than few, CPU with Postgres', dearer.join(', ')],
    ],
  );
}
