/** For tests: an artifact as a value → what is read of it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ArtifactContext, readArtifact } from "#lib/intake/results/read-artifact.ts";
import { recognise } from "#lib/intake/results/recognise.ts";

export const RECEIVED = "2026-12-01T00:00:00.000Z";
export const FIXTURES = join(import.meta.dirname, "../../../../shared/fixtures");

export const hasFixtures = existsSync(FIXTURES);

export const fixture = (path: string): unknown => JSON.parse(readFileSync(join(FIXTURES, path), "utf8"));

export function readOne(json: unknown, context: Partial<ArtifactContext> = {}) {
  const recognised = recognise(json);
  if (!("artifacts" in recognised)) throw new Error(recognised.problem);
  const [artifact] = recognised.artifacts;
  if (artifact === undefined) throw new Error("nothing was recognised");
  const reported = readArtifact(artifact, { receivedAt: RECEIVED, manifest: null, sameRun: [], ...context });
  const [dataset] = reported.datasets;
  return {
    ...{ artifact, reported, dataset },
    checks: dataset?.checks ?? [],
    /** `status` by what the check is called. */
    statuses: Object.fromEntries((dataset?.checks ?? []).map(({ id, status }) => [id, status])),
  };
}
