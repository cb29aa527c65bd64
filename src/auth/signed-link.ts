import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { ServerKey, ServerKeys } from './server-keys.js';

/** What a link lets its reader do. A link for one is worth nothing for another. */
export type LinkPurpose = 'email verification' | 'unlock account' | 'organization invitation';

const signingKey = (key: ServerKey, purpose: LinkPurpose) => key.derive(`link: ${purpose}`);

/** The text of a link that proves, until it expires, that this server made it for this purpose. */
export function sealLink(
  keys: ServerKeys,
  purpose: LinkPurpose,
  claims: JWTPayload,
  expiresAt: Date,
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid: keys.current.id })
    .setExpirationTime(expiresAt)
    .sign(signingKey(keys.current, purpose));
}

/** What a link says; undefined when it is not one of ours, is for something else, or has expired. */
export async function openLink(
  keys: ServerKeys,
  purpose: LinkPurpose,
  text: string,
  now: Date,
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(
      text,
      (header) => {
        const key = header.kid ? keys.find(header.kid) : undefined;
        if (!key) throw new errors.JWKSNoMatchingKey();
        return signingKey(key, purpose);
      },
      { algorithms: ['HS256'], currentDate: now, requiredClaims: ['exp'] },
    );
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
