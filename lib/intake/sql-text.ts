/** A column's name in SQL: quoted where it has to be. */
export function sqlName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A check that finds the rows for which a condition is false. As in a database's CHECK, an unknown (null) condition is no failure. */
export function failingRows(dataset: string, condition: string, where: string | null = null): string {
  return `SELECT * FROM ${dataset} WHERE ${where === null ? "" : `(${where}) AND `}NOT (${bareCondition(condition)})`;
}

/** Without a pair of brackets around the whole, as databases put them around every condition. */
export function bareCondition(condition: string): string {
  if (!condition.startsWith("(")) return condition;
  let depth = 0;
  let quote: string | null = null;
  for (const [index, letter] of condition.split("").entries()) {
    if (quote !== null) quote = letter === quote ? null : quote;
    else if (letter === "'" || letter === '"') quote = letter;
    else if (letter === "(") depth += 1;
    else if (letter === ")") depth -= 1;
    if (depth === 0 && quote === null) return index === condition.length - 1 ? bareCondition(condition.slice(1, -1)) : condition;
  }
  return condition;
}

/** What a check in SQL is called when nobody named it: its condition, in one line. */
export function conditionName(condition: string): string {
  const line = condition.replace(/\s+/g, " ").trim();
  return line.length > 150 ? `${line.slice(0, 149).toWellFormed()}…` : line;
}
