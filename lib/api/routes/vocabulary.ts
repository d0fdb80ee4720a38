import { z } from "zod";
import { declareRoute } from "#lib/api/declaration.ts";
import { cursorParameter, limitParameter } from "#lib/api/parameters.ts";
import { domainPageSchema, domainSchema, ownerPageSchema, ownerSchema, termPageSchema, termSchema } from "#lib/api/schemas/vocabulary.ts";

const group = "Vocabulary";
const query = z.object({ limit: limitParameter(50, 1_000), cursor: cursorParameter });
const nothing = z.object({});

export const listTerms = declareRoute({
  id: "listTerms",
  path: "/api/v1/terms",
  group,
  summary: "List the terms of the glossary",
  description: "By title.",
  query,
  answer: { description: "A page of terms.", content: { "application/json": termPageSchema } },
});

export const getTerm = declareRoute({
  id: "getTerm",
  path: "/api/v1/terms/{slug}",
  group,
  summary: "Get a term",
  description: "What a term means, and the datasets and columns that carry it.",
  params: { slug: "Slug of a term." },
  query: nothing,
  answer: { description: "The term.", content: { "application/json": termSchema } },
  problems: [404],
});

export const listOwners = declareRoute({
  id: "listOwners",
  path: "/api/v1/owners",
  group,
  summary: "List owners",
  description: "Teams and people who own datasets, by title.",
  query,
  answer: { description: "A page of owners.", content: { "application/json": ownerPageSchema } },
});

export const getOwner = declareRoute({
  id: "getOwner",
  path: "/api/v1/owners/{id}",
  group,
  summary: "Get an owner",
  description: "How to reach an owner, and the datasets that it owns.",
  params: { id: "Id of an owner." },
  query: nothing,
  answer: { description: "The owner.", content: { "application/json": ownerSchema } },
  problems: [404],
});

export const listDomains = declareRoute({
  id: "listDomains",
  path: "/api/v1/domains",
  group,
  summary: "List domains",
  description: "Areas of the business, those with most datasets first.",
  query,
  answer: { description: "A page of domains.", content: { "application/json": domainPageSchema } },
});

export const getDomain = declareRoute({
  id: "getDomain",
  path: "/api/v1/domains/{id}",
  group,
  summary: "Get a domain",
  description: "A domain and its datasets.",
  params: { id: "Id of a domain." },
  query: nothing,
  answer: { description: "The domain.", content: { "application/json": domainSchema } },
  problems: [404],
});
