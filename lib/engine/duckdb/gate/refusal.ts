/** Ends the walk through a statement at the first part that may not be there. `analyze.ts` makes an answer of it. */
import type { Tree } from "#lib/engine/duckdb/gate/parse.ts";

export class Refusal extends Error {
  override readonly name = "Refusal";
  /** Byte offset of the offending part, as the engine tells it; `null`: unknown. */
  readonly location: number | null;

  /** `reason`: one sentence for the reader. */
  constructor(reason: string, location: number | null = null) {
    super(reason);
    this.location = location;
  }
}

/** The engine gives 2^64 - 1 where it does not know. */
export function locationOf(tree: Tree): number | null {
  const location = tree["query_location"];
  return typeof location === "number" && Number.isSafeInteger(location) ? location : null;
}
