/**
 * Functions that give another value each time they are asked, by the engine that has them. They have no place in a rule about rows: who
 * asks often enough would see every row once.
 */
import type { SourceEngine } from "#lib/contract/contract.ts";

export const CHANCE: Readonly<Record<SourceEngine, ReadonlySet<string>>> = {
  duckdb: new Set(["gen_random_uuid", "random", "reservoir_quantile", "uuid", "uuidv4", "uuidv7"]),
  postgres: new Set(["array_sample", "array_shuffle", "gen_random_uuid", "random", "random_normal", "uuidv4", "uuidv7"]),
  trino: new Set(["rand", "random", "shuffle", "uuid"]),
};

const anywhere: ReadonlySet<string> = new Set(Object.values(CHANCE).flatMap((names) => [...names]));

/** Whether an engine has such a function of this name, in whatever case. */
export function isLeftToChance(name: string): boolean {
  return anywhere.has(name.toLowerCase());
}
