import { AppError } from "#lib/errors.ts";
import type { Exchange } from "#lib/server/exchange.ts";

const KEY = /^[!-~]{1,200}$/;

/** The `Idempotency-Key` of a request; `null`: it has none. @throws AppError TS-API-003 */
export function idempotencyKeyOf({ header }: Pick<Exchange, "header">): string | null {
  const key = header("idempotency-key") ?? null;
  if (key !== null && !KEY.test(key))
    throw new AppError("TS-API-003", "An Idempotency-Key has 1 to 200 printable characters, without spaces.", {
      details: [{ path: "header.Idempotency-Key", message: "must have 1 to 200 printable characters, without spaces" }],
    });
  return key;
}
