import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Files that pages load, under a path that changes whenever one of them does. */
export interface AssetSet {
  hash: string;
  files: ReadonlyMap<string, Asset>;
}

/** Kept compressed only: clients that take neither form are rare. */
export interface Asset {
  type: string;
  br: Buffer;
  gzip: Buffer;
}

type NamedFile = [name: string, content: Uint8Array];

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The plain files beside this one's source, found from `src` and from `dist` alike. */
export const pagesDirectory = new URL('../../../src/http/pages/', import.meta.url);

/** What `npm run build` makes of `web`. */
export const webDirectory = new URL('../../../web/dist/', import.meta.url);

/** Each set is read when it is first asked for, and kept. */
export const assetSets = {
  pages: once(async () => pack(await readFiles(new URL('assets/', pagesDirectory)))),
  web: once(async () => pack(await readFiles(webDirectory))),
  graphiql: once(async () => pack(await readGraphiQL())),
};

/** The files of a folder that pages load. */
async function readFiles(directory: URL): Promise<NamedFile[]> {
  const names = (await readdir(directory)).filter((name) => extname(name) in types).sort();
  return Promise.all(
    names.map(async (name): Promise<NamedFile> => [name, await readFile(new URL(name, directory))]),
  );
}

function readGraphiQL(): Promise<NamedFile[]> {
  return new Promise((resolve, reject) => {
    new Worker(new URL('read-graphiql.js', pagesDirectory))
      .once('message', resolve)
      .once('error', reject)
      .once('exit', (code) => reject(new Error(`reading GraphiQL ended with ${code}`)));
  });
}

async function pack(files: readonly NamedFile[]): Promise<AssetSet> {
  const hash = createHash('sha256');
  for (const [name, content] of files) hash.update(`${name}\0${content.length}\0`).update(content);
  const assets = new Map<string, Asset>();
  // One after the other: each takes megabytes while it is compressed, and there are many.
  for (const [name, content] of files) {
    const type = types[extname(name)];
    if (!type) throw new Error(`${name} has no known type`);
    const [br, gzipped] = await Promise.all([compressBrotli(content), promisify(gzip)(content)]);
    assets.set(name, { type, br, gzip: gzipped });
  }
  return { hash: hash.digest('hex').slice(0, 16), files: assets };
}

/** Quality 6: nearly as small as the slowest, in a fortieth of its time. */
const compressBrotli = (content: Uint8Array): Promise<Buffer> =>
  promisify(brotliCompress)(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 6,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });

/** Makes something on first use. What failed is tried again on the next. */
function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
