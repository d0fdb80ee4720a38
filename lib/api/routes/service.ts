import { z } from "zod";
import { declareRoute } from "#lib/api/declaration.ts";
import { liveSchema, readySchema } from "#lib/api/schemas/service.ts";

/** What a token may do besides reading; an administrator's may do all of it. `plan`: dry runs of a push. */
const TOKEN_SCOPES = ["publish", "plan", "ingest"] as const;

const group = "Service";
const query = z.object({});

const openApi = {
  group,
  query,
  summary: "Get this document",
  description: "OpenAPI 3.1 of every route.",
  answer: { description: "The document.", content: { "application/json": z.record(z.string(), z.unknown()) } },
};

export const getOpenApi = declareRoute({ ...openApi, id: "getOpenApi", path: "/openapi.json" });
export const getOpenApiV1 = declareRoute({ ...openApi, id: "getOpenApiV1", path: "/api/v1/openapi.json" });

export const SCHEMA_TYPE = "application/schema+json";

export const getCatalogSchema = declareRoute({
  id: "getCatalogSchema",
  path: "/schema/v1/catalog.json",
  group,
  summary: "Get the schema of catalog files",
  description: "JSON Schema (draft-07), by which editors complete and explain the keys of a catalog file. Readable from every origin.",
  query,
  answer: { description: "The schema.", content: { [SCHEMA_TYPE]: z.record(z.string(), z.unknown()) } },
});

export const isLive = declareRoute({
  id: "isLive",
  path: "/health/live",
  group,
  summary: "Is the process alive?",
  description: "Asks nothing else. For load balancers that restart what does not answer.",
  query,
  answer: { description: "It is.", content: { "application/json": liveSchema } },
});

export const isReady = declareRoute({
  id: "isReady",
  path: "/health/ready",
  group,
  summary: "Can it answer?",
  description:
    "Names each dependency and its state. 503 when one of them is down. Sources that are servers are named, too; they do not count.",
  query,
  answer: { description: "Every dependency answers.", content: { "application/json": readySchema } },
});

const claimText = z.string().max(1_000);
const claimsSchema = z
  .record(z.string().min(1).max(100), z.union([claimText, z.number(), z.boolean(), z.array(claimText).max(500)]))
  .refine((claims) => Object.keys(claims).length <= 50, "at most 50 claims");

export const testTokenBody = z.object({
  groups: z.array(z.string().min(1).max(100)).max(50),
  scopes: z.array(z.enum(TOKEN_SCOPES)).max(TOKEN_SCOPES.length).default([]),
  claims: claimsSchema.default({}),
});

export const makeTestToken = declareRoute({
  id: "makeTestToken",
  method: "POST",
  path: "/api/v1/test/tokens",
  group,
  summary: "Make a token for tests",
  description: "A token of somebody in these groups and with these claims, good for a day. Administrators only.",
  query,
  body: testTokenBody,
  answer: { description: "The token.", content: { "application/json": z.object({ token: z.string() }) } },
  problems: [401, 403],
  testOnly: true,
});
