/** Values for tests of this folder. */
import type { Position, Sla } from "#lib/contract/contract.ts";

export const POSITION: Position = { file: "orders.yaml", line: 1, column: 1 };

/** By 6:00 in UTC every day, unless told otherwise. */
export function slaWith(said: Partial<Sla>): Sla {
  return {
    promised: "as written in the test",
    machineCheckable: true,
    by: "06:00",
    timezone: "UTC",
    every: "day",
    on: null,
    graceSeconds: null,
    evidence: null,
    target: null,
    notes: [],
    position: POSITION,
    ...said,
  };
}
