import type { Metadata } from "next";
import { TermIndex } from "#components/term/term-index.tsx";
import { termIndex } from "#lib/server/data.ts";

export const metadata: Metadata = {
  title: "Glossary",
  description: "What the company’s business words mean, and the datasets that carry them.",
};

export default async function Page() {
  return <TermIndex terms={await termIndex()} />;
}
