import { parseArgs } from 'node:util';

export const usage = `npm run bench -- [a] [b] [permissions] [search] [--rounds 5] [--seconds 3] [--quick] [--embedded]

  a            authenticated currentUser at 32 connections
  b            50 service accounts with 10 tokens each at 8 connections
               (none named: a and b)
  permissions  who sees which repository, for 10,000 accounts and up to 11.5 million grants; on a Postgres server
  search       a search against ripgrep and git over the same files
  --rounds     how often each contender has its turn
  --seconds    how long a turn is
  --quick      small sets and short turns: shows that the bench works, not how fast anything is
  --embedded   without a Postgres server

The Postgres server is the one that BENCH_DATABASE_URL names, whose user must be allowed to create databases;
without it, one of its own that scripts/with-postgres.sh starts.`;

export interface Options {
  tables: ReadonlySet<string>;
  rounds: number;
  seconds: number;
  warmupSeconds: number;
  quick: boolean;
  embeddedOnly: boolean;
  /** How many tokens the two sets of table (a) hold. */
  tokens: readonly [small: number, large: number];
}

/** Reads the command line; undefined when it asks for help or cannot be read. */
export function readOptions(args: readonly string[]): Options | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        embedded: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const { quick } = values;
    const rounds = Number(values.rounds ?? (quick ? 1 : 5));
    const seconds = Number(values.seconds ?? (quick ? 0.3 : 3));
    const known = positionals.every((table) => ['a', 'b', 'permissions', 'search'].includes(table));
    if (values.help || !known || !(rounds >= 1) || !(seconds > 0)) return undefined;
    return {
      tables: new Set(positionals.length > 0 ? positionals : ['a', 'b']),
      rounds,
      seconds,
      warmupSeconds: quick ? 0.2 : 2,
      quick,
      embeddedOnly: values.embedded,
      tokens: quick ? [100, 2_000] : [1_000, 1_000_000],
    };
  } catch {
    return undefined;
  }
}
