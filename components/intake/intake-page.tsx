import { Section } from "#components/dataset/section.tsx";
import { ArtifactTable } from "#components/intake/artifact-table.tsx";
import { UnmatchedTable } from "#components/intake/unmatched-table.tsx";
import { Page } from "#components/ui/page.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";
import type { IntakeView } from "#lib/observe/intake-view.ts";

/** What other tools handed in, and whose names nobody knows. `view` is `null` for whoever is no administrator. */
export function IntakePage({ view, now }: { readonly view: IntakeView | null; readonly now: Date }) {
  return (
    <Page title="Results of other tools" lede="What dbt, Great Expectations, OpenLineage and others handed in within the last 30 days.">
      {view === null ? (
        <p>Only administrators see what was handed in: open this page with an administrator’s token.</p>
      ) : (
        <>
          <Section
            id="unmatched"
            title="Unmatched names"
            sub={
              view.unmatched.length === 0
                ? undefined
                : `${formatPlural(view.unmatched.length, "name")} that no dataset has, or more than one.`
            }
          >
            {view.unmatched.length === 0 ? (
              <p>None: every name that a tool sent means a dataset.</p>
            ) : (
              <UnmatchedTable entries={view.unmatched} now={now} />
            )}
          </Section>
          <Section
            id="artifacts"
            title="Artifacts"
            sub={view.artifacts.length === 0 ? "Nothing was handed in yet." : "As they came, newest first."}
          >
            {view.artifacts.length === 0 ? null : <ArtifactTable artifacts={view.artifacts} now={now} />}
            {view.next === null ? null : (
              <p>
                <TextLink className="button" href={href.intake(view.next)}>
                  Older ones
                </TextLink>
              </p>
            )}
          </Section>
        </>
      )}
    </Page>
  );
}
