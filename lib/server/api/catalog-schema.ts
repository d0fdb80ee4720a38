import { SCHEMA_TYPE } from "#lib/api/routes/service.ts";
import { catalogSchemaText } from "#lib/contract/schema/schema-text.ts";
import type { Reply } from "#lib/server/http.ts";

let text: string | undefined;

/** Editors in a browser ask from another origin, and it is the same for everyone. */
export async function answerCatalogSchema(): Promise<Reply> {
  text ??= catalogSchemaText();
  return { body: text, type: SCHEMA_TYPE, headers: { "Access-Control-Allow-Origin": "*" } };
}
