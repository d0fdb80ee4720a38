/** What people read of incidents, and what they do with them. */
import { AppError } from "#lib/errors.ts";
import { alertMessages } from "#lib/observe/alert-messages.ts";
import { canStep, type IncidentEventView, type IncidentView, type TellingStore, tellingOf } from "#lib/observe/incident-view.ts";
import { SYSTEM } from "#lib/policy/actor.ts";
import { type Scope, scopeOf } from "#lib/policy/scope.ts";
import type { AlertMessage, IncidentQuery, IncidentRecord, IncidentStep, IncidentTimes } from "#lib/store/alerts.ts";
import { stepIncident } from "#lib/store/incident-step.ts";
import type { Page, Store } from "#lib/store/store.ts";

export interface IncidentDeskDeps {
  readonly store: TellingStore & Pick<Store, "incidents" | "watchers" | "lineage">;
  readonly newId: () => string;
  readonly now: () => Date;
}

/** How fast incidents of the last days were found and mended. */
export interface IncidentSpan extends IncidentTimes {
  readonly days: number;
}

export interface IncidentStory {
  readonly incident: IncidentView;
  /** From the oldest to the newest. */
  readonly events: readonly IncidentEventView[];
}

const SPANS = [30, 90] as const;
const DAY_MS = 86_400_000;

export class IncidentDesk {
  readonly #deps: IncidentDeskDeps;

  constructor(deps: IncidentDeskDeps) {
    this.#deps = deps;
  }

  async list(scope: Scope, query: IncidentQuery): Promise<Page<IncidentView>> {
    const { store } = this.#deps;
    const page = await store.incidents.list(scope, query);
    const telling = await tellingOf(store, scope, page.items);
    return { ...page, items: page.items.map(telling.incident) };
  }

  /** Over incidents of datasets that the reader may see, opened in the last 30 and 90 days. */
  async spans(scope: Scope): Promise<readonly IncidentSpan[]> {
    const { store, now } = this.#deps;
    const since = (days: number) => new Date(now().getTime() - days * DAY_MS).toISOString();
    return await Promise.all(SPANS.map(async (days) => ({ days, ...(await store.incidents.times(scope, since(days))) })));
  }

  /** `null`: there is none, or its dataset is hidden. */
  async find(scope: Scope, id: string): Promise<IncidentStory | null> {
    const { store } = this.#deps;
    const found = await store.incidents.find(scope, id);
    if (found === null) return null;
    const telling = await tellingOf(store, scope, [found.incident], found.events);
    return { incident: telling.incident(found.incident), events: found.events.map((event) => telling.event(found.incident, event)) };
  }

  /**
   * Acknowledges an incident, comments on it or resolves it, and tells those who are told of it. `null`: as `find`.
   * @throws AppError TS-ACCESS-003 for whoever is neither of the owning team nor an administrator
   */
  async step(scope: Scope, id: string, step: IncidentStep): Promise<IncidentStory | null> {
    const { store, now } = this.#deps;
    const found = await store.incidents.find(scope, id);
    if (found === null) return null;
    const { incident } = found;
    if (scope.actor.kind !== "token" || !canStep(scope, incident.owner))
      throw new AppError(
        "TS-ACCESS-003",
        `Incidents of ${incident.datasetName} are in the hands of ${incident.owner === null ? "administrators" : `the team '${incident.owner}' and administrators`}; this token belongs to neither.`,
      );
    const by = { actor: scope.actor.name, at: now().toISOString() };
    const stepped = await store.incidents.step(scope, id, step, by, await this.#alertsOf(incident, step, by));
    return stepped === null ? null : await this.find(scope, id);
  }

  /** A comment is read on the page; who acknowledged or resolved it is told to everybody who heard of it. */
  async #alertsOf(
    record: IncidentRecord,
    step: IncidentStep,
    by: { readonly actor: string; readonly at: string },
  ): Promise<readonly AlertMessage[]> {
    if (step.kind === "comment") return [];
    const { store, newId } = this.#deps;
    const stepped = stepIncident(record, step, by);
    if (stepped === null) return [];
    const [{ owners }, watchers, neighbours] = await Promise.all([
      store.vocabulary(),
      store.watchers.watching(record.datasetId),
      store.lineage(scopeOf(SYSTEM), record.datasetId),
    ]);
    return alertMessages(stepped.incident, step.kind === "resolve" ? "resolved" : "acknowledged", {
      dataset: { name: record.datasetName, title: record.datasetTitle },
      owner: owners.find(({ id }) => id === record.owner) ?? null,
      watchers: watchers.map(({ email }) => email),
      downstream: neighbours.flatMap(({ direction, dataset }) => (direction === "down" && dataset !== null ? [dataset.contract.name] : [])),
      readers: 0,
      newId,
      now: by.at,
    });
  }
}
