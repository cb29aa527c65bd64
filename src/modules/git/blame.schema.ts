import { inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { type BlameHunk, blame } from './blame.js';
import { GitBlob } from './files.schema.js';
import { type Commit, GitCommit } from './git-types.js';
import { Signature } from './people.schema.js';

type Hunk = BlameHunk & { commit: Commit };

const dataOf = ({ commit: { repository, oid } }: Hunk, { loaders }: GraphQLContext) =>
  loaders.git(repository).commit(oid);

const HunkType = builder.objectRef<Hunk>('Hunk').implement({
  description: 'Lines of a file that one commit wrote.',
  fieldAccess: inherited,
  fields: (t) => ({
    startLine: t.exposeInt('startLine', { description: 'The first line, counted from 1.' }),
    endLine: t.exposeInt('endLine', { description: 'The line behind the last.' }),
    startByte: t.exposeInt('startByte', { description: 'Where they begin in the file, counted from 0.' }),
    endByte: t.exposeInt('endByte', { description: 'Where they end in the file.' }),
    rev: t.exposeString('rev', { description: 'The id of the commit.' }),
    author: t.field({
      type: Signature,
      description: 'Who wrote them.',
      resolve: async (hunk, _args, context) => (await dataOf(hunk, context)).author,
    }),
    message: t.string({
      description: 'The message of the commit.',
      resolve: async (hunk, _args, context) => (await dataOf(hunk, context)).message,
    }),
    commit: t.field({ type: GitCommit, description: 'The commit.', resolve: ({ commit }) => commit }),
    filename: t.exposeString('filename', { description: 'The path that the file had in the commit.' }),
  }),
});

builder.objectField(GitBlob, 'blame', (t) =>
  t.field({
    type: [HunkType],
    description:
      'Which commits wrote its lines, in order. It is followed through renames, except where rules hold paths back. Files of more than 16 MiB are refused, and so is what takes longer than a minute.',
    args: {
      startLine: t.arg.int({ description: 'The first line, counted from 1.' }),
      endLine: t.arg.int({ description: 'The last line.' }),
      ignoreWhitespace: t.arg.boolean({
        defaultValue: false,
        description: 'Whether changes of white space alone do not count.',
      }),
    },
    resolve: async (entry, { startLine, endLine, ignoreWhitespace }, { loaders }) => {
      const { repository, oid } = entry.commit;
      const hunks = await blame(loaders.git(repository), oid, entry, {
        startLine: startLine ?? null,
        endLine: endLine ?? null,
        ignoreWhitespace: ignoreWhitespace ?? false,
      });
      return hunks.map((hunk) => ({ ...hunk, commit: { repository, oid: hunk.rev, revision: null } }));
    },
  }),
);
