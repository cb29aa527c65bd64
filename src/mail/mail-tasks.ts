import type { Task, TaskSource } from '../background/worker.js';
import type { Services } from '../services.js';
import type { WaitingMail } from './outbox.js';

/** Sends mails that are to be tried again, and those that a process left behind. */
export function mailTasks(services: Services): TaskSource {
  const { db, clock, mailer } = services;
  return {
    concurrency: () => 2,
    due: async (limit) => {
      const due = await db.query<WaitingMail>(
        'SELECT id, tries FROM outgoing_mails WHERE next_try_at <= $1 ORDER BY next_try_at, id LIMIT $2',
        [clock.now(), limit],
        'mails to send',
      );
      return due.map(
        (waiting): Task => ({ name: `mail:${waiting.id}`, run: () => mailer.sendStored(waiting) }),
      );
    },
    nextDueAt: async () => {
      const [row] = await db.query<{ at: Date | null }>(
        'SELECT min(next_try_at) AS at FROM outgoing_mails',
        [],
        'when the next mail is to be sent',
      );
      return row?.at ?? null;
    },
  };
}
