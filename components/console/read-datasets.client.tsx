"use client";

import { useQueries } from "@tanstack/react-query";
import type { CatalogReader } from "#components/console/completion/catalog-reader.ts";
import { State } from "#components/ui/state.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { href } from "#lib/href.ts";

/** The datasets that a result came from, each with whether it may be relied on. */
export function ReadDatasets({ names, catalog }: { readonly names: readonly string[]; readonly catalog: CatalogReader }) {
  const found = useQueries({ queries: names.map((name) => ({ queryKey: ["read", name], queryFn: () => catalog.dataset(name) })) });
  if (names.length === 0) return <span>reads no dataset</span>;
  return (
    <span className="read-datasets">
      from
      {names.map((name, index) => (
        <span key={name}>
          <TextLink href={href.dataset(name)} className="mono">
            {name}
          </TextLink>{" "}
          <State state={found[index]?.data?.state ?? "unknown"} />
        </span>
      ))}
    </span>
  );
}
