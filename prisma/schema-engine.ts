import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
// The package's own entry imports its WebAssembly file as a module, which Node only does behind a flag.
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

export const MIGRATIONS = fileURLToPath(new URL("migrations", import.meta.url));
const SCHEMA = fileURLToPath(new URL("schema.prisma", import.meta.url));

export const NO_FILTERS = { externalTables: [], externalEnums: [] };

export interface MigrationFile {
  readonly name: string;
  readonly sql: string;
}

/** The folder `prisma/migrations`, oldest first. */
export function readMigrations(): readonly MigrationFile[] {
  return readdirSync(MIGRATIONS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => ({ name, sql: readFileSync(`${MIGRATIONS}/${name}/migration.sql`, "utf8") }));
}

/** What the engine wants to be told about the migrations folder. */
export function migrationsList(migrations: readonly MigrationFile[]): engine.MigrationList {
  return {
    baseDir: MIGRATIONS,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"' },
    shadowDbInitScript: "",
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
    })),
  };
}

export const schemaAsTarget = (): engine.DiffTarget => ({
  tag: "schemaDatamodel",
  files: [{ path: "schema.prisma", content: readFileSync(SCHEMA, "utf8") }],
});

const CHAR_COLUMNS = new Set(["constraint_type", "confdeltype", "confupdtype"]);

const charAsText = (sql: string) =>
  sql.replaceAll("constr.contype AS", "constr.contype::text AS").replaceAll(/\bcon\.(conf(?:del|upd)type),/g, "con.$1::text AS $1,");

/**
 * `PrismaPg` as the schema engine needs it. It cuts a script at every `;`, which breaks function bodies: PostgreSQL takes a whole
 * script as one query. And it cannot read the catalog's type `"char"`, in which PostgreSQL 18 lists every NOT NULL.
 */
class EngineAdapter extends PrismaPg {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    super(pool);
    this.#pool = pool;
  }

  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await this.#pool.query(script);
    };
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw({ ...query, sql: charAsText(query.sql) });
      const columnTypes = result.columnTypes.map((type, i) =>
        CHAR_COLUMNS.has(result.columnNames[i] ?? "") ? ColumnTypeEnum.Character : type,
      );
      return { ...result, columnTypes };
    };
    return adapter;
  }

  /** A drift check replays the migrations here; the caller gives a database that is empty. */
  override async connectToShadowDb() {
    return this.connect();
  }
}

let loaded = false;

/** Prisma's schema engine as WebAssembly: no binary, nothing downloaded. */
export async function openEngine(pool: pg.Pool): Promise<engine.SchemaEngine> {
  if (!loaded) {
    const file = fileURLToPath(import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg")).replace(/\.js$/, ".wasm");
    const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), { "./schema_engine_bg.js": engine });
    engine.__wbg_set_wasm(instance.exports);
    const { __wbindgen_start: start } = instance.exports;
    if (typeof start === "function") start();
    loaded = true;
  }
  const datamodels: [string, string][] = [["schema.prisma", readFileSync(SCHEMA, "utf8")]];
  return engine.SchemaEngine.new({ datamodels }, () => undefined, bindMigrationAwareSqlAdapterFactory(new EngineAdapter(pool)));
}

/** One connection only, so that everything the engine does lies in the caller's transaction. */
export const openPool = (url: string): pg.Pool =>
  new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 10_000 }).on("error", () => undefined);
