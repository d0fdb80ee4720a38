import type { CodeText } from "#components/docs/error-texts.ts";
import type { ProblemCode } from "#lib/contract/problem.ts";

/** Texts of the pages `/docs/errors/<code>` for problems in catalog files. */
export const PROBLEM_TEXTS: Readonly<Record<ProblemCode, CodeText>> = {
  "TS-FILE-001": {
    means: "A file of the catalog folder cannot be opened.",
    example: "chmod 000 catalog/orders.yaml",
    remedy: "Give the user that runs Touchstone the right to read it, or move it out of the folder.",
  },
  "TS-FILE-002": {
    means: "A file is larger than a catalog file may be (1 MiB).",
    example: "catalog/everything.yaml, 3 MiB",
    remedy: "Split it: datasets, glossary, owners and sources may stand in as many files as you like.",
  },
  "TS-FILE-003": {
    means: "A file is not text in UTF-8, so its letters cannot be trusted.",
    example: "a file saved as Latin-1, with ü as one byte",
    remedy: "Save it as UTF-8, which every editor offers.",
  },
  "TS-FILE-004": {
    means:
      "A YAML file of the catalog folder is something else, for example a file of dbt, Backstage or Kubernetes. Nothing of it is used.",
    example: "version: 2\nmodels:\n  - name: orders",
    remedy: "Keep it in another folder, or convert it as the hint says. A catalog file begins with data_catalog:.",
  },
  "TS-YAML-001": {
    means: "The file cannot be read as YAML. Nothing in it is taken; what it said before stays published.",
    example: "orders:\n  description: Orders: all of them",
    remedy: "Look at the line that is named. Usual causes: a colon in a text without quotes, tabs, wrong indentation.",
  },
  "TS-YAML-002": {
    means: "The file repeats itself through aliases so often that reading it would be dangerous.",
    example: "a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]",
    remedy: "Write the values out, or use fewer anchors.",
  },
  "TS-YAML-003": {
    means: "The file is nested deeper than any catalog needs.",
    example: "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…",
    remedy: "Flatten it; most often a bracket was never closed.",
  },
  "TS-YAML-004": {
    means: "The same key stands twice in one map. YAML forbids it, because one of them would silently be lost.",
    example: "orders:\n  owner: sales\n  owner: order-platform",
    remedy: "Keep one of the two.",
  },
  "TS-SPEC-001": {
    means: "A key is not part of the catalog format, so what it says is not used.",
    example: "orders:\n  ownr: sales",
    remedy: "The hint names the nearest key. Your own keys belong under custom:.",
  },
  "TS-SPEC-002": {
    means: "A value is of another kind than the key takes: a list instead of a text, for example.",
    example: "orders:\n  description: [One row per order]",
    remedy: "Write the kind of value that the message names.",
  },
  "TS-SPEC-003": {
    means: "A key that is needed is missing. A dataset needs a description, an owner and a schema.",
    example: "orders:\n  description: One row per order.\n  schema: [order_id: STRING]",
    remedy: "Add it. Who uses the data must know whom to ask.",
  },
  "TS-SPEC-004": {
    means: "A name has letters that cannot be an address, an SQL name and a file name at once.",
    example: "Order Lines 2024:",
    remedy: "Use lower case letters, digits and underscores, beginning with a letter: order_lines_2024. The title may say anything.",
  },
  "TS-SPEC-005": {
    means: "A value is outside of what it can mean.",
    example: "quality_score: 120%",
    remedy: "Write a value within the range that the message names.",
  },
  "TS-SPEC-006": {
    means: "A password, token or URL with credentials stands in the file, where everybody who reads the repository finds it.",
    example: "url: postgres://app:secret@db/sales",
    remedy: "Write {env: TOUCHSTONE_SOURCE_SALES} and set that variable where Touchstone runs. Change the secret: it was readable.",
  },
  "TS-COLUMN-001": {
    means: "The type of a column is none that is known.",
    example: "- total: MONEYS",
    remedy: "The hint names the nearest type. Common ones: STRING, INTEGER, DECIMAL(12,2), BOOLEAN, DATE, TIMESTAMP.",
  },
  "TS-COLUMN-002": {
    means:
      "What stands in brackets after a type is not understood, contradicts what stands before it, or says nothing of such a type. It promises nothing that can be checked.",
    example: "- status: STRING (placed, paid)",
    remedy: "Known are PK, UNIQUE, NOT NULL, PII, FK -> table.column, a|b|c, 0-1, >= 0. Put texts after -- instead.",
  },
  "TS-COLUMN-003": {
    means: "The same column stands twice in one schema.",
    example: "- id: STRING\n- id: INTEGER",
    remedy: "Keep one of the two.",
  },
  "TS-FRESH-001": {
    means: "The promised freshness cannot be turned into an age, so nobody can check it.",
    example: "freshness: pretty recent",
    remedy: "Write an age with a unit: < 24 hours, <= 90m, within 1 day, PT24H, daily.",
  },
  "TS-FRESH-002": {
    means: "A freshness is promised, but no column tells how old a row is.",
    example: "freshness: < 24 hours, and no timestamp in the schema",
    remedy: "Name one: freshness: {max_age: 24h, column: loaded_at}. Without it, updated_at, loaded_at or the only timestamp is taken.",
  },
  "TS-SLA-001": {
    means: "The sentence of the SLA is kept and shown, but no machine can check it.",
    example: "sla: usually early in the morning",
    remedy: 'Write it like Updated by 6 AM ET on weekdays, or as {by: "06:00", timezone: America/New_York, every: day}.',
  },
  "TS-SLA-002": {
    means: "A time could be read in two ways. The note says which one was taken.",
    example: "sla: Updated by 6 AM EST daily",
    remedy: "Nothing to do if it is what you mean. Else write the zone in full (America/New_York) or a fixed offset (-05:00).",
  },
  "TS-LINK-001": {
    means: "A dataset is named that is not in the catalog.",
    example: "lineage: {upstream: [raw_ordrs]}",
    remedy: "The hint names the nearest one. Correct the name, or describe that dataset too.",
  },
  "TS-LINK-002": {
    means: "An owner is named who is not described, so readers see a name without a contact.",
    example: "owner: order-platfrom",
    remedy: "Add the team under owners: with a title, an e-mail address or a Slack channel.",
  },
  "TS-LINK-003": {
    means: "A term is named that is not in the glossary.",
    example: "terms: [revenu]",
    remedy: "Correct it, or define the term under glossary:.",
  },
  "TS-LINK-004": {
    means: "A domain is named that is not described.",
    example: "domain: comerce",
    remedy: "Correct it, or add it under domains: with a title.",
  },
  "TS-LINK-005": {
    means: "A source is named that is not described, so the rows cannot be found.",
    example: "source: warehous.sales.orders",
    remedy: "Correct the part before the first dot, or add that source under sources:.",
  },
  "TS-LINK-006": {
    means: "A column is named that its dataset does not have.",
    example: "- customer_id: STRING (FK -> customers.id)",
    remedy: "The hint names the nearest column. Correct the name on one of the two sides.",
  },
  "TS-LINK-007": {
    means: "The dataset says nowhere where its rows lie. It can be read about, but not read.",
    example: "a dataset without source: in a catalog without a source",
    remedy: "Add source: to it, and the source under sources:.",
  },
  "TS-LINK-008": {
    means: "A document names a metric that no file of the catalog defines.",
    example: '<Metric name="revenu" />',
    remedy: "Correct the name, or define the metric under data_catalog: metrics:.",
  },
  "TS-POLICY-001": {
    means:
      "The row policy of a dataset cannot be read without guessing: a quote or bracket is open, or a reader's value stands where an engine takes none. The dataset is left out, and what was published before stays.",
    example: `access: {rows: "country = '\${user.country}'"}`,
    remedy: `Write one expression over the dataset's own columns, with \${user.country} without quotes around it.`,
  },
  "TS-POLICY-002": {
    means: "A row policy asks for something about its readers that the catalog's policy does not list, so nobody could read a row.",
    example: `access: {rows: country = \${user.contry}}`,
    remedy: "Correct the name, or list it under data_catalog: policy: {attributes: [country]} if what tokens say about it can be trusted.",
  },
  "TS-POLICY-003": {
    means:
      "A row policy calls a function that gives another value each time, so a reader who asks often enough would see every row once. The dataset is left out, and what was published before stays.",
    example: "access: {rows: random() < 0.1}",
    remedy:
      "Compare columns with each other, with values, or with what is known of the reader. To show a sample, make a column that says which rows are in it.",
  },
  "TS-DUP-001": {
    means: "The same thing is defined in two places. Neither is taken until one is gone; what was published before stays.",
    example: "orders: in commerce.yaml and in old/orders.yaml",
    remedy: "The message names both places. Delete one.",
  },
  "TS-DOC-001": {
    means: "The documentation that is named does not lie there.",
    example: "docs: order.mdx",
    remedy: "Paths are relative to the file that names them. Correct the path or add the file.",
  },
  "TS-DOC-002": {
    means: "The documentation cannot be read as MDX.",
    example: "A <Note> that is never closed",
    remedy: "Look at the line that is named. A < that is only a sign is written &lt;, and { as \\{.",
  },
  "TS-DOC-003": {
    means: "The documentation uses something that documents may not do: code, raw HTML, an unknown component, a dangerous link.",
    example: "import Chart from './chart'",
    remedy: "Use Markdown and the components Note, Warning, Query, Column, Term, Dataset and Metric.",
  },
  "TS-ODCS-001": {
    means: "How a contract in the Open Data Contract Standard was read, where the standard leaves a choice.",
    example: "a contract with two objects in schema:",
    remedy: "Nothing to do if it is what you mean.",
  },
  "TS-ODCS-002": {
    means: "A contract in the Open Data Contract Standard has a version or a part that cannot be read.",
    example: "apiVersion: v1.0.0",
    remedy: "Versions 3.0 and 3.1 are read. Correct the part that the message names.",
  },
  "TS-CHANGE-001": {
    means: "A change breaks readers of a dataset who could not know of it. Found by touchstone check --against.",
    example: "orders, 1.4.0 → 1.4.1: the column email is gone",
    remedy: "Raise the major version, or publish status: deprecated first and change it later. docs/changes.md tells what breaks readers.",
  },
  "TS-CHANGE-002": {
    means: "A change breaks readers of a dataset, and was announced by its version or by a deprecation.",
    example: "orders, 1.4.0 → 2.0.0: the column email is gone",
    remedy: "Nothing to do if the datasets that touchstone plan names below it are ready.",
  },
  "TS-CHANGE-003": {
    means: "A file was broken at the revision that the catalog is compared with, so nobody can tell what changed in it.",
    example: "touchstone check --against main, where main does not pass touchstone check",
    remedy: "Compare with a revision whose files are whole, or with what is published.",
  },
  "TS-LIMIT-001": {
    means: "The catalog has more datasets than one Touchstone takes (100,000).",
    example: "one dataset per file of a data lake",
    remedy: "Describe tables, not files or partitions.",
  },
  "TS-FMT-001": {
    means: "touchstone fmt left a file as it is, because it could not write it in another way and be sure that nothing is lost.",
    example: "title: &name Shop\n*name : a key that is an alias",
    remedy: "Nothing has to be done. Write the place that the message names in a plainer way to have the file formatted.",
  },
  "TS-FMT-002": {
    means: "touchstone fmt --check found a file that is not in the style of the format. What it says is not touched by that.",
    example: 'owner:   "data-team"',
    remedy: "Run touchstone fmt, or touchstone fmt --diff to see first what would change.",
  },
};
