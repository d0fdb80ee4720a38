import { matchPath } from "#lib/api/path.ts";
import { getRows, getRowsShort } from "#lib/api/routes/data.ts";
import { EXPORT_FORMATS, type ExportFormat, exportRoutes, exportShort, getExport } from "#lib/api/routes/exports.ts";
import { audited } from "#lib/server/audit/trail.ts";
import { answerExport } from "#lib/server/data/export-answer.ts";
import { answerManifest } from "#lib/server/data/manifest-answer.ts";
import type { DataServices } from "#lib/server/data/reading.ts";
import { answerRows } from "#lib/server/data/rows-answer.ts";
import type { Exchange } from "#lib/server/exchange.ts";

/** A route that answers a dataset's rows. `name` is the dataset's as it was asked for. */
export type DataRoute =
  | { readonly kind: "rows"; readonly name: string; readonly short: boolean }
  /** `null`: the request says which format. */
  | { readonly kind: "export"; readonly name: string; readonly format: ExportFormat | null }
  | { readonly kind: "manifest"; readonly id: string };

const ROUTES: readonly (readonly [string, (name: string) => DataRoute])[] = [
  [getRows.path, (name) => ({ kind: "rows", name, short: false })],
  [getRowsShort.path, (name) => ({ kind: "rows", name, short: true })],
  ...EXPORT_FORMATS.map((format) => [exportRoutes[format].path, (name: string) => ({ kind: "export", name, format }) as const] as const),
  [exportShort.path, (name) => ({ kind: "export", name, format: null })],
  [getExport.path, (id) => ({ kind: "manifest", id })],
];

/** The route of this path when it is one whose bytes go from the engine to the client without the framework. */
export function dataRoute(path: string): DataRoute | undefined {
  for (const [template, make] of ROUTES) {
    const [name] = Object.values(matchPath(template, path) ?? {});
    if (name !== undefined) return make(name);
  }
  return undefined;
}

/** Answers it whole, or throws an `AppError` before the first byte. After the first byte a failure breaks the connection and is logged. */
export async function answerData(exchange: Exchange, services: DataServices, route: DataRoute): Promise<void> {
  if (route.kind === "rows") await audited(exchange, services, "rows", (trail) => answerRows(exchange, services, route, trail));
  else if (route.kind === "export") await audited(exchange, services, "export", (trail) => answerExport(exchange, services, route, trail));
  else await answerManifest(exchange, services, route);
}
