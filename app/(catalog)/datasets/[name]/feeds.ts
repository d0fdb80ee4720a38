import type { Metadata } from "next";
import { href } from "#lib/href.ts";

/** What feed readers find on pages of a dataset: its own changes, then those of the catalog. */
export function feedsOf(
  { name, title }: { readonly name: string; readonly title: string },
  origin: string,
): NonNullable<Metadata["alternates"]> {
  return {
    types: {
      "application/atom+xml": [
        { url: origin + href.datasetFeed(name), title: `Changes of ${title}` },
        { url: origin + href.feed(), title: "Changes of every dataset" },
      ],
    },
  };
}
