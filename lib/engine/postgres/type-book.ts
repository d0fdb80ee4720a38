/** Types of one server by their object identifiers: the built-in ones are known, the others are looked up once in a while. */
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { builtinType, type PgType } from "#lib/engine/postgres/pg-type.ts";

/** A type can be changed, though hardly anybody does. */
const KEPT_MS = 60_000;
/** A row type can hold arrays of itself. */
const MAX_DEPTH = 8;

/** Asks the server: rows of text. */
export type Ask = (sql: string, values: readonly string[]) => Promise<readonly (readonly (string | null)[])[]>;

const TYPES = `
  WITH RECURSIVE need(oid) AS (
    SELECT unnest($1::int8[]::oid[])
    UNION
    SELECT dep.oid FROM need JOIN pg_type t ON t.oid = need.oid CROSS JOIN LATERAL (
      SELECT t.typelem WHERE t.typcategory = 'A'
      UNION ALL SELECT t.typbasetype
      UNION ALL SELECT a.atttypid FROM pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL SELECT r.rngsubtype FROM pg_range r WHERE r.rngtypid = t.oid
      UNION ALL SELECT r.rngtypid FROM pg_range r WHERE to_jsonb(r) ->> 'rngmultitypid' = t.oid::text
    ) dep(oid) WHERE dep.oid <> 0
  )
  SELECT json_build_object(
    'oid', t.oid::int8, 'kind', t.typtype, 'category', t.typcategory, 'name', format_type(t.oid, NULL), 'item', t.typelem::int8,
    'base', t.typbasetype::int8, 'subtype', (SELECT r.rngsubtype::int8 FROM pg_range r WHERE r.rngtypid = t.oid),
    'range', (SELECT r.rngtypid::int8 FROM pg_range r WHERE to_jsonb(r) ->> 'rngmultitypid' = t.oid::text),
    'fields', (SELECT json_agg(json_build_object('name', a.attname, 'oid', a.atttypid::int8) ORDER BY a.attnum)
               FROM pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
  )::text FROM pg_type t WHERE t.oid IN (SELECT oid FROM need)`;

const ROW = z.object({
  oid: z.number(),
  kind: z.string(),
  category: z.string(),
  name: z.string(),
  item: z.number(),
  base: z.number(),
  subtype: z.number().nullable(),
  range: z.number().nullable(),
  fields: z.array(z.object({ name: z.string(), oid: z.number() })).nullable(),
});
type Row = z.infer<typeof ROW>;

export class TypeBook {
  readonly #known = new LRUCache<number, PgType>({ max: 5_000, ttl: KEPT_MS });

  async resolve(oids: readonly number[], ask: Ask): Promise<ReadonlyMap<number, PgType>> {
    const found = new Map<number, PgType>();
    const missing: number[] = [];
    for (const oid of new Set(oids)) {
      const type = builtinType(oid) ?? this.#known.get(oid);
      if (type === undefined) missing.push(oid);
      else found.set(oid, type);
    }
    if (missing.length === 0) return found;
    const answer = await ask(TYPES, [`{${missing.join(",")}}`]);
    const rows = new Map(answer.map(([text]) => ROW.parse(JSON.parse(text ?? "null"))).map((row) => [row.oid, row]));
    for (const oid of missing) {
      const type = typeOf(oid, rows, 0);
      this.#known.set(oid, type);
      found.set(oid, type);
    }
    return found;
  }
}

function typeOf(oid: number, rows: ReadonlyMap<number, Row>, depth: number): PgType {
  const builtin = builtinType(oid);
  if (builtin !== null) return builtin;
  const row = rows.get(oid);
  if (row === undefined) return { kind: "scalar", scalar: "other", sql: "text" };
  const sql = row.name;
  const other: PgType = { kind: "scalar", scalar: "other", sql };
  if (depth > MAX_DEPTH) return other;
  const deeper = (inner: number) => typeOf(inner, rows, depth + 1);
  if (row.kind === "d") return deeper(row.base);
  if (row.kind === "e") return { kind: "scalar", scalar: "enum", sql };
  if (row.kind === "c")
    return { kind: "composite", sql, fields: (row.fields ?? []).map(({ name, oid: of }) => ({ name, type: deeper(of) })) };
  if (row.kind === "r" && row.subtype !== null) return { kind: "range", sql, item: deeper(row.subtype) };
  if (row.kind === "m" && row.range !== null) return { kind: "multirange", sql, item: deeper(row.range) };
  if (row.category === "A" && row.item !== 0) return { kind: "array", sql, item: deeper(row.item) };
  // Types of extensions such as citext: texts in all but name.
  return row.category === "S" ? { kind: "scalar", scalar: "text", sql } : other;
}
