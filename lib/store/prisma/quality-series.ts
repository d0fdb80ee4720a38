import type { Scope } from "#lib/policy/scope.ts";
import type { QualityPoint } from "#lib/store/store.ts";
import type { Database } from "./database.ts";
import { admittedBy } from "./dataset-record.ts";
import { isUuid } from "./id.ts";

/** The newest `limit` reported scores, oldest first; none when the scope does not admit the dataset. */
export async function qualitySeries(
  { prisma }: Database,
  scope: Scope,
  datasetId: string,
  limit: number,
): Promise<readonly QualityPoint[]> {
  if (!isUuid(datasetId)) return [];
  const rows = await prisma.qualityReport.findMany({
    where: { datasetId, dataset: { is: admittedBy(scope) } },
    orderBy: [{ measuredAt: "desc" }, { source: "asc" }],
    take: limit,
    select: { score: true, measuredAt: true, source: true },
  });
  return rows.reverse();
}
