/** What there is to say of a filter. Source: repositories and search reference, 3.3. */
interface Field {
  aliases?: readonly string[];
  /** At most once in each part of a query. */
  once?: boolean;
  /** Cannot be negated. */
  positive?: boolean;
  /** Only where commits are searched. */
  ofCommits?: boolean;
}

const option: Field = { once: true, positive: true };

/** Every filter, by its full name. */
export const fields = {
  repo: { aliases: ['r'] },
  rev: { aliases: ['revision'], ...option },
  file: { aliases: ['f'] },
  lang: { aliases: ['l', 'language'] },
  content: {},
  type: { positive: true },
  select: option,
  case: option,
  fork: option,
  archived: option,
  visibility: option,
  context: option,
  count: option,
  timeout: option,
  patterntype: option,
  index: option,
  author: { ofCommits: true },
  committer: { ofCommits: true },
  before: { aliases: ['until'], ofCommits: true, positive: true },
  after: { aliases: ['since'], ofCommits: true, positive: true },
  message: { aliases: ['m', 'msg'], ofCommits: true },
  repohasfile: {},
  repohascommitafter: { once: true },
  rule: option,
} satisfies Record<string, Field>;

export type FieldName = keyof typeof fields;

const byName = new Map<string, FieldName>(
  Object.entries(fields as Record<string, Field>).flatMap(([name, { aliases = [] }]) =>
    [name, ...aliases].map((one): [string, FieldName] => [one, name as FieldName]),
  ),
);

/** The filter that a word before a colon names, in any case. */
export const fieldNamed = (name: string): FieldName | undefined => byName.get(name.toLowerCase());

export const fieldRule = (name: FieldName): Field => fields[name];
