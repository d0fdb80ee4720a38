import type { ApiAnswer, ApiOperation, ApiReference } from "#components/docs/open-api.ts";
import { Ticked } from "#components/docs/ticked.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Page } from "#components/ui/page.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { href } from "#lib/href.ts";

interface ApiPageProps {
  readonly reference: ApiReference;
  readonly origin: string;
}

/** Every route, from the same document that describes it to programs. */
export function ApiPage({ reference, origin }: ApiPageProps) {
  const groups = [...Map.groupBy(reference.operations, ({ group }) => group)];
  return (
    <Page title="API" lede="The catalog and its rows over HTTP, under the same permissions as these pages.">
      <div className="mt-6">
        <CodeBlock language="bash" label="a first request" code={`curl -s '${origin}${href.api.datasets()}?limit=3'`} />
      </div>
      <p className="note">
        Answers are JSON in UTF-8; errors are <code>application/problem+json</code> with a <TextLink href={href.errors()}>code</TextLink>.
        For generators there is the <a href={href.openApi()}>OpenAPI document</a>, version {reference.version}. A token goes into{" "}
        <code>Authorization: Bearer …</code>; without one you get what is open to everyone.
      </p>
      <nav aria-label="Routes">
        <ul className="routes">
          {reference.operations.map(({ id, method, path, title }) => (
            <li key={id}>
              <a href={`#${id}`} className="mono">
                {method === "GET" ? "" : `${method} `}
                {path}
              </a>{" "}
              <span className="faint">{title}</span>
            </li>
          ))}
        </ul>
      </nav>
      {reference.common.length === 0 ? null : (
        <section className="section" aria-labelledby="common">
          <h2 id="common">Answers of every route</h2>
          <p className="sub">They are not repeated below.</p>
          <Answers answers={reference.common} />
        </section>
      )}
      {groups.map(([group, operations]) => (
        <section key={group} className="section" aria-label={group}>
          <h2>{group}</h2>
          {operations.map((operation) => (
            <Operation key={operation.id} operation={operation} />
          ))}
        </section>
      ))}
    </Page>
  );
}

function Operation({ operation: { id, method, path, title, description, parameters, answers } }: { readonly operation: ApiOperation }) {
  return (
    <article id={id} className="operation">
      <h3>
        <span className="mono">
          {method} {path}
        </span>
      </h3>
      <p>
        <Ticked text={description === "" ? title : `${title}${/[.?!]$/.test(title) ? "" : "."} ${description}`} />
      </p>
      {parameters.length === 0 ? null : <Parameters parameters={parameters} caption={`Parameters of ${method} ${path}`} />}
      <Answers answers={answers} />
    </article>
  );
}

function Answers({ answers }: { readonly answers: readonly ApiAnswer[] }) {
  return (
    <dl className="facts answers">
      {answers.map(({ status, description, types }) => (
        <div key={status} className="contents">
          <dt className="mono">{status}</dt>
          <dd>
            <Ticked text={description} />{" "}
            <span className="mono faint">{types.filter((type) => type !== "application/problem+json").join(", ")}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Parameters({ parameters, caption }: { readonly parameters: ApiOperation["parameters"]; readonly caption: string }) {
  return (
    <table className="list-table parameters">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Parameter</th>
          <th scope="col">Takes</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        {parameters.map(({ name, place, required, takes, description }) => (
          <tr key={`${place} ${name}`}>
            <th scope="row">
              <span className="mono">{name}</span>
              <span className="xs faint">
                {" "}
                in the {place}
                {required ? ", needed" : ""}
              </span>
            </th>
            <td className="mono">{takes}</td>
            <td className="soft">
              <Ticked text={description} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
