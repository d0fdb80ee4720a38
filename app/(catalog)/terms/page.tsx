import type { Metadata } from "next";
import { TermIndex } from "#components/term/term-index.tsx";
import { termIndex } from "#lib/server/data.ts";

export const metadata: Metadata = { title: "Glossary" };

export default async function Page() {
  return <TermIndex terms={await termIndex()} />;
}
