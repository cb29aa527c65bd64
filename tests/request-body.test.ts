import { createHook } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createGzip, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  BodyAbortedError,
  BodyTooLargeError,
  MalformedBodyError,
  readBody,
  UnsupportedEncodingError,
} from '../src/http/request-body.js';

const mebibyte = 1024 * 1024;
const roomy = { maxBytes: 64 * mebibyte, maxRatio: 10_000 };

const streamOf = (...chunks: (Uint8Array | string)[]) => Readable.from(chunks, { objectMode: true });

/** As many gzipped zeros as asked for, made while they are read. */
function zeros(size: number) {
  const plain = Readable.from(
    (function* () {
      const block = Buffer.alloc(mebibyte);
      for (let left = size; left > 0; left -= block.length)
        yield block.subarray(0, Math.min(left, block.length));
    })(),
  );
  let pulled = 0;
  plain.on('data', (chunk: Buffer) => {
    pulled += chunk.length;
  });
  return { stream: plain.pipe(createGzip({ chunkSize: 1024 })), pulled: () => pulled };
}

function countZlibSteps() {
  const ids = new Set<number>();
  let steps = 0;
  const hook = createHook({
    init: (id, type) => {
      if (type === 'ZLIB') ids.add(id);
    },
    before: (id) => {
      if (ids.has(id)) steps += 1;
    },
  }).enable();
  return {
    stop: () => {
      hook.disable();
      return steps;
    },
  };
}

test.each([undefined, '', 'identity', 'Identity'])('a plain body (%s) is read as it is', async (encoding) => {
  const body = await readBody(streamOf('{"query":', Buffer.from('"{é}"}')), encoding, roomy);

  expect(body.toString()).toBe('{"query":"{é}"}');
});

test.each(['gzip', 'x-gzip', 'GZip', 'X-GZIP', ' gzip '])(
  'a gzipped body (%s) is inflated',
  async (encoding) => {
    const body = await readBody(streamOf(gzipSync('{"query":"{id}"}')), encoding, roomy);

    expect(body.toString()).toBe('{"query":"{id}"}');
  },
);

test('any body comes back whole, however it is cut into chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 5000 }),
      fc.integer({ min: 1, max: 600 }),
      fc.boolean(),
      async (bytes, cut, gzipped) => {
        const sent = gzipped ? gzipSync(bytes) : Buffer.from(bytes);
        const chunks = Array.from({ length: Math.ceil(sent.length / cut) }, (_, i) =>
          sent.subarray(i * cut, (i + 1) * cut),
        );

        const body = await readBody(streamOf(...chunks), gzipped ? 'gzip' : undefined, roomy);

        expect(body.equals(bytes)).toBe(true);
      },
    ),
  );
});

test('a source that is faster than the inflater is made to wait, and nothing is lost', async () => {
  const bytes = randomBytes(3 * mebibyte);
  const sent = gzipSync(bytes);
  const source = streamOf(
    ...Array.from({ length: 40 }, (_, i) => sent.subarray(i * 100_000, (i + 1) * 100_000)),
  );
  let pauses = 0;
  source.on('pause', () => {
    pauses += 1;
  });

  const body = await readBody(source, 'gzip', roomy);

  expect(body.equals(bytes)).toBe(true);
  expect(pauses).toBeGreaterThan(10);
});

test('members of a multi-member gzip are joined', async () => {
  const one = gzipSync('{"query":');
  const two = gzipSync('"{id}"}');

  expect((await readBody(streamOf(one, two), 'gzip', roomy)).toString()).toBe('{"query":"{id}"}');
  expect((await readBody(streamOf(Buffer.concat([one, two])), 'gzip', roomy)).toString()).toBe(
    '{"query":"{id}"}',
  );
});

test('an empty plain body is empty', async () => {
  expect(await readBody(streamOf(), undefined, roomy)).toHaveLength(0);
  expect(await readBody(streamOf(gzipSync('')), 'gzip', roomy)).toHaveLength(0);
});

test.each(['br', 'deflate', 'zstd', 'gzip, gzip', '*'])(
  'the encoding %s is refused unread',
  async (encoding) => {
    const stream = streamOf('body');

    const error = await readBody(stream, encoding, roomy).catch((error) => error);

    expect(error).toBeInstanceOf(UnsupportedEncodingError);
    expect(error.statusCode).toBe(415);
    expect(stream.readableDidRead).toBe(false);
  },
);

