/** Values as Trino's protocol has them → exact JSON values and canonical text, the same that the embedded engine gives. */
import { floatText } from "#lib/engine/csv-line.ts";
import type { TrinoType } from "#lib/engine/trino/trino-type.ts";
import { instantOf } from "#lib/engine/zone.ts";

/** The exact JSON value of a cell. */
export function jsonOf(type: TrinoType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (type.base) {
    case "json":
      return typeof value === "string" ? documentOf(value) : value;
    case "array":
      return Array.isArray(value) ? value.map((item) => itemOf(type, 0, item)) : value;
    case "map":
      return mapOf(type, value);
    case "row":
      return rowOf(type, value);
    case "timestamp":
    case "timestamp with time zone":
      return typeof value === "string" ? timestampText(value) : value;
    case "time":
    case "time with time zone":
      return typeof value === "string" ? withoutZeros(value) : value;
    case "char":
    case "varbinary":
      // Base64 comes in lines in some versions; a CHAR is padded by the server.
      return typeof value === "string" && type.base === "varbinary" ? value.replaceAll(/\s/g, "") : value;
    case "double":
    case "real":
      return typeof value === "string" && /^-?\d/.test(value) ? Number(value) : value;
    default:
      return value;
  }
}

/** The text of a cell in CSV; `null`: a missing value. */
export function textOf(type: TrinoType, value: unknown): string | null {
  const json = jsonOf(type, value);
  if (json === null) return null;
  if (["array", "map", "row", "json"].includes(type.base)) return JSON.stringify(json);
  if (typeof json === "number") return type.base === "double" || type.base === "real" ? floatText(json) : String(json);
  return typeof json === "string" ? json : String(json);
}

function itemOf({ arguments: types }: TrinoType, index: number, value: unknown): unknown {
  const type = types[index];
  return type === undefined ? value : jsonOf(type, value);
}

function mapOf(type: TrinoType, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const [keyType] = type.arguments;
  const key = (text: string) => (keyType === undefined ? text : (textOf(keyType, text) ?? text));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [key(name), itemOf(type, 1, item)]));
}

/** A row comes as an array; fields without a name are counted as Trino counts them. */
function rowOf(type: TrinoType, value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return Object.fromEntries(value.map((item, index) => [type.fields[index] ?? `field${index}`, itemOf(type, index, item)]));
}

function documentOf(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
      typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) ? (context?.source ?? value) : value,
    );
  } catch {
    return text;
  }
}

const TIMESTAMP = /^(\d{4,})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d)(\.\d+)?(?: (.+))?$/;

/** RFC 3339 in UTC. What has no zone counts as it stands. */
function timestampText(text: string): string {
  const [, year, month, day, time, fraction = "", zone] = TIMESTAMP.exec(text) ?? [];
  if (year === undefined) return text;
  const local = `${year}-${month}-${day}T${time}`;
  if (zone === undefined || zone === "UTC") return `${local}${trimmed(fraction)}Z`;
  const instant = instantOf(local, zone);
  return instant === null ? text : `${instant.toISOString().slice(0, 19)}${trimmed(fraction)}Z`;
}

const trimmed = (fraction: string) => fraction.replace(/\.?0+$/, "");
const withoutZeros = (text: string) => text.replace(/(\.\d*?)0+(?=$| |[+-])/, "$1").replace(/\.(?=$| |[+-])/, "");
