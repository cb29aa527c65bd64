import { createHash, randomBytes } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { ServerKey, ServerKeys } from './server-keys.js';

/** The cookie's name in the mirrored product. */
export const sessionCookieName = 'sgs';

/** The id in a session cookie: 256 random bits, of which the database keeps only the digest. */
export const newSessionId = (): string => randomBytes(32).toString('base64url');

export const hashSessionId = (id: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(id).digest());

const signingKey = (key: ServerKey) => key.derive('session cookie');

/** The cookie's value: the session id, signed with the newest server key so that invented ids cost no lookup. */
export function sealSessionId(id: string, keys: ServerKeys): Promise<string> {
  return new SignJWT({ sid: id })
    .setProtectedHeader({ alg: 'HS256', kid: keys.current.id })
    .sign(signingKey(keys.current));
}

/** The session id in a cookie's value; undefined when it is not one of ours. */
export async function openSessionCookie(value: string, keys: ServerKeys): Promise<string | undefined> {
  try {
    const { payload } = await jwtVerify(
      value,
      (header) => {
        const key = header.kid ? keys.find(header.kid) : undefined;
        if (!key) throw new errors.JWKSNoMatchingKey();
        return signingKey(key);
      },
      { algorithms: ['HS256'] },
    );
    return typeof payload['sid'] === 'string' ? payload['sid'] : undefined;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
