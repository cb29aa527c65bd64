import { type Program, startProgram } from '../programs/program.js';
import { GitError, GitStoppedError, gitEnvironment } from './git-process.js';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

/** What git knows of an object without reading it. */
export interface ObjectInfo {
  oid: string;
  type: ObjectType;
  size: number;
}

/** An object, whole. Its content is empty where only its description was asked for. */
export interface ReadObject extends ObjectInfo {
  content: Buffer;
}

/** `describe` answers what objects are, `read` also their bytes. */
export type CatFileMode = 'describe' | 'read';

interface Question {
  maxBytes: number;
  resolve: (answer: ReadObject | null) => void;
  reject: (error: Error) => void;
  signal: AbortSignal | undefined;
  onAbort: () => void;
  /** Whether nobody waits for it any more. */
  dropped: boolean;
  timer: NodeJS.Timeout;
}

const answerSeconds = 30;
const maxHeaderBytes = 8192;

/**
 * One `git cat-file` that answers any number of questions about one repository, in turn. SECURITY: names of objects
 * come in on its input, one a line, where nothing is an option. It ends when it takes too long, when an object is larger
 * than was allowed, and when nobody waits for an answer any more.
 */
export class CatFile {
  readonly #program: Program;
  readonly #withContent: boolean;
  readonly #questions: Question[] = [];
  #pending: Buffer = Buffer.alloc(0);
  /** The object whose bytes are arriving. */
  #current: { info: ObjectInfo; chunks: Buffer[]; missing: number } | undefined;
  #ended = false;

  constructor(
    gitDir: string,
    mode: CatFileMode,
    /** Told each time when it has answered everything, and when it has ended. */
    private readonly onChange: () => void,
  ) {
    this.#withContent = mode === 'read';
    const command = this.#withContent ? '--batch' : '--batch-check';
    this.#program = startProgram('git', [`--git-dir=${gitDir}`, 'cat-file', command], {
      env: gitEnvironment(),
      cwd: '/',
      input: true,
    });
    this.#program.output.on('data', (chunk: Buffer) => this.#take(chunk));
    void this.#program.ended.then(({ code, failure }) =>
      this.#end(
        failure
          ? new GitError(`git cannot be run: ${failure.message}`, '')
          : new GitError('git ended before it answered', '', code),
      ),
    );
  }

  get isIdle(): boolean {
    return this.#questions.length === 0;
  }
  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Asks for an object by name; null when there is none, or more than one. */
  ask(name: string, maxBytes: number, signal: AbortSignal | undefined): Promise<ReadObject | null> {
    if (this.#ended) return Promise.reject(new GitError('git has ended', ''));
    if (signal?.aborted) {
      // Whoever asks keeps it from ending; without a question nothing else would tell that it is idle again.
      if (this.isIdle) this.onChange();
      return Promise.reject(signal.reason as Error);
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#end(new GitStoppedError(`git took longer than ${answerSeconds} seconds`, '')),
        answerSeconds * 1000,
      );
      const onAbort = () => this.#drop(question);
      const question: Question = { maxBytes, resolve, reject, signal, onAbort, dropped: false, timer };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#questions.push(question);
      this.#program.input.write(`${name}\n`);
    });
  }

  /** Ends it; whoever waits is told. */
  stop(): void {
    this.#end(new GitError('git was stopped', ''));
  }

  #drop(question: Question): void {
    question.dropped = true;
    question.reject(question.signal?.reason as Error);
    if (this.#questions.length > 0 && this.#questions.every(({ dropped }) => dropped)) this.stop();
  }

  #take(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    while (!this.#ended && (this.#current ? this.#takeContent() : this.#takeHeader())) {
      // Whatever is whole is answered.
    }
  }

  #takeHeader(): boolean {
    const end = this.#pending.indexOf(10);
    if (end < 0) {
      if (this.#pending.length > maxHeaderBytes) this.#end(new GitError('git answered nonsense', ''));
      return false;
    }
    const line = this.#pending.toString('latin1', 0, end);
    this.#pending = this.#pending.subarray(end + 1);
    const [, oid = '', type = '', size = ''] =
      /^([0-9a-f]{40,64}) (commit|tree|blob|tag) (\d+)$/.exec(line) ?? [];
    const info = oid === '' ? null : { oid, type: type as ObjectType, size: Number(size) };
    if (info === null || !this.#withContent) {
      this.#answer(info && { ...info, content: Buffer.alloc(0) });
      return true;
    }
    if (info.size > (this.#questions[0]?.maxBytes ?? 0)) {
      this.#end(new GitError(`an object has ${info.size} bytes`, ''));
      return false;
    }
    this.#current = { info, chunks: [], missing: info.size + 1 };
    return true;
  }

  /** The bytes of an object, and the end of the line behind them. */
  #takeContent(): boolean {
    const current = this.#current;
    if (!current || this.#pending.length === 0) return false;
    const part = this.#pending.subarray(0, current.missing);
    this.#pending = this.#pending.subarray(part.length);
    current.chunks.push(part);
    current.missing -= part.length;
    if (current.missing > 0) return false;
    this.#current = undefined;
    this.#answer({ ...current.info, content: Buffer.concat(current.chunks).subarray(0, -1) });
    return true;
  }

  #answer(object: ReadObject | null): void {
    const question = this.#questions.shift();
    if (!question) return;
    settle(question);
    question.resolve(object);
    if (this.isIdle) this.onChange();
  }

  #end(error: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#program.kill();
    for (const question of this.#questions.splice(0)) {
      settle(question);
      question.reject(error);
    }
    this.#current = undefined;
    this.#pending = Buffer.alloc(0);
    this.onChange();
  }
}

function settle({ timer, signal, onAbort }: Question): void {
  clearTimeout(timer);
  signal?.removeEventListener('abort', onAbort);
}
