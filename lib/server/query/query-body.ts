import type { z } from "zod";
import { parseBody } from "#lib/api/body.ts";
import { queryBodySchema } from "#lib/api/schemas/query.ts";
import { AppError } from "#lib/errors.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { receiveBody } from "#lib/server/publish/receive-body.ts";

export const MAX_QUERY_BODY = 1_000_000;

const WORDS = {
  tooLarge: "The body of this request is too large: at most 1 MB.",
  ended: "The body of this request ended in the middle. Nothing was run.",
};

/** @throws AppError TS-API-011 for what is not sent as JSON, TS-API-008, TS-API-001, TS-API-003, TS-API-004 */
export async function readQueryBody(exchange: Exchange): Promise<z.output<typeof queryBodySchema>> {
  const type = (exchange.header("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase();
  const encoding = (exchange.header("content-encoding") ?? "identity").trim().toLowerCase();
  if (type !== "application/json" || encoding !== "identity")
    throw new AppError("TS-API-011", "A query is sent as JSON: with 'Content-Type: application/json', and not packed.", {
      headers: { Accept: "application/json" },
    });
  return parseBody(queryBodySchema, Buffer.from(await receiveBody(exchange, MAX_QUERY_BODY, WORDS)).toString("utf8"));
}
