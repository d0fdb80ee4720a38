import type { RouteDeclaration } from "#lib/api/declaration.ts";
import { matchPath } from "#lib/api/path.ts";
import { parseQuery } from "#lib/api/query.ts";
import { exportCsv, exportParquet, exportShort, getRows, getRowsShort } from "#lib/api/routes/data.ts";
import { AppError } from "#lib/errors.ts";
import { sendExport } from "#lib/server/data-plane/export.ts";
import { sendRows } from "#lib/server/data-plane/rows.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { chooseType } from "#lib/server/negotiate.ts";
import type { Services } from "#lib/server/services.ts";

export type FrontRoute = (services: Services, exchange: Exchange) => Promise<void>;

const TYPES = { csv: "text/csv", parquet: "application/vnd.apache.parquet" } as const;

const nameIn = ({ path }: RouteDeclaration, exchange: Exchange) => matchPath(path, exchange.path)?.["name"] ?? "";

/** Routes that the front answers itself, by id: bytes straight from the engine. */
export const FRONT_ROUTES: Readonly<Record<string, FrontRoute>> = {
  [getRows.id]: (services, exchange) => sendRows(services, exchange, nameIn(getRows, exchange), parseQuery(getRows.query, exchange.query)),
  [getRowsShort.id]: (services, exchange) =>
    sendRows(services, exchange, nameIn(getRowsShort, exchange), parseQuery(getRowsShort.query, exchange.query)),
  [exportCsv.id]: (services, exchange) => {
    const { safe, ...query } = parseQuery(exportCsv.query, exchange.query);
    return sendExport(services, exchange, nameIn(exportCsv, exchange), { format: "csv", safe }, query);
  },
  [exportParquet.id]: (services, exchange) => {
    const query = parseQuery(exportParquet.query, exchange.query);
    return sendExport(services, exchange, nameIn(exportParquet, exchange), { format: "parquet" }, query);
  },
  [exportShort.id]: (services, exchange) => {
    const { safe, format, ...query } = parseQuery(exportShort.query, exchange.query);
    const chosen = format ?? formatOf(exchange);
    return sendExport(
      services,
      exchange,
      nameIn(exportShort, exchange),
      chosen === "csv" ? { format: "csv", safe } : { format: "parquet" },
      query,
    );
  },
};

function formatOf({ header }: Exchange): "csv" | "parquet" {
  const type = chooseType(header("accept"), [TYPES.csv, TYPES.parquet]);
  if (type === undefined) throw new AppError("TS-API-007", `An export comes as ${TYPES.csv} or ${TYPES.parquet}.`);
  return type === TYPES.csv ? "csv" : "parquet";
}
