import { externalUrl } from '../external-url.js';
import type { Services } from '../services.js';
import { type Letter, renderLetter } from './letter.js';
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

interface Task {
  about: MailSubject;
  /** Undefined when there is nobody to write to. */
  compose: () => Promise<Mail | undefined>;
  triesLeft: readonly number[];
}

/** No mail server is configured, or the sender's address is missing. */
export const cannotMail = 'no mail can be sent: set email.smtp and email.address in the site configuration';

const defaultLimits: MailLimits = { connect: 10_000, idle: 20_000, total: 30_000 };
/** After how many milliseconds a mail is tried again that could not be sent for a passing reason. */
const defaultPauses = [1000, 15_000, 120_000];
const maxRunning = 4;
/** More than this is more than any mail server takes; what comes then is dropped and logged. */
const maxWaiting = 1000;

/**
 * Sends mail in the background, a few at a time, each within limits of time, and tries again when the mail server is
 * away. Nobody waits for it: the change that a mail tells about is done, whatever becomes of the mail. What is not sent
 * when the process ends is not sent.
 */
export class Mailer {
  #waiting: Task[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #pausing = new Set<NodeJS.Timeout>();
  readonly #end = new AbortController();
  #stopping = false;

  constructor(
    private readonly services: () => Pick<Services, 'siteConfiguration' | 'config' | 'log' | 'metrics'>,
    private readonly limits: MailLimits = defaultLimits,
    private readonly pauses: readonly number[] = defaultPauses,
  ) {}

  /** Whether mail can be sent: what people are told to expect depends on it. */
  get isConfigured(): boolean {
    return mailAccount(this.services().siteConfiguration.current.settings) !== undefined;
  }

  /** Composes and sends a mail after the present request has gone on. Call it when the change is committed. */
  later(about: MailSubject, compose: Task['compose']): void {
    if (!this.isConfigured) return;
    this.#add({ about, compose, triesLeft: this.pauses });
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

  /** Resolves when nothing is under way or waiting; what pauses before it is tried again does not count. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Sends no more, and waits a little for what is under way. */
  async stop(graceMs = 5000): Promise<void> {
    this.#stopping = true;
    const dropped = this.#waiting.length + this.#pausing.size;
    if (dropped > 0) this.services().log.warn({ mails: dropped }, 'mails were not sent before the end');
    this.#waiting = [];
    for (const timer of this.#pausing) clearTimeout(timer);
    this.#pausing.clear();
    const end = setTimeout(() => this.#end.abort(), graceMs);
    await this.idle();
    clearTimeout(end);
  }

  #add(task: Task): void {
    if (this.#stopping) return;
    if (this.#waiting.length >= maxWaiting) {
      this.services().log.error({ mail: task.about }, 'a mail was dropped: too many are waiting');
      return;
    }
    this.#waiting.push(task);
    this.#startNext();
  }

  #startNext(): void {
    while (this.#running.size < maxRunning) {
      const task = this.#waiting.shift();
      if (!task) return;
      const run = this.#run(task).finally(() => {
        this.#running.delete(run);
        this.#startNext();
      });
      this.#running.add(run);
    }
  }

  async #run({ about, compose, triesLeft }: Task): Promise<void> {
    const { log } = this.services();
    let mail: Mail | undefined;
    try {
      mail = await compose();
    } catch (error) {
      log.error({ err: error, mail: about }, 'a mail could not be written');
      return;
    }
    if (!mail) return;
    const failure = await this.send(mail);
    if (!failure) return;
    const [pause, ...rest] = triesLeft;
    if (!failure.isPassing || pause === undefined || this.#stopping) {
      log.error({ mail: about, failure }, 'a mail could not be sent');
      return;
    }
    log.warn({ mail: about, failure, pauseMs: pause }, 'a mail could not be sent and is tried again');
    const written = mail;
    const timer = setTimeout(() => {
      this.#pausing.delete(timer);
      this.#add({ about, compose: () => Promise.resolve(written), triesLeft: rest });
    }, pause);
    timer.unref();
    this.#pausing.add(timer);
  }
}
