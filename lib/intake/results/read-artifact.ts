import { MANIFEST } from "#lib/intake/dbt/manifest.ts";
import { readDataContractRun } from "#lib/intake/results/data-contract-results.ts";
import { readDbtManifest } from "#lib/intake/results/dbt-lineage.ts";
import { DbtProject } from "#lib/intake/results/dbt-project.ts";
import { readDbtFreshness, readDbtRunResults } from "#lib/intake/results/dbt-results.ts";
import { readGreatExpectations } from "#lib/intake/results/gx-results.ts";
import { readOpenLineage } from "#lib/intake/results/openlineage-results.ts";
import { OWN_REPORT, readOwnReports } from "#lib/intake/results/own-report.ts";
import { fieldsOf, isFields } from "#lib/intake/results/received.ts";
import type { RecognisedArtifact } from "#lib/intake/results/recognise.ts";
import { nothingReported, type Reported } from "#lib/intake/results/reported.ts";
import { readSodaScan } from "#lib/intake/results/soda-results.ts";

/** What else is needed to read an artifact. */
export interface ArtifactContext {
  /** RFC 3339 in UTC. */
  readonly receivedAt: string;
  /** dbt's manifest, as it was parsed; `null`: none is known. */
  readonly manifest: unknown;
  /** Other events of the same run. */
  readonly sameRun: readonly unknown[];
}

/** A recognised artifact → what it says. Never throws for what is in it: parts that do not fit are left out and noted. */
export function readArtifact({ tool, kind, json }: Pick<RecognisedArtifact, "tool" | "kind" | "json">, context: ArtifactContext): Reported {
  const { receivedAt } = context;
  switch (tool) {
    case "dbt":
      return readDbt(kind, json, context);
    case "great-expectations":
      return readGreatExpectations(fieldsOf(json), receivedAt);
    case "openlineage":
      return readOpenLineage(fieldsOf(json), receivedAt, context.sameRun.filter(isFields));
    case "soda":
      return readSodaScan(fieldsOf(json), receivedAt);
    case "data-contract-cli":
      return readDataContractRun(fieldsOf(json), receivedAt);
    case "api":
      return readOwnReports(
        [json].flat().flatMap((item) => OWN_REPORT.safeParse(item).data ?? []),
        receivedAt,
      );
  }
}

function readDbt(kind: string, json: unknown, { receivedAt, manifest }: ArtifactContext): Reported {
  const fields = fieldsOf(json);
  if (kind === "manifest") return readDbtManifest(new DbtProject(MANIFEST.parse(fields)));
  const project = new DbtProject(isFields(manifest) ? MANIFEST.parse(manifest) : null);
  if (kind === "run_results") return readDbtRunResults(fields, project, receivedAt);
  if (kind === "sources" || kind === "freshness") return readDbtFreshness(fields, project, receivedAt);
  return {
    ...nothingReported("dbt"),
    notes: ["The catalog is kept, and nothing is taken from it: Touchstone looks at the tables itself."],
  };
}
