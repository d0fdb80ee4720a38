import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject, type ZodOpenApiResponsesObject } from "zod-openapi";
import type { RouteDeclaration } from "#lib/api/declaration.ts";
import { filtersParameter } from "#lib/api/parameters.ts";
import { ROUTES } from "#lib/api/routes.ts";
import { problemSchema } from "#lib/api/schemas/shared.ts";
import { ERRORS } from "#lib/errors.ts";

export const API_VERSION = "1.0.0";

const ABOUT = `The catalog as data. Errors are problem documents (RFC 9457). Every GET has an entity tag and answers \`If-None-Match\` with 304.
A token goes into \`Authorization: Bearer tst_…\`; without one you are an anonymous reader. What you may not see does not exist for you.`;

/** Problems that any route can answer. */
const ALWAYS = [400, 401, 405, 413, 429, 500, 503];

/** The OpenAPI 3.1 document of every declared route. @param origin where this Touchstone is reached */
export function openApiDocument(origin: string): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of ROUTES) {
    if (route.testOnly === true) continue;
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return createDocument({
    openapi: "3.1.0",
    info: { title: "Touchstone", version: API_VERSION, description: ABOUT },
    servers: [{ url: origin }],
    security: [{}, { token: [] }],
    paths,
    components: { securitySchemes: { token: { type: "http", scheme: "bearer", bearerFormat: "tst_…" } } },
  });
}

function operationOf(route: RouteDeclaration): ZodOpenApiOperationObject {
  const { id, group, summary, description, params } = route;
  const query = route.filters === true ? route.query.extend({ filters: filtersParameter }) : route.query;
  const path = Object.entries(params).map(([name, about]) => [name, z.string().meta({ description: about })] as const);
  return {
    operationId: id,
    tags: [group],
    summary,
    description,
    requestParams: {
      ...(path.length === 0 ? {} : { path: z.object(Object.fromEntries(path)) }),
      ...(Object.keys(query.shape).length === 0 ? {} : { query }),
    },
    ...bodyOf(route),
    responses: responsesOf(route),
  };
}

function bodyOf({ body, otherBodies = [] }: RouteDeclaration): Pick<ZodOpenApiOperationObject, "requestBody"> {
  if (body === undefined) return {};
  const others = otherBodies.map((type) => [type, {}] as const);
  return { requestBody: { required: true, content: { "application/json": { schema: body }, ...Object.fromEntries(others) } } };
}

function responsesOf({ method, answer, accepted, problems }: RouteDeclaration): ZodOpenApiResponsesObject {
  const content = Object.entries(answer.content).map(([type, schema]) => [type, schema === null ? {} : { schema }] as const);
  const responses: ZodOpenApiResponsesObject = {
    "200": { description: answer.description, content: Object.fromEntries(content) },
    ...(accepted === undefined ? {} : { "202": { description: accepted, content: Object.fromEntries(content) } }),
    ...(method === "GET" ? { "304": { description: "Not changed since the entity tag in `If-None-Match`." } } : {}),
  };
  for (const status of [...new Set([...ALWAYS, ...problems])].sort()) {
    const titles = [...new Set(Object.values(ERRORS).flatMap((error) => (error.status === status ? [error.title] : [])))];
    responses[`${status}` as "400"] = {
      description: titles.join(", or "),
      content: { "application/problem+json": { schema: problemSchema } },
    };
  }
  return responses;
}
