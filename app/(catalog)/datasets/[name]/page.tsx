import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { DatasetPage } from "#components/dataset/dataset-page.tsx";
import { VersionMissing } from "#components/dataset/version-missing.tsx";
import { VersionPage } from "#components/dataset/version-page.tsx";
import type { VersionAt } from "#lib/catalog/version-at.ts";
import { href } from "#lib/href.ts";
import { datasetAt, datasetHistory, datasetPage, siteInfo } from "#lib/server/data.ts";
import { parameter } from "../../../parameter.ts";
import { feedsOf } from "./feeds.ts";

interface Props {
  readonly params: Promise<{ readonly name: string }>;
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/** The version that the address asks for, and what it means; `null`: what is promised today. */
async function versionIn({ params, searchParams }: Props): Promise<{ readonly at: string; readonly found: VersionAt } | null> {
  const at = [(await searchParams)["at"] ?? ""].flat()[0] ?? "";
  return at === "" ? null : { at, found: await datasetAt(parameter((await params).name), at) };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const name = parameter((await props.params).name);
  const [version, { origin }] = await Promise.all([versionIn(props), siteInfo()]);
  const then = version?.found.kind === "found" ? version.found : null;
  const dataset = then?.view?.dataset ?? (await datasetPage(name));
  if (dataset === null) return { title: "Not found" };
  const { title, description } = dataset;
  const feeds = feedsOf(dataset, origin);
  if (version === null) return { title, description, alternates: feeds };
  const alternates = { ...feeds, canonical: origin + href.dataset(dataset.name) };
  if (then === null) return { title: `${title}: no such version`, robots: { index: false }, alternates };
  return { title: `${title} ${then.mark.version}`, description, robots: { index: false }, alternates };
}

export default async function Page(props: Props) {
  const name = parameter((await props.params).name);
  const version = await versionIn(props);
  const now = new Date();
  if (version !== null) {
    const { at, found } = version;
    if (found.kind === "no-dataset") notFound();
    if (found.kind !== "found")
      return <VersionMissing dataset={found.dataset} at={at} candidates={found.kind === "ambiguous" ? found.candidates : []} />;
    if (found.view !== null && found.view.dataset.name !== name) permanentRedirect(href.datasetAt(found.view.dataset.name, at));
    if (found.view !== null) return <VersionPage dataset={found.view.dataset} mark={found.mark} now={now} />;
  }
  const [dataset, history, { origin }] = await Promise.all([datasetPage(name), datasetHistory(name), siteInfo()]);
  if (dataset === null || history === null) notFound();
  // An alias, or the name in another spelling: one page, one address.
  if (dataset.name !== name) permanentRedirect(href.dataset(dataset.name));
  const mark = version?.found.kind === "found" ? { mark: version.found.mark } : {};
  return <DatasetPage dataset={dataset} history={history} {...mark} origin={origin} now={now} />;
}
