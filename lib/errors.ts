/**
 * Every error that Touchstone shows, in one table. A code never changes its meaning; its page is `/docs/errors/<code>`.
 * Problems in catalog files have a table of their own in `lib/contract/problem.ts`, because they are values and never thrown.
 */
export const ERRORS = {
  "TS-API-001": { status: 400, title: "Bad request" },
  "TS-API-002": { status: 404, title: "No such route" },
  "TS-API-003": { status: 400, title: "Bad value" },
  "TS-API-004": { status: 400, title: "Unknown parameter" },
  "TS-API-005": { status: 400, title: "Bad cursor" },
  "TS-API-006": { status: 405, title: "Method not allowed" },
  "TS-API-007": { status: 406, title: "No such format" },
  "TS-API-008": { status: 413, title: "Body too large" },
  "TS-API-009": { status: 412, title: "Not ready" },
  "TS-API-010": { status: 429, title: "Too many requests" },
  "TS-API-011": { status: 415, title: "Unknown kind of body" },
  "TS-API-012": { status: 422, title: "Key of another request" },
  "TS-API-013": { status: 403, title: "From another site" },
  "TS-AUTH-001": { status: 401, title: "Unknown or expired token" },
  "TS-AUTH-002": { status: 401, title: "A token is needed" },
  "TS-ACCESS-001": { status: 403, title: "You may not read this data" },
  "TS-ACCESS-002": { status: 403, title: "Administrators only" },
  "TS-ACCESS-003": { status: 403, title: "This token may not do that" },
  "TS-CLI-001": { status: 500, title: "The command line did not expect this" },
  "TS-CATALOG-404": { status: 404, title: "Not found" },
  "TS-DATA-001": { status: 409, title: "No data source" },
  "TS-DATA-002": { status: 502, title: "The data source did not answer" },
  "TS-DATA-003": { status: 504, title: "The query took too long" },
  "TS-DATA-004": { status: 429, title: "Too many queries" },
  "TS-DATA-005": { status: 507, title: "The query needed too much memory" },
  "TS-DATA-006": { status: 409, title: "The export was ended" },
  "TS-QUERY-001": { status: 400, title: "The statement cannot be run" },
  "TS-QUERY-002": { status: 403, title: "Not allowed in a statement" },
  "TS-QUERY-003": { status: 422, title: "More than one source" },
  "TS-QUERY-004": { status: 422, title: "Too many rows for this format" },
  "TS-PUSH-001": { status: 409, title: "Something else is published" },
  "TS-PUSH-002": { status: 409, title: "This would empty the catalog" },
  "TS-PUSH-003": { status: 400, title: "Not a catalog" },
  "TS-PUSH-004": { status: 503, title: "Publishing was stopped" },
  "TS-PUSH-005": { status: 409, title: "Texts that are not known" },
  "TS-SERVER-001": { status: 500, title: "Something went wrong" },
  "TS-SERVER-002": { status: 503, title: "Starting or unavailable" },
  "TS-START-001": { status: 500, title: "Cannot start" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** One entry of `errors` in a problem document (RFC 9457): where in the input, and what is wrong with it. */
export interface ErrorDetail {
  readonly path: string;
  readonly message: string;
}

export interface AppErrorOptions extends ErrorOptions {
  readonly details?: readonly ErrorDetail[];
  /** Extra HTTP headers, for example `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
}

const BRAND = Symbol.for("touchstone.AppError");

/**
 * The only error that code throws on purpose. `message` is one sentence for a person: what happened and what to do.
 * Only `lib/server/http.ts` and the pages' `error.tsx` turn it into an answer.
 */
export class AppError extends Error {
  /** Next bundles this module several times, so `instanceof` does not tell; the brand does. */
  readonly [BRAND] = true;
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? [];
    this.headers = options.headers ?? {};
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get title(): string {
    return ERRORS[this.code].title;
  }
}

export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return error instanceof Error && BRAND in error && (code === undefined || ("code" in error && error.code === code));
}
