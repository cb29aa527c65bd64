import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

export interface BodyLimits {
  /** Holds for the bytes received and, separately, for the bytes they inflate to. */
  maxBytes: number;
  /** How many bytes one received byte may inflate to, once `ratioGraceBytes` have come out. */
  maxRatio: number;
  /** Once so many bytes have come out, no more are read until there is room for them. */
  large?: { fromBytes: number; room: () => Promise<void> };
}

/** Small bodies may compress as well as they like: they are cheap, and short JSON often repeats itself. */
const ratioGraceBytes = 1024 * 1024;

export class UnsupportedEncodingError extends Error {
  override readonly name = 'UnsupportedEncodingError';
  readonly statusCode = 415;
  constructor() {
    super('Unsupported content encoding');
  }
}

/** The rest of the body is left unread, so the answer has to close the connection. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  readonly statusCode = 413;
  constructor() {
    super('Request body is too large');
  }
}

export class MalformedBodyError extends Error {
  override readonly name = 'MalformedBodyError';
  readonly statusCode = 400;
  constructor(options?: ErrorOptions) {
    super('Request body is not valid gzip', options);
  }
}

/** The client went away. It has a status only so that it is not taken for a fault of ours. */
export class BodyAbortedError extends Error {
  override readonly name = 'BodyAbortedError';
  readonly statusCode = 400;
  constructor(options?: ErrorOptions) {
    super('Request body ended early', options);
  }
}

/**
 * Reads a request body and undoes its content encoding. `letGo` of it when it is no longer needed.
 *
 * SECURITY: a refused body is refused while it arrives. The source is paused and let go of, and what has been
 * received is not inflated any further. It is paused rather than destroyed because destroying an HTTP request
 * takes the socket with it, and the client would never see the 413.
 */
export async function readBody(
  stream: Readable,
  encoding: string | undefined,
  limits: BodyLimits,
): Promise<Buffer> {
  const gzipped = isGzip(encoding);
  // None of these would ever emit 'end' again.
  if (stream.destroyed || stream.errored || stream.readableEnded) {
    throw new BodyAbortedError({ cause: stream.errored });
  }
  return gzipped ? readGzip(stream, limits) : readPlain(stream, limits);
}

function isGzip(encoding: string | undefined): boolean {
  const name = (encoding ?? '').trim().toLowerCase();
  if (name === 'gzip' || name === 'x-gzip') return true;
  if (name === '' || name === 'identity') return false;
  throw new UnsupportedEncodingError();
}

function readPlain(stream: Readable, { maxBytes, large }: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const body = new GrowingBuffer(maxBytes);
    const waitForRoom = roomFor(body, stream, large, (cause) => fail(cause));
    const detach = attach(stream, {
      onData: (chunk) => {
        if (!body.append(chunk)) fail(new BodyTooLargeError());
        else waitForRoom();
      },
      onEnd: () => resolve(body.bytes()),
      onAbort: (cause) => fail(new BodyAbortedError({ cause })),
    });
    const fail = (error: Error): void => {
      detach();
      body.letGo();
      reject(error);
    };
  });
}

function readGzip(stream: Readable, { maxBytes, maxRatio, large }: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const body = new GrowingBuffer(maxBytes);
    const gunzip = createGunzip();
    const waitForRoom = roomFor(body, gunzip, large, (cause) => fail(cause));
    let received = 0;

    const detach = attach(stream, {
      onData: (chunk) => {
        received += chunk.length;
        // Empty gzip members inflate to nothing, so what comes out does not bound what goes in.
        if (received > maxBytes) fail(new BodyTooLargeError());
        else if (!gunzip.write(chunk)) stream.pause();
      },
      onEnd: () => gunzip.end(),
      onAbort: (cause) => fail(new BodyAbortedError({ cause })),
    });
    const fail = (error: Error): void => {
      detach();
      gunzip.destroy();
      body.letGo();
      reject(error);
    };

    gunzip.on('drain', () => stream.resume());
    gunzip.on('data', (chunk: Buffer) => {
      // bytesWritten is what has been inflated so far, not what is queued: a bomb in one chunk shows at once.
      const fits = body.append(chunk);
      const isBomb = body.size > ratioGraceBytes && body.size > gunzip.bytesWritten * maxRatio;
      if (!fits || isBomb) fail(new BodyTooLargeError());
      else waitForRoom();
    });
    gunzip.on('end', () => {
      // zlib stops in silence at zero bytes after the last member; anything else there is an 'error'.
      if (gunzip.bytesWritten === received) resolve(body.bytes());
      else fail(new MalformedBodyError());
    });
    gunzip.on('error', (cause) => fail(new MalformedBodyError({ cause })));
  });
}

