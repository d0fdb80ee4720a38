import { Page } from "#components/ui/page.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { TermSummary } from "#lib/catalog/views.ts";
import { formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";

/** The glossary from A to Z. */
export function TermIndex({ terms }: { readonly terms: readonly TermSummary[] }) {
  const letters = byLetter(terms);
  return (
    <Page title="Glossary" lede="Words that mean the same everywhere in the company. Search knows their synonyms.">
      {terms.length === 0 ? (
        <div className="empty">
          <h2>No terms yet</h2>
          <p>
            Write them under <code>glossary:</code> in a catalog file: a title, a definition, synonyms. Datasets and columns then name them
            with <code>terms:</code> and <code>term:</code>.
          </p>
        </div>
      ) : (
        <nav aria-label="Letters">
          <ul className="letters">
            {letters.map(([letter]) => (
              <li key={letter}>
                <a href={`#letter-${letter}`}>{letter}</a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {letters.map(([letter, group]) => (
        <section key={letter} id={`letter-${letter}`} className="letter">
          <h2>{letter}</h2>
          <ul>
            {group.map((term) => (
              <li key={term.slug}>
                <Entry term={term} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Page>
  );
}

function Entry({ term: { slug, title, definition, synonyms, datasets } }: { readonly term: TermSummary }) {
  return (
    <>
      <h3>
        <TextLink href={href.term(slug)}>{title}</TextLink>
      </h3>
      <p>{definition}</p>
      <div className="meta">
        {synonyms.length === 0 ? null : <span>also: {synonyms.join(", ")}</span>}
        <span>{datasets === 0 ? "no dataset carries it" : formatPlural(datasets, "dataset")}</span>
      </div>
    </>
  );
}

function byLetter(terms: readonly TermSummary[]): readonly (readonly [string, readonly TermSummary[]])[] {
  const sorted = [...terms].sort((a, b) => a.title.localeCompare(b.title, "en"));
  return [...Map.groupBy(sorted, ({ title }) => letterOf(title))];
}

/** `Évènement` stands under E, `3D` under #. */
function letterOf(title: string): string {
  const letter = title.normalize("NFKD").charAt(0).toUpperCase();
  return /\p{L}/u.test(letter) ? letter : "#";
}
