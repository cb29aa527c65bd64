import { InvalidInputError } from '../../errors.js';

/** Why a name cannot be used, in the mirrored product's codes. */
export type NameProblem = 'users_username_valid_chars' | 'users_username_max_length';

const maxLength = 255;

/** Letters, digits and `_`, with single `-` or `.` between them, and one `-` allowed at the end. */
const validName = /^\w(?:\w|[-.](?=\w))*-?$/;

/** What is wrong with a user name; undefined when it can be used. Source: identity reference, 5.1. */
export function nameProblem(name: string): NameProblem | undefined {
  if (name.length > maxLength) return 'users_username_max_length';
  return validName.test(name) ? undefined : 'users_username_valid_chars';
}

/** @throws InvalidInputError that says to people what is wrong with a name. */
export function requireValidName(name: string): void {
  switch (nameProblem(name)) {
    case 'users_username_max_length':
      throw new InvalidInputError(`a name has at most ${maxLength} characters`);
    case 'users_username_valid_chars':
      throw new InvalidInputError(
        `"${name}" cannot be a name: use letters, digits and _, with single - or . between them`,
      );
    case undefined:
  }
}

/** @throws InvalidInputError when the name for people to read is too long. */
export function requireDisplayName(displayName: string | null | undefined): void {
  if ((displayName?.length ?? 0) > maxLength) {
    throw new InvalidInputError(`the display name has at most ${maxLength} characters`);
  }
}

/** The form under which a name is taken: names that differ only in case are the same name. */
export const nameKey = (name: string): string => name.toLowerCase();
