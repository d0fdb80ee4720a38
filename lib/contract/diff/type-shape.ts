import { findLogicalType, NESTING_TYPES } from "#lib/contract/logical-type.ts";

/** What a type can hold, as far as its words tell. `other`: equal only to itself. */
export type TypeShape =
  | { readonly kind: "integer"; readonly bits: number; readonly signed: boolean }
  | { readonly kind: "decimal"; readonly whole: number; readonly scale: number }
  | { readonly kind: "float"; readonly digits: number }
  /** `max` in characters or bytes. */
  | { readonly kind: "text" | "binary"; readonly max: number }
  | { readonly kind: "instant"; readonly zone: "none" | "utc" | "local"; readonly digits: number }
  | { readonly kind: "array"; readonly item: TypeShape }
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, TypeShape> }
  | { readonly kind: "other"; readonly words: string };

const MAX_DEPTH = 20;
const UNBOUNDED = Number.POSITIVE_INFINITY;

const INTEGERS: Readonly<Record<string, readonly [bits: number, signed?: false]>> = {
  tinyint: [8],
  int1: [8],
  byte: [8],
  smallint: [16],
  int2: [16],
  int16: [16],
  short: [16],
  smallserial: [16],
  mediumint: [24],
  int: [32],
  integer: [32],
  int4: [32],
  int32: [32],
  serial: [32],
  bigint: [64],
  int64: [64],
  long: [64],
  bigserial: [64],
  hugeint: [128],
  int128: [128],
  int256: [256],
  utinyint: [8, false],
  uint8: [8, false],
  usmallint: [16, false],
  uint16: [16, false],
  uinteger: [32, false],
  uint: [32, false],
  uint32: [32, false],
  ubigint: [64, false],
  uint64: [64, false],
  uhugeint: [128, false],
};
/** Binary digits that a number keeps. `float` is 4 bytes in some databases and 8 in others; the larger is assumed for both sides. */
const FLOATS: Readonly<Record<string, number>> = { float16: 11, real: 24, float4: 24, float32: 24, binary_float: 24 };
const TEXTS = new Set(
  "string str varchar varchar2 nvarchar nvarchar2 char nchar character bpchar text ntext mediumtext longtext clob nclob utf8 character-varying".split(
    " ",
  ),
);
const BINARIES = new Set("binary varbinary bytes bytea blob mediumblob longblob raw".split(" "));
const TICKS: Readonly<Record<string, number>> = { timestamp_s: 0, timestamp_ms: 3, timestamp_us: 6, timestamp_ns: 9 };

/** The shape of a type as databases write it, in any case. Never throws; what is not known is `other`. */
export function shapeOfType(type: string, depth = 0): TypeShape {
  const source = type.trim().toLowerCase().replace(/\s+/g, " ");
  const other: TypeShape = { kind: "other", words: source };
  if (depth > MAX_DEPTH) return other;
  if (/\[\d*\]$/.test(source)) return { kind: "array", item: shapeOfType(source.slice(0, source.lastIndexOf("[")), depth + 1) };
  const inner = innerOf(source);
  const name = (inner === null ? source : source.slice(0, inner.start) + source.slice(inner.end)).trim().replace(/ +/g, " ");
  if (NESTING_TYPES.has(name)) return inner === null ? other : nestedShape(name, inner.text, depth, other);
  return scalarShape(name, inner === null ? [] : inner.text.split(",").map((part) => Number.parseInt(part, 10)), other);
}

function nestedShape(name: string, inner: string, depth: number, other: TypeShape): TypeShape {
  if (name === "array" || name === "list") return { kind: "array", item: shapeOfType(inner, depth + 1) };
  if (name !== "struct" && name !== "row" && name !== "record") return other;
  const fields = new Map<string, TypeShape>();
  for (const part of splitTopLevel(inner)) {
    const match = /^("[^"]+"|[\w$]+)\s*[: ]\s*(.+)$/.exec(part.trim());
    if (match?.[1] === undefined || match[2] === undefined || fields.has(match[1])) return other;
    fields.set(match[1], shapeOfType(match[2], depth + 1));
  }
  return { kind: "object", fields };
}

function scalarShape(name: string, [first, second]: readonly number[], other: TypeShape): TypeShape {
  const unsigned = /^unsigned | unsigned$/.test(name);
  const word = name.replace(/^unsigned | unsigned$/, "").replaceAll(" ", "-");
  const integer = Object.hasOwn(INTEGERS, word) ? INTEGERS[word] : undefined;
  if (integer !== undefined) return { kind: "integer", bits: integer[0], signed: integer[1] !== false && !unsigned };
  if (unsigned) return other;
  const size = first === undefined || Number.isNaN(first) ? UNBOUNDED : first;
  if (TEXTS.has(word))
    return { kind: "text", max: /char/.test(word) && !/var|character-varying/.test(word) && first === undefined ? 1 : size };
  if (BINARIES.has(word)) return { kind: "binary", max: size };
  const logical = findLogicalType(name);
  if (word === "number" && first !== undefined) return decimalShape(first, second);
  if (logical === "decimal" && !word.includes("money")) return decimalShape(first, second);
  if (logical === "number") return { kind: "float", digits: Object.hasOwn(FLOATS, word) ? (FLOATS[word] ?? 53) : 53 };
  if (logical === "timestamp" && word !== "smalldatetime") return instantShape(word, first);
  if (logical === "boolean" || logical === "date") return { kind: "other", words: logical };
  return other;
}

/** `whole` digits before the point. Without parameters nothing is known, and then everything fits. */
function decimalShape(precision: number | undefined, scale: number | undefined): TypeShape {
  if (precision === undefined || Number.isNaN(precision)) return { kind: "decimal", whole: UNBOUNDED, scale: UNBOUNDED };
  const places = scale === undefined || Number.isNaN(scale) ? 0 : scale;
  return { kind: "decimal", whole: precision - places, scale: places };
}

function instantShape(word: string, precision: number | undefined): TypeShape {
  const local = /ltz|local/.test(word);
  const utc = /tz|offset|with-time-zone/.test(word) && !/ntz|without/.test(word);
  const digits = precision === undefined || Number.isNaN(precision) ? (TICKS[word] ?? 6) : precision;
  return { kind: "instant", zone: local ? "local" : utc ? "utc" : "none", digits };
}

/** The outermost bracket: `STRUCT<a INT>` → `a INT`. */
function innerOf(source: string): { readonly text: string; readonly start: number; readonly end: number } | null {
  const start = source.search(/[(<]/);
  const end = Math.max(source.lastIndexOf(")"), source.lastIndexOf(">"));
  return start < 0 || end < start ? null : { text: source.slice(start + 1, end), start, end: end + 1 };
}

function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let level = 0;
  let from = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (char === "(" || char === "<" || char === "[") level += 1;
    else if (char === ")" || char === ">" || char === "]") level -= 1;
    else if (char === "," && level === 0) {
      parts.push(text.slice(from, index));
      from = index + 1;
    }
  }
  return [...parts, text.slice(from)];
}
