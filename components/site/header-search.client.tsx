"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { SearchBox } from "#components/site/search-box.client.tsx";
import { href } from "#lib/href.ts";

/** The header's search box; on the search page it holds what was searched. */
export function HeaderSearch() {
  const path = usePathname();
  const params = useSearchParams();
  const q = path === href.search() ? (params.get("q") ?? "") : "";
  return <SearchBox id="site-find" label="Search the catalog" placeholder="Search datasets, terms, columns, owners" q={q} />;
}
