/**
 * PostgREST's filters: `total=gt.5`, `state=in.(open,"on hold")`, `or=(a.is.null,not.and(b.eq.1,c.like.x*))` → a `Filter`.
 * The names of parameters of the route mean those; a column that is called like one is written in quotes (`"limit"=eq.5`) or inside
 * of `and=(limit.eq.5)`.
 */
import type { Comparison, Filter } from "#lib/engine/filter.ts";
import { badFilter, FilterReader } from "#lib/query/filter-reader.ts";

/** What a request has besides the parameters of its route. */
export interface AskedFilters {
  /** Names and values as they were sent, decoded; a name may come again. */
  readonly pairs: readonly (readonly [name: string, value: string])[];
  /** The parameters of the route, for the hint at a name that is neither. */
  readonly parameters: readonly string[];
}

export const NO_FILTERS: AskedFilters = { pairs: [], parameters: [] };

/** `parameter`: where it was named, as in `total` or `or`; `alone`: the name is itself a parameter. */
export type ResolveColumn = (name: string, where: { readonly parameter: string; readonly alone: boolean }) => string;

const MAX_LENGTH = 20_000;
const MAX_CONDITIONS = 100;
const MAX_VALUES = 1_000;
const MAX_DEPTH = 10;

const COMPARISONS: readonly string[] = ["eq", "neq", "gt", "gte", "lt", "lte"] satisfies Comparison[];
const OPERATORS = [...COMPARISONS, "like", "ilike", "in", "is"];
const TREE = /^(not\.)?(and|or)$/;

/** All of them together; `null` without any. @throws AppError TS-API-003, and what `resolve` throws for a column that is not there */
export function parseFilters({ pairs }: AskedFilters, resolve: ResolveColumn): Filter | null {
  const [first] = pairs;
  if (first === undefined) return null;
  if (pairs.reduce((sum, [name, value]) => sum + name.length + value.length, 0) > MAX_LENGTH)
    throw badFilter(first[0], `the filters are longer than ${MAX_LENGTH} characters`);
  const count = { conditions: 0, values: 0 };
  const filters = pairs.map(([name, value]): Filter => {
    const reader = new FilterReader(value, name);
    const parser: Parser = { reader, resolve, count };
    const tree = TREE.exec(name);
    const filter = tree === null ? condition(parser, columnOf(name, parser), true) : grouped(parser, tree, 1);
    if (!reader.atEnd) throw reader.fail(`'${shorten(reader.takeRest())}' after the end is not understood`);
    return filter;
  });
  const [only, ...others] = filters;
  return only !== undefined && others.length === 0 ? only : { kind: "and", filters };
}

interface Parser {
  readonly reader: FilterReader;
  readonly resolve: ResolveColumn;
  readonly count: { conditions: number; values: number };
}

function columnOf(name: string, { resolve }: Parser): string {
  const quotes = new FilterReader(name, name);
  const quoted = name.startsWith('"') ? quotes.takeQuoted() : null;
  return resolve(quoted !== null && quotes.atEnd ? quoted : name, { parameter: name, alone: quoted === null });
}

/** `(a.eq.1,or(…))`, behind the word that `tree` is. */
function grouped(parser: Parser, [, not, kind]: RegExpExecArray, depth: number): Filter {
  const { reader } = parser;
  if (depth > MAX_DEPTH) throw reader.fail(`conditions are nested deeper than ${MAX_DEPTH}`);
  reader.expect("(", `'${kind}'`);
  const filters: Filter[] = [];
  do {
    reader.skipSpaces();
    filters.push(node(parser, depth));
    reader.skipSpaces();
  } while (reader.take(","));
  reader.expect(")", "the last condition");
  const filter: Filter = { kind: kind === "or" ? "or" : "and", filters };
  return not === undefined ? filter : { kind: "not", filter };
}

function node(parser: Parser, depth: number): Filter {
  const { reader, resolve } = parser;
  const tree = reader.look(/(not\.)?(and|or)(?=\()/y);
  if (tree !== null) {
    reader.take(tree[0]);
    return grouped(parser, tree, depth + 1);
  }
  const name = reader.takeQuoted() ?? reader.takeUntil('.,()"');
  if (name === "") throw reader.fail("a condition begins with a column, for example (total.gt.5,state.eq.open)");
  reader.expect(".", `'${shorten(name)}'`);
  return condition(parser, resolve(name, { parameter: reader.parameter, alone: false }), false);
}

/** What follows the column. `alone`: its value is all that is left, so it needs no quotes. */
function condition(parser: Parser, column: string, alone: boolean): Filter {
  const { reader, count } = parser;
  count.conditions += 1;
  if (count.conditions > MAX_CONDITIONS) throw reader.fail(`there are more than ${MAX_CONDITIONS} conditions`);
  const not = reader.take("not.");
  const word = reader.takeUntil(alone ? "." : ".,)");
  if (!reader.take(".") || !OPERATORS.includes(word)) {
    const example = alone ? `${reader.parameter}=eq.5` : `${column}.eq.5`;
    throw reader.fail(
      `'${shorten(word)}' is no operator; write one of ${OPERATORS.join(", ")}, a dot and the value, for example ${shorten(example)}`,
    );
  }
  const filter = compared(parser, column, word, alone);
  return not ? { kind: "not", filter } : filter;
}

function compared(parser: Parser, column: string, word: string, alone: boolean): Filter {
  const { reader } = parser;
  if (word === "in") return { kind: "in", column, values: list(parser) };
  const value = alone ? reader.takeRest() : reader.takeItem();
  switch (word) {
    case "like":
    case "ilike":
      return { kind: "like", column, pattern: patternOf(value, reader), insensitive: word === "ilike" };
    case "is":
      return isFilter(column, value, reader);
    default:
      return { kind: "compare", column, op: word as Comparison, value };
  }
}

/** `(a,"b,c")`. Nothing between the brackets is an empty list, as in PostgREST. */
function list({ reader, count }: Parser): readonly string[] {
  reader.expect("(", "'in.'");
  if (reader.take(")")) return [];
  const values: string[] = [];
  do {
    values.push(reader.takeItem());
    count.values += 1;
    if (count.values > MAX_VALUES) throw reader.fail(`there are more than ${MAX_VALUES} values in lists`);
  } while (reader.take(","));
  reader.expect(")", "the last value");
  return values;
}

/** `*` stands for `%`, so that nobody has to write `%25` in an address. */
function patternOf(value: string, reader: FilterReader): string {
  const pattern = value.replaceAll("*", "%");
  const [slashes = ""] = /\\*$/.exec(pattern) ?? [];
  if (slashes.length % 2 === 1) throw reader.fail("a pattern cannot end with a backslash, which quotes the next character");
  return pattern;
}

function isFilter(column: string, value: string, reader: FilterReader): Filter {
  const word = value.toLowerCase();
  switch (word) {
    case "null":
    case "true":
    case "false":
      return { kind: "is", column, value: word };
    case "unknown":
      return { kind: "is", column, value: "null" };
    case "not_null":
      return { kind: "not", filter: { kind: "is", column, value: "null" } };
    default:
      throw reader.fail(`'is.' takes null, not_null, true, false or unknown, not '${shorten(value)}'`);
  }
}

const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
