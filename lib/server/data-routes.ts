import { matchPath } from "#lib/api/path.ts";
import { exportCsv, exportParquet, exportShort, getRows, getRowsShort } from "#lib/api/routes/data.ts";
import { answerExport } from "#lib/server/data/export-answer.ts";
import type { DataServices } from "#lib/server/data/reading.ts";
import { answerRows } from "#lib/server/data/rows-answer.ts";
import type { Exchange } from "#lib/server/exchange.ts";

/** A route that answers a dataset's rows. `name` is the dataset's as it was asked for. */
export type DataRoute =
  | { readonly kind: "rows"; readonly name: string; readonly short: boolean }
  /** `null`: the request says which format. */
  | { readonly kind: "export"; readonly name: string; readonly format: "csv" | "parquet" | null };

const ROUTES: readonly (readonly [string, (name: string) => DataRoute])[] = [
  [getRows.path, (name) => ({ kind: "rows", name, short: false })],
  [getRowsShort.path, (name) => ({ kind: "rows", name, short: true })],
  [exportCsv.path, (name) => ({ kind: "export", name, format: "csv" })],
  [exportParquet.path, (name) => ({ kind: "export", name, format: "parquet" })],
  [exportShort.path, (name) => ({ kind: "export", name, format: null })],
];

/** The route of this path when it is one whose bytes go from the engine to the client without the framework. For GET and HEAD. */
export function dataRoute(path: string): DataRoute | undefined {
  for (const [template, make] of ROUTES) {
    const name = matchPath(template, path)?.["name"];
    if (name !== undefined) return make(name);
  }
  return undefined;
}

/** Answers it whole, or throws an `AppError` before the first byte. After the first byte a failure breaks the connection and is logged. */
export async function answerData(exchange: Exchange, services: DataServices, route: DataRoute): Promise<void> {
  if (route.kind === "rows") await answerRows(exchange, services, route);
  else await answerExport(exchange, services, route);
}
