/** One node of a document's tree: the part of hast that is safe to render, as plain JSON. */
export type DocText = { readonly type: "text"; readonly value: string };
export type DocElement = {
  readonly type: "element";
  /** An allowed HTML element, or the name of a component. */
  readonly tagName: string;
  readonly properties: { readonly [name: string]: string | true };
  readonly children: readonly DocNode[];
};
export type DocNode = DocText | DocElement;

/** Blocks and cells end a word; so `| a | b |` is not found as `ab`. */
const JOINED = new Set(
  "a abbr b code del em i ins kbd mark q s samp small span strong sub sup u var Column Dataset Metric Term".split(" "),
);

/** What the nodes say, without markup. Components that only name something say its name. */
export function textOf(nodes: readonly DocNode[], options: { readonly names: boolean } = { names: true }): string {
  const parts: string[] = [];
  const add = (node: DocNode) => {
    if (node.type === "text") {
      parts.push(node.value);
      return;
    }
    const { tagName, properties, children } = node;
    // The arrow from a footnote back to its place: the only link with a label of its own.
    if (properties["ariaLabel"] !== undefined) return;
    const apart = !JOINED.has(tagName);
    if (apart) parts.push(" ");
    const name = options.names ? properties["name"] : undefined;
    const said = tagName === "img" ? properties["alt"] : children.length > 0 ? null : (name ?? properties["slug"]);
    if (typeof said === "string") parts.push(said);
    for (const child of children) add(child);
    if (apart) parts.push(" ");
  };
  for (const node of nodes) add(node);
  return parts.join("").replace(/\s+/g, " ").trim();
}
