import { type CST, Parser } from "yaml";
import {
  addComments,
  type Behind,
  type CollectionNode,
  type Entry,
  type Layout,
  type LayoutNode,
  newEntry,
  type OwnLine,
  type ScalarNode,
  Unformattable,
  withoutBlanks,
} from "#lib/contract/fmt/layout.ts";
import { readScalar } from "#lib/contract/fmt/read-scalar.ts";
import { SourceLines } from "#lib/contract/fmt/source-lines.ts";

interface Waiting extends OwnLine {
  readonly column: number;
}

/** A block collection that has ended. Comments from its column on still belong to it. */
interface Closed {
  readonly node: CollectionNode;
  readonly column: number;
}

type FlowItem = CST.FlowCollection["items"][number];

/**
 * Text that is valid YAML, with `\n` as line end → its layout. A comment goes where its line and column say, whatever token the
 * parser hangs it on. @throws Unformattable for what a layout has no place for.
 */
export function readLayout(text: string): Layout {
  return new Reader(text).read();
}

class Reader {
  readonly #lines: SourceLines;
  readonly #prologue: string[] = [];
  readonly #comments: string[] = [];
  /** Comments on lines of their own that wait for the next entry. */
  #waiting: Waiting[] = [];
  /** What ended since the last entry, the deepest first. */
  #closed: Closed[] = [];
  /** What a comment at the end of this line is about. */
  #last: Entry | null = null;

  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    this.#lines = new SourceLines(text);
  }

  read(): Layout {
    let root: LayoutNode | null = null;
    for (const token of new Parser().parse(this.#text)) {
      if (token.type === "document") {
        const props = this.#aboveRoot(token.start);
        if (token.value !== undefined) root = this.#node(token.value, props, null, -1);
        this.#trivia(token.end ?? []);
      } else if (token.type === "directive") {
        this.#waitingToPrologue();
        this.#prologue.push(token.source.trimEnd());
      } else if (token.type === "doc-end") this.#trivia(token.end ?? []);
      else if (token.type === "comment" || token.type === "space" || token.type === "newline") this.#trivia([token]);
      else this.#refuse(token, "This is not valid YAML.");
    }
    if (root === null || root.kind === "scalar" || root.props.length > 0) throw new Unformattable(1, "The file holds no plain map.");
    const rest = this.#settle(0, null);
    addComments(root.end, rest);
    return { prologue: this.#prologue, root, comments: this.#comments };
  }

  /** With a `---` line, everything down to it stays as it is. @returns anchors and tags of the root */
  #aboveRoot(tokens: readonly CST.SourceToken[]): string[] {
    const marker = tokens.findIndex(({ type }) => type === "doc-start");
    const props = this.#trivia(tokens.slice(0, Math.max(marker, 0)));
    if (marker === -1) return [...props, ...this.#trivia(tokens)];
    this.#waitingToPrologue();
    const rest = tokens.slice(marker + 1);
    const [next] = rest.filter(({ type }) => type !== "space");
    this.#prologue.push(next?.type === "comment" ? `--- ${next.source.trimEnd()}` : "---");
    if (next?.type === "comment") this.#comments.push(next.source.trimEnd());
    return [...props, ...this.#trivia(rest.filter((token) => token !== next || token.type !== "comment"))];
  }

  #waitingToPrologue(): void {
    for (const { text } of this.#waiting.splice(0)) this.#prologue.push(text);
  }

  /** Space, line ends and comments. @returns anchors and tags among them */
  #trivia(tokens: readonly CST.Token[]): string[] {
    const props: string[] = [];
    for (const token of tokens) {
      if (token.type === "comment") this.#comment(token);
      else if (token.type === "anchor" || token.type === "tag") props.push(token.source);
    }
    return props;
  }

  #comment(token: CST.SourceToken): void {
    const text = token.source.trimEnd();
    const column = this.#lines.columnOf(token.offset);
    this.#comments.push(text);
    if (this.#last !== null && !this.#lines.isFirstOnLine(token.offset)) attach(this.#last, { text, column });
    else this.#waiting.push({ text, column, blankBefore: this.#lines.isBlankAbove(token.offset) });
  }

  /** Gives each waiting comment to what its column says. @returns those that belong above the entry in this column */
  #settle(column: number, previous: Entry | null): Waiting[] {
    const above: Waiting[] = [];
    const closed = this.#closed;
    let level = 0;
    for (const comment of this.#waiting) {
      while (level < closed.length && (closed[level]?.column ?? 0) > comment.column) level += 1;
      const owner = closed[level] ?? (comment.column > column ? closed.at(-1) : undefined);
      if (above.length > 0) above.push(comment);
      else if (owner !== undefined) owner.node.end.push(comment);
      else if (comment.column > column && previous !== null && !isBlock(previous.value)) previous.after.push(comment);
      else above.push(comment);
    }
    this.#waiting = [];
    this.#closed = [];
    return above;
  }

  #node(token: CST.Token, props: readonly string[], owner: Entry | null, parentColumn: number): LayoutNode {
    if (token.type === "block-map" || token.type === "block-seq") return this.#block(token, props, parentColumn);
    // Comments between a key and what follows on a line below go above the key.
    if (owner !== null) addComments(owner.leading, withoutBlanks(this.#waiting.splice(0)));
    if (token.type === "flow-collection") return this.#flow(token, props, owner);
    const node = this.#scalar(token, props);
    if ("props" in token) this.#trivia(token.props);
    if ("end" in token) this.#trivia(token.end ?? []);
    return node;
  }

  #scalar(token: CST.Token, props: readonly string[]): ScalarNode {
    const node =
      token.type === "alias" ||
      token.type === "scalar" ||
      token.type === "single-quoted-scalar" ||
      token.type === "double-quoted-scalar" ||
      token.type === "block-scalar"
        ? readScalar(token, props)
        : null;
    return node ?? this.#refuse(token, "This value is written in a way that `fmt` does not know.");
  }

  #block(token: CST.BlockMap | CST.BlockSequence, props: readonly string[], parentColumn: number): CollectionNode {
    const node: CollectionNode = { kind: token.type === "block-map" ? "map" : "list", flow: false, props, entries: [], end: [] };
    for (const item of token.items) {
      const mark = item.start.findIndex(({ type }) => type === "seq-item-ind" || type === "explicit-key-ind");
      const keyProps = this.#trivia(mark === -1 ? item.start : item.start.slice(0, mark));
      if (mark === -1 && item.key === undefined && item.value === undefined && keyProps.length === 0 && item.sep === undefined) continue;
      const begin =
        item.start.find(({ type }) => type !== "space" && type !== "newline" && type !== "comment") ?? item.key ?? item.sep?.[0];
      const entry = this.#entry(node, begin?.offset ?? token.offset, token.indent);
      const moreProps = mark === -1 ? [] : this.#trivia(item.start.slice(mark + 1));
      if (node.kind === "list") this.#value(entry, item.value, moreProps, token.indent);
      else {
        this.#key(entry, item.key, [...keyProps, ...moreProps], token);
        this.#value(entry, item.value, this.#trivia(item.sep ?? []), token.indent);
      }
      node.entries.push(entry);
    }
    // A list may stand in the column of its key; a comment in that column is about what follows.
    this.#closed.push({ node, column: token.type === "block-seq" && token.indent === parentColumn ? token.indent + 1 : token.indent });
    return node;
  }

  /** Begins an entry, so that comments behind its key or dash are its own. */
  #entry(node: CollectionNode, offset: number, column: number): Entry {
    const entry = newEntry(null, EMPTY);
    addComments(entry.leading, this.#settle(column, node.entries.at(-1) ?? null));
    entry.blankBefore = this.#lines.isFirstOnLine(offset) && this.#lines.isBlankAbove(offset);
    this.#last = entry;
    return entry;
  }

  #key(entry: Entry, token: CST.Token | null | undefined, props: readonly string[], place: CST.Token): void {
    if (token === null || token === undefined) this.#refuse(place, "A key is missing here.");
    const key = this.#scalar(token, props);
    if (key.style === "alias" || key.text.length > 1_000) this.#refuse(token, "This key is written in a way that `fmt` does not know.");
    entry.key = isBlock(key) ? { ...key, style: "double", lines: null } : key;
  }

  #value(entry: Entry, token: CST.Token | undefined, props: readonly string[], column: number): void {
    entry.value = token === undefined ? { ...EMPTY, props } : this.#node(token, props, entry, column);
    this.#last = entry;
  }

  #flow(token: CST.FlowCollection, props: readonly string[], owner: Entry | null): CollectionNode {
    const isMap = token.start.type === "flow-map-start";
    const node: CollectionNode = { kind: isMap ? "map" : "list", flow: true, props, entries: [], end: [] };
    for (const item of token.items) this.#flowItem(item, node, token);
    addComments(node.end, this.#settle(0, null));
    this.#last = owner;
    this.#trivia(token.end);
    return node;
  }

  #flowItem(item: FlowItem, node: CollectionNode, place: CST.FlowCollection): void {
    const mark = item.start.findLastIndex(({ type }) => type === "comma" || type === "explicit-key-ind");
    // Comments before the comma and on its line are about the entry before.
    const props = this.#trivia(item.start.slice(0, mark + 1));
    const rest = item.start.slice(mark + 1);
    props.push(...this.#trivia(rest));
    if (item.key === undefined && item.value === undefined && item.sep === undefined && props.length === 0) return;
    const begin = rest.find(({ type }) => type === "anchor" || type === "tag") ?? item.key ?? item.value ?? place;
    const entry = this.#entry(node, begin.offset, Number.POSITIVE_INFINITY);
    if (node.kind === "map") {
      this.#key(entry, item.key, props, place);
      this.#value(entry, item.value, this.#trivia(item.sep ?? []), 0);
    } else if (item.sep === undefined) this.#value(entry, item.value, props, 0);
    else {
      // `[a: b]` is a list of maps with one key each.
      const pair = newEntry(null, EMPTY);
      this.#key(pair, item.key, props, place);
      this.#value(pair, item.value, this.#trivia(item.sep), 0);
      entry.value = { kind: "map", flow: true, props: [], entries: [pair], end: [] };
      this.#last = entry;
    }
    node.entries.push(entry);
  }

  #refuse(token: CST.Token, message: string): never {
    throw new Unformattable(this.#lines.lineOf(token.offset) + 1, message);
  }
}

const EMPTY: ScalarNode = { kind: "scalar", style: "empty", props: [], text: "", lines: [], chomp: "" };

/** An entry has room for one comment behind it: an earlier one goes above. */
function attach(entry: Entry, comment: Behind): void {
  if (entry.comment !== null) entry.leading.push({ text: entry.comment.text, blankBefore: false });
  entry.comment = comment;
}

/** Below a block scalar, deeper text would be part of it. */
function isBlock(node: LayoutNode): boolean {
  return node.kind === "scalar" && (node.style === "literal" || node.style === "folded");
}
