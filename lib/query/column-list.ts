/** `select=` and `order=` in PostgREST's form: `a,b` and `a.desc,b`. A name with odd characters is written `"a,b"`. */
import type { ErrorDetail } from "#lib/errors.ts";
import { AppError } from "#lib/errors.ts";

const MAX_TERMS = 500;
/** More do not change an order that anyone can tell. */
const MAX_ORDER = 16;

export interface OrderText {
  readonly name: string;
  readonly descending: boolean;
}

export function parseSelect(text: string): readonly string[] {
  return splitList(text, "query.select").map(({ name, rest }) => {
    if (rest !== "") throw badList("query.select", `'${rest}' after '"${name}"' is not understood`);
    return name;
  });
}

/**
 * `isColumn` decides about a name that contains dots: `a.desc` is the column of that name where there is one. As in PostgreSQL,
 * missing values come last when ascending and first when descending.
 */
export function parseOrder(text: string, isColumn: (name: string) => boolean): readonly OrderText[] {
  const terms = splitList(text, "query.order").map(({ name, rest, quoted }): OrderText => {
    if (!quoted && isColumn(name)) return { name, descending: false };
    const suffix = quoted ? rest : (/(?:\.(?:asc|desc|nullsfirst|nullslast))*$/.exec(name)?.[0] ?? "");
    const bare = quoted ? name : name.slice(0, name.length - suffix.length);
    return { name: bare, descending: parseDirection(suffix) };
  });
  if (terms.length > MAX_ORDER) throw badList("query.order", `at most ${MAX_ORDER} columns`);
  return terms;
}

function parseDirection(suffix: string): boolean {
  if (/^(\.asc)?(\.nullslast)?$/.test(suffix)) return false;
  if (/^\.desc(\.nullsfirst)?$/.test(suffix)) return true;
  throw badList("query.order", `'${suffix}' is not understood; write .asc or .desc`);
}

interface Item {
  readonly name: string;
  /** What follows the closing quote. */
  readonly rest: string;
  readonly quoted: boolean;
}

function splitList(text: string, path: string): readonly Item[] {
  const items: Item[] = [];
  // A quoted name with doubled quotes inside, or anything without a comma.
  const item = /\s*(?:"((?:[^"]|"")*)"([^,]*)|([^,]*))(,|$)/gy;
  while (item.lastIndex <= text.length) {
    const match = item.exec(text);
    if (match === null) throw badList(path, "a quote is not closed");
    const [, quoted, rest = "", plain = "", end] = match;
    const name = quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"');
    if (name === "") throw badList(path, "a name is empty");
    if (quoted === undefined && name.startsWith('"')) throw badList(path, "a quote is not closed");
    items.push({ name, rest: rest.trim(), quoted: quoted !== undefined });
    if (items.length > MAX_TERMS) throw badList(path, `more than ${MAX_TERMS} names`);
    if (end === "") break;
  }
  return items;
}

function badList(path: ErrorDetail["path"], message: string): AppError {
  return new AppError("TS-API-003", `${path.replace("query.", "")}: ${message}.`, { details: [{ path, message }] });
}
