import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrationsFingerprint } from './migrations.js';

/** Where builds put it, and what the names of all such directories begin with. */
export const preparedParent = fileURLToPath(new URL('../../dist', import.meta.url));
export const preparedPrefix = 'empty-database-';

/** The directory for the migrations of this version. */
export const preparedDirectory = async (): Promise<string> =>
  join(preparedParent, `${preparedPrefix}${await migrationsFingerprint()}`);

/**
 * The directory of a migrated, empty embedded database, which new ones are copied from: to make one anew takes many
 * times as long. Undefined where none was built for the migrations of this version.
 */
export async function preparedDatabase(): Promise<string | undefined> {
  const directory = await preparedDirectory();
  return stat(directory).then(
    () => directory,
    () => undefined,
  );
}
