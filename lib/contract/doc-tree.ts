import type { Element, Root, RootContent } from "hast";
import type { MdxJsxFlowElementHast, MdxJsxTextElementHast } from "mdast-util-mdx-jsx";
import { generatedProperties, writtenProperties } from "#lib/contract/doc-attributes.ts";
import { isModule, plainText, queryText } from "#lib/contract/doc-code.ts";
import { type ElementRule, findAnyRule, findRule } from "#lib/contract/doc-elements.ts";
import { element, isBlank, keepAllowed, toFlow, toRows } from "#lib/contract/doc-flow.ts";
import { type DocElement, type DocNode, textOf } from "#lib/contract/doc-node.ts";
import { Outline } from "#lib/contract/doc-outline.ts";
import { refuseTag } from "#lib/contract/doc-refusal.ts";
import type { DocReport, Point } from "#lib/contract/doc-report.ts";
import { reportSigns } from "#lib/contract/doc-signs.ts";
import { splitBreaks } from "#lib/contract/doc-stand-in.ts";

const MAX_DEPTH = 40;
const MAX_NODES = 20_000;

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

  /** @param source as the author wrote it; positions in the hast are positions in it. */
  constructor(source: string, report: DocReport) {
    this.#source = source;
    this.#report = report;
  }

  build(root: Root): readonly DocNode[] {
    return toFlow(this.#list(root.children, { parent: "", inline: false, link: false, depth: 0 }));
  }

  #list(nodes: readonly RootContent[], place: Place): readonly DocNode[] {
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
        reportSigns(node, this.#source, this.#report);
        return splitBreaks(node.value).flatMap((value, index) => [
          ...(index === 0 ? [] : [element("br", {}, [])]),
          ...(value === "" ? [] : [{ type: "text", value } as const]),
        ]);
      case "element":
        return this.#element(node, place);
      case "mdxJsxFlowElement":
      case "mdxJsxTextElement":
        return this.#tag(node, place);
      case "mdxFlowExpression":
      case "mdxTextExpression":
        this.#report.add(
          "error",
          "TS-DOC-003",
          at,
          "What stands in braces is code, and nothing in a document is run. It is left out.",
          "Write `\\{` for the sign, or put the text between backticks.",
        );
        return [];
      default:
        return [];
    }
  }

  /** An element that Markdown made. */
  #element(node: Element, place: Place): readonly DocNode[] {
    const { tagName, position, children } = node;
    const at = position?.start;
    const rule = findAnyRule(tagName);
    if (rule === null) return this.#list(children, place);
    if (tagName === "p" && isModule(this.#source.slice(at?.offset ?? 0, position?.end.offset ?? 0))) {
      const message = "`import` and `export` are code, and nothing in a document is run. They are left out.";
      this.#report.add("error", "TS-DOC-003", at, message, "Components need no import.");
      return [];
    }
    const properties = generatedProperties(tagName, node.properties, rule, at, this.#report);
    if (tagName === "code") return [element("code", properties, [{ type: "text", value: plainText(node) }])];
    return this.#finish(tagName, properties, rule, children, place, at, false);
  }

  /** A tag that the author wrote. */
  #tag(node: Tag, place: Place): readonly DocNode[] {
    const name = node.name ?? "";
    const at = node.position?.start;
    const rule = findRule(name);
    if (rule === null) return refuseTag(node, this.#report) === "all" ? [] : this.#list(node.children, place);
    const properties = writtenProperties(name, node.attributes, rule, this.#report);
    const { required } = rule;
    if (required !== undefined && (properties[required] ?? "") === "") {
      const written = node.attributes.some(
        (attribute) => attribute.type === "mdxJsxAttribute" && attribute.name === required && attribute.value !== "",
      );
      if (!written)
        this.#report.add("error", "TS-DOC-003", at, `\`<${name}>\` needs \`${required}\`.`, `Write \`<${name} ${required}="…" />\`.`);
      return this.#list(node.children, place);
    }
    if (required !== undefined) this.#report.mention(name, properties, at);
    if (name === "Query") return this.#query(node, properties, place);
    return this.#finish(name, properties, rule, node.children, place, at, true);
  }

  #query(node: Tag, properties: DocElement["properties"], place: Place): readonly DocNode[] {
    const at = node.position?.start;
    const { sql, more } = queryText(node.children, this.#source);
    if (sql === "") {
      this.#report.add("warning", "TS-DOC-003", at, "This `<Query>` holds no SQL. It is left out.", "Write the SQL between its tags.");
      return [];
    }
    if (more)
      this.#report.add("warning", "TS-DOC-003", at, "Only the first block of code in a `<Query>` is shown.", "Move other text out of it.");
    const text = { type: "text", value: sql } as const;
    return [place.inline ? element("code", {}, [text]) : element("Query", properties, [text])];
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
    const oneLine = rule.kind === "inline" || level !== undefined || tagName === "summary" || tagName === "dt";
    const inner = { parent: tagName, inline: place.inline || oneLine, link: place.link || isLink, depth: place.depth + 1 };
    const list = this.#list(content, inner);
    if (place.inline && rule.kind === "block") return list;
    if (isLink) return link(tagName, properties, list, place.link);
    if (tagName === "img") return properties["src"] === undefined ? altOf(properties) : [element("img", { alt: "", ...properties }, [])];
    if (/^(?:br|hr|input)$/.test(tagName)) return [element(tagName, properties, [])];
    const children = this.#content(tagName, rule, list, at);
    if (level !== undefined && textOf(children) !== "") return [element(`h${this.#outline.next(Number(level))}`, properties, children)];
    if (tagName === "th" || tagName === "td") return [element(textOf(children) === "" ? "td" : tagName, properties, children)];
    return level !== undefined || children.every(isBlank) ? [] : [element(tagName, properties, children)];
  }

  #content(tagName: string, rule: ElementRule, list: readonly DocNode[], at: Point | undefined): readonly DocNode[] {
    if (rule.flow === true) return toFlow(list);
    if (rule.only === undefined) return list;
    const kept = keepAllowed(rule.only, list);
    if (list.filter((node) => !isBlank(node)).length > kept.length) {
      const message = `In \`<${tagName}>\` only ${rule.only.map((name) => `\`<${name}>\``).join(", ")} may stand. The rest is left out.`;
      this.#report.add("warning", "TS-DOC-003", at, message, null);
    }
    return tagName === "table" ? toRows(kept) : kept;
  }

  #once(message: string, at: Point | undefined, hint: string | null): void {
    if (this.#said.has(message)) return;
    this.#said.add(message);
    this.#report.add("error", "TS-DOC-002", at, message, hint);
  }
}

/** A link cannot hold another one, leads somewhere, and has a text. */
function link(tagName: string, properties: DocElement["properties"], list: readonly DocNode[], inLink: boolean): readonly DocNode[] {
  const said = list.every(isBlank) || textOf(list) === "" ? null : list;
  const address = properties["href"];
  if (tagName === "a" && (typeof address !== "string" || inLink)) return list;
  if (inLink) return said ?? [{ type: "text", value: textOf([element(tagName, properties, [])]) }];
  return [element(tagName, properties, said ?? (typeof address === "string" ? [{ type: "text", value: address }] : []))];
}

function altOf({ alt }: DocElement["properties"]): readonly DocNode[] {
  return typeof alt === "string" && alt !== "" ? [{ type: "text", value: alt }] : [];
}
