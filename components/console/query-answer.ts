/** Answers of `POST /api/v1/query`, read from what came over the wire. */

export interface ResultColumn {
  readonly name: string;
  /** The engine's type, for example `DECIMAL(12,2)`. */
  readonly type: string;
}

/** Exact JSON values; `null` is NULL. */
export type Cell = unknown;

export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** There are more rows than came. */
  readonly truncated: boolean;
  readonly elapsedMs: number;
  /** Names of the datasets that it read. */
  readonly datasets: readonly string[];
}

/** Why there is no answer, as the problem document says it. */
export interface QueryProblem {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | null;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

/** `undefined`: this is no result. */
export function readResult(body: unknown): QueryResult | undefined {
  if (!isObject(body) || !Array.isArray(body["columns"]) || !Array.isArray(body["rows"])) return undefined;
  const columns = body["columns"].filter(isColumn);
  const rows = body["rows"].filter((row) => Array.isArray(row));
  if (columns.length !== body["columns"].length || rows.length !== body["rows"].length) return undefined;
  const { elapsedMs, datasets } = body;
  return {
    columns,
    rows,
    truncated: body["truncated"] === true,
    elapsedMs: typeof elapsedMs === "number" ? elapsedMs : 0,
    datasets: Array.isArray(datasets) ? datasets.filter((name) => typeof name === "string") : [],
  };
}

/** The engine's plan as text; `undefined`: there is none in this answer. */
export function readPlan(body: unknown): string | undefined {
  return isObject(body) && typeof body["plan"] === "string" ? body["plan"] : undefined;
}

/** A problem document, or what a proxy or a server that is starting says instead. */
export function readProblem(body: unknown, status: number): QueryProblem {
  const given = isObject(body) ? body : {};
  const text = (key: string) => (typeof given[key] === "string" ? given[key] : null);
  return {
    code: text("type")?.split("/").at(-1) ?? "",
    title: text("title") ?? "The server could not answer",
    detail: text("detail") ?? `It answered with status ${status} and no reason. Your text is kept; try again in a moment.`,
    requestId: text("requestId"),
    errors: Array.isArray(given["errors"]) ? given["errors"].filter(isDetail) : [],
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isColumn(value: unknown): value is ResultColumn {
  return isObject(value) && typeof value["name"] === "string" && typeof value["type"] === "string";
}

function isDetail(value: unknown): value is QueryProblem["errors"][number] {
  return isObject(value) && typeof value["path"] === "string" && typeof value["message"] === "string";
}
