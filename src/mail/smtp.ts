import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import type { SiteSettings } from '../modules/site/site-settings.js';
import type { RenderedLetter } from './letter.js';

/** A mail server and in whose name mail goes out through it. */
export interface MailAccount {
  smtp: NonNullable<SiteSettings['email.smtp']>;
  sender: { name: string; address: string };
}

/** How long the steps of sending one mail may take, in milliseconds. */
export interface MailLimits {
  connect: number;
  /** Of silence. */
  idle: number;
  /** Of everything together. */
  total: number;
}

/** The mail server of the site configuration; undefined when it names none, or no sender. */
export function mailAccount(settings: SiteSettings): MailAccount | undefined {
  const { 'email.smtp': smtp, 'email.address': address, 'email.senderName': name } = settings;
  return smtp && address ? { smtp, sender: { name, address } } : undefined;
}

/** Hands one mail to the mail server, on a connection of its own: the next may be to another server. */
export async function sendBySmtp(
  { smtp, sender }: MailAccount,
  to: string,
  letter: RenderedLetter,
  limits: MailLimits,
  signal: AbortSignal,
): Promise<void> {
  const signsIn = smtp.authentication !== 'none';
  const transport = createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.port === 465,
    // SECURITY: a password goes over TLS only, except to a mail server on this very machine.
    requireTLS: signsIn && smtp.port !== 465 && !isThisMachine(smtp.host),
    tls: { rejectUnauthorized: !smtp.noVerifyTLS },
    ...(smtp.domain && { name: smtp.domain }),
    ...(signsIn && {
      auth: { user: smtp.username, pass: smtp.password, method: smtp.authentication },
      forceAuth: true,
    }),
    dnsTimeout: limits.connect,
    connectionTimeout: limits.connect,
    greetingTimeout: limits.connect,
    socketTimeout: limits.idle,
    // SECURITY: nothing in a mail is ever taken for the name of a file or a URL to read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: sender,
      // An object, because a text is parsed and could name others.
      to: { name: '', address: to },
      ...letter,
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(limits.total)]),
    });
  } finally {
    transport.close();
  }
}

const isThisMachine = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** What is known of a mail that could not be sent. Without texts of the mail server, which may repeat the mail. */
export interface MailFailure {
  code: string;
  /** The number that the mail server answered. */
  status?: number | undefined;
  /** At which command. */
  command?: string | undefined;
  /** Whether it may go better later. */
  isPassing: boolean;
}

const passing = new Set(['ECONNECTION', 'ESOCKET', 'ETIMEDOUT', 'EDNS', 'EABORT', 'EMAXLIMIT']);

/** Reads why sending failed. */
export function mailFailure(error: unknown): MailFailure {
  const { code, responseCode, command } = error as {
    code?: unknown;
    responseCode?: unknown;
    command?: unknown;
  };
  const status = typeof responseCode === 'number' && responseCode > 0 ? responseCode : undefined;
  const name = typeof code === 'string' ? code : 'EUNKNOWN';
  return {
    code: name,
    status,
    command: typeof command === 'string' ? command.split(' ')[0] : undefined,
    isPassing: status === undefined ? passing.has(name) : status < 500,
  };
}
