/** Whether a coordinator answers, without a query. */
import { parseAddress } from "#lib/engine/trino/address.ts";
import { AppError } from "#lib/errors.ts";

/** @throws AppError TS-DATA-001 for no address, TS-DATA-002 when nothing answers within `timeoutMs` or it is still starting */
export async function pingTrino(url: string, sourceId: string, timeoutMs: number): Promise<void> {
  const { origin } = parseAddress(url, sourceId);
  const down = (cause: unknown) => new AppError("TS-DATA-002", `The source ${sourceId} did not answer.`, { cause });
  const answer = await fetch(`${origin}/v1/info`, { signal: AbortSignal.timeout(timeoutMs), redirect: "error" }).catch((error: unknown) => {
    throw down(error);
  });
  const info: unknown = await answer.json().catch(() => null);
  const isUp = answer.ok && typeof info === "object" && info !== null && "starting" in info && info.starting === false;
  if (!isUp) throw down(new Error(`HTTP ${answer.status}`));
}
