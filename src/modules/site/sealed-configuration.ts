import { isSealed, seal, unseal } from '../../auth/sealed-text.js';
import type { ServerKeys } from '../../auth/server-keys.js';
import { replaceSecrets, secretsIn } from './configuration-secrets.js';

// The site configuration as it is stored: every secret in it stands as `sealed:` and its cipher text, so that a copy of
// the database alone gives none away. Comments and everything else stay readable.

/** Separates the sealed secrets from other uses of the server keys. */
const purpose = 'secret of the site configuration';
const mark = 'sealed:';

/** The text as it is stored. */
export const sealConfiguration = (keys: ServerKeys, contents: string): Promise<string> =>
  replaceSecrets(contents, async (value) => `${mark}${await seal(keys, purpose, JSON.stringify(value))}`);

/**
 * The text as it was written. A secret whose key is gone stays as it is stored; `unreadableSecret` tells. What was stored
 * before secrets were sealed reads as it is.
 */
export const unsealConfiguration = (keys: ServerKeys, stored: string): Promise<string> =>
  replaceSecrets(stored, async (value) => {
    if (!isSealedValue(value)) return value;
    const text = await unseal(keys, purpose, value.slice(mark.length)).catch(() => undefined);
    return text === undefined ? value : (JSON.parse(text) as unknown);
  });

/** Where a secret is that could not be read; undefined when there is none. */
export const unreadableSecret = (contents: string): string | undefined =>
  secretsIn(contents).find(({ value }) => isSealedValue(value))?.path;

const isSealedValue = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith(mark) && isSealed(value.slice(mark.length));
