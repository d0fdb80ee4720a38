/** Incidents as one reader may know them: nothing names what is hidden from them, or tells of rows that they may not read. */
import { datasetNamesIn, tellableOutside, tellableWithout } from "#lib/catalog/telling.ts";
import { asOfColumn, datasetAccess } from "#lib/policy/dataset-access.ts";
import { admits, columnAccess, type Scope } from "#lib/policy/scope.ts";
import type { Incident, IncidentEvent } from "#lib/quality/incident.ts";
import { incidentTimes } from "#lib/quality/incident-machine.ts";
import type { IncidentRecord } from "#lib/store/alerts.ts";
import type { DatasetRecord, Store } from "#lib/store/store.ts";

export interface IncidentView
  extends Omit<Incident, "datasetId" | "label" | "lastFailedAt" | "quietSince" | "changes" | "expected" | "observed"> {
  readonly dataset: { readonly name: string; readonly title: string };
  readonly owner: { readonly id: string; readonly title: string } | null;
  readonly promise: string;
  readonly expected: string;
  readonly observed: string;
  readonly lastFailedAt: string;
  /** In seconds. */
  readonly toDetect: number;
  /** In seconds; `null` while it is open. */
  readonly toResolve: number | null;
  /** It is held open although it passes again, because it changed too often. */
  readonly isFlapping: boolean;
  /** The reader may acknowledge it, comment on it and resolve it. */
  readonly canStep: boolean;
}

export type IncidentEventView = Omit<IncidentEvent, "incidentId">;

export type TellingStore = Pick<Store, "datasetsById" | "hiddenNames" | "vocabulary">;

/** Members of the owning team, and administrators. */
export function canStep({ actor }: Scope, owner: string | null): boolean {
  return actor.kind === "token" && (actor.admin || (owner !== null && actor.groups.includes(owner)));
}

export interface Telling {
  readonly incident: (record: IncidentRecord) => IncidentView;
  readonly event: (record: IncidentRecord, event: IncidentEvent) => IncidentEventView;
}

const PROMISE = "A promise that you may not see in full";
const FINDING = "Not shown to you, because it is about rows or columns that you may not see in full";

/** What may be told of these records, and of their events, is looked up at once. */
export async function tellingOf(
  store: TellingStore,
  scope: Scope,
  records: readonly IncidentRecord[],
  events: readonly IncidentEvent[] = [],
): Promise<Telling> {
  const said = [records.map(wordsOf), events.map(({ text }) => text)];
  const [datasets, vocabulary, hidden] = await Promise.all([
    store.datasetsById(scope, [...new Set(records.map(({ datasetId }) => datasetId))]),
    store.vocabulary(),
    store.hiddenNames(scope, [...datasetNamesIn(said)]),
  ]);
  const titles = new Map(vocabulary.owners.map(({ id, title }) => [id, title]));
  const isOutside = tellableOutside(hidden);
  const rules = new Map(datasets.map((dataset) => [dataset.id, rulesOf(dataset, scope)]));
  const may = (record: IncidentRecord) => {
    const rule = rules.get(record.datasetId);
    // Its contract is gone between two look-ups: then nothing of it is told.
    if (rule === undefined) return { promise: () => false, finding: () => false, times: false };
    const isTold = [record.check, record.label].every((text) => isOutside(text) && rule.promise(text));
    return {
      promise: (text: string) => isTold && isOutside(text) && rule.promise(text),
      finding: (text: string) => isTold && [record.check, text].every((each) => isOutside(each) && rule.finding(each)),
      times: rule.times,
    };
  };
  return {
    incident: (record) => {
      const { datasetName, datasetTitle, owner, datasetId: _, label, changes: __, quietSince, expected, observed, ...rest } = record;
      const { promise, finding, times } = may(record);
      // The moment that data went bad may be the newest row's.
      const shown = times ? record : { ...record, wentBadAt: record.detectedAt, isApproximate: true };
      const { toDetect, toResolve } = incidentTimes(shown);
      return {
        ...rest,
        ...{ wentBadAt: shown.wentBadAt, isApproximate: shown.isApproximate },
        check: promise(record.check) ? record.check : "hidden",
        dataset: { name: datasetName, title: datasetTitle },
        owner: owner === null ? null : { id: owner, title: titles.get(owner) ?? owner },
        promise: promise(label) ? label : PROMISE,
        expected: promise(expected) ? expected : PROMISE,
        observed: finding(observed) ? observed : FINDING,
        reason: record.reason === null || finding(record.reason) ? record.reason : FINDING,
        isFlapping: quietSince !== null,
        canStep: canStep(scope, owner),
        ...{ toDetect, toResolve },
      };
    },
    event: (record, { at, kind, actor, text }) => ({
      ...{ at, kind, actor },
      text: text === null || may(record).finding(text) ? text : FINDING,
    }),
  };
}

const wordsOf = ({ check, label, expected, observed, reason }: IncidentRecord) => [check, label, expected, observed, reason];

interface Rules {
  /** Names no column that is hidden. */
  readonly promise: (text: string) => boolean;
  /** Names no column that is masked either: what was found may be a value of it. */
  readonly finding: (text: string) => boolean;
  /** When the newest row is from is open to them. */
  readonly times: boolean;
}

function rulesOf({ contract, readBy }: DatasetRecord, scope: Scope): Rules {
  const access = datasetAccess(contract, scope);
  const readsAll = admits(scope, readBy) && access.rows.kind === "all";
  const masked = contract.columns.map((column) => columnAccess(column, scope)).filter(({ mask }) => mask !== null);
  return {
    promise: tellableWithout(masked.flatMap(({ name, mask }) => (mask === "hide" ? [name] : []))),
    finding: readsAll ? tellableWithout(masked.map(({ name }) => name)) : () => false,
    times: readsAll && (contract.freshness?.column == null || asOfColumn(contract, access) !== null),
  };
}
