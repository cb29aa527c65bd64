import type { Languages } from './languages.js';
import { printValue } from './query/ast.js';
import { quotePattern } from './query/regexp.js';
import { countOf, isCommit, type SearchResult } from './results.js';
import type { SearchStats } from './stats.js';

/** What a query may be narrowed down with, or widened. Source: repositories and search reference, 4.4. */
export interface SearchFilter {
  value: string;
  label: string;
  count: number;
  exhaustive: boolean;
  kind: 'repo' | 'lang' | 'file' | 'type' | 'utility' | 'author';
}

const mostFilters = 1000;

/** Files that most do not look for, and what leaves them out. */
const noise = [
  { test: /(^|\/)node_modules\//, value: '-file:(^|/)node_modules/', label: '-node_modules' },
  {
    test: /(_test|[._](test|spec))\.\w+$/,
    value: '-file:(_test|[._](test|spec))\\.\\w+$',
    label: '-test files',
  },
  { test: /\.min\.\w+$/, value: '-file:\\.min\\.\\w+$', label: '-minified files' },
];

const types = {
  content: ['type:file', 'Code'],
  path: ['type:path', 'Paths'],
  repo: ['type:repo', 'Repositories'],
  commit: ['type:commit', 'Commits'],
  diff: ['type:diff', 'Diffs'],
} as const;

/** Counts what was found by what it could be narrowed down to. */
export class FilterTally {
  readonly #filters = new Map<string, Omit<SearchFilter, 'exhaustive'>>();

  constructor(private readonly languages: Languages) {}

  add(result: SearchResult): void {
    const count = countOf(result);
    const { repository, revision } = result;
    const at = revision === '' ? '' : `@${revision}`;
    const named = `^${quotePattern(repository.name)}$${at}`;
    // A space would end the value.
    this.#add(
      'repo',
      `repo:${/\s/.test(named) ? printValue(named) : named}`,
      `${repository.name}${at}`,
      count,
    );
    const [type, typeLabel] = types[result.kind];
    this.#add('type', type, typeLabel, count);
    if (isCommit(result)) {
      const { name, email } = result.author;
      this.#add('author', `author:${printValue(quotePattern(email))}`, name, count);
    }
    if (result.kind === 'content' || result.kind === 'path') {
      const { path } = result;
      const language = this.languages.ofPath(path);
      if (language !== undefined)
        this.#add('lang', `lang:${printValue(language.toLowerCase())}`, language, count);
      for (const { test, value, label } of noise) if (test.test(path)) this.#add('file', value, label, count);
    }
  }

  /** The filters there are, most matches first. */
  list(stats: SearchStats): SearchFilter[] {
    const { forks, archived } = stats;
    const exhaustive = stats.isExhaustive;
    const all = [
      ...this.#filters.values(),
      ...(forks.size > 0 ? [utility('fork:yes', 'Include forked repos', forks.size)] : []),
      ...(archived.size > 0 ? [utility('archived:yes', 'Include archived repos', archived.size)] : []),
    ];
    return all
      .sort((one, other) => other.count - one.count)
      .slice(0, mostFilters)
      .map(({ value, label, count, kind }) => ({ value, label, count, exhaustive, kind }));
  }

  #add(kind: SearchFilter['kind'], value: string, label: string, count: number): void {
    const known = this.#filters.get(value);
    if (known) known.count += count;
    else if (this.#filters.size < mostFilters) this.#filters.set(value, { kind, value, label, count });
  }
}

const utility = (value: string, label: string, count: number) =>
  ({ kind: 'utility', value, label, count }) as const;
