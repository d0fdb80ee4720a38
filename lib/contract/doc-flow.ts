import { findAnyRule } from "#lib/contract/doc-elements.ts";
import type { DocElement, DocNode } from "#lib/contract/doc-node.ts";

export function element(tagName: string, properties: DocElement["properties"], children: readonly DocNode[]): DocElement {
  return { type: "element", tagName, properties, children };
}

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
    if (!line.every(isBlank)) flow.push(element("p", {}, line));
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

/** Rows of a table stand in a body; a browser would put one there and so change the tree under React. */
export function toRows(parts: readonly DocNode[]): readonly DocNode[] {
  const body: DocNode[] = [];
  const rest: DocNode[] = [];
  for (const part of parts) (part.type === "element" && part.tagName === "tr" ? body : rest).push(part);
  return body.length === 0 ? rest : [...rest, element("tbody", {}, body)];
}
