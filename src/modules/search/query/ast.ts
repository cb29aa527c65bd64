/** How the words of a query that are no filters are read. */
export const patternTypes = ['keyword', 'standard', 'literal', 'regexp'] as const;
export type PatternType = (typeof patternTypes)[number];

/** Something to look for, as it was written. */
export interface PatternNode {
  kind: 'pattern';
  /** As it stands in the query, quotes and slashes included. */
  text: string;
  value: string;
  isRegexp: boolean;
}

/** `field:value`, the field by its full name. */
export interface FilterNode {
  kind: 'filter';
  field: string;
  value: string;
  negated: boolean;
}

/** Things beside one another; what that means for words depends on the pattern type. */
export interface GroupNode {
  kind: 'and' | 'or' | 'sequence';
  operands: QueryNode[];
}

export interface NotNode {
  kind: 'not';
  operand: QueryNode;
}

export type QueryNode = PatternNode | FilterNode | GroupNode | NotNode;

/** The words of a query as they were written, in a form that is read to the same again. */
export function printQuery(node: QueryNode): string {
  switch (node.kind) {
    case 'pattern':
      return node.text;
    case 'filter':
      return `${node.negated ? '-' : ''}${node.field}:${printValue(node.value)}`;
    case 'not':
      return `NOT ${isLeaf(node.operand) ? printQuery(node.operand) : `(${printQuery(node.operand)})`}`;
    default: {
      const separator = node.kind === 'sequence' ? ' ' : ` ${node.kind.toUpperCase()} `;
      return node.operands.map((operand) => printOperand(operand, node.kind)).join(separator);
    }
  }
}

const isLeaf = (node: QueryNode) => node.kind === 'pattern' || node.kind === 'filter' || node.kind === 'not';

/** What binds more loosely than what it stands in needs parentheses. */
function printOperand(node: QueryNode, parent: GroupNode['kind']): string {
  const binds = { or: 0, and: 1, sequence: 2, not: 3, pattern: 3, filter: 3 };
  return binds[node.kind] > binds[parent] ? printQuery(node) : `(${printQuery(node)})`;
}

/** A value in quotes unless it stands for itself. */
export function printValue(value: string): string {
  if (value === '' || /^[^\s"'()\\]+$/.test(value)) return value;
  return `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}
