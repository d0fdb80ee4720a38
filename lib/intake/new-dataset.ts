import { inferFreshnessColumn } from "#lib/contract/freshness.ts";
import { findLogicalType } from "#lib/contract/logical-type.ts";
import { UNASSIGNED } from "#lib/intake/dataset-spec.ts";
import { type ImportedDataset, plainColumn, plainDataset } from "#lib/intake/imported.ts";
import { sqlName } from "#lib/intake/sql-text.ts";

/** A dataset about which nothing is known yet: one column to replace, and what else can be said as comments. */
export function templateDataset(name: string): ImportedDataset {
  return {
    ...plainDataset(name),
    columns: [{ ...plainColumn("id", "STRING"), primaryKey: true, description: "Replace this by the columns of the data." }],
    comments: {
      schema: `Where its rows are is written \`source: warehouse.schema.table\`.
Columns are written \`name: TYPE (constraint) -- description\`, for example:
  - status: STRING (open|paid|cancelled)
  - total: DECIMAL(12,2) (>= 0) -- in the order's currency
  - customer_id: STRING (NOT NULL) (FK -> customers.customer_id)
  - email: STRING (PII)
  - updated_at: TIMESTAMP`,
    },
  };
}

/** Stands above lines that become part of the file when their mark is removed. */
export const SUGGESTIONS = "Suggestions. Remove the mark of a line to promise it, or remove the line:";

/**
 * The dataset with what a person is to say about it: questions where an answer is needed, suggestions as comments where one is
 * welcome. What is a comment promises nothing.
 */
export function withPrompts(dataset: ImportedDataset, owners: readonly string[]): ImportedDataset {
  const { columns, comments, description, owner } = dataset;
  const dated = columns.map(({ name, type }) => ({ name, logicalType: findLogicalType(type) ?? "string" }));
  const fresh = inferFreshnessColumn(dated);
  const ask =
    description === null ? ["What is one row? Which rows are in, and which are left out? Write for somebody who has never seen it."] : [];
  const named = owners.filter((id) => id !== UNASSIGNED);
  const who =
    named.length === 0
      ? "Define it below `owners:`."
      : `This catalog knows ${named.slice(0, 12).join(", ")}${named.length > 12 ? " and others" : ""}.`;
  return {
    ...dataset,
    status: "draft",
    comments: {
      ...(ask.length === 0 ? {} : { description: ask.join("\n") }),
      ...(owner === null ? { owner: `The team that answers questions about it. ${who}` } : {}),
      status: "draft until its owner has read it; then remove this line.",
      schema: [
        ...(comments.schema === undefined ? [] : [comments.schema, ""]),
        SUGGESTIONS,
        "tier: 2   # 1 is the most critical, 4 the least",
        fresh === null ? "freshness: < 24 hours" : `freshness: {max_age: 24 hours, column: ${fresh}}`,
        "sla: by 08:00 Europe/Berlin on weekdays",
      ].join("\n"),
      end: `${SUGGESTIONS}\n${suggestions(dataset, fresh)}`,
    },
  };
}

function suggestions({ name, columns, checks }: ImportedDataset, fresh: string | null): string {
  const key = columns.filter(({ primaryKey }) => primaryKey).map((column) => column.name);
  const likely = columns.find((column) => column.references === null && /^\w*(?:id|key|uuid|code|number)$/i.test(column.name));
  const shown = columns.slice(0, 4).map((column) => sqlName(column.name));
  const list = shown.length === 0 ? "*" : shown.join(", ");
  return [
    ...(checks.length === 0 ? ["checks:"] : ["More items of `checks:`"]),
    "  - row_count: {min: 1}",
    ...(key.length === 0 && likely !== undefined ? [`  - unique: [${likely.name}]   # or write (PK) behind it`] : []),
    "lineage: {upstream: []}   # the datasets that it is made of",
    "usage_examples:",
    `  - name: ${fresh === null ? "Some rows" : "The newest rows"}`,
    `    sql: SELECT ${list} FROM ${name}${fresh === null ? "" : ` ORDER BY ${sqlName(fresh)} DESC`} LIMIT 20`,
  ].join("\n");
}
