import type { Metadata } from "next";
import { OwnerIndex } from "#components/place/owner-index.tsx";
import { ownerIndex } from "#lib/server/data.ts";

export const metadata: Metadata = { title: "Owners", description: "The teams that answer for the company’s data, and how to reach them." };

export default async function Page() {
  return <OwnerIndex owners={await ownerIndex()} />;
}
