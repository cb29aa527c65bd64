import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Services } from '../../services.js';
import { storeResults, type TaskTry } from './job-state.js';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Lines are stored together once they have so many characters: what is read at once when they are downloaded. */
const pieceCharacters = 256 * 1024;

const megabyte = 1024 * 1024;

/** Keeps what a task finds, piece by piece: a task holds no more in memory than one. */
export class ResultWriter {
  #lines: string[] = [];
  #characters = 0;
  #number = 0;

  constructor(
    private readonly services: Services,
    private readonly task: TaskTry,
  ) {}

  /** Takes one line. */
  async add(line: string): Promise<'stored' | 'lost' | 'full'> {
    this.#lines.push(line);
    this.#characters += line.length;
    return this.#characters < pieceCharacters ? 'stored' : this.end();
  }

  /** Stores what is left. */
  async end(): Promise<'stored' | 'lost' | 'full'> {
    if (this.#lines.length === 0) return 'stored';
    const text = this.#lines.map((line) => `${line}\n`).join('');
    this.#lines = [];
    this.#characters = 0;
    const number = this.#number;
    this.#number += 1;
    const lines = new Uint8Array(await compress(text));
    const { maxResultMegabytes } = this.services.siteConfiguration.current.settings.searchJobs;
    return storeResults(this.services, this.task, { number, lines }, maxResultMegabytes * megabyte);
  }
}

/** The lines of a stored piece. */
export const readPiece = (lines: Uint8Array): Promise<Buffer> => decompress(lines);
