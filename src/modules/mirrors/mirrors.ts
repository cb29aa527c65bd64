import { rm } from 'node:fs/promises';
import { requireSignedIn, requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { ConflictError, NotFoundError } from '../../errors.js';
import { packWhereNeeded, remoteHead } from '../../git/mirror.js';
import { findRepositoryByName } from '../repositories/find-repositories.js';
import { type RepositoryTarget, visibleTarget } from '../repositories/visible-target.js';
import { nothingYieldsIt, remotesOf, withAccess } from './fetch-access.js';
import { askAfterRest, askAtOnce, mirrorLease, mirrorOf } from './mirror-state.js';

/** Has a repository fetched as soon as there is a free place. */
export async function updateMirror(context: RequestContext, id: number): Promise<void> {
  requireSiteAdmin(context.caller);
  await requestFetch(context, id, askAtOnce);
}

/**
 * The same for whoever sees the repository: what tells of a push needs no more than to know of it. Many requests are one
 * fetch, and the repository has some rest between two: nobody keeps the server or the code host busy by asking.
 *
 * @throws NotFoundError also where the caller may not see it.
 */
export async function refreshRepository(context: RequestContext, name: string): Promise<void> {
  requireSignedIn(context.caller);
  const repository = await findRepositoryByName(context, name);
  if (!repository) throw new NotFoundError('repository not found');
  await requestFetch(context, repository.id, askAfterRest);
}

/** What was asked for already is not asked for again, and not recorded, unless it is the turn of the caller earlier. */
async function requestFetch(
  context: RequestContext,
  id: number,
  ask: typeof askAtOnce | typeof askAfterRest,
): Promise<void> {
  const accountId = requireSignedIn(context.caller).id;
  const isNews = await change(context, async ({ tx, record }) => {
    const target = await targetOf(context, tx, id);
    const count = await ask(tx, { id, accountId, now: context.services.clock.now() });
    if (count > 0) record({ entity: 'repository', action: 'fetchRequested', target });
    return count > 0;
  });
  if (isNews) context.services.background.wake();
}

/** Throws the copy of a repository away and makes another. */
export async function reclone(context: RequestContext, id: number): Promise<void> {
  const accountId = requireSiteAdmin(context.caller).id;
  await change(context, async ({ tx, record }) => {
    const target = await targetOf(context, tx, id);
    await tx.repositoryMirror.update({
      where: { repositoryId: id },
      data: { status: 'NOT_CLONED', failures: 0 },
    });
    await askAtOnce(tx, { id, accountId, now: context.services.clock.now() });
    record({ entity: 'repository', action: 'recloned', target });
  });
  context.services.background.wake();
}

/** Deletes the copy of a repository. The repository stays, and is copied again as soon as there is a free place. */
export async function deleteFromDisk(context: RequestContext, id: number): Promise<void> {
  const accountId = requireSiteAdmin(context.caller).id;
  await exclusively(context, id, async () => {
    await change(context, async ({ tx, record }) => {
      const target = await targetOf(context, tx, id);
      await tx.repositoryMirror.update({
        where: { repositoryId: id },
        data: { status: 'NOT_CLONED', byteSize: 0, corruptedAt: null, failures: 0 },
      });
      await askAtOnce(tx, { id, accountId, now: context.services.clock.now() });
      record({ entity: 'repository', action: 'deletedFromDisk', target });
    });
    await rm(mirrorOf(context.services, id).directory, { recursive: true, force: true });
  });
  context.services.background.wake();
}

/** Packs the copy of a repository anew. */
export async function optimize(context: RequestContext, id: number, how: 'auto' | 'now'): Promise<void> {
  requireSiteAdmin(context.caller);
  await exclusively(context, id, async (signal) => {
    await change(context, async ({ tx, record }) => {
      const target = await targetOf(context, tx, id);
      const mirror = await tx.repositoryMirror.findUniqueOrThrow({ where: { repositoryId: id } });
      if (mirror.status !== 'CLONED') throw new ConflictError('the repository is not cloned yet');
      record({ entity: 'repository', action: 'optimized', target });
    });
    await packWhereNeeded(mirrorOf(context.services, id), signal, how);
  });
}

/** Whether a repository can be reached: what is in the way, or null. */
export async function checkConnection(context: RequestContext, id: number): Promise<string | null> {
  requireSiteAdmin(context.caller);
  const { services } = context;
  await change(context, async ({ tx, record }) => {
    record({ entity: 'repository', action: 'connectionChecked', target: await targetOf(context, tx, id) });
  });
  let problem = nothingYieldsIt;
  for (const remote of await remotesOf(services.db, id)) {
    try {
      await withAccess(services, remote, ({ url, env }) => remoteHead(url, { env }));
      return null;
    } catch (error) {
      problem = (error as Error).message;
    }
  }
  return problem;
}

/** Runs `work` while nobody else changes what is on disk. */
async function exclusively(
  context: RequestContext,
  id: number,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { services } = context;
  // SECURITY: before the lease is asked for, which would tell a hidden repository that is being fetched from a missing one.
  await targetOf(context, services.db.prisma, id);
  const held = await services.leases.holding(mirrorLease(id), work);
  if (!held) throw new ConflictError('the repository is being fetched; try again later');
}

/** @throws NotFoundError also where the caller may not see it. */
async function targetOf(
  context: RequestContext,
  tx: Prisma.TransactionClient,
  id: number,
): Promise<RepositoryTarget> {
  const target = await visibleTarget(context, tx, id);
  if (!target) throw new NotFoundError(`repo not found: id=${id}`);
  return target;
}
