import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { TermPage } from "#components/term/term-page.tsx";
import { termPage } from "#lib/server/data.ts";
import { parameter } from "../../../parameter.ts";

interface Props {
  readonly params: Promise<{ readonly slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const found = await termPage(parameter((await params).slug));
  return found === null ? { title: "Not found" } : { title: found.title, description: found.definition };
}

export default async function Page({ params }: Props) {
  const found = await termPage(parameter((await params).slug));
  if (found === null) notFound();
  return <TermPage term={found} />;
}
