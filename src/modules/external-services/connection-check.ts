import type { Services } from '../../services.js';
import { codeHostOf } from './code-hosts.js';
import { readConfig } from './config-text.js';
import { configOf, type ExternalService } from './external-services.js';

/** Whether a code host answers. `unknown` where nothing can be asked that tells. */
export type Availability =
  | { state: 'available'; lastCheckedAt: Date }
  | { state: 'unavailable'; suspectedReason: string }
  | { state: 'unknown' };

/** Milliseconds that a host has to answer: somebody waits for it. */
const patienceMs = 10_000;

/** Whether there is something to ask hosts of the kind of a connection. */
export async function hasConnectionCheck(services: Services, service: ExternalService): Promise<boolean> {
  return readConfig(codeHostOf(service.kind), await configOf(services, service)).check !== undefined;
}

/** Asks the host of a connection something small, with its credential. The reason never holds it. */
export async function checkConnection(services: Services, service: ExternalService): Promise<Availability> {
  const connection = readConfig(codeHostOf(service.kind), await configOf(services, service));
  if (!connection.check) return { state: 'unknown' };
  try {
    await connection.check(AbortSignal.timeout(patienceMs));
    return { state: 'available', lastCheckedAt: services.clock.now() };
  } catch (error) {
    return { state: 'unavailable', suspectedReason: (error as Error).message };
  }
}
