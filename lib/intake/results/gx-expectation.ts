import type { Severity } from "#lib/contract/contract.ts";
import { formatPlural } from "#lib/format.ts";
import { dimensionOf } from "#lib/intake/results/dimensions.ts";
import { countOf, type Fields, fieldsOf, isFields, lineOf, listOf, numberOf } from "#lib/intake/results/received.ts";
import type { ReportedCheck, ReportedStatus } from "#lib/intake/results/reported.ts";

const SEVERITIES: Readonly<Record<string, Severity>> = {
  critical: "critical",
  error: "error",
  warning: "warning",
  warn: "warning",
  info: "info",
};
/** Say nothing of a value when asked for the least, nor otherwise. */
const WITHOUT_RESULT = ["expect_column_to_exist", "expect_table_columns_to_match_set", "expect_table_columns_to_match_ordered_list"];
/** Their observed value counts rows or columns, or is a share of them. Of all others it may be a value of a row. */
const COUNTING = /row_count|column_count|unique_value_count|proportion/;

export interface Expectation {
  readonly check: Omit<ReportedCheck, "id" | "measuredAt">;
  /** `expect_column_values_to_be_unique:customer_id` */
  readonly id: string;
}

/**
 * One expectation with its result, in the shape of 0.x or 1.x. Of the result only counts are read: the lists in it are values of rows.
 * @param short from a report that leaves out exceptions: there a failed one without any result did not run
 */
export function gxExpectationOf(item: Fields, short: boolean): Expectation | null {
  const config = isFields(item["expectation_config"]) ? item["expectation_config"] : item;
  const type = lineOf(config["type"] ?? config["expectation_type"]);
  if (type === null) return null;
  const kwargs = fieldsOf(config["kwargs"]);
  const columns = columnsOf(kwargs);
  const result = fieldsOf(item["result"]);
  const status = statusOf(item, type, result, short);
  const failing = status === "error" ? null : failingOf(result);
  const words = type.replace(/^expect_/, "").replaceAll("_", " ");
  const severity = lineOf(config["severity"] ?? fieldsOf(config["meta"])["severity"])?.toLowerCase() ?? "";
  const value = COUNTING.test(type) ? null : scalarOf(result["observed_value"]);
  return {
    id: lineOf([type, columns.join("+")].filter((part) => part !== "").join(":")) ?? type,
    check: {
      label:
        lineOf(fieldsOf(config["meta"])["description"] ?? config["description"]) ??
        (columns.length === 0 ? words : `${columns.join(", ")}: ${words}`),
      ...{ columns, status, failing },
      dimension: dimensionOf(type),
      severity: SEVERITIES[severity] ?? "error",
      observed: observedOf(status, type, result, failing),
      statistic: value === null || status === "error" ? null : `observed ${value}`,
      expected: expectedOf(words, kwargs),
    },
  };
}

function columnsOf(kwargs: Fields): readonly string[] {
  const { column, column_A: a, column_B: b, column_list: list, column_set: set } = kwargs;
  const named = [column, a, b].flatMap((name) => lineOf(name) ?? []);
  return named.length > 0
    ? named
    : listOf(list ?? set)
        .flatMap((name) => lineOf(name) ?? [])
        .slice(0, 100);
}

function statusOf(item: Fields, type: string, result: Fields, short: boolean): ReportedStatus {
  if (raised(item["exception_info"]) || typeof item["success"] !== "boolean") return "error";
  if (item["success"]) return "pass";
  return short && Object.keys(result).length === 0 && !WITHOUT_RESULT.includes(type) ? "error" : "fail";
}

/** 1.x keeps one for each metric. */
function raised(info: unknown): boolean {
  const fields = fieldsOf(info);
  if (fields["raised_exception"] === true) return true;
  return Object.values(fields).some((each) => fieldsOf(each)["raised_exception"] === true);
}

function failingOf(result: Fields): number | null {
  return countOf(result["unexpected_count"]);
}

function observedOf(status: ReportedStatus, type: string, result: Fields, failing: number | null): string {
  if (status === "error") return "it could not run: Great Expectations raised an exception";
  const all = countOf(result["element_count"]);
  if (failing !== null)
    return all === null ? `${formatPlural(failing, "unexpected value")}` : `${formatPlural(failing, "unexpected value")} of ${all}`;
  const number = COUNTING.test(type) ? numberOf(result["observed_value"]) : null;
  if (number !== null) return `observed ${number}`;
  return status === "pass" ? "as expected" : "not as expected";
}

function scalarOf(value: unknown): string | null {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : lineOf(value, 100);
}

const MACHINERY = [
  "batch_id",
  "result_format",
  "catch_exceptions",
  "include_config",
  "column",
  "column_A",
  "column_B",
  "column_list",
  "column_set",
];

function expectedOf(words: string, kwargs: Fields): string {
  const rest = Object.entries(kwargs).filter(([key, value]) => !MACHINERY.includes(key) && value !== null && value !== undefined);
  const told = rest.map(([key, value]) => `${key.replaceAll("_", " ")} ${typeof value === "string" ? value : shortJson(value)}`);
  return lineOf(told.length === 0 ? words : told.join(", ")) ?? words;
}

/** Deep values would end the program that writes them. */
function shortJson(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value))
    return `${value
      .slice(0, 10)
      .map((item) => (typeof item === "object" ? "…" : String(item)))
      .join(" | ")}${value.length > 10 ? " | …" : ""}`;
  return "…";
}
