import { catalogJsonSchema } from "#lib/contract/schema/json-schema.ts";

/** The JSON Schema as a file: the same bytes from the server, the command line and beside the sample catalog. */
export function catalogSchemaText(): string {
  return `${JSON.stringify(catalogJsonSchema(), null, 2)}\n`;
}
