import { formatPlural } from "#lib/format.ts";
import type { DbtNode } from "#lib/intake/dbt/manifest.ts";
import { type DbtProject, isTableId } from "#lib/intake/results/dbt-project.ts";
import { type DbtTest, dbtTestOf, isProjectLint } from "#lib/intake/results/dbt-test.ts";
import {
  countOf,
  errorLineOf,
  type Fields,
  fieldsOf,
  isFields,
  knownInstant,
  lineOf,
  listOf,
  measuredAt,
} from "#lib/intake/results/received.ts";
import { nothingReported, type Reported, type ReportedStatus } from "#lib/intake/results/reported.ts";
import { ReportedDatasets } from "#lib/intake/results/reported-datasets.ts";

/** Commands that run tests, and that write tables. `docs generate` and `compile` write the same file and have done neither. */
const TESTING = ["test", "build"];
const WRITING = ["run", "build", "seed", "snapshot", "retry", "clone"];

const STATUSES: Readonly<Record<string, ReportedStatus>> = {
  pass: "pass",
  success: "pass",
  warn: "warn",
  fail: "fail",
  error: "error",
  "runtime error": "error",
  skipped: "skipped",
};

/** `run_results.json`, v1 to v6 and of dbt 2: what its tests found, and which tables it wrote. */
export function readDbtRunResults(json: Fields, project: DbtProject, receivedAt: string): Reported {
  const notes: string[] = [];
  const datasets = new ReportedDatasets();
  const args = fieldsOf(json["args"]);
  const which = lineOf(args["which"] ?? args["rpc_method"])?.toLowerCase() ?? null;
  const generatedAt = fieldsOf(json["metadata"])["generated_at"];
  let lost = 0;
  let untold = 0;
  for (const result of listOf(json["results"])) {
    if (!isFields(result) || typeof result["unique_id"] !== "string") continue;
    const id = result["unique_id"].slice(0, 300);
    const status = STATUSES[foldStatus(result["status"])];
    const at = [completedAt(result), generatedAt];
    if (isProjectLint(id)) continue;
    if (isTableId(id)) {
      const finishedAt = knownInstant(receivedAt, ...at);
      if (which !== null && WRITING.includes(which) && status === "pass" && finishedAt !== null)
        datasets.finished(project.nameOf(id, result["relation_name"]), finishedAt);
    } else if (id.startsWith("test.") && which !== null && TESTING.includes(which)) {
      const test = project.node(id);
      if (test === null) lost += 1;
      else if (status === undefined) untold += 1;
      else addTest({ test: dbtTestOf(test, project), id, status, result, datasets, project, at: measuredAt(receivedAt, ...at) });
    }
  }
  if (lost > 0) notes.push(lostNote(lost, project));
  if (untold > 0) notes.push(`${formatPlural(untold, "test")} had a status that Touchstone does not know.`);
  if (which === null || !(TESTING.includes(which) || WRITING.includes(which)))
    notes.push(`Nothing was taken from it: it is of 'dbt ${which ?? "?"}', which neither tests nor writes.`);
  return { ...nothingReported("dbt"), datasets: datasets.list(notes), alsoNamed: project.tables(), notes, needsManifest: lost > 0 };
}

/** Statuses differ in case and blanks from version to version. */
const foldStatus = (value: unknown) => (typeof value === "string" ? value.trim().toLowerCase().replaceAll("_", " ") : "");

function lostNote(lost: number, { isKnown }: DbtProject): string {
  const tests = formatPlural(lost, "test");
  return isKnown
    ? `${tests} are not in the manifest that was sent before: send the manifest.json of this run with it.`
    : `${tests} could not be told to belong to a dataset, because no manifest.json was sent yet. Send it, and replay this file.`;
}

interface AddedTest {
  readonly test: DbtTest;
  readonly id: string;
  readonly status: ReportedStatus;
  readonly result: Fields;
  readonly datasets: ReportedDatasets;
  readonly project: DbtProject;
  readonly at: string;
}

