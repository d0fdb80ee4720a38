import type { Node } from "#lib/engine/trino/gate/parser.ts";

/** The name that an identifier spells: `"a""b"` is `a"b`. */
export function nameOf(identifier: Node): string {
  const text = textOf(identifier);
  return identifier.kind === "QuotedIdentifier" ? text.slice(1, -1).replaceAll('""', '"') : text;
}

function textOf(node: Node): string {
  return node.text ?? node.children.map(textOf).join("");
}
