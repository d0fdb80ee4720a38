/** What a body says it is. Nothing is read yet: this is the door, and it answers at once. */
import { createHash } from "node:crypto";
import type { z } from "zod";
import { lineageEventKind, lineageEventOf, lineageEventProblem } from "#lib/intake/results/openlineage-event.ts";
import { OWN_REPORT, OWN_REPORTS } from "#lib/intake/results/own-report.ts";
import { type Fields, fieldsOf, instantOf, isFields, lineOf, listOf } from "#lib/intake/results/received.ts";
import type { ReportingTool } from "#lib/intake/results/reported.ts";

export interface RecognisedArtifact {
  readonly tool: ReportingTool;
  readonly kind: string;
  /** `v6`, `1.24.1`, … where it says so. */
  readonly version: string | null;
  /** The same event by (run, type, time) has the same key, whatever else differs; `null`: the bytes decide. */
  readonly key: string | null;
  readonly json: unknown;
}

export interface Unrecognised {
  readonly problem: string;
  readonly details: readonly { readonly path: string; readonly message: string }[];
}

export interface Refused {
  /** Place in the batch, from 0. */
  readonly index: number;
  readonly path: string;
  readonly message: string;
}

export type Recognised =
  | {
      readonly artifacts: readonly RecognisedArtifact[];
      /** Events of a batch that cannot be taken; the others are. */
      readonly refused: readonly Refused[];
    }
  | Unrecognised;

/** One batch may have as many events; more are to be sent in several. */
export const MOST_EVENTS = 20_000;

/** What each tool hands in, in words. */
export const EXPECTED: Readonly<Record<ReportingTool, string>> = {
  dbt: "dbt's run_results.json, manifest.json, sources.json, freshness.json or catalog.json",
  "great-expectations": "a validation result or a checkpoint result of Great Expectations, in JSON",
  openlineage: "an OpenLineage event (RunEvent, JobEvent or DatasetEvent), or a list of them",
  soda: "a scan result of Soda 3, in JSON",
  "data-contract-cli": "a test result of the Data Contract CLI, in JSON",
  api: 'a report as {"dataset": "orders", "results": [{"check": "…", "status": "pass"}]}, or a list of them',
};

/** @param json as it was parsed; of any depth and size */
export function recognise(json: unknown): Recognised {
  if (Array.isArray(json) && json.length > 0 && json.every((item) => isFields(item) && "eventTime" in item)) return eventsOf(json);
  if (isFields(json)) {
    const found = ofDbt(json) ?? ofLineage(json) ?? ofSoda(json) ?? ofDataContract(json) ?? ofGreatExpectations(json);
    if (found !== null) return found;
  }
  return ownReports(json) ?? { problem: `${whatItIs(json)}. Expected ${Object.values(EXPECTED).join("; ")}.`, details: [] };
}

const one = (tool: ReportingTool, kind: string, version: unknown, json: unknown, key: string | null = null): Recognised => ({
  artifacts: [{ tool, kind, version: lineOf(version, 40), key, json }],
  refused: [],
});

const DBT_KINDS: Readonly<Record<string, string>> = {
  ...{ "run-results": "run_results", manifest: "manifest", sources: "sources", freshness: "freshness", catalog: "catalog" },
};

function ofDbt(json: Fields): Recognised | null {
  const schema = lineOf(fieldsOf(json["metadata"])["dbt_schema_version"]);
  if (schema === null) return null;
  const [, name = "", version = null] = /\/dbt\/([a-z-]+)\/(v\d+)/.exec(schema) ?? [];
  const kind = DBT_KINDS[name];
  if (kind === undefined)
    return { problem: `This is '${schema}' of dbt, which says nothing that Touchstone takes in. Expected ${EXPECTED.dbt}.`, details: [] };
  const needed = kind === "manifest" || kind === "catalog" ? "nodes" : "results";
  const fits = needed === "results" ? Array.isArray(json["results"]) : isFields(json["nodes"]);
  if (!fits)
    return {
      problem: `This says it is dbt's ${kind}, but has no ${needed === "results" ? "list" : "map"} of ${needed}.`,
      details: [{ path: `body.${needed}`, message: "is missing" }],
    };
  return one("dbt", kind, version, json);
}

function ofLineage(json: Fields): Recognised | null {
  return "eventTime" in json && ("job" in json || "run" in json || "dataset" in json) ? eventsOf([json]) : null;
}

