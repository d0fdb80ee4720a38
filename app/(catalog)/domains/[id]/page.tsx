import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DomainPage } from "#components/place/domain-page.tsx";
import { domainPage } from "#lib/server/data.ts";
import { parameter } from "../../../parameter.ts";

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const found = await domainPage(parameter((await params).id));
  return found === null ? { title: "Not found" } : { title: found.domain.title, description: found.domain.description };
}

export default async function Page({ params }: Props) {
  const found = await domainPage(parameter((await params).id));
  if (found === null) notFound();
  return <DomainPage {...found} />;
}
