import { matchWords } from "#components/search/match-words.ts";
import { State } from "#components/ui/state.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { When } from "#components/ui/when.tsx";
import type { SearchHitView } from "#lib/catalog/views.ts";
import { formatAge } from "#lib/format.ts";
import { href } from "#lib/href.ts";

export function Hit({ hit, now }: { readonly hit: SearchHitView; readonly now: Date }) {
  const { dataset } = hit;
  // A title with a mark says by itself why it is here.
  const why = hit.title.some((part) => part.hit) ? null : matchWords(hit.matched);
  return (
    <article className="hit">
      <h2>
        <TextLink href={href.dataset(dataset.name)}>
          <Marked parts={hit.title} />
        </TextLink>
        <span className="mono faint">{dataset.name}</span>
        <State state={dataset.verdict.state} />
      </h2>
      <p>
        <Marked parts={hit.description} />
      </p>
      <div className="meta">
        {why === null ? null : <span className="why">{why}</span>}
        {dataset.domain === null ? null : <span>{dataset.domain.title}</span>}
        {dataset.owner === null ? null : <span>{dataset.owner.title}</span>}
        <Age hit={hit} now={now} />
        {dataset.status === "active" ? null : <span>{dataset.status}</span>}
        {dataset.canRead ? null : <span>rows not open to you</span>}
      </div>
    </article>
  );
}

function Age({ hit, now }: { readonly hit: SearchHitView; readonly now: Date }) {
  const { freshness } = hit.dataset;
  if (freshness === null) return null;
  if (freshness.asOf === null) return <span>promised less than {formatAge(freshness.maxAgeSeconds)} old</span>;
  return (
    <span>
      newest row <When at={freshness.asOf} now={now} />
    </span>
  );
}

/** Text with the places marked that matched. */
export function Marked({ parts }: { readonly parts: SearchHitView["title"] }) {
  return parts.map(({ text, hit }, index) => {
    const key = `${index} ${text}`;
    return hit ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>;
  });
}
