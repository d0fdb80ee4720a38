import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { DatasetPage } from "#components/dataset/dataset-page.tsx";
import { href } from "#lib/href.ts";
import { datasetPage, siteInfo } from "#lib/server/data.ts";
import { parameter } from "../../../parameter.ts";

interface Props {
  readonly params: Promise<{ readonly name: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const dataset = await datasetPage(parameter((await params).name));
  return dataset === null ? { title: "Not found" } : { title: dataset.title, description: dataset.description };
}

export default async function Page({ params }: Props) {
  const name = parameter((await params).name);
  const [dataset, { origin }] = await Promise.all([datasetPage(name), siteInfo()]);
  if (dataset === null) notFound();
  // An alias, or the name in another spelling: one page, one address.
  if (dataset.name !== name) permanentRedirect(href.dataset(dataset.name));
  return <DatasetPage dataset={dataset} origin={origin} now={new Date()} />;
}
