import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../db/database.js';
import { basicAuthorization, type GitCredentials, gitEnvironment } from '../../git/git-process.js';
import type { Services } from '../../services.js';
import { codeHostOf } from '../external-services/code-hosts.js';
import { readConfig } from '../external-services/config-text.js';
import { configOf, type ExternalService } from '../external-services/external-services.js';
import { movedTo, saysMoved } from './moved-remote.js';

/** Where a repository can be fetched from. */
export interface Remote {
  /** Without credentials. */
  url: string;
  externalServiceId: number;
}

/** The remotes of a repository, that of the oldest connection first. */
export const remotesOf = (db: Database, repositoryId: number): Promise<Remote[]> =>
  db.query<Remote>(
    `SELECT clone_url AS url, external_service_id AS "externalServiceId" FROM external_service_repositories
     WHERE repository_id = $1 ORDER BY external_service_id`,
    [repositoryId],
  );

/** Where each of the repositories is fetched from first; null where no connection yields it. One statement. */
export async function remoteUrlsOf(
  db: Database,
  repositoryIds: readonly number[],
): Promise<(string | null)[]> {
  const rows = await db.query<{ id: number; url: string }>(
    `SELECT DISTINCT ON (repository_id) repository_id AS id, clone_url AS url FROM external_service_repositories
     WHERE repository_id = ANY($1::int[]) ORDER BY repository_id, external_service_id`,
    [[...repositoryIds]],
    'remotes of repositories',
  );
  const urls = new Map(rows.map(({ id, url }) => [id, url]));
  return repositoryIds.map((id) => urls.get(id) ?? null);
}

/** That there is nowhere to fetch it from; also where the connection is deleted in this very moment. */
export const nothingYieldsIt = 'no code host connection yields it any more';

/** What git is to be run with for a remote. */
export interface Access {
  /** That of the remote, or where its host says that the repository is by now. */
  url: string;
  env: Record<string, string>;
  /** Takes every secret of the connection out of a text. */
  withoutSecrets: (text: string) => string;
}

/**
 * Runs `work` with what git needs to reach a remote. A key for ssh is in a file for as long, in memory where it can be.
 * What `work` throws comes out without secrets.
 */
export async function withAccess<Result>(
  services: Services,
  { url, externalServiceId }: Remote,
  work: (access: Access) => Promise<Result>,
): Promise<Result> {
  const { config, db } = services;
  const service = await db.prisma.externalService.findUnique({ where: { id: externalServiceId } });
  if (!service) throw new Error(nothingYieldsIt);
  const secrets = await secretsFor(services, service, url);
  const withoutSecrets = remover(secrets);
  const folder =
    secrets.sshKey === undefined ? undefined : await mkdtemp(join(await inMemory(), 'gatehouse-'));
  try {
    const use: GitCredentials = { ...(secrets.basic && { basic: secrets.basic }) };
    if (folder && secrets.sshKey) {
      use.sshKeyFile = join(folder, 'key');
      await writeFile(use.sshKeyFile, `${secrets.sshKey.replaceAll('\r\n', '\n').trimEnd()}\n`, {
        mode: 0o600,
      });
    }
    const knownHosts = join(config.DATA_DIR, 'known_hosts');
    const workAt = (at: string) => {
      const access = { url: at, use, knownHosts, sshConfig: config.SSH_CONFIG_FILE };
      return work({ url: at, env: gitEnvironment(access, config.GIT_PROTOCOLS.join(':')), withoutSecrets });
    };
    try {
      return await workAt(url);
    } catch (error) {
      const moved = secrets.basic && saysMoved(error) ? await movedTo(url, secrets.basic) : undefined;
      if (moved === undefined) throw error;
      return await workAt(moved);
    }
  } catch (error) {
    throw new Error(withoutSecrets((error as Error).message));
  } finally {
    if (folder) await rm(folder, { recursive: true, force: true });
  }
}

interface Secrets {
  basic?: { user: string; password: string };
  sshKey?: string;
}

async function secretsFor(services: Services, service: ExternalService, url: string): Promise<Secrets> {
  const connection = readConfig(codeHostOf(service.kind), await configOf(services, service));
  return connection.credentials(new URL(url));
}

function remover({ basic, sshKey }: Secrets): (text: string) => string {
  const secrets = [basic?.password, basic?.password === '' ? basic.user : '', sshKey].filter((one) => one);
  const forms = secrets.flatMap((secret = '') => [secret, encodeURIComponent(secret)]);
  if (basic) forms.push(basicAuthorization(basic).replace('Basic ', ''));
  return (text) => forms.reduce((left, form) => left.replaceAll(form, '…'), text);
}

/** A file system that is gone with the machine, where there is one. */
function inMemory(): Promise<string> {
  return access('/dev/shm').then(
    () => '/dev/shm',
    () => tmpdir(),
  );
}
