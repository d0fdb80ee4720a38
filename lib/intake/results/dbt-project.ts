import { tableOf } from "#lib/intake/dbt/dbt-tables.ts";
import type { DbtManifest, DbtNode } from "#lib/intake/dbt/manifest.ts";
import { externalName, relationParts } from "#lib/intake/results/external-names.ts";
import type { ExternalName } from "#lib/intake/results/reported.ts";

/** What a dbt project has, by `unique_id`; without its manifest an id and what a result says itself have to do. */
export class DbtProject {
  readonly #nodes: ReadonlyMap<string, DbtNode>;
  readonly #names = new Map<string, ExternalName>();
  readonly name: string | null;
  readonly isKnown: boolean;

  constructor(manifest: DbtManifest | null) {
    this.isKnown = manifest !== null;
    this.name = manifest?.metadata?.project_name ?? null;
    this.#nodes = new Map([...(manifest?.nodes ?? []), ...(manifest?.sources ?? [])].map((node) => [node.unique_id, node]));
  }

  node(id: string): DbtNode | null {
    return this.#nodes.get(id) ?? null;
  }

  nodes(): Iterable<DbtNode> {
    return this.#nodes.values();
  }

  /** Everything with rows that is known. */
  tables(): readonly ExternalName[] {
    return [...this.#nodes.keys()].filter(isTableId).map((id) => this.nameOf(id));
  }

  /** @param relation as a result names it: `"db"."main"."orders"` */
  nameOf(id: string, relation: unknown = null): ExternalName {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const node = this.#nodes.get(id);
    const parts =
      node !== undefined
        ? [node.database, node.schema, tableOf(node)]
        : typeof relation === "string" && relation !== ""
          ? relationParts(relation)
          : [tableIn(id)];
    const made = externalName(`dbt:${id}`, parts);
    this.#names.set(id, made);
    return made;
  }

  /** Ids of what is read in the end: what has no rows of its own is read through. */
  tablesBehind(ids: readonly string[]): readonly string[] {
    const found = new Set<string>();
    const seen = new Set<string>();
    const open = [...ids];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const node = this.#nodes.get(id);
      if (node !== undefined && node.config?.materialized === "ephemeral") open.push(...(node.depends_on?.nodes ?? []));
      else if (isTableId(id)) found.add(id);
    }
    return [...found].sort();
  }
}

/** What has rows: `model.shop.orders`, `source.shop.raw.orders`, … */
export const isTableId = (id: string) => /^(?:model|seed|snapshot|source)\./.test(id);

/** `model.shop.orders.v2` → `orders_v2`, as dbt calls its table. */
function tableIn(id: string): string {
  const parts = id.split(".");
  const last = parts.at(-1) ?? "";
  return parts.length > 3 && parts[0] === "model" && /^v\d+$/.test(last) ? `${parts.at(-2) ?? ""}_${last}` : last;
}
