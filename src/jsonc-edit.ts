import { type Node, parseTree, visit } from 'jsonc-parser';

/** A string in a JSON text: where it stands, and under which key. */
export interface StringInJson {
  value: string;
  /** The key that it is the value of; of an array's elements the key of the array. */
  key: string;
  path: string;
}

/**
 * Replaces strings in a JSON text and leaves everything else as it is, comments too. `replace` answers the new value,
 * or undefined to keep it. The text must have been parsed without errors before.
 */
export function replaceStrings(text: string, replace: (found: StringInJson) => string | undefined): string {
  const edits: { offset: number; length: number; value: string }[] = [];
  const walk = (node: Node, key: string, path: string): void => {
    if (node.type === 'string') {
      const value = replace({ value: node.value as string, key, path });
      if (value !== undefined) edits.push({ offset: node.offset, length: node.length, value });
    } else if (node.type === 'object') {
      for (const property of node.children ?? []) {
        const [name, child] = property.children ?? [];
        if (name && child) walk(child, String(name.value), `${path}/${name.value}`);
      }
    } else {
      for (const [index, child] of (node.children ?? []).entries()) walk(child, key, `${path}/${index}`);
    }
  };
  const root = parseTree(text, [], { allowTrailingComma: true });
  if (root) walk(root, '', '');
  return edits.reduceRight(
    (result, { offset, length, value }) =>
      result.slice(0, offset) + JSON.stringify(value) + result.slice(offset + length),
    text,
  );
}

/** Replaces comments in a JSON text and leaves everything else as it is. The text must have been parsed before. */
export function replaceComments(text: string, replace: (comment: string) => string): string {
  const parts: string[] = [];
  let end = 0;
  visit(
    text,
    {
      onComment: (offset, length) => {
        parts.push(text.slice(end, offset), replace(text.slice(offset, offset + length)));
        end = offset + length;
      },
    },
    { allowTrailingComma: true },
  );
  return parts.join('') + text.slice(end);
}
