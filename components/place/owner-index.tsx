import { OwnerContacts } from "#components/place/owner-contacts.tsx";
import { Page } from "#components/ui/page.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { OwnerSummary } from "#lib/catalog/views.ts";
import { formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";

export function OwnerIndex({ owners }: { readonly owners: readonly OwnerSummary[] }) {
  return (
    <Page title="Owners" lede="The teams that make the promises, and how to reach them.">
      {owners.length === 0 ? (
        <div className="empty">
          <h2>No owners yet</h2>
          <p>
            Each dataset names one with <code>owner:</code>; under <code>owners:</code> stand their title and contacts.
          </p>
        </div>
      ) : (
        <div className="mt-8">
          <table className="list-table">
            <caption>Owners</caption>
            <thead>
              <tr>
                <th scope="col">Owner</th>
                <th scope="col">What they do</th>
                <th scope="col">Contact</th>
                <th scope="col">Owns</th>
              </tr>
            </thead>
            <tbody>
              {owners.map((owner) => (
                <tr key={owner.id}>
                  <th scope="row">
                    <TextLink href={href.owner(owner.id)}>{owner.title}</TextLink>
                  </th>
                  <td className="soft">{owner.description ?? (owner.declared ? "" : "Named by datasets, not described")}</td>
                  <td>
                    <ul>
                      <OwnerContacts owner={owner} />
                    </ul>
                  </td>
                  <td className="nowrap">{formatPlural(owner.datasets, "dataset")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Page>
  );
}
