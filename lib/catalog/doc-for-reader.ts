import type { Doc } from "#lib/contract/contract.ts";
import { type DocNode, textOf } from "#lib/contract/doc-node.ts";

const HIDDEN_DATASET = "a dataset you cannot see";

export interface DocReaderView {
  /** Whether a value may be told: it names no hidden dataset. */
  readonly namesNoDataset: (value: unknown) => boolean;
  /** The same of code, where the dataset's own columns are no datasets. */
  readonly namesNoRelation: (value: unknown) => boolean;
  /** Whether a value may be told: it names no hidden column of the dataset that the document belongs to. */
  readonly namesNoColumn: (value: unknown) => boolean;
  /** Whether the reader may know of a metric. */
  readonly knowsMetric: (name: string) => boolean;
}

/** Everything in a document that refers to something by its name: components, links and code. Prose is the author's own. */
export function referencesIn(doc: Doc | null): readonly unknown[] {
  if (doc === null) return [];
  const found: unknown[] = [];
  const walk = (node: DocNode, inCode: boolean) => {
    if (node.type === "text") {
      if (inCode) found.push(node.value);
      return;
    }
    found.push(node.properties);
    for (const child of node.children) walk(child, inCode || isCode(node.tagName));
  };
  for (const node of childrenOf(doc)) walk(node, false);
  return found;
}

/** The document with every reference that this reader may not follow replaced by words that say so. */
export function docForReader(doc: Doc | null, view: DocReaderView): Doc | null {
  if (doc === null) return null;
  const cut = (node: DocNode): DocNode => {
    if (node.type === "text") return node;
    const words = refusalOf(node, view);
    if (words !== null) {
      const text = { type: "text", value: words } as const;
      const isBlock = node.tagName === "pre" || node.tagName === "Query";
      return isBlock ? { type: "element", tagName: "p", properties: {}, children: [text] } : text;
    }
    return { ...node, children: node.children.map(cut) };
  };
  const children = childrenOf(doc).map(cut);
  return { file: doc.file, tree: { type: "root", children }, text: textOf(children) };
}

type DocElement = Extract<DocNode, { type: "element" }>;

function refusalOf(node: DocElement, { namesNoDataset, namesNoRelation, namesNoColumn, knowsMetric }: DocReaderView): string | null {
  const { tagName, properties } = node;
  const name = String(properties["name"] ?? "");
  switch (tagName) {
    case "Dataset":
      return namesNoDataset(name) ? null : HIDDEN_DATASET;
    case "Column":
      if (properties["dataset"] !== undefined) return namesNoDataset(properties["dataset"]) ? null : `a column of ${HIDDEN_DATASET}`;
      return namesNoColumn(name) ? null : "a column you cannot see";
    case "Metric":
      return knowsMetric(name) ? null : `a figure of ${HIDDEN_DATASET}`;
    case "a":
      return namesNoDataset(properties["href"] ?? "") ? null : HIDDEN_DATASET;
    case "code":
      return whyNoCode(HIDDEN_DATASET, "a column you cannot see");
    case "pre":
    case "Query":
      return whyNoCode(`A query of ${HIDDEN_DATASET}.`, "A query of a column you cannot see.");
    default:
      return null;
  }

  function whyNoCode(ofDataset: string, ofColumn: string): string | null {
    const said = [properties, node.children];
    if (!namesNoRelation(said)) return ofDataset;
    return namesNoColumn(said) ? null : ofColumn;
  }
}

const isCode = (tagName: string) => tagName === "code" || tagName === "pre" || tagName === "Query";

/** Trusted as the rest of a stored contract is; pages check the tree again before they render it. */
function childrenOf(doc: Doc): readonly DocNode[] {
  return (doc.tree["children"] ?? []) as unknown as readonly DocNode[];
}
