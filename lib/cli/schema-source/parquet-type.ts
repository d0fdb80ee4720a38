import type { SchemaElement, SchemaTree } from "hyparquet";

/** A hostile file may nest its columns deeper than anybody reads. */
const MAX_DEPTH = 12;

/**
 * The type of a Parquet column as DuckDB calls it, which is what reads the file later: `DECIMAL(12,2)`, `TIMESTAMP WITH TIME ZONE`,
 * `STRUCT(street VARCHAR, zip VARCHAR)`, `VARCHAR[]`, `MAP(VARCHAR, BIGINT)`.
 */
export function parquetType(tree: SchemaTree, depth = 0): string {
  const { element, children } = tree;
  if (depth > MAX_DEPTH) return "STRUCT";
  if (children.length === 0) {
    const type = primitiveType(element);
    return element.repetition_type === "REPEATED" ? `${type}[]` : type;
  }
  const kind = element.logical_type?.type ?? element.converted_type;
  const [only] = children;
  if (kind === "LIST" && only !== undefined) return `${elementType(only, element.name, depth)}[]`;
  if ((kind === "MAP" || kind === "MAP_KEY_VALUE") && only !== undefined) {
    const [key, value] = only.children;
    if (key !== undefined && value !== undefined) return `MAP(${parquetType(key, depth + 1)}, ${parquetType(value, depth + 1)})`;
  }
  if (kind === "VARIANT") return "VARIANT";
  const fields = children.map((child) => `${fieldName(child.element.name)} ${parquetType(child, depth + 1)}`);
  const type = `STRUCT(${fields.join(", ")})`;
  return element.repetition_type === "REPEATED" ? `${type}[]` : type;
}

/** Three levels by the standard; older writers left the middle one out (its rules for backward compatibility). */
function elementType(repeated: SchemaTree, listName: string, depth: number): string {
  const { element, children } = repeated;
  const [only, second] = children;
  const isItself = only === undefined || second !== undefined || element.name === "array" || element.name === `${listName}_tuple`;
  if (!isItself) return parquetType(only, depth + 1);
  const { repetition_type: _repetition, ...once } = element;
  return parquetType({ ...repeated, element: once }, depth + 1);
}

const fieldName = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

function primitiveType(element: SchemaElement): string {
  return logicalType(element) ?? convertedType(element) ?? PHYSICAL[element.type ?? ""] ?? "BLOB";
}

const PHYSICAL: Readonly<Record<string, string>> = {
  BOOLEAN: "BOOLEAN",
  INT32: "INTEGER",
  INT64: "BIGINT",
  // A time stamp of old writers (Impala, Spark).
  INT96: "TIMESTAMP",
  FLOAT: "FLOAT",
  DOUBLE: "DOUBLE",
  BYTE_ARRAY: "BLOB",
  FIXED_LEN_BYTE_ARRAY: "BLOB",
};

const INTEGERS: Readonly<Record<number, string>> = { 8: "TINYINT", 16: "SMALLINT", 32: "INTEGER", 64: "BIGINT" };

function logicalType({ logical_type: logical }: SchemaElement): string | null {
  switch (logical?.type) {
    case "STRING":
    case "ENUM":
      return "VARCHAR";
    case "DECIMAL":
      return `DECIMAL(${logical.precision},${logical.scale})`;
    case "INTEGER":
      return `${logical.isSigned ? "" : "U"}${INTEGERS[logical.bitWidth] ?? "BIGINT"}`;
    case "TIMESTAMP":
      return logical.isAdjustedToUTC ? "TIMESTAMP WITH TIME ZONE" : logical.unit === "NANOS" ? "TIMESTAMP_NS" : "TIMESTAMP";
    case "BSON":
      return "BLOB";
    case "FLOAT16":
      return "FLOAT";
    case "DATE":
    case "TIME":
    case "JSON":
    case "UUID":
    case "VARIANT":
      return logical.type;
    default:
      return null;
  }
}

/** What writers before 2018 say, and newer ones repeat. */
function convertedType({ converted_type: converted, precision, scale }: SchemaElement): string | null {
  switch (converted) {
    case "UTF8":
    case "ENUM":
      return "VARCHAR";
    case "DECIMAL":
      return `DECIMAL(${precision ?? 38},${scale ?? 0})`;
    case "TIMESTAMP_MILLIS":
    case "TIMESTAMP_MICROS":
      return "TIMESTAMP WITH TIME ZONE";
    case "TIME_MILLIS":
    case "TIME_MICROS":
      return "TIME";
    case "DATE":
    case "JSON":
    case "INTERVAL":
      return converted;
    case "BSON":
      return "BLOB";
    default: {
      const [, unsigned, bits] = /^(U?)INT_(8|16|32|64)$/.exec(converted ?? "") ?? [];
      return bits === undefined ? null : `${unsigned}${INTEGERS[Number(bits)] ?? "BIGINT"}`;
    }
  }
}
