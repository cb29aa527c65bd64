import { InvalidInputError, NotFoundError } from '../../errors.js';
import { inherited, siteAdmin } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import { connection } from '../../graphql/connections.js';
import { EmptyResponse } from '../../graphql/empty-response.js';
import { findableNode, Node } from '../../graphql/node.js';
import { forwardPage, type Page, pageSize } from '../../graphql/paging.js';
import { databaseId, encodeId } from '../../ids.js';
import { Repository } from '../repositories/repository-type.js';
import type { RepositoryReference } from '../repositories/visible-target.js';
import { addCodeownersFile, deleteCodeownersFiles, updateCodeownersFile } from './codeowners.js';
import { type CodeownersFile, codeownersNotFound, listCodeownersFiles } from './find-codeowners.js';

const CodeownersIngestedFile = builder.objectRef<CodeownersFile>('CodeownersIngestedFile').implement({
  description:
    'A CODEOWNERS file that a site admin gave for a repository. It is kept as it was given; nothing here acts on it.',
  interfaces: [Node],
  fieldAccess: inherited,
  fields: (t) => ({
    id: t.id({
      description: 'The id.',
      resolve: ({ repositoryId }) => encodeId('CodeownersIngestedFile', repositoryId),
    }),
    contents: t.string({
      description: 'The whole file.',
      resolve: (file, _args, { loaders }) => loaders.codeownersContents.load(file),
    }),
    repository: t.field({
      type: Repository,
      description: 'The repository whose files it is about.',
      resolve: async ({ repositoryId }, _args, { loaders }) => {
        const repository = await loaders.repositories.load(repositoryId);
        if (!repository) throw new NotFoundError(`repo not found: id=${repositoryId}`);
        return repository;
      },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first given.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When its contents last changed.' }),
  }),
});

builder.objectField(Repository, 'ingestedCodeowners', (t) =>
  t.field({
    type: CodeownersIngestedFile,
    nullable: true,
    description:
      'The CODEOWNERS file that a site admin gave for it; null where there is none, and for those who may read only some of its paths.',
    resolve: ({ id }, _args, { loaders }) => loaders.codeownersOfRepository.load(id),
  }),
);

findableNode('CodeownersIngestedFile', async (id, { loaders }) => {
  const key = databaseId(id, 'CodeownersIngestedFile');
  const file = await loaders.codeownersOfRepository.load(key);
  if (!file) throw codeownersNotFound(key);
  return file;
});

const CodeownersIngestedFileConnection = connection(
  'CodeownersIngestedFileConnection',
  CodeownersIngestedFile,
  'CODEOWNERS files',
);

/** Files of a page at most, and where nobody says. */
const page = { max: 1000, otherwise: 100 };

builder.queryField('codeownersIngestedFiles', (t) =>
  t.field({
    type: CodeownersIngestedFileConnection,
    access: siteAdmin,
    description: 'The CODEOWNERS files that site admins gave, by the number in the id of the repository.',
    args: {
      first: t.arg.int({ description: `How many at most: ${page.otherwise}, if not given, to ${page.max}.` }),
      after: t.arg.int({ description: 'The cursor after which the page begins, as a number.' }),
    },
    resolve: (_root, { first, after }, context) => {
      const size = pageSize(first, page);
      if ((after ?? 0) < 0) throw new InvalidInputError('`after` is no cursor of this list');
      const { rows, count } = listCodeownersFiles(context, { after: after ?? 0, take: size + 1 });
      const cursorOf = ({ repositoryId }: CodeownersFile) => String(repositoryId);
      let read: Promise<Page<CodeownersFile>> | undefined;
      return {
        totalCount: count,
        page: () => {
          read ??= rows().then((some) => forwardPage(some, size, cursorOf, count));
          return read;
        },
      };
    },
  }),
);

const repoID = { description: 'The id of the repository. Give it or `repoName`, not both.' };
const repoName = { description: 'The name of the repository, in any case. Give it or `repoID`, not both.' };

const CodeownersFileInput = builder.inputType('CodeownersFileInput', {
  description: 'A CODEOWNERS file, and the repository that it is about.',
  fields: (t) => ({
    fileContents: t.string({ required: true, description: 'The whole file: 3 MiB at most.' }),
    repoID: t.id(repoID),
    repoName: t.string(repoName),
  }),
});

const DeleteCodeownersFilesInput = builder.inputType('DeleteCodeownersFilesInput', {
  description: 'A repository whose CODEOWNERS file is deleted.',
  fields: (t) => ({
    repoID: t.id(repoID),
    repoName: t.string(repoName),
  }),
});

interface GivenReference {
  repoID?: string | null | undefined;
  repoName?: string | null | undefined;
}

function referenceIn({ repoID, repoName }: GivenReference): RepositoryReference {
  if ((repoID == null) === (repoName == null)) throw new InvalidInputError('give either repoID or repoName');
  return repoID == null ? { name: repoName as string } : { id: databaseId(repoID, 'Repository') };
}

const changes = [
  {
    name: 'addCodeownersFile',
    apply: addCodeownersFile,
    description: 'Adds a CODEOWNERS file to a repository that has none.',
  },
  {
    name: 'updateCodeownersFile',
    apply: updateCodeownersFile,
    description: 'Replaces the CODEOWNERS file of a repository.',
  },
];

for (const { name, apply, description } of changes) {
  builder.mutationField(name, (t) =>
    t.field({
      type: CodeownersIngestedFile,
      access: siteAdmin,
      description,
      args: { input: t.arg({ type: CodeownersFileInput, required: true, description: 'The file.' }) },
      resolve: async (_root, { input }, context) => {
        const file = await apply(context, referenceIn(input), input.fileContents);
        context.loaders.codeownersOfRepository.clear(file.repositoryId);
        return file;
      },
    }),
  );
}

builder.mutationField('deleteCodeownersFiles', (t) =>
  t.field({
    type: EmptyResponse,
    nullable: true,
    access: siteAdmin,
    description: 'Deletes the CODEOWNERS files of repositories: all of them, or none.',
    args: {
      repositories: t.arg({
        type: [DeleteCodeownersFilesInput],
        required: true,
        description: 'The repositories: 1000 at most.',
      }),
    },
    resolve: async (_root, { repositories }, context) => {
      await deleteCodeownersFiles(context, repositories.map(referenceIn));
      context.loaders.codeownersOfRepository.clearAll();
      return {};
    },
  }),
);
