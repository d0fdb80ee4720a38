import type { Position } from "#lib/contract/contract.ts";
import { isTied, type LayoutNode } from "#lib/contract/fmt/layout.ts";
import type { Spec } from "#lib/contract/spec.ts";

/** Parts of a layout have no place of their own. */
export const NOWHERE: Position = { file: "", line: 1, column: 1 };

/** What a part of a layout says, for the readers of `lib/contract`. `null` where an alias, a tag or a merge says more than its text. */
export function layoutSpec(node: LayoutNode): Spec | null {
  return isTied(node) ? null : specOf(node);
}

function specOf(node: LayoutNode): Spec | null {
  if (node.kind === "scalar")
    return { kind: "scalar", text: node.text, plain: node.style === "plain" || node.style === "empty", at: NOWHERE };
  const values = node.entries.map(({ value }) => specOf(value));
  const items = values.filter((value) => value !== null);
  if (items.length < values.length) return null;
  if (node.kind === "list") return { kind: "list", items, at: NOWHERE };
  const keys = node.entries.map(({ key }) => key?.text ?? "");
  if (new Set(keys).size < keys.length || keys.includes("<<")) return null;
  return { kind: "map", entries: items.map((value, index) => ({ key: keys[index] ?? "", keyAt: NOWHERE, value })), at: NOWHERE };
}