/** What pauses a source, once, when what came out of it is large, until there is room for the rest. */
function roomFor(
  body: GrowingBuffer,
  source: Readable,
  large: BodyLimits['large'],
  fail: (cause: Error) => void,
): () => void {
  let asked = false;
  return () => {
    if (!large || asked || body.size < large.fromBytes) return;
    asked = true;
    source.pause();
    large.room().then(() => source.resume(), fail);
  };
}

/** Calls exactly one of `onEnd` and `onAbort`, or neither once the returned function has been called. */
function attach(
  stream: Readable,
  on: { onData: (chunk: Buffer) => void; onEnd: () => void; onAbort: (cause?: unknown) => void },
): () => void {
  const data = (chunk: Buffer | string): void =>
    on.onData(typeof chunk === 'string' ? Buffer.from(chunk, stream.readableEncoding ?? 'utf8') : chunk);
  const end = (): void => {
    release();
    on.onEnd();
  };
  const abort = (cause?: unknown): void => {
    release();
    on.onAbort(cause);
  };
  const release = (): void => {
    stream.off('data', data).off('end', end).off('error', abort).off('close', abort);
  };

  // Stays behind: an error after we let go, such as a reset after a 413, has nobody else to catch it.
  stream.on('error', () => {});
  stream.on('data', data).on('end', end).on('error', abort).on('close', abort);
  return () => {
    release();
    stream.pause();
  };
}

/** From so many bytes on, what has been received is held in memory that can be given back at once. */
const ownFromBytes = 64 * 1024;

/**
 * One array that grows: in a list of chunks, a client that sends single bytes would pin an object each. Most bodies are
 * a single chunk, which is kept as it came. A large one grows in place, and `letGo` gives its memory back at once: large
 * bodies one after another would otherwise be there until the collector runs, which is too late.
 */
class GrowingBuffer {
  size = 0;
  #bytes: Buffer = Buffer.alloc(0);
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** False, and nothing is kept, when the chunk does not fit. */
  append(chunk: Buffer): boolean {
    const size = this.size + chunk.length;
    if (size > this.#maxBytes) return false;
    if (this.size === 0) {
      this.#bytes = chunk;
      this.size = size;
      return true;
    }
    if (size > this.#bytes.length) this.#grow(size);
    this.#bytes.set(chunk, this.size);
    this.size = size;
    return true;
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.size);
  }

  /** For one that is not answered. */
  letGo(): void {
    this.size = 0;
    letGo(this.#bytes);
  }

  #grow(size: number): void {
    const length = Math.min(Math.max(size, this.#bytes.length * 2, 16 * 1024), this.#maxBytes);
    const memory = this.#bytes.buffer;
    if (memory instanceof ArrayBuffer && memory.resizable) {
      memory.resize(length);
      this.#bytes = Buffer.from(memory);
      return;
    }
    const grown =
      length < ownFromBytes
        ? Buffer.alloc(length)
        : Buffer.from(new ArrayBuffer(length, { maxByteLength: this.#maxBytes }));
    grown.set(this.bytes());
    this.#bytes = grown;
  }
}

/** Gives back the memory of a body that was read. It is empty from then on. */
export function letGo(body: Buffer): void {
  if (body.buffer instanceof ArrayBuffer && body.buffer.resizable) body.buffer.resize(0);
}
