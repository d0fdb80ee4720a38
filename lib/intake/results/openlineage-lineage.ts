import { formatCount } from "#lib/format.ts";
import { type LineageDataset, lineageName } from "#lib/intake/results/openlineage-event.ts";
import { fieldsOf, isFields, lineOf, listOf } from "#lib/intake/results/received.ts";
import type { ExternalName, ReportedEdge } from "#lib/intake/results/reported.ts";

/** Each output is made from each input, so a few thousand of both would be millions. */
const MOST_EDGES = 20_000;
const MOST_COLUMNS = 50_000;

/** Which output is made from which input, and which of their columns from which, as far as the event tells. */
export function lineageEdges(
  inputs: readonly LineageDataset[],
  outputs: readonly LineageDataset[],
  notes: string[],
): readonly ReportedEdge[] {
  const edges = new Map<string, { readonly to: ExternalName; readonly from: ExternalName; readonly columns: ColumnEdge[] }>();
  let columns = 0;
  const known = new Map(inputs.map(({ name }) => [name.alias, name]));
  const edge = (to: ExternalName, from: ExternalName) => {
    if (to.alias === from.alias) return undefined;
    const key = `${to.alias}\n${from.alias}`;
    const known = edges.get(key);
    if (known !== undefined || edges.size >= MOST_EDGES) return known;
    const made = { to, from, columns: [] };
    edges.set(key, made);
    return made;
  };
  for (const { name: to, facets } of outputs) {
    for (const { name: from } of inputs) {
      if (edges.size >= MOST_EDGES) break;
      edge(to, from);
    }
    for (const { from, ...column } of columnEdges(fieldsOf(facets["columnLineage"]), known)) {
      const found = edge(to, from);
      if (found === undefined || columns >= MOST_COLUMNS) continue;
      if (column.column === null) continue;
      found.columns.push({ column: column.column, from: column.field, kind: column.kind });
      columns += 1;
    }
  }
  if (inputs.length * outputs.length > MOST_EDGES || columns >= MOST_COLUMNS)
    notes.push(
      `Lineage of this run was cut: ${formatCount(MOST_EDGES)} edges between datasets and ${formatCount(MOST_COLUMNS)} between columns are kept.`,
    );
  return [...edges.values()];
}

type ColumnEdge = ReportedEdge["columns"][number];

interface FieldEdge {
  readonly from: ExternalName;
  /** `null`: the input decides about whole rows, and about no column more than about another. */
  readonly column: string | null;
  readonly field: string;
  readonly kind: string | null;
}

function* columnEdges(facet: Readonly<Record<string, unknown>>, known: ReadonlyMap<string, ExternalName>): Generator<FieldEdge> {
  const nameOf = (namespace: unknown, name: unknown) => {
    const made = lineageName(namespace, name);
    return made === null ? null : (known.get(made.alias) ?? made);
  };
  for (const [name, value] of Object.entries(fieldsOf(facet["fields"]))) {
    const [column, field] = [lineOf(name, 200), fieldsOf(value)];
    for (const input of listOf(field["inputFields"]).filter(isFields)) {
      const [from, read] = [nameOf(input["namespace"], input["name"]), lineOf(input["field"], 200)];
      if (from !== null && column !== null && read !== null)
        yield { from, column, field: read, kind: kindOf(input["transformations"], field["transformationType"]) };
    }
  }
  for (const input of listOf(facet["dataset"]).filter(isFields)) {
    const from = nameOf(input["namespace"], input["name"]);
    if (from !== null) yield { from, column: null, field: "", kind: null };
  }
}

/** A value that goes into the column tells more than a condition on it, such as a filter. */
function kindOf(transformations: unknown, old: unknown): string | null {
  const all = listOf(transformations).filter(isFields);
  const said = all.find(({ type }) => type === "DIRECT") ?? all[0];
  return lineOf(said?.["subtype"] ?? said?.["type"] ?? old, 40)?.toLowerCase() ?? null;
}
