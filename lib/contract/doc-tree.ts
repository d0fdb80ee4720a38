import type { Element, Root, RootContent } from "hast";
import type { MdxJsxFlowElementHast, MdxJsxTextElementHast } from "mdast-util-mdx-jsx";
import { generatedProperties, writtenProperties } from "#lib/contract/doc-attributes.ts";
import { COMPONENT_NAMES, ELEMENT_NAMES, type ElementRule, findAnyRule, findRule, hidesContent } from "#lib/contract/doc-elements.ts";
import { isBlank, keepAllowed, toFlow } from "#lib/contract/doc-flow.ts";
import { type DocElement, type DocNode, textOf } from "#lib/contract/doc-node.ts";
import { Outline } from "#lib/contract/doc-outline.ts";
import type { DocReport, Point } from "#lib/contract/doc-report.ts";
import { restore, splitBreaks } from "#lib/contract/doc-stand-in.ts";
import { hintNearest } from "#lib/contract/nearest.ts";

const MAX_DEPTH = 40;
const MAX_NODES = 20_000;

/** Begins a paragraph that MDX would run. A sentence may begin with the same words. */
const MODULE = new RegExp(
  [
    String.raw`^import\s*["'{]`,
    String.raw`^import\s*\*\s*as\b`,
    String.raw`^import\s+[\w$]+(?:\s+from\s*["']|\s*,\s*[{*])`,
    String.raw`^export\s*\{`,
    String.raw`^export\s*\*\s*(?:from|as)\b`,
    String.raw`^export\s+default\b`,
    String.raw`^export\s+(?:const|let|var)\s+(?:[\w$]+\s*[=:;,]|[{[])`,
    String.raw`^export\s+(?:async\s+)?function\b\s*\*?\s*[\w$]*\s*\(`,
    String.raw`^export\s+class\s+[\w$]+\s*(?:\{|extends\b)`,
  ].join("|"),
);

interface Place {
  /** The nearest element around, paragraphs not counted. */
  readonly parent: string;
  /** Inside a line of text: no block may begin. */
  readonly inline: boolean;
  readonly link: boolean;
  readonly depth: number;
}

type Tag = MdxJsxFlowElementHast | MdxJsxTextElementHast;

/** Parsed hast → a tree built anew from what is allowed. Nothing is copied that no rule names. */
export class TreeBuilder {
  readonly #source: string;
  readonly #report: DocReport;
  readonly #outline = new Outline();
  readonly #said = new Set<string>();
  #nodes = 0;

  constructor(source: string, report: DocReport) {
    this.#source = source;
    this.#report = report;
  }

