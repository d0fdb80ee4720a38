import { findAnyRule } from "#lib/contract/doc-elements.ts";
import type { DocNode } from "#lib/contract/doc-node.ts";

export function isBlank(node: DocNode): boolean {
  return node.type === "text" && node.value.trim() === "";
}

function isBlock(node: DocNode): boolean {
  return node.type === "element" && (/^h[1-6]$/.test(node.tagName) || findAnyRule(node.tagName)?.kind === "block");
}

/** Blocks stay; what stands between them becomes paragraphs: HTML has no block inside a paragraph. */
export function toFlow(nodes: readonly DocNode[]): readonly DocNode[] {
  const flow: DocNode[] = [];
  let line: DocNode[] = [];
  const close = () => {
    if (!line.every(isBlank)) flow.push({ type: "element", tagName: "p", properties: {}, children: line });
    line = [];
  };
  for (const node of nodes) {
    if (isBlock(node)) {
      close();
      flow.push(node);
    } else line.push(node);
  }
  close();
  return flow;
}

export function keepAllowed(allowed: readonly string[], nodes: readonly DocNode[]): readonly DocNode[] {
  return nodes.filter((node) => node.type === "element" && allowed.includes(node.tagName));
}
