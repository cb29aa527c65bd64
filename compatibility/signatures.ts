import { readFileSync } from 'node:fs';

// The product's signatures, kept as facts: one row for each field, with its arguments and its type.

/** A field with the printed types of its arguments, each with its default where it has one. */
export interface FieldSignature {
  type: string;
  args: ReadonlyMap<string, string>;
}

export interface TypeSignature {
  kind: 'object' | 'interface' | 'input' | 'enum' | 'union' | 'scalar';
  fields: Map<string, FieldSignature>;
  /** Values of an enum, types of a union, or the types that implement an interface. */
  members: Set<string>;
}

export type Signatures = Map<string, TypeSignature>;

/** What the product has today and had lately, by type. */
export const productSignatures = (): Signatures =>
  read(['identity.tsv', 'access-control.tsv', 'repositories.tsv', 'search.tsv']);

/** What the product has no more, and clients still send. */
export const oldForms = (): Signatures => read(['old-forms.tsv']);

function read(files: readonly string[]): Signatures {
  const signatures: Signatures = new Map();
  for (const file of files) {
    for (const line of readFileSync(new URL(file, import.meta.url), 'utf8')
      .trimEnd()
      .split('\n')) {
      const [name = '', args = '', type = ''] = line.split('\t');
      if (type === '') addType(signatures, name, args);
      else addField(signatures, name, { type, args: argumentsIn(args) }, `${file}: ${name}`);
    }
  }
  return signatures;
}

function addType(signatures: Signatures, name: string, members: string): void {
  const [kind, typeName] = name.split(' ') as [TypeSignature['kind'], string];
  const signature = signatureOf(signatures, typeName, kind);
  for (const member of members.split(' ').filter(Boolean)) signature.members.add(member);
}

function addField(signatures: Signatures, name: string, field: FieldSignature, row: string): void {
  const isInput = name.startsWith('input ');
  const [typeName = '', fieldName = ''] = name.replace('input ', '').split('.');
  const { fields } = signatureOf(signatures, typeName, isInput ? 'input' : 'object');
  const known = fields.get(fieldName);
  if (known && print(known) !== print(field)) throw new Error(`${row}: said differently before`);
  fields.set(fieldName, field);
}

const print = ({ type, args }: FieldSignature) => JSON.stringify([type, ...args]);

/** The row of an interface comes before those of its fields. */
function signatureOf(signatures: Signatures, name: string, kind: TypeSignature['kind']): TypeSignature {
  const signature = signatures.get(name) ?? { kind, fields: new Map(), members: new Set() };
  signatures.set(name, signature);
  return signature;
}

/** Reads `first: Int, perm: RepositoryPermission = READ`. */
const argumentsIn = (text: string): Map<string, string> =>
  new Map(
    text
      .split(', ')
      .filter(Boolean)
      .map((arg) => arg.split(': ') as [string, string]),
  );
