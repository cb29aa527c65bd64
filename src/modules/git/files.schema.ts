import { InvalidInputError } from '../../errors.js';
import { externalUrl } from '../../external-url.js';
import { countLines, inListOrder, isBinary, lfsSizeIn, linesOf } from '../../git/objects.js';
import { inherited } from '../../graphql/access.js';
import { builder } from '../../graphql/builder.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { pacedList } from '../../graphql/paced-list.js';
import { Repository } from '../repositories/repository-type.js';
import { loadLanguages } from '../search/languages.js';
import { type Commit, type Entry, GitCommit } from './git-types.js';
import { canonicalEntryUrl, entryUrl, rawUrl } from './git-urls.js';

const gitOf = ({ commit }: Entry, { loaders }: GraphQLContext) => loaders.git(commit.repository);
const nameOf = ({ path }: Pick<Entry, 'path'>): string => path.slice(path.lastIndexOf('/') + 1);
const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

/** Everything that a path holds: there is nothing to read in a submodule. */
async function contentOf(entry: Entry, context: GraphQLContext): Promise<Buffer> {
  return entry.kind === 'submodule' ? Buffer.alloc(0) : gitOf(entry, context).file(entry.oid);
}

interface SubmoduleShape {
  url: string;
  commit: string;
  path: string;
}

const Submodule = builder.objectRef<SubmoduleShape>('Submodule').implement({
  description: 'Another repository at a path of this one.',
  fieldAccess: inherited,
  fields: (t) => ({
    url: t.exposeString('url', {
      description: 'Where `.gitmodules` says that it comes from; empty when it does not say.',
    }),
    commit: t.exposeString('commit', { description: 'The id of its commit.' }),
    path: t.exposeString('path', { description: 'Its path here.' }),
  }),
});

const LFS = builder.objectRef<{ byteSize: bigint }>('LFS').implement({
  description: 'What a pointer of Git LFS stands for.',
  fieldAccess: inherited,
  fields: (t) => ({
    byteSize: t.expose('byteSize', { type: 'BigInt', description: 'The size of the file in bytes.' }),
  }),
});

const TreeEntry = builder.interfaceRef<Entry>('TreeEntry').implement({
  description: 'A file or a directory of a commit.',
  fieldAccess: inherited,
  resolveType: ({ kind }) => (kind === 'tree' ? 'GitTree' : 'GitBlob'),
  fields: (t) => ({
    path: t.exposeString('path', { description: 'The path from the root, without a slash in front.' }),
    name: t.string({ description: 'The last part of the path; empty for the root.', resolve: nameOf }),
    isDirectory: t.boolean({
      description: 'Whether it is a directory.',
      resolve: ({ kind }) => kind === 'tree',
    }),
    url: t.string({
      description: 'The path of its page, at the revision as it was asked for.',
      resolve: entryUrl,
    }),
    canonicalURL: t.string({
      description: 'The path of its page, with the id of the commit.',
      resolve: canonicalEntryUrl,
    }),
    submodule: t.field({
      type: Submodule,
      nullable: true,
      description: 'The other repository that is at this path; null where none is.',
      resolve: async (entry, _args, context) => {
        const { kind, path, oid, commit } = entry;
        if (kind !== 'submodule') return null;
        const urls = await gitOf(entry, context).submodules(commit.oid);
        return { path, commit: oid, url: urls.get(path) ?? '' };
      },
    }),
    isSingleChild: t.boolean({
      description: 'Whether nothing else is in the directory that it is in.',
      resolve: async (entry, _args, context) => {
        if (entry.path === '') return false;
        const git = gitOf(entry, context);
        const parent = await git.find(entry.commit.oid, parentOf(entry.path));
        return parent !== null && (await git.tree(parent.oid)).length === 1;
      },
    }),
    commit: t.field({ type: GitCommit, description: 'The commit.', resolve: ({ commit }) => commit }),
  }),
});

