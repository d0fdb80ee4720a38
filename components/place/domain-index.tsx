import { Page } from "#components/ui/page.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { DomainSummary } from "#lib/catalog/views.ts";
import { formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";

export function DomainIndex({ domains }: { readonly domains: readonly DomainSummary[] }) {
  return (
    <Page title="Domains" lede="The parts of the business that data belongs to.">
      {domains.length === 0 ? (
        <div className="empty">
          <h2>No domains yet</h2>
          <p>
            Write them under <code>domains:</code> in a catalog file; a dataset names its own with <code>domain:</code>.
          </p>
        </div>
      ) : (
        <div className="mt-8">
          <table className="list-table">
            <caption>Domains</caption>
            <thead>
              <tr>
                <th scope="col">Domain</th>
                <th scope="col">What belongs to it</th>
                <th scope="col">Owner</th>
                <th scope="col">Holds</th>
              </tr>
            </thead>
            <tbody>
              {domains.map(({ id, title, description, owner, datasets }) => (
                <tr key={id}>
                  <th scope="row">
                    <TextLink href={href.domain(id)}>{title}</TextLink>
                  </th>
                  <td className="soft">{description}</td>
                  <td>{owner === null ? null : <TextLink href={href.owner(owner.id)}>{owner.title}</TextLink>}</td>
                  <td className="nowrap">{formatPlural(datasets, "dataset")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Page>
  );
}
