import { alignComments, type Line } from "#lib/contract/fmt/align-comments.ts";
import type { CollectionNode, Entry, Layout, LayoutNode, OwnLine, ScalarNode } from "#lib/contract/fmt/layout.ts";
import { scalarText } from "#lib/contract/fmt/scalar-text.ts";

/** Maps and lists in brackets stay on their line up to this width; text is never broken. */
export const WIDTH = 120;

/** A layout as text: two spaces a level, one space behind `:` and `-`, at most one empty line, `\n` at the end. */
export function printLayout({ prologue, root }: Layout): string {
  const printer = new Printer();
  for (const text of prologue) if (text !== "") printer.line(text);
  printer.block(root, 0, "");
  return `${alignComments(printer.lines).join("\n").replace(/^\n+/, "")}\n`;
}

/** A value in brackets on one line. `null` when it has comments or text of several lines. */
function flowText(node: LayoutNode): string | null {
  if (node.kind === "scalar") return scalarText(node, true);
  if (node.end.length > 0) return null;
  const parts: string[] = [];
  for (const { key, value, leading, comment, after } of node.entries) {
    if (leading.length > 0 || comment !== null || after.length > 0) return null;
    const text = flowText(value);
    const name = key === null ? null : keyText(key, true);
    if (text === null) return null;
    parts.push(name === null ? text : text === "" ? name : `${name}: ${text}`);
  }
  const [open, close] = node.kind === "map" ? "{}" : "[]";
  return [...node.props, `${open}${parts.join(", ")}${close}`].join(" ");
}

/** A key is always one line; text that was folded is one line again. */
function keyText(key: ScalarNode, inFlow: boolean): string {
  return scalarText(key, inFlow) ?? scalarText({ ...key, style: "double", lines: null }, inFlow) ?? "";
}

class Printer {
  readonly lines: Line[] = [];
  /** A block scalar that keeps the empty lines below it has just ended: one more would belong to it. */
  #keeps = false;

  line(text: string, comment: Line["comment"] = null): void {
    this.lines.push({ text, comment });
    this.#keeps = false;
  }

  #blank(): void {
    if (!this.#keeps && this.lines.length > 0 && this.lines.at(-1)?.text !== "") this.line("");
  }

  #own(comments: readonly OwnLine[], indent: number, isFirst: boolean): void {
    for (const [index, { text, blankBefore }] of comments.entries()) {
      if (blankBefore && !(isFirst && index === 0)) this.#blank();
      this.line(" ".repeat(indent) + text);
    }
  }

  /** @param lead what stands before the first entry on its line, `- ` of the list around; empty for a line of its own. */
  block(node: CollectionNode, indent: number, lead: string): void {
    for (const [index, entry] of node.entries.entries()) {
      const isFirst = index === 0;
      this.#own(entry.leading, indent, isFirst);
      if (entry.blankBefore && !(isFirst && entry.leading.length === 0)) this.#blank();
      const start = isFirst && lead !== "" ? lead : " ".repeat(indent);
      this.#entry(entry, entry.key === null ? `${start}-` : `${start}${keyText(entry.key, false)}:`, indent);
      this.#own(entry.after, indent + 2, false);
    }
    this.#own(node.end, indent, node.entries.length === 0);
  }

  #entry({ key, value, comment }: Entry, start: string, indent: number): void {
    if (value.kind === "scalar") this.#scalar(value, start, indent, comment);
    else {
      const text = inBrackets(value, key === null) ? flowText(value) : null;
      if (text !== null && (value.entries.length === 0 || start.length + 1 + text.length <= WIDTH)) this.line(`${start} ${text}`, comment);
      else if (key === null && value.props.length === 0 && comment === null && value.entries[0]?.leading.length === 0)
        this.block(value, indent + 2, `${start} `);
      else {
        this.line([start, ...value.props].join(" "), comment);
        this.block(value, indent + 2, "");
      }
    }
  }

  #scalar(node: ScalarNode, start: string, indent: number, comment: Line["comment"]): void {
    const { style, props, lines, chomp } = node;
    const text = scalarText(node, false);
    if (text !== null) {
      this.line(text === "" ? start : `${start} ${text}`, comment);
      return;
    }
    const body = lines ?? [];
    const isBlock = style === "literal" || style === "folded";
    const [first = "", ...rest] = isBlock ? [blockHeader(node), ...body] : body;
    const padded = rest.map((line) => (line === "" ? "" : " ".repeat(indent + 2) + line));
    const before = [start, ...props, first].join(" ");
    this.line(before, isBlock ? comment : null);
    for (const [index, line] of padded.entries()) this.line(line, !isBlock && index === padded.length - 1 ? comment : null);
    this.#keeps = isBlock && chomp === "+";
  }
}

/** A map with one key needs no brackets as an item of a list. */
function inBrackets({ kind, flow, props, entries }: CollectionNode, isItem: boolean): boolean {
  return entries.length === 0 || (flow && !(isItem && kind === "map" && entries.length === 1 && props.length === 0));
}

function blockHeader({ style, lines, chomp }: ScalarNode): string {
  const body = lines ?? [];
  const first = body.findIndex((line) => /[^ ]/.test(line));
  // Where the first line begins with a space, the reader must be told how deep the block is.
  const said = body.slice(0, first + 1).some((line) => line.startsWith(" ")) ? "2" : "";
  return `${style === "folded" ? ">" : "|"}${said}${chomp}`;
}