export const File2 = builder.interfaceRef<Entry>('File2').implement({
  description: 'A file.',
  fieldAccess: inherited,
  resolveType: () => 'GitBlob',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'The path from the root, without a slash in front.' }),
    name: t.string({ description: 'The last part of the path.', resolve: nameOf }),
    isDirectory: t.boolean({
      description: 'Whether it is a directory.',
      resolve: ({ kind }) => kind === 'tree',
    }),
    content: t.string({
      description:
        'The content, whole or some lines; where it is no UTF-8, with replacements. Of a symbolic link where it leads. Files of more than 16 MiB are refused: `rawURL` has them.',
      args: {
        startLine: t.arg.int({ description: 'The first line, counted from 1.' }),
        endLine: t.arg.int({ description: 'The last line.' }),
      },
      resolve: async (entry, { startLine, endLine }, context) => {
        const content = await contentOf(entry, context);
        const wanted =
          startLine == null && endLine == null
            ? content
            : linesOf(content, startLine ?? null, endLine ?? null);
        return gitOf(entry, context).text(wanted);
      },
    }),
    byteSize: t.int({
      description: 'The size in bytes.',
      resolve: async (entry, _args, context) => {
        if (entry.kind === 'submodule') return 0;
        const size = await gitOf(entry, context).size(entry.oid);
        if (size <= 0x7fff_ffff) return size;
        throw new InvalidInputError(`the file has ${size} bytes, which is more than \`byteSize\` can say`);
      },
    }),
    totalLines: t.int({
      description: 'How many lines it has; 0 for a binary file.',
      resolve: async (entry, _args, context) => {
        const content = await contentOf(entry, context);
        return isBinary(content) ? 0 : countLines(content);
      },
    }),
    binary: t.boolean({
      description: 'Whether it is no text: whether there is a NUL in its first 8000 bytes.',
      resolve: async (entry, _args, context) =>
        entry.kind !== 'submodule' && isBinary(await gitOf(entry, context).firstBytes(entry.oid)),
    }),
    url: t.string({
      description: 'The path of its page, at the revision as it was asked for.',
      resolve: entryUrl,
    }),
    canonicalURL: t.string({
      description: 'The path of its page, with the id of the commit.',
      resolve: canonicalEntryUrl,
    }),
    languages: t.stringList({
      description: 'The languages that its name says it may be written in.',
      resolve: async ({ path }) => {
        const language = (await loadLanguages()).ofPath(path);
        return language === undefined ? [] : [language];
      },
    }),
  }),
});

export const GitBlob = builder.objectRef<Entry>('GitBlob').implement({
  description: 'A file of a commit; also a symbolic link, and what stands for a submodule.',
  interfaces: [TreeEntry, File2],
  fieldAccess: inherited,
  fields: (t) => ({
    repository: t.field({
      type: Repository,
      description: 'The repository.',
      resolve: ({ commit }) => commit.repository,
    }),
    rawURL: t.string({ description: 'The path of its bytes.', resolve: rawUrl }),
    lfs: t.field({
      type: LFS,
      nullable: true,
      description: 'What it stands for, where it is a pointer of Git LFS.',
      resolve: async (entry, _args, context) => {
        if (entry.kind !== 'file' || (await gitOf(entry, context).size(entry.oid)) >= 1024) return null;
        const byteSize = lfsSizeIn(await contentOf(entry, context));
        return byteSize === null ? null : { byteSize };
      },
    }),
  }),
});

const File = builder.objectRef<Entry>('File').implement({
  description: 'A file, as a directory lists it.',
  fieldAccess: inherited,
  fields: (t) => ({
    path: t.exposeString('path', { description: 'The path from the root, without a slash in front.' }),
    name: t.string({ description: 'The last part of the path.', resolve: nameOf }),
    isDirectory: t.boolean({
      description: 'Whether it is a directory: it is not.',
      resolve: ({ kind }) => kind === 'tree',
    }),
    url: t.string({ description: 'The path of its page.', resolve: entryUrl }),
    repository: t.field({
      type: Repository,
      description: 'The repository.',
      resolve: ({ commit }) => commit.repository,
    }),
  }),
});

/** What is in a directory, directories first. */
async function entriesOf(
  tree: Entry,
  { first, recursive }: { first?: number | null | undefined; recursive?: boolean | null | undefined },
  context: GraphQLContext,
  of: 'all' | 'directories' | 'files' = 'all',
): Promise<Entry[]> {
  if (first != null && first < 0) throw new InvalidInputError('`first` must not be negative');
  const found = (await gitOf(tree, context).entries(tree, recursive ?? false))
    .filter(({ kind }) => of === 'all' || (kind === 'tree') === (of === 'directories'))
    .map((entry) => ({ ...entry, commit: tree.commit }));
  return inListOrder(found, ({ path }) => path).slice(0, first ?? undefined);
}

/** The same of every directory above, from the root on. */
async function withAncestors(tree: Entry, entries: Entry[], context: GraphQLContext): Promise<Entry[]> {
  const git = gitOf(tree, context);
  const above: Entry[] = [];
  for (let path = tree.path; path !== ''; ) {
    path = parentOf(path);
    const found = await git.find(tree.commit.oid, path);
    if (found) above.unshift(...(await entriesOf({ ...found, commit: tree.commit }, {}, context)));
  }
  return [...above, ...entries];
}

