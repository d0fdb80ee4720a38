import { Section } from "#components/dataset/section.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { When } from "#components/ui/when.tsx";
import type { DatasetView } from "#lib/catalog/views.ts";
import { href } from "#lib/href.ts";

interface ContractSectionProps {
  readonly id: string;
  readonly dataset: DatasetView;
  readonly now: Date;
  readonly sub?: string;
}

const SUB = "Where all of this is written. To change it, change that file.";

/** Where the promises are written, and since when they stand. */
export function ContractSection({ id, dataset, now, sub = SUB }: ContractSectionProps) {
  const { contract, inferred } = dataset;
  return (
    <Section id={id} title="Contract" sub={sub}>
      <dl className="facts">
        <dt>Version</dt>
        <dd>
          {contract.version}, published <When at={dataset.updatedAt} now={now} />
        </dd>
        <dt>File</dt>
        <dd className="mono">
          {contract.file}:{contract.line}
        </dd>
        <dt>Commit</dt>
        <dd>
          {contract.commit === null ? (
            <span className="faint">not in Git</span>
          ) : (
            <span className="mono">{contract.commit.slice(0, 12)}</span>
          )}
        </dd>
        {contract.author === null ? null : (
          <>
            <dt>Author</dt>
            <dd>{contract.author}</dd>
          </>
        )}
        <dt>In the catalog</dt>
        <dd>
          since <When at={dataset.createdAt} now={now} />
        </dd>
        {inferred.length === 0 ? null : (
          <>
            <dt>Filled in</dt>
            <dd>
              {inferred.map(inferredWord).join(", ")} <span className="faint">(not written in the file, so Touchstone took the usual)</span>
            </dd>
          </>
        )}
        {contract.staleSince === null ? null : (
          <>
            <dt>Broken</dt>
            <dd>
              The file is broken since <When at={contract.staleSince} now={now} />; this is the last good version.{" "}
              <TextLink href={href.ingestion()}>What is wrong</TextLink>
            </dd>
          </>
        )}
      </dl>
    </Section>
  );
}

const INFERRED: Readonly<Record<string, string>> = {
  "freshness.column": "the column that tells its age",
  "access.visibility": "who may know of it",
  "access.data": "who may read its rows",
  source: "where its rows lie",
};

function inferredWord(field: string): string {
  return INFERRED[field] ?? field.replaceAll(/[._]/g, " ");
}