test('gzip cut off anywhere is malformed', async () => {
  const whole = gzipSync('{"query":"{ currentUser { username } }"}');

  for (let length = 0; length < whole.length; length += 1) {
    const error = await readBody(streamOf(whole.subarray(0, length)), 'gzip', roomy).catch((error) => error);
    expect(error, `${length} bytes`).toBeInstanceOf(MalformedBodyError);
    expect(error.statusCode).toBe(400);
  }
});

const valid = gzipSync('{"query":"{ currentUser { username } }"}');
const withFlippedByte = (at: number) =>
  valid.map((byte, index) => (index === valid.length + at ? byte ^ 0xff : byte));

test.each([
  ['plain text', [Buffer.from('{"query":"{id}"}')]],
  ['a wrong checksum', [withFlippedByte(-8)]],
  ['a wrong length', [withFlippedByte(-4)]],
  ['damaged data', [withFlippedByte(-20)]],
  ['text after the end', [valid, Buffer.from('more')]],
  ['text after the end, in one chunk', [Buffer.concat([valid, Buffer.from('more')])]],
  ['zeros after the end', [valid, Buffer.alloc(10)]],
  ['zeros after the end, in one chunk', [Buffer.concat([valid, Buffer.alloc(10)])]],
  ['half a second member', [valid, valid.subarray(0, 1)]],
  ['no bytes at all', []],
])('gzip that is %s is malformed', async (_case, chunks) => {
  const error = await readBody(streamOf(...chunks), 'gzip', roomy).catch((error) => error);

  expect(error).toBeInstanceOf(MalformedBodyError);
  expect(error.message).toBe('Request body is not valid gzip');
});

test('a body of exactly maxBytes passes, and one byte more does not', async () => {
  const bytes = randomBytes(1000);
  const sent = gzipSync(bytes);
  const limits = (maxBytes: number) => ({ maxBytes, maxRatio: 100 });

  expect(await readBody(streamOf(bytes), undefined, limits(1000))).toHaveLength(1000);
  await expect(readBody(streamOf(bytes), undefined, limits(999))).rejects.toThrow(BodyTooLargeError);
  // Incompressible: received is the larger of the two sizes.
  expect(await readBody(streamOf(sent), 'gzip', limits(sent.length))).toHaveLength(1000);
  await expect(readBody(streamOf(sent), 'gzip', limits(sent.length - 1))).rejects.toThrow(BodyTooLargeError);
});

test('a body that inflates to exactly maxBytes passes, and one byte more does not', async () => {
  const sent = gzipSync(Buffer.alloc(50_000));

  expect(await readBody(streamOf(sent), 'gzip', { ...roomy, maxBytes: 50_000 })).toHaveLength(50_000);
  const error = await readBody(streamOf(sent), 'gzip', { ...roomy, maxBytes: 49_999 }).catch(
    (error) => error,
  );
  expect(error).toBeInstanceOf(BodyTooLargeError);
  expect(error.statusCode).toBe(413);
});

test('the ratio is not looked at until more than a mebibyte has come out', async () => {
  const limits = { maxBytes: 64 * mebibyte, maxRatio: 10 };

  expect(await readBody(zeros(mebibyte).stream, 'gzip', limits)).toHaveLength(mebibyte);
  await expect(readBody(zeros(mebibyte + 1).stream, 'gzip', limits)).rejects.toThrow(BodyTooLargeError);
});

test('a large body within the ratio passes', async () => {
  const sent = gzipSync(Buffer.from(randomBytes(mebibyte).toString('hex')));

  expect(await readBody(streamOf(sent), 'gzip', { ...roomy, maxRatio: 2 })).toHaveLength(2 * mebibyte);
});

test('a bomb that arrives in pieces is refused by its ratio, and the rest of it is never made', async () => {
  const bomb = zeros(200 * mebibyte);

  const read = readBody(bomb.stream, 'gzip', { maxBytes: 500 * mebibyte, maxRatio: 100 });

  await expect(read).rejects.toThrow(BodyTooLargeError);
  for (let turn = 0; turn < 100; turn += 1) await nextTurn();
  expect(bomb.stream.isPaused()).toBe(true);
  expect(bomb.stream.listenerCount('data')).toBe(0);
  expect(bomb.pulled()).toBeLessThan(64 * mebibyte);
});

