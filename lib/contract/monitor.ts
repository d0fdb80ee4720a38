import type { MonitorSpec } from "#lib/contract/contract.ts";
import { Fields, shorten } from "#lib/contract/fields.ts";
import { parseFreshness } from "#lib/contract/freshness-grammar.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import type { Spec } from "#lib/contract/spec.ts";

const TYPES = ["freshness", "volume", "distribution"] as const satisfies readonly MonitorSpec["type"][];

/** One monitor: inside a dataset (`dataset` given), or in the root list, where `table` names the dataset. */
export function readMonitor(spec: Spec, dataset: string | null, log: ProblemLog): MonitorSpec | null {
  if (spec.kind !== "map") {
    log.error("TS-SPEC-002", spec.at, "A monitor is a map.", "Write for example `- {type: volume, threshold: 10%}`.");
    return null;
  }
  const known = ["name", "type", ...(dataset === null ? ["table", "dataset"] : []), "column", "threshold"];
  const fields = new Fields(spec, log, { what: "a monitor", known });
  const type = fields.oneOf("type", TYPES);
  if (fields.spec("type") === null) fields.missing("type", `Write one of ${TYPES.join(", ")}.`);
  const target = dataset ?? fields.label("table") ?? fields.label("dataset");
  if (target === null) fields.missing("table", "Name the dataset that is monitored.");
  const column = fields.label("column");
  if (type === "distribution" && column === null) fields.missing("column", "Name the column whose distribution is watched.");
  const threshold = fields.label("threshold");
  if (type !== null && threshold !== null && !isThreshold(type, threshold)) {
    log.error(
      "TS-SPEC-005",
      fields.at("threshold"),
      `The threshold '${shorten(threshold)}' is not understood.`,
      type === "freshness" ? "Write for example `24h`." : "Write for example `10%`.",
    );
    return null;
  }
  if (type === null || target === null || (type === "distribution" && column === null)) return null;
  return { name: fields.label("name"), type, dataset: target, column, threshold, position: spec.at };
}

function isThreshold(type: MonitorSpec["type"], text: string): boolean {
  return type === "freshness" ? parseFreshness(text).ok : /^\d{1,6}(?:\.\d{1,6})?\s*%?$/.test(text);
}
