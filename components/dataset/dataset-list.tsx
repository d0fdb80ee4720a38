import { State } from "#components/ui/state.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { DatasetSummary } from "#lib/catalog/views.ts";
import { formatAge, formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";

interface DatasetListProps {
  readonly datasets: readonly DatasetSummary[];
  /** How many there are in all; what is not listed here is one link away. */
  readonly total: number;
  /** Filters of the search that shows them all. */
  readonly filters: Readonly<Record<string, readonly string[]>>;
  /** Names the table for those who hear it. */
  readonly caption: string;
}

/** Datasets one below the other: what each is, its state, its promise. */
export function DatasetList({ datasets, total, filters, caption }: DatasetListProps) {
  const more = total - datasets.length;
  return (
    <>
      <DatasetTable datasets={datasets} caption={caption} />
      {more > 0 ? (
        <p className="small">
          And {formatPlural(more, "more dataset")}: <TextLink href={href.search({ filters })}>look through all of them</TextLink>.
        </p>
      ) : null}
    </>
  );
}

function DatasetTable({ datasets, caption }: Pick<DatasetListProps, "datasets" | "caption">) {
  return (
    <table className="list-table">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Dataset</th>
          <th scope="col">What one row is</th>
          <th scope="col">Promised age</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {datasets.map((dataset) => (
          <tr key={dataset.id}>
            <th scope="row">
              <TextLink href={href.dataset(dataset.name)}>{dataset.title}</TextLink>
              <div className="mono xs faint">{dataset.name}</div>
            </th>
            <td className="soft">{dataset.description}</td>
            <td className="nowrap" data-label="Promised age">
              {dataset.freshness === null ? (
                <span className="faint">not promised</span>
              ) : (
                `less than ${formatAge(dataset.freshness.maxAgeSeconds)}`
              )}
            </td>
            <td>
              <State state={dataset.verdict.state} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
