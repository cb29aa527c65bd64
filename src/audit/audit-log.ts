import type { Caller, ClientInfo } from '../auth/caller.js';
import type { Clock } from '../clock.js';
import { type Batcher, createBatcher } from '../db/batcher.js';
import type { Database } from '../db/database.js';
import type { Prisma } from '../db/generated/prisma/client.js';
import type { AuditEventInput } from './events.js';
import { type AuditResource, auditLine } from './line.js';
import { type AuditRow, auditRow, insertEventsSql, serialiseRows } from './record.js';

/** The scope of an event: who called, and from where. */
export interface AuditScope {
  caller: Caller;
  client: ClientInfo;
  /** Aborted when nobody waits for the outcome any more. */
  hungUp?: () => AbortSignal;
}

/** A database transaction that also records what it did. */
export interface AuditedTransaction {
  tx: Prisma.TransactionClient;
  /** Adds an event, which is stored when the transaction commits and not otherwise. */
  record(event: AuditEventInput): void;
  /** Does something as soon as the transaction has committed, and nothing when it does not. */
  afterwards(work: () => void): void;
}

/** Events in one insert at most; a second insert is prepared while the first waits for the disk. */
const limits = { size: 500, running: 2 };

/** The one way to record an event: in the table, and as a line of the audit log. */
export class AuditLog {
  readonly #appends: Batcher<AuditRow, undefined | Promise<never>>;
  /** Events that could not be stored although nobody waited for them; an alarm in the metrics. */
  lost = 0;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly resource: AuditResource,
    private readonly write: (line: string) => void,
  ) {
    this.#appends = createBatcher(async (rows) => {
      const insert = (some: AuditRow[]) =>
        db.query(insertEventsSql, [serialiseRows(some)], 'append audit events');
      try {
        await insert(rows);
        return rows.map(() => undefined);
      } catch (error) {
        if (rows.length === 1) throw error;
        // One event that the database does not take must not cost the others of its batch.
        const results = await Promise.allSettled(rows.map((row) => insert([row])));
        return results.map((result) =>
          result.status === 'rejected' ? Promise.reject(result.reason) : undefined,
        );
      }
    }, limits);
  }

  /**
   * Runs `work` in one transaction and commits what it records with what it changes: no event, no change.
   * Inside, use only `tx`: the embedded database has one connection, which this holds. What nobody waits for any
   * more is not committed: a client that gives up and tries again must not pile up work.
   */
  async transaction<Result>(
    scope: AuditScope,
    work: (transaction: AuditedTransaction) => Promise<Result>,
  ): Promise<Result> {
    const rows: AuditRow[] = [];
    const record = (event: AuditEventInput) => {
      rows.push(auditRow(event, scope.caller, scope.client, this.clock.now()));
    };
    const later: (() => void)[] = [];
    const afterwards = (work: () => void) => void later.push(work);
    const { hungUp } = scope;
    const result = await this.db.prisma.$transaction(
      (tx) => {
        const all = async () => {
          const result = await work({ tx, record, afterwards });
          if (rows.length > 0) await tx.$executeRawUnsafe(insertEventsSql, serialiseRows(rows));
          return result;
        };
        return hungUp ? this.db.transactionUntil(tx, hungUp, all) : all();
      },
      // Waiting for a turn is normal under load; a transaction that itself takes long is not.
      { maxWait: 30_000, timeout: 30_000 },
    );
    for (const row of rows) this.#emit(row, scope.client);
    for (const work of later) work();
    return result;
  }

  /** Records something that changed nothing: a read, a refusal. Resolves when it is stored. */
  async append(scope: AuditScope, event: AuditEventInput): Promise<void> {
    const row = auditRow(event, scope.caller, scope.client, this.clock.now());
    await this.#appends.add(row);
    this.#emit(row, scope.client);
  }

  /** As `append`, without waiting. What cannot be stored is counted in `lost` and still written as a line. */
  appendLater(scope: AuditScope, event: AuditEventInput): void {
    const row = auditRow(event, scope.caller, scope.client, this.clock.now());
    this.#appends.add(row).catch(() => {
      this.lost += 1;
    });
    this.#emit(row, scope.client);
  }

  /** Resolves when everything appended so far is stored. */
  flush(): Promise<void> {
    return this.#appends.idle();
  }

  #emit(row: AuditRow, client: ClientInfo): void {
    this.write(auditLine(row, client, this.resource));
  }
}
