/** Goes through every part of a parsed statement, refuses what `shapes.ts` does not have, and collects the tables that are no CTE there. */
import { checkCall, checkColumn, checkName, checkTableCall } from "#lib/engine/duckdb/gate/checks.ts";
import { foldName } from "#lib/engine/duckdb/gate/names.ts";
import { isTree, type Tree } from "#lib/engine/duckdb/gate/parse.ts";
import { locationOf, Refusal } from "#lib/engine/duckdb/gate/refusal.ts";
import {
  ENTRIES,
  EXPRESSIONS,
  type Kind,
  MODIFIERS,
  NODES,
  OPERATORS,
  type Part,
  ROW_EXPRESSIONS,
  type Shape,
  TABLES,
} from "#lib/engine/duckdb/gate/shapes.ts";
import { checkType } from "#lib/engine/duckdb/gate/type-names.ts";

const MAX_PARTS = 50_000;
const MAX_DEPTH = 600;
/** Fields that say what a part is, or how its result is called. */
const LABELS: ReadonlySet<string> = new Set(["class", "type", "alias", "query_location"]);

export interface FoundTable {
  readonly name: readonly string[];
  /** In bytes; `null`: unknown. */
  readonly location: number | null;
}

interface Scope {
  /** Folded names of the CTEs that are visible here. */
  readonly ctes: ReadonlySet<string>;
  /** Folded names that an expression over one row may use; `null`: in a statement, where the engine knows. */
  readonly columns: ReadonlySet<string> | null;
  readonly depth: number;
}

export class Walk {
  readonly tables: FoundTable[] = [];
  #parts = 0;

  statement(statement: Tree): void {
    this.#read(statement, ENTRIES.statement, { ctes: new Set(), columns: null, depth: 0 });
  }

  /** An expression over one row, of these columns. */
  rowExpression(expression: unknown, columns: readonly string[]): void {
    this.#expression(expression, { ctes: new Set(), columns: new Set(columns.map(foldName)), depth: 0 });
  }

  #read(tree: Tree, shape: Shape, scope: Scope): void {
    this.#parts += 1;
    if (this.#parts > MAX_PARTS) throw new Refusal(`The statement has more than ${MAX_PARTS.toLocaleString("en")} parts.`);
    if (scope.depth > MAX_DEPTH) throw new Refusal("The statement is nested too deeply.", locationOf(tree));
    const below = { ...scope, depth: scope.depth + 1 };
    for (const [field, value] of Object.entries(tree)) {
      if (LABELS.has(field)) continue;
      const part = Object.hasOwn(shape, field) ? shape[field] : undefined;
      if (part === undefined) throw unknownPart(field, tree);
      if (part === "absent") refuseUnlessEmpty(field, value, tree);
      else if (part === "type") checkType(value, locationOf(tree));
      else this.#part(part, value, below);
    }
  }

