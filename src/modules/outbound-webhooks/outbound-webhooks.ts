import type { AuditTarget } from '../../audit/events.js';
import { seal } from '../../auth/sealed-text.js';
import { requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext } from '../../context.js';
import type { Prisma } from '../../db/generated/prisma/client.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import { outboundUrlProblem } from '../../outbound-request.js';
import { type EventType, eventTypes, isEventType } from './event-types.js';

/** A row of `outbound_webhooks`: an address that is told of what happens here. */
export type OutboundWebhook = Prisma.OutboundWebhookModel;

/** One kind of event, and what it must be about; no event is about anything that could be named there. */
export interface ScopedEventType {
  eventType: string;
  scope?: string | null | undefined;
}

export interface OutboundWebhookInput {
  url: string;
  eventTypes: readonly ScopedEventType[];
}

/** Separates the sealed secrets from other uses of the server keys. */
export const secretPurpose = 'secret of an outbound webhook';

const maxUrlLength = 2000;
const maxSecretLength = 1000;
/** Each of them is told of every account. */
const maxWebhooks = 100;

/** Adds a webhook. Its secret signs what is sent there, and is not readable again. */
export async function createOutboundWebhook(
  context: RequestContext,
  { secret, ...input }: OutboundWebhookInput & { secret: string },
): Promise<OutboundWebhook> {
  requireSiteAdmin(context.caller);
  const checked = checkedInput(context, input);
  if (secret === '' || secret.length > maxSecretLength) {
    throw new InvalidInputError(`the secret has 1 to ${maxSecretLength} characters`);
  }
  const sealedSecret = await seal(context.services.keys, secretPurpose, secret);
  return change(context, async ({ tx, record }) => {
    // One after the other, so that there are no more than may be.
    await tx.$queryRaw`SELECT 1 FROM instance FOR UPDATE`;
    if ((await tx.outboundWebhook.count()) >= maxWebhooks) {
      throw new InvalidInputError(`there are ${maxWebhooks} webhooks already: delete one that is not needed`);
    }
    const now = context.services.clock.now();
    const webhook = await tx.outboundWebhook.create({
      data: { ...checked, sealedSecret, createdAt: now, updatedAt: now },
    });
    record({
      entity: 'webhooks.outbound',
      action: 'created',
      target: targetOf(webhook),
      details: { eventTypes: webhook.eventTypes },
    });
    return webhook;
  });
}

/** Changes where a webhook is and what it is told of. Its secret stays: who wants another makes another webhook. */
export async function updateOutboundWebhook(
  context: RequestContext,
  id: number,
  input: OutboundWebhookInput,
): Promise<OutboundWebhook> {
  requireSiteAdmin(context.caller);
  const checked = checkedInput(context, input);
  return change(context, async ({ tx, record }) => {
    const before = await lockWebhook(tx, id);
    const webhook = await tx.outboundWebhook.update({
      where: { id },
      data: { ...checked, updatedAt: context.services.clock.now() },
    });
    record({
      entity: 'webhooks.outbound',
      action: 'changed',
      target: targetOf(webhook),
      details: {
        before: { host: hostOf(before), eventTypes: before.eventTypes },
        after: { host: hostOf(webhook), eventTypes: webhook.eventTypes },
      },
    });
    return webhook;
  });
}

/** Deletes a webhook, its log, and what it was still to be told. */
export async function deleteOutboundWebhook(context: RequestContext, id: number): Promise<void> {
  requireSiteAdmin(context.caller);
  await change(context, async ({ tx, record }) => {
    const webhook = await lockWebhook(tx, id);
    await tx.outboundWebhook.delete({ where: { id } });
    record({ entity: 'webhooks.outbound', action: 'deleted', target: targetOf(webhook) });
  });
}

function checkedInput(
  { services }: RequestContext,
  { url, eventTypes: wanted }: OutboundWebhookInput,
): { url: string; eventTypes: EventType[] } {
  if (url.length > maxUrlLength)
    throw new InvalidInputError(`the URL has at most ${maxUrlLength} characters`);
  const { settings } = services.siteConfiguration.current;
  const problem = outboundUrlProblem(url, settings['outboundWebhooks.allowedHosts']);
  if (problem) throw new InvalidInputError(problem);
  if (wanted.length === 0) throw new InvalidInputError('a webhook needs at least one event type');
  const known = wanted.map(({ eventType, scope }) => {
    if (!isEventType(eventType)) {
      const valid = Object.keys(eventTypes).map((key) => JSON.stringify(key));
      throw new InvalidInputError(
        `unknown event type ${JSON.stringify(eventType)} (valid event types: [${valid.join(' ')}])`,
      );
    }
    if (scope != null)
      throw new InvalidInputError(`events of the type "${eventType}" have no scope: leave it out`);
    return eventType;
  });
  return { url, eventTypes: [...new Set(known)] };
}

async function lockWebhook(tx: Prisma.TransactionClient, id: number): Promise<OutboundWebhook> {
  await tx.$queryRaw`SELECT 1 FROM outbound_webhooks WHERE id = ${id} FOR UPDATE`;
  const webhook = await tx.outboundWebhook.findUnique({ where: { id } });
  if (!webhook) throw new NotFoundError(`outbound webhook not found: ${id}`);
  return webhook;
}

/** Of a URL, events name the host: the rest may be what lets somebody in there. */
const hostOf = ({ url }: OutboundWebhook): string => new URL(url).host;

const targetOf = (webhook: OutboundWebhook): AuditTarget => ({
  kind: 'OutboundWebhook',
  id: webhook.id,
  name: hostOf(webhook),
});
