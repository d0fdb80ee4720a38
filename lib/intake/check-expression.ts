/** What a CHECK of a database says about one column, where a column's promise can say it too. */
export type ColumnFact =
  | { readonly column: string; readonly values: readonly string[] }
  | { readonly column: string; readonly sign: ">" | ">=" | "<" | "<="; readonly bound: number }
  | { readonly column: string; readonly required: true };

/** In PostgreSQL's spelling of a cast: `'a'::character varying`, `0::numeric(12,2)`, `'{}'::text[]`. */
const CAST = /^::\s*(?:"[^"]+"|[a-z_][\w.]*(?:\s+(?:varying|precision|with(?:out)? time zone))?)(?:\(\d+(?:,\s*\d+)?\))?(?:\[\])*/i;
const TOKEN = /^(?:'(?:[^']|'')*'|"(?:[^"]|"")+"|[a-z_]\w*|\d+(?:\.\d+)?|<=|>=|<>|[-()[\],=<>])/i;
const MAX_LENGTH = 20_000;

/**
 * `CHECK ((total >= (0)::numeric) AND (status = ANY (ARRAY['a'::text])))` → facts about `total` and `status`.
 * `null` when any part of the condition is more than that: half of a condition would be another promise.
 */
export function readCheckExpression(expression: string): readonly ColumnFact[] | null {
  const tokens = tokensOf(expression);
  if (tokens === null) return null;
  const parts = splitAnd(tokens);
  const facts = parts.map(factsOf);
  return facts.includes(null) ? null : facts.flatMap((found) => found ?? []);
}

function tokensOf(expression: string): readonly string[] | null {
  const tokens: string[] = [];
  let rest = expression.trim();
  if (rest.length > MAX_LENGTH) return null;
  while (rest !== "") {
    const cast = CAST.exec(rest)?.[0];
    const token = cast ?? TOKEN.exec(rest)?.[0];
    if (token === undefined) return null;
    if (cast === undefined) tokens.push(token);
    rest = rest.slice(token.length).trimStart();
  }
  return tokens;
}

/** Parts between `AND` outside of brackets, without the brackets around the whole. */
function splitAnd(tokens: readonly string[]): readonly (readonly string[])[] {
  const bare = unwrap(tokens);
  const parts: string[][] = [[]];
  let depth = 0;
  let isBetween = false;
  for (const token of bare) {
    if (token === "(" || token === "[") depth += 1;
    if (token === ")" || token === "]") depth -= 1;
    const word = token.toUpperCase();
    if (depth === 0 && word === "BETWEEN") isBetween = true;
    if (depth === 0 && word === "AND" && !isBetween) parts.push([]);
    else parts.at(-1)?.push(token);
    if (depth === 0 && word === "AND") isBetween = false;
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? [only] : parts.flatMap(splitAnd);
}

/** Without brackets that hold everything. */
function unwrap(tokens: readonly string[]): readonly string[] {
  if (tokens[0] !== "(") return tokens;
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (depth === 0) return index === tokens.length - 1 ? unwrap(tokens.slice(1, -1)) : tokens;
  }
  return tokens;
}

function factsOf(tokens: readonly string[]): readonly ColumnFact[] | null {
  const { column, rest } = columnAt(tokens);
  if (column === null) return null;
  const [sign = "", ...operand] = rest;
  const words = rest.map((token) => token.toUpperCase());
  if (words.join(" ") === "IS NOT NULL") return [{ column, required: true }];
  if (sign === ">" || sign === ">=" || sign === "<" || sign === "<=") {
    const bound = numberOf(operand);
    return bound === null ? null : [{ column, sign, bound }];
  }
  if (words[0] === "BETWEEN") {
    const and = words.indexOf("AND");
    const [low, high] = [numberOf(rest.slice(1, and)), numberOf(rest.slice(and + 1))];
    return and < 0 || low === null || high === null
      ? null
      : [
          { column, sign: ">=", bound: low },
          { column, sign: "<=", bound: high },
        ];
  }
  const list = words[0] === "IN" ? operand : sign === "=" && words[1] === "ANY" ? rest.slice(2) : null;
  const values = list !== null ? valuesOf(list) : sign === "=" ? valuesOf(operand) : null;
  return values === null || values.length === 0 ? null : [{ column, values }];
}

/** The column that a condition begins with: `total`, `(total)`, `"Order Status"`. */
function columnAt(tokens: readonly string[]): { readonly column: string | null; readonly rest: readonly string[] } {
  let open = 0;
  while (tokens[open] === "(") open += 1;
  const name = tokens[open] ?? "";
  const closes = tokens.slice(open + 1, open + 1 + open).every((token) => token === ")");
  if (!closes || !/^(?:"|[a-z_])/i.test(name) || /^(?:not|case|exists|array|null|true|false)$/i.test(name))
    return { column: null, rest: [] };
  return { column: name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name, rest: tokens.slice(open + 1 + open) };
}

function numberOf(tokens: readonly string[]): number | null {
  const text = unwrapText(tokens).join("");
  if (!/^-?\d{1,15}(?:\.\d{1,9})?$/.test(text)) return null;
  return Number(text);
}

/** Brackets and the quotes of `'0'::numeric` say nothing about a number. */
function unwrapText(tokens: readonly string[]): readonly string[] {
  return unwrap(tokens)
    .map((token) => (/^'-?[\d.]+'$/.test(token) ? token.slice(1, -1) : token))
    .filter((token) => token !== "(" && token !== ")");
}

/** `'a', 'b'`, with or without brackets and `ARRAY[…]`. */
function valuesOf(tokens: readonly string[]): readonly string[] | null {
  const items = tokens.filter((token) => !/^(?:[()[\]]|array)$/i.test(token));
  const values: string[] = [];
  let sign = "";
  for (const [index, token] of items.entries()) {
    if (token === ",") {
      if (index === 0 || items[index - 1] === ",") return null;
    } else if (token === "-" && sign === "") sign = "-";
    else if (/^'/.test(token) && sign === "") values.push(token.slice(1, -1).replaceAll("''", "'"));
    else if (/^\d/.test(token)) {
      values.push(`${sign}${token}`);
      sign = "";
    } else return null;
    if (token !== "," && token !== "-" && index + 1 < items.length && items[index + 1] !== ",") return null;
  }
  return sign === "" ? [...new Set(values)] : null;
}
