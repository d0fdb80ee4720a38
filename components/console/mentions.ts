/** Which datasets a text names, as far as that can be told while it is being typed. */

export interface Mention {
  /** As written, without quotes, for example `orders` or `sales.orders`. */
  readonly name: string;
  /** What its columns can be qualified with: its alias, else the last part of its name. */
  readonly alias: string;
}

const NAME = /(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$-]*)/u.source;
const PATH = `${NAME}(?:\\s*\\.\\s*${NAME})*`;
const ITEM = `${PATH}(?:\\s+(?:as\\s+)?${NAME})?`;
const LISTS = new RegExp(`\\b(?:from|join)\\s+(${ITEM}(?:\\s*,\\s*${ITEM})*)`, "giu");
const PARTS = new RegExp(`^(${PATH})(?:\\s+(?:as\\s+)?(${NAME}))?$`, "iu");
const AFTER =
  /^(?:where|group|order|limit|having|join|inner|left|right|full|cross|natural|on|using|union|except|intersect|window|qualify|offset|as|asof|positional|semi|anti|select|from|lateral|tablesample|set|values|pivot|unpivot|end|then|else|and|or)$/i;

/** In the order of the text, each alias once. Names in comments and texts do not count; a CTE's name counts, and no dataset is called so. */
export function mentionsIn(sql: string): readonly Mention[] {
  const found = new Map<string, Mention>();
  for (const [, list = ""] of withoutTexts(sql).matchAll(LISTS)) {
    for (const item of list.split(new RegExp(`,(?=\\s*${ITEM}\\s*(?:,|$))`, "iu"))) {
      const [, path = "", given] = PARTS.exec(item.trim()) ?? [];
      const parts = (path.match(new RegExp(NAME, "gu")) ?? []).map(bare);
      const alias = given !== undefined && !AFTER.test(given) ? bare(given) : (parts.at(-1) ?? "");
      const key = alias.toLowerCase();
      if (parts.length > 0 && !AFTER.test(path) && !found.has(key)) found.set(key, { name: parts.join("."), alias });
    }
  }
  return [...found.values()];
}

/** What is expected where the cursor stands. */
export type Wanted = "dataset" | "expression";

/** @param before the text up to the word that is being typed */
export function wantedAfter(before: string): Wanted {
  const plain = withoutTexts(before);
  if (/\b(?:from|join)\s+$/i.test(plain)) return "dataset";
  // In a list of tables: the last word that opens a part of the statement is FROM.
  const opener = plain.match(
    /\b(?:select|from|join|on|where|group|order|having|limit|qualify|using|with)\b(?!.*\b(?:select|from|join|on|where|group|order|having|limit|qualify|using|with)\b)/is,
  )?.[0];
  return opener?.toLowerCase() === "from" && /,\s*$/.test(plain) ? "dataset" : "expression";
}

function bare(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

/** Comments and text literals blanked, each by as many spaces. An open one reaches to the end. */
function withoutTexts(sql: string): string {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)/g, (part) => " ".repeat(part.length));
}
