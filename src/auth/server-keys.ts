import { createHash, createHmac, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../config.js';

/**
 * The secret keys of the installation, newest first: the newest signs and derives, the others still verify.
 * They live outside the database, so that a copy of the database alone forges nothing.
 */
export interface ServerKeys {
  readonly current: ServerKey;
  find(id: string): ServerKey | undefined;
  readonly ids: readonly string[];
}

export interface ServerKey {
  /** Names the key without giving it away. */
  readonly id: string;
  /** A 32-byte key for one purpose, so that no two uses share key material. */
  derive(purpose: string): Buffer;
}

/** Keys from their texts, newest first. Each text needs at least 32 characters. */
export function serverKeys(texts: readonly string[]): ServerKeys {
  const keys = texts.map(serverKey);
  const [current] = keys;
  if (!current) throw new ConfigError('GATEHOUSE_SECRET_KEYS: at least one key is needed');
  return { current, find: (id) => keys.find((key) => key.id === id), ids: keys.map((key) => key.id) };
}

function serverKey(text: string): ServerKey {
  const derive = (purpose: string) => createHmac('sha256', text).update(purpose).digest();
  return { id: createHash('sha256').update(derive('key id')).digest('hex').slice(0, 16), derive };
}

/** The key file of an installation that names no keys itself; made on first use, readable by its owner only. */
export async function readOrCreateKeyFile(dataDirectory: string): Promise<string[]> {
  const path = join(dataDirectory, 'secret.key');
  try {
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
    if (!(await stat(path).catch(() => undefined))) await createKeyFile(path);
  } catch (error) {
    throw new ConfigError(`cannot write ${path}: ${(error as Error).message}`);
  }
  const keys = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  if (keys.length === 0 || keys.some((key) => key.length < 32)) {
    throw new ConfigError(`${path} holds no usable key: each line needs at least 32 characters`);
  }
  return keys;
}

/** The file appears whole or not at all; of two first starts one makes it and both read it. */
async function createKeyFile(path: string): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
}
