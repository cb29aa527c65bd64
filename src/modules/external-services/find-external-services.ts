import type { Database } from '../../db/database.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import { databaseId } from '../../ids.js';
import type { ExternalService } from './external-services.js';

export interface ExternalServiceSearch {
  /** Only those that yield this repository. */
  repositoryId?: number | null;
  /** The id of the last connection of the page before. */
  after?: string | null | undefined;
  take: number;
}

/** Code host connections, the oldest first, and how many match. */
export function findExternalServices(
  db: Database,
  { repositoryId, after, take }: ExternalServiceSearch,
): { rows: Promise<ExternalService[]>; count: () => Promise<number> } {
  const where = repositoryId == null ? {} : { repositories: { some: { repositoryId } } };
  const behind = after == null ? {} : { id: { gt: cursor(after) } };
  return {
    rows: db.prisma.externalService.findMany({
      where: { ...where, ...behind },
      orderBy: { id: 'asc' },
      take,
    }),
    count: () => db.prisma.externalService.count({ where }),
  };
}

function cursor(after: string): number {
  try {
    return databaseId(after, 'ExternalService');
  } catch {
    throw new InvalidInputError('`after` is no cursor of this list');
  }
}

/** @throws NotFoundError when there is none. */
export async function getExternalService(db: Database, id: number): Promise<ExternalService> {
  const service = await db.prisma.externalService.findUnique({ where: { id } });
  if (!service) throw new NotFoundError(`external service not found: ${id}`);
  return service;
}

/** How many living repositories each connection yields. */
export async function countRepositoriesOf(db: Database, ids: readonly number[]): Promise<number[]> {
  const rows = await db.query<{ id: number; count: number }>(
    `SELECT s.external_service_id AS id, count(*)::int AS count FROM external_service_repositories s
     JOIN repositories r ON r.id = s.repository_id
     WHERE s.external_service_id = ANY($1::int[]) AND r.deleted_at IS NULL GROUP BY 1`,
    [[...ids]],
    'numbers of repositories of connections',
  );
  const counts = new Map(rows.map((row) => [row.id, row.count]));
  return ids.map((id) => counts.get(id) ?? 0);
}

/** The connections that yield each of the repositories, the oldest first. One statement. */
export async function externalServicesOf(
  db: Database,
  repositoryIds: readonly number[],
): Promise<ExternalService[][]> {
  const links = await db.prisma.externalServiceRepository.findMany({
    where: { repositoryId: { in: [...repositoryIds] } },
    include: { externalService: true },
    orderBy: { externalServiceId: 'asc' },
  });
  const groups = new Map<number, ExternalService[]>(repositoryIds.map((id) => [id, []]));
  for (const { repositoryId, externalService } of links) groups.get(repositoryId)?.push(externalService);
  return repositoryIds.map((id) => groups.get(id) ?? []);
}
