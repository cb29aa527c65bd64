import { externalUrl } from '../external-url.js';
import type { Services } from '../services.js';
import { type Letter, renderLetter } from './letter.js';
import {
  type ClaimedMail,
  claimMail,
  forgetMail,
  postponeMail,
  releaseMails,
  storeMail,
  type WaitingMail,
} from './outbox.js';
import { type MailFailure, type MailLimits, mailAccount, mailFailure, sendBySmtp } from './smtp.js';

export interface Mail {
  to: string;
  letter: Letter;
}

/** What a mail is about, for the log: no address and nothing of its text. */
export interface MailSubject {
  kind: string;
  accountId?: number;
}

/** No mail server is configured, or the sender's address is missing. */
export const cannotMail = 'no mail can be sent: set email.smtp and email.address in the site configuration';

const defaultLimits: MailLimits = { connect: 10_000, idle: 20_000, total: 30_000 };
/** After how many seconds a mail is tried again that could not be sent for a passing reason. */
const defaultPauses = [5, 60, 600, 3600];
const maxRunning = 4;
/** More than this is more than any mail server takes; what comes then is dropped and logged. */
const maxWaiting = 1000;

/**
 * Sends mail in the background, a few at a time, each within limits of time, and tries again when the mail server is
 * away. Nobody waits for it: the change that a mail tells about is done, whatever becomes of the mail. A mail is written
 * after the answer, so that the answer takes as long whether there is somebody to write to or not, and stored before it is
 * sent: what is not sent when the process ends is sent by the next one.
 */
export class Mailer {
  /** Mails to be written and stored. */
  readonly #writing = new Queue<() => Promise<void>>((write) => write());
  readonly #sending = new Queue<WaitingMail>((waiting) => this.#sendClaimed(waiting));
  readonly #end = new AbortController();
  #stopping = false;

  constructor(
    private readonly services: () => Pick<
      Services,
      'siteConfiguration' | 'config' | 'log' | 'metrics' | 'db' | 'keys' | 'clock' | 'background'
    >,
    private readonly limits: MailLimits = defaultLimits,
    private readonly pauses: readonly number[] = defaultPauses,
  ) {}

  /** Whether mail can be sent: what people are told to expect depends on it. */
  get isConfigured(): boolean {
    return mailAccount(this.services().siteConfiguration.current.settings) !== undefined;
  }

  /**
   * Composes and sends a mail after the present request has gone on. Call it when the change is committed. `compose`
   * answers undefined when there is nobody to write to.
   */
  later(about: MailSubject, compose: () => Promise<Mail | undefined>): void {
    if (!this.isConfigured || this.#stopping) return;
    if (this.#writing.waiting >= maxWaiting) {
      this.services().log.error({ mail: about }, 'a mail was dropped: too many are waiting');
      return;
    }
    this.#writing.add(async () => {
      try {
        const mail = await compose();
        if (mail) this.#sending.add(await storeMail(this.services(), about, mail));
      } catch (error) {
        this.services().log.error({ err: error, mail: about }, 'a mail could not be written');
      }
    });
  }

  /** Sends a mail now, once. Answers what went wrong; undefined when the mail server took it. */
  async send({ to, letter }: Mail): Promise<MailFailure | undefined> {
    const { siteConfiguration, metrics } = this.services();
    const account = mailAccount(siteConfiguration.current.settings);
    if (!account) return { code: 'ENOTCONFIGURED', isPassing: false };
    const { host } = new URL(externalUrl(this.services()));
    try {
      await sendBySmtp(account, to, renderLetter(letter, host), this.limits, this.#end.signal);
      metrics.mails.inc({ outcome: 'sent' });
      return undefined;
    } catch (error) {
      metrics.mails.inc({ outcome: 'failed' });
      return mailFailure(error);
    }
  }

  /** Sends a mail that was stored, unless somebody else does, and forgets it when it was sent or never will be. */
  async sendStored(waiting: WaitingMail): Promise<void> {
    if (this.#stopping) return;
    this.#sending.add(waiting);
    await this.#sending.idle();
  }

  /** Resolves when nothing is under way or waiting; what is tried again later does not count. */
  async idle(): Promise<void> {
    await this.#writing.idle();
    await this.#sending.idle();
  }

  /** Stores what is still to be written, sends no more, and waits a little for what is under way. */
  async stop(graceMs = 5000): Promise<void> {
    this.#stopping = true;
    const left = this.#sending.close();
    await this.#writing.idle();
    const end = setTimeout(() => this.#end.abort(), graceMs);
    await this.#sending.idle();
    clearTimeout(end);
    await releaseMails(
      this.services(),
      left.map(({ id }) => id),
    );
  }

  async #sendClaimed(waiting: WaitingMail): Promise<void> {
    const services = this.services();
    let claimed: ClaimedMail | undefined;
    try {
      if (waiting.tries > this.pauses.length) {
        // Each time the process died at it, or could not read it.
        services.log.error({ mail: waiting.id }, 'a mail was tried often enough');
        return await forgetMail(services, waiting.id);
      }
      claimed = await claimMail(services, waiting);
      if (claimed) await this.#try(claimed);
    } catch (error) {
      services.log.error({ err: error, mail: claimed?.about }, 'what became of a mail could not be stored');
    }
  }

  async #try({ id, about, mail, tries }: ClaimedMail): Promise<void> {
    const services = this.services();
    const failure = await this.send(mail);
    if (!failure) return forgetMail(services, id);
    if (this.#end.signal.aborted) return releaseMails(services, [id]);
    const pause = this.pauses[tries - 1];
    if (!failure.isPassing || pause === undefined) {
      services.log.error({ mail: about, failure }, 'a mail could not be sent');
      return forgetMail(services, id);
    }
    services.log.warn(
      { mail: about, failure, pauseSeconds: pause },
      'a mail could not be sent and is tried again',
    );
    await postponeMail(services, id, pause);
    services.background.wake();
  }
}

/** Works on things in their order, a few at a time. */
class Queue<Item> {
  readonly #waiting: Item[] = [];
  readonly #running = new Set<Promise<void>>();
  #closed: Item[] | undefined;

  constructor(private readonly work: (item: Item) => Promise<void>) {}

  get waiting(): number {
    return this.#waiting.length;
  }

  add(item: Item): void {
    (this.#closed ?? this.#waiting).push(item);
    this.#startNext();
  }

  /** Starts nothing more. Answers what was waiting, to which is added what comes later. */
  close(): readonly Item[] {
    this.#closed = this.#waiting.splice(0);
    return this.#closed;
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #startNext(): void {
    while (this.#running.size < maxRunning) {
      const item = this.#waiting.shift();
      if (item === undefined) return;
      const run = this.work(item).finally(() => {
        this.#running.delete(run);
        this.#startNext();
      });
      this.#running.add(run);
    }
  }
}
