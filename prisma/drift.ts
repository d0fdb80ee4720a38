import type pg from "pg";
import { migrationsList, NO_FILTERS, openEngine, readMigrations, schemaAsTarget } from "./schema-engine.ts";

/**
 * The SQL that is missing from `prisma/migrations` to arrive at `schema.prisma`; `null` when they agree.
 * @param pool of an empty database, which is used up: the migrations are replayed in it.
 */
export async function pendingSql(pool: pg.Pool): Promise<string | null> {
  const engine = await openEngine(pool);
  const migrations = readMigrations();
  const result = await engine.diff({
    from: migrations.length === 0 ? { tag: "empty" } : { tag: "migrations", ...migrationsList(migrations) },
    to: schemaAsTarget(),
    script: true,
    exitCode: true,
    filters: NO_FILTERS,
  });
  engine.free();
  const sql = result.stdout ?? "";
  return result.exitCode === 0 || sql.replaceAll(/^--.*$/gm, "").trim() === "" ? null : sql;
}
