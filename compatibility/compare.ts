import {
  astFromValue,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  print,
} from 'graphql';
import { differences } from './differences.js';
import type { FieldSignature, Signatures, TypeSignature } from './signatures.js';

/** Something of the product: a field, an enum value, a type of a union or interface, a scalar. */
export interface Item {
  /** `Type.field`, `Type.field(argument:)`, `Enum.VALUE`, `Union.Type`, `Interface.Type`, or `Scalar`. */
  name: string;
  type: string;
  served: boolean;
}

export interface Comparison {
  items: Item[];
  /** What both have, and Gatehouse has otherwise, but for differences on purpose. */
  mismatches: string[];
  /** What only Gatehouse has. */
  additions: string[];
  /** Additions whose description does not say that they are. */
  unmarked: string[];
}

/** Holds a schema against the product's signatures. What is in `alsoKnown` may be served, and is no addition. */
export function compare(schema: GraphQLSchema, product: Signatures, alsoKnown: Signatures): Comparison {
  const comparison: Comparison = { items: [], mismatches: [], additions: [], unmarked: [] };
  for (const [name, signature] of product) compareType(schema, name, signature, comparison);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    findAdditions(type, [product, alsoKnown], comparison);
  }
  return comparison;
}

function compareType(
  schema: GraphQLSchema,
  name: string,
  signature: TypeSignature,
  { items, mismatches }: Comparison,
): void {
  const type = schema.getType(name);
  if (type && kindOf(type) !== signature.kind)
    mismatches.push(`${name} is of kind ${kindOf(type)}, not ${signature.kind}`);
  const add = (member: string, served: boolean) =>
    items.push({ name: `${name}.${member}`, type: name, served });

  const fields = type ? fieldsOf(type) : {};
  for (const [field, wanted] of signature.fields) {
    const ours = fields[field];
    add(field, ours !== undefined);
    if (!ours) continue;
    mismatches.push(...fieldMismatches(`${name}.${field}`, ours, wanted));
    for (const argument of wanted.args.keys()) {
      if (!argumentsOf(ours).some((one) => one.name === argument)) add(`${field}(${argument}:)`, false);
    }
  }
  const members = type ? membersOf(type) : [];
  for (const member of signature.members) {
    if (signature.kind !== 'interface') add(member, members.includes(member));
    else if (type && schema.getType(member)) add(member, isImplementedBy(schema, member, name));
  }
  if (signature.kind === 'scalar') items.push({ name, type: name, served: type !== undefined });
}

function fieldMismatches(name: string, ours: OurField, wanted: FieldSignature): string[] {
  const type = differences[name]?.ours ?? wanted.type;
  const mismatches = typeAndDefault(ours) === type ? [] : [`${name} is ${typeAndDefault(ours)}, not ${type}`];
  for (const argument of argumentsOf(ours)) {
    const wantedType = wanted.args.get(argument.name);
    if (wantedType === undefined && isRequiredArgument(argument))
      mismatches.push(`${name}(${argument.name}:) is not of the product, and required`);
    if (wantedType !== undefined && wantedType !== typeAndDefault(argument))
      mismatches.push(`${name}(${argument.name}:) is ${typeAndDefault(argument)}, not ${wantedType}`);
  }
  return mismatches;
}

function findAdditions(
  type: GraphQLNamedType,
  known: readonly Signatures[],
  { additions, unmarked, mismatches }: Comparison,
): void {
  const note = (name: string, { description }: { description?: string | null | undefined }) => {
    additions.push(name);
    if (!description?.includes('An addition of Gatehouse')) unmarked.push(name);
  };
  const signatures = known.flatMap((types) => types.get(type.name) ?? []);
  if (signatures.length === 0) {
    note(type.name, type);
    return;
  }

  for (const field of Object.values(fieldsOf(type))) {
    const name = `${type.name}.${field.name}`;
    const same = signatures.flatMap(({ fields }) => fields.get(field.name) ?? []);
    if (same.length === 0) {
      note(name, field);
      if (!('args' in field) && isRequiredInputField(field))
        mismatches.push(`${name} is not of the product, and required`);
    }
    for (const argument of argumentsOf(field)) {
      const isKnown = same.length === 0 || same.some(({ args }) => args.has(argument.name));
      if (!isKnown) note(`${name}(${argument.name}:)`, argument);
    }
  }
  if (!isEnumType(type)) return;
  for (const value of type.getValues()) {
    const isKnown = signatures.some(({ members }) => members.has(value.name));
    if (!isKnown) note(`${type.name}.${value.name}`, value);
  }
}

type OurField = GraphQLField<unknown, unknown> | GraphQLInputField;

const fieldsOf = (type: GraphQLNamedType): Record<string, OurField> =>
  isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? type.getFields() : {};

const argumentsOf = (field: OurField): readonly GraphQLArgument[] => ('args' in field ? field.args : []);

function membersOf(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => name);
  return isUnionType(type) ? type.getTypes().map(({ name }) => name) : [];
}

function isImplementedBy(schema: GraphQLSchema, object: string, name: string): boolean {
  const type = schema.getType(object);
  return isObjectType(type) && type.getInterfaces().some((one) => one.name === name);
}

/** As the signatures write it: `RepositoryPermission = READ`. */
function typeAndDefault(field: OurField | GraphQLArgument): string {
  const value = 'defaultValue' in field ? astFromValue(field.defaultValue, field.type) : undefined;
  return value ? `${field.type} = ${print(value)}` : `${field.type}`;
}

function kindOf(type: GraphQLNamedType): TypeSignature['kind'] {
  if (isObjectType(type)) return 'object';
  if (isInterfaceType(type)) return 'interface';
  if (isInputObjectType(type)) return 'input';
  if (isEnumType(type)) return 'enum';
  return isScalarType(type) ? 'scalar' : 'union';
}
