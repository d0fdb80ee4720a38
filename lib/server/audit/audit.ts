/**
 * What is kept of each use of the data. A route wraps its work in `audited` (`trail.ts`), tells the trail what it learns, and ends it
 * before the answer's last byte; whatever is thrown ends it, too.
 */
import type { AuditEvent } from "#lib/store/audit.ts";

export interface Audit {
  /**
   * Takes an event in. Resolves at once while there is room, else when there is again.
   * @throws AppError TS-SERVER-002 when the database has taken no events for too long: what cannot be recorded is not answered
   */
  readonly record: (event: AuditEvent) => Promise<void>;
  /** Writes what is waiting. Nothing is taken in afterwards. */
  readonly close: () => Promise<void>;
}
