import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

export const outputFields = (type: GraphQLNamedType): GraphQLField<unknown, unknown>[] =>
  isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];

/** The name of a field's rule. */
export const access = (field: GraphQLField<unknown, unknown>) => field.extensions['access'];

/** What runs git for each object, or fails while the repository is not on disk: asked for where it is the subject. */
const ofTheCopy = new Set([
  'Repository.branches',
  'Repository.tags',
  'Repository.gitRefs',
  'Repository.firstEverCommit',
  'GitCommit.ancestors',
  'GitCommit.fileNames',
  'GitCommit.diff',
  'GitBlob.blame',
  'Repository.comparison',
  'Repository.contributors',
]);

/**
 * A selection of every field below a type, down to a depth, with pages of `first` rows; what each account may only
 * read of itself is left out.
 */
export function everythingIn(type: GraphQLNamedType, depth: number, first: number): string {
  if (isLeafType(type)) return '';
  const fields = outputFields(type).filter(
    (field) =>
      access(field) !== 'self' &&
      !ofTheCopy.has(`${type.name}.${field.name}`) &&
      !field.args.some((arg) => isRequiredArgument(arg) && arg.name !== 'first') &&
      (depth > 0 || isLeafType(getNamedType(field.type))),
  );
  const selected = fields.map((field) => {
    const page = field.args.some(({ name }) => name === 'first') ? `(first: ${first})` : '';
    return `${field.name}${page} ${everythingIn(getNamedType(field.type), depth - 1, first)}`;
  });
  return `{ __typename ${selected.join(' ')} }`;
}

/** The type of a field, without list and non-null. */
export function typeOf(schema: GraphQLSchema, typeName: string, fieldName: string): GraphQLNamedType {
  const type = schema.getType(typeName);
  const field = type && outputFields(type).find(({ name }) => name === fieldName);
  if (!field) throw new Error(`no field ${typeName}.${fieldName}`);
  return getNamedType(field.type);
}
