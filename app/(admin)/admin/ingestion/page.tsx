import type { Metadata } from "next";
import { IngestionPage } from "#components/ingestion/ingestion-page.tsx";
import { ingestionPage } from "#lib/server/data.ts";

export const metadata: Metadata = {
  title: "Catalog files",
  description: "What was found in the catalog’s files when they were last read.",
};

export default async function Page() {
  return <IngestionPage view={await ingestionPage()} now={new Date()} />;
}
