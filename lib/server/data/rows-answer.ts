import { limitParameter } from "#lib/api/parameters.ts";
import { parseQuery } from "#lib/api/query.ts";
import { getRows } from "#lib/api/routes/data.ts";
import { AppError } from "#lib/errors.ts";
import { href } from "#lib/href.ts";
import { listRows } from "#lib/query/rows.ts";
import { type DataServices, openReading, readReader } from "#lib/server/data/reading.ts";
import { formatRows, ROW_TYPES } from "#lib/server/data/row-form.ts";
import { sendBody } from "#lib/server/data/send-body.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { chooseType } from "#lib/server/negotiate.ts";

const DEFAULT_ROWS = 50;

/** One page of rows, as JSON, CSV or NDJSON. */
export async function answerRows(
  exchange: Exchange,
  services: DataServices,
  { name, short }: { readonly name: string; readonly short: boolean },
): Promise<void> {
  const { scope, maxRows, query: limits } = await readReader(exchange, services);
  const schema = getRows.query.extend({ limit: limitParameter(Math.min(DEFAULT_ROWS, maxRows), maxRows) });
  const { select = null, order = null, limit, cursor = null, require } = parseQuery(schema, exchange.query);
  const type = chooseType(exchange.header("accept"), ROW_TYPES);
  if (type === undefined) throw new AppError("TS-API-007", `Rows come as ${ROW_TYPES.join(", ")}; Accept asks for something else.`);
  const { record, deps, headers } = await openReading(services, { scope, name, require });
  const answer = await listRows(deps, { record, scope, params: { select, order, limit, cursor }, limits });
  const path = short ? href.shortRows(record.contract.name) : href.api.rows(record.contract.name);
  await sendBody(exchange, {
    ...formatRows(type, answer, scope.key),
    headers: {
      ...headers(answer.asOf),
      ...(answer.next === null ? {} : { Link: `<${exchange.origin}${path}?${withCursor(exchange.query, answer.next)}>; rel="next"` }),
    },
  });
}

function withCursor(query: string, cursor: string): string {
  const params = new URLSearchParams(query);
  params.set("cursor", cursor);
  return params.toString();
}