function addTest({ test, id, status, result, datasets, project, at }: AddedTest): void {
  const failing = status === "error" || status === "skipped" ? null : countOf(result["failures"]);
  for (const subject of test.subjects)
    datasets.add(project.nameOf(subject), {
      ...{ id, label: test.label, columns: test.columns, dimension: test.dimension, severity: test.severity, status, failing },
      ...{ observed: observedOf(status, failing, result["message"]), statistic: null, expected: test.expected, measuredAt: at },
    });
}

function observedOf(status: ReportedStatus, failing: number | null, message: unknown): string {
  if (status === "skipped") return "dbt skipped it";
  if (status === "error") return `it could not run: ${errorLineOf(message) ?? "dbt says no more"}`;
  if (failing === null) return status === "pass" ? "it passed" : "it failed";
  return `${formatPlural(failing, "row")} found`;
}

function completedAt(result: Fields): unknown {
  const steps = listOf(result["timing"]).flatMap((step) => (isFields(step) ? [step] : []));
  return (steps.find(({ name }) => name === "execute") ?? steps.at(-1))?.["completed_at"];
}

/** `sources.json` (v3) and `freshness.json` (v0 of dbt 2). There `error` says that the data is too old, and `runtime error` that nobody knows. */
export function readDbtFreshness(json: Fields, project: DbtProject, receivedAt: string): Reported {
  const notes: string[] = [];
  const datasets = new ReportedDatasets();
  const generatedAt = fieldsOf(json["metadata"])["generated_at"];
  for (const result of listOf(json["results"])) {
    if (!isFields(result) || typeof result["unique_id"] !== "string") continue;
    const id = result["unique_id"].slice(0, 300);
    const said = foldStatus(result["status"]);
    const status = said === "error" ? "fail" : STATUSES[said];
    if (status === undefined || !isTableId(id)) continue;
    datasets.add(project.nameOf(id), {
      ...{ id: `freshness:${id}`, label: "is fresh, as dbt measures it", columns: loadedAtColumn(project.node(id)) },
      ...{ dimension: "timeliness", severity: "error", status, failing: null, statistic: null },
      observed: observedAge(status, result),
      expected: criteriaOf(fieldsOf(result["criteria"])),
      measuredAt: measuredAt(receivedAt, result["snapshotted_at"], generatedAt),
    });
  }
  return { ...nothingReported("dbt"), datasets: datasets.list(notes), alsoNamed: project.tables(), notes };
}

function loadedAtColumn(node: DbtNode | null): readonly string[] {
  const field = node?.loaded_at_field ?? node?.config?.loaded_at_field ?? "";
  return /^\w{1,128}$/.test(field) ? [field] : [];
}

function observedAge(status: ReportedStatus, result: Fields): string {
  if (status === "error") return `it could not run: ${errorLineOf(result["error"]) ?? "dbt says no more"}`;
  const newest = knownInstant(new Date(8.64e15).toISOString(), result["max_loaded_at"]);
  const seconds = Number(result["max_loaded_at_time_ago_in_s"]);
  if (newest === null || !Number.isFinite(seconds)) return "dbt tells no time of the newest row";
  return `the newest row is of ${newest}, ${ageOf(Math.max(0, seconds))} before the look`;
}

const ageOf = (seconds: number) =>
  seconds < 7_200
    ? formatPlural(Math.round(seconds / 60), "minute")
    : seconds < 172_800
      ? formatPlural(Math.round(seconds / 3_600), "hour")
      : formatPlural(Math.round(seconds / 86_400), "day");

function criteriaOf(criteria: Fields): string {
  const limit = (key: string) => {
    const { count, period } = fieldsOf(criteria[key]);
    const number = countOf(count);
    return number === null || typeof period !== "string" ? null : formatPlural(number, lineOf(period, 20) ?? "day");
  };
  const [warn, error] = [limit("warn_after"), limit("error_after")];
  if (error !== null) return `no older than ${error}${warn === null ? "" : `, a warning after ${warn}`}`;
  return warn === null ? "a limit that dbt does not tell" : `a warning after ${warn}`;
}