  build(root: Root): readonly DocNode[] {
    return toFlow(this.#list(root.children, { parent: "", inline: false, link: false, depth: 0 }));
  }

  #list(nodes: readonly RootContent[], place: Place): DocNode[] {
    return nodes.flatMap((node) => this.#node(node, place));
  }

  #node(node: RootContent, place: Place): readonly DocNode[] {
    const at = node.position?.start;
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES) {
      this.#once("The document has too many parts. The rest is left out.", at, "Move tables of data into a dataset of their own.");
      return [];
    }
    if (place.depth > MAX_DEPTH) {
      this.#once(`The document is nested more than ${MAX_DEPTH} levels deep. What lies deeper is left out.`, at, null);
      return [];
    }
    switch (node.type) {
      case "text":
        return this.#text(node.value);
      case "element":
        return this.#element(node, place);
      case "mdxJsxFlowElement":
      case "mdxJsxTextElement":
        return this.#tag(node, place);
      case "mdxFlowExpression":
      case "mdxTextExpression":
        if (!isComment(node.value)) {
          const message = "What stands in braces is code, and nothing in a document is run. It is left out.";
          this.#report.add("error", "TS-DOC-003", at, message, "Write `\\{` for the sign, or put the text between backticks.");
        }
        return [];
      default:
        return [];
    }
  }

  #text(value: string): readonly DocNode[] {
    return splitBreaks(value).flatMap((text, index): DocNode[] => [
      ...(index === 0 ? [] : [{ type: "element", tagName: "br", properties: {}, children: [] } as const]),
      ...(text === "" ? [] : [{ type: "text", value: text } as const]),
    ]);
  }

  /** An element that Markdown made. */
  #element(node: Element, place: Place): readonly DocNode[] {
    const rule = findAnyRule(node.tagName);
    if (rule === null) return this.#list(node.children, place);
    if (node.tagName === "p" && this.#isModule(node)) {
      const message = "`import` and `export` are code, and nothing in a document is run. They are left out.";
      this.#report.add("error", "TS-DOC-003", node.position?.start, message, "Components need no import.");
      return [];
    }
    if (node.tagName === "code") {
      const value = restore(node.children.map((child) => (child.type === "text" ? child.value : "")).join(""));
      const properties = generatedProperties("code", node.properties, rule, node.position?.start, this.#report);
      return [{ type: "element", tagName: "code", properties, children: [{ type: "text", value }] }];
    }
    const properties = generatedProperties(node.tagName, node.properties, rule, node.position?.start, this.#report);
    return this.#finish(node.tagName, properties, rule, node.children, place, node.position?.start, false);
  }

  #isModule({ position }: Element): boolean {
    const { start, end } = position ?? {};
    return MODULE.test(this.#source.slice(start?.offset ?? 0, end?.offset ?? 0));
  }

  /** A tag that the author wrote. */
  #tag(node: Tag, place: Place): readonly DocNode[] {
    const name = node.name ?? "";
    const at = node.position?.start;
    const rule = findRule(name);
    if (rule === null) return this.#refuseTag(name, node, place);
    const properties = writtenProperties(name, node.attributes, rule, this.#report);
    if (rule.required !== undefined && (properties[rule.required] ?? "") === "") {
      const message = `\`<${name}>\` needs \`${rule.required}\`.`;
      this.#report.add("error", "TS-DOC-003", at, message, `Write \`<${name} ${rule.required}="…" />\`.`);
      return this.#list(node.children, place);
    }
    if (name === "Query") return this.#query(node, properties, place);
    return this.#finish(name, properties, rule, node.children, place, at, true);
  }

  #refuseTag(name: string, node: Tag, place: Place): readonly DocNode[] {
    const at = node.position?.start;
    const shown = `\`<${name.slice(0, 40)}>\``;
    if (hidesContent(name)) {
      this.#report.add("error", "TS-DOC-003", at, `${shown} is not allowed. It is left out with all that it holds.`, "Remove it.");
      return [];
    }
    for (const { name: attribute, position } of node.attributes.filter((given) => given.type === "mdxJsxAttribute"))
      if (/^on/i.test(attribute))
        this.#report.add(
          "error",
          "TS-DOC-003",
          position?.start,
          `The attribute \`${attribute.slice(0, 40)}\` would run code.`,
          "Remove it.",
        );
    const known = `Components are ${COMPONENT_NAMES.join(", ")}.`;
    const hint = hintNearest(name, [...COMPONENT_NAMES, ...ELEMENT_NAMES]) ?? known;
    if (/^[a-z][a-z0-9]*$/.test(name)) this.#report.add("warning", "TS-DOC-003", at, `${shown} is not allowed. Its text is kept.`, hint);
    else this.#report.add("error", "TS-DOC-003", at, `There is no component ${shown}. Its text is kept.`, hint);
    return this.#list(node.children, place);
  }

  #finish(
    tagName: string,
    properties: DocElement["properties"],
    rule: ElementRule,
    content: readonly RootContent[],
    place: Place,
    at: Point | undefined,
    written: boolean,
  ): readonly DocNode[] {
    if (rule.within !== undefined && !rule.within.includes(place.parent)) {
      const message = `\`<${tagName}>\` stands only in ${rule.within.map((name) => `\`<${name}>\``).join(" or ")}. Its text is kept.`;
      if (written) this.#report.add("warning", "TS-DOC-003", at, message, null);
      return this.#list(content, place);
    }
    if (tagName === "p") {
      const inside = this.#list(content, { ...place, depth: place.depth + 1 });
      return place.inline ? inside : toFlow(inside);
    }
    const level = /^h([1-6])$/.exec(tagName)?.[1];
    const isLink = tagName === "a" || rule.required !== undefined;
    const inline = rule.kind === "inline" || level !== undefined || tagName === "summary" || tagName === "dt";
    const inner = { parent: tagName, inline: place.inline || inline, link: place.link || isLink, depth: place.depth + 1 };
    const list = this.#list(content, inner);
    if (place.inline && rule.kind === "block") return list;
    if (isLink && place.link) return list.length > 0 ? list : [{ type: "text", value: textOf([element(tagName, properties, [])]) }];
    if (tagName === "a") {
      const href = properties["href"];
      if (href === undefined) return list;
      return [element("a", properties, textOf(list) === "" ? [{ type: "text", value: String(href) }] : list)];
    }
    if (tagName === "img") return properties["src"] === undefined ? altOf(properties) : [element("img", { alt: "", ...properties }, [])];
    if (/^(?:br|hr|input)$/.test(tagName)) return [element(tagName, properties, [])];
    const children = rule.only === undefined ? (rule.flow === true ? toFlow(list) : list) : this.#only(rule.only, tagName, list, at);
    if (children.every(isBlank) && rule.required === undefined && tagName !== "td" && tagName !== "th") return [];
    if (tagName === "th" && textOf(children) === "") return [element("td", properties, children)];
    if (level !== undefined) return [element(`h${this.#outline.next(Number(level))}`, properties, children)];
    return [element(tagName, properties, children)];
  }

  #only(allowed: readonly string[], tagName: string, list: readonly DocNode[], at: Point | undefined): readonly DocNode[] {
    const kept = keepAllowed(allowed, list);
    if (list.filter((node) => !isBlank(node)).length > kept.length) {
      const message = `In \`<${tagName}>\` only ${allowed.map((name) => `\`<${name}>\``).join(", ")} may stand. The rest is left out.`;
      this.#report.add("warning", "TS-DOC-003", at, message, null);
    }
    return kept;
  }

  /** SQL is kept as it was written: Markdown would take `*` and `_` for emphasis. */
  #query(node: Tag, properties: DocElement["properties"], place: Place): readonly DocNode[] {
    const fenced = node.children.find((child) => child.type === "element" && child.tagName === "pre");
    const start = node.children[0]?.position?.start.offset ?? 0;
    const end = node.children.at(-1)?.position?.end.offset ?? 0;
    const sql = fenced === undefined ? this.#source.slice(start, end) : plainText(fenced);
    const at = node.position?.start;
    if (sql.trim() === "") {
      this.#report.add("warning", "TS-DOC-003", at, "This `<Query>` holds no SQL. It is left out.", "Write the SQL between its tags.");
      return [];
    }
    if (fenced !== undefined && node.children.some((child) => child !== fenced && plainText(child).trim() !== ""))
      this.#report.add("warning", "TS-DOC-003", at, "Only the first code block of a `<Query>` is shown.", "Move other text out of it.");
    const text = { type: "text", value: sql.trim() } as const;
    return [element(place.inline ? "code" : "Query", place.inline ? {} : properties, [text])];
  }

  #once(message: string, at: Point | undefined, hint: string | null): void {
    if (this.#said.has(message)) return;
    this.#said.add(message);
    this.#report.add("error", "TS-DOC-002", at, message, hint);
  }
}

function element(tagName: string, properties: DocElement["properties"], children: readonly DocNode[]): DocElement {
  return { type: "element", tagName, properties, children };
}

function altOf({ alt }: DocElement["properties"]): readonly DocNode[] {
  return typeof alt === "string" && alt !== "" ? [{ type: "text", value: alt }] : [];
}

/** Braces around nothing but a comment are how MDX writes one. */
function isComment(code: string): boolean {
  const text = code.trim();
  return text.startsWith("/*") && text.length >= 4 && text.indexOf("*/", 2) === text.length - 2;
}

function plainText(node: RootContent): string {
  if (node.type === "text") return restore(node.value);
  return "children" in node ? node.children.map(plainText).join("") : "";
}
