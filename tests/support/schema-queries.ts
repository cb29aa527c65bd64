import {
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  isLeafType,
  isNonNullType,
  isRequiredArgument,
} from 'graphql';
import { schema } from '../../src/graphql/schema.js';
import { access, outputFields } from './selection.js';

/** The value of an argument, and for `node(id:)` the type of the object that it names. */
export interface Argument {
  value: string | readonly string[];
  type?: string;
  /** Whether it is a value of an enum, which goes without quotes. */
  isEnum?: boolean;
}

const maxDepth = 3;

/**
 * Queries that together ask for every field of the schema in every place where it can be reached without meeting a type
 * twice. A field that has a rule of its own is asked for alone: its refusal must not hide the others.
 */
export function queriesOf(values: Record<string, Argument[]>): string[] {
  // `root` is the whole of it once more.
  const fields = outputFields(schema.getQueryType() as GraphQLNamedType).filter(
    ({ name }) => name !== 'root',
  );
  return fields.flatMap((field) =>
    calls('Query', field, values).flatMap(({ call, type }) =>
      selections(type, values, [], maxDepth).map((selection) => `{ ${call} ${selection} }`),
    ),
  );
}

/** A field with its arguments, once for each of the values that are given for one of them. */
function calls(
  parent: string,
  field: GraphQLField<unknown, unknown>,
  values: Record<string, Argument[]>,
): { call: string; type: GraphQLNamedType; on?: string }[] {
  const type = getNamedType(field.type);
  const valued = field.args.find(({ name }) => values[`${parent}.${field.name}(${name}:)`]);
  const first = field.args.find(({ name }) => name === 'first');
  const unknown = field.args.find((arg) => isRequiredArgument(arg) && arg !== valued && arg !== first);
  if (unknown) throw new Error(`no value for ${parent}.${field.name}(${unknown.name}:)`);
  if (!valued) return [{ call: `${field.name}${first ? '(first: 10)' : ''}`, type }];
  return (values[`${parent}.${field.name}(${valued.name}:)`] ?? []).map(({ value, type: named, isEnum }) => ({
    call: `${field.name}(${valued.name}: ${isEnum ? value : JSON.stringify(value)}${first && isRequiredArgument(first) ? ', first: 10' : ''})`,
    type: (named && schema.getType(named)) || type,
  }));
}

function selections(
  type: GraphQLNamedType,
  values: Record<string, Argument[]>,
  above: readonly string[],
  depth: number,
): string[] {
  if (isLeafType(type)) return [''];
  const open = outputFields(type).filter(
    (field) => isLeafType(getNamedType(field.type)) && access(field) === 'inherited' && isPlain(field),
  );
  const together = ['__typename', ...open.map(({ name }) => name)].join(' ');
  const apart = outputFields(type)
    .filter((field) => !open.includes(field))
    .filter((field) => depth > 0 && !above.includes(getNamedType(field.type).name))
    .flatMap((field) =>
      calls(type.name, field, values).flatMap(({ call, type: below }) =>
        selections(below, values, [...above, type.name], depth - 1).map(
          (selection) => `${call} ${selection}`,
        ),
      ),
    );
  return [together, ...apart].map((fields) => `{ ... on ${type.name} { ${fields} } }`);
}

const isPlain = ({ args }: GraphQLField<unknown, unknown>) => args.every((arg) => !isNonNullType(arg.type));
