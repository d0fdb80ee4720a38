import { expect } from "vitest";
import { parseTexts } from "#lib/contract/testing.ts";
import { catalogText } from "#lib/intake/catalog-text.ts";
import { DBT_CATALOG } from "#lib/intake/dbt/dbt-catalog.ts";
import { MANIFEST } from "#lib/intake/dbt/manifest.ts";
import { type DbtOptions, readDbt } from "#lib/intake/dbt/read-dbt.ts";

const OPTIONS: DbtOptions = { select: [], owner: "shop", source: null };

/** For tests: what a manifest becomes, as values, as text and as the catalog that the text is read to. It has no error. */
export function read(manifest: object, options: Partial<DbtOptions> = {}, catalog: object | null = null) {
  const { catalog: imported, notes } = readDbt(MANIFEST.parse(manifest), catalog === null ? null : DBT_CATALOG.parse(catalog), {
    ...OPTIONS,
    ...options,
  });
  const text = catalogText(imported, { heading: "Test", schemaUrl: "http://localhost/schema" });
  const parsed = parseTexts({ "dbt.yaml": text });
  expect(parsed.problems.filter(({ level }) => level === "error")).toEqual([]);
  const kinds = Object.fromEntries(notes.list().map(({ kind, names }) => [kind, names]));
  return {
    imported,
    text,
    kinds,
    find: (name: string) => parsed.catalog.datasets.find((dataset) => dataset.name === name),
    catalog: parsed.catalog,
  };
}

/** A node of a manifest by its `unique_id`. */
export const node = (id: string, more: object = {}) => {
  const [resource_type, package_name, ...rest] = id.split(".");
  return {
    [id]: {
      unique_id: id,
      resource_type,
      package_name,
      name: rest.at(-1),
      alias: rest.at(-1),
      database: "db",
      schema: "main",
      description: "D",
      columns: {},
      ...more,
    },
  };
};
/** A source of a manifest by its `unique_id`. */
export const source = (id: string, more: object = {}) => node(id, { source_name: id.split(".")[2], schema: "raw", ...more });
/** A generic test of a model: `unique`, `dbt_utils.accepted_range`. */
export const dbtTest = (name: string, model: string, kwargs: object, more: object = {}) => {
  const [namespace, kind] = name.includes(".") ? name.split(".") : [null, name];
  return {
    [`test.shop.${name}_${JSON.stringify(kwargs)}`]: {
      unique_id: `test.shop.${name}_${JSON.stringify(kwargs)}`,
      resource_type: "test",
      name: `${name.replace(".", "_")}_generated`,
      attached_node: model,
      test_metadata: { name: kind, namespace, kwargs: { model: "{{ get_where_subquery(ref('orders')) }}", ...kwargs } },
      depends_on: { nodes: [model] },
      config: { severity: "ERROR" },
      ...more,
    },
  };
};
/** Columns of a node. */
export const columns = (...names: string[]) => ({
  columns: Object.fromEntries(names.map((name) => [name, { name, data_type: "text", description: "" }])),
});
/** The model that most tests are about. */
export const ORDERS = "model.shop.orders";
/** A manifest of these nodes. */
export const project = (...nodes: object[]) => ({ metadata: { project_name: "shop" }, nodes: Object.assign({}, ...nodes), sources: {} });
