import { applyEdits, modify } from 'jsonc-parser';
import { change, type RequestContext } from '../../context.js';
import type { Database } from '../../db/database.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { ConflictError, InvalidInputError } from '../../errors.js';
import { parseJsonc } from '../../jsonc.js';

/** A row of `settings`: one version of what a subject has set. */
export type SettingsVersion = Prisma.SettingsVersionModel;

/** What has settings. The defaults have none of their own. */
export type Subject =
  | { kind: 'default' }
  | { kind: 'site' }
  | { kind: 'org'; id: number; name: string }
  | { kind: 'user'; id: number; name: string };

/** Names a subject in one request. */
export const subjectKey = (subject: Subject): string =>
  'id' in subject ? `${subject.kind}:${subject.id}` : subject.kind;

/** The newest version of each subject's settings, by its key. One statement. */
export async function latestSettings(
  db: Database,
  keys: readonly string[],
): Promise<(SettingsVersion | null)[]> {
  const ids = (kind: string) =>
    keys.filter((key) => key.startsWith(`${kind}:`)).map((key) => Number(key.slice(kind.length + 1)));
  const rows = await db.query<SettingsVersion>(
    `SELECT DISTINCT ON (user_id, organization_id) id, user_id AS "userId", organization_id AS "organizationId",
       contents, author_id AS "authorId", created_at AS "createdAt"
     FROM settings
     WHERE user_id = ANY($1::int[]) OR organization_id = ANY($2::int[])
       OR ($3 AND user_id IS NULL AND organization_id IS NULL)
     ORDER BY user_id, organization_id, id DESC`,
    [ids('user'), ids('org'), keys.includes('site')],
    'latest settings',
  );
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key) ?? null);
}

const keyOf = ({ userId, organizationId }: SettingsVersion): string => {
  if (userId !== null) return `user:${userId}`;
  return organizationId === null ? 'site' : `org:${organizationId}`;
};

/** Characters that settings may have. */
const maxLength = 500_000;

/**
 * Merges settings, the later over the earlier: a key of a later one replaces that of an earlier one, except that
 * where both are objects, their keys are merged in the same way, once. What cannot be read counts as empty.
 */
export function mergeSettings(contents: readonly string[]): Record<string, unknown> {
  const merged = new Map<string, unknown>();
  for (const text of contents) {
    for (const [key, value] of Object.entries(readable(text))) {
      const before = merged.get(key);
      merged.set(key, isObject(before) && isObject(value) ? { ...before, ...value } : value);
    }
  }
  return Object.fromEntries(merged);
}

function readable(text: string): object {
  try {
    const value = parseJsonc(text, 'settings');
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One change within settings: the value at a path, or, without a value, that there is none. */
export interface SettingsEdit {
  keyPath: readonly { property?: string | null; index?: number | null }[];
  value?: unknown;
  valueIsJSONCEncodedString?: boolean | null;
}

/** Applies an edit to settings; comments and the order of keys stay as they are. */
export function editedSettings(contents: string, edit: SettingsEdit): string {
  const path = edit.keyPath.map(({ property, index }) => {
    if ((property == null) === (index == null)) {
      throw new InvalidInputError('each part of keyPath has either a property or an index');
    }
    return (property ?? index) as string | number;
  });
  if (path.length === 0)
    throw new InvalidInputError('keyPath is empty: use overwriteSettings to replace all');
  let value: unknown = edit.value ?? undefined;
  if (value !== undefined && edit.valueIsJSONCEncodedString) {
    if (typeof value !== 'string') {
      throw new InvalidInputError('with valueIsJSONCEncodedString the value is a string');
    }
    value = parseJsonc(value, 'value');
  }
  try {
    const edits = modify(contents, path, value, {
      formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' },
    });
    return applyEdits(contents, edits);
  } catch (error) {
    throw new InvalidInputError(`cannot edit the settings there: ${(error as Error).message}`);
  }
}

/**
 * Writes a new version of a subject's settings. `lastId` is the version that the change was made from, null when
 * there was none: a newer one in between is a conflict. Whether the caller may is decided before.
 *
 * @throws InvalidInputError when the new contents are no JSON object, ConflictError.
 */
export async function changeSettings(
  context: RequestContext,
  subject: Exclude<Subject, { kind: 'default' }>,
  lastId: number | null,
  contents: (before: string) => string,
): Promise<void> {
  const { caller, services } = context;
  const whose = {
    userId: subject.kind === 'user' ? subject.id : null,
    organizationId: subject.kind === 'org' ? subject.id : null,
  };
  await change(context, async ({ tx, record }) => {
    await tx.$queryRaw`SELECT 1 FROM instance FOR UPDATE`;
    const latest = await tx.settingsVersion.findFirst({ where: whose, orderBy: { id: 'desc' } });
    if ((latest?.id ?? null) !== lastId) {
      throw new ConflictError(
        `settings were changed meanwhile: lastID is ${lastId}, but they are at ${latest?.id ?? null}`,
      );
    }
    const after = contents(latest?.contents ?? '{}');
    if (after.length > maxLength) {
      throw new InvalidInputError(`invalid settings: more than ${maxLength} characters`);
    }
    if (!isObject(parseJsonc(after, 'settings'))) {
      throw new InvalidInputError('invalid settings: they must be a JSON object');
    }
    await tx.settingsVersion.create({
      data: {
        ...whose,
        contents: after,
        authorId: caller.kind === 'ANONYMOUS' ? null : caller.id,
        createdAt: services.clock.now(),
      },
    });
    record({
      entity: 'settings',
      action: 'changed',
      target: targetOf(subject),
      details: { from: latest?.id ?? null },
    });
  });
}

function targetOf(subject: Exclude<Subject, { kind: 'default' }>) {
  if (subject.kind === 'site') return { kind: 'Site' as const, name: 'site' };
  return {
    kind: subject.kind === 'org' ? ('Org' as const) : ('User' as const),
    id: subject.id,
    name: subject.name,
  };
}
