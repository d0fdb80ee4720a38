/** What PostgreSQL's catalog says about relations, in queries that 12 and newer understand. Identifiers come sorted. */

/** Relations that hold or show rows: tables, partitioned and foreign tables, views. A partition is part of its table. */
export const RELATIONS = `
  SELECT c.oid::int8::text AS id, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind,
         obj_description(c.oid, 'pg_class') AS description,
         CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
         has_table_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE') AS readable
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition
    AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  ORDER BY n.nspname, c.relname`;

export const COLUMNS = `
  SELECT a.attrelid::int8::text AS relation, a.attname AS name, a.attnotnull AS required,
         col_description(a.attrelid, a.attnum) AS description,
         format_type(a.atttypid, a.atttypmod) AS type, t.typtype::text AS type_kind,
         CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base_type,
         t.typtype = 'd' AND t.typnotnull AS domain_required,
         CASE WHEN t.typtype = 'd' THEN t.oid::int8::text END AS domain,
         (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e
          WHERE e.enumtypid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END) AS labels
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
  WHERE a.attrelid = ANY($1::int8[]::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY a.attrelid, a.attnum`;

/** Keys, foreign keys, checks. `to_jsonb`, because only PostgreSQL 18 has the column `conenforced`. */
export const CONSTRAINTS = `
  SELECT con.conrelid::int8::text AS relation, con.conname AS name, con.contype::text AS kind,
         con.convalidated AND coalesce(to_jsonb(con) ->> 'conenforced', 'true') <> 'false' AS valid,
         pg_get_expr(con.conbin, con.conrelid) AS expression,
         (SELECT json_agg(a.attname ORDER BY k.place) FROM unnest(con.conkey) WITH ORDINALITY k(attnum, place)
          JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.attnum) AS columns,
         n.nspname AS to_schema, c.relname AS to_table,
         (SELECT json_agg(a.attname ORDER BY k.place) FROM unnest(con.confkey) WITH ORDINALITY k(attnum, place)
          JOIN pg_attribute a ON a.attrelid = con.confrelid AND a.attnum = k.attnum) AS to_columns
  FROM pg_constraint con LEFT JOIN pg_class c ON c.oid = con.confrelid LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE con.conrelid = ANY($1::int8[]::oid[]) AND con.contype IN ('p', 'f', 'c', 'n')
  ORDER BY con.conrelid, con.contype, con.conname`;

/** Unique indexes over columns, those behind constraints included. */
export const UNIQUES = `
  SELECT i.indrelid::int8::text AS relation, i.indisprimary AS is_primary, pg_get_expr(i.indpred, i.indrelid) AS condition,
         (SELECT json_agg(a.attname ORDER BY k.place) FROM unnest(i.indkey) WITH ORDINALITY k(attnum, place)
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum WHERE k.place <= i.indnkeyatts) AS columns
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE i.indrelid = ANY($1::int8[]::oid[]) AND i.indisunique AND i.indisvalid AND i.indexprs IS NULL
  ORDER BY i.indrelid, c.relname`;

export const DOMAIN_CHECKS = `
  SELECT con.contypid::int8::text AS domain, con.conname AS name, pg_get_expr(con.conbin, 0) AS expression
  FROM pg_constraint con WHERE con.contypid <> 0 AND con.contype = 'c' AND con.convalidated
  ORDER BY con.contypid, con.conname`;

/** Which relations a view reads, directly. */
export const VIEW_SOURCES = `
  SELECT DISTINCT r.ev_class::int8::text AS relation, n.nspname AS schema, c.relname AS name
  FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class c ON c.oid = d.refobjid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
    AND r.ev_class = ANY($1::int8[]::oid[]) AND r.ev_class <> c.oid
  ORDER BY 1, 2, 3`;
