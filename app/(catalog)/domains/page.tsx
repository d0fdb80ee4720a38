import type { Metadata } from "next";
import { DomainIndex } from "#components/place/domain-index.tsx";
import { domainIndex } from "#lib/server/data.ts";

export const metadata: Metadata = { title: "Domains", description: "The parts of the business that data belongs to." };

export default async function Page() {
  return <DomainIndex domains={await domainIndex()} />;
}
