/** Trino's types, read from their text: `decimal(12,2)`, `array(row(a bigint, "b c" varchar(3)))`, `timestamp(6) with time zone`. */

export interface TrinoType {
  /** In lower case, without arguments: `timestamp with time zone`. */
  readonly base: string;
  readonly arguments: readonly TrinoType[];
  /** Of a row: the name of each field, `null` without one. */
  readonly fields: readonly (string | null)[];
  readonly text: string;
}

export function parseType(text: string): TrinoType {
  const match = /^\s*([^()]+?)\s*\((.*)\)([^()]*)$/s.exec(text);
  const [, name = text, inner, tail = ""] = match ?? [];
  const base = `${name.trim()} ${tail.trim()}`.trim().toLowerCase();
  const parts = inner === undefined ? [] : splitArguments(inner);
  if (base !== "row") return { base, arguments: parts.map(parseType), fields: [], text };
  const fields = parts.map(splitField);
  return { base, arguments: fields.map(({ type }) => parseType(type)), fields: fields.map((field) => field.name), text };
}

/** At the commas that stand in no bracket and no quotes. */
function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
    else if (character === "," && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)].map((part) => part.trim());
}

function splitField(text: string): { name: string | null; type: string } {
  const quoted = /^"((?:[^"]|"")*)"\s+(.*)$/s.exec(text);
  if (quoted !== null) return { name: (quoted[1] ?? "").replaceAll('""', '"'), type: quoted[2] ?? "" };
  const plain = /^([^\s()]+)\s+(.*)$/s.exec(text);
  if (plain === null || isUnnamed(text)) return { name: null, type: text };
  return { name: plain[1] ?? null, type: plain[2] ?? "" };
}

/** Types of more than one word need no name in front: `double precision` is one, `a double` is not. */
function isUnnamed(text: string): boolean {
  return /^(?:(?:timestamp|time)(?:\(\d+\))? with(?:out)? time zone|interval (?:year|day) to (?:month|second)|double precision)$/i.test(
    text,
  );
}

/** The DuckDB type that the canonical text of a value can be read as without loss. */
export function duckdbTypeOf({ base, arguments: args }: TrinoType): string {
  switch (base) {
    case "boolean":
    case "tinyint":
    case "smallint":
    case "integer":
    case "bigint":
    case "double":
    case "date":
    case "uuid":
      return base.toUpperCase();
    case "real":
      return "FLOAT";
    case "decimal":
      return `DECIMAL(${args.map(({ base: digits }) => digits).join(",")})`;
    case "timestamp":
      return Number(args[0]?.base ?? 3) > 6 ? "VARCHAR" : "TIMESTAMP";
    case "timestamp with time zone":
      return Number(args[0]?.base ?? 3) > 6 ? "VARCHAR" : "TIMESTAMPTZ";
    case "time":
      return Number(args[0]?.base ?? 3) > 6 ? "VARCHAR" : "TIME";
    default:
      return "VARCHAR";
  }
}
