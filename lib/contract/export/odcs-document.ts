import type { DatasetContract, JsonObject, SourceRef } from "#lib/contract/contract.ts";
import { odcsProperty } from "#lib/contract/export/odcs-property.ts";
import { odcsRule } from "#lib/contract/export/odcs-rule.ts";
import { odcsServiceLevels } from "#lib/contract/export/odcs-service-level.ts";

/** What a dataset says, whether its names are linked yet or not. */
export interface Said
  extends Pick<
    DatasetContract,
    | "name"
    | "title"
    | "description"
    | "domain"
    | "owner"
    | "tags"
    | "status"
    | "version"
    | "columns"
    | "checks"
    | "freshness"
    | "sla"
    | "inferred"
  > {
  readonly source: SourceRef | null;
}

/** The id of the server that stands for a dataset's source: its name is taken as one, whether the catalog defines it or not. */
export const SOURCE_SERVER = "touchstone-source";

/**
 * A dataset as a contract of the Open Data Contract Standard, v3.1, with nothing but what the standard has a place for.
 * @param version where the dataset says none; the standard wants one
 */
export function odcsDocument(said: Said, version: string): JsonObject {
  const isInferred = (field: string) => said.inferred.includes(field);
  const { name, description } = said;
  const source = isInferred("source") ? null : said.source;
  // Files have no place in the standard, and a server without a relation says nothing.
  const server = isInferred("source.source") || source?.relation == null ? null : source.source;
  const levels = odcsServiceLevels(said);
  return {
    apiVersion: "v3.1.0",
    kind: "DataContract",
    id: name,
    name,
    version: said.version ?? version,
    status: said.status,
    ...(said.domain === null ? {} : { domain: said.domain }),
    ...(said.tags.length === 0 ? {} : { tags: said.tags }),
    ...(said.owner === null ? {} : { team: { name: said.owner } }),
    ...(server === null ? {} : { servers: [{ id: SOURCE_SERVER, server, type: "custom" }] }),
    schema: [
      {
        name,
        ...(source?.relation == null ? {} : { physicalName: source.relation }),
        ...(isInferred("title") ? {} : { businessName: said.title }),
        ...(description === "" ? {} : { description }),
        properties: said.columns.map(odcsProperty),
        ...(said.checks.length === 0 ? {} : { quality: said.checks.map(odcsRule) }),
      },
    ],
    ...(levels.length === 0 ? {} : { slaProperties: levels }),
  };
}
