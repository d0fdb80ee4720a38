import type { Metric } from "#lib/contract/contract.ts";
import { Fields } from "#lib/contract/fields.ts";
import { titleOf } from "#lib/contract/name.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import type { SpecEntry } from "#lib/contract/spec.ts";

const KEYS = ["title", "description", "dataset", "measure", "where", "time", "dimensions", "term"];

/** One entry of `metrics:`. */
export function readMetric({ key: name, keyAt: position, value }: SpecEntry, log: ProblemLog): Metric | null {
  if (value.kind !== "map") {
    log.error("TS-SPEC-002", value.at, `The metric '${name}' needs a map with \`dataset\` and \`measure\`.`);
    return null;
  }
  const fields = new Fields(value, log, { what: "a metric", known: KEYS });
  const dataset = fields.label("dataset");
  const measure = fields.text("measure", 2_000);
  if (dataset === null) fields.missing("dataset", null, position);
  if (measure === null) fields.missing("measure", "Write for example `measure: sum(total)`.", position);
  if (dataset === null || measure === null || log.failed) return null;
  return {
    name,
    title: fields.label("title") ?? titleOf(name),
    description: fields.text("description"),
    dataset,
    measure,
    where: fields.text("where", 2_000),
    time: fields.label("time"),
    dimensions: fields.labels("dimensions"),
    term: fields.label("term"),
    position,
  };
}
