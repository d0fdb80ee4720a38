import { IncidentTable } from "#components/incident/incident-table.tsx";
import { Medians } from "#components/incident/medians.tsx";
import { NoIncidents } from "#components/incident/no-incidents.tsx";
import { Page } from "#components/ui/page.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";
import type { IncidentSpan } from "#lib/observe/incident-desk.ts";
import type { IncidentView } from "#lib/observe/incident-view.ts";

export interface IncidentsPageView {
  readonly state: "open" | "resolved" | "all";
  readonly incidents: readonly IncidentView[];
  readonly total: number;
  /** Id after which the next page begins; `null`: this is the last. */
  readonly next: string | null;
  readonly spans: readonly IncidentSpan[];
}

const FILTERS = [
  { state: "all", word: "All" },
  { state: "open", word: "Open" },
  { state: "resolved", word: "Resolved" },
] as const;

export function IncidentsPage({ view, now }: { readonly view: IncidentsPageView; readonly now: Date }) {
  const { state, incidents, total, next, spans } = view;
  return (
    <Page title="Incidents" lede="Promises that broke: since when, found how fast, mended when.">
      <Medians spans={spans} />
      <nav className="state-filter" aria-label="State">
        {FILTERS.map((filter) => (
          <TextLink key={filter.state} href={href.incidents({ state: filter.state })} current={filter.state === state}>
            {filter.word}
          </TextLink>
        ))}
      </nav>
      <section className="section" aria-labelledby="found">
        <h2 id="found">
          {formatPlural(total, state === "open" ? "open incident" : state === "resolved" ? "resolved incident" : "incident")}
        </h2>
        {incidents.length === 0 ? <NoIncidents state={state} /> : <IncidentTable incidents={incidents} now={now} />}
      </section>
      {next === null ? null : (
        <p className="actions">
          <TextLink className="button" href={href.incidents({ state, after: next })}>
            Older ones
          </TextLink>
        </p>
      )}
    </Page>
  );
}