export const GitTree = builder.objectRef<Entry>('GitTree').implement({
  description: 'A directory of a commit.',
  interfaces: [TreeEntry],
  fieldAccess: inherited,
  fields: (t) => ({
    isRoot: t.boolean({ description: 'Whether it is the root.', resolve: ({ path }) => path === '' }),
  }),
});

builder.objectFields(GitTree, (t) => {
  const listArgs = {
    first: t.arg.int({ description: 'How many at most. Without it: all.' }),
    recursive: t.arg.boolean({
      defaultValue: false,
      description: 'Whether also everything below. More than 100000 are refused.',
    }),
  };
  return {
    repository: t.field({
      type: Repository,
      description: 'The repository.',
      resolve: ({ commit }) => commit.repository,
    }),
    rawZipArchiveURL: t.string({
      description: 'The URL of everything in it as a zip file.',
      resolve: (tree, _args, { services }) => `${externalUrl(services)}${rawUrl(tree)}?format=zip`,
    }),
    directories: t.field({
      type: [GitTree],
      description: 'The directories in it, by name.',
      args: listArgs,
      resolve: async (tree, args, context) =>
        pacedList(await entriesOf(tree, args, context, 'directories'), context),
    }),
    files: t.field({
      type: [File],
      description: 'The files in it, by name.',
      args: listArgs,
      resolve: async (tree, args, context) =>
        pacedList(await entriesOf(tree, args, context, 'files'), context),
    }),
    entries: t.field({
      type: [TreeEntry],
      description: 'What is in it: directories first, then files, each by name.',
      args: {
        ...listArgs,
        ancestors: t.arg.boolean({
          defaultValue: false,
          description: 'Whether also what is in the directories above it, from the root on.',
        }),
      },
      resolve: async (tree, { ancestors, ...args }, context) => {
        const entries = await entriesOf(tree, args, context);
        return pacedList(ancestors ? await withAncestors(tree, entries, context) : entries, context);
      },
    }),
  };
});

const GitTreeOrBlob = builder.unionType('GitTreeOrBlob', {
  description: 'A directory or a file.',
  types: [GitTree, GitBlob],
  resolveType: ({ kind }) => (kind === 'tree' ? 'GitTree' : 'GitBlob'),
});

/** What is at a path; null when nothing is. Something else than what was asked for is an error. */
async function find(
  commit: Commit,
  path: string | null | undefined,
  { loaders }: GraphQLContext,
  wanted: 'any' | 'directory' | 'file',
): Promise<Entry | null> {
  const found = await loaders.git(commit.repository).find(commit.oid, path ?? '');
  if (!found) return null;
  if (wanted === 'file' && found.kind === 'tree') throw new InvalidInputError(`not a blob: "${found.path}"`);
  if (wanted === 'directory' && found.kind !== 'tree') {
    throw new InvalidInputError(`not a directory: "${found.path}"`);
  }
  return { ...found, commit };
}

builder.objectFields(GitCommit, (t) => {
  const anyPath = {
    path: t.arg.string({ defaultValue: '', description: 'The path from the root; empty is the root.' }),
  };
  const filePath = { path: t.arg.string({ required: true, description: 'The path from the root.' }) };
  return {
    path: t.field({
      type: GitTreeOrBlob,
      nullable: true,
      description: 'What is at a path; null when nothing is.',
      args: anyPath,
      resolve: (commit, { path }, context) => find(commit, path, context, 'any'),
    }),
    tree: t.field({
      type: GitTree,
      nullable: true,
      description: 'The directory at a path; null when nothing is there, and an error when a file is.',
      args: anyPath,
      resolve: (commit, { path }, context) => find(commit, path, context, 'directory'),
    }),
    blob: t.field({
      type: GitBlob,
      nullable: true,
      description: 'The file at a path; null when nothing is there, and an error when a directory is.',
      args: filePath,
      resolve: (commit, { path }, context) => find(commit, path, context, 'file'),
    }),
    file: t.field({
      type: File2,
      nullable: true,
      description: 'The file at a path; null when nothing is there, and an error when a directory is.',
      args: filePath,
      resolve: (commit, { path }, context) => find(commit, path, context, 'file'),
    }),
    fileNames: t.stringList({
      description: 'The paths of all files.',
      resolve: async (commit, _args, context) => {
        const root = await find(commit, '', context, 'directory');
        const files = root ? await entriesOf(root, { recursive: true }, context, 'files') : [];
        return files.map(({ path }) => path);
      },
    }),
  };
});
