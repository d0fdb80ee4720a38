import { z } from "zod";
import { catalogFile } from "#lib/contract/schema/catalog-schema.ts";

/** JSON Schema (draft-07, which editors understand) of a catalog file. Every key has a description. The same bytes in every run. */
export function catalogJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(catalogFile, {
    target: "draft-7",
    io: "input",
    // Keys that begin with `x-` are the reader's own.
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) jsonSchema.patternProperties = { "^x-": {} };
    },
  });
}
