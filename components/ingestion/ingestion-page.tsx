import { Section } from "#components/dataset/section.tsx";
import { ProblemList } from "#components/ingestion/problem-list.tsx";
import { RunTable } from "#components/ingestion/run-table.tsx";
import { Page } from "#components/ui/page.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { IngestionView } from "#lib/catalog/views.ts";
import { formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";

const LEVELS = ["error", "warning", "note"] as const;

/** What is wrong with the catalog's files, and what each reading of them changed. */
export function IngestionPage({ view, now }: { readonly view: IngestionView; readonly now: Date }) {
  const { problems, partial, runs } = view;
  const count = (level: (typeof LEVELS)[number]) => problems.filter((problem) => problem.level === level).length;
  const summary = LEVELS.flatMap((level) => (count(level) === 0 ? [] : [formatPlural(count(level), level)])).join(", ");
  return (
    <Page
      title="Catalog files"
      lede="What was found in the catalog’s files when they were last read. A broken file never stops the others."
    >
      <Section
        id="problems"
        title="Problems"
        sub={problems.length === 0 ? undefined : problems.length === 1 ? `${summary}.` : `${summary}, worst first.`}
      >
        {problems.length === 0 ? (
          <p>{partial ? "None that you can see." : "None: every file was read as it stands."}</p>
        ) : (
          <ProblemList problems={problems} />
        )}
        {partial ? (
          <p className="note">Problems of datasets that you may not know of are not listed. With the administrator’s token all are.</p>
        ) : null}
      </Section>
      <Section
        id="runs"
        title="Runs"
        sub={runs.length === 0 ? "The files have not been read yet." : "Each time the files were read, newest first."}
      >
        {runs.length === 0 ? null : <RunTable runs={runs} now={now} />}
        <p className="note">
          What other tools handed in stands under <TextLink href={href.intake()}>results of other tools</TextLink>.
        </p>
      </Section>
    </Page>
  );
}
