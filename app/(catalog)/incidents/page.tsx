import type { Metadata } from "next";
import { IncidentsPage } from "#components/incident/incidents-page.tsx";
import { incidentsPage, type PageParams } from "#lib/server/data.ts";

export const metadata: Metadata = {
  title: "Incidents",
  description: "Promises about data that broke: since when, and when they were mended.",
};

export default async function Page({ searchParams }: { readonly searchParams: Promise<PageParams> }) {
  return <IncidentsPage view={await incidentsPage(await searchParams)} now={new Date()} />;
}
