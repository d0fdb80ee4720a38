/** A text as the engine's own parser sees it. Nothing is bound or run. */
import type { DuckDBConnection } from "@duckdb/node-api";

export type Tree = Readonly<Record<string, unknown>>;

export type Parsed =
  | { readonly kind: "parsed"; readonly statements: readonly Tree[] }
  /** `position`: in code points. */
  | { readonly kind: "failed"; readonly error: string; readonly message: string; readonly position: number | null };

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export async function parseSql(connection: DuckDBConnection, text: string): Promise<Parsed> {
  const result = await connection.run("SELECT json_serialize_sql($1::VARCHAR)", [text]);
  const [[json] = []] = await result.getRows();
  const answer: unknown = JSON.parse(withoutInfinities(String(json)));
  if (!isTree(answer)) throw new TypeError("the parser gave no object");
  if (answer["error"] === false && Array.isArray(answer["statements"])) {
    return { kind: "parsed", statements: answer["statements"].filter(isTree) };
  }
  const position = Number(answer["position"] ?? Number.NaN);
  return {
    kind: "failed",
    error: String(answer["error_type"]),
    message: String(answer["error_message"]),
    position: Number.isSafeInteger(position) ? position : null,
  };
}

/**
 * The engine writes `1e400` as `Infinity`, which is no JSON. Values of constants decide nothing here: they become `null`, and numbers
 * of more digits than JavaScript holds may lose some, because the text itself is what runs.
 */
function withoutInfinities(json: string): string {
  if (!/Infinity|NaN/.test(json)) return json;
  return json.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|-?NaN/g, (token) => (token.startsWith('"') ? token : "null"));
}
