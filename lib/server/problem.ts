import { AppError, isAppError } from "#lib/errors.ts";
import { href } from "#lib/href.ts";

/** RFC 9457, as every error answer has it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export interface Asked {
  /** Path and query of the request. */
  readonly instance: string;
  readonly requestId: string;
  /** `https://data.example.com`, for the address of the error's page. */
  readonly origin: string;
}

/** Longest address that is repeated in an answer. */
const MAX_INSTANCE = 2_000;

/** What anyone may know of an error. Of one that nobody expected: nothing but the request id, under which the log has the rest. */
export function publicError(error: unknown): AppError {
  if (isAppError(error)) return error;
  return new AppError("TS-SERVER-001", "Something went wrong on our side. Quote the request id when you report it.", { cause: error });
}

export function problemOf(error: AppError, { instance, requestId, origin }: Asked): Problem {
  return {
    type: origin + href.error(error.code),
    title: error.title,
    status: error.status,
    detail: error.message,
    instance: instance.slice(0, MAX_INSTANCE),
    requestId,
    ...(error.details.length === 0 ? {} : { errors: error.details }),
  };
}

export const PROBLEM_TYPE = "application/problem+json";
