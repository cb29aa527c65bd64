import { findNodeAtLocation, type ParseError, parse, parseTree, printParseErrorCode } from 'jsonc-parser';
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
  const line = lineAt(text, error.offset);
  throw new InvalidInputError(`invalid ${what}: line ${line}: ${printParseErrorCode(error.error)}`);
}

/** The line, from 1, of the value at a path, or of the closest one around it that is there. */
export function lineOf(text: string, path: readonly (string | number)[]): number {
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (!root) return 1;
  for (let length = path.length; length > 0; length -= 1) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node) return lineAt(text, node.offset);
  }
  return lineAt(text, root.offset);
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
