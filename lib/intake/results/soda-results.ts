import type { Severity } from "#lib/contract/contract.ts";
import { formatPlural } from "#lib/format.ts";
import { dimensionOf, namedDimension } from "#lib/intake/results/dimensions.ts";
import { externalName, relationParts } from "#lib/intake/results/external-names.ts";
import { countOf, type Fields, fieldsOf, isFields, lineOf, listOf, measuredAt, numberOf } from "#lib/intake/results/received.ts";
import { nothingReported, type Reported, type ReportedStatus } from "#lib/intake/results/reported.ts";
import { ReportedDatasets } from "#lib/intake/results/reported-datasets.ts";

const OUTCOMES: Readonly<Record<string, ReportedStatus>> = { pass: "pass", warn: "warn", fail: "fail" };
/** Their value counts rows. Of all others it may be a value of a row. */
const COUNTS_FAILING = /^(?:missing_count|invalid_count|duplicate_count|failed rows|failed_rows|reference|values in)/i;
const COUNTS = /(?:_count|_percent|row_count)\b|^failed rows/i;

/** A scan result of Soda 3. A check without an outcome was not evaluated, and freshness is in milliseconds. */
export function readSodaScan(json: Fields, receivedAt: string): Reported {
  const notes: string[] = [];
  const datasets = new ReportedDatasets();
  const at = measuredAt(receivedAt, json["scanEndTimestamp"], json["dataTimestamp"], json["scanStartTimestamp"]);
  let nameless = 0;
  for (const check of listOf(json["checks"])) {
    if (!isFields(check)) continue;
    const table = lineOf(check["table"]);
    const title = lineOf(check["name"]) ?? lineOf(check["definition"]);
    if (table === null || title === null) {
      nameless += 1;
      continue;
    }
    const source = lineOf(check["dataSource"] ?? json["defaultDataSource"]);
    const column = lineOf(check["column"]);
    const status = outcomeOf(check);
    const failing = status === "error" || !COUNTS_FAILING.test(title) ? null : countOf(fieldsOf(check["diagnostics"])["value"]);
    datasets.add(externalName(source === null ? `soda:${table}` : `soda:${source}/${table}`, relationParts(table), [`soda:${table}`]), {
      id: lineOf(check["identity"]) ?? title,
      label: title,
      columns: column === null ? [] : [column],
      dimension: saidDimension(check) ?? dimensionOf(title),
      severity: severityOf(check),
      ...{ status, failing, ...observedOf(status, title, check, failing) },
      expected: title,
      measuredAt: at,
    });
  }
  if (nameless > 0) notes.push(`${formatPlural(nameless, "check")} of no table or without a name were left out.`);
  return { ...nothingReported("soda"), datasets: datasets.list(notes), notes };
}

function outcomeOf(check: Fields): ReportedStatus {
  const said = typeof check["outcome"] === "string" ? OUTCOMES[check["outcome"].toLowerCase()] : undefined;
  if (said !== undefined) return said;
  const reasons = listOf(check["outcomeReasons"])
    .slice(0, 20)
    .map((reason) => (isFields(reason) ? `${String(reason["code"])} ${String(reason["message"])}` : String(reason)));
  return /not[ _]?enough|insufficient|no[ _]?(?:historic|history)/i.test(reasons.join(" ")) ? "skipped" : "error";
}

function observedOf(
  status: ReportedStatus,
  title: string,
  check: Fields,
  failing: number | null,
): { readonly observed: string; readonly statistic: string | null } {
  if (status === "error") return { observed: "it could not be evaluated", statistic: null };
  if (status === "skipped") return { observed: "Soda has not enough measurements to judge by yet", statistic: null };
  const diagnostics = fieldsOf(check["diagnostics"]);
  const value = numberOf(diagnostics["value"]);
  if (value === null) return { observed: status === "pass" ? "as expected" : "not as expected", statistic: null };
  if (diagnostics["measure"] === "time" || /^freshness\b/i.test(title))
    return { observed: `the newest row is ${hoursOf(value)} old`, statistic: null };
  if (failing !== null) return { observed: `${formatPlural(failing, "row")} found`, statistic: null };
  if (COUNTS.test(title)) return { observed: `observed ${value}`, statistic: null };
  return { observed: status === "pass" ? "as expected" : "not as expected", statistic: `observed ${value}` };
}

/** @param ms as Soda measures freshness */
function hoursOf(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 120) return formatPlural(minutes, "minute");
  return minutes < 2_880
    ? `${formatPlural(Math.floor(minutes / 60), "hour")} ${formatPlural(minutes % 60, "minute")}`
    : formatPlural(Math.floor(minutes / 1_440), "day");
}

const attribute = (check: Fields, name: string) =>
  listOf(check["resourceAttributes"])
    .filter(isFields)
    .find((each) => String(each["name"]).toLowerCase() === name)?.["value"];

const saidDimension = (check: Fields) => namedDimension(attribute(check, "dimension"));

function severityOf(check: Fields): Severity {
  const said = String(attribute(check, "severity") ?? "").toLowerCase();
  return said === "critical" || said === "warning" || said === "info" ? said : "error";
}
