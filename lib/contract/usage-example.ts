import type { UsageExample } from "#lib/contract/contract.ts";
import { Fields, MAX_SQL } from "#lib/contract/fields.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import type { Spec } from "#lib/contract/spec.ts";

/** One item of `usage_examples`. A name may be missing; then it is `Example 2`. */
export function readExample(spec: Spec, index: number, log: ProblemLog): UsageExample | null {
  if (spec.kind !== "map") {
    log.error("TS-SPEC-002", spec.at, "A usage example is a map with `name` and `sql`.", "Write `- name: …` and below it `sql: |`.");
    return null;
  }
  const fields = new Fields(spec, log, { what: "a usage example", known: ["name", "description", "sql"] });
  const sql = fields.text("sql", MAX_SQL);
  if (sql === null) {
    fields.missing("sql");
    return null;
  }
  return { name: fields.label("name") ?? `Example ${index + 1}`, description: fields.text("description"), sql, position: spec.at };
}
