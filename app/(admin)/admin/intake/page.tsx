import type { Metadata } from "next";
import { IntakePage } from "#components/intake/intake-page.tsx";
import { intakePage, type PageParams } from "#lib/server/data.ts";

export const metadata: Metadata = {
  title: "Results of other tools",
  description: "What other tools handed in, and names in it that mean no dataset.",
};

export default async function Page({ searchParams }: { readonly searchParams: Promise<PageParams> }) {
  const { after } = await searchParams;
  return <IntakePage view={await intakePage(typeof after === "string" ? after : null)} now={new Date()} />;
}
