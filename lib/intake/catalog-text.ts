import { Document, Pair, Scalar, type YAMLMap } from "yaml";
import { formatFile } from "#lib/contract/fmt/format-file.ts";
import { titleOf } from "#lib/contract/name.ts";
import { compareText } from "#lib/contract/problem-log.ts";
import { cleanLabel } from "#lib/intake/clean-text.ts";
import { columnSpec } from "#lib/intake/column-spec.ts";
import { datasetSpec, metricSpec, ownerSpec, sourceEntrySpec } from "#lib/intake/dataset-spec.ts";
import type { ImportedCatalog, ImportedColumn, ImportedDataset, ReadyDataset } from "#lib/intake/imported.ts";
import { blockNode, listOf, mapOf, scalarOf, type YamlNode, yamlComment, yamlNode } from "#lib/intake/yaml-node.ts";

export interface WriteOptions {
  /** Comment at the top of the file, without `#`. */
  readonly heading: string;
  /** Where the JSON Schema for editors is. */
  readonly schemaUrl: string;
}

/** One catalog file. Everything is sorted by name, columns keep their order: the same input gives the same bytes. */
export function catalogText(catalog: ImportedCatalog, { heading, schemaUrl }: WriteOptions): string {
  const sections = [
    section(
      "owners",
      catalog.owners.toSorted(byId).map((owner) => entry(owner.id, yamlNode(ownerSpec(owner)))),
    ),
    section(
      "domains",
      catalog.domains.toSorted(byId).map(({ id, title }) => entry(id, yamlNode({ title: cleanLabel(title) ?? titleOf(id) }))),
    ),
    section(
      "sources",
      catalog.sources.toSorted(byId).map((source) => entry(source.id, yamlNode(sourceEntrySpec(source)), source.comment)),
    ),
    section(
      "datasets",
      catalog.datasets.toSorted(byName).map((dataset, index) => {
        const pair = entry(dataset.name, datasetNode(dataset), dataset.comments.start);
        pair.key.spaceBefore = index > 0;
        return pair;
      }),
    ),
    section(
      "metrics",
      catalog.metrics.toSorted(byName).map((metric) => entry(metric.name, blockNode(metricSpec(metric)))),
    ),
  ].flat();
  const document = new Document(mapOf([new Pair(new Scalar("data_catalog"), mapOf(sections))]));
  const head = [`yaml-language-server: $schema=${schemaUrl}`, ...heading.split("\n")];
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false, blockQuote: "literal" });
  const lines = head.map((line) => `#${yamlComment(line)}`.trimEnd()).join("\n");
  // The style is that of `touchstone fmt`, so that a formatter before the commit has nothing to do.
  const formatted = formatFile({ file: "catalog.yaml", text: `${lines}\n${text}` }, { form: "keep" });
  return formatted.kind === "formatted" ? formatted.text : `${lines}\n${text}`;
}

const byId = (a: { readonly id: string }, b: { readonly id: string }) => compareText(a.id, b.id);
const byName = (a: { readonly name: string }, b: { readonly name: string }) => compareText(a.name, b.name);

function section(name: string, entries: readonly Pair<Scalar, YamlNode>[]): Pair<Scalar, YamlNode>[] {
  return entries.length === 0 ? [] : [entry(name, mapOf(entries))];
}

function entry(name: string, value: YamlNode, comment: string | null = null): Pair<Scalar, YamlNode> {
  const key = scalarOf(name);
  if (comment !== null) key.commentBefore = yamlComment(comment);
  return new Pair(key, value);
}

function datasetNode(dataset: ImportedDataset | ReadyDataset): YAMLMap {
  const comments = new Map<string, string>(Object.entries(dataset.comments));
  const fields = Object.entries("spec" in dataset ? dataset.spec : datasetSpec(dataset));
  const columns = "spec" in dataset ? null : dataset.columns;
  const map = mapOf(
    fields.map(([key, value]) =>
      entry(key, key === "schema" && columns !== null ? listOf(columns.map(columnNode)) : valueNode(key, value), comments.get(key)),
    ),
  );
  const end = comments.get("end");
  if (end !== undefined) map.comment = yamlComment(end);
  return map;
}

/** Lists whose items have lines of their own; everything else stands in one line where it fits. */
const LISTS = ["schema", "checks", "monitors", "usage_examples"];

function valueNode(key: string, value: unknown): YamlNode {
  if (!LISTS.includes(key) || !Array.isArray(value)) return yamlNode(value);
  return listOf(value.map((item: unknown) => (typeof item === "object" && item !== null ? blockNode(item) : yamlNode(item))));
}

/** A comment stands at the end of a column's line, and before a column of several lines. */
function columnNode(column: ImportedColumn): YAMLMap {
  const value = yamlNode(columnSpec(column));
  const item = mapOf([entry(column.name, value)]);
  if (column.comment === null) return item;
  const inLine = value instanceof Scalar || value.flow === true;
  if (inLine && !column.comment.includes("\n")) value.comment = yamlComment(column.comment);
  else item.commentBefore = yamlComment(column.comment);
  return item;
}
