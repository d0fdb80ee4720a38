/** The size and the rhythm of the invented shop. Changing anything here that changes rows needs a new `SHOP_VERSION`. */

/** Data of another version is generated again. */
export const SHOP_VERSION = 1;

export const DAY_MS = 86_400_000;
/** Days of orders before the first start. */
export const HISTORY_DAYS = 400;
/** Days of web sessions before the first start. */
export const SESSION_DAYS = 95;
/** Default number of customers; everything else grows with it. */
export const CUSTOMERS = 50_000;
export const PRODUCTS = 600;
/** Customers before the shop's first day in the data, as a share of all at the first start. */
export const EARLY_CUSTOMERS = 0.6;
/** The stock loader stopped this long before the first start. */
export const STOPPED_HOURS = 30;
/** Share of web sessions that the tracker sent twice. */
export const DUPLICATE_SHARE = 0.005;

/** What one run works on. Times are milliseconds since 1970. */
export interface Shop {
  readonly customers: number;
  /** First start: 00:00 UTC of `firstDay` is `HISTORY_DAYS` before its day. */
  readonly anchor: number;
  readonly firstDay: number;
}

export function shopAt(anchor: number, customers: number): Shop {
  return { customers, anchor, firstDay: Math.floor(anchor / DAY_MS) * DAY_MS - HISTORY_DAYS * DAY_MS };
}

/** `2026-11-22 18:00:00` as a SQL literal. */
export function sqlTime(ms: number): string {
  return `TIMESTAMP '${new Date(ms).toISOString().replace("T", " ").replace("Z", "")}'`;
}

/** A list of texts as a SQL list literal. */
export function sqlList(values: readonly (string | number)[]): string {
  return `[${values.map((value) => (typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`)).join(", ")}]`;
}
