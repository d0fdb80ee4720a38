import type { Metadata } from "next";
import { LimitsPage } from "#components/docs/limits-page.tsx";
import { limitsPage } from "#lib/server/data.ts";

export const metadata: Metadata = { title: "Limits", description: "What queries, pages of rows and exports are limited to." };

export default async function Page() {
  return <LimitsPage view={await limitsPage()} />;
}
