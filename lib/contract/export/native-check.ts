import type { CheckSpec, JsonObject, JsonValue, MonitorSpec } from "#lib/contract/contract.ts";
import { formatDuration } from "#lib/contract/duration.ts";
import { some } from "#lib/contract/export/some.ts";

/** One item of `checks:`. */
export function nativeCheck({ kind, params, name, severity, dimension, where }: CheckSpec): JsonObject {
  return {
    [kind]: nativeParams(kind, params),
    ...some("name", name),
    ...some("severity", severity),
    ...some("dimension", dimension),
    ...some("where", where),
  };
}

function nativeParams(kind: string, params: JsonObject): JsonValue {
  const said: JsonObject = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null));
  switch (kind) {
    case "sql":
      return said["sql"] ?? "";
    case "not_null":
    case "unique": {
      const { columns } = said;
      return Array.isArray(columns) && columns.length === 1 ? columns[0] : (columns ?? []);
    }
    case "freshness": {
      const { promised, warnAfterSeconds, column } = said;
      if (warnAfterSeconds === undefined && column === undefined) return promised ?? "";
      const warn = typeof warnAfterSeconds === "number" ? formatDuration(warnAfterSeconds) : null;
      return { ...some("max_age", promised), ...some("warn_after", warn), ...some("column", column) };
    }
    default:
      return said;
  }
}

/** One item of `monitors:` inside its dataset. */
export function nativeMonitor({ name, type, column, threshold }: MonitorSpec): JsonObject {
  return { ...some("name", name), type, ...some("column", column), ...some("threshold", threshold) };
}
