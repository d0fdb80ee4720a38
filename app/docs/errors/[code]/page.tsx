import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { CodePage } from "#components/docs/code-page.tsx";
import { findCode } from "#components/docs/codes.ts";
import { href } from "#lib/href.ts";
import { parameter } from "../../../parameter.ts";

interface Props {
  readonly params: Promise<{ readonly code: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const entry = findCode(parameter((await params).code));
  return entry === undefined ? { title: "Not found" } : { title: `${entry.code}: ${entry.title}`, description: entry.means };
}

export default async function Page({ params }: Props) {
  const code = parameter((await params).code);
  const entry = findCode(code);
  if (entry === undefined) notFound();
  if (entry.code !== code) permanentRedirect(href.error(entry.code));
  return <CodePage entry={entry} />;
}
