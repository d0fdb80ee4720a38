/** For tests: one bomb through the port, while others ask something small, and what it took. */
import { limits } from "#lib/engine/conformance.ts";
import { BOMB_DATA, type Bomb } from "#lib/engine/duckdb/bombs.ts";
import type { DuckDbHarness } from "#lib/engine/duckdb/harness.ts";
import { readResidentMb } from "#lib/engine/duckdb/resident-memory.ts";
import { guardSql } from "#lib/engine/guarded-sql.ts";

export interface Explosion {
  /** The page, or what was thrown. */
  readonly outcome: unknown;
  readonly ms: number;
  /** Megabytes of the largest worker meanwhile. */
  readonly peakMb: number;
  /** Megabytes that the own process grew by. */
  readonly ownMb: number;
  /** Answers to others meanwhile and at once afterwards. */
  readonly served: number;
}

const SMALL = guardSql({ dialect: "duckdb", text: "SELECT 42", params: [], datasets: [] });
const COLUMNS = ["id", "city", "amount", "note"].map((name) => ({ name, mask: null }));
const OTHERS_EVERY_MS = 100;

export async function explode(harness: DuckDbHarness, bomb: Bomb, timeoutMs: number): Promise<Explosion> {
  const engine = harness.engine();
  const relation = await harness.relationOf(BOMB_DATA);
  const own = readResidentMb(process.pid) ?? 0;
  let peakMb = 0;
  const watch = setInterval(() => {
    for (const pid of engine.workerPids()) peakMb = Math.max(peakMb, readResidentMb(pid) ?? 0);
  }, 10);
  let isOver = false;
  const others = (async () => {
    let served = 0;
    for (;;) {
      const { rows } = await engine.run(SMALL, 10, limits());
      if (rows[0]?.[0] === 42) served += 1;
      if (isOver) return served;
      await new Promise((resolve) => setTimeout(resolve, OTHERS_EVERY_MS));
    }
  })();
  const began = performance.now();
  const outcome: unknown = await (async () => {
    const analyzed = await engine.analyze(bomb.sql, "duckdb", limits(timeoutMs));
    if (analyzed.kind === "refused") throw new Error(`the gate refused it: ${analyzed.reason}`);
    const datasets = analyzed.tables.length === 0 ? [] : [{ name: ["orders"], relation, columns: COLUMNS, rows: null }];
    return await engine.run(guardSql({ dialect: "duckdb", text: bomb.sql, params: [], datasets }), 1_000, limits(timeoutMs));
  })().catch((error: unknown) => error);
  const ms = performance.now() - began;
  isOver = true;
  const served = await others;
  clearInterval(watch);
  return { outcome, ms, peakMb, ownMb: (readResidentMb(process.pid) ?? 0) - own, served };
}
