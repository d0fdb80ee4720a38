import type { ColumnView, DatasetView, PromiseView } from "#lib/catalog/views.ts";
import type { PromiseKind, Sla } from "#lib/contract/contract.ts";
import { formatAge, formatCount } from "#lib/format.ts";

/** In the order in which a reader asks: how old, by when, how good, what is in it, and whether the examples work. */
const KINDS = {
  freshness: "Freshness",
  sla: "Delivery",
  quality: "Quality",
  columns: "Columns",
  key: "Key",
  check: "Check",
  monitor: "Monitor",
  unique: "No duplicates",
  references: "Points to",
  values: "Allowed values",
  range: "Range",
  pattern: "Form",
  not_null: "Always filled",
  example: "Example",
} as const satisfies Record<PromiseKind, string>;

export function promiseKindWord(kind: PromiseKind): string {
  return KINDS[kind];
}

const ORDER = Object.keys(KINDS);

/** Place of a kind among the promises of a dataset, from 0. */
export function promiseRank(kind: PromiseKind): number {
  return ORDER.indexOf(kind);
}

/** As many allowed values are read in a row of a table; more are listed on demand. */
export const VALUES_AT_A_GLANCE = 12;

/** What the contract promises about one column, each as a few words. The reference is said by the page, because it is a link. */
export function columnPromises(column: ColumnView): readonly string[] {
  return [
    ...(column.primaryKey ? ["key: always filled, no duplicates"] : []),
    ...(column.required && !column.primaryKey ? ["always filled"] : []),
    ...(column.unique && !column.primaryKey ? ["no duplicates"] : []),
    ...valueWords(column.values),
    ...rangeWords(column),
    ...(column.pattern === null ? [] : [`has the form ${column.pattern}`]),
  ];
}

function valueWords(values: ColumnView["values"]): string[] {
  if (values === null) return [];
  return values.length > VALUES_AT_A_GLANCE ? [`one of ${formatCount(values.length)} values`] : [`one of ${values.join(", ")}`];
}

function rangeWords({ min, max, exclusiveMin, exclusiveMax }: ColumnView): string[] {
  if (min !== null && max !== null && !exclusiveMin && !exclusiveMax) return [`${min} to ${max}`];
  const low = min === null ? [] : [exclusiveMin ? `more than ${min}` : `at least ${min}`];
  const high = max === null ? [] : [exclusiveMax ? `less than ${max}` : `at most ${max}`];
  return [...low, ...high];
}

export function freshnessWords(maxAgeSeconds: number): string {
  return `less than ${formatAge(maxAgeSeconds)} old`;
}

const DAYS: Readonly<Record<string, string>> = {
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
  sun: "Sunday",
};
const WEEKDAYS = "mon tue wed thu fri";

/** `by 06:00 in New York, every weekday`. A sentence that no machine can check is given as it was written. */
export function slaWords(sla: Sla): string {
  if (!sla.machineCheckable || sla.every === null) return sla.promised;
  const when = sla.by === null ? [] : [`by ${sla.by} ${zoneWords(sla.timezone)}`];
  return [...when, cadenceWords(sla.every, sla.on)].join(", ");
}

function cadenceWords(every: NonNullable<Sla["every"]>, on: Sla["on"]): string {
  if (on === null || on.length === 0) return `every ${every}`;
  if (every === "month") return `every month on day ${on.join(", ")}`;
  if (on.join(" ") === WEEKDAYS) return "every weekday";
  return `every ${on.map((day) => DAYS[day] ?? day).join(", ")}`;
}

/** `America/New_York` → `in New York`; an offset is written as UTC−05:00. */
export function zoneWords(timezone: string | null): string {
  if (timezone === null || timezone === "UTC" || timezone === "Etc/UTC") return "UTC";
  const city = timezone.split("/").at(-1);
  return timezone.includes("/") && city !== undefined ? `in ${city.replaceAll("_", " ")}` : `UTC${timezone.replace("-", "−")}`;
}

/** The promise in the words that the rest of the page has for it. */
export function promiseWords(
  { kind, label }: Pick<PromiseView, "kind" | "label">,
  { freshness, sla }: Pick<DatasetView, "freshness" | "sla">,
): string {
  if (kind === "freshness" && freshness !== null) return freshnessWords(freshness.maxAgeSeconds);
  if (kind === "sla" && sla !== null) return slaWords(sla);
  return label;
}
