import { InvalidInputError } from '../errors.js';

/** Characters of what somebody looks for at most: nobody looks for so much by hand, and comparing it takes long. */
const longestText = 1000;

/**
 * A text as a part of a LIKE pattern, where some characters mean others.
 *
 * @throws InvalidInputError for one that is too long.
 */
export function escapeLike(text: string): string {
  if (text.length > longestText) {
    throw new InvalidInputError(`what is looked for is longer than ${longestText} characters`);
  }
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

/** The LIKE pattern of whatever holds a text. Throws as `escapeLike` does. */
export const holdingText = (text: string): string => `%${escapeLike(text)}%`;
