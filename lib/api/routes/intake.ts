import { z } from "zod";
import { declareRoute } from "#lib/api/declaration.ts";
import { artifactSchema, batchAnswerSchema, intakeAnswerSchema, replayedSchema } from "#lib/api/schemas/intake.ts";
import { OWN_REPORT } from "#lib/intake/results/own-report.ts";

const group = "Results of other tools";
const OTHER_BODIES = ["application/gzip", "multipart/form-data"] as const;
const RULES = `Takes a token with the scope \`ingest\`. The body is JSON, which may be packed with gzip, or multipart with one artifact in each
part: at most 64 MB as it is sent, 512 MB unpacked. It is kept, acknowledged and read right after. The same artifact twice changes nothing;
a repeated \`Idempotency-Key\` is answered as the first time for a day.`;
const answer = { description: "All of it had been handed in before.", content: { "application/json": intakeAnswerSchema } };
const accepted = "What was recognised. It is read right after.";
const common = { group, method: "POST", query: z.object({}), problems: [403, 415, 422], servedBy: "front" } as const;

export const postDbt = declareRoute({
  ...common,
  id: "postDbtResults",
  path: "/api/v1/results/dbt",
  summary: "Results of dbt",
  description: `\`run_results.json\`, \`manifest.json\`, \`sources.json\`, \`freshness.json\` or \`catalog.json\` of dbt 1.8 and later, and of dbt 2.
Tests are told to belong to a dataset by the manifest: send it with them, before, or after. ${RULES}`,
  body: artifactSchema,
  otherBodies: OTHER_BODIES,
  answer,
  accepted,
});

export const postGreatExpectations = declareRoute({
  ...common,
  id: "postGreatExpectationsResults",
  path: "/api/v1/results/great-expectations",
  summary: "Results of Great Expectations",
  description: `A validation result or a checkpoint result of Great Expectations 0.18 or 1.x. Values of rows in it are not kept in results. ${RULES}`,
  body: artifactSchema,
  otherBodies: OTHER_BODIES,
  answer,
  accepted,
});

export const postSoda = declareRoute({
  ...common,
  id: "postSodaResults",
  path: "/api/v1/results/soda",
  summary: "Results of Soda",
  description: `A scan result of Soda 3. ${RULES}`,
  body: artifactSchema,
  otherBodies: OTHER_BODIES,
  answer,
  accepted,
});

export const postDataContractCli = declareRoute({
  ...common,
  id: "postDataContractCliResults",
  path: "/api/v1/results/data-contract-cli",
  summary: "Results of the Data Contract CLI",
  description: `A test result of the Data Contract CLI, in JSON. ${RULES}`,
  body: artifactSchema,
  otherBodies: OTHER_BODIES,
  answer,
  accepted,
});

export const postResults = declareRoute({
  ...common,
  id: "postResults",
  path: "/api/v1/results",
  summary: "Results of anything else",
  description: `What a job of your own says of a dataset: results of checks, a quality score, that a run which wrote it finished. Also takes
everything that the routes of the tools take, by what it says it is. ${RULES}`,
  body: z.union([OWN_REPORT, z.array(OWN_REPORT)]),
  otherBodies: OTHER_BODIES,
  answer,
  accepted,
});

export const postLineage = declareRoute({
  ...common,
  id: "postLineage",
  path: "/api/v1/lineage",
  summary: "An event of OpenLineage",
  description: `A RunEvent, JobEvent or DatasetEvent, as the HTTP transport of every OpenLineage client sends it. A COMPLETE is evidence that the
run's outputs were updated, and has them looked at. ${RULES}`,
  body: artifactSchema,
  otherBodies: OTHER_BODIES,
  answer,
  accepted,
});

export const postLineageBatch = declareRoute({
  ...common,
  id: "postLineageBatch",
  path: "/api/v1/lineage/batch",
  summary: "Many events of OpenLineage",
  description: `A list of at most 20,000 events. Those that cannot be taken are named; all others are taken. ${RULES}`,
  body: z.array(artifactSchema),
  otherBodies: OTHER_BODIES,
  answer: { ...answer, content: { "application/json": batchAnswerSchema } },
  accepted,
});

export const replayArtifact = declareRoute({
  id: "replayArtifact",
  method: "POST",
  path: "/api/v1/intake/{id}/replay",
  group,
  summary: "Read an artifact again",
  description: `Reads what was handed in within the last 30 days once more, for example after an alias was added to a contract. For
administrators. A form on a page is answered with a redirect to \`/admin/intake\`.`,
  params: { id: "Id of the artifact, as `/admin/intake` lists it." },
  query: z.object({}),
  answer: { description: "It waits to be read.", content: { "application/json": replayedSchema } },
  problems: [403, 404],
  servedBy: "front",
});

/** Those that take artifacts. */
export const INTAKE_ROUTES = [postDbt, postGreatExpectations, postSoda, postDataContractCli, postResults, postLineage, postLineageBatch];
