/** What the server says about one table: where it lies, its columns with their types, and which columns tell its rows apart. */
import { z } from "zod";
import type { EngineColumn } from "#lib/engine/engine.ts";
import type { PgType } from "#lib/engine/postgres/pg-type.ts";
import { quoteName } from "#lib/engine/postgres/quote.ts";
import type { Ask, TypeBook } from "#lib/engine/postgres/type-book.ts";
import { AppError } from "#lib/errors.ts";

export interface ShapeColumn extends EngineColumn {
  readonly pg: PgType;
  /** Its own order is that of bytes, so that an index on it serves. */
  readonly isBytewise: boolean;
}

export interface TableShape {
  /** `"sales"."orders"` */
  readonly sql: string;
  readonly oid: string;
  readonly stamp: string | null;
  readonly columns: readonly ShapeColumn[];
  /** Sets of columns without missing values that the server keeps unique, the primary key first. */
  readonly keys: readonly (readonly string[])[];
}

/** Exact spelling first; a name that the contract writes in another case is found when it is the only one. */
const TABLE = `
  SELECT c.oid::int8::text, n.nspname, c.relname
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND lower(c.relname) = lower($1)
    AND CASE WHEN $2 = '' THEN n.nspname = ANY($3::text[]) ELSE lower(n.nspname) = lower($2) END
  ORDER BY (c.relname = $1) DESC, (n.nspname = $2) DESC, array_position($3::text[], n.nspname::text), n.nspname, c.relname LIMIT 2`;

const COLUMNS = `
  SELECT json_build_object(
    'name', a.attname, 'oid', a.atttypid::int8, 'type', format_type(a.atttypid, a.atttypmod), 'nullable', NOT a.attnotnull,
    'bytewise', coalesce((
      SELECT CASE
        WHEN to_jsonb(co) ->> 'collprovider' = 'b' OR co.collcollate IN ('C', 'POSIX') THEN true
        WHEN to_jsonb(co) ->> 'collprovider' = 'd' THEN (
          SELECT coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') = 'b'
                 OR coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') = 'c' AND lower(d.datcollate) IN ('c', 'posix', 'c.utf8', 'c.utf-8')
          FROM pg_database d WHERE d.datname = current_database())
        ELSE false END
      FROM pg_collation co WHERE co.oid = a.attcollation), true)
  )::text
  FROM pg_attribute a WHERE a.attrelid = $1::int8::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`;

const KEYS = `
  SELECT (SELECT json_agg(a.attname ORDER BY k.place) FROM unnest(i.indkey) WITH ORDINALITY k(attnum, place)
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum WHERE k.place <= i.indnkeyatts)::text
  FROM pg_index i
  WHERE i.indrelid = $1::int8::oid AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indexprs IS NULL AND i.indpred IS NULL
    AND NOT EXISTS (SELECT FROM unnest(i.indkey) WITH ORDINALITY k(attnum, place)
                    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum WHERE k.place <= i.indnkeyatts AND NOT a.attnotnull)
  ORDER BY i.indisprimary DESC, i.indexrelid`;

const COLUMN = z.object({ name: z.string(), oid: z.number(), type: z.string(), nullable: z.boolean(), bytewise: z.boolean() });

/** Changes whenever what is kept of a table does; nothing for a table that is gone. */
const STAMP = `
  SELECT string_agg(concat_ws(':', a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.attcollation), ',' ORDER BY a.attnum)
         || (SELECT coalesce(string_agg(i.indexrelid::text, ',' ORDER BY i.indexrelid), '') FROM pg_index i WHERE i.indrelid = $1::int8::oid AND i.indisvalid)
         || (SELECT c.relname || c.relnamespace FROM pg_class c WHERE c.oid = $1::int8::oid)
  FROM pg_attribute a WHERE a.attrelid = $1::int8::oid AND a.attnum > 0 AND NOT a.attisdropped`;

/** Whether the table is still what it was: a column of another type would be read as something that it is not. */
export async function isCurrent({ oid, stamp }: TableShape, ask: Ask): Promise<boolean> {
  return stamp !== null && (await readStamp(oid, ask)) === stamp;
}

async function readStamp(oid: string, ask: Ask): Promise<string | null> {
  return (await ask(STAMP, [oid]))[0]?.[0] ?? null;
}

export interface Whereabouts {
  readonly database: string;
  /** Schemas that a name without one is looked for in. */
  readonly schemas: readonly string[];
}

/** @throws AppError TS-DATA-002 when there is no such table, or two that differ in case only. */
export async function readShape(
  path: readonly string[],
  { database, schemas }: Whereabouts,
  ask: Ask,
  types: TypeBook,
): Promise<TableShape> {
  const [table = "", schema = "", catalog = database] = [...path].reverse();
  const name = path.join(".");
  if (path.length > 3 || catalog !== database)
    throw new AppError("TS-DATA-002", `${name} lies in another database than its source leads to.`);
  const list = `{${schemas.map((entry) => quoteName(entry).replaceAll("\\", "\\\\").replaceAll('""', '\\"')).join(",")}}`;
  const found = await ask(TABLE, [table, schema, list]);
  const [first, second] = found;
  const isExact = first?.[2] === table;
  if (first === undefined || (!isExact && second !== undefined))
    throw new AppError("TS-DATA-002", `The table ${name} is not in its source any more, or its contract spells it differently.`);
  const [oid, inSchema, relation] = first.map((text) => text ?? "") as [string, string, string];
  // Read first: a change while the rest is read shows the next time.
  const stamp = await readStamp(oid, ask);
  const columns = (await ask(COLUMNS, [oid])).map(([text]) => COLUMN.parse(JSON.parse(text ?? "null")));
  const keys = (await ask(KEYS, [oid])).map(([text]) => z.array(z.string()).parse(JSON.parse(text ?? "[]")));
  const known = await types.resolve(
    columns.map((column) => column.oid),
    ask,
  );
  return {
    sql: `${quoteName(inSchema)}.${quoteName(relation)}`,
    oid,
    stamp,
    columns: columns.map((column) => {
      const pg = known.get(column.oid);
      if (pg === undefined) throw new TypeError(`type ${column.oid} was not resolved`);
      return { name: column.name, type: column.type, nullable: column.nullable, pg, isBytewise: column.bytewise };
    }),
    keys,
  };
}

/** By its exact name, else by the only one that differs in case. `undefined`: there is none. */
export function findColumn(shape: TableShape, name: string): ShapeColumn | undefined {
  const exact = shape.columns.find((column) => column.name === name);
  if (exact !== undefined) return exact;
  const folded = name.toLowerCase();
  const [only, ...others] = shape.columns.filter((column) => column.name.toLowerCase() === folded);
  return others.length === 0 ? only : undefined;
}
