import { seal, unseal } from '../auth/sealed-text.js';
import { secondsAfter } from '../clock.js';
import type { Services } from '../services.js';
import type { Mail, MailSubject } from './mailer.js';

/** Separates mails from other uses of the server keys: they hold links that set passwords. */
export const mailPurpose = 'mail that waits to be sent';

/** While somebody tries to send a mail, nobody else does. Longer than a try may take. */
const claimSeconds = 120;

type Stores = Pick<Services, 'db' | 'keys' | 'clock'>;

/** A mail that waits, as whoever wants to send it names it. */
export interface WaitingMail {
  id: number;
  /** How often it was tried: whoever tries next says what they know, so that only one of several does. */
  tries: number;
}

/** A mail that is to be sent now. */
export interface ClaimedMail {
  id: number;
  about: MailSubject;
  mail: Mail;
  /** This one included. */
  tries: number;
}

/** Stores a mail, sealed. Who stores it has a while to send it before others do. */
export async function storeMail(
  { db, keys, clock }: Stores,
  { kind, accountId }: MailSubject,
  mail: Mail,
): Promise<WaitingMail> {
  const now = clock.now();
  const { id } = await db.prisma.outgoingMail.create({
    data: {
      kind,
      accountId: accountId ?? null,
      sealedMail: await seal(keys, mailPurpose, JSON.stringify(mail)),
      nextTryAt: secondsAfter(now, claimSeconds),
      createdAt: now,
    },
    select: { id: true },
  });
  return { id, tries: 0 };
}

/** Takes a mail for one try, which counts at once: so does one at which the server dies. Undefined when another has it. */
export async function claimMail(
  { db, keys, clock }: Stores,
  { id, tries }: WaitingMail,
): Promise<ClaimedMail | undefined> {
  const [row] = await db.query<{ kind: string; accountId: number | null; sealed: string }>(
    `UPDATE outgoing_mails SET tries = tries + 1, next_try_at = $3 WHERE id = $1 AND tries = $2
     RETURNING kind, account_id AS "accountId", sealed_mail AS sealed`,
    [id, tries, secondsAfter(clock.now(), claimSeconds)],
    'claim a mail',
  );
  if (!row) return undefined;
  const mail = JSON.parse(await unseal(keys, mailPurpose, row.sealed)) as Mail;
  const about = { kind: row.kind, ...(row.accountId !== null && { accountId: row.accountId }) };
  return { id, about, mail, tries: tries + 1 };
}

/** Forgets a mail: it was sent, or will not be. */
export const forgetMail = async ({ db }: Stores, id: number): Promise<void> => {
  await db.query('DELETE FROM outgoing_mails WHERE id = $1', [id]);
};

/** Says when a mail is tried again. */
export const postponeMail = async ({ db, clock }: Stores, id: number, seconds: number): Promise<void> => {
  await db.query('UPDATE outgoing_mails SET next_try_at = $2 WHERE id = $1', [
    id,
    secondsAfter(clock.now(), seconds),
  ]);
};

/** Lets whoever comes next send mails that were claimed and not tried. */
export const releaseMails = async ({ db, clock }: Stores, ids: readonly number[]): Promise<void> => {
  if (ids.length === 0) return;
  await db.query('UPDATE outgoing_mails SET next_try_at = $2 WHERE id = ANY($1::int[])', [
    [...ids],
    clock.now(),
  ]);
};
