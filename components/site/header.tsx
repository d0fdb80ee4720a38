import { Suspense } from "react";
import { HeaderSearch } from "#components/site/header-search.client.tsx";
import { SearchBox } from "#components/site/search-box.client.tsx";
import { SiteNav } from "#components/site/site-nav.client.tsx";
import { ThemeSwitch } from "#components/site/theme-switch.client.tsx";
import { Wordmark } from "#components/site/wordmark.tsx";

export function Header({ environment }: { readonly environment: string }) {
  return (
    <header className="top">
      <div>
        <Wordmark />
        {environment === "" ? null : <span className="environment">{environment}</span>}
        <Suspense fallback={<SearchBox id="site-find" label="Search the catalog" placeholder="Search datasets, terms, columns, owners" />}>
          <HeaderSearch />
        </Suspense>
        <SiteNav />
        <ThemeSwitch />
      </div>
    </header>
  );
}
