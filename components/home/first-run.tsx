import { CodeBlock } from "#components/ui/code-block.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { href } from "#lib/href.ts";

const FIRST_FILE = `data_catalog:
  datasets:
    orders:
      description: One row per order, cancelled ones included.
      owner: order-team
      freshness: < 24 hours
      source: {source: files, files: "orders/*.parquet"}
      schema:
        - order_id: STRING (PK) -- the same in every system
        - status: STRING (placed|paid|shipped|cancelled)
        - total: DECIMAL(12,2)
        - updated_at: TIMESTAMP
  sources:
    files: {engine: duckdb, files: ./data}
`;

/** An empty catalog: what to write, where, and which command. */
export function FirstRun() {
  return (
    <main id="page-content" className="home" tabIndex={-1}>
      <h1>Your catalog is empty.</h1>
      <p className="lede">Touchstone works; it has nothing to show yet. Describe a first dataset in three steps.</p>
      <ol className="steps">
        <li>
          <h2>1. Write a file</h2>
          <p>
            A description, an owner and the columns are enough. The words in brackets are promises: Touchstone shows them beside the data.
            Its rows lie in
            <code>data/orders/</code> beside the file; without <code>source</code> and <code>sources</code> there is a page, but nothing to
            download.
          </p>
          <CodeBlock code={FIRST_FILE} language="yaml" label="a first catalog file" />
        </li>
        <li>
          <h2>2. Put it into the catalog folder</h2>
          <p>
            Any name that ends in <code>.yaml</code>, any folder below. Which folder that is, <code>TOUCHSTONE_CATALOG</code> says; without
            it, <code>catalog</code> beside <code>package.json</code>. Keep it in Git: its history becomes the catalog’s.
          </p>
          <CodeBlock code="mkdir -p my-catalog && $EDITOR my-catalog/orders.yaml" language="bash" label="the command that makes a folder" />
        </li>
        <li>
          <h2>3. Start again with it</h2>
          <p>
            Mistakes stop nothing: each is named with file, line and a hint, at the start and on the page{" "}
            <TextLink href={href.ingestion()}>Catalog files</TextLink>.
          </p>
          <CodeBlock code="TOUCHSTONE_CATALOG=my-catalog npm start" language="bash" label="the command that starts Touchstone" />
        </li>
      </ol>
    </main>
  );
}
