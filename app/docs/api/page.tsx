import type { Metadata } from "next";
import { ApiPage } from "#components/docs/api-page.tsx";
import { readOpenApi } from "#components/docs/open-api.ts";
import { openApiDocument } from "#lib/api/openapi.ts";
import { siteInfo } from "#lib/server/data.ts";

export const metadata: Metadata = { title: "API", description: "Every route of the HTTP interface: parameters, answers, error codes." };

export default async function Page() {
  const { origin } = await siteInfo();
  return <ApiPage reference={readOpenApi(openApiDocument(origin))} origin={origin} />;
}
