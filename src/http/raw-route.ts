import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuditEventInput } from '../audit/events.js';
import { readablePaths } from '../authz/readable-paths.js';
import type { RequestContext } from '../context.js';
import { DomainError } from '../errors.js';
import { inListOrder } from '../git/objects.js';
import { GitBudget } from '../modules/git/git-budget.js';
import { cleanPath, type FoundEntry, RepositoryGit } from '../modules/git/repository-git.js';
import { findRepositoryByName } from '../modules/repositories/find-repositories.js';
import type { Repository } from '../modules/repositories/repositories.js';
import type { Services } from '../services.js';
import { admit, callerHeaders, sendText } from './identify.js';
import { recordRequest } from './record-request.js';

const archives = {
  zip: { type: 'application/zip', accept: 'application/zip' },
  tar: { type: 'application/x-tar', accept: 'application/x-tar' },
} as const;
type ArchiveFormat = keyof typeof archives;

/** What is asked for: `/<repository>[@<revision>]/-/raw[/<path>]`. */
interface RawTarget {
  name: string;
  revision: string;
  path: string;
}

/** More characters of paths than these are not handed to git at once. */
const maxListedPaths = 100_000;

/**
 * Files, lists of directories, and archives, as bytes. Source: repositories reference, 2.5. Every other path that no
 * route has ends here, too, and is answered as such.
 */
export function rawRoute(app: FastifyInstance, services: Services): void {
  app.get(
    '/*',
    { config: { access: 'any credential; what of the repository it may read' } },
    async (request, reply) => {
      const target = targetIn(request.raw.url ?? '');
      if (!target) return sendText(reply, 404, 'no route');
      reply.headers({
        Vary: `${callerHeaders}, Accept`,
        // SECURITY: whatever a file holds, a browser that opens it runs nothing of it.
        'Content-Security-Policy': "default-src 'none'; sandbox",
      });
      const context = await admit(services, request, reply, 'auth.public');
      if (!context) return reply;
      const repository = await findRepositoryByName(context, target.name);
      await recordRequest(context, accessTo(repository));
      if (!repository) return sendText(reply, 404, 'repository not found');
      try {
        return await sendRaw(context, { request, reply, repository, target });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        return sendText(reply, error.code === 'LIMIT_EXCEEDED' ? 413 : 404, error.message);
      }
    },
  );
}

/** A repository's name has no part that is `-`, so the first one ends it. */
function targetIn(url: string): RawTarget | undefined {
  const [, repository = '', path = ''] = /^\/([^?]+?)\/-\/raw(?:\/([^?]*))?(?:\?|$)/.exec(url) ?? [];
  if (repository === '' || repository.includes('/-/')) return undefined;
  try {
    const [name = '', ...revision] = decodeURIComponent(repository).split('@');
    const decoded = { name, revision: revision.join('@'), path: decodeURIComponent(path) };
    return Object.values(decoded).some((text) => text.includes('\0')) ? undefined : decoded;
  } catch {
    return undefined;
  }
}

interface RawRequest {
  request: FastifyRequest;
  reply: FastifyReply;
  repository: Repository;
  target: RawTarget;
}

async function sendRaw(context: RequestContext, { request, reply, repository, target }: RawRequest) {
  const { services } = context;
  const isHead = request.method === 'HEAD';
  const format = formatOf(request);
  if (format === 'unknown') return sendText(reply, 400, '`format` must be zip or tar');
  if (isHead && cleanPath(target.path) === '' && target.revision === '') {
    return reply.type(format ? archives[format].type : 'text/plain; charset=utf-8').send();
  }
  if (repository.mirror.status !== 'CLONED') {
    return sendText(reply, 404, 'Repository unavailable while cloning.');
  }
  const git = new RepositoryGit(services, repository, {
    budget: new GitBudget(context.takeRoom),
    readable: async () => {
      const [readable] = await readablePaths(context, [repository.id]);
      if (!readable) throw new Error('no rules were read');
      return readable;
    },
    signal: context.hungUp?.(),
  });
  const commit = await git.resolve(target.revision);
  if (commit === null) return sendText(reply, 404, 'revision not found');
  const entry = await git.find(commit, target.path);
  if (!entry || entry.kind === 'submodule') return sendText(reply, 404, 'path not found');

  if (format) {
    const name = `${(entry.path || repository.name).split('/').at(-1)}.${format}`;
    const paths = await git.archivePaths(entry, maxListedPaths);
    reply.type(archives[format].type).header('Content-Disposition', `Attachment; filename=${quoted(name)}`);
    return isHead ? reply.send() : reply.send(await git.archive(commit, format, paths));
  }
  reply.type('text/plain; charset=utf-8');
  if (entry.kind === 'tree') {
    const listed = inListOrder(await git.entries(entry, false), ({ path }) => path);
    return reply.send(listed.map((one) => `${lineOf(one)}\n`).join(''));
  }
  const size = await git.size(entry.oid);
  if (size === 0) return reply.send('');
  reply.header('Content-Length', size);
  // An answer without a body would be given its length: none of its stream is read, and the header stays.
  return reply.send(isHead ? Readable.from([]) : await git.stream(['cat-file', 'blob', entry.oid]));
}

const lineOf = ({ path, kind }: FoundEntry): string =>
  `${path.slice(path.lastIndexOf('/') + 1)}${kind === 'tree' ? '/' : ''}`;

/** A name of a file in a header: what has a meaning there, and what is no ASCII, is replaced. */
const quoted = (name: string): string => {
  const plain = name.replaceAll(/[^\w.+-]/g, '_');
  return plain === name ? name : `"${plain}"`;
};

function formatOf(request: FastifyRequest): ArchiveFormat | 'unknown' | undefined {
  const { format } = request.query as { format?: unknown };
  if (format !== undefined) return format === 'zip' || format === 'tar' ? format : 'unknown';
  const accept = request.headers.accept ?? '';
  return (['zip', 'tar'] as const).find((one) => accept.includes(archives[one].accept));
}

/** That a repository was looked for, as the audit log has it. */
const accessTo = (repository: Repository | null): AuditEventInput => ({
  entity: 'repository',
  action: 'accessed',
  ...(repository
    ? { target: { kind: 'Repository', id: repository.id, name: repository.name } }
    : { outcome: 'FAILURE', reason: 'repository not found' }),
});
