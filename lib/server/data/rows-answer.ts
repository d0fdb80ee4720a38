import { createHmac } from "node:crypto";
import { limitParameter } from "#lib/api/parameters.ts";
import { parseFilteredQuery } from "#lib/api/query.ts";
import { getRows } from "#lib/api/routes/data.ts";
import { AppError } from "#lib/errors.ts";
import { href } from "#lib/href.ts";
import { parseCount, type RowCount } from "#lib/query/row-count.ts";
import { type OpenRows, openRows } from "#lib/query/rows.ts";
import type { Trail } from "#lib/server/audit/trail.ts";
import { type DataServices, openReading, type Reader, readReader } from "#lib/server/data/reading.ts";
import { type FormedRows, formRows, ROW_TYPES, type RowType } from "#lib/server/data/row-form.ts";
import { sendBody, sendUnchanged, weakened } from "#lib/server/data/send-body.ts";
import { takeTurn } from "#lib/server/data/take-turn.ts";
import { entityTag, matchesTag } from "#lib/server/etag.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { chooseType } from "#lib/server/negotiate.ts";

const DEFAULT_ROWS = 50;
const FORMATS = { "application/json": "json", "text/csv": "csv", "application/x-ndjson": "ndjson" } as const satisfies Record<
  RowType,
  string
>;

/** One page of rows, as JSON, CSV or NDJSON. */
export async function answerRows(
  exchange: Exchange,
  services: DataServices,
  { name, short }: { readonly name: string; readonly short: boolean },
  trail: Trail,
): Promise<void> {
  const { header, query, origin } = exchange;
  const reader = await readReader(exchange, services);
  const { scope, maxRows, query: limits } = reader;
  trail.by(scope.actor, reader.caller.address);
  trail.tell({ datasets: [{ id: null, name }] });
  const { params, filters } = parseFilteredQuery(schemaFor(maxRows), query);
  const { select = null, order = null, limit, cursor = null, require } = params;
  const count = parseCount(header("prefer"));
  const type = chooseType(header("accept"), ROW_TYPES);
  if (type === undefined) throw new AppError("TS-API-007", `Rows come as ${ROW_TYPES.join(", ")}; Accept asks for something else.`);
  const { record, deps, headers } = await openReading(services, { scope, name, require });
  trail.tell({ datasets: [{ id: record.id, name: record.contract.name }], format: FORMATS[type] });
  const open = await openRows(deps, { record, scope, params: { select, order, filters, limit, cursor, count }, limits });
  trail.tell(open.said);
  const always = async () => ({ ...headers(await open.readAsOf()), Vary: "Authorization, Cookie, Accept, Accept-Encoding, Prefer" });
  const known = tagOf(open, type, services.env.secret);
  if (known !== null && matchesTag(header("if-none-match"), known)) {
    const told = await always();
    await trail.end("not-modified");
    sendUnchanged(exchange, known, told);
    return;
  }
  const [page, told] = await Promise.all([formedRows(open, type, known, { exchange, services, reader }), always()]);
  const tag = known ?? tagOfRows(page, type, scope.key);
  if (exchange.request.method !== "HEAD") trail.tell({ rows: page.rows, bytes: page.body.length });
  await trail.end(matchesTag(header("if-none-match"), tag) ? "not-modified" : "ok");
  const path = short ? href.shortRows(record.contract.name) : href.api.rows(record.contract.name);
  await sendBody(exchange, {
    body: page.body,
    contentType: page.contentType,
    tag,
    headers: {
      ...told,
      ...countHeaders(page, count, open.first),
      ...(page.next === null ? {} : { Link: `<${origin}${path}?${withCursor(query, page.next)}>; rel="next"` }),
    },
  });
}

/** A schema for each limit that a reader may have: making one costs more than a page. */
const schemas = new Map<number, ReturnType<typeof makeSchema>>();
const makeSchema = (maxRows: number) => getRows.query.extend({ limit: limitParameter(Math.min(DEFAULT_ROWS, maxRows), maxRows) });

function schemaFor(maxRows: number): ReturnType<typeof makeSchema> {
  const schema = schemas.get(maxRows) ?? makeSchema(maxRows);
  schemas.set(maxRows, schema);
  return schema;
}

interface Asking {
  readonly exchange: Exchange;
  readonly services: DataServices;
  readonly reader: Reader;
}

async function formedRows(open: OpenRows, type: RowType, tag: string | null, { exchange, services, reader }: Asking): Promise<FormedRows> {
  const { keptRows } = services;
  const kept = tag === null ? undefined : keptRows.find(tag);
  if (kept !== undefined) return kept;
  const turn = await takeTurn(exchange, services, reader.caller, "rows");
  const answer = await open.read().finally(turn.release);
  const page = formRows(type, answer);
  if (tag !== null) keptRows.keep(tag, page);
  return page;
}

/** Known before the rows are read, so that a page that somebody has is read by nobody. Keyed, so that it tells nothing about the data. */
function tagOf({ fingerprint }: OpenRows, type: RowType, secret: string): string | null {
  if (fingerprint === null) return null;
  const tag = `"${createHmac("sha256", secret).update(`touchstone rows\n${type}\n${fingerprint}`).digest("base64url").slice(0, 27)}"`;
  // A cursor is encrypted anew each time, so two answers that say the same may differ in bytes.
  return type === "application/json" ? weakened(tag) : tag;
}

/** Of rows that come from where no version is known. `scopeKey`: a cursor of one reader is of no use to another. */
function tagOfRows({ body, next, total }: FormedRows, type: RowType, scopeKey: string): string {
  const text = body.toString();
  const said = next === null ? text : text.replace(JSON.stringify(next), "");
  const tag = entityTag(JSON.stringify([type, scopeKey, next !== null, total, said]));
  return next !== null && type === "application/json" ? weakened(tag) : tag;
}

/** As PostgREST tells it: which rows of how many. Where a page behind a cursor lies is not known. */
function countHeaders({ rows, total }: FormedRows, count: RowCount | null, first: boolean): Readonly<Record<string, string>> {
  if (count === null) return {};
  const range = first && rows > 0 ? `0-${rows - 1}` : "*";
  return { "Content-Range": `${range}/${total ?? "*"}`, ...(total === null ? {} : { "Preference-Applied": `count=${count}` }) };
}

function withCursor(query: string, cursor: string): string {
  const params = new URLSearchParams(query);
  params.set("cursor", cursor);
  return params.toString();
}
