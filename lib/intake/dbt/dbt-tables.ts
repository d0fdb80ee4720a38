import { nameDatasets } from "#lib/intake/dataset-names.ts";
import type { DbtManifest, DbtNode } from "#lib/intake/dbt/manifest.ts";
import type { ImportNotes } from "#lib/intake/import-notes.ts";

export type DbtKind = "model" | "snapshot" | "seed" | "source";

/** Something in dbt that has rows of its own, and so is a dataset. */
export interface DbtTable {
  readonly id: string;
  readonly kind: DbtKind;
  readonly node: DbtNode;
  /** Sources that are declared over the same relation: the same rows, described twice. */
  readonly twins: readonly DbtNode[];
  readonly name: string;
}

const RANKS: Readonly<Record<DbtKind, number>> = { model: 0, snapshot: 2, seed: 4, source: 6 };

export class DbtTables {
  readonly all: readonly DbtTable[];
  readonly #byId = new Map<string, DbtTable>();
  readonly #nodes: ReadonlyMap<string, DbtNode>;

  constructor(manifest: DbtManifest, notes: ImportNotes, known: (id: string) => string | null) {
    const nodes = [...manifest.nodes, ...manifest.sources];
    this.#nodes = new Map(nodes.map((node) => [node.unique_id, node]));
    const found = nodes.flatMap((node) => {
      const kind = kindOf(node);
      return kind === null || node.config?.enabled === false ? [] : [{ kind, node }];
    });
    const tables = found.filter(({ node }) => node.config?.materialized !== "ephemeral");
    for (const { node } of found)
      if (node.config?.materialized === "ephemeral") notes.add("ephemeral model, which has no rows of its own", node.name);

    const byRelation = Map.groupBy(tables, ({ node }) => relationKey(node) ?? node.unique_id);
    const owners = [...byRelation.values()].map((same) => {
      const [first, ...others] = same.toSorted((a, b) => RANKS[a.kind] - RANKS[b.kind]);
      const twins = others.filter(({ kind }) => kind === "source");
      return { first, twins, separate: others.filter(({ kind }) => kind !== "source") };
    });
    const entries = owners.flatMap(({ first, twins, separate }) =>
      first === undefined
        ? []
        : [{ ...first, twins: twins.map(({ node }) => node) }, ...separate.map((table) => ({ ...table, twins: [] }))],
    );
    const project = manifest.metadata?.project_name ?? null;
    const names = nameDatasets(
      entries.map(({ kind, node }) => ({
        key: node.unique_id,
        names: namesOf(kind, node),
        rank: RANKS[kind] + (isOwn(node, project) ? 0 : 1),
      })),
      new Map(entries.flatMap(({ node }) => knownName(node.unique_id, known))),
    );
    this.all = entries.map(({ kind, node, twins }) => ({
      id: node.unique_id,
      kind,
      node,
      twins,
      name: names.get(node.unique_id) ?? node.name,
    }));
    for (const table of this.all) {
      for (const { unique_id } of [table.node, ...table.twins]) this.#byId.set(unique_id, table);
      for (const twin of table.twins)
        notes.add("source over a table that dbt builds itself, joined with it", `${twin.source_name ?? ""}.${twin.name}`);
      const short = namesOf(table.kind, table.node)[0]?.at(-1) ?? "";
      if (table.name.toLowerCase() !== short.toLowerCase()) notes.add("dataset named otherwise than in dbt", `${short} is ${table.name}`);
    }
  }

  /** The dataset of a node; a source that shares its rows with a model is that model. */
  find(id: string): DbtTable | null {
    return this.#byId.get(id) ?? null;
  }

  /** Datasets that these nodes read, through ephemeral models. Sorted, each once, never `own`. */
  datasetsBehind(ids: readonly string[], own: string | null): readonly string[] {
    const names = new Set<string>();
    const seen = new Set<string>();
    const open = [...ids];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const table = this.find(id);
      if (table !== null) names.add(table.name);
      else for (const before of this.#nodes.get(id)?.depends_on?.nodes ?? []) open.push(before);
    }
    if (own !== null) names.delete(own);
    return [...names].sort();
  }
}

function kindOf(node: DbtNode): DbtKind | null {
  const type = node.resource_type ?? node.unique_id.split(".")[0];
  return type === "model" || type === "snapshot" || type === "seed" || type === "source" ? type : null;
}

/** The same relation, as the warehouse sees it. */
function relationKey(node: DbtNode): string | null {
  const table = tableOf(node);
  return node.schema == null || table === null ? null : JSON.stringify([node.database, node.schema, table]).toLowerCase();
}

/** The table's name in the warehouse. */
export function tableOf(node: DbtNode): string | null {
  return node.identifier ?? node.alias ?? node.name;
}

function namesOf(kind: DbtKind, node: DbtNode): readonly (readonly string[])[] {
  const own = node.version == null ? node.name : `${node.name}_v${node.version}`;
  const owner = node.package_name ?? "dbt";
  if (kind === "source") return [[own], [node.source_name ?? owner, own], [owner, node.source_name ?? "source", own]];
  return [[own], [owner, own]];
}

const isOwn = (node: DbtNode, project: string | null) => project === null || node.package_name === project;

function knownName(id: string, known: (id: string) => string | null): readonly (readonly [string, string])[] {
  const name = known(id);
  return name === null ? [] : [[id, name]];
}
