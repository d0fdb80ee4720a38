/**
 * The walk over a statement that PostgreSQL's grammar has read: every part must be on a list, and every table is either the name of a
 * CTE **where it stands** or a mention that the caller looks up.
 */
import { CHANCE } from "#lib/contract/chance.ts";
import { ALLOWED_FUNCTIONS } from "#lib/engine/postgres/gate/allowed-functions.ts";
import {
  ALLOWED_NODES,
  ALLOWED_TYPES,
  ALLOWED_VALUE_FUNCTIONS,
  HARMLESS_BEHIND_DOT,
  INLINE_FIELDS,
  PART_WORDS,
  SYSTEM_COLUMNS,
} from "#lib/engine/postgres/gate/allowed-parts.ts";
import { type Dotted, Refusal } from "#lib/engine/postgres/gate/reading.ts";

export type Tree = Readonly<Record<string, unknown>>;

export interface Found {
  /** Bytes. */
  readonly tables: { readonly name: readonly string[]; readonly at: number; readonly hasAlias: boolean }[];
  readonly parameters: Set<number>;
  readonly dotted: Dotted[];
  /** Functions that give another value each time, or names behind a dot that may be one. */
  readonly chance: string[];
}

interface Place {
  /** Names of CTEs that are visible. */
  readonly ctes: ReadonlySet<string>;
  readonly depth: number;
  /** The nearest offset that is known, in bytes. */
  readonly at: number | null;
}

const MAX_DEPTH = 400;
const MAX_PARTS = 60_000;
const MAX_PARAMETERS = 1_000;

export function walkStatement(select: unknown): Found {
  const walk = new Walk();
  walk.node("SelectStmt", treeOf(select), { ctes: new Set(), depth: 0, at: null });
  return walk.found;
}

class Walk {
  readonly found: Found = { tables: [], parameters: new Set(), dotted: [], chance: [] };
  #parts = 0;

  node(kind: string, tree: Tree, outer: Place): void {
    this.#parts += 1;
    const place = { ...outer, depth: outer.depth + 1, at: numberOf(tree["location"]) ?? outer.at };
    if (this.#parts > MAX_PARTS) throw new Refusal("The statement has too many parts; make it shorter", place.at);
    if (place.depth > MAX_DEPTH) throw new Refusal("The statement is nested too deeply; write it with fewer brackets or steps", place.at);
    if (!ALLOWED_NODES.has(kind))
      throw new Refusal(PART_WORDS[kind] ?? `A statement can only read, and ${wordsOf(kind)} is not allowed`, place.at);
    switch (kind) {
      case "A_Const":
      case "String":
        return;
      case "SelectStmt":
        this.#select(tree, place);
        return;
      case "RangeVar":
        this.#table(tree, place);
        return;
      case "FuncCall":
        checkFunction(namesOf(tree["funcname"]), place);
        this.#chance(namesOf(tree["funcname"]));
        break;
      case "TypeName":
        checkType(tree, place);
        break;
      case "ColumnRef":
        checkColumn(namesOf(tree["fields"]), place);
        this.#dotted(namesOf(tree["fields"]).slice(1), place);
        return;
      case "A_Indirection":
        checkFields(namesOf(tree["indirection"]), place);
        this.#dotted(namesOf(tree["indirection"]), place);
        break;
      case "A_Expr":
      case "SortBy":
      case "SubLink":
        checkOperator(tree, place);
        break;
      case "CollateClause":
        checkCollation(namesOf(tree["collname"]), place);
        break;
      case "SQLValueFunction":
        if (!ALLOWED_VALUE_FUNCTIONS.has(String(tree["op"]))) throw new Refusal("Who asks and where is not told to statements", place.at);
        return;
      case "ParamRef":
        this.#parameter(numberOf(tree["number"]) ?? 0, place);
        return;
    }
    this.#fields(tree, place);
  }

  /** Everything inside of a part, whatever its kind. */
  #fields(tree: Tree, place: Place, without: readonly string[] = []): void {
    for (const [field, value] of Object.entries(tree)) if (!without.includes(field)) this.#value(field, value, place);
  }

