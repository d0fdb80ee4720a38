/** The first wall for Trino: one query, made of allowed rules and functions, with the tables that it names. */
import { CHANCE } from "#lib/contract/chance.ts";
import type { Analyzed, TableMention } from "#lib/engine/guarded-sql.ts";
import { ALLOWED_FUNCTIONS } from "#lib/engine/trino/gate/functions.ts";
import { nameOf } from "#lib/engine/trino/gate/name.ts";
import { ALLOWED_NODES, REFUSED_NODES } from "#lib/engine/trino/gate/nodes.ts";
import { type Node, type Parsed, parse } from "#lib/engine/trino/gate/parser.ts";

const MAX_NODES = 100_000;
const MAX_BRACKETS = 150;

/** A table in the text, with what rewriting it needs. Offsets are UTF-16 units. */
export interface Mention extends TableMention {
  readonly at: number;
  readonly end: number;
  /** It has an alias of its own. */
  readonly aliased: boolean;
}

export interface Reading {
  readonly mentions: readonly Mention[];
  readonly parameters: number;
  /** It has queries inside, or calls over many rows: no condition over one row. */
  readonly queries: boolean;
  /** It calls a function that gives another value each time. */
  readonly chance: boolean;
  /** Offset of the semicolon behind the statement. */
  readonly semicolon: number | null;
  /** Where entries can be put before the statement's own CTEs: behind its first WITH, or before the statement. */
  readonly prelude: { readonly at: number; readonly after: "with" | "with recursive" | "nothing" };
}

export type Read = { readonly kind: "read"; readonly reading: Reading } | Extract<Analyzed, { readonly kind: "refused" }>;

class Refused extends Error {
  readonly at: number | null;
  readonly syntax: boolean;
  constructor(reason: string, at: number | null, syntax = false) {
    super(reason);
    this.at = at;
    this.syntax = syntax;
  }
}

export function analyzeText(text: string): Analyzed {
  const read = readStatement(text);
  if (read.kind === "refused") return read;
  const { mentions, parameters } = read.reading;
  return { kind: "passed", tables: mentions.map(({ name, at }) => ({ name, at })), parameters };
}

/** Never throws for what is in the text. */
export function readStatement(text: string): Read {
  const refused = (reason: string, at: number | null, syntax = false): Read => ({ kind: "refused", reason, at, syntax });
  if (depthOf(text) > MAX_BRACKETS) return refused("The statement is nested too deeply.", null);
  const offsets = utf16Offsets(text);
  let parsed: Parsed;
  try {
    parsed = parse(text);
  } catch (error) {
    if (error instanceof RangeError) return refused("The statement is nested too deeply.", null);
    throw error;
  }
  if (parsed.kind === "syntax") return refused(syntaxSentence(parsed.message), offsets(parsed.at), true);
  try {
    return { kind: "read", reading: new Walk(offsets).read(parsed.root) };
  } catch (error) {
    if (error instanceof Refused) return refused(error.message, error.at === null ? null : offsets(error.at), error.syntax);
    if (error instanceof RangeError) return refused("The statement is nested too deeply.", null);
    throw error;
  }
}

class Walk {
  readonly #offsets: (at: number) => number;
  readonly #mentions: Mention[] = [];
  #nodes = 0;
  #parameters = 0;
  #queries = 0;
  #chance = false;
  /** Names of the recursive CTEs that are being read. */
  readonly #open: string[] = [];

  constructor(offsets: (at: number) => number) {
    this.#offsets = offsets;
  }

  read(root: Node): Reading {
    const statements = all(root, "Statements").flatMap(({ children }) => children.filter(({ kind }) => kind !== "leaf"));
    const [only, second] = statements;
    if (only === undefined) throw new Refused("There is no statement.", null, true);
    if (second !== undefined) throw new Refused("Only one statement at a time is run.", second.start);
    const query = down(only, ["SingleStatement", "StatementDefault", "RootQuery", "QueryStatement"]);
    if (query.kind !== "QueryStatement") throw new Refused(REFUSED_NODES[query.kind] ?? "Only a SELECT can be run.", query.start);
    this.#visit(root, new Set());
    const end = all(root, "SingleStatement").flatMap(({ children }) => children.filter(({ text }) => text === ";"))[0];
    const own = query.children.find(({ kind }) => kind === "With");
    const recursive = own?.children.find(({ text }) => text?.toLowerCase() === "recursive");
    const first = own?.children.find(({ kind }) => kind === "NamedQuery");
    return {
      mentions: this.#mentions,
      parameters: this.#parameters,
      queries: this.#queries > 1,
      chance: this.#chance,
      semicolon: end === undefined ? null : this.#offsets(end.start),
      prelude: {
        at: this.#offsets(first?.start ?? query.start),
        after: own === undefined ? "nothing" : recursive === undefined ? "with" : "with recursive",
      },
    };
  }

