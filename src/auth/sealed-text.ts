import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import type { ServerKeys } from './server-keys.js';

const algorithm = { alg: 'dir', enc: 'A256GCM' } as const;

/**
 * Encrypts a text that must be readable again, such as the credential for a code host, so that a copy of the database
 * alone does not give it away. `purpose` separates the uses: a text sealed for one cannot be opened for another.
 */
export function seal(keys: ServerKeys, purpose: string, text: string): Promise<string> {
  const { id, derive } = keys.current;
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ ...algorithm, kid: id })
    .encrypt(derive(purpose));
}

/** The text that was sealed, with whichever server key it was. */
export async function unseal(keys: ServerKeys, purpose: string, sealed: string): Promise<string> {
  const { kid } = decodeProtectedHeader(sealed);
  const key = kid === undefined ? undefined : keys.find(kid);
  if (!key)
    throw new Error(`the server key ${kid} that sealed this is not in GATEHOUSE_SECRET_KEYS any more`);
  const { plaintext } = await compactDecrypt(sealed, key.derive(purpose), {
    keyManagementAlgorithms: [algorithm.alg],
    contentEncryptionAlgorithms: [algorithm.enc],
  });
  return new TextDecoder().decode(plaintext);
}

/** Whether the newest server key sealed it. */
export const isSealedWithCurrentKey = (keys: ServerKeys, sealed: string): boolean =>
  decodeProtectedHeader(sealed).kid === keys.current.id;
