import { createHash } from 'node:crypto';
import { formatToken } from '../src/auth/token-secret.js';

// The secrets of the bench's tokens follow from their numbers, so that SQL can insert a million of them and the
// load generator can present any of them without a list.

const seed = 'gatehouse bench ';

/** The number of the site admin's token; those of service accounts count from 1. */
export const adminToken = 0;

/** The 20 secret bytes of token `number`, in SQL. */
export const secretSql = (number: string): string =>
  `substring(sha256(convert_to('${seed}' || ${number}, 'UTF8')) FROM 1 FOR 20)`;

/** The text of token `number`. */
export function tokenText(instance: string, number: number): string {
  const secret = createHash('sha256').update(`${seed}${number}`).digest().subarray(0, 20);
  return formatToken(instance, secret);
}
