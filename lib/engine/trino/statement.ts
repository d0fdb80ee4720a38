/**
 * Trino's client protocol: POST the statement, follow `nextUri` until there is none, DELETE it to cancel.
 * https://trino.io/docs/435/develop/client-protocol.html
 */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Limits } from "#lib/engine/engine.ts";
import type { TrinoAddress } from "#lib/engine/trino/address.ts";
import { sourceDown, TrinoFailure } from "#lib/engine/trino/failure.ts";
import { AppError } from "#lib/errors.ts";

/** Longest answer that is read: Trino's pages are about 1 MB, and longer only for one long row. */
const MAX_ANSWER = 32 * 1024 * 1024;
const RETRIES = 8;
/** The coordinator holds a request for about a second when there is nothing new; this long without an answer it is gone. */
const SILENCE_MS = 15_000;

export interface TrinoColumn {
  readonly name: string;
  /** As Trino writes it, for example `decimal(12,2)`. */
  readonly type: string;
}

const answerSchema = z.object({
  nextUri: z.string().optional(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
  data: z.array(z.array(z.unknown())).optional(),
  error: z
    .object({
      message: z.string().default(""),
      errorName: z.string().default(""),
      errorType: z.string().default(""),
      errorLocation: z.object({ lineNumber: z.number(), columnNumber: z.number() }).optional(),
    })
    .optional(),
});
type Answer = z.output<typeof answerSchema>;

export interface StatementOptions {
  readonly address: TrinoAddress;
  readonly sourceId: string;
  readonly catalog: string | null;
  readonly limits: Limits;
}

/** One page of what a statement answers; the columns come with the first. */
export interface StatementPage {
  readonly columns: readonly TrinoColumn[];
  readonly rows: readonly (readonly unknown[])[];
  /** Bytes of the answer that they came in. */
  readonly size: number;
}

/**
 * Runs one statement. Whoever stops reading cancels it.
 * @throws TrinoFailure for what Trino says of the statement
 * @throws AppError TS-DATA-002 when the source does not answer, TS-DATA-003 after `timeoutMs`, the signal's reason when the reader leaves
 */
export async function* runStatement(sql: string, options: StatementOptions): AsyncGenerator<StatementPage> {
  const { address, sourceId, limits } = options;
  const deadline = AbortSignal.timeout(limits.timeoutMs);
  const signal = AbortSignal.any([limits.signal, deadline]);
  const ask = (url: string, method: "GET" | "POST") => request(url, { method, sql, options, signal });
  let next: string | undefined;
  let columns: readonly TrinoColumn[] | undefined;
  try {
    let { answer, size } = await ask(`${address.origin}/v1/statement`, "POST");
    for (;;) {
      next = ownUri(answer.nextUri, options);
      if (answer.error !== undefined) {
        next = undefined;
        throw new TrinoFailure(answer.error);
      }
      columns ??= answer.columns;
      if (columns !== undefined && (answer.data !== undefined || answer.columns !== undefined))
        yield { columns, rows: answer.data ?? [], size };
      if (next === undefined) return;
      ({ answer, size } = await ask(next, "GET"));
    }
  } catch (error) {
    limits.signal.throwIfAborted();
    if (deadline.aborted) {
      const seconds = Math.round(limits.timeoutMs / 100) / 10;
      throw new AppError("TS-DATA-003", `The query was stopped after ${seconds} s, the longest that one may take.`);
    }
    if (error instanceof TrinoFailure || error instanceof AppError) throw error;
    throw sourceDown(sourceId, error);
  } finally {
    if (next !== undefined) void cancel(next, options);
  }
}

/** A coordinator, or who claims to be one, must not send us to other addresses. */
function ownUri(uri: string | undefined, { address, sourceId }: StatementOptions): string | undefined {
  if (uri === undefined) return undefined;
  const parsed = URL.canParse(uri) ? new URL(uri) : null;
  // Behind a proxy that ends TLS, the coordinator names itself with http: the path counts, the origin is the one that was configured.
  if (parsed === null || !parsed.pathname.startsWith("/v1/statement/"))
    throw sourceDown(sourceId, new Error("the answer names a page that is not of the statement"));
  return `${address.origin}${parsed.pathname}${parsed.search}`;
}

interface Asked {
  readonly method: "GET" | "POST";
  readonly sql: string;
  readonly options: StatementOptions;
  readonly signal: AbortSignal;
}

async function request(url: string, { method, sql, options, signal }: Asked): Promise<{ readonly answer: Answer; readonly size: number }> {
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(url, {
      method,
      headers: headersOf(options),
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(SILENCE_MS)]),
      ...(method === "POST" ? { body: sql } : {}),
    });
    // 502 to 504 mean "ask again" in the protocol, 429 that the coordinator is busy.
    if ([429, 502, 503, 504].includes(response.status) && attempt < RETRIES) {
      await response.body?.cancel();
      const wait = response.status === 429 ? Math.min(5, Number(response.headers.get("retry-after")) || 1) * 1_000 : 75 * (attempt + 1);
      await sleep(wait, undefined, { signal });
      continue;
    }
    const text = await readText(response);
    if (response.status === 401 || response.status === 403) throw new Error("the source refuses the user of its address");
    if (!response.ok) throw new Error(`status ${response.status}`);
    return { answer: answerSchema.parse(JSON.parse(text, exactInteger)), size: text.length };
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER) throw new AppError("TS-DATA-005", "A row of the answer is too long to be read. Select less of it.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** `bigint` comes as a JSON number: beyond 2^53 its digits are kept as text. */
function exactInteger(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) ? (context?.source ?? value) : value;
}

function headersOf({ address, catalog, limits }: StatementOptions): Record<string, string> {
  return {
    "X-Trino-User": address.user,
    "X-Trino-Source": "touchstone",
    "X-Trino-Time-Zone": "UTC",
    "X-Trino-Client-Capabilities": "PARAMETRIC_DATETIME",
    "X-Trino-Session": `query_max_run_time=${encodeURIComponent(`${Math.ceil(limits.timeoutMs / 1_000)}s`)}`,
    ...(catalog === null ? {} : { "X-Trino-Catalog": encodeURIComponent(catalog) }),
    ...(address.authorization === null ? {} : { Authorization: address.authorization }),
  };
}

/** Nobody waits for it; the run time that was set ends the query where this does not arrive. */
async function cancel(uri: string, options: StatementOptions): Promise<void> {
  await fetch(uri, { method: "DELETE", headers: headersOf(options), signal: AbortSignal.timeout(SILENCE_MS) }).catch(() => {});
}
