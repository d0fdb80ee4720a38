import { dimensionOf } from "#lib/intake/results/dimensions.ts";
import { type LineageDataset, type LineageEvent, lineageEventOf } from "#lib/intake/results/openlineage-event.ts";
import { lineageEdges } from "#lib/intake/results/openlineage-lineage.ts";
import { type Fields, fieldsOf, isFields, knownInstant, lineOf, listOf, measuredAt } from "#lib/intake/results/received.ts";
import { nothingReported, type Reported, type ReportedCheck } from "#lib/intake/results/reported.ts";
import { ReportedDatasets } from "#lib/intake/results/reported-datasets.ts";

/** Events that tell of a run which did not come to its end say nothing of what is made from what. */
const BROKEN = ["FAIL", "ABORT"];

/**
 * One event: what its assertions found, that its outputs were written, and what they are made from.
 * @param others further events of the same run. Producers may name the inputs when it starts and the outputs when it ends.
 */
export function readOpenLineage(json: Fields, receivedAt: string, others: readonly Fields[] = []): Reported {
  const event = lineageEventOf(json);
  if (event === null) return nothingReported("openlineage");
  const notes: string[] = [];
  const datasets = new ReportedDatasets();
  for (const dataset of [...event.inputs, ...event.outputs]) addAssertions(dataset, measuredAt(receivedAt, event.time), datasets);
  const rest = others
    .flatMap((other) => lineageEventOf(other) ?? [])
    .filter((other) => other.runId === event.runId && other.job === event.job);
  const { inputs, outputs } = sidesOf(event, rest);
  const completed = completionOf(event, rest);
  const finishedAt = completed === null ? null : knownInstant(receivedAt, completed.time);
  if (finishedAt !== null) for (const { name, isGone } of outputs) if (!isGone) datasets.finished(name, finishedAt);
  const isLineage = event.kind !== "dataset_event" && !event.isTest && !BROKEN.includes(event.type ?? "");
  const edges = isLineage
    ? lineageEdges(
        inputs,
        outputs.filter(({ isGone }) => !isGone),
        notes,
      )
    : [];
  const lineage = edges.length === 0 || event.job === null ? [] : [{ job: event.job, edges }];
  return { ...nothingReported("openlineage"), datasets: datasets.list(notes), lineage, notes };
}

/** An event that leaves a side out is completed by the run's other events; what it names itself is not added to. */
function sidesOf(event: LineageEvent, others: readonly LineageEvent[]): Pick<LineageEvent, "inputs" | "outputs"> {
  if (event.kind !== "run_event") return event;
  return {
    inputs: event.inputs.length > 0 ? event.inputs : distinct(others.flatMap(({ inputs }) => inputs)),
    outputs: event.outputs.length > 0 ? event.outputs : distinct(others.flatMap(({ outputs }) => outputs)),
  };
}

const distinct = (datasets: readonly LineageDataset[]) => [...new Map(datasets.map((dataset) => [dataset.name.alias, dataset])).values()];

/** The event by which the run ended well; one that came before the others may have named no outputs. */
function completionOf(event: LineageEvent, others: readonly LineageEvent[]): LineageEvent | null {
  if (event.kind !== "run_event" || event.isTest) return null;
  return [event, ...others.filter(({ outputs }) => outputs.length === 0)].find(({ type }) => type === "COMPLETE") ?? null;
}

function addAssertions({ name, facets }: LineageDataset, at: string, datasets: ReportedDatasets): void {
  for (const item of listOf(fieldsOf(facets["dataQualityAssertions"])["assertions"])) {
    if (!isFields(item)) continue;
    const assertion = lineOf(item["assertion"]);
    if (assertion === null) continue;
    const column = lineOf(item["column"]);
    datasets.add(name, checkOf(item, assertion, column, at));
  }
}

function checkOf(item: Fields, assertion: string, column: string | null, at: string): ReportedCheck {
  const { success } = item;
  const said = lineOf(item["severity"])?.toLowerCase();
  const severity = said === "warn" || said === "warning" ? "warning" : said === "critical" || said === "info" ? said : "error";
  const [actual, expected] = [wordOf(item["actual"]), wordOf(item["expected"])];
  return {
    id: lineOf(item["name"]) ?? (column === null ? assertion : `${assertion}:${column}`),
    label: lineOf(item["description"]) ?? (column === null ? assertion : `${column}: ${assertion}`),
    columns: column === null ? [] : [column],
    dimension: dimensionOf(assertion),
    severity,
    status: typeof success !== "boolean" ? "error" : success ? "pass" : "fail",
    observed: typeof success !== "boolean" ? "its producer tells no outcome" : success ? "as expected" : "not as expected",
    statistic: actual === null || typeof success !== "boolean" ? null : `observed ${actual}`,
    expected: expected ?? assertion,
    failing: null,
    measuredAt: at,
  };
}

const wordOf = (value: unknown) => (typeof value === "number" || typeof value === "boolean" ? String(value) : lineOf(value, 100));
