import { CopyButton } from "#components/ui/copy-button.client.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { When } from "#components/ui/when.tsx";
import { formatCount } from "#lib/format.ts";
import { href } from "#lib/href.ts";
import type { UnmatchedView } from "#lib/observe/intake-view.ts";

export function UnmatchedTable({ entries, now }: { readonly entries: readonly UnmatchedView[]; readonly now: Date }) {
  return (
    <>
      <p>
        Paste a name’s line below <code>aliases:</code> of the dataset that it means, publish, and have the artifact read again. Names that
        nobody needs may stay: they are forgotten after 30 days.
      </p>
      <table className="list-table runs">
        <caption>Names that no dataset has</caption>
        <thead>
          <tr>
            <th scope="col">Line for aliases</th>
            <th scope="col">From</th>
            <th scope="col">Last</th>
            <th scope="col">Times</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ tool, name, line, dataset, lastAt, count, tokenName }) => (
            <tr key={`${tool} ${name}`}>
              <th scope="row">
                <code>{line}</code> <CopyButton text={line} what={`the alias for ${name}`} />
                {dataset === null ? null : (
                  <div className="soft small">
                    It means <TextLink href={href.dataset(dataset)}>{dataset}</TextLink> now: have its artifact read again.
                  </div>
                )}
              </th>
              <td data-label="From:">
                {tool}, {tokenName}
              </td>
              <td data-label="Last:">
                <When at={lastAt} now={now} />
              </td>
              <td data-label="Times:">{formatCount(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
