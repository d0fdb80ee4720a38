import { IncidentState } from "#components/incident/incident-state.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { When } from "#components/ui/when.tsx";
import { formatDuration } from "#lib/format.ts";
import { href } from "#lib/href.ts";
import type { IncidentView } from "#lib/observe/incident-view.ts";

export function IncidentTable({ incidents, now }: { readonly incidents: readonly IncidentView[]; readonly now: Date }) {
  return (
    <table className="list-table incidents">
      <caption>Incidents, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Broken promise</th>
          <th scope="col">Dataset</th>
          <th scope="col">State</th>
          <th scope="col">Since</th>
          <th scope="col">Owner</th>
        </tr>
      </thead>
      <tbody>
        {incidents.map((incident) => (
          <tr key={incident.id}>
            <th scope="row">
              <TextLink href={href.incident(incident.id)}>{incident.promise}</TextLink>
              <div className="soft small">{incident.observed}</div>
            </th>
            <td data-label="Dataset:">
              <TextLink href={href.dataset(incident.dataset.name)}>{incident.dataset.title}</TextLink>
            </td>
            <td data-label="State:">
              <IncidentState incident={incident} />
              {incident.toResolve === null ? null : <div className="soft small">after {formatDuration(incident.toResolve)}</div>}
            </td>
            <td data-label="Since:">
              {incident.isApproximate ? "about " : null}
              <When at={incident.wentBadAt} now={now} />
            </td>
            <td data-label="Owner:">
              {incident.owner === null ? (
                <span className="faint">nobody</span>
              ) : (
                <TextLink href={href.owner(incident.owner.id)}>{incident.owner.title}</TextLink>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
