import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

// Access tokens look like sgp_<16 hex>_<40 hex>. The 40 hex are the secret: 20 random bytes. The 16 hex are the
// instance (8) and a CRC-32 (8) over instance and secret, so that typing errors and invented tokens are refused
// before any database work. The CRC proves nothing: every accepted token is looked up.

const secretBytes = 20;

const forms = {
  current: /^sgp_([0-9a-f]{16})_([0-9a-f]{40})$/i,
  /** The mirrored product's other forms; the middle part says nothing. */
  foreign: /^(?:sgp_local_|sgp_|sgph_|)([0-9a-f]{40})$/i,
};

/** A new secret: 160 bits from the system's generator. */
export const newSecret = (): Buffer => randomBytes(secretBytes);

/** The token text that carries the secret. `instance` is 8 hex digits. */
export function formatToken(instance: string, secret: Buffer): string {
  return `sgp_${instance}${checksum(instance, secret)}_${secret.toString('hex')}`;
}

/**
 * The secret in a token text, or undefined when it cannot be a token of ours: no known form, or a checksum that
 * does not fit. Hex digits may be in either case.
 */
export function parseToken(text: string): Buffer | undefined {
  const current = forms.current.exec(text);
  if (current) {
    const [, middle = '', hex = ''] = current;
    const secret = Buffer.from(hex, 'hex');
    const instance = middle.slice(0, 8).toLowerCase();
    return middle.slice(8).toLowerCase() === checksum(instance, secret) ? secret : undefined;
  }
  const hex = forms.foreign.exec(text)?.[1];
  return hex ? Buffer.from(hex, 'hex') : undefined;
}

/**
 * Plain SHA-256, on purpose. A slow password hash guards guessable input; 160 random bits are not guessable,
 * and this runs on every request.
 */
export const hashSecret = (secret: Buffer): Buffer => hash('sha256', secret, 'buffer');

/** The last four characters, enough to tell one's tokens apart. */
export const secretTail = (secret: Buffer): string => secret.toString('hex').slice(-4);

const checksum = (instance: string, secret: Buffer): string =>
  crc32(secret, crc32(instance)).toString(16).padStart(8, '0');