  #part(part: Part, value: unknown, scope: Scope): void {
    if (value === null) return;
    if (part.endsWith("[]")) {
      for (const one of listOf(value)) this.#part(part.slice(0, -2) as Part, one, scope);
      return;
    }
    switch (part as Kind) {
      case "value":
      case "absent":
      case "ctes":
      case "type":
        break;
      case "expression":
        this.#expression(value, scope);
        break;
      case "node":
        this.#node(treeOf(value), scope);
        break;
      case "table":
        this.#table(treeOf(value), scope);
        break;
      case "modifier":
        this.#modifier(treeOf(value), scope);
        break;
      default:
        this.#read(treeOf(value), ENTRIES[part as keyof typeof ENTRIES], scope);
    }
  }

  #expression(value: unknown, scope: Scope): void {
    const tree = treeOf(value);
    const kind = String(tree["class"]);
    const shape = Object.hasOwn(EXPRESSIONS, kind) ? EXPRESSIONS[kind] : undefined;
    if (shape === undefined || (kind === "OPERATOR" && !OPERATORS.has(String(tree["type"])))) throw unknownPart(kind, tree);
    if (scope.columns !== null && !ROW_EXPRESSIONS.has(kind)) throw notInRow(kind, tree);
    if (kind === "FUNCTION" || kind === "WINDOW") checkCall(tree, { inRow: scope.columns !== null });
    if (kind === "COLUMN_REF") checkColumn(tree, scope.columns);
    this.#read(tree, shape, kind === "LAMBDA" ? withParameters(tree, scope) : scope);
  }

  #node(tree: Tree, scope: Scope): void {
    const kind = String(tree["type"]);
    const shape = Object.hasOwn(NODES, kind) ? NODES[kind] : undefined;
    if (shape === undefined) throw unknownPart(kind, tree);
    const inner = this.#ctes(tree["cte_map"], scope);
    this.#read(tree, shape, inner);
    if (kind !== "RECURSIVE_CTE_NODE") return;
    const below = { ...inner, depth: inner.depth + 1 };
    // The first half is what there is before the recursion: its own name still means a table there.
    this.#node(treeOf(tree["left"]), below);
    this.#node(treeOf(tree["right"]), { ...below, ctes: new Set([...inner.ctes, foldName(String(tree["cte_name"]))]) });
  }

  /** Each CTE sees those before it, and no CTE sees itself. What follows sees all of them. */
  #ctes(value: unknown, scope: Scope): Scope {
    const entries = isTree(value) ? listOf(value["map"]).map(treeOf) : [];
    let visible = scope;
    for (const { key, value: cte } of entries) {
      checkName([String(key)], null);
      this.#read(treeOf(cte), ENTRIES.cte, { ...visible, depth: scope.depth + 1 });
      visible = { ...visible, ctes: new Set([...visible.ctes, foldName(String(key))]) };
    }
    return visible;
  }

  #table(tree: Tree, scope: Scope): void {
    const kind = String(tree["type"]);
    const shape = Object.hasOwn(TABLES, kind) ? TABLES[kind] : undefined;
    if (shape === undefined) throw unknownPart(kind, tree);
    if (kind === "SHOW_REF" && !isTree(tree["query"])) {
      throw new Refusal("SHOW lists what the engine has; DESCRIBE with the name of a dataset tells its columns.", locationOf(tree));
    }
    if (kind === "BASE_TABLE") this.#name(tree, scope);
    if (kind === "TABLE_FUNCTION") {
      const call = treeOf(tree["function"]);
      checkTableCall(call);
      // Its name was looked up among those of FROM; the rest of it is read like another.
      this.#read(call, EXPRESSIONS["FUNCTION"] ?? {}, scope);
    }
    this.#read(tree, shape, scope);
  }

  #name(tree: Tree, { ctes }: Scope): void {
    const name = [tree["catalog_name"], tree["schema_name"], tree["table_name"]].map(String).filter((part) => part !== "");
    if (name.length === 1 && ctes.has(foldName(name[0] ?? ""))) return;
    const location = locationOf(tree);
    checkName(name, location);
    this.tables.push({ name, location });
  }

  #modifier(tree: Tree, scope: Scope): void {
    const kind = String(tree["type"]);
    const shape = Object.hasOwn(MODIFIERS, kind) ? MODIFIERS[kind] : undefined;
    if (shape === undefined) throw unknownPart(kind, tree);
    this.#read(tree, shape, scope);
  }
}

/** The parameters of a lambda are names of its own: `x` of `x -> x + 1`, `x` and `y` of `(x, y) -> x + y`. */
function withParameters(lambda: Tree, scope: Scope): Scope {
  if (scope.columns === null) return scope;
  const left = treeOf(lambda["lhs"]);
  const parameters = left["class"] === "FUNCTION" ? listOf(left["children"]).map(treeOf) : [left];
  const names = parameters.flatMap(({ column_names: parts }) => (Array.isArray(parts) && parts.length === 1 ? [String(parts[0])] : []));
  return { ...scope, columns: new Set([...scope.columns, ...names.map(foldName)]) };
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Refusal("This statement has a part that is not known to be safe.");
  return value;
}

function treeOf(value: unknown): Tree {
  if (!isTree(value)) throw new Refusal("This statement has a part that is not known to be safe.");
  return value;
}

function unknownPart(kind: string, tree: Tree): Refusal {
  if (kind === "DEFAULT") return new Refusal("DEFAULT means nothing in a statement that reads.", locationOf(tree));
  return new Refusal(`This statement has a part (${kind}) that is not known to be safe.`, locationOf(tree));
}

function notInRow(kind: string, tree: Tree): Refusal {
  const words: Readonly<Record<string, string>> = {
    SUBQUERY: "a subquery",
    PARAMETER: "a parameter",
    WINDOW: "a window function",
    STAR: "a star",
    POSITIONAL_REFERENCE: "the number of a column",
  };
  return new Refusal(`A condition on rows cannot hold ${words[kind] ?? kind}.`, locationOf(tree));
}

function refuseUnlessEmpty(field: string, value: unknown, tree: Tree): void {
  if (value === null || value === "" || value === false || (Array.isArray(value) && value.length === 0)) return;
  const reasons: Readonly<Record<string, string>> = {
    at_clause: "AT asks for an older state of a table, which datasets do not have.",
    export_state: "EXPORT_STATE gives the inner state of an aggregate, which cannot be used.",
    pivot_enum: `PIVOT takes its values from a list, such as IN ('a', 'b'), and not from a type.`,
  };
  throw new Refusal(reasons[field] ?? `This statement has a part (${field}) that is not known to be safe.`, locationOf(tree));
}
