import type { CodeEntry } from "#components/docs/codes.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Page } from "#components/ui/page.tsx";
import { href } from "#lib/href.ts";

/** One error code: the address that problem documents and problem lists point to. */
export function CodePage({ entry: { code, title, status, means, example, remedy } }: { readonly entry: CodeEntry }) {
  return (
    <Page trail={[{ title: "Error codes", href: href.errors() }]} title={title} lede={means}>
      <dl className="facts mt-6">
        <dt>Code</dt>
        <dd className="mono">{code}</dd>
        <dt>Seen as</dt>
        <dd>{status === null ? "a problem in a catalog file" : `an answer with HTTP status ${status}`}</dd>
        <dt>What to do</dt>
        <dd className="max-w-[68ch]">{remedy}</dd>
      </dl>
      <section className="section" aria-labelledby="example">
        <h2 id="example" className="mb-3">
          Example
        </h2>
        <CodeBlock code={example} language="text" label="the example" />
      </section>
    </Page>
  );
}
