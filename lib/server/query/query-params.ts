import type { z } from "zod";
import { parseQuery } from "#lib/api/query.ts";
import { runQuery } from "#lib/api/routes/query.ts";
import { QUERY_FORMATS, type QueryFormat } from "#lib/api/schemas/query.ts";
import type { SqlParam } from "#lib/engine/guarded-sql.ts";
import { AppError } from "#lib/errors.ts";
import { CONTENT_TYPES } from "#lib/query/export.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { chooseType } from "#lib/server/negotiate.ts";
import { readQueryBody } from "#lib/server/query/query-body.ts";

export interface QueryParams extends Pick<z.output<typeof runQuery.query>, "explain" | "require"> {
  readonly sql: string;
  readonly params: readonly SqlParam[];
  /** `null`: as many as there may be in JSON, and all in a file. */
  readonly limit: number | null;
  readonly format: QueryFormat;
}

/** Formats that can be written row by row from an answer in memory, and so with a limit. */
const LIMITED: readonly QueryFormat[] = ["json", "csv", "ndjson"];

/**
 * Everything that a request asks for, and its body last.
 * @throws AppError for what does not fit; see `readQueryBody` and `parseQuery`
 */
export async function readQueryParams(exchange: Exchange, maxRows: number): Promise<QueryParams> {
  const { explain, require } = parseQuery(runQuery.query, exchange.query);
  const { sql, params, limit = null, format: said } = await readQueryBody(exchange);
  const format = said ?? acceptedFormat(exchange.header("accept"));
  if (limit !== null && !LIMITED.includes(format))
    throw badLimit(`goes with ${LIMITED.join(", ")}; for ${format} write LIMIT ${limit} into the statement`);
  if (limit !== null && limit > maxRows)
    throw badLimit(
      `must be at most ${maxRows}; without a limit, a file such as CSV has all rows, and LIMIT in the statement takes any number`,
    );
  return { explain, require, sql, params, limit, format };
}

function badLimit(message: string): AppError {
  return new AppError("TS-API-003", `limit ${message}.`, { details: [{ path: "body.limit", message }] });
}

const TYPES = QUERY_FORMATS.map((format) => ({ format, type: CONTENT_TYPES[format].split(";", 1)[0] ?? "" }));

function acceptedFormat(accept: string | null | undefined): QueryFormat {
  const offers = TYPES.map(({ type }) => type);
  const chosen = TYPES.find(({ type }) => type === chooseType(accept, offers));
  if (chosen !== undefined) return chosen.format;
  throw new AppError("TS-API-007", `Answers come as ${offers.join(", ")}; Accept asks for something else.`);
}
