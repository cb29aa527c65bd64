import type { Language } from 'linguist-languages';

/** What is known of programming languages: their names, and what their files are called. */
export class Languages {
  readonly #byName = new Map<string, Language>();
  readonly #byExtension = new Map<string, string>();
  readonly #byFilename = new Map<string, string>();

  constructor(all: readonly Language[]) {
    for (const language of all) {
      for (const alias of [language.name, ...(language.aliases ?? [])]) {
        const key = alias.toLowerCase();
        if (!this.#byName.has(key) || alias === language.name) this.#byName.set(key, language);
      }
      for (const name of language.filenames ?? []) this.#byFilename.set(name, language.name);
    }
    for (const language of [...all].sort((a, b) => rank(b) - rank(a))) {
      const [first] = language.extensions ?? [];
      for (const extension of language.extensions ?? []) {
        const key = extension.toLowerCase();
        const known = this.#byExtension.get(key);
        // Several languages may share an extension: that of the one which has it first, and of what is programmed in.
        if (known === undefined || (extension === first && !this.#isFirst(known, key)))
          this.#byExtension.set(key, language.name);
      }
    }
    for (const [extension, name] of Object.entries(preferred)) this.#byExtension.set(extension, name);
  }

  /** The name of a language as it is written; undefined when there is none of that name or alias. */
  nameOf(name: string): string | undefined {
    return this.#byName.get(name.toLowerCase())?.name;
  }

  /** The language of a file by its name; undefined when it is none that is known. */
  ofPath(path: string): string | undefined {
    const file = path.slice(path.lastIndexOf('/') + 1);
    const byName = this.#byFilename.get(file);
    if (byName !== undefined) return byName;
    for (let dot = file.indexOf('.'); dot >= 0; dot = file.indexOf('.', dot + 1)) {
      const language = this.#byExtension.get(file.slice(dot).toLowerCase());
      if (language !== undefined) return language;
    }
    return undefined;
  }

  /** Patterns of file names that hold every file of a language, and may hold others. */
  globsOf(name: string): string[] {
    const { extensions = [], filenames = [] } = this.#byName.get(name.toLowerCase()) ?? {};
    return [...extensions.map((extension) => `*${extension}`), ...filenames];
  }

  #isFirst(name: string, extension: string): boolean {
    return this.#byName.get(name.toLowerCase())?.extensions?.[0]?.toLowerCase() === extension;
  }
}

/** What an extension nearly always is, where the data gives it to several languages. */
const preferred: Record<string, string> = {
  '.h': 'C',
  '.m': 'Objective-C',
  '.md': 'Markdown',
  '.pl': 'Perl',
  '.rs': 'Rust',
  '.sql': 'SQL',
  '.ts': 'TypeScript',
  '.tsx': 'TSX',
  '.yml': 'YAML',
  '.yaml': 'YAML',
  '.json': 'JSON',
  '.html': 'HTML',
  '.php': 'PHP',
  '.cs': 'C#',
  '.v': 'Verilog',
  '.r': 'R',
};

const ranks: Record<string, number> = { programming: 3, markup: 2, data: 1, prose: 0 };
const rank = ({ type }: Language): number => ranks[type] ?? 0;

let loaded: Promise<Languages> | undefined;

/** Reads the data of all languages, once and when it is first needed: there are hundreds of files of it. */
export function loadLanguages(): Promise<Languages> {
  loaded ??= import('linguist-languages').then((all) => new Languages(Object.values(all) as Language[]));
  return loaded;
}
