/**
 * `node prisma/create-migration.ts add_watchers`: writes the SQL that brings the migrations up to `schema.prisma` into a new
 * folder, to be read and completed by hand. Needs an empty database of its own at EMPTY_DATABASE_URL.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { pendingSql } from "./drift.ts";
import { MIGRATIONS, openPool } from "./schema-engine.ts";

// biome-ignore lint/style/noProcessEnv: a command of its own, outside of the app.
const url = process.env.EMPTY_DATABASE_URL;
const name = process.argv[2];
if (url === undefined || name === undefined || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error("Usage: EMPTY_DATABASE_URL=postgresql://… node prisma/create-migration.ts <name_in_snake_case>");
  process.exit(2);
}
const pool = openPool(url);
const sql = await pendingSql(pool);
await pool.end();
if (sql === null) {
  console.log("The migrations and schema.prisma agree: nothing to write.");
} else {
  const stamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const folder = `${MIGRATIONS}/${stamp}_${name}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/migration.sql`, sql);
  console.log(`Wrote ${folder}/migration.sql. Read it, and add by hand what the schema language cannot say.`);
}
// The engine leaves a timer of 10 seconds behind.
process.exit();