  #visit(node: Node, ctes: ReadonlySet<string>): void {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES) throw new Refused("The statement is too large.", null);
    if (node.kind === "leaf") {
      if (node.text === "?") this.#parameters += 1;
      return;
    }
    if (!ALLOWED_NODES.has(node.kind))
      throw new Refused(REFUSED_NODES[node.kind] ?? `This part of SQL (${words(node.kind)}) is not allowed.`, node.start);
    switch (node.kind) {
      case "QuerySpecification":
        this.#queries += 1;
        break;
      case "QueryStatement":
        this.#query(node, ctes);
        return;
      case "FunctionCall":
        this.#call(node);
        break;
      case "PatternRecognition":
        if (node.children.length > 1) throw new Refused("MATCH_RECOGNIZE is not allowed.", node.start);
        break;
      case "AliasedRelation": {
        const [relation, ...alias] = node.children;
        if (relation?.kind !== "TableName") break;
        this.#table(relation, alias.length > 0, { node, ctes });
        return;
      }
      case "TableName":
        this.#table(node, false, { node, ctes });
        return;
    }
    for (const child of node.children) this.#visit(child, ctes);
  }

  /** A CTE is known to the ones after it and to the query, not outside; with RECURSIVE also to itself. */
  #query(node: Node, outer: ReadonlySet<string>): void {
    const known = new Set(outer);
    const recursive = node.children.some(
      ({ kind, children }) => kind === "With" && children.some((leaf) => leaf.text?.toLowerCase() === "recursive"),
    );
    for (const child of node.children) {
      if (child.kind !== "With") {
        this.#visit(child, known);
        continue;
      }
      for (const named of child.children.filter(({ kind }) => kind === "NamedQuery")) {
        const [identifier] = named.children;
        const name = identifier === undefined ? "" : nameOf(identifier).toLowerCase();
        // Trino takes no mention of it inside for the recursion then, but for a table of that name.
        if (this.#open.includes(name))
          throw new Refused(`${name} is the name of a recursive part and cannot be given again inside of it.`, named.start);
        const inside = recursive ? new Set([...known, name]) : new Set(known);
        if (recursive) this.#open.push(name);
        for (const part of named.children) this.#visit(part, inside);
        if (recursive) this.#open.pop();
        known.add(name);
      }
    }
  }

  #table(relation: Node, aliased: boolean, { node, ctes }: { node: Node; ctes: ReadonlySet<string> }): void {
    const period = all(relation, "QueryPeriod")[0];
    if (period !== undefined) throw new Refused(REFUSED_NODES["QueryPeriod"] ?? "", period.start);
    const [ref] = all(relation, "TableRef");
    if (ref === undefined) throw new Refused("This table cannot be read.", relation.start);
    for (const part of ref.children) this.#visit(part, ctes);
    const name = ref.children.filter(({ kind }) => kind !== "leaf").map(nameOf);
    if (name.length > 1 || !ctes.has((name[0] ?? "").toLowerCase()))
      this.#mentions.push({ name, at: this.#offsets(ref.start), end: this.#offsets(ref.end), aliased });
    if (node !== relation) for (const child of node.children) if (child !== relation) this.#visit(child, ctes);
  }

  #call(node: Node): void {
    const called = node.children.find(({ kind }) => kind === "FunctionName");
    const parts =
      called === undefined ? [] : all(called, "QualifiedName").flatMap(({ children }) => children.filter(({ kind }) => kind !== "leaf"));
    const [first, second] = parts.map(nameOf);
    if (first === undefined) throw new Refused("This function cannot be called.", node.start);
    if (second !== undefined) throw new Refused(`The function ${parts.map(nameOf).join(".")} is not allowed.`, node.start);
    if (!ALLOWED_FUNCTIONS.has(first.toLowerCase())) throw new Refused(`The function ${first} is not allowed.`, node.start);
    this.#chance ||= CHANCE.trino.has(first.toLowerCase());
  }
}

/** The topmost nodes of a kind. */
function all(node: Node, kind: string): readonly Node[] {
  return node.kind === kind ? [node] : node.children.flatMap((child) => all(child, kind));
}

function down(node: Node, path: readonly string[]): Node {
  let at = node;
  for (const kind of path) {
    if (at.kind === kind) continue;
    const next = at.children.find((child) => child.kind !== "leaf");
    if (next === undefined) return at;
    at = next;
    if (at.kind !== kind) return at;
  }
  return at;
}

const words = (kind: string) => kind.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();

function syntaxSentence(message: string): string {
  const token = /(?:mismatched|extraneous) input '([^']{0,60})'|no viable alternative at input '([^']{0,60})'|at: '([^']{0,60})'/.exec(
    message,
  );
  const near = token?.[1] ?? token?.[2] ?? token?.[3];
  if (near === "<EOF>") return "The statement ends too early.";
  return near === undefined ? "This is no SQL that Trino understands." : `This is no SQL that Trino understands, at '${near}'.`;
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === "(" || character === "[") depth += 1;
    else if (character === ")" || character === "]") depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** The parser counts code points, JavaScript UTF-16 units. */
function utf16Offsets(text: string): (at: number) => number {
  if (!/[\ud800-\udbff]/.test(text)) return (at) => at;
  const offsets: number[] = [];
  let offset = 0;
  for (const character of text) {
    offsets.push(offset);
    offset += character.length;
  }
  return (at) => offsets[at] ?? text.length;
}
