import { type DbtProject, isTableId } from "#lib/intake/results/dbt-project.ts";
import { isProjectLint } from "#lib/intake/results/dbt-test.ts";
import { nothingReported, type Reported, type ReportedEdge } from "#lib/intake/results/reported.ts";

/** `manifest.json`: which table is made from which. Ephemeral models have no rows and are gone through. */
export function readDbtManifest(project: DbtProject): Reported {
  const edges: ReportedEdge[] = [];
  for (const node of project.nodes()) {
    const id = node.unique_id;
    if (!isTableId(id) || isProjectLint(id) || node.config?.enabled === false || node.config?.materialized === "ephemeral") continue;
    for (const from of project.tablesBehind(node.depends_on?.nodes ?? []))
      if (from !== id) edges.push({ to: project.nameOf(id), from: project.nameOf(from), columns: [] });
  }
  return {
    ...nothingReported("dbt"),
    alsoNamed: project.tables(),
    lineage: edges.length === 0 ? [] : [{ job: project.name ?? "dbt", edges }],
  };
}
