/** The canonical text of a value, in Trino's SQL: for masks, patterns and keys. The same text that `cell.ts` makes of the value. */
import type { TrinoType } from "#lib/engine/trino/trino-type.ts";

export interface TypedSql {
  readonly sql: string;
  readonly type: TrinoType;
}

/** NULL stays NULL. */
export function textSql({ sql, type }: TypedSql): string {
  switch (type.base) {
    case "varchar":
      return sql;
    case "timestamp":
      return rfc3339(`CAST(${sql} AS varchar)`);
    case "timestamp with time zone":
      return rfc3339(`CAST(CAST(at_timezone(${sql}, 'UTC') AS timestamp(${type.arguments[0]?.base ?? 3})) AS varchar)`);
    case "double":
    case "real":
      return `CASE WHEN is_finite(${sql}) THEN json_format(CAST(${sql} AS json)) ELSE CAST(${sql} AS varchar) END`;
    case "varbinary":
      return `to_base64(${sql})`;
    case "array":
    case "map":
    case "row":
      return `json_format(CAST(${sql} AS json))`;
    case "json":
      return `json_format(${sql})`;
    default:
      return `CAST(${sql} AS varchar)`;
  }
}

const rfc3339 = (text: string) => `regexp_replace(replace(${text}, ' ', 'T'), '(\\.[0-9]*[1-9])0+$|\\.0+$', '$1') || 'Z'`;
