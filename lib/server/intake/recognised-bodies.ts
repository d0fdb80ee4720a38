import {
  postDataContractCli,
  postDbt,
  postGreatExpectations,
  postLineage,
  postLineageBatch,
  postResults,
  postSoda,
} from "#lib/api/routes/intake.ts";
import { AppError } from "#lib/errors.ts";
import { EXPECTED, type Refused } from "#lib/intake/results/recognise.ts";
import type { ReportingTool } from "#lib/intake/results/reported.ts";
import { type ArtifactBody, INTAKE_WORDS } from "#lib/server/intake/artifact-bodies.ts";
import type { InspectedArtifact } from "#lib/server/intake/artifact-jobs.ts";
import type { ArtifactReader } from "#lib/server/intake/artifact-reader.ts";

/** Which tool a route is for; `/results` takes all. */
const TOOLS: Readonly<Record<string, ReportingTool>> = {
  [postDbt.path]: "dbt",
  [postGreatExpectations.path]: "great-expectations",
  [postSoda.path]: "soda",
  [postDataContractCli.path]: "data-contract-cli",
  [postLineage.path]: "openlineage",
  [postLineageBatch.path]: "openlineage",
};

const ROUTE_OF: Readonly<Record<ReportingTool, string>> = {
  dbt: postDbt.path,
  "great-expectations": postGreatExpectations.path,
  soda: postSoda.path,
  "data-contract-cli": postDataContractCli.path,
  openlineage: postLineage.path,
  api: postResults.path,
};

export interface RecognisedBody extends Omit<InspectedArtifact, "body"> {
  readonly bytes: Uint8Array;
}

/** Manifests first: what comes with one is read with it. */
const ORDER = (kind: string) => (kind === "manifest" ? 0 : 1);

/**
 * What each body is. Nothing is kept unless all of them can be.
 * @throws AppError TS-API-001 for no JSON, TS-API-003 for what is something else, which says what it is and what is expected
 */
export async function recogniseBodies(
  bodies: readonly ArtifactBody[],
  path: string,
  reader: Pick<ArtifactReader, "inspect">,
): Promise<{ readonly artifacts: readonly RecognisedBody[]; readonly refused: readonly Refused[] }> {
  const artifacts: RecognisedBody[] = [];
  const refused: Refused[] = [];
  for (const { name, bytes } of bodies) {
    const found = await reader.inspect(bytes);
    const place = name === "body" ? "The body of this request" : `The part '${name}'`;
    if (found.kind === "too much")
      throw new AppError("TS-API-008", `${place} has more in it than can be read at once. ${INTAKE_WORDS.tooLarge}`);
    if (found.kind === "no JSON") throw new AppError("TS-API-001", `${place} is not valid JSON.`);
    if (found.kind === "unknown")
      throw new AppError("TS-API-003", found.problem, {
        details: found.details.map((detail) => ({ path: detail.path.replace(/^body/, name), message: detail.message })),
      });
    refused.push(...found.refused);
    for (const { body, ...artifact } of found.artifacts) artifacts.push({ ...artifact, bytes: body ?? bytes });
  }
  const tool = TOOLS[path];
  const other = tool === undefined ? undefined : artifacts.find((artifact) => artifact.tool !== tool);
  if (tool !== undefined && other !== undefined)
    throw new AppError("TS-API-003", `This is ${EXPECTED[other.tool]}: send it to ${ROUTE_OF[other.tool]}. Expected ${EXPECTED[tool]}.`, {
      details: [{ path: "body", message: `is of ${other.tool}, not of ${tool}` }],
    });
  return { artifacts: artifacts.toSorted((a, b) => ORDER(a.kind) - ORDER(b.kind)), refused };
}
