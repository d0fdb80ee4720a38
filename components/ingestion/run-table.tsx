import { When } from "#components/ui/when.tsx";
import type { IngestionRunView } from "#lib/catalog/views.ts";
import { formatCount, formatPlural } from "#lib/format.ts";

export function RunTable({ runs, now }: { readonly runs: readonly IngestionRunView[]; readonly now: Date }) {
  return (
    <table className="list-table runs">
      <caption>Runs of the ingestion</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">What changed</th>
          <th scope="col">Problems</th>
          <th scope="col">From</th>
          <th scope="col">Took</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <th scope="row">
              <When at={run.startedAt} now={now} />
              <div className="xs faint nowrap">revision {formatCount(run.revision)}</div>
            </th>
            <td>{run.counts === null ? "not shown to you" : changes(run.counts)}</td>
            <td data-label="Problems:">{run.counts === null ? "not shown to you" : problems(run.counts)}</td>
            <td data-label="From:">
              {run.publisher}
              {run.commit === null ? null : <span className="mono faint"> {run.commit.slice(0, 12)}</span>}
            </td>
            <td className="nowrap">{run.seconds < 10 ? `${run.seconds.toFixed(1)} s` : `${Math.round(run.seconds)} s`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function changes({ files, added, changed, removed, kept, unchanged }: NonNullable<IngestionRunView["counts"]>): string {
  const parts = [
    ...(added === 0 ? [] : [`${formatCount(added)} added`]),
    ...(changed === 0 ? [] : [`${formatCount(changed)} changed`]),
    ...(removed === 0 ? [] : [`${formatCount(removed)} removed`]),
    ...(kept === 0 ? [] : [`${formatCount(kept)} kept at the last good version`]),
    ...(unchanged === 0 ? [] : [`${formatCount(unchanged)} unchanged`]),
  ];
  return `${parts.length === 0 ? "nothing" : parts.join(", ")}, in ${formatPlural(files, "file")}`;
}

function problems({ errors, warnings, notes }: NonNullable<IngestionRunView["counts"]>): string {
  if (errors + warnings + notes === 0) return "none";
  return [
    ...(errors === 0 ? [] : [formatPlural(errors, "error")]),
    ...(warnings === 0 ? [] : [formatPlural(warnings, "warning")]),
    ...(notes === 0 ? [] : [formatPlural(notes, "note")]),
  ].join(", ");
}
