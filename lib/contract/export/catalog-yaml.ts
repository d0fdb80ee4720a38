import { Document, isMap, isPair, isScalar, Scalar, visit } from "yaml";
import type { JsonObject } from "#lib/contract/contract.ts";

/** Longest list or map of single values that stands on one line. */
const MAX_INLINE = 100;

/**
 * A catalog file: `{datasets: {orders: …}, glossary: …}` → YAML text below `data_catalog:`. What `parseFile` reads from the text is the
 * same JSON again: texts that look like something else are quoted, and a key `<<` merges nothing.
 */
export function stringifyCatalog(sections: JsonObject): string {
  return stringifyDocument({ data_catalog: sections }, null);
}

/** Any JSON as YAML for other programs: also what only YAML 1.1 would take for a number, a date or a truth (`06:00`, `on`) is quoted. */
export function stringifyYaml(value: JsonObject): string {
  return stringifyDocument(value, "yaml-1.1");
}

function stringifyDocument(value: JsonObject, compat: "yaml-1.1" | null): string {
  const document = new Document(value, { aliasDuplicateObjects: false, compat });
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && (key.value === "<<" || key.value === "")) key.type = Scalar.QUOTE_DOUBLE;
    },
    Collection: (_, node, path) => {
      // A column (`- name: TYPE`) and the sections themselves keep their lines.
      if (isMap(node) && (node.items.length < 2 || path.length < 6)) return;
      const parts = node.items.map((item) => (isPair(item) ? item.value : item));
      const short = parts.every((part) => isScalar(part) && !(typeof part.value === "string" && part.value.includes("\n")));
      if (short && parts.length > 0 && JSON.stringify(node.toJSON()).length <= MAX_INLINE) node.flow = true;
    },
    Scalar: (_, node) => {
      // The lines of a text stay its lines; a NEL or a separator in it would be read as another line break.
      if (typeof node.value === "string" && /[\u0085\u2028\u2029\r]/.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
