import { join } from 'node:path';
import type { Config } from '../../config.js';
import { FairGate } from '../../fair-gate.js';
import { RipgrepEngine } from './engine/file-search.js';
import type { SearchEngine } from './engine/search-engine.js';

/** Searches of this process at a time; each is a program that uses all processors. */
const most = 6;
const mostOfOne = 3;
const mostWaitingOfOne = 50;

/** What all searches of this process share. */
export class Searches {
  readonly engine: SearchEngine;
  readonly gate = new FairGate(most, mostOfOne, mostWaitingOfOne);

  constructor({ DATA_DIR }: Pick<Config, 'DATA_DIR'>) {
    this.engine = new RipgrepEngine(join(DATA_DIR, 'repositories'));
  }
}
