import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { tokenText } from './tokens.js';

// The load generator, a process of its own. Keep-alive connections over bare sockets, each with one request under
// way: autocannon needs three times the CPU for the same requests, which on two cores the servers would miss.

/** One turn of load. */
export interface Job {
  port: number;
  body: string;
  connections: number;
  seconds: number;
  /** Which tokens to present, in turn; absent: none. */
  tokens?: { instance: string; numbers: readonly number[] };
  /** What every answer must contain; anything else ends the bench. */
  expected: string;
}

/** What came of a turn. Latencies in milliseconds. */
export interface Outcome {
  requests: number;
  seconds: number;
  p50: number;
  p99: number;
  /** CPU of the generator itself, in seconds. */
  cpuSeconds: number;
}

export type Report = { outcome: Outcome } | { failure: string };

function requestBytes(job: Job): Buffer[] {
  const lines = [
    'POST /.api/graphql HTTP/1.1',
    'Host: 127.0.0.1',
    'User-Agent: gatehouse-bench',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(job.body)}`,
  ];
  const request = (more: string[]) => Buffer.from(`${[...lines, ...more].join('\r\n')}\r\n\r\n${job.body}`);
  const { tokens } = job;
  if (!tokens) return [request([])];
  return tokens.numbers.map((number) =>
    request([`Authorization: Bearer ${tokenText(tokens.instance, number)}`]),
  );
}

const endOfHead = Buffer.from('\r\n\r\n');
const endOfChunks = Buffer.from('\r\n0\r\n\r\n');

/** Whether an answer is whole. Nothing follows it: the next request waits for it. */
function isWhole(answer: Buffer): boolean {
  const head = answer.indexOf(endOfHead);
  if (head < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.toString('latin1', 0, head))?.[1];
  return length === undefined
    ? answer.subarray(-endOfChunks.length).equals(endOfChunks)
    : answer.length >= head + endOfHead.length + Number(length);
}

/** Keeps one request under way on one connection until the deadline. */
function keepAsking(port: number, send: () => Buffer, receive: (answer: Buffer, sentAt: number) => boolean) {
  return new Promise<void>((resolve, reject) => {
    let sentAt = 0;
    let held: Buffer | undefined;
    const ask = () => {
      sentAt = performance.now();
      socket.write(send());
    };
    const fail = (error: unknown) => {
      socket.destroy();
      reject(error);
    };
    const onData = (size: number, buffer: Buffer) => {
      const chunk = buffer.subarray(0, size);
      const answer = held ? Buffer.concat([held, chunk]) : chunk;
      if (!isWhole(answer)) {
        held = Buffer.from(answer);
        return true;
      }
      held = undefined;
      try {
        if (receive(answer, sentAt)) ask();
        else socket.end(resolve);
      } catch (error) {
        fail(error);
      }
      return true;
    };
    const socket: Socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer: Buffer.allocUnsafe(256 * 1024), callback: onData as never },
    });
    socket.once('connect', ask);
    socket.once('error', fail);
    socket.once('close', () => reject(new Error('the server closed the connection')));
  });
}

async function run(job: Job): Promise<Outcome> {
  const requests = requestBytes(job);
  const expected = Buffer.from(job.expected);
  const latencies: number[] = [];
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const deadline = start + job.seconds * 1000;
  let sent = 0;

  const send = () => requests[sent++ % requests.length] as Buffer;
  const receive = (answer: Buffer, sentAt: number) => {
    const now = performance.now();
    latencies.push(now - sentAt);
    if (!answer.includes(expected)) {
      throw new Error(`unexpected answer: ${answer.toString('latin1').slice(0, 2000)}`);
    }
    return now < deadline;
  };
  await Promise.all(Array.from({ length: job.connections }, () => keepAsking(job.port, send, receive)));

  const seconds = (performance.now() - start) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  latencies.sort((a, b) => a - b);
  const quantile = (q: number) => latencies[Math.floor((latencies.length - 1) * q)] ?? 0;
  return {
    requests: latencies.length,
    seconds,
    p50: quantile(0.5),
    p99: quantile(0.99),
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
  };
}

process.on('message', async (job: Job) => {
  const report: Report = await run(job).then(
    (outcome) => ({ outcome }),
    (error: Error) => ({ failure: error.message }),
  );
  process.send?.(report);
});
