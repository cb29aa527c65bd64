import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrationsFingerprint } from './migrations.js';

/** Where builds put it, and what all such files begin with. */
export const preparedDirectory = fileURLToPath(new URL('../../dist', import.meta.url));
export const preparedPrefix = 'empty-database-';

/** The name of the file for the migrations of this version. */
export const preparedFile = async (): Promise<string> =>
  `${preparedPrefix}${await migrationsFingerprint()}.tar`;

/**
 * A migrated, empty embedded database, which new ones are copied from: to make one anew takes some four times as long.
 * Undefined where none was built for the migrations of this version.
 */
export async function preparedDatabase(): Promise<Blob | undefined> {
  try {
    return new Blob([await readFile(join(preparedDirectory, await preparedFile()))]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
