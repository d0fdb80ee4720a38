import type { Metadata } from "next";
import { NoIncidents } from "#components/incident/no-incidents.tsx";

export const metadata: Metadata = {
  title: "Incidents",
  description: "Promises about data that broke: since when, and when they were mended.",
};

export default function Page() {
  return <NoIncidents />;
}
