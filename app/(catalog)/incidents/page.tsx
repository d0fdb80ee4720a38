import type { Metadata } from "next";
import { NoIncidents } from "#components/incident/no-incidents.tsx";

export const metadata: Metadata = { title: "Incidents" };

export default function Page() {
  return <NoIncidents />;
}
