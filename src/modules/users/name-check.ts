import type { RequestContext } from '../../context.js';
import { countWithin } from '../sessions/throttle.js';
import { allowsSignUp } from '../site/sign-in-providers.js';
import { nameKey, nameProblem } from './names.js';

export type NameCheck = 'taken' | 'free' | 'invalid' | 'not for strangers' | 'throttled';

/** Questions of somebody who is not signed in, from one network address within an hour. */
const maxQuestions = 300;
const periodSeconds = 3600;

/**
 * Whether a person or an organization has a name. SECURITY: strangers may ask where they may sign up, which would tell
 * them too, and not so often that they learn who is here.
 */
export async function checkName(context: RequestContext, name: string): Promise<NameCheck> {
  const { caller, client, services } = context;
  if (caller.kind === 'ANONYMOUS') {
    if (!allowsSignUp(services.siteConfiguration.current.settings)) return 'not for strangers';
    const asked = await countWithin(
      services.db.prisma,
      `name-check:${client.ip}`,
      services.clock.now(),
      periodSeconds,
    );
    if (asked > maxQuestions) return 'throttled';
  }
  if (nameProblem(name)) return 'invalid';
  const holder = await services.db.prisma.name.findUnique({ where: { name: nameKey(name) } });
  return holder ? 'taken' : 'free';
}
