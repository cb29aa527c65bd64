import { type GraphQLField, isObjectType } from 'graphql';
import { schema } from '../../src/graphql/schema.js';
import { emptyTree } from '../../src/modules/git/comparison.js';
import type { ManyRows } from './many-rows.js';
import { outputFields } from './selection.js';

/** A field of the schema that answers a connection. */
export interface ConnectionField {
  /** `User.accessTokens` */
  name: string;
  type: string;
  field: GraphQLField<unknown, unknown>;
}

/** Every one of them that is read from the database or a repository. */
export const connectionFields: readonly ConnectionField[] = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  // A visitor has no list that is not empty.
  .filter(({ name }) => name !== 'Visitor')
  .flatMap((type) =>
    outputFields(type)
      .filter((field) => /Connection!?$/.test(field.type.toString()))
      .map((field) => ({ name: `${type.name}.${field.name}`, type: type.name, field })),
  )
  .filter(({ name }) => name !== 'Site.authProviders');

/** Whether it is read in both directions. */
export const isBidirectional = ({ field }: ConnectionField) =>
  field.args.some(({ name }) => name === 'before');

/**
 * A query for a list: what stands around it, so that an object of its type is reached. `list` is the field with its
 * selection, `whose` the account that has it.
 */
export function queryAround({ type }: ConnectionField, list: string, rows: ManyRows, whose: string): string {
  const onNode = (type: string, id: string, selection: string) =>
    `{ node(id: "${id}") { ... on ${type} { ${selection} } } }`;
  const around: Record<string, () => string> = {
    Query: () => `{ ${list} }`,
    Site: () => `{ site { ${list} } }`,
    User: () => onNode('User', whose, list),
    Org: () => onNode('Org', rows.organization, list),
    ServiceAccount: () => onNode('ServiceAccount', rows.serviceAccount, list),
    PermissionsInfo: () =>
      /^(\w+: )?users/.test(list)
        ? onNode('Repository', rows.repository, `permissionsInfo { ${list} }`)
        : onNode('User', rows.person, `permissionsInfo { ${list} }`),
    Role: () => onNode('Role', rows.role, list),
    SiteConfiguration: () => `{ site { configuration { ${list} } } }`,
    ExternalService: () => onNode('ExternalService', rows.externalService, list),
    OutboundWebhook: () => onNode('OutboundWebhook', rows.webhook, list),
    GitCommit: () => onNode('Repository', rows.repository, `commit(rev: "HEAD") { ${list} }`),
    RepositoryComparison: () =>
      onNode('Repository', rows.repository, `comparison(base: "${emptyTree}") { ${list} }`),
    RepositoryContributor: () =>
      onNode('Repository', rows.repository, `contributors(first: 1) { nodes { ${list} } }`),
    RepoMetadata: () => `{ repoMeta { ${list} } }`,
    RepoMetadataKeyResult: () => `{ repoMeta { key(key: "number") { ${list} } } }`,
    Repository: () => onNode('Repository', rows.repository, list),
  };
  const query = around[type];
  if (!query) throw new Error(`say in this file how a ${type} is reached`);
  return query();
}

/** The arguments of a list in parentheses: those that are given, and those that it needs. */
export function argumentsOf({ name }: ConnectionField, given: string, rows: ManyRows): string {
  const needed: Record<string, string> = {
    'Query.authorizedUserRepositories': 'username: "admin"',
    'Query.explicitRepositoryPermissionsForUsers': `userIDs: ["${rows.person}"]`,
    'Query.explicitRepositoryPermissionsForRepositories': `repositoryIDs: ["${rows.repository}"]`,
  };
  const all = [needed[name], given].filter(Boolean).join(', ');
  return all && `(${all})`;
}
