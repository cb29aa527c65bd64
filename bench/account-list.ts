import { deepStrictEqual } from 'node:assert';
import { createDatabase, type Place } from './databases.js';
import { ask } from './gatehouse-client.js';
import { startContender, startGatehouse } from './processes.js';
import { type Bench, type Entry, generatorNote, type Measured, measure } from './rounds.js';
import { costCells, costColumns, table, times } from './tables.js';
import { adminToken } from './tokens.js';

// Table (b): a page of service accounts with their tokens, as a site admin's page shows it.

const query = `{
  serviceAccounts(first: 50) { nodes {
    id name description createdAt state owner { username }
    accessTokens(first: 10) { nodes { id note scopes createdAt expiresAt lastUsedAt } totalCount }
  } }
}`;

const job = {
  connections: 8,
  body: JSON.stringify({ query }),
  expected: '{"data":{"serviceAccounts":{"nodes":[{"id":"',
};
/** Postgres puts spaces into the JSON that it builds. */
const handWrittenJob = { ...job, expected: '{"data" : {"serviceAccounts" : {"nodes" : [{"id" : "' };

/** Measures table (b) and answers it as Markdown. */
export async function accountListTable(bench: Bench, places: readonly Place[]): Promise<string> {
  const entries = new Map<string, Entry>();
  const names = new Map<string, string>();
  const add = (key: string, name: string, entry: Entry) => {
    entries.set(key, entry);
    names.set(key, name);
  };
  let answer = '';
  for (const place of places) {
    const database = await createDatabase(bench, place, 'list', { accounts: 50, tokensPerAccount: 10 });
    const gatehouse = await startGatehouse(bench, database.env);
    answer = (await ask(gatehouse, database, query)).text;
    const tokens = { instance: database.instance, numbers: [adminToken] };
    add(`gatehouse ${place.kind}`, `Gatehouse, ${place.kind}`, {
      contender: gatehouse,
      job: { ...job, tokens },
    });
    if (place.kind === 'server') {
      const url = database.env['DATABASE_URL'] ?? '';
      const contender = await startContender(bench, 'hand-written', { DATABASE_URL: url });
      const response = await fetch(`http://127.0.0.1:${contender.port}/`);
      deepStrictEqual(
        await response.json(),
        JSON.parse(answer),
        'the hand-written statement gives other JSON',
      );
      add('hand-written', 'one hand-written SQL statement, server', { contender, job: handWrittenJob });
    }
  }
  add('floor', `fixed JSON on node:http (floor), ${Math.round(answer.length / 1000)} kB`, {
    contender: await startContender(bench, 'floor', { BENCH_ANSWER: answer }),
    job,
  });
  add('yoga', 'bare Yoga, the same JSON from memory', {
    contender: await startContender(bench, 'bare-yoga', { BENCH_ANSWER: answer }),
    job,
  });
  const measured = await measure(bench, entries);
  const references = { floor: measured.get('floor') as Measured, yoga: measured.get('yoga') as Measured };
  const rows = ['floor', 'yoga', 'hand-written', 'gatehouse server', 'gatehouse embedded'].flatMap((key) => {
    const found = measured.get(key);
    return found ? [[names.get(key) ?? '', ...costCells(found, references)]] : [];
  });
  const handWritten = measured.get('hand-written');
  const gatehouse = measured.get('gatehouse server');
  return [
    `## (b) 50 service accounts with 10 tokens each, ${job.connections} connections`,
    table(['', ...costColumns], rows),
    generatorNote(measured.values()),
    ...(handWritten && gatehouse
      ? [
          table(
            ['aim on server Postgres', 'measured'],
            [['0.4 of the hand-written statement', times(gatehouse.perSecond / handWritten.perSecond)]],
          ),
        ]
      : []),
  ].join('\n\n');
}
