import type { DbtTable } from "#lib/intake/dbt/dbt-tables.ts";
import { matchesStars } from "#lib/intake/star-pattern.ts";

/**
 * Whether a table is wanted: `orders`, `stg_*`, `tag:core`, `path:models/marts`, `package:shop`, `source:ecom` (or `source:ecom.orders`),
 * `resource_type:seed`, as in dbt. Several are joined by "or".
 */
export function isSelected(table: DbtTable, terms: readonly string[]): boolean {
  return terms.length === 0 || terms.some((term) => matches(table, term));
}

function matches({ node, kind, name }: DbtTable, term: string): boolean {
  const colon = term.indexOf(":");
  const method = colon < 0 ? "" : term.slice(0, colon);
  const value = term.slice(colon + 1);
  const is = (text: string | null | undefined) => text != null && matchesStars(text, value);
  switch (method) {
    case "":
      // As in dbt, a bare name means no source.
      return is(name) || is(node.unique_id) || (kind !== "source" && (is(node.name) || is(node.alias)));
    case "tag":
      return [...(node.tags ?? []), ...(node.config?.tags ?? [])].some(is);
    case "path": {
      const path = node.original_file_path ?? node.path ?? "";
      return is(path) || path.startsWith(`${value.replace(/\/+$/, "")}/`);
    }
    case "package":
      return is(node.package_name);
    case "resource_type":
      return is(kind);
    case "source":
      return kind === "source" && (is(node.source_name) || is(`${node.source_name ?? ""}.${node.name}`));
    case "group":
      return is(node.group ?? node.config?.group);
    default:
      return false;
  }
}

const METHODS = ["tag", "path", "package", "resource_type", "source", "group"];

/** The method of a term that is none of ours; `null` when it is fine. */
export function unknownMethod(term: string): string | null {
  const method = term.includes(":") ? (term.split(":")[0] ?? "") : null;
  return method === null || METHODS.includes(method) ? null : method;
}
