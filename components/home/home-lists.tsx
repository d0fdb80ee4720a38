import type { ReactNode } from "react";
import { State } from "#components/ui/state.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { When } from "#components/ui/when.tsx";
import type { DatasetSummary, HomeView } from "#lib/catalog/views.ts";
import { href } from "#lib/href.ts";

/** Three lists: what to beware of, what matters most, what moved. */
export function HomeLists({ home, now }: { readonly home: HomeView; readonly now: Date }) {
  return (
    <div className="lists">
      <List title="Needs attention" datasets={home.needingAttention} none="Nothing that is known of.">
        {(dataset) => <Attention dataset={dataset} />}
      </List>
      <List title="Most important" datasets={home.critical} none="No owner has declared a dataset critical (tier 1).">
        {(dataset) => <span className="faint">{[dataset.domain?.title, dataset.owner?.title].filter(Boolean).join(", ")}</span>}
      </List>
      <List title="New and changed" datasets={home.recent} none="Nothing has been published yet.">
        {(dataset) => (
          <span className="faint">
            changed <When at={dataset.updatedAt} now={now} />
          </span>
        )}
      </List>
    </div>
  );
}

interface ListProps {
  readonly title: string;
  readonly datasets: readonly DatasetSummary[];
  readonly none: string;
  readonly children: (dataset: DatasetSummary) => ReactNode;
}

function List({ title, datasets, none, children }: ListProps) {
  return (
    <section>
      <h2>{title}</h2>
      {datasets.length === 0 ? <p>{none}</p> : null}
      <ul>
        {datasets.map((dataset) => (
          <li key={dataset.id}>
            <TextLink href={href.dataset(dataset.name)}>{dataset.title}</TextLink>
            {children(dataset)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Attention({ dataset: { verdict, status } }: { readonly dataset: DatasetSummary }) {
  if (status === "deprecated" && verdict.state === "unknown") return <State state="at-risk" word="Deprecated" />;
  return <State state={verdict.state} />;
}
