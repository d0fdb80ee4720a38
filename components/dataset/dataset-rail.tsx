import type { ReactNode } from "react";
import { OwnerContacts } from "#components/place/owner-contacts.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { When } from "#components/ui/when.tsx";
import type { DatasetView, OwnerView } from "#lib/catalog/views.ts";
import { classificationWords, tierWords } from "#lib/catalog/words.ts";
import { href } from "#lib/href.ts";

interface DatasetRailProps {
  readonly dataset: DatasetView;
  readonly now: Date;
  /** Id of the version of the past that the page is about. */
  readonly at?: string;
}

/** Who to ask and where it belongs. On a phone it is the first section. */
export function DatasetRail({ dataset, now, at }: DatasetRailProps) {
  const { ownerDetail, domain, tier, tags, terms, classification, name } = dataset;
  return (
    <aside className="rail" aria-label="Owner and place">
      <h2 className="sr">Owner and place</h2>
      <Item title="Owner">{ownerDetail === null ? <span className="faint">Nobody is named</span> : <Owner owner={ownerDetail} />}</Item>
      {domain === null ? null : (
        <Item title="Domain">
          <TextLink href={href.domain(domain.id)}>{domain.title}</TextLink>
        </Item>
      )}
      {terms.length === 0 ? null : (
        <Item title="Terms">
          <ul>
            {terms.map((term) => (
              <li key={term.id}>
                <TextLink href={href.term(term.id)}>{term.title}</TextLink>
              </li>
            ))}
          </ul>
        </Item>
      )}
      <Item title="Importance">
        {tier === null ? <span className="faint">Not said</span> : tierWords(tier)}
        {dataset.status === "active" ? "" : `, ${dataset.status}`}
      </Item>
      <Item title="Classification">
        {classification.length === 0 ? (
          <span className="faint">No column is classified</span>
        ) : (
          <Tags facet="classification" values={classification} write={classificationWords} />
        )}
      </Item>
      {tags.length === 0 ? null : (
        <Item title="Tags">
          <Tags facet="tag" values={tags} />
        </Item>
      )}
      <Item title={at === undefined ? "Changed" : "Published"}>
        <When at={dataset.updatedAt} now={now} />
      </Item>
      <Item title="Elsewhere">
        <ul>
          <li>
            <a href={at === undefined ? href.api.dataset(name) : href.api.datasetAt(name, at)}>This page as JSON</a>
          </li>
          <li>
            <a href={at === undefined ? href.api.contract(name) : href.api.contractAt(name, at)}>Contract as JSON</a>
          </li>
          <li>
            <a href={href.api.history(name)}>History as JSON</a>
          </li>
        </ul>
      </Item>
    </aside>
  );
}

function Item({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <h3>{title}</h3>
      <div>{children}</div>
    </div>
  );
}

interface TagsProps {
  readonly facet: string;
  readonly values: readonly string[];
  readonly write?: (value: string) => string;
}

function Tags({ facet, values, write = String }: TagsProps) {
  return (
    <div className="tags">
      {values.map((value) => (
        <TextLink key={value} className="tag" href={href.search({ filters: { [facet]: [value] } })}>
          {write(value)}
        </TextLink>
      ))}
    </div>
  );
}

function Owner({ owner }: { readonly owner: OwnerView }) {
  return (
    <ul>
      <li>
        <TextLink href={href.owner(owner.id)}>{owner.title}</TextLink>
      </li>
      <OwnerContacts owner={owner} />
      {owner.declared ? null : <li className="faint">Named in the contract, not described in the catalog</li>}
    </ul>
  );
}
