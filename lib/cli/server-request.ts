import { setTimeout as delay } from "node:timers/promises";
import { type Context, UsageError } from "#lib/cli/command.ts";
import type { ServerAddress } from "#lib/cli/server-address.ts";
import { visibleText } from "#lib/cli/visible-text.ts";

export interface ServerRequest {
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  /** How often to try again while the server does not answer or is busy. Only for what may safely come twice. */
  readonly retries?: number;
}

/** The server understood and refused. Exit code 2. */
export class Refusal extends UsageError {
  /** As in `/docs/errors/<code>`; `null` when something else than Touchstone answered. */
  readonly code: string | null;
  /** Places in what was sent. */
  readonly places: readonly string[];

  constructor(message: string, code: string | null, places: readonly string[]) {
    super(message);
    this.code = code;
    this.places = places;
  }
}

const FIRST_PAUSE_MS = 500;
const BUSY = new Set([502, 503, 504]);
/** A question is answered at once; what is published may take minutes. */
const QUESTION_MS = 30_000;

/**
 * Asks a Touchstone server and gives the JSON of its answer.
 * @throws Refusal with what the server says, UsageError with what to do when none answers
 */
export async function askServer(
  { url, token }: ServerAddress,
  { method = "GET", path, headers = {}, body, retries = 0 }: ServerRequest,
  { fetch, signal, env }: Pick<Context, "fetch" | "signal" | "env">,
): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    const last = attempt >= retries;
    try {
      const response = await fetch(url + path, {
        ...{ method, signal: method === "GET" ? AbortSignal.any([signal, AbortSignal.timeout(QUESTION_MS)]) : signal },
        ...{ headers: { accept: "application/json", authorization: `Bearer ${token}`, ...headers } },
        ...(body === undefined ? {} : { body }),
      });
      const text = await response.text();
      if (response.ok) return parse(text, url);
      if (last || !BUSY.has(response.status)) throw refusal(response.status, text, url);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UsageError) throw error;
      if (last) throw new UsageError(noServer(url, env, error));
    }
    await delay(FIRST_PAUSE_MS * 2 ** attempt, undefined, { signal });
  }
}

function parse(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`What answers at ${url} is no Touchstone. Check TOUCHSTONE_URL.`);
  }
}

/** The sentence of a problem document (RFC 9457), with its code. */
function refusal(status: number, text: string, url: string): Refusal {
  const problem = readProblem(text);
  if (problem === null) return new Refusal(`${url} answered ${status}, and not as a Touchstone does. Check TOUCHSTONE_URL.`, null, []);
  const { detail, code, places } = problem;
  const remedy = status === 401 ? " Set TOUCHSTONE_TOKEN to a token of this server." : "";
  return new Refusal(`${visibleText(detail)}${remedy}${code === null ? "" : ` (${code})`}`, code, places);
}

function readProblem(text: string): { readonly detail: string; readonly code: string | null; readonly places: readonly string[] } | null {
  let problem: unknown;
  try {
    problem = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(problem) || typeof problem["detail"] !== "string") return null;
  const { detail, type, errors } = problem;
  return {
    detail,
    code: typeof type === "string" ? (/TS-[A-Z]+-\d+$/.exec(type)?.[0] ?? null) : null,
    places: Array.isArray(errors) ? errors.flatMap((error: unknown) => (isObject(error) ? String(error["path"]) : [])) : [],
  };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

function noServer(url: string, env: Context["env"], error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  if (cause instanceof Error && cause.name === "TimeoutError")
    return `What is at ${url} does not answer within ${QUESTION_MS / 1000} seconds. Check TOUCHSTONE_URL, or try again later.`;
  const remedy = env["TOUCHSTONE_URL"] === undefined ? "Start it with 'npm start', or set TOUCHSTONE_URL." : "Check TOUCHSTONE_URL.";
  return `No server answers at ${url}${code}. ${remedy}`;
}
