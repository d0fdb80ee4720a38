import { formatPlural } from "#lib/format.ts";
import { dimensionOf, namedDimension } from "#lib/intake/results/dimensions.ts";
import { externalName, relationParts } from "#lib/intake/results/external-names.ts";
import { errorLineOf, type Fields, fieldsOf, isFields, lineOf, listOf, measuredAt, numberOf } from "#lib/intake/results/received.ts";
import { nothingReported, type Reported, type ReportedStatus } from "#lib/intake/results/reported.ts";
import { ReportedDatasets } from "#lib/intake/results/reported-datasets.ts";

/** `unknown` and nothing at all: it was not evaluated. `info` is no judgement. */
const RESULTS: Readonly<Record<string, ReportedStatus | null>> = {
  passed: "pass",
  warning: "warn",
  failed: "fail",
  error: "error",
  unknown: "error",
  info: null,
};

/** A test result of the Data Contract CLI. Results may be missing. */
export function readDataContractRun(json: Fields, receivedAt: string): Reported {
  const notes: string[] = [];
  const datasets = new ReportedDatasets();
  const contract = lineOf(json["dataContractId"]);
  const at = measuredAt(receivedAt, json["timestampEnd"], json["timestampStart"]);
  let general = 0;
  for (const check of listOf(json["checks"])) {
    if (!isFields(check)) continue;
    const said = typeof check["result"] === "string" ? check["result"].toLowerCase() : "unknown";
    const status = RESULTS[said] === undefined ? "error" : RESULTS[said];
    const model = lineOf(check["model"]);
    if (status === null) continue;
    if (model === null) {
      general += 1;
      continue;
    }
    const [type, field] = [lineOf(check["type"]) ?? "check", lineOf(check["field"])];
    const label = lineOf(check["name"]) ?? [type, field].filter((part) => part !== null).join(" ");
    const also = contract === null ? [] : [`datacontract:${model}`];
    datasets.add(
      externalName(contract === null ? `datacontract:${model}` : `datacontract:${contract}/${model}`, relationParts(model), also),
      {
        id: lineOf(check["key"]) ?? (field === null ? `${model}__${type}` : `${model}__${field}__${type}`),
        label,
        columns: field === null ? [] : [field],
        dimension: namedDimension(check["dimension"]) ?? dimensionOf(type, label),
        severity: "error",
        status,
        ...{ failing: null, statistic: statisticOf(status, check) },
        observed: observedOf(status, check),
        expected: label,
        measuredAt: at,
      },
    );
  }
  if (general > 0) notes.push(`${formatPlural(general, "check")} of no model were left out: they are about the contract, not about data.`);
  return { ...nothingReported("data-contract-cli"), datasets: datasets.list(notes), notes };
}

function observedOf(status: ReportedStatus, check: Fields): string {
  if (status === "error") return `it could not run: ${errorLineOf(check["reason"]) ?? "the Data Contract CLI says no more"}`;
  return status === "pass" ? "as promised" : "not as promised";
}

function statisticOf(status: ReportedStatus, check: Fields): string | null {
  const value = status === "error" ? null : numberOf(fieldsOf(check["diagnostics"])["value"]);
  return value === null ? null : `observed ${value}`;
}
