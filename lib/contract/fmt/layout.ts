/**
 * A catalog file as it is written: its values together with everything that only people read. `fmt` reads it, changes it and
 * prints it. Positions are gone once it is read; what stays is what belongs to what.
 */
export interface Layout {
  /** Directives, the `---` line and the comments above it, as they are. */
  readonly prologue: readonly string[];
  readonly root: CollectionNode;
  /** The text of every comment of the file, in file order: none may be lost on the way. */
  readonly comments: readonly string[];
}

/** A comment on a line of its own. */
export interface OwnLine {
  readonly text: string;
  readonly blankBefore: boolean;
}

/** A comment behind something. `column` is where it stood, so that comments below one another stay aligned. */
export interface Behind {
  readonly text: string;
  readonly column: number | null;
}

/** One item of a map or list. */
export interface Entry {
  /** `null` in a list. */
  key: ScalarNode | null;
  value: LayoutNode;
  leading: OwnLine[];
  /** Between the comments above (or what is before them) and the entry. */
  blankBefore: boolean;
  comment: Behind | null;
  /** Comments below the value, deeper than the entry. */
  readonly after: OwnLine[];
}

export interface CollectionNode {
  readonly kind: "map" | "list";
  /** Written in brackets. */
  readonly flow: boolean;
  /** Anchor and tag. */
  readonly props: readonly string[];
  readonly entries: Entry[];
  /** Comments below the last entry. */
  readonly end: OwnLine[];
}

export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded" | "alias" | "empty";

export interface ScalarNode {
  readonly kind: "scalar";
  readonly style: ScalarStyle;
  readonly props: readonly string[];
  /** The value; of an alias its name. */
  readonly text: string;
  /**
   * As written, line by line without indentation, quotes included; of a block its body. `null` where nobody has written it yet:
   * then it is quoted where that is needed.
   */
  readonly lines: readonly string[] | null;
  /** Of a block: `-` strips the last line end, `+` keeps all. */
  readonly chomp: "" | "-" | "+";
}

export type LayoutNode = CollectionNode | ScalarNode;

/** Adds comments to a list: a file may have more of them than a call takes arguments. */
export function addComments(to: OwnLine[], comments: Iterable<OwnLine>): void {
  for (const comment of comments) to.push(comment);
}

/** As if they had been written line by line. */
export function withoutBlanks(comments: readonly (OwnLine | Behind)[]): OwnLine[] {
  return comments.map(({ text }) => ({ text, blankBefore: false }));
}

/** The file holds something that `fmt` has no place for; it stays as it is. */
export class Unformattable extends Error {
  override readonly name = "Unformattable";
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** A scalar that `fmt` writes itself: `plain` for numbers and `true`, else quoted where text needs it. */
export function newScalar(text: string, plain = false): ScalarNode {
  return { kind: "scalar", style: plain ? "plain" : "double", props: [], text, lines: plain ? [text] : null, chomp: "" };
}

export function newEntry(key: ScalarNode | null, value: LayoutNode): Entry {
  return { key, value, leading: [], blankBefore: false, comment: null, after: [] };
}

/** Whether an anchor, a tag or an alias stands here or below: such parts are never moved and never written in another form. */
export function isTied(node: LayoutNode): boolean {
  if (node.props.length > 0) return true;
  if (node.kind === "scalar") return node.style === "alias";
  return node.entries.some(({ key, value }) => (key !== null && isTied(key)) || isTied(value));
}

/** Every comment inside a node, in file order. */
export function commentsIn(node: LayoutNode): readonly (OwnLine | Behind)[] {
  if (node.kind === "scalar") return [];
  const inside = node.entries.flatMap(({ leading, comment, value, after }) => [
    ...leading,
    ...(comment === null ? [] : [comment]),
    ...commentsIn(value),
    ...after,
  ]);
  return [...inside, ...node.end];
}
