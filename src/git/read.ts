import { PassThrough, type Readable } from 'node:stream';
import { startProgram } from '../programs/program.js';
import { Slots } from '../slots.js';
import { CatFile, type CatFileMode, type ObjectInfo } from './cat-file.js';
import { GitError, type GitOptions, git, gitEnvironment, withoutSecrets } from './git-process.js';

/** How much git may do at a time in this process. */
export interface GitReaderLimits {
  /** Programs that answer questions about objects; each stays for a moment after its last answer. */
  catFiles: number;
  /** Programs that list, compare and follow history. */
  programs: number;
  /** Programs whose output is on its way to a client. */
  streams: number;
  /** How long a program waits for another question. */
  idleSeconds: number;
}

const defaultLimits: GitReaderLimits = { catFiles: 16, programs: 6, streams: 8, idleSeconds: 5 };

/**
 * Reads repositories that are on disk, for everybody who asks at the same time, with a bounded number of programs.
 * SECURITY: it knows nothing of who may see what: only give it the directory of a repository that was found for the
 * caller.
 */
export class GitReader {
  /** How many programs were started so far. */
  started = 0;
  readonly #limits: GitReaderLimits;
  /** By mode and directory, the one that was used last at the end. */
  readonly #catFiles = new Map<string, { catFile: CatFile; timer: NodeJS.Timeout | undefined }>();
  readonly #starting = new Map<string, Promise<CatFile>>();
  readonly #catFileSlots: Slots;
  readonly #programSlots: Slots;
  readonly #streamSlots: Slots;

  constructor(limits: Partial<GitReaderLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits };
    this.#catFileSlots = new Slots(this.#limits.catFiles);
    this.#programSlots = new Slots(this.#limits.programs);
    this.#streamSlots = new Slots(this.#limits.streams);
  }

  /** What an object is, by any name that git knows for it (`main`, `v1^{commit}`, `0123abc`); null without one. */
  async describe(gitDir: string, name: string, signal?: AbortSignal): Promise<ObjectInfo | null> {
    if (/[\n\0]/.test(name) || name === '') return null;
    return this.#ask({ gitDir, mode: 'describe', signal }, name, 0);
  }

  /** The bytes of an object, which must not be more than given: ask how many there are before. */
  async read(gitDir: string, oid: string, maxBytes: number, signal?: AbortSignal): Promise<Buffer> {
    const found = await this.#ask({ gitDir, mode: 'read', signal }, oid, maxBytes);
    if (!found) throw new GitError(`missing object ${oid}`, '');
    return found.content;
  }

  /**
   * Runs git for its output. SECURITY: `args` are ours; whatever a client said is part of one that begins with
   * `--option=`, or stands behind `--` or `--end-of-options`.
   */
  run(gitDir: string, args: readonly string[], options: Omit<GitOptions, 'gitDir'> = {}): Promise<Buffer> {
    return this.#programSlots.holding(options.signal, () => {
      this.started += 1;
      return git(args, { ...options, gitDir });
    });
  }

  /**
   * Runs git and hands on what it writes while it writes it, no faster than it is read. It ends with the signal
   * and with its output, and its output fails when it does.
   */
  async stream(
    gitDir: string,
    args: readonly string[],
    { signal, env = gitEnvironment() }: { signal: AbortSignal; env?: Record<string, string> },
  ): Promise<Readable> {
    const release = await this.#streamSlots.take(signal);
    this.started += 1;
    const program = startProgram('git', [`--git-dir=${gitDir}`, ...args], {
      env,
      cwd: '/',
      errors: true,
    });
    const stop = () => program.kill();
    signal.addEventListener('abort', stop, { once: true });
    let said = '';
    program.errors?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString('utf8')}`.slice(-4096);
    });
    // Its end is held back until it is known that git was through.
    const output = program.output.pipe(new PassThrough(), { end: false });
    output.once('close', () => {
      stop();
      // A program has ended when what it wrote was read, and nobody else reads it now.
      program.output.resume();
    });
    void program.ended.then(({ code, failure }) => {
      release();
      signal.removeEventListener('abort', stop);
      if (code === 0) output.end();
      else output.destroy(failure ?? new GitError(`git ended with ${code}`, withoutSecrets(said), code));
    });
    return output;
  }

  /** Ends every program that waits for questions. */
  stop(): void {
    for (const { catFile, timer } of this.#catFiles.values()) {
      clearTimeout(timer);
      catFile.stop();
    }
  }

  async #ask(
    where: { gitDir: string; mode: CatFileMode; signal: AbortSignal | undefined },
    name: string,
    maxBytes: number,
  ) {
    for (;;) {
      where.signal?.throwIfAborted();
      const catFile = await this.#catFileFor(where);
      // It may have made room for another in the meantime.
      if (!catFile.hasEnded) return catFile.ask(name, maxBytes, where.signal);
    }
  }

  #catFileFor({ gitDir, mode }: { gitDir: string; mode: CatFileMode }): Promise<CatFile> | CatFile {
    const key = `${mode} ${gitDir}`;
    const entry = this.#catFiles.get(key);
    if (!entry) {
      const starting = this.#starting.get(key) ?? this.#start(key, gitDir, mode);
      this.#starting.set(key, starting);
      return starting;
    }
    clearTimeout(entry.timer);
    this.#catFiles.delete(key);
    this.#catFiles.set(key, entry);
    return entry.catFile;
  }

  async #start(key: string, gitDir: string, mode: CatFileMode): Promise<CatFile> {
    if (this.#catFileSlots.isFull) this.#makeRoom();
    const release = await this.#catFileSlots.take(undefined);
    this.started += 1;
    const isKnown = () => this.#catFiles.get(key) === entry;
    const entry: { catFile: CatFile; timer: NodeJS.Timeout | undefined } = {
      timer: undefined,
      catFile: new CatFile(gitDir, mode, () => {
        clearTimeout(entry.timer);
        if (entry.catFile.hasEnded) {
          if (isKnown()) this.#catFiles.delete(key);
          release();
        } else if (isKnown() && !this.#catFileSlots.isWaitedFor) {
          entry.timer = setTimeout(() => entry.catFile.stop(), this.#limits.idleSeconds * 1000).unref();
        } else {
          entry.catFile.stop();
        }
      }),
    };
    this.#catFiles.set(key, entry);
    this.#starting.delete(key);
    return entry.catFile;
  }

  /** Lets go of the program that was used longest ago: at once, or when it has answered what it was asked. */
  #makeRoom(): void {
    const [oldest] = [...this.#catFiles].sort(
      ([, one], [, other]) => Number(other.catFile.isIdle) - Number(one.catFile.isIdle),
    );
    if (!oldest) return;
    const [key, { catFile, timer }] = oldest;
    clearTimeout(timer);
    this.#catFiles.delete(key);
    if (catFile.isIdle) catFile.stop();
  }
}
