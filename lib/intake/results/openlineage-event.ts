import { externalName, lineageRelation, relationParts } from "#lib/intake/results/external-names.ts";
import { type Fields, fieldsOf, instantOf, isFields, lineOf, listOf } from "#lib/intake/results/received.ts";
import type { ExternalName } from "#lib/intake/results/reported.ts";

export type LineageEventKind = "run_event" | "job_event" | "dataset_event";

export interface LineageDataset {
  readonly name: ExternalName;
  /** `facets`, with `inputFacets` and `outputFacets` over them: producers differ in where they put the same one. */
  readonly facets: Fields;
  /** It was dropped. */
  readonly isGone: boolean;
}

/** One event of OpenLineage 1 or 2, as far as it says anything to us. */
export interface LineageEvent {
  readonly kind: LineageEventKind;
  /** `START`, `RUNNING`, `COMPLETE`, `ABORT`, `FAIL`, `OTHER`; an event need not have one. */
  readonly type: string | null;
  /** As written. */
  readonly time: unknown;
  readonly runId: string | null;
  /** `<namespace>/<name>`; `null` of a dataset event. */
  readonly job: string | null;
  /** It tests data that is there, and makes none. */
  readonly isTest: boolean;
  readonly inputs: readonly LineageDataset[];
  readonly outputs: readonly LineageDataset[];
}

/** More datasets on one side of an event are not looked at. */
const MOST_DATASETS = 5_000;

/** What kind of event it is; `null`: none. */
export function lineageEventKind(json: Fields): LineageEventKind | null {
  if (!("eventTime" in json)) return null;
  if (isFields(json["run"]) && isFields(json["job"])) return "run_event";
  if (isFields(json["job"])) return "job_event";
  return isFields(json["dataset"]) ? "dataset_event" : null;
}

/** Why an event cannot be taken at all; `null`: it can. */
export function lineageEventProblem(json: Fields): { readonly path: string; readonly message: string } | null {
  const kind = lineageEventKind(json);
  if (kind === null) return { path: "", message: "has no eventTime with a run and a job, a job, or a dataset" };
  if (instantOf(json["eventTime"]) === null) return { path: "eventTime", message: "is no time as in RFC 3339" };
  if (kind === "run_event" && lineOf(fieldsOf(json["run"])["runId"]) === null) return { path: "run.runId", message: "is missing" };
  const named: "job" | "dataset" = kind === "dataset_event" ? "dataset" : "job";
  for (const part of ["namespace", "name"])
    if (lineOf(fieldsOf(json[named])[part]) === null) return { path: `${named}.${part}`, message: "is missing" };
  return null;
}

export function lineageEventOf(json: Fields): LineageEvent | null {
  const kind = lineageEventKind(json);
  if (kind === null) return null;
  const job = fieldsOf(json["job"]);
  const jobName = lineOf(job["name"], 1_000);
  const jobType = fieldsOf(fieldsOf(job["facets"])["jobType"]);
  const ofDbt = /\/integration\/dbt\b/.test(lineOf(json["producer"]) ?? "") || String(jobType["integration"]).toUpperCase() === "DBT";
  return {
    kind,
    type: lineOf(json["eventType"], 40)?.toUpperCase() ?? null,
    time: json["eventTime"],
    runId: lineOf(fieldsOf(json["run"])["runId"], 100)?.toLowerCase() ?? null,
    job: jobName === null ? null : `${lineOf(job["namespace"], 1_000) ?? ""}/${jobName}`,
    isTest: String(jobType["jobType"]).toUpperCase() === "TEST" || (ofDbt && (jobName ?? "").endsWith(".test")),
    inputs: kind === "dataset_event" ? datasetsOf([json["dataset"]]) : datasetsOf(listOf(json["inputs"])),
    outputs: datasetsOf(listOf(json["outputs"])),
  };
}

function datasetsOf(items: readonly unknown[]): readonly LineageDataset[] {
  return items.slice(0, MOST_DATASETS).flatMap((item): LineageDataset[] => {
    if (!isFields(item)) return [];
    const name = lineageName(item["namespace"], item["name"], fieldsOf(fieldsOf(item["facets"])["symlinks"])["identifiers"]);
    if (name === null) return [];
    const facets = { ...fieldsOf(item["facets"]), ...fieldsOf(item["outputFacets"]), ...fieldsOf(item["inputFacets"]) };
    const change = fieldsOf(facets["lifecycleStateChange"])["lifecycleStateChange"];
    return [{ name, facets, isGone: typeof change === "string" && change.toUpperCase() === "DROP" }];
  });
}

/** @param symlinks other names of the same data, such as the table over a folder */
export function lineageName(namespace: unknown, name: unknown, symlinks: unknown = null): ExternalName | null {
  const [space, own] = [lineOf(namespace), lineOf(name)];
  if (space === null || own === null) return null;
  const links = listOf(symlinks)
    .slice(0, 20)
    .filter(isFields)
    .flatMap((link) => {
      const [linkSpace, linkName] = [lineOf(link["namespace"]), lineOf(link["name"])];
      return linkSpace === null || linkName === null ? [] : [{ namespace: linkSpace, name: linkName, isTable: link["type"] === "TABLE" }];
    });
  const table = links.find(({ isTable }) => isTable);
  const relation = table === undefined ? lineageRelation(space, own) : relationParts(table.name);
  return externalName(
    aliasIn(space, own),
    relation,
    links.map((link) => aliasIn(link.namespace, link.name)),
  );
}

const aliasIn = (namespace: string, name: string) => `openlineage:${namespace}/${name}`;
