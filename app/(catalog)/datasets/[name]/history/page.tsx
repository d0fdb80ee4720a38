import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { HistoryPage } from "#components/dataset/history-page.tsx";
import type { HistoryView } from "#lib/catalog/history.ts";
import { href } from "#lib/href.ts";
import { historyPage, siteInfo } from "#lib/server/data.ts";
import { parameter } from "../../../../parameter.ts";
import { feedsOf } from "../feeds.ts";

interface Props {
  readonly params: Promise<{ readonly name: string }>;
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

async function historyIn({ params, searchParams }: Props): Promise<HistoryView | null> {
  const before = [(await searchParams)["before"] ?? ""].flat()[0] ?? "";
  return historyPage(parameter((await params).name), before === "" ? null : before);
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const [history, { origin }] = await Promise.all([historyIn(props), siteInfo()]);
  if (history === null) return { title: "Not found" };
  const { dataset } = history;
  return { title: `History of ${dataset.title}`, alternates: feedsOf(dataset, origin) };
}

export default async function Page(props: Props) {
  const history = await historyIn(props);
  if (history === null) notFound();
  const { name } = history.dataset;
  if (name !== parameter((await props.params).name)) permanentRedirect(href.history(name));
  return <HistoryPage history={history} now={new Date()} />;
}
