import { FirstRun } from "#components/home/first-run.tsx";
import { HomeLists } from "#components/home/home-lists.tsx";
import { SearchBox } from "#components/site/search-box.client.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { HomeView } from "#lib/catalog/views.ts";
import { formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";

export function HomePage({ home, now }: { readonly home: HomeView; readonly now: Date }) {
  if (home.empty) return <FirstRun />;
  return (
    <main id="page-content" className="home" tabIndex={-1}>
      <h1>Find data you can rely on.</h1>
      <p className="lede">
        {formatPlural(home.datasets, "dataset")}
        {home.title === null ? "" : ` of ${home.title}`}, with what {home.datasets === 1 ? "its owner promises" : "their owners promise"}{" "}
        and what is really there.
      </p>
      <SearchBox
        id="site-find-home"
        label="Search datasets, terms, columns and owners"
        placeholder="Try a business word, a column or a team"
        big
      />
      <Terms terms={home.terms} />
      <Domains domains={home.domains} />
      <HomeLists home={home} now={now} />
    </main>
  );
}

function Terms({ terms }: { readonly terms: HomeView["terms"] }) {
  if (terms.length === 0) return null;
  return (
    <p className="small faint">
      Start with a term:{" "}
      {terms.map(({ slug, title }, index) => (
        <span key={slug}>
          {index === 0 ? "" : ", "}
          <TextLink href={href.search({ q: title.toLowerCase() })}>{title.toLowerCase()}</TextLink>
        </span>
      ))}
    </p>
  );
}

function Domains({ domains }: { readonly domains: HomeView["domains"] }) {
  if (domains.length === 0) return null;
  return (
    <nav aria-label="Domains">
      <ul className="domains">
        {domains.map(({ id, title, datasets }) => (
          <li key={id}>
            <TextLink href={href.domain(id)}>
              {title}
              <span>{formatPlural(datasets, "dataset")}</span>
            </TextLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
