import { isAppError } from "#lib/errors.ts";
import type { Turn, TurnRules, Turns } from "#lib/query/turn.ts";
import type { Caller } from "#lib/server/data/caller.ts";
import type { Env } from "#lib/server/env.ts";
import type { Exchange } from "#lib/server/exchange.ts";

/** Each has a line of its own, so that a long download keeps nobody from asking questions. */
export type Lane = "rows" | "query" | "export";

export interface TurnServices {
  readonly turns: Turns;
  readonly env: { readonly limits: Pick<Env["limits"], "queriesAtOnce" | "pagesAtOnce" | "queue"> };
}

/**
 * Waits for the caller's turn; to be released when the engine is done. The answer tells how many there are, of pages of rows only when it is
 * refused: most of them need no turn, because somebody has just asked for the same.
 * @throws AppError TS-DATA-004
 */
export async function takeTurn(
  { response, signal }: Pick<Exchange, "response" | "signal">,
  { turns, env }: TurnServices,
  caller: Caller,
  lane: Lane,
): Promise<Turn> {
  const rules = rulesOf(env.limits, caller, lane);
  const tell = (left: number) => {
    // As the draft of the IETF has it, of which `concurrent-requests` is one unit.
    response.setHeader("RateLimit-Policy", `"${lane}";q=${rules.atOnce};qu="concurrent-requests"`);
    response.setHeader("RateLimit", `"${lane}";r=${left}`);
  };
  try {
    const turn = await turns.take(`${lane} ${caller.key}`, rules, signal);
    if (lane !== "rows") tell(turn.left);
    return turn;
  } catch (error) {
    if (isAppError(error, "TS-DATA-004")) tell(0);
    throw error;
  }
}

function rulesOf({ queriesAtOnce, pagesAtOnce, queue }: TurnServices["env"]["limits"], { address }: Caller, lane: Lane): TurnRules {
  const kind = address === null ? "person" : "anonymous";
  return { atOnce: (lane === "rows" ? pagesAtOnce : queriesAtOnce)[kind], waiting: queue.length, patienceMs: queue.ms };
}
