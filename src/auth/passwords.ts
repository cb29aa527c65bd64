import { createHash } from 'node:crypto';
import bcrypt from 'bcrypt';

const maxLength = 256;

/** Passwords that guessing starts with. Longer ones are covered by the minimum length. */
const common = new Set([
  'passwordpassword',
  'password1234',
  'password12345',
  'password123456',
  '123456789012',
  '1234567890123',
  '12345678901234',
  '123456789012345',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiopasdf',
  'administrator',
  'adminadminadmin',
  'letmeinletmein',
  'iloveyouiloveyou',
  'changemechangeme',
  'welcomewelcome',
  'correcthorsebatterystaple',
]);

/** What a new password must be like. */
export interface PasswordRules {
  minLength: number;
  /** Characters that are no letter, no digit and no space. */
  specialCharacters: number;
  number: boolean;
  bothCases: boolean;
}

/** What is wrong with a new password, in words for its owner; undefined when it can be used. */
export function passwordProblem(password: string, rules: PasswordRules): string | undefined {
  const { minLength, specialCharacters } = rules;
  if (password === '') return 'Your password may not be empty.';
  if (password.length < minLength || password.length > maxLength) {
    return `Your password may not be less than ${minLength} or be more than ${maxLength} characters.`;
  }
  if (common.has(password.toLowerCase()) || /^(.)\1+$/.test(password)) {
    return 'Your password is among the most common ones. Choose another.';
  }
  if ((password.match(/[^\p{L}\p{N}\s]/gu)?.length ?? 0) < specialCharacters) {
    return `Your password must contain at least ${specialCharacters} special characters.`;
  }
  if (rules.number && !/\p{N}/u.test(password)) return 'Your password must contain at least one number.';
  if (rules.bothCases && !(/\p{Lu}/u.test(password) && /\p{Ll}/u.test(password))) {
    return 'Your password must contain an upper case and a lower case letter.';
  }
  return undefined;
}

/** bcrypt reads 72 bytes and ignores the rest, so it is given a digest: every character counts. */
const digest = (password: string): string => createHash('sha384').update(password, 'utf8').digest('base64');

export const hashPassword = (password: string, cost: number): Promise<string> =>
  bcrypt.hash(digest(password), cost);

/** Hashes that no password has, by cost: what absent passwords are compared with, so that both take as long. */
const decoys = new Map<number, Promise<string>>();

function decoy(cost: number): Promise<string> {
  let hash = decoys.get(cost);
  if (!hash) {
    hash = bcrypt.hash('', cost);
    decoys.set(cost, hash);
  }
  return hash;
}

/**
 * Compares a password with a hash. Without a hash the answer is no, after the same work, so that the time
 * tells nobody whether an account exists or has a password. The work doubles with each step of the cost: a
 * refusal by a hash of a lower cost is topped up step by step to the same sum.
 */
export async function passwordMatches(password: string, hash: string | null, cost: number): Promise<boolean> {
  const secret = digest(password);
  if (hash === null) {
    await bcrypt.compare(secret, await decoy(cost));
    return false;
  }
  if (await bcrypt.compare(secret, hash)) return true;
  for (let step = bcrypt.getRounds(hash); step < cost; step += 1)
    await bcrypt.compare(secret, await decoy(step));
  return false;
}

/** True when the hash was made with less work than is asked for now. */
export const needsRehash = (hash: string, cost: number): boolean => bcrypt.getRounds(hash) < cost;
