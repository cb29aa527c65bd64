import { applyEdits, modify } from 'jsonc-parser';
import type { AuditedTransaction } from '../../audit/audit-log.js';
import { requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import { ConflictError, NotFoundError } from '../../errors.js';
import { parseJsonc } from '../../jsonc.js';
import { visibleTarget } from '../repositories/visible-target.js';
import { lockNames, settleRepositories } from './apply-listing.js';
import { codeHostOf } from './code-hosts.js';
import { readConfig } from './config-text.js';
import { configOf, lockExternalService, sealedConfig, target } from './external-services.js';

/**
 * Leaves a repository out of connections: an entry in `exclude` of each, and the repository is gone at once where no other
 * connection yields it. All of them or none. Comments in configurations stay.
 *
 * @throws NotFoundError also where the caller may not see the repository.
 */
export async function excludeRepository(
  context: RequestContext,
  externalServiceIds: readonly number[],
  repositoryId: number,
): Promise<void> {
  requireSiteAdmin(context.caller);
  await change(context, async (transaction) => {
    const { tx } = transaction;
    const target = await visibleTarget(context, tx, repositoryId);
    if (!target) throw new NotFoundError(`repository not found: [${repositoryId}]`);
    const repository = await tx.repository.findUniqueOrThrow({ where: { id: repositoryId } });
    await leaveOut(context, transaction, externalServiceIds, repository);
  });
  context.services.background.wake();
}

/**
 * Removes a repository from the installation: it is left out of every connection that yields it, so that no look at a
 * code host brings it back, and its copy on disk goes as soon as there is a free place.
 *
 * @throws NotFoundError also where the caller may not see it; ConflictError where a connection took it up at the same moment.
 */
export async function deleteRepository(context: RequestContext, id: number): Promise<void> {
  requireSiteAdmin(context.caller);
  await change(context, async (transaction) => {
    const { tx, record } = transaction;
    const target = await visibleTarget(context, tx, id);
    if (!target) throw new NotFoundError(`repo not found: id=${id}`);
    const repository = await tx.repository.findUniqueOrThrow({
      where: { id },
      include: { externalServices: { select: { externalServiceId: true } } },
    });
    const yieldedBy = repository.externalServices.map(({ externalServiceId }) => externalServiceId);
    await leaveOut(context, transaction, yieldedBy, repository);
    if ((await tx.repository.count({ where: { id, deletedAt: null } })) > 0) {
      throw new ConflictError('another connection has just added the repository; try again');
    }
    record({ entity: 'repository', action: 'deleted', target });
  });
  context.services.background.wake();
}

async function leaveOut(
  { caller, services }: RequestContext,
  { tx, record }: AuditedTransaction,
  externalServiceIds: readonly number[],
  repository: { id: number; name: string; externalId: string },
): Promise<void> {
  const { id: lastUpdaterId } = requireSiteAdmin(caller);
  const now = services.clock.now();
  for (const id of [...new Set(externalServiceIds)].sort((a, b) => a - b)) {
    const service = await lockExternalService(tx, id);
    const { kind } = service;
    const text = await configOf(services, service);
    const excluded = withExclusion(text, entryFor(kind, repository));
    readConfig(codeHostOf(kind), excluded);
    await tx.externalService.update({
      where: { id },
      data: {
        sealedConfig: await sealedConfig(services, excluded),
        lastUpdaterId,
        updatedAt: now,
        // A look that began before would bring it back.
        nextSyncAt: now,
      },
    });
    await tx.externalServiceRepository.deleteMany({
      where: { externalServiceId: id, repositoryId: repository.id },
    });
    record({
      entity: 'codehosts',
      action: 'changed',
      target: target(service),
      details: { configChanged: true, excludedRepository: repository.name },
    });
  }
  await lockNames(tx);
  await settleRepositories(tx, now);
}

/** By the id at the host where it has one, so that a rename brings nothing back. */
function entryFor(kind: string, { name, externalId }: { name: string; externalId: string }): object {
  if (kind === 'GITHUB') return { id: externalId };
  if (kind === 'GITLAB') return { id: Number(externalId) };
  return { name };
}

function withExclusion(text: string, entry: object): string {
  const { exclude = [] } = parseJsonc(text, 'configuration') as { exclude?: unknown[] };
  if (exclude.some((one) => JSON.stringify(one) === JSON.stringify(entry))) return text;
  const [path, value] = exclude.length > 0 ? [['exclude', exclude.length], entry] : [['exclude'], [entry]];
  return applyEdits(
    text,
    modify(text, path, value, { formattingOptions: { insertSpaces: true, tabSize: 2 } }),
  );
}
