import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { InvalidInputError } from './errors.js';

/**
 * The value of JSON that may have comments and trailing commas. `what` names the text in errors.
 *
 * @throws InvalidInputError with the line and what is wrong in it.
 */
export function parseJsonc(text: string, what: string): unknown {
  const errors: ParseError[] = [];
  let value: unknown;
  try {
    value = parse(text, errors, { allowTrailingComma: true });
  } catch (error) {
    // The parser recurses, so what is nested without end exhausts its stack.
    if (error instanceof RangeError) throw new InvalidInputError(`invalid ${what}: it is nested too deeply`);
    throw error;
  }
  const [error] = errors;
  if (!error) return value;
  const line = text.slice(0, error.offset).split('\n').length;
  throw new InvalidInputError(`invalid ${what}: line ${line}: ${printParseErrorCode(error.error)}`);
}