test('of a bomb that arrives in one chunk only a small part is inflated', async () => {
  const bomb = Buffer.concat(await zeros(200 * mebibyte).stream.toArray());
  const inflating = countZlibSteps();

  const read = readBody(streamOf(bomb), 'gzip', { maxBytes: 500 * mebibyte, maxRatio: 100 });

  await expect(read).rejects.toThrow(BodyTooLargeError);
  // zlib works on the thread pool, so this work gives it its turns if it were still at it.
  for (let turn = 0; turn < 100; turn += 1) await promisify(randomBytes)(64 * 1024);
  // 64 steps of zlib's 16 KiB make the first mebibyte, and the next one is the last.
  expect(inflating.stop()).toBeLessThan(70);
});

test('an endless run of empty gzip members is refused by what was received', async () => {
  const empty = gzipSync('');
  let sent = 0;
  const endless = Readable.from(
    (function* () {
      for (;;) {
        sent += empty.length;
        yield empty;
      }
    })(),
  );

  await expect(readBody(endless, 'gzip', { maxBytes: 10_000, maxRatio: 100 })).rejects.toThrow(
    BodyTooLargeError,
  );
  await nextTurn();
  expect(sent).toBeLessThan(20_000);
});

test('a refused plain body is not read any further', async () => {
  let sent = 0;
  const endless = Readable.from(
    (function* () {
      for (;;) {
        sent += 1000;
        yield Buffer.alloc(1000);
      }
    })(),
  );

  await expect(readBody(endless, undefined, { maxBytes: 5000, maxRatio: 1 })).rejects.toThrow(
    BodyTooLargeError,
  );
  await nextTurn();
  expect(sent).toBeLessThan(50_000);
});

test.each([undefined, 'gzip'])('a client that goes away (%s) is an error, never a hang', async (encoding) => {
  const closed = new PassThrough();
  const reset = new PassThrough();
  const gone = new PassThrough();
  gone.destroy();
  const reads = [closed, reset, gone].map((stream) =>
    readBody(stream, encoding, roomy).catch((error) => error),
  );
  closed.write(valid.subarray(0, 20));
  reset.write(valid.subarray(0, 20));
  await nextTurn();

  closed.destroy();
  reset.destroy(new Error('ECONNRESET'));

  for (const read of reads) expect(await read).toBeInstanceOf(BodyAbortedError);
  expect((await reads[1]).cause.message).toBe('ECONNRESET');
});

test('a stream that somebody else has read is an error, never a hang', async () => {
  const stream = streamOf('body');
  await stream.toArray();

  await expect(readBody(stream, undefined, roomy)).rejects.toThrow(BodyAbortedError);
});

test('an error after the refusal does not go uncaught', async () => {
  const stream = new PassThrough();
  stream.write(Buffer.alloc(2000));

  await expect(readBody(stream, undefined, { maxBytes: 1000, maxRatio: 1 })).rejects.toThrow(
    BodyTooLargeError,
  );

  stream.destroy(new Error('ECONNRESET'));
  await nextTurn();
});

test('over a real connection the client sees the refusal, and an abort ends the read', async () => {
  const outcomes: unknown[] = [];
  let settled = () => {};
  const server = createServer(async (incoming, response) => {
    const encoding = incoming.headers['content-encoding'];
    const outcome = await readBody(incoming, encoding, { maxBytes: mebibyte, maxRatio: 100 }).catch(
      (error) => error,
    );
    outcomes.push(outcome);
    settled();
    response.writeHead(outcome.statusCode ?? 200, { connection: 'close' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const post = (headers: Record<string, string> = {}) => request({ port, method: 'POST', headers });

  const tooLarge = post();
  const status = new Promise((resolve) =>
    tooLarge.on('response', (response) => resolve(response.resume().statusCode)),
  );
  tooLarge.on('error', () => {});
  tooLarge.write(Buffer.alloc(mebibyte + 1));
  expect(await status).toBe(413);
  tooLarge.destroy();

  const aborted = post({ 'content-encoding': 'gzip' });
  const abortSeen = new Promise<void>((resolve) => {
    settled = resolve;
  });
  aborted.on('error', () => {});
  aborted.write(valid.subarray(0, 20), () => aborted.destroy());
  await abortSeen;
  expect(outcomes[1]).toBeInstanceOf(BodyAbortedError);

  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
