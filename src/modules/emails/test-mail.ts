import { requireSiteAdmin } from '../../authz/policy.js';
import { type RequestContext, report } from '../../context.js';
import { InvalidInputError } from '../../errors.js';
import { externalUrl } from '../../external-url.js';
import { cannotMail } from '../../mail/mailer.js';
import { isEmailAddress } from './address.js';
import { testLetter } from './letters.js';

/** Sends a mail while the caller waits, and says how it went. That it could not be sent is an answer, not a failure. */
export async function sendTestEmail(context: RequestContext, to: string): Promise<string> {
  const { username } = requireSiteAdmin(context.caller);
  const { services } = context;
  const address = to.trim();
  if (!isEmailAddress(address)) throw new InvalidInputError(`"${address}" is no email address`);
  // Before it is sent: no mail without a record.
  await report(context, {
    entity: 'site.email',
    action: 'tested',
    target: { kind: 'Site', name: 'site' },
    details: { to: address },
  });
  if (!services.mailer.isConfigured) return `Failed to send test email: ${cannotMail}`;
  const { host } = new URL(externalUrl(services));
  const failure = await services.mailer.send({ to: address, letter: testLetter({ username, host }) });
  if (!failure) return `Sent test email to "${address}" successfully! Look whether it arrived.`;
  services.log.warn({ mail: { kind: 'test' }, failure }, 'a mail could not be sent');
  const { code, status, command } = failure;
  return `Failed to send test email: ${[code, command && `at ${command}`, status && `the mail server answered ${status}`].filter(Boolean).join(', ')}`;
}
