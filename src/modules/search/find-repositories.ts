import { visibleInList, visibleRepositories } from '../../authz/repository-visibility.js';
import type { RequestContext } from '../../context.js';
import { Prisma } from '../../db/generated/prisma/client.js';
import { holdingText } from '../../db/like.js';
import { Pace } from '../../pace.js';
import {
  type Repository,
  type RepositoryRow,
  readRepository,
  repositoryColumns,
  repositoryTables,
} from '../repositories/repositories.js';
import { maxNameLength, repositoryNameKey } from '../repositories/repository-name.js';
import type { QueryPart, YesNoOnly } from './query/plan.js';
import type { MetadataTest } from './query/predicates.js';
import { literalOf, textTest } from './query/regexp.js';

export type SearchViewer = Pick<RequestContext, 'caller' | 'services'>;

export interface FoundRepositories {
  /** Those that are searched. */
  repositories: Repository[];
  /** Forks and archived ones that match and were left out. */
  forks: Repository[];
  archived: Repository[];
}

type Row = RepositoryRow & { metadataPairs: [string, string | null][] | null };

/**
 * The repositories that a part of a query is about, by what the database knows of them; two statements. SECURITY: of
 * those that the viewer may know of. What is in them is for `holding.ts`. With `only`, no other than that one.
 */
export async function findRepositories(
  viewer: SearchViewer,
  part: QueryPart,
  signal: AbortSignal,
  only?: number,
): Promise<FoundRepositories> {
  const conditions = [
    ...(only === undefined
      ? [await visibleInList(viewer, 'all')]
      : [visibleRepositories(viewer), Prisma.sql`r.id = ${only}::int`]),
    ...part.repos.flatMap(({ source, negated }) => (negated ? [] : nameConditions(source))),
    ...(part.visibility === 'any' ? [] : [Prisma.sql`r.is_private = ${part.visibility === 'private'}`]),
    ...part.repoPredicates.flatMap((predicate) =>
      predicate.kind === 'topic'
        ? [unless(predicate.negated, Prisma.sql`${predicate.topic} = ANY(r.topics)`)]
        : [],
    ),
  ];
  // Stars first: whoever is cut off by a limit sees what most look at.
  const sql = Prisma.sql`SELECT ${repositoryColumns}, ${metadataOf(part)} AS "metadataPairs" FROM ${repositoryTables}
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY r.stars DESC, r.id`;
  const rows = await viewer.services.db.query<Row>(sql.text, sql.values);
  const tests = [
    ...part.repos.map(({ source, negated }) => {
      const test = textTest(source, false);
      return ({ name }: Row) => test(name) !== negated;
    }),
    ...rowTests(part),
  ];
  const found: FoundRepositories = { repositories: [], forks: [], archived: [] };
  const pace = new Pace(signal);
  for (const row of rows) {
    if (pace.isDue) await pace.rest();
    if (!tests.every((test) => test(row))) continue;
    const repository = readRepository(row);
    if (part.fork === 'no' && row.isFork) found.forks.push(repository);
    else if (part.archived === 'no' && row.isArchived) found.archived.push(repository);
    else if (allows(part.fork, row.isFork) && allows(part.archived, row.isArchived))
      found.repositories.push(repository);
  }
  return found;
}

const allows = (wanted: YesNoOnly, is: boolean) => wanted !== 'only' || is;

/** Whether the viewer may know of any repository at all. */
export async function seesAnyRepository(viewer: SearchViewer): Promise<boolean> {
  const sql = Prisma.sql`SELECT EXISTS (SELECT 1 FROM repositories r WHERE ${visibleRepositories(viewer)}) AS any`;
  const [row] = await viewer.services.db.query<{ any: boolean }>(sql.text, sql.values);
  return row?.any ?? false;
}

/** What the database can say of a pattern for names. */
function nameConditions(source: string): Prisma.Sql[] {
  const whole = /^\^(.*)\$$/s.exec(source)?.[1];
  const exact = whole === undefined ? undefined : literalOf(whole);
  if (exact !== undefined) return [Prisma.sql`r.name_key = ${repositoryNameKey(exact)}`];
  const literal = literalOf(source);
  if (literal === undefined || literal === '') return [];
  // No name is so long.
  if (literal.length > maxNameLength) return [Prisma.sql`false`];
  return [Prisma.sql`r.name ILIKE ${holdingText(literal)}`];
}

const unless = (negated: boolean, condition: Prisma.Sql) =>
  negated ? Prisma.sql`NOT (${condition})` : condition;

const metadataOf = (part: QueryPart): Prisma.Sql =>
  part.repoPredicates.some(({ kind }) => kind === 'metadata')
    ? Prisma.sql`(SELECT json_agg(json_build_array(k.key, k.value)) FROM repository_metadata k WHERE k.repository_id = r.id)`
    : Prisma.sql`NULL::json`;

/** Predicates that a row is enough for. */
function rowTests({ repoPredicates }: QueryPart): ((row: Row) => boolean)[] {
  return repoPredicates.flatMap((predicate) => {
    if (predicate.kind === 'description') {
      const test = textTest(predicate.source, false);
      return [({ description }: Row) => test(description) !== predicate.negated];
    }
    if (predicate.kind === 'metadata') {
      const key = metadataTest(predicate.key);
      const value = predicate.value === undefined ? () => true : metadataTest(predicate.value);
      return [
        ({ metadataPairs }: Row) =>
          (metadataPairs ?? []).some(([name, given]) => key(name) && value(given)) !== predicate.negated,
      ];
    }
    return [];
  });
}

function metadataTest(test: MetadataTest): (text: string | null) => boolean {
  if (test === null) return (text) => text === null;
  if ('text' in test) return (text) => text === test.text;
  const matches = textTest(test.source, false);
  return (text) => text !== null && matches(text);
}
