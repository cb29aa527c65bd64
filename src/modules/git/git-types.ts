import { inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { Node } from '../../graphql/node.js';
import { encodeId } from '../../ids.js';
import type { Repository } from '../repositories/repositories.js';
import type { FoundEntry, RefData } from './repository-git.js';

// The types alone, and what they are made from. Fields are added where they belong, so that types which lead to each
// other can be defined without a circle of imports.

/** A commit of a repository that the caller may see. */
export interface Commit {
  repository: Repository;
  oid: string;
  /** As it was asked for, for links to it; null where it was found on another way. */
  revision: string | null;
}

/** A file, directory, link or submodule of a commit. */
export interface Entry extends FoundEntry {
  commit: Commit;
}

/** A branch or tag of a repository that the caller may see. */
export interface Ref extends RefData {
  repository: Repository;
}

const gitId = (kind: 'GitCommit' | 'GitRef', repository: Repository, rest: Record<string, string>): string =>
  encodeId(kind, JSON.stringify({ r: encodeId('Repository', repository.id), ...rest }));

export const GitCommit = builder.objectRef<Commit>('GitCommit').implement({
  description: 'A commit.',
  interfaces: [Node],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({
      description: 'The id.',
      resolve: ({ repository, oid }) => gitId('GitCommit', repository, { c: oid }),
    }),
  }),
});

export const GitRef = builder.objectRef<Ref>('GitRef').implement({
  description: 'A branch or a tag.',
  interfaces: [Node],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({
      description: 'The id.',
      resolve: ({ repository, name }) => gitId('GitRef', repository, { v: name }),
    }),
  }),
});

builder.scalarType('GitObjectID', {
  description: 'The id of a git object: 40 hexadecimal digits.',
  serialize: String,
  parseValue: String,
});
