import { type CodeEntry, ERROR_CODES, PROBLEM_CODES } from "#components/docs/codes.ts";
import { Page } from "#components/ui/page.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { href } from "#lib/href.ts";

export function CodeIndex() {
  return (
    <Page title="Error codes" lede="Each has one meaning, which never changes. Programs may rely on the code, not on the sentence.">
      <CodeTable id="answers" title="Answers over HTTP" entries={ERROR_CODES} />
      <CodeTable id="files" title="Problems in catalog files" entries={PROBLEM_CODES} />
    </Page>
  );
}

interface CodeTableProps {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly CodeEntry[];
}

function CodeTable({ id, title, entries }: CodeTableProps) {
  return (
    <section className="section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <table className="list-table">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Code</th>
            <th scope="col">Title</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.code}>
              <th scope="row" className="mono nowrap">
                <TextLink href={href.error(entry.code)}>{entry.code}</TextLink>
              </th>
              <td>{entry.title}</td>
              <td className="soft">{entry.means}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
