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

/** Whether a text is one that was sealed here, with whichever key. */
export function isSealed(text: string): boolean {
  if (!/^[\w-]+\.\.[\w-]+\.[\w-]*\.[\w-]+$/.test(text)) return false;
  try {
    const { alg, enc, kid } = decodeProtectedHeader(text);
    return alg === algorithm.alg && enc === algorithm.enc && kid !== undefined;
  } catch {
    return false;
  }
}

/** How everything begins that the newest server key sealed, so that a query finds what it did not. */
export const currentPrefix = ({ current }: ServerKeys): string =>
  `${Buffer.from(JSON.stringify({ ...algorithm, kid: current.id })).toString('base64url')}.`;
