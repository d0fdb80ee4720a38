import type { JsonValue } from "#lib/contract/contract.ts";

/** For tests: types as databases write them. */
export const TYPES: readonly string[] = [
  "STRING",
  "VARCHAR(18)",
  "DECIMAL(12,2)",
  "timestamp with time zone",
  "STRUCT<a INT, b ARRAY<STRING>>",
  "int[]",
  "BIGINT",
  "double precision",
  "boolean",
  "date",
  "time",
  "bytea",
  "jsonb",
  "MY_TYPE",
];

/** For tests: deadlines in every form, understood and not. */
export const SLAS: readonly JsonValue[] = [
  "Updated by 6 AM EST daily",
  "by 18:00 Europe/Berlin on weekdays",
  "every Monday by noon UTC",
  "hourly",
  "on the 1st and 15th of every month by 09:00 -05:00",
  "As soon as we can",
  { by: "06:00" },
  { by: "06:00", timezone: "CET", every: "day" },
  {
    by: "06:00",
    timezone: "Europe/Berlin",
    every: "week",
    on: ["mon", "thu"],
    grace: "30m",
    evidence: "run",
    target: "99.9%",
    window: "30 days",
  },
  { by: "6 AM", timezone: "-05:00", every: "month", on: ["15", "1"], target: 0.999, grace: 0 },
  { every: "hour", evidence: "file" },
  { promised: "When the markets have closed, and never later than six", by: "18:00", timezone: "UTC", every: "weekdays" },
];

/** For tests: masks as a column says them. */
export const MASKS: readonly JsonValue[] = ["none", "null", "hide", "partial", { as: "hash", except: ["crm", "Data team"] }];
