import { sqlName } from "#components/console/sql-name.ts";
import { accessMail } from "#components/dataset/access-mail.ts";
import { Programs } from "#components/dataset/programs.tsx";
import { Section } from "#components/dataset/section.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { isWebLink } from "#components/ui/outside-link.ts";
import type { DatasetView } from "#lib/catalog/views.ts";
import { href } from "#lib/href.ts";
import { exportSnippets, rowsSnippets } from "#lib/query/snippets.ts";

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

const FILES = ["csv", "xlsx", "json", "ndjson", "parquet", "arrow"] as const;

function Ways({ dataset: { name, access }, origin }: { readonly dataset: DatasetView; readonly origin: string }) {
  const where = { origin, token: access.needsToken };
  return (
    <>
      <p className="sub">
        Whole, as a file, row by row over HTTP, or with SQL. Every answer carries the dataset’s state and its age.{" "}
        <a href={href.limits()}>What is limited</a>
      </p>
      {access.needsToken ? (
        <p className="small soft">
          A program needs a token. Put it into the variable <code>TOUCHSTONE_TOKEN</code>; it stands in no program.
        </p>
      ) : null}
      <h3>Rows, page by page</h3>
      <Programs id="access-rows" legend="Rows in the language" snippets={rowsSnippets(where, name)} about="Rows" />
      <h3>All rows as a file</h3>
      <Programs id="access-file" legend="The file in the language" snippets={exportSnippets(where, name)} about="The file" />
      <h3>Addresses</h3>
      <dl className="facts">
        <dt>Name in SQL</dt>
        <dd className="mono">{sqlName(name)}</dd>
        <dt>Query</dt>
        <dd className="mono">POST {href.api.query()}</dd>
        <dt>Rows</dt>
        <dd className="mono">
          <a href={href.api.rows(name)}>{href.api.rows(name)}</a>
        </dd>
        <dt>Short</dt>
        <dd className="mono">
          <a href={href.shortRows(name)}>{href.shortRows(name)}</a>
        </dd>
        <dt>Files</dt>
        <dd className="mono">
          {FILES.map((format) => (
            <span key={format} className="block">
              <a href={href.api.export(name, format)} download>
                {href.api.export(name, format)}
              </a>
            </span>
          ))}
        </dd>
        <dt>Short file</dt>
        <dd className="mono">
          <a href={href.shortExport(name)} download>
            {href.shortExport(name)}
          </a>
        </dd>
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
