import type { Metadata } from "next";
import { IngestionPage } from "#components/ingestion/ingestion-page.tsx";
import { ingestionPage } from "#lib/server/data.ts";

export const metadata: Metadata = { title: "Catalog files" };

export default async function Page() {
  return <IngestionPage view={await ingestionPage()} now={new Date()} />;
}
