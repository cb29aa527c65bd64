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
    for (const [extension, [name]] of Object.entries(shared)) this.#byExtension.set(extension, name);
  }

  /** The name of a language as it is written; undefined when there is none of that name or alias. */
  nameOf(name: string): string | undefined {
    return this.#byName.get(name.toLowerCase())?.name;
  }

  /** The language of a file by its name; undefined when it is none that is known. */
  ofPath(path: string): string | undefined {
    return this.#find(path)?.name;
  }

  /** Whether a file may be in a language, which is written as `nameOf` has it: `.h` is of C, and of C++, too. */
  mayBe(path: string, language: string): boolean {
    const found = this.#find(path);
    if (found === undefined) return false;
    return found.name === language || (shared[found.extension]?.includes(language) ?? false);
  }

  #find(path: string): { name: string; extension: string } | undefined {
    const file = path.slice(path.lastIndexOf('/') + 1);
    const byName = this.#byFilename.get(file);
    if (byName !== undefined) return { name: byName, extension: '' };
    for (let dot = file.indexOf('.'); dot >= 0; dot = file.indexOf('.', dot + 1)) {
      const extension = file.slice(dot).toLowerCase();
      const name = this.#byExtension.get(extension);
      if (name !== undefined) return { name, extension };
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

/** What an extension nearly always is, where the data gives it to several languages or to one that hardly anybody uses. */
const preferred: Record<string, string> = {
  '.1': 'Roff Manpage',
  '.asm': 'Assembly',
  '.cs': 'C#',
  '.d': 'D',
  '.frag': 'GLSL',
  '.ftl': 'FreeMarker',
  '.gml': 'Game Maker Language',
  '.gs': 'JavaScript',
  '.html': 'HTML',
  '.json': 'JSON',
  '.md': 'Markdown',
  '.mdoc': 'Roff Manpage',
  '.ml': 'OCaml',
  '.php': 'PHP',
  '.plist': 'XML Property List',
  '.pp': 'Puppet',
  '.properties': 'Java Properties',
  '.r': 'R',
  '.re': 'Reason',
  '.rs': 'Rust',
  '.sc': 'Scala',
  '.srt': 'SubRip Text',
  '.toc': 'TeX',
  '.ts': 'TypeScript',
  '.tsx': 'TSX',
  '.txt': 'Text',
  '.vba': 'VBA',
  '.vcf': 'vCard',
  '.yaml': 'YAML',
  '.yml': 'YAML',
};

/**
 * Extensions that no name tells apart. A file is shown as the first, which is what most of them are, and is found as any
 * of them.
 */
const shared: Record<string, readonly [string, ...string[]]> = {
  '.bas': ['Visual Basic 6.0', 'VBA', 'BASIC', 'FreeBASIC', 'QuickBASIC'],
  '.cfg': ['INI', 'HAProxy'],
  '.cgi': ['Perl', 'Python', 'Shell'],
  '.cl': ['OpenCL', 'Common Lisp'],
  '.cls': ['TeX', 'Apex', 'VBA', 'Visual Basic 6.0', 'ObjectScript', 'OpenEdge ABL'],
  '.es': ['JavaScript', 'Erlang'],
  '.f': ['Fortran', 'Forth'],
  '.fcgi': ['Perl', 'PHP', 'Python', 'Ruby', 'Shell', 'Lua'],
  '.for': ['Fortran', 'Forth', 'Formatted'],
  '.fs': ['F#', 'GLSL', 'Forth'],
  '.h': ['C', 'C++', 'Objective-C'],
  '.hh': ['C++', 'Hack'],
  '.inc': [
    'PHP',
    'HTML',
    'SQL',
    'C++',
    'Pascal',
    'Assembly',
    'BitBake',
    'SourcePawn',
    'Pawn',
    'POV-Ray SDL',
    'NASL',
  ],
  '.m': ['Objective-C', 'MATLAB', 'Wolfram Language', 'Mercury'],
  '.mm': ['Objective-C++'],
  '.pl': ['Perl', 'Prolog', 'Raku'],
  '.pm': ['Perl', 'Raku'],
  '.pro': ['QMake', 'Prolog', 'IDL', 'Proguard'],
  '.s': ['Assembly', 'Unix Assembly', 'Motorola 68K Assembly'],
  '.sql': ['SQL', 'PLSQL', 'PLpgSQL', 'TSQL', 'SQLPL'],
  '.t': ['Perl', 'Raku', 'Terra', 'Turing'],
  '.v': ['Verilog', 'Rocq Prover', 'V'],
};

const ranks: Record<string, number> = { programming: 3, markup: 2, data: 1, prose: 0 };
const rank = ({ type }: Language): number => ranks[type] ?? 0;

let loaded: Promise<Languages> | undefined;

/** Reads the data of all languages, once and when it is first needed: there are hundreds of files of it. */
export function loadLanguages(): Promise<Languages> {
  loaded ??= import('linguist-languages').then((all) => new Languages(Object.values(all) as Language[]));
  return loaded;
}
