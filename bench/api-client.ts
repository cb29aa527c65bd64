import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { BenchDatabase } from './databases.js';
import type { Contender } from './processes.js';
import { adminToken, tokenText } from './tokens.js';

/** A client of the API as a sync tool is one: so many requests at once, over kept connections. */
export class ApiClient {
  readonly #agent: Agent;
  /** How long requests took, in milliseconds. */
  readonly latencies: number[] = [];
  requests = 0;

  constructor(
    private readonly server: Contender,
    private readonly database: BenchDatabase,
    readonly parallel = 16,
    private readonly token = adminToken,
  ) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: parallel });
  }

  /** Asks, and answers the data; an error in the answer ends the bench. */
  async ask<Data>(query: string, variables: object = {}): Promise<Data> {
    const body = JSON.stringify({ query, variables });
    const start = performance.now();
    const text = await new Promise<string>((resolve, reject) => {
      const sent = request(
        {
          port: this.server.port,
          path: '/.api/graphql',
          method: 'POST',
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${tokenText(this.database.instance, this.token)}`,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve(Buffer.concat(chunks).toString()));
          response.on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
    this.latencies.push(performance.now() - start);
    this.requests += 1;
    const { data, errors } = JSON.parse(text) as { data: Data; errors?: { message: string }[] };
    if (errors) throw new Error(`${errors[0]?.message}: ${query.slice(0, 200)}`);
    return data;
  }

  /** Does `work` for every item, so many at once. Answers the seconds that it took. */
  async each<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<number> {
    const start = performance.now();
    let next = 0;
    const worker = async () => {
      while (next < items.length) {
        const item = items[next] as Item;
        next += 1;
        await work(item);
      }
    };
    await Promise.all(Array.from({ length: this.parallel }, worker));
    return (performance.now() - start) / 1000;
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** The value that a share of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Parts of a list. */
export const chunks = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
