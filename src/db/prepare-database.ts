import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { embeddedDatabase } from './embedded.js';
import { preparedDirectory, preparedFile, preparedPrefix } from './prepared-database.js';

/** Writes the file of `preparedDatabase` unless it is there, and removes those of other versions. */
export async function prepareDatabase(): Promise<void> {
  const file = await preparedFile();
  const path = join(preparedDirectory, file);
  if (await stat(path).catch(() => undefined)) return;
  await mkdir(preparedDirectory, { recursive: true });
  const pglite = await PGlite.create();
  const db = await embeddedDatabase(pglite, 'in memory');
  const dump = await pglite.dumpDataDir('none');
  await db.close();
  const unfinished = join(preparedDirectory, `${preparedPrefix}${process.pid}`);
  await writeFile(unfinished, Buffer.from(await dump.arrayBuffer()));
  await rename(unfinished, path);
  for (const other of await readdir(preparedDirectory)) {
    if (other.startsWith(preparedPrefix) && other !== file) {
      await rm(join(preparedDirectory, other), { force: true });
    }
  }
}
