import type { Metadata } from "next";
import { SearchPage } from "#components/search/search-page.tsx";
import { searchResults } from "#lib/server/data.ts";

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const q = [(await searchParams)["q"] ?? ""].flat().join(" ");
  return {
    title: q === "" ? "Browse" : `${q} – search`,
    description: "Search the company’s datasets by business word, column or team.",
    robots: { index: false },
  };
}

export default async function Page({ searchParams }: Props) {
  return <SearchPage search={await searchResults(await searchParams)} now={new Date()} />;
}
