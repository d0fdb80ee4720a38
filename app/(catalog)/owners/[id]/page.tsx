import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OwnerPage } from "#components/place/owner-page.tsx";
import { ownerPage } from "#lib/server/data.ts";
import { parameter } from "../../../parameter.ts";

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const found = await ownerPage(parameter((await params).id));
  return found === null
    ? { title: "Not found" }
    : { title: found.owner.title, description: found.owner.description ?? `The datasets of ${found.owner.title}, and how to reach them.` };
}

export default async function Page({ params }: Props) {
  const found = await ownerPage(parameter((await params).id));
  if (found === null) notFound();
  return <OwnerPage {...found} />;
}
