import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { IncidentPage } from "#components/incident/incident-page.tsx";
import { incidentPage } from "#lib/server/data.ts";
import { parameter } from "../../../parameter.ts";

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const found = await incidentPage(parameter((await params).id));
  return found === null ? { title: "Not found" } : { title: `${found.incident.promise} – ${found.incident.dataset.title}` };
}

export default async function Page({ params }: Props) {
  const found = await incidentPage(parameter((await params).id));
  if (found === null) notFound();
  return <IncidentPage story={found} now={new Date()} />;
}
