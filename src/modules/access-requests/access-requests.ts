import type { AuditEventInput } from '../../audit/events.js';
import { requireSiteAdmin } from '../../authz/policy.js';
import { change, type RequestContext, report } from '../../context.js';
import type { Database } from '../../db/database.js';
import type { AccessRequestStatus, Prisma } from '../../db/generated/prisma/client.js';
import { InvalidInputError, NotFoundError } from '../../errors.js';
import { type BidirectionalArgs, type Page, windowOf, windowPage } from '../../graphql/paging.js';
import { databaseId, encodeId } from '../../ids.js';
import { isEmailAddress, maxAddressLength } from '../emails/address.js';
import { holdsVerified } from '../emails/email-rows.js';
import { needsSiteInit } from '../sessions/site-init.js';
import { countWithin } from '../sessions/throttle.js';
import { allowsSignUp } from '../site/sign-in-providers.js';

/** A row of `access_requests`: that somebody without an account asks for one. */
export type AccessRequest = Prisma.AccessRequestModel;

/** What somebody says of themselves. */
export interface Applicant {
  name: string;
  email: string;
  additionalInfo?: string | null;
}

export type Application =
  | { outcome: 'taken' }
  | { outcome: 'not enabled' }
  | { outcome: 'sign up instead' }
  | { outcome: 'throttled'; retryAfterSeconds: number }
  | { outcome: 'full' };

const maxName = 255;
const maxInfo = 2000;
/** Requests from one network address within an hour. */
const maxTries = 20;
const periodSeconds = 3600;
/** Requests that wait for an answer: more than anybody reads, wherever they come from. */
const maxPending = 1000;

/**
 * Notes that somebody asks for an account. SECURITY: whoever has an account or has asked before hears the same as
 * everybody, so that nobody learns which addresses are known here.
 */
export async function requestAccess(context: RequestContext, applicant: Applicant): Promise<Application> {
  const { services, client } = context;
  const { clock, db, siteConfiguration } = services;
  const { settings } = siteConfiguration.current;
  if (!settings['auth.accessRequest'].enabled || (await needsSiteInit(services))) {
    return { outcome: 'not enabled' };
  }
  if (allowsSignUp(settings)) return { outcome: 'sign up instead' };
  const tries = await countWithin(db.prisma, `access-request:${client.ip}`, clock.now(), periodSeconds);
  const { name, email, additionalInfo } = checked(applicant);
  if (tries > maxTries) {
    await report(context, refusal(name, 'too many requests from this address'));
    return { outcome: 'throttled', retryAfterSeconds: periodSeconds };
  }
  return change(context, async ({ tx, record }): Promise<Application> => {
    // One after the other, so that no more wait than may.
    await tx.$queryRaw`SELECT 1 FROM instance FOR UPDATE`;
    if ((await tx.accessRequest.count({ where: { status: 'PENDING' } })) >= maxPending) {
      record(refusal(name, 'too many requests wait for an answer'));
      return { outcome: 'full' };
    }
    const now = clock.now();
    const [made] = (await holdsVerified(tx, email))
      ? []
      : await tx.$queryRaw<{ id: number }[]>`
          INSERT INTO access_requests AS r (name, email, additional_info, created_at, updated_at)
          VALUES (${name}, ${email}, ${additionalInfo}, ${now}, ${now})
          ON CONFLICT (lower(email)) DO UPDATE SET name = excluded.name, email = excluded.email,
            additional_info = excluded.additional_info, status = 'PENDING', created_at = excluded.created_at,
            updated_at = excluded.updated_at
          WHERE r.status IN ('APPROVED', 'CANCELED') RETURNING id`;
    record(
      made
        ? {
            entity: 'accessRequest',
            action: 'created',
            target: { kind: 'AccessRequest', id: made.id, name },
            details: { email },
          }
        : refusal(name, 'somebody with this address has an account or has asked before'),
    );
    return { outcome: 'taken' };
  });
}

const refusal = (name: string, reason: string): AuditEventInput => ({
  entity: 'accessRequest',
  action: 'created',
  outcome: 'DENIED',
  reason,
  target: { kind: 'AccessRequest', name },
});

/** @throws InvalidInputError when it is nothing that could be answered. */
function checked(applicant: Applicant): { name: string; email: string; additionalInfo: string | null } {
  const name = applicant.name.trim();
  const email = applicant.email.trim();
  const additionalInfo = applicant.additionalInfo?.trim() || null;
  if (name === '' || name.length > maxName || /\p{Cc}/u.test(name)) {
    throw new InvalidInputError(`the name is one line of 1 to ${maxName} characters`);
  }
  if (email.length > maxAddressLength) {
    throw new InvalidInputError(`maximum email length is ${maxAddressLength}, got ${email.length}`);
  }
  if (!isEmailAddress(email)) throw new InvalidInputError(`"${email}" is no email address`);
  if (additionalInfo && additionalInfo.length > maxInfo) {
    throw new InvalidInputError(`the additional information has at most ${maxInfo} characters`);
  }
  return { name, email, additionalInfo };
}

const actions = {
  APPROVED: 'approved',
  REJECTED: 'rejected',
  CANCELED: 'canceled',
  PENDING: 'reopened',
} as const;

/**
 * Says what became of a request. It makes no account: a site admin makes one with `createUser`, which takes a seat of
 * the licence, and says so here.
 */
export async function setAccessRequestStatus(
  context: RequestContext,
  id: number,
  status: AccessRequestStatus,
): Promise<void> {
  requireSiteAdmin(context.caller);
  await change(context, async ({ tx, record }) => {
    await tx.$queryRaw`SELECT 1 FROM access_requests WHERE id = ${id} FOR UPDATE`;
    const request = await tx.accessRequest.findUnique({ where: { id } });
    if (!request) throw notFound(id);
    await tx.accessRequest.update({
      where: { id },
      data: { status, updatedAt: context.services.clock.now() },
    });
    record({
      entity: 'accessRequest',
      action: actions[status],
      target: { kind: 'AccessRequest', id, name: request.name },
      details: { before: request.status, email: request.email },
    });
  });
}

/** @throws NotFoundError when there is none. */
export async function getAccessRequest(db: Database, id: number): Promise<AccessRequest> {
  const request = await db.prisma.accessRequest.findUnique({ where: { id } });
  if (!request) throw notFound(id);
  return request;
}

/** A page of requests, the newest first. */
export async function accessRequestsPage(
  { prisma }: Database,
  status: AccessRequestStatus | null | undefined,
  args: BidirectionalArgs,
): Promise<Page<AccessRequest>> {
  const window = windowOf(args, (cursor) => databaseId(cursor, 'AccessRequest'));
  const where = { ...(status && { status }) };
  const rows = await prisma.accessRequest.findMany({
    where: {
      ...where,
      id: { ...(window.below && { lt: window.below }), ...(window.above && { gt: window.above }) },
    },
    orderBy: { id: window.fromEnd ? 'asc' : 'desc' },
    take: window.size + 1,
  });
  return windowPage(
    rows,
    window,
    ({ id }) => encodeId('AccessRequest', id),
    () => prisma.accessRequest.count({ where }),
  );
}

const notFound = (id: number) => new NotFoundError(`access request with ID ${id} not found`);
