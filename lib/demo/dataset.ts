import type { Window } from "./base.ts";
import type { Schedule } from "./schedule.ts";
import type { Shop } from "./shop.ts";

/** What a dataset's query may use. */
export interface StepContext {
  readonly shop: Shop;
  /** The part that is written: orders (or sessions) of one month; with a single file, everything. */
  readonly window: Window;
  /** SQL literal: the load takes what happened before this. */
  readonly asOf: string;
  /** SQL for the time at which the load that took an event was finished. */
  readonly loadedAt: (event: string) => string;
  /** `base(part of a month)`: SQL condition that an expression lies in the window. */
  readonly inWindow: (event: string) => string;
}

/** One file for everything, or one file a month whose name is used again after `slots` months. */
export type Layout =
  | { readonly kind: "single" }
  | {
      readonly kind: "monthly";
      readonly slots: number;
      /** Days after which a row no longer changes: older months are not written again. */
      readonly matureDays: number;
      /** Days of history at the first start. */
      readonly historyDays: number;
    };

export interface DemoDataset {
  readonly name: string;
  readonly format: "parquet" | "csv";
  readonly schedule: Schedule;
  readonly layout: Layout;
  /** The shared table that the query reads: orders of the window; those and their lines; files written before; nothing. */
  readonly needs: "orders" | "lines" | "files" | "nothing";
  /** Its loader stopped before the first start. */
  readonly stopped?: true;
  readonly select: (context: StepContext) => string;
}

export const SINGLE: Layout = { kind: "single" };
/** Orders and what follows from them change for about a month. */
export function monthly(matureDays: number, historyDays: number, slots = 24): Layout {
  return { kind: "monthly", slots, matureDays, historyDays };
}

/** Every ten minutes, a little late now and then. */
export const TEN_MINUTES: Schedule = { every: 10, offset: 0, late: 3, lateBy: 240, salt: 11 };
export const HOURLY: Schedule = { every: 60, offset: 1, late: 2, lateBy: 1500, salt: 29 };
/** Ready at about 05:00 UTC; three days in 101 only at about 08:00. */
export const DAILY: Schedule = { every: 1440, offset: 300, late: 3, lateBy: 10_900, salt: 60 };
