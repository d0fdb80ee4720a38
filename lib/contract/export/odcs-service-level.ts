import { WEEKDAYS } from "#lib/contract/cadence.ts";
import type { DatasetContract, Freshness, JsonObject, Sla } from "#lib/contract/contract.ts";

type Promised = Pick<DatasetContract, "name" | "freshness" | "sla" | "inferred">;

/** Freshness and deadline as `slaProperties`. */
export function odcsServiceLevels({ name, freshness, sla, inferred }: Promised): JsonObject[] {
  return [
    ...(freshness === null ? [] : [freshnessOf(freshness, name, inferred.includes("freshness.column"))]),
    ...(sla === null ? [] : deadlineOf(sla, name)),
  ];
}

function freshnessOf({ promised, maxAgeSeconds, column }: Freshness, object: string, columnInferred: boolean): JsonObject {
  const [value, unit] = amountOf(maxAgeSeconds);
  const element = column === null || columnInferred ? object : `${object}.${column}`;
  return { property: "freshness", value, unit, element, description: promised };
}

function amountOf(seconds: number): [number, string] {
  if (seconds % 86_400 === 0 && seconds > 86_400) return [seconds / 86_400, "d"];
  if (seconds % 3_600 === 0) return [seconds / 3_600, "h"];
  return seconds % 60 === 0 ? [seconds / 60, "min"] : [seconds, "s"];
}

const UNITS = { hour: "h", day: "d", week: "w", month: "mo" } as const;

/** The time of day with its zone, and as a cron line the days; how often. A sentence that no machine understood has no place here. */
function deadlineOf(sla: Sla, element: string): JsonObject[] {
  const { by, timezone, every } = sla;
  if (!sla.machineCheckable || by === null || timezone === null || every === null) return [];
  const isOffset = /^[+-]\d{2}:\d{2}$/.test(timezone);
  const schedule = cronOf(sla, by);
  return [
    {
      property: "timeOfAvailability",
      value: isOffset ? `${by}${timezone}` : by,
      ...(isOffset ? {} : { valueExt: timezone }),
      element,
      description: sla.promised,
      ...(schedule === null ? {} : { scheduler: "cron", schedule }),
    },
    { property: "frequency", value: 1, unit: UNITS[every], element },
  ];
}

const DAYS: readonly string[] = WEEKDAYS;

function cronOf({ every, on }: Sla, by: string): string | null {
  const time = `${Number(by.slice(3))} ${Number(by.slice(0, 2))}`;
  if (every === "day") return `${time} * * *`;
  if (every === "week" && on !== null) return `${time} * * ${on.map((day) => (DAYS.indexOf(day) + 1) % 7).join(",")}`;
  if (every === "month" && on !== null) return `${time} ${on.join(",")} * *`;
  return null;
}
