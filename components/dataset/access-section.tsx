import { accessMail } from "#components/dataset/access-mail.ts";
import { rowSnippets } from "#components/dataset/row-snippets.ts";
import { Section } from "#components/dataset/section.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { isWebLink } from "#components/ui/outside-link.ts";
import type { DatasetView } from "#lib/catalog/views.ts";
import { href } from "#lib/href.ts";

interface AccessSectionProps {
  readonly id: string;
  readonly dataset: DatasetView;
  /** Where this Touchstone is reached, for snippets. */
  readonly origin: string;
}

/** How to get the rows, or why not and whom to ask. */
export function AccessSection({ id, dataset, origin }: AccessSectionProps) {
  const readable = dataset.canRead && dataset.access.reason === null;
  return (
    <Section id={id} title="Access" className="access">
      {readable ? <Ways dataset={dataset} origin={origin} /> : <NoRows dataset={dataset} />}
      <Policy dataset={dataset} />
      <Declared declared={dataset.access.declared} />
    </Section>
  );
}

function Ways({ dataset: { name }, origin }: { readonly dataset: DatasetView; readonly origin: string }) {
  const rows = `${origin}${href.api.rows(name)}`;
  return (
    <>
      <p className="sub">Whole, as a file, or row by row over HTTP. Every answer carries the dataset’s state and its age.</p>
      <h3>First rows as JSON</h3>
      <CodeBlock language="bash" label="curl for the first rows" code={`curl -s ${shellQuote(`${rows}?limit=3`)}`} />
      {rowSnippets(rows).map(({ title, code }) => (
        <details key={title} className="more programs">
          <summary>{title}</summary>
          <CodeBlock language="text" label={`${title} for the first rows`} code={code} />
        </details>
      ))}
      <p className="small soft mt-2">
        <code>page.next</code> of an answer is the <code>cursor</code> of the next page. With a token, send the header{" "}
        <code>Authorization: Bearer …</code>.
      </p>
      <h3>All rows as a file</h3>
      <CodeBlock
        language="bash"
        label="curl for the whole dataset"
        code={`curl -sS -o ${name}.parquet \\\n  ${shellQuote(`${origin}${href.api.export(name, "parquet")}`)}`}
      />
      <h3>Addresses</h3>
      <dl className="facts">
        <dt>Rows</dt>
        <dd className="mono">
          <a href={href.api.rows(name)}>{href.api.rows(name)}</a>
        </dd>
        <dt>Short</dt>
        <dd className="mono">
          <a href={href.shortRows(name)}>{href.shortRows(name)}</a>
        </dd>
        <dt>CSV</dt>
        <dd className="mono">
          <a href={href.api.export(name, "csv")} download>
            {href.api.export(name, "csv")}
          </a>
        </dd>
        <dt>Parquet</dt>
        <dd className="mono">
          <a href={href.api.export(name, "parquet")} download>
            {href.api.export(name, "parquet")}
          </a>
        </dd>
        <dt>Short export</dt>
        <dd className="mono">
          <a href={href.shortExport(name)} download>
            {href.shortExport(name)}
          </a>
        </dd>
        <dt>Name in SQL</dt>
        <dd className="mono">{name}</dd>
      </dl>
    </>
  );
}

function NoRows({ dataset: { name, title, access } }: { readonly dataset: DatasetView }) {
  return (
    <div className="banner is-unknown mt-0">
      <p>
        <strong>{access.level === "closed" ? "You may not read its rows. " : "There are no rows to read. "}</strong>
        {access.reason ?? "Rows are not open to you. What you see here is its description."}
      </p>
      {access.level === "closed" && access.ownerEmail !== null ? (
        <p className="mt-2">
          <a href={accessMail(access.ownerEmail, name, title)}>Ask the owner for access</a> by e-mail and say what you need it for.
        </p>
      ) : null}
      {access.level === "closed" && access.readers.length > 0 ? (
        <p className="mt-2 soft small">Open to: {access.readers.join(", ")}.</p>
      ) : null}
    </div>
  );
}

function Policy({ dataset }: { readonly dataset: DatasetView }) {
  const { policy } = dataset.access;
  if (policy.length === 0) return null;
  return (
    <>
      <h3>What you see of it</h3>
      <ul className="small">
        {policy.map((sentence) => (
          <li key={sentence} className="masked">
            <Icon name="hidden" size={14} />
            {sentence}.
          </li>
        ))}
      </ul>
    </>
  );
}

/** The owner's own words for other ways in. They lead out of Touchstone, so they are shown as given. */
function Declared({ declared }: { readonly declared: DatasetView["access"]["declared"] }) {
  const given = [
    ["Query", declared.query],
    ["Export", declared.export],
    ["API", declared.api],
  ] as const;
  if (given.every(([, text]) => text === null)) return null;
  return (
    <>
      <h3>Also named in the contract</h3>
      <dl className="facts">
        {given.map(([title, text]) =>
          text === null ? null : (
            <div key={title} className="contents">
              <dt>{title}</dt>
              <dd className="mono">
                {isWebLink(text) ? (
                  <a href={text} rel="noreferrer">
                    {text}
                  </a>
                ) : (
                  text
                )}
              </dd>
            </div>
          ),
        )}
      </dl>
    </>
  );
}

/** One word for a POSIX shell. */
function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