  #value(field: string, value: unknown, place: Place): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#value(field, item, place);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    const tree = treeOf(value);
    const [first, ...others] = Object.keys(tree);
    if (first === undefined) return;
    if (others.length === 0 && /^[A-Z]/.test(first)) {
      this.node(first, treeOf(tree[first]), place);
      return;
    }
    const kind = Object.hasOwn(INLINE_FIELDS, field) ? INLINE_FIELDS[field] : undefined;
    if (kind === undefined) throw new Refusal(`A part of the statement (${field}) is not allowed`, place.at);
    this.node(kind, tree, place);
  }

  #select(tree: Tree, place: Place): void {
    if (tree["intoClause"] !== undefined) throw new Refusal("SELECT INTO makes a table, and a statement can only read", place.at);
    if (tree["lockingClause"] !== undefined)
      throw new Refusal("FOR UPDATE and FOR SHARE lock rows, and a statement can only read", lockOf(tree) ?? place.at);
    const clause = tree["withClause"];
    const ctes = clause === undefined ? place.ctes : this.#with(treeOf(clause), place);
    this.#fields(tree, { ...place, ctes }, ["withClause"]);
  }

  /** The names that are visible to the statement that the WITH belongs to. */
  #with(clause: Tree, place: Place): ReadonlySet<string> {
    const items = listOf(clause["ctes"]).map((item) => treeOf(treeOf(item)["CommonTableExpr"]));
    const names = items.map((item) => String(item["ctename"]));
    const recursive = clause["recursive"] === true;
    let visible: ReadonlySet<string> = recursive ? new Set([...place.ctes, ...names]) : place.ctes;
    for (const item of items) {
      const query = treeOf(item["ctequery"]);
      if (query["SelectStmt"] === undefined)
        throw new Refusal("A WITH can only hold a SELECT here, because a statement can only read", numberOf(item["location"]) ?? place.at);
      this.node("CommonTableExpr", item, { ...place, ctes: visible });
      // Without RECURSIVE a name is known only to what comes after it.
      visible = new Set([...visible, String(item["ctename"])]);
    }
    return visible;
  }

  #table(tree: Tree, place: Place): void {
    const name = [tree["catalogname"], tree["schemaname"], tree["relname"]].filter((part) => typeof part === "string");
    const [first = ""] = name;
    if (tree["inh"] !== true) throw new Refusal("ONLY is not allowed in front of a table", place.at);
    if (name.length === 1 && place.ctes.has(first)) return;
    if (name.some((part) => /^pg_/i.test(part)) || first === "information_schema")
      throw new Refusal(`${name.join(".")} belongs to the server and is no dataset`, place.at);
    this.found.tables.push({ name, at: place.at ?? -1, hasAlias: tree["alias"] !== undefined });
  }

  #chance(names: readonly string[]): void {
    this.found.chance.push(...names.filter((name) => CHANCE.postgres.has(name)));
  }

  #dotted(names: readonly string[], { at }: Place): void {
    this.#chance(names);
    for (const name of names) if (!ALLOWED_FUNCTIONS.has(name) && !HARMLESS_BEHIND_DOT.has(name)) this.found.dotted.push({ name, at });
  }

  #parameter(number: number, place: Place): void {
    if (number < 1 || number > MAX_PARAMETERS) throw new Refusal(`Parameters are numbered from $1 to $${MAX_PARAMETERS}`, place.at);
    this.found.parameters.add(number);
  }
}

function checkFunction(name: readonly string[], { at }: Place): void {
  const last = name.at(-1) ?? "";
  const own = name.length === 1 || (name.length === 2 && name[0] === "pg_catalog");
  if (!own || !ALLOWED_FUNCTIONS.has(last))
    throw new Refusal(`The function ${name.join(".")} is not among those that may be used here`, at);
}

function checkType(tree: Tree, { at }: Place): void {
  const name = namesOf(tree["names"]);
  const last = name.at(-1) ?? "";
  const own = name.length === 1 || (name.length === 2 && name[0] === "pg_catalog");
  if (tree["setof"] === true || tree["pct_type"] === true || !own || !ALLOWED_TYPES.has(last))
    throw new Refusal(`The type ${name.join(".")} is not among those that may be used here`, at);
}

/** `orders.pg_typeof` is a call of a function on the whole row, where `orders` has no such column. */
function checkColumn(name: readonly string[], place: Place): void {
  if (name.length > 2)
    throw new Refusal(
      `Write ${name.slice(-2).join(".")} instead of ${name.join(".")}: a table is known by its last name or its alias`,
      place.at,
    );
  checkFields(name.slice(1), place);
  if (name.length === 1) checkSystemColumn(name[0] ?? "", place);
}

function checkFields(names: readonly string[], place: Place): void {
  for (const name of names) {
    checkSystemColumn(name, place);
    if (name.startsWith("pg_")) throw new Refusal(`${name} cannot be taken from a row; name it without its table`, place.at);
  }
}

function checkSystemColumn(name: string, { at }: Place): void {
  if (SYSTEM_COLUMNS.has(name)) throw new Refusal(`${name} belongs to the server and is no column of a dataset`, at);
}

/** `OPERATOR(schema.+)`: operators of a schema run that schema's functions. */
function checkOperator(tree: Tree, { at }: Place): void {
  const name = [tree["name"], tree["useOp"], tree["operName"]].flatMap(namesOf);
  if (name.length > 1 && name[0] !== "pg_catalog") throw new Refusal(`The operator ${name.join(".")} is not allowed`, at);
}

function checkCollation(name: readonly string[], { at }: Place): void {
  if (name.length > 1 && name[0] !== "pg_catalog") throw new Refusal(`The collation ${name.join(".")} is not allowed`, at);
}

/** Where the locked part is named, if it is. */
function lockOf(tree: Tree): number | null {
  const [clause] = listOf(tree["lockingClause"]);
  const [relation] = listOf(treeOf(treeOf(clause)["LockingClause"])["lockedRels"]);
  return numberOf(treeOf(treeOf(relation)["RangeVar"])["location"]);
}

/** `InsertStmt` → `INSERT`. */
export function wordsOf(kind: string): string {
  return kind
    .replace(/(Stmt|Clause|Expr)$/, "")
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toUpperCase();
}

export function treeOf(value: unknown): Tree {
  return typeof value === "object" && value !== null ? (value as Tree) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Texts of `[{"String": {"sval": …}}, …]`; a star is none. */
function namesOf(value: unknown): readonly string[] {
  return listOf(value).flatMap((item) => {
    const text = treeOf(treeOf(item)["String"])["sval"];
    return typeof text === "string" ? [text] : [];
  });
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && value >= 0 ? value : null;
}
