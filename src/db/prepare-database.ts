import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { embeddedDatabase } from './embedded.js';
import { preparedDatabase, preparedDirectory, preparedParent, preparedPrefix } from './prepared-database.js';

/** Makes the directory of `preparedDatabase` unless it is there, and removes those of other versions. */
export async function prepareDatabase(): Promise<void> {
  if (await preparedDatabase()) return;
  const directory = await preparedDirectory();
  await mkdir(preparedParent, { recursive: true });
  for (const other of await readdir(preparedParent)) {
    if (other.startsWith(preparedPrefix)) await rm(join(preparedParent, other), { recursive: true });
  }
  const unfinished = join(preparedParent, `${preparedPrefix}unfinished-${process.pid}`);
  const db = await embeddedDatabase(await PGlite.create(unfinished), basename(directory));
  await db.close();
  await rename(unfinished, directory);
}
