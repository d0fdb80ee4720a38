import type { Source, SourceEngine } from "#lib/contract/contract.ts";
import { Fields, shorten } from "#lib/contract/fields.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { readSecret } from "#lib/contract/secret.ts";
import type { SpecEntry } from "#lib/contract/spec.ts";
import { isTimeZone } from "#lib/contract/time-zone.ts";

const ENGINES = ["duckdb", "postgres", "trino"] as const satisfies readonly SourceEngine[];

/** One entry of `sources:`. */
export function readSource({ key: id, keyAt: position, value }: SpecEntry, log: ProblemLog): Source | null {
  if (value.kind !== "map" || id.includes(".")) {
    if (id.includes("."))
      log.error(
        "TS-SPEC-004",
        position,
        `The id of a source holds no dot, as '${shorten(id)}' does.`,
        "The dot separates source and relation.",
      );
    else
      log.error(
        "TS-SPEC-002",
        value.at,
        `The source '${shorten(id)}' needs a map with \`engine\`.`,
        "Write for example `{engine: duckdb, files: ./data}`.",
      );
    return null;
  }
  const fields = new Fields(value, log, { what: "a source", known: ["engine", "files", "url", "catalog", "timezone"] });
  const engine = fields.oneOf("engine", ENGINES);
  if (fields.spec("engine") === null) fields.missing("engine", `Write one of ${ENGINES.join(", ")}.`, position);
  const url = fields.spec("url");
  const urlEnv = url === null ? null : readSecret(url, "url", "TOUCHSTONE_SOURCE_", log);
  const files = fields.text("files", 1_000);
  const timezone = fields.label("timezone") ?? "UTC";
  if (!isTimeZone(timezone))
    log.error("TS-SPEC-005", fields.at("timezone"), `'${shorten(timezone)}' is no known time zone.`, "Write for example `Europe/Berlin`.");
  if (engine === "duckdb" && files === null)
    fields.missing("files", "Name the folder of its files, for example `files: ./data`.", position);
  if (engine !== null && engine !== "duckdb" && url === null)
    fields.missing("url", "Write `url: {env: TOUCHSTONE_SOURCE_NAME}`.", position);
  if (engine === null || log.failed) return null;
  return { id, engine, files, urlEnv, catalog: fields.label("catalog"), timezone, position };
}
