import { State } from "#components/ui/state.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { DatasetSummary } from "#lib/catalog/views.ts";
import { formatAge } from "#lib/format.ts";
import { href } from "#lib/href.ts";

/** Datasets one below the other: what each is, its state, its promise. `caption` names the table for those who hear it. */
export function DatasetList({ datasets, caption }: { readonly datasets: readonly DatasetSummary[]; readonly caption: string }) {
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
