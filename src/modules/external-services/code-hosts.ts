import type { ExternalServiceKind } from '../../db/generated/prisma/client.js';
import { InvalidInputError } from '../../errors.js';
import type { CodeHost } from './code-host.js';
import { githubHost } from './github-host.js';
import { gitlabHost } from './gitlab-host.js';
import { otherHost } from './other-host.js';

const hosts: readonly CodeHost[] = [githubHost, gitlabHost, otherHost];

/** How connections of a kind work. */
export function codeHostOf(kind: ExternalServiceKind): CodeHost {
  const host = hosts.find((one) => one.kind === kind);
  if (host) return host;
  const served = hosts.map((one) => one.kind).join(', ');
  throw new InvalidInputError(`code hosts of kind ${kind} are not served; served are ${served}`);
}