function eventsOf(events: readonly unknown[]): Recognised {
  if (events.length > MOST_EVENTS)
    return { problem: `There are ${events.length} events in this batch: send at most ${MOST_EVENTS} at once.`, details: [] };
  const refused = events.flatMap((event, index): readonly Refused[] => {
    const problem = isFields(event) ? lineageEventProblem(event) : { path: "", message: "is no object" };
    return problem === null ? [] : [{ index, path: placeOf(problem.path, events.length === 1 ? null : index), message: problem.message }];
  });
  const [first] = refused;
  if (first !== undefined && refused.length === events.length)
    return {
      problem: `This is no event of OpenLineage that can be taken in: ${first.path} ${first.message}.`,
      details: refused.slice(0, 20),
    };
  const bad = new Set(refused.map(({ index }) => index));
  return {
    refused,
    artifacts: events.flatMap((event, index) =>
      isFields(event) && !bad.has(index)
        ? [{ tool: "openlineage" as const, kind: lineageEventKind(event) ?? "event", version: null, key: eventKey(event), json: event }]
        : [],
    ),
  };
}

const placeOf = (path: string, index: number | null) =>
  ["body", ...(index === null ? [] : [index]), ...(path === "" ? [] : [path])].join(".");

/** Begins with what is the same for all events of a run. */
export const runKey = (runId: string) => `run/${sha256(runId.toLowerCase()).slice(0, 32)}/`;

/** That part of an event's key; `null`: it belongs to no run. */
export const runKeyOf = (key: string) => /^run\/[0-9a-f]{32}\//.exec(key)?.[0] ?? null;

function eventKey(json: Fields): string | null {
  const event = lineageEventOf(json);
  if (event?.kind !== "run_event" || event.runId === null) return null;
  return `${runKey(event.runId)}${sha256(`${event.type ?? ""} ${instantOf(event.time) ?? ""} ${String(event.time).slice(0, 64)}`).slice(0, 32)}`;
}

function ofSoda(json: Fields): Recognised | null {
  if (!Array.isArray(json["checks"])) return null;
  return "scanStartTimestamp" in json || "definitionName" in json || "hasFailures" in json ? one("soda", "scan_result", null, json) : null;
}

function ofDataContract(json: Fields): Recognised | null {
  if (!Array.isArray(json["checks"])) return null;
  return "dataContractId" in json || ("runId" in json && "timestampStart" in json)
    ? one("data-contract-cli", "test_result", null, json)
    : null;
}

function ofGreatExpectations(json: Fields): Recognised | null {
  const version = fieldsOf(json["meta"])["great_expectations_version"] ?? fieldsOf(json["meta"])["great_expectations.__version__"];
  if (isFields(json["run_results"]) || Array.isArray(json["validation_results"]))
    return one("great-expectations", "checkpoint_result", version, json);
  if (!Array.isArray(json["results"]) || "dataset" in json) return null;
  const isOurs = json["results"].some((item) => isFields(item) && "expectation_config" in item);
  return isOurs || version !== undefined || "suite_name" in json ? one("great-expectations", "validation_result", version, json) : null;
}

function ownReports(json: unknown): Recognised | null {
  const items = listOf(json);
  const isOne = isFields(json) && typeof json["dataset"] === "string";
  if (!isOne && !(items.length > 0 && items.every((item) => isFields(item) && "dataset" in item))) return null;
  // Of a single one, so that the answer names its fields and not that it is no list.
  const parsed: z.ZodSafeParseResult<unknown> = isOne ? OWN_REPORT.safeParse(json) : OWN_REPORTS.safeParse(json);
  if (parsed.success) return one("api", "report", null, json);
  const details = parsed.error.issues.slice(0, 20).map(({ path, message }) => ({ path: ["body", ...path.map(String)].join("."), message }));
  return { problem: `The report does not fit: ${details.map(({ path, message }) => `${path} ${message}`).join("; ")}.`, details };
}

function whatItIs(json: unknown): string {
  if (Array.isArray(json))
    return json.length === 0 ? "The body is an empty list" : "The body is a list of things that Touchstone does not know";
  if (!isFields(json)) return "The body is no JSON object";
  const keys = Object.keys(json)
    .slice(0, 6)
    .flatMap((key) => lineOf(key, 40) ?? []);
  return keys.length === 0 ? "The body is an empty object" : `The body is of no kind that Touchstone knows: it has ${keys.join(", ")}`;
}

export const sha256 = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");
