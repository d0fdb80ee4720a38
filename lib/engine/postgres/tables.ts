/** Tables of the servers as queries need them: their shape, kept for a while, and the condition of a row policy. */
import type { Estimate, RowQuery } from "#lib/engine/engine.ts";
import type { DatasetBinding } from "#lib/engine/guarded-sql.ts";
import { codesOf } from "#lib/engine/postgres/failure.ts";
import type { Gate } from "#lib/engine/postgres/gate/gate.ts";
import { checkPolicy, policySql } from "#lib/engine/postgres/policy-sql.ts";
import { badPlace, type PageStatement, type RowSource } from "#lib/engine/postgres/select.ts";
import type { Session } from "#lib/engine/postgres/session.ts";
import type { Source } from "#lib/engine/postgres/source.ts";
import type { StatementDeps } from "#lib/engine/postgres/statement.ts";
import { isCurrent, readShape, type TableShape } from "#lib/engine/postgres/table-shape.ts";
import type { Relation, TableRelation } from "#lib/engine/relation.ts";
import { AppError, isAppError } from "#lib/errors.ts";

const ESTIMATE = `
  SELECT CASE WHEN c.relkind IN ('v', 'f') THEN NULL ELSE (
           SELECT json_build_array(sum(nullif(p.reltuples, -1))::numeric::bigint, count(*) FILTER (WHERE p.reltuples < 0), sum(pg_table_size(p.oid))::bigint)::text
           FROM pg_class p WHERE p.relkind IN ('r', 'm') AND p.oid IN (SELECT relid FROM pg_partition_tree(c.oid) UNION SELECT c.oid)) END
  FROM pg_class c WHERE c.oid = $1::int8::oid`;

const WHERE_AM_I = "SELECT current_database(), array_to_json(current_schemas(false))::text";

/** A table, column or type that is not what it was. */
const STALE = ["42P01", "42703", "42883", "42804", "0A000", "XX000"];

export class Tables implements StatementDeps {
  readonly gate: Gate;
  readonly #places = new WeakMap<Source, { readonly database: string; readonly schemas: readonly string[] }>();

  constructor(gate: Gate) {
    this.gate = gate;
  }

  readonly shapeOf = async (session: Session, { relation }: DatasetBinding): Promise<TableShape> => await this.shape(session, relation);

  async shape(session: Session, relation: Relation): Promise<TableShape> {
    if (relation.kind !== "table") throw new TypeError("PostgreSQL reads tables only");
    const { shapes, types } = session.source;
    const key = JSON.stringify(relation.path);
    const known = shapes.get(key);
    if (known !== undefined && (await isCurrent(known, session.ask))) return known;
    const shape = await readShape(relation.path, await this.#whereabouts(session), session.ask, types);
    shapes.set(key, shape);
    return shape;
  }

  async rowSource(session: Session, query: RowQuery): Promise<RowSource> {
    const policy = query.rows === null ? null : await policySql(this.gate, query.rows);
    const shape = await this.shape(session, query.relation);
    if (policy !== null) await checkPolicy(session, shape.sql, policy);
    return { shape, policy: policy?.sql ?? null };
  }

  async estimate(session: Session, relation: TableRelation): Promise<Estimate> {
    const { oid } = await this.shape(session, relation);
    const text = (await session.ask(ESTIMATE, [oid]))[0]?.[0] ?? null;
    const [rows = null, unknown = 1, bytes = null] = text === null ? [] : (JSON.parse(text) as (number | null)[]);
    return { rows: unknown === 0 ? rows : null, exact: false, bytes };
  }

  /** Once more with a fresh look at the table, when it may have changed since the last one. */
  async retry<T>(source: Source, work: (source: Source) => Promise<T>): Promise<T> {
    try {
      return await work(source);
    } catch (error) {
      const cause = isAppError(error, "TS-DATA-002") ? error.cause : null;
      if (source.shapes.size === 0 || !codesOf(cause).some((code) => STALE.includes(code))) throw error;
      source.shapes.clear();
      return await work(source);
    }
  }

  /** Which value the server could not read: one of the place (the cursor is for something else) or one of the filter. */
  async explainValues(session: Session, { places }: Pick<PageStatement, "places">, error: unknown): Promise<unknown> {
    if (!codesOf(error).some((code) => /^22/.test(code))) return error;
    await session.script("ROLLBACK");
    await session.begin();
    for (const [text, type] of places) {
      const failed = await session.ask(`SELECT CAST($1 AS ${type})`, [text]).then(
        () => false,
        () => true,
      );
      if (failed) return badPlace();
    }
    return new AppError("TS-API-003", "A value in the filter is not of its column's type, so they cannot be compared.", { cause: error });
  }

  /** Asked before anything is set, so that the schemas are those of the role. */
  async #whereabouts(session: Session): Promise<{ readonly database: string; readonly schemas: readonly string[] }> {
    const known = this.#places.get(session.source);
    if (known !== undefined) return known;
    await session.script("SET LOCAL search_path TO DEFAULT");
    const [[database, schemas] = []] = await session.ask(WHERE_AM_I, []);
    await session.script("SET LOCAL search_path = pg_catalog, pg_temp");
    const place = { database: database ?? "", schemas: JSON.parse(schemas ?? "[]") as string[] };
    this.#places.set(session.source, place);
    return place;
  }
}
